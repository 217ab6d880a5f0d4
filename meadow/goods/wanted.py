"""Which products of a shop somebody at its desk wants to see, and in which order."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.collections import CollectionItem
from meadow.goods.models.finding import ProductWords
from meadow.goods.models.products import Category, Product, ProductQuerySet
from meadow.goods.models.shops import Shop

SORTS = {
    "newest": (_("Newest first"), "-pk"),
    "changed": (_("Changed last"), "-changed_at"),
    "title": (_("By title"), "title"),
    "price": (_("Cheapest first"), "price_from"),
    "-price": (_("Dearest first"), "-price_from"),
    "stock": (_("Fewest on hand first"), "on_hand"),
    "-stock": (_("Most on hand first"), "-on_hand"),
    "sold": (_("Best selling first"), "-sold"),
}
STOCKS = {"low": _("Running low"), "out": _("Sold out"), "in": _("In stock")}
LONGEST_WORDS = 100
FEW = 2000
"""Up to so many products that say what was typed are found first, and then looked at; of more, the list is walked."""
_LINE = (
    *("shop_id", "title", "status", "kind", "price_from", "price_to", "compare_at_from"),
    *("in_stock", "cover_id", "changed_at"),
)
MARKS = (
    *("pk", "title", "status", "price_from", "price_to", "compare_at_from", "in_stock", "cover_id", "cover_state"),
    *("on_hand", "sold", "is_low", "variant_count"),
)
"""All that a line of a list shows, or what changes with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of the list; whatever makes no sense asks nothing."""

    words: str = ""
    status: str = ""
    stock: str = ""
    photo: str = ""
    category: int | None = None
    collection: int | None = None
    sort: str = "newest"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """What an address asks for: `q`, `status`, `stock`, `photo`, `category`, `collection` and `sort`."""
        return cls(
            words=query.get("q", "").strip()[:LONGEST_WORDS],
            status=_one_of(query.get("status", ""), Product.Status.values),
            stock=_one_of(query.get("stock", ""), STOCKS),
            photo=_one_of(query.get("photo", ""), ("none",)),
            category=_key(query.get("category", "")),
            collection=_key(query.get("collection", "")),
            sort=_one_of(query.get("sort", ""), SORTS) or "newest",
        )

    @property
    def query(self) -> str:
        """The same as an address says it, without what asks nothing."""
        said = asdict(self)
        said["q"] = said.pop("words")
        if self.sort == "newest":
            del said["sort"]
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves anything out."""
        return self != type(self)(sort=self.sort)

    @property
    def by(self) -> str:
        return SORTS[self.sort][1]

    def found(self, shop: Shop) -> ProductQuerySet:
        """The shop's products that fit, as lines of a list and in no order; asks once where words were typed."""
        return lines(self.narrowed(shop, self.said(shop)))

    def said(self, shop: Shop) -> list[int] | None:
        """The keys of the products that say what was typed; None when they are more than FEW, or nothing was typed.

        PostgreSQL guesses how many they are as if each word came by chance. Where two words never come together it
        would walk a whole list in its order, looking for fifty; the index of words knows at once that there are none.
        """
        if not self.words:
            return None
        few = list(_saying(shop, self.words).values_list("product", flat=True)[: FEW + 1])
        return few if len(few) <= FEW else None

    def told(self, said: list[int] | None, *, most: int) -> int | None:
        """How many fit, or a number above `most` for all that are more, where what was `said` tells it."""
        if not self.words or self != type(self)(words=self.words, sort=self.sort):
            return None
        number = FEW + 1 if said is None else len(said)
        return number if said is not None or number > most else None

    def narrowed(self, shop: Shop, said: list[int] | None) -> ProductQuerySet:
        """The shop's products that fit, whole and in no order; give what was `said`."""
        if said == []:
            return Product.objects.none()
        found = Product.objects.filter(shop=shop)
        if self.by.lstrip("-") in {"on_hand", "sold"}:
            found = found.filter(stock_sum__shop=shop)  # the index by these numbers begins with the shop
        if self.words:
            found = (
                found.filter(_Among(F("pk"), _keys(said)))
                if said is not None
                else found.filter(pk__in=_saying(shop, self.words))
            )
        if self.status:
            found = found.filter(status=self.status)
        if self.stock == "low":
            found = found.filter(stock_sum__shop=shop, stock_sum__is_low=True)
        elif self.stock:
            found = found.filter(in_stock=self.stock == "in")
        if self.photo:
            found = found.filter(cover=None)
        if self.category:
            through = Product.categories.through.objects.filter(category__in=_and_below(self.category))
            found = found.filter(pk__in=through.values("product"))
        if self.collection:
            items = CollectionItem.objects.filter(collection=self.collection, collection__shop=shop)
            found = found.filter(pk__in=items.values("product"))
        return found


def marked(products: ProductQuerySet, *, by: str) -> QuerySet[Product, Any]:
    """The MARKS of products and what sorts them: for a line that is kept already, no product has to be built."""
    return lines(products).values_list(*dict.fromkeys([*MARKS, by.lstrip("-")]), named=True)


def lines(products: ProductQuerySet) -> ProductQuerySet:
    """Products with what a line of a list shows of each, and no more."""
    return products.only(*_LINE).annotate(
        on_hand=F("stock_sum__on_hand"),
        sold=F("stock_sum__sold"),
        is_low=F("stock_sum__is_low"),
        variant_count=F("stock_sum__variants"),
        cover_state=F("cover__state"),
    )


class _Among(Func):
    """`key = ANY (keys)`: one parameter, however many they are."""

    arg_joiner = " = ANY ("
    template = "%(expressions)s)"
    output_field = BooleanField()


def _keys(keys: list[int]) -> Value:
    return Value(keys, ArrayField(BigIntegerField()))


def _saying(shop: Shop, words: str) -> Any:
    """The question for the keys of the products that say this."""
    return ProductWords.objects.filter(shop=shop).saying(words).values("product")


def _and_below(category: int) -> list[int]:
    """This category and all that stand below it."""
    below: dict[int | None, list[int]] = {}
    for pk, parent in Category.objects.order_by().values_list("pk", "parent"):
        below.setdefault(parent, []).append(pk)
    found = [category]
    for pk in found:
        found += [child for child in below.get(pk, ()) if child not in found]
    return found


def _one_of(value: str, values: Iterable[str]) -> str:
    return value if value in set(values) else ""


def _key(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None
