"""A batch of products that one change is made to, and what every change needs of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from meadow.goods.models.bulk import BulkEdit, BulkEditItem
from meadow.goods.models.products import Product, Variant, VariantQuerySet


@dataclass(frozen=True, slots=True)
class Batch:
    """Some products of an edit, locked, with their items by their keys."""

    edit: BulkEdit
    products: list[Product]
    items: dict[int, BulkEditItem]

    def note(self, product: Product, before: Any, after: Any) -> None:
        item = self.items[product.pk]
        item.before, item.after = before, after

    def was_changed(self, product: Product) -> bool:
        return self.items[product.pk].after is not None

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


def on_sale_of(products: Iterable[Product]) -> VariantQuerySet:
    return Variant.objects.filter(product__in=list(products), is_active=True)


def with_variants(products: list[Product]) -> list[tuple[Product, list[Variant]]]:
    """The products with what is on sale of them, in one statement; the variants bring their products."""
    own: dict[int, list[Variant]] = {product.pk: [] for product in products}
    known = {product.pk: product for product in products}
    for variant in on_sale_of(products).select_related("stock"):
        variant.product = known[variant.product_id]
        own[variant.product_id].append(variant)
    return [(product, own[product.pk]) for product in products]


def write_products(products: list[Product], fields: list[str]) -> None:
    now = timezone.now()
    for product in products:
        product.changed_at = now
    Product.objects.bulk_update(products, [*dict.fromkeys([*fields, "changed_at"])])
