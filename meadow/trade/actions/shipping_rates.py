"""What a shop asks for sending: the zones that its parcels go to, and its rates in each."""

from collections.abc import Sequence

from django.db import transaction

from meadow.goods.models.shops import Shop
from meadow.trade.models.shipping import ShippingRate, ShippingZone


@transaction.atomic
def keep_rate(
    rate: ShippingRate, *, countries: Sequence[str] | None = None, regions: Sequence[str] = ()
) -> ShippingRate:
    """Offer a new way of sending, or change one; orders that were placed keep their price.

    It is kept in the zone of these countries and regions, which is begun when there is none; without them it stays in
    its zone, or is for the rest of the world. A zone ends with its last rate.
    """
    shop = Shop.objects.locked().get(pk=rate.shop_id)
    zone: int | None = rate.zone_id
    if countries is not None or zone is None:
        place = {"countries": sorted(countries or ()), "regions": sorted(regions)}
        rate.zone = ShippingZone.objects.filter(shop=shop, **place).first() or ShippingZone.objects.create(
            shop=shop, **place
        )
    rate.save()
    _end_empty(shop)
    return rate


@transaction.atomic
def remove_rate(rate: ShippingRate) -> None:
    """Offer this way of sending no more."""
    shop = Shop.objects.locked().get(pk=rate.shop_id)
    rate.delete()
    _end_empty(shop)


@transaction.atomic
def keep_zone(zone: ShippingZone) -> ShippingZone:
    """Change where a zone is, with all its rates, or what it is called."""
    zone.save()
    return zone


@transaction.atomic
def remove_zone(zone: ShippingZone) -> None:
    """Send to this zone no more, at none of its rates."""
    zone.delete()


def _end_empty(shop: Shop) -> None:
    ShippingZone.objects.filter(shop=shop, rates=None).delete()
