"""Which of a shop's rates reach a place, and what they cost for these goods."""

from collections.abc import Iterable

from meadow.goods.models.products import Product, Variant
from meadow.trade.models.shipping import ShippingRate
from meadow.trade.pricing.regions import region_key
from meadow.trade.pricing.sending import nearest


def reaching(rates: Iterable[ShippingRate], country: str, region: str = "") -> list[ShippingRate]:
    """The rates, with their zones, of the zones that are the nearest to this place."""
    return nearest(
        rates,
        lambda rate: (rate.zone.countries, rate.zone.regions),
        country=country,
        region=region_key(country, region),
    )


def grams(variant: Variant) -> int:
    """What one piece weighs as far as the shop says; a bundle without a weight weighs what its parts do. Reads the
    parts.
    """
    if variant.weight_grams is not None or variant.product.kind != Product.Kind.BUNDLE:
        return variant.weight_grams or 0
    return sum((part.part.weight_grams or 0) * part.quantity for part in variant.parts.all())
