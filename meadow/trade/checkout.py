"""What a cart would cost at this moment, shop by shop, and what stands in the way of ordering it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.formats import date_format

from meadow.goods.models.products import PriceChange, Product
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import OutOfStock
from meadow.plumbing.refusals import Refusal
from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.models.shipping import ShippingRate
from meadow.trade.refusals import (
    DoesNotShipThere,
    EmptyCart,
    MixedCurrencies,
    NoLongerOnSale,
    ShopOnHoliday,
    ShopOnHolidayForNow,
)


@dataclass(frozen=True)
class Way:
    """One way in which a shop would send these goods, and what it would cost."""

    rate: ShippingRate
    price: int


@dataclass
class Parcel:
    """What one shop would send: its lines on sale, and the ways of sending that reach the address."""

    shop: Shop
    lines: list[CartLine] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    way: Way | None = None
    shipping_discount: int = 0
    shipping_tax: int = 0
    shipping_tax_added: int = 0

    @property
    def needs_sending(self) -> bool:
        """Whether there is anything that is not downloaded."""
        return any(line.variant.product.kind != Product.Kind.DIGITAL for line in self.lines)

    @property
    def goods_total(self) -> int:
        return sum(line.total for line in self.lines if line.is_on_sale)

    @property
    def discount_total(self) -> int:
        """What promotions take off the goods."""
        return sum(line.discount for line in self.lines)

    @property
    def shipping_total(self) -> int:
        """What is left to pay for sending."""
        return self.way.price - self.shipping_discount if self.way else 0

    @property
    def tax_total(self) -> int:
        return sum(line.tax for line in self.lines) + self.shipping_tax

    @property
    def tax_added(self) -> int:
        """The part of the tax that comes on top of the prices."""
        return sum(line.tax_added for line in self.lines) + self.shipping_tax_added

    @property
    def total(self) -> int:
        return self.goods_total - self.discount_total + self.shipping_total + self.tax_added


@dataclass(frozen=True)
class Summary:
    """A cart looked over: a parcel per shop, in the order in which the shops came into the cart."""

    parcels: list[Parcel]
    country: str | None

    @property
    def lines(self) -> list[CartLine]:
        return [line for parcel in self.parcels for line in parcel.lines]

    @property
    def needs_sending(self) -> bool:
        """Whether it takes an address."""
        return any(parcel.needs_sending for parcel in self.parcels)

    @property
    def currencies(self) -> list[str]:
        return sorted({parcel.shop.currency for parcel in self.parcels})

    @property
    def currency(self) -> str:
        """The one currency of all parcels, or nothing when there are several or none."""
        return self.currencies[0] if len(self.currencies) == 1 else ""

    @property
    def goods_total(self) -> int:
        return sum(parcel.goods_total for parcel in self.parcels)

    @property
    def shipping_total(self) -> int:
        return sum(parcel.shipping_total for parcel in self.parcels)

    @property
    def discount_total(self) -> int:
        return sum(parcel.discount_total for parcel in self.parcels)

    @property
    def tax_added(self) -> int:
        return sum(parcel.tax_added for parcel in self.parcels)

    @property
    def total(self) -> int:
        return sum(parcel.total for parcel in self.parcels)

    @property
    def obstacle(self) -> Refusal | None:
        """The first thing that stands in the way of ordering; shipping counts once there is a country to send to."""
        if not self.lines:
            return EmptyCart()
        for line in self.lines:
            title = line.variant.product.in_words["title"]
            if not line.is_on_sale:
                return NoLongerOnSale(title=title)
            if line.variant.product.shop.is_on_holiday():
                return on_holiday(line.variant.product.shop)
            if line.is_short:
                return OutOfStock(title=title, available=line.available)
        if not self.currency:
            return MixedCurrencies()
        for parcel in self.parcels:
            if self.country is not None and parcel.needs_sending and parcel.way is None:
                return DoesNotShipThere(shop=parcel.shop.in_words["name"])
        return None


def on_holiday(shop: Shop) -> ShopOnHoliday:
    """That nothing can be ordered from this shop now, and until when."""
    name = shop.in_words["name"]
    if shop.holiday_until is None:
        return ShopOnHolidayForNow(shop=name)
    return ShopOnHoliday(shop=name, until=date_format(shop.holiday_until))


def look_over(
    cart: Cart | Sequence[CartLine] | None, *, country: str | None = None, rates: Mapping[int, int] | None = None
) -> Summary:
    """Price a cart as of now, in a number of statements that does not grow. `rates` are the rates chosen for shops, by
    their keys.

    Lines that lie in no cart, as of something bought at once, are priced alike; they need not be written.
    A shop for which none was chosen, or one that does not reach the country, sends the cheapest way.
    """
    parcels: dict[int, Parcel] = {}
    lines = cart.lines.in_full().order_by("pk") if isinstance(cart, Cart) else cart or ()
    for line in lines:
        shop = line.variant.product.shop
        parcels.setdefault(shop.pk, Parcel(shop)).lines.append(line)
    _tell_lowest([line for parcel in parcels.values() for line in parcel.lines])
    sending = [shop for shop, parcel in parcels.items() if parcel.needs_sending]
    if country is not None and sending:
        for rate in ShippingRate.objects.to_country(country).filter(shop__in=sending, is_active=True):
            parcel = parcels[rate.shop_id]
            parcel.ways.append(Way(rate, rate.price_for(parcel.goods_total)))
    for parcel in parcels.values():
        wanted = (rates or {}).get(parcel.shop.pk)
        chosen = [way for way in parcel.ways if way.rate.pk == wanted]
        parcel.way = next(iter(chosen), min(parcel.ways, key=lambda way: way.price, default=None))
    return Summary(list(parcels.values()), country)


def _tell_lowest(lines: list[CartLine]) -> None:
    reduced = [line.variant_id for line in lines if line.variant.is_reduced]
    lowest = PriceChange.objects.lowest_before_reductions(reduced)
    for line in lines:
        line.lowest_30 = lowest.get(line.variant_id)
