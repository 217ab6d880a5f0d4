"""What can be done to many products at once, each verb with its way back."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Max
from django.utils import timezone

from meadow.goods.actions.collections import MOST_PRODUCTS
from meadow.goods.actions.prices import remember_prices
from meadow.goods.actions.summaries import sum_up
from meadow.goods.events import ProductPublished
from meadow.goods.models.bulk import BulkEdit, BulkEditItem
from meadow.goods.models.collections import Collection, CollectionItem
from meadow.goods.models.products import MOST_PRICE, Category, Product, Variant
from meadow.goods.refusals import NoVariants, PriceOutOfRange, TooManyInCollection
from meadow.goods.repricing import Repricing
from meadow.plumbing.events import announce_all
from meadow.plumbing.money import decimal_text

MOST_TAGS = 60
_PRICES = ["price_from", "price_to", "compare_at_from", "changed_at"]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some products of an edit, locked, with their items by their keys."""

    edit: BulkEdit
    products: list[Product]
    items: dict[int, BulkEditItem]

    def note(self, product: Product, before: Any, after: Any) -> None:
        item = self.items[product.pk]
        item.before, item.after = before, after

    def refuse(self, product: Product, words: str) -> None:
        self.items[product.pk].refusal = words[:300]


class BulkVerb(ABC):
    """One thing to do to each product of a batch; what was so already is not noted, and so never taken back."""

    @abstractmethod
    def do(self, batch: Batch) -> None:
        """Do it, and note what each product said before and after."""

    @abstractmethod
    def undo(self, batch: Batch) -> None:
        """Bring back what was, where what was made of it still stands."""


@dataclass(frozen=True)
class Take(BulkVerb):
    """Give products a status."""

    status: Product.Status

    def do(self, batch: Batch) -> None:
        sold = set(_active(batch.products).values_list("product", flat=True))
        for product in batch.products:
            if product.status == self.status:
                continue
            if self.status == Product.Status.ACTIVE and product.pk not in sold:
                batch.refuse(product, str(NoVariants()))
                continue
            batch.note(product, product.status, self.status)
        self._take(batch, [(product, self.status) for product in batch.products if _changed(batch, product)])

    def undo(self, batch: Batch) -> None:
        standing = [product for product in batch.products if product.status == batch.items[product.pk].after]
        self._take(batch, [(product, batch.items[product.pk].before) for product in standing])

    def _take(self, batch: Batch, wanted: list[tuple[Product, str]]) -> None:
        on_sale = [product for product, status in wanted if product.take(status)]
        _write([product for product, _ in wanted], ["status", "published_at", "publish_at"])
        by = batch.edit.by_id
        announce_all([ProductPublished(product=row.pk, shop=row.shop_id, by=by) for row in on_sale])


@dataclass(frozen=True)
class Tag(BulkVerb):
    """Give products a tag, or take it away."""

    adds: bool

    def do(self, batch: Batch) -> None:
        tag = batch.edit.terms["tag"]
        for product in batch.products:
            if (tag in product.tags) == self.adds:
                continue
            if self.adds and len(product.tags) >= MOST_TAGS:
                continue
            before = list(product.tags)
            product.tags = [*before, tag] if self.adds else [other for other in before if other != tag]
            batch.note(product, before, product.tags)
        _write([product for product in batch.products if _changed(batch, product)], ["tags"])

    def undo(self, batch: Batch) -> None:
        standing = [product for product in batch.products if product.tags == batch.items[product.pk].after]
        for product in standing:
            product.tags = batch.items[product.pk].before
        _write(standing, ["tags"])


@dataclass(frozen=True)
class Collect(BulkVerb):
    """Put products at the end of a collection, or take them out of it."""

    adds: bool

    def do(self, batch: Batch) -> None:
        collection = Collection.objects.filter(shop=batch.edit.shop_id, pk=batch.edit.terms["collection"]).first()
        if collection is None:
            return
        known = dict(collection.items.filter(product__in=batch.products).values_list("product", "position"))
        wanted = [product for product in batch.products if (product.pk in known) != self.adds]
        if self.adds:
            free = max(MOST_PRODUCTS - collection.items.count(), 0)
            for product in wanted[free:]:
                batch.refuse(product, str(TooManyInCollection(most=MOST_PRODUCTS)))
            wanted = wanted[:free]
            self._add(collection, {product.pk: None for product in wanted})
        else:
            collection.items.filter(product__in=wanted).delete()
        for product in wanted:
            batch.note(product, known.get(product.pk), self.adds)

    def undo(self, batch: Batch) -> None:
        collection = Collection.objects.filter(shop=batch.edit.shop_id, pk=batch.edit.terms["collection"]).first()
        if collection is None:
            return
        if self.adds:
            collection.items.filter(product__in=batch.products).delete()
        else:
            self._add(collection, {product.pk: batch.items[product.pk].before for product in batch.products})

    def _add(self, collection: Collection, places: dict[int, int | None]) -> None:
        last = collection.items.aggregate(last=Max("position"))["last"]
        end = 0 if last is None else last + 1
        CollectionItem.objects.bulk_create(
            [
                CollectionItem(collection=collection, product_id=pk, position=end + number if place is None else place)
                for number, (pk, place) in enumerate(places.items())
            ],
            ignore_conflicts=True,
        )


