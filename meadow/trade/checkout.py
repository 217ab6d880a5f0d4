"""What a cart would cost at this moment, shop by shop: sending, promotions and taxes brought together."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from meadow.goods.models.products import PriceChange
from meadow.people.models.persons import Person
from meadow.plumbing.compiled import Compiled, any_of
from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.models.shipping import ShippingRate
from meadow.trade.pricing.taxes import Tax, tax_on, tax_on_sending
from meadow.trade.reckoning.discounts import Discounts, reckon
from meadow.trade.reckoning.offers import Buyer, offers_for
from meadow.trade.reckoning.sending import reaching
from meadow.trade.reckoning.taxes import rate_for, rates_in
from meadow.trade.summary import Parcel, Summary, Way

_offered = Compiled(lambda: ShippingRate.objects.offered().filter(any_of("shop", 0)))


def look_over(
    cart: Cart | Sequence[CartLine] | None,
    *,
    country: str | None = None,
    region: str = "",
    rates: Mapping[int, int] | None = None,
    by: Person | None = None,
    places: Iterable[str] = (),
    is_estimate: bool = False,
) -> Summary:
    """Price a cart as of now, in a number of statements that does not grow. `rates` are the rates chosen for shops, by
    their keys; `places` say where the buyer is (`room:7`), for promotions that count there only.

    Lines that lie in no cart, as of something bought at once, are priced alike; they need not be written. Whose they
    are is said by `by`, whose cart's codes count for them too. A shop for which no rate was chosen, or one that does
    not reach the place, sends the cheapest way.

    Promotions are worked out on prices, then taxes on what is left; `docs/howto/promotions.md` and
    `docs/howto/taxes.md` say how.
    """
    lines = list(cart.lines.in_full().order_by("pk") if isinstance(cart, Cart) else cart or ())
    parcels: dict[int, Parcel] = {}
    for line in lines:
        shop = line.variant.product.shop
        parcels.setdefault(shop.pk, Parcel(shop)).lines.append(line)
    _tell_lowest(lines)
    if country is not None:
        _find_ways(parcels, country, region, rates or {})
    discounts = _take_off(parcels, _buyer(cart, by, places))
    if country is not None:
        _tax(parcels, country, region)
    return Summary(list(parcels.values()), country, discounts, is_estimate)


def _buyer(cart: Cart | Sequence[CartLine] | None, by: Person | None, places: Iterable[str]) -> Buyer:
    if isinstance(cart, Cart):
        return Buyer(by.pk if by else cart.person_id, cart.pk, frozenset(places))
    return Buyer(by.pk if by else None, None, frozenset(places))


def _tell_lowest(lines: Sequence[CartLine]) -> None:
    reduced = [line.variant_id for line in lines if line.variant.is_reduced]
    lowest = PriceChange.objects.lowest_before_reductions(reduced)
    for line in lines:
        line.lowest_30 = lowest.get(line.variant_id)


def _find_ways(parcels: Mapping[int, Parcel], country: str, region: str, chosen: Mapping[int, int]) -> None:
    sending = [shop for shop, parcel in parcels.items() if parcel.needs_sending]
    offered: dict[int, list[ShippingRate]] = {shop: [] for shop in sending}
    if sending:
        for rate in _offered(sending):
            offered[rate.shop_id].append(rate)
    for shop, rates in offered.items():
        parcel = parcels[shop]
        priced = [(rate, rate.price_for(parcel.goods_total, parcel.grams)) for rate in reaching(rates, country, region)]
        parcel.ways = [Way(rate, price) for rate, price in priced if price is not None]
        wanted = [way for way in parcel.ways if way.rate.pk == chosen.get(shop)]
        parcel.way = next(iter(wanted), min(parcel.ways, key=lambda way: way.price, default=None))


def _take_off(parcels: Mapping[int, Parcel], buyer: Buyer) -> Discounts:
    lines = {line.variant_id: line for parcel in parcels.values() for line in parcel.lines}
    goods, offers = offers_for(list(lines.values()), buyer, timezone.now())
    sending = {shop: parcel.way.price for shop, parcel in parcels.items() if parcel.way}
    discounts = reckon(goods, offers, sending)
    for line in lines.values():
        line.discount = line.discount_platform = 0
    for one in discounts.counted:
        for variant, amount in one.taken.lines.items():
            lines[variant].discount += amount
            lines[variant].discount_platform += one.taken.lines_platform[variant]
        for shop, amount in one.taken.sending.items():
            parcels[shop].shipping_discount += amount
    return discounts


def _tax(parcels: Mapping[int, Parcel], country: str, region: str) -> None:
    rates = rates_in(list(parcels), country, region) if parcels else {}
    if not rates:
        return
    for parcel in parcels.values():
        for line in parcel.lines:
            rate = rate_for(rates, line.variant.product)
            tax = tax_on(line.total - line.discount, rate) if line.is_on_sale else Tax()
            line.tax, line.tax_added, line.tax_rate = tax.tax, tax.added, rate.rate if rate else 0
            if rate is not None:
                parcel.taxes[rate] = parcel.taxes.get(rate, Tax()) + tax
        sent = [(line.total - line.discount, rate_for(rates, line.variant.product)) for line in parcel.sent]
        shares = tax_on_sending(parcel.shipping_total, sent)
        for rate, tax in shares.items():
            parcel.taxes[rate] = parcel.taxes.get(rate, Tax()) + tax
            parcel.shipping_tax += tax.tax
            parcel.shipping_tax_added += tax.added
