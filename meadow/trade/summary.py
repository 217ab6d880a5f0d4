"""What goods would cost, added up: a parcel for each shop, and what stands in the way of ordering them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.formats import date_format

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import OutOfStock
from meadow.plumbing.money import percent_text
from meadow.plumbing.refusals import Refusal
from meadow.trade.models.carts import CartLine
from meadow.trade.models.promotions import Promotion
from meadow.trade.models.shipping import ShippingRate
from meadow.trade.pricing.taxes import Rate, Tax
from meadow.trade.reckoning.discounts import NO_DISCOUNTS, Counted, Discounts
from meadow.trade.reckoning.sending import grams
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


@dataclass(frozen=True)
class TaxLine:
    """The tax of one name and rate in some goods and their sending."""

    name: str
    rate: int
    is_included: bool
    amount: int

    @property
    def percent(self) -> str:
        return percent_text(self.rate)


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
    taxes: dict[Rate, Tax] = field(default_factory=dict)

    @property
    def needs_sending(self) -> bool:
        """Whether there is anything that is not downloaded."""
        return bool(self.sent)

    @property
    def sent(self) -> list[CartLine]:
        """The lines that go into a parcel."""
        return [line for line in self.lines if line.variant.product.kind != Product.Kind.DIGITAL]

    @property
    def grams(self) -> int:
        return sum(grams(line.variant) * line.quantity for line in self.sent)

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

    @property
    def missing_for_free_sending(self) -> int:
        """How much more of the goods it takes until a way costs nothing; 0 when there is none, or it is reached."""
        if self.way is None or self.shipping_total == 0:
            return 0
        starts = [way.rate.free_from for way in self.ways if way.price and way.rate.free_from is not None]
        return min((start - self.goods_total for start in starts), default=0)


@dataclass(frozen=True)
class Summary:
    """Goods looked over: a parcel per shop, in the order in which the shops came into the cart.

    An estimate is for a place that was guessed: that nothing is sent there does not stand in the way.
    """

    parcels: list[Parcel]
    country: str | None
    discounts: Discounts = NO_DISCOUNTS
    is_estimate: bool = False

    @property
    def lines(self) -> list[CartLine]:
        return [line for parcel in self.parcels for line in parcel.lines]

    @property
    def needs_sending(self) -> bool:
        """Whether it takes an address."""
        return any(parcel.needs_sending for parcel in self.parcels)

    @property
    def needs_address(self) -> bool:
        """Whether the order has to say where it goes: something is sent, or taxed there."""
        return self.needs_sending or self.tax_total > 0

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
    def shipping_discount(self) -> int:
        return sum(parcel.shipping_discount for parcel in self.parcels)

    @property
    def shipping_before(self) -> int:
        """What sending costs before promotions."""
        return self.shipping_total + self.shipping_discount

    @property
    def is_sendable(self) -> bool:
        """Whether it is known what sending everything costs."""
        return all(parcel.way is not None for parcel in self.parcels if parcel.needs_sending)

    @property
    def discount_total(self) -> int:
        return sum(parcel.discount_total for parcel in self.parcels)

    @property
    def tax_total(self) -> int:
        return sum(parcel.tax_total for parcel in self.parcels)

    @property
    def tax_added(self) -> int:
        return sum(parcel.tax_added for parcel in self.parcels)

    @property
    def total(self) -> int:
        return sum(parcel.total for parcel in self.parcels)

    @property
    def counted(self) -> Sequence[Counted]:
        """The promotions that count."""
        return self.discounts.counted

    @property
    def taken_off(self) -> list[tuple[str, int]]:
        """What each promotion takes off the goods, by its name."""
        return _named((one, sum(one.taken.lines.values())) for one in self.discounts.counted)

    @property
    def taken_off_sending(self) -> list[tuple[str, int]]:
        """What each promotion takes off sending, by its name."""
        return _named((one, sum(one.taken.sending.values())) for one in self.discounts.counted)

    @property
    def typed(self) -> list[tuple[str, int, Promotion]]:
        """The codes at the cart, with the keys of their rows and what they open."""
        offers = [one.offer for one in self.discounts.counted] + [one.offer for one in self.discounts.idle]
        return [(offer.code, offer.code_id, offer.promotion) for offer in offers if offer.code_id is not None]

    @property
    def tax_lines(self) -> list[TaxLine]:
        """The tax by name and rate, the highest rate first."""
        found: dict[Rate, Tax] = {}
        for parcel in self.parcels:
            for rate, tax in parcel.taxes.items():
                found[rate] = found.get(rate, Tax()) + tax
        rates = sorted(found, key=lambda rate: (-rate.rate, rate.name, rate.is_included))
        return [TaxLine(rate.name, rate.rate, rate.is_included, found[rate].tax) for rate in rates if found[rate].tax]

    @property
    def obstacle(self) -> Refusal | None:
        """The first thing that stands in the way of ordering; shipping counts once there is a country to send to."""
        if not self.lines:
            return EmptyCart()
        for line in self.lines:
            if refusal := objection(line):
                return refusal
        if not self.currency:
            return MixedCurrencies()
        if self.country is not None and not self.is_estimate:
            return self._unreachable
        return None

    @property
    def _unreachable(self) -> Refusal | None:
        for parcel in self.parcels:
            if parcel.needs_sending and parcel.way is None:
                return DoesNotShipThere(shop=parcel.shop.in_words["name"])
        return None


def _named(counted: Iterable[tuple[Counted, int]]) -> list[tuple[str, int]]:
    return [(one.promotion.in_words["name"], amount) for one, amount in counted if amount]


def objection(line: CartLine) -> Refusal | None:
    """Why this much of a thing cannot be had now."""
    title = line.variant.product.in_words["title"]
    if not line.is_on_sale:
        return NoLongerOnSale(title=title)
    if line.variant.product.shop.is_on_holiday():
        return on_holiday(line.variant.product.shop)
    if line.is_short:
        return OutOfStock(title=title, available=line.available)
    return None


def on_holiday(shop: Shop) -> ShopOnHoliday:
    """That nothing can be ordered from this shop now, and until when."""
    name = shop.in_words["name"]
    if shop.holiday_until is None:
        return ShopOnHolidayForNow(shop=name)
    return ShopOnHoliday(shop=name, until=date_format(shop.holiday_until))