@dataclass(frozen=True)
class Categorise(BulkVerb):
    """Have products stand in one category and no other."""

    through: ClassVar = Product.categories.through

    def do(self, batch: Batch) -> None:
        if category := Category.objects.filter(pk=batch.edit.terms["category"]).first():
            before = self._categories(batch.products)
            for product in batch.products:
                if before[product.pk] != [category.pk]:
                    batch.note(product, before[product.pk], [category.pk])
            self._set({product.pk: [category.pk] for product in batch.products if _changed(batch, product)})

    def undo(self, batch: Batch) -> None:
        now = self._categories(batch.products)
        known = set(Category.objects.values_list("pk", flat=True))
        items = batch.items
        standing = [product for product in batch.products if now[product.pk] == items[product.pk].after]
        self._set({product.pk: [pk for pk in items[product.pk].before if pk in known] for product in standing})

    def _categories(self, products: Iterable[Product]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {product.pk: [] for product in products}
        for row in self.through.objects.filter(product__in=found).order_by("category"):
            found[row.product_id].append(row.category_id)
        return found

    def _set(self, wanted: dict[int, list[int]]) -> None:
        self.through.objects.filter(product__in=wanted).delete()
        self.through.objects.bulk_create(
            self.through(product_id=product, category_id=category)
            for product, categories in wanted.items()
            for category in categories
        )
        Product.objects.filter(pk__in=wanted).update(changed_at=timezone.now())


@dataclass(frozen=True)
class Reprice(BulkVerb):
    """Change the prices of whatever is on sale of the products."""

    def do(self, batch: Batch) -> None:
        repricing, currency = Repricing.read(batch.edit.terms), batch.edit.shop.currency
        wanted: dict[int, tuple[int, int | None]] = {}
        for product, variants in _by_product(batch.products):
            new = {variant.pk: repricing.price(variant.price, currency) for variant in variants}
            prices = [(variant.price, new[variant.pk]) for variant in variants]
            if wrong := [price for old, price in prices if price != old and not 0 < price <= MOST_PRICE]:
                batch.refuse(product, str(PriceOutOfRange(price=decimal_text(wrong[0], currency))))
                continue
            before = {variant.pk: (variant.price, variant.compare_at) for variant in variants}
            after = {
                variant.pk: (new[variant.pk], repricing.before(variant.price, variant.compare_at, new[variant.pk]))
                for variant in variants
            }
            if before != after:
                batch.note(product, _as_json(before), _as_json(after))
                wanted |= after
        self._set(batch, wanted)

    def undo(self, batch: Batch) -> None:
        wanted: dict[int, tuple[int, int | None]] = {}
        for product, variants in _by_product(batch.products):
            item = batch.items[product.pk]
            for variant in variants:
                if item.after.get(str(variant.pk)) == [variant.price, variant.compare_at]:
                    price, compare_at = item.before[str(variant.pk)]
                    wanted[variant.pk] = price, compare_at
        self._set(batch, wanted)

    def _set(self, batch: Batch, wanted: dict[int, tuple[int, int | None]]) -> None:
        changed: list[Variant] = []
        products: list[Product] = []
        before: dict[int, int] = {}
        for product, variants in _by_product(batch.products):
            own = [variant for variant in variants if variant.pk in wanted]
            for variant in own:
                before[variant.pk] = variant.price
                variant.price, variant.compare_at = wanted[variant.pk]
            if own:
                changed += own
                sum_up(product, variants, cover=product.cover_id)
                products.append(product)
        Variant.objects.bulk_update(changed, ["price", "compare_at"])
        remember_prices(changed, before, by=batch.edit.by)
        _write(products, _PRICES)


VERBS: dict[BulkEdit.Verb, BulkVerb] = {
    BulkEdit.Verb.PUBLISH: Take(Product.Status.ACTIVE),
    BulkEdit.Verb.DRAFT: Take(Product.Status.DRAFT),
    BulkEdit.Verb.ARCHIVE: Take(Product.Status.ARCHIVED),
    BulkEdit.Verb.ADD_TAG: Tag(adds=True),
    BulkEdit.Verb.REMOVE_TAG: Tag(adds=False),
    BulkEdit.Verb.COLLECT: Collect(adds=True),
    BulkEdit.Verb.UNCOLLECT: Collect(adds=False),
    BulkEdit.Verb.CATEGORISE: Categorise(),
    BulkEdit.Verb.REPRICE: Reprice(),
}


def _as_json(prices: dict[int, tuple[int, int | None]]) -> dict[str, list[int | None]]:
    """Prices as an item keeps them: JSON has no other keys than words."""
    return {str(variant): list(pair) for variant, pair in prices.items()}


def _changed(batch: Batch, product: Product) -> bool:
    return batch.items[product.pk].after is not None


def _active(products: Iterable[Product]) -> Any:
    return Variant.objects.filter(product__in=list(products), is_active=True)


def _by_product(products: list[Product]) -> list[tuple[Product, list[Variant]]]:
    """The products with what is on sale of them, in one statement; the variants bring their products."""
    own: dict[int, list[Variant]] = {product.pk: [] for product in products}
    known = {product.pk: product for product in products}
    for variant in _active(products).select_related("stock"):
        variant.product = known[variant.product_id]
        own[variant.product_id].append(variant)
    return [(product, own[product.pk]) for product in products]


def _write(products: list[Product], fields: list[str]) -> None:
    now = timezone.now()
    for product in products:
        product.changed_at = now
    Product.objects.bulk_update(products, [*dict.fromkeys([*fields, "changed_at"])])
