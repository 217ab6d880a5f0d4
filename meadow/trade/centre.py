"""The selection centre's shelf: what of all that is open to buyers fits what somebody looks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import BigIntegerField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from meadow.goods.models.finding import ProductWords
from meadow.goods.models.products import Category, Product
from meadow.goods.models.shops import Shop
from meadow.goods.models.stock import Warehouse
from meadow.people.countries import country_choices
from meadow.people.models.persons import Person
from meadow.plumbing.bad_input import BadInput
from meadow.plumbing.cursors import Leaf, leaf
from meadow.plumbing.money import parse_amount
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.plans import Offer, SampleKind

OFFERS = 24
MOST_COMPARED = 4
SORTS = {"commission": "-commission", "rate": "-rate", "sales": "-sold_30", "newest": "-published_at"}
_LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Wanted:
    """What a buyer looks for; what cannot be read is as if it were not said.

    Prices are minor units of `currency`, in which all prices and commissions of one list are: amounts of different
    currencies say nothing beside each other. Rates are hundredths of a per cent.
    """

    words: str = ""
    category: str = ""
    currency: str = ""
    country: str = ""
    price_from: int | None = None
    price_to: int | None = None
    rate_from: int | None = None
    rate_to: int | None = None
    sold_from: int | None = None
    returns_to: int | None = None
    with_sample: bool = False
    sort: str = "commission"

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Self:
        currency = asked.get("currency", "").upper() or settings.MEADOW_CURRENCY
        country = asked.get("country", "").upper()
        sort = asked.get("sort", "")
        return cls(
            words=asked.get("q", "").strip()[:80],
            category=asked.get("category", "")[:80],
            currency=currency[:3],
            country=country if country in dict(country_choices()) else "",
            price_from=_amount(asked.get("price_from", ""), currency),
            price_to=_amount(asked.get("price_to", ""), currency),
            rate_from=_hundredths(asked.get("rate_from", "")),
            rate_to=_hundredths(asked.get("rate_to", "")),
            sold_from=_number(asked.get("sold_from", "")),
            returns_to=_hundredths(asked.get("returns_to", "")),
            with_sample=asked.get("sample", "") == "yes",
            sort=sort if sort in SORTS else "commission",
        )

    @property
    def is_narrowed(self) -> bool:
        return self != Wanted(currency=self.currency, sort=self.sort)

    def found(self) -> "QuerySet[Offer]":
        """The offers on sale that fit, with all that a line of the list tells, and `commission` for one piece."""
        found = Offer.objects.filter(product__in=Product.objects.on_sale(), product__shop__currency=self.currency)
        found = found.filter(_between("product__price_from", self.price_from, self.price_to))
        found = found.filter(_between("rate", self.rate_from, self.rate_to), _between("sold_30", self.sold_from, None))
        if self.words:
            found = found.filter(product__in=ProductWords.objects.saying(self.words).values("product"))
        if self.category:
            shelf = Product.categories.through.objects.filter(product=OuterRef("product"), category__in=self._shelves())
            found = found.filter(Exists(shelf))
        if self.returns_to is not None:
            found = found.filter(return_rate__lte=self.returns_to)
        if self.country:
            here = Warehouse.objects.filter(shop=OuterRef("shop"), country=self.country, is_active=True)
            found = found.filter(Exists(here))
        if self.with_sample:
            left = Q(plan__samples=None) | Q(plan__samples_given__lt=F("plan__samples"))
            found = found.filter(left).exclude(plan__sample=SampleKind.NONE)
        return with_commission(found)

    def page(self, after: str | None, *, limit: int = OFFERS) -> Leaf[Offer]:
        return leaf(self.found(), by=SORTS[self.sort], after=after, limit=limit)

    def _shelves(self) -> list[int]:
        """The category asked for and every one below it."""
        parents = dict(Category.objects.values_list("pk", "parent"))
        top = Category.objects.filter(slug=self.category).values_list("pk", flat=True).first()
        found = [] if top is None else [top]
        for shelf in found:
            found += [pk for pk, parent in parents.items() if parent == shelf and pk not in found]
        return found


def with_commission(offers: "QuerySet[Offer]") -> "QuerySet[Offer]":
    """With `commission`, what one piece of the cheapest variant earns, and what a line shows of the product."""
    one_piece = ExpressionWrapper(F("product__price_from") * F("rate") / 10_000, output_field=BigIntegerField())
    told = offers.annotate(commission=one_piece, published_at=F("product__published_at"))
    return told.exclude(published_at=None).select_related("product__shop", "product__cover", "plan")


def agreed_on(person: Person, products: Iterable[int]) -> dict[int, Agreement]:
    """Of these products those that the person sells or is waiting about, in one statement."""
    alive = Q(state=Agreement.State.ACTIVE) | Q(state__in=Agreement.OPEN)
    found = Agreement.objects.filter(alive, buyer=person, product__in=list(products)).order_by("state")
    # Where a running agreement stands beside an invitation the running one tells more; it is sorted last.
    by_product: dict[int, Agreement] = {}
    for agreement in sorted(found, key=lambda one: one.state == Agreement.State.ACTIVE):
        by_product[agreement.product_id] = agreement
    return by_product


def currencies() -> list[str]:
    """In which currencies anything is open to buyers, the platform's own first."""
    used = set(
        Shop.objects.filter(Exists(Offer.objects.filter(shop=OuterRef("pk")))).values_list("currency", flat=True)
    )
    return [settings.MEADOW_CURRENCY, *sorted(used - {settings.MEADOW_CURRENCY})]


def query_of(asked: Mapping[str, Any], **changed: str) -> str:
    """The part of an address that asks for the same, with something else changed and without empty fields."""
    pairs = {name: value for name, value in {**asked, **changed}.items() if value and name != "after"}
    return urlencode(pairs)


def _between(name: str, low: int | None, high: int | None) -> Q:
    asked: dict[str, Any] = {}
    if low is not None:
        asked[f"{name}__gte"] = low
    if high is not None:
        asked[f"{name}__lte"] = high
    return Q(**asked)


def _amount(text: str, currency: str) -> int | None:
    try:
        amount = parse_amount(text.strip(), currency)
    except BadInput:
        return None
    return amount if 0 <= amount < 2**63 else None


def _hundredths(text: str) -> int | None:
    """Per cent as typed, `12.5`, in hundredths."""
    whole, _point, part = text.strip().removesuffix("%").partition(".")
    digits = whole + part
    if not whole or len(whole) > 3 or not digits.isascii() or not digits.isdecimal():
        return None
    return int(whole) * 100 + int(part[:2].ljust(2, "0") if part else 0)


def _number(text: str) -> int | None:
    text = text.strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 10:
        return None
    return min(int(text), _LARGEST)
