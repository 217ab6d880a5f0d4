"""Where many products stand: their status, their tags, their collections and their category."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Max
from django.utils import timezone

from meadow.goods.actions.bulk.batches import Batch, BulkVerb, on_sale_of, write_products
from meadow.goods.actions.collections import MOST_PRODUCTS
from meadow.goods.events import ProductPublished
from meadow.goods.models.collections import Collection, CollectionItem
from meadow.goods.models.products import Category, Product
from meadow.goods.refusals import NoVariants, TooManyInCollection
from meadow.plumbing.events import announce_all

MOST_TAGS = 60


@dataclass(frozen=True)
class Take(BulkVerb):
    """Give products a status."""

    status: Product.Status

    def do(self, batch: Batch) -> None:
        sold = set(on_sale_of(batch.products).values_list("product", flat=True))
        for product in batch.products:
            if product.status == self.status:
                continue
            if self.status == Product.Status.ACTIVE and product.pk not in sold:
                batch.refuse(product, str(NoVariants()))
                continue
            batch.note(product, product.status, self.status)
        self._take(batch, [(product, self.status) for product in batch.products if batch.was_changed(product)])

    def undo(self, batch: Batch) -> None:
        standing = [product for product in batch.products if product.status == batch.items[product.pk].after]
        self._take(batch, [(product, batch.items[product.pk].before) for product in standing])

    def _take(self, batch: Batch, wanted: list[tuple[Product, str]]) -> None:
        on_sale = [product for product, status in wanted if product.take(status)]
        write_products([product for product, _ in wanted], ["status", "published_at", "publish_at"])
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
        write_products([product for product in batch.products if batch.was_changed(product)], ["tags"])

    def undo(self, batch: Batch) -> None:
        standing = [product for product in batch.products if product.tags == batch.items[product.pk].after]
        for product in standing:
            product.tags = batch.items[product.pk].before
        write_products(standing, ["tags"])


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
            self._set({product.pk: [category.pk] for product in batch.products if batch.was_changed(product)})

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
