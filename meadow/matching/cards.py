"""Cards of products, rendered once for everybody and kept."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.utils.safestring import SafeString

from meadow.goods.cheapest import name_cheapest
from meadow.goods.models.products import Product
from meadow.plumbing.fragments import kept_cards

# What a card shows, or what changes with it.
PRODUCT_MARKS = {
    "cover_state": F("cover__state"),
    "shop_handle": F("shop__handle"),
    "shop_name": F("shop__name"),
    "shop_names": F("shop__translations"),
    "currency": F("shop__currency"),
}


def marked_products(products: "QuerySet[Product, Product]") -> "QuerySet[Product, Product]":
    """Products with no more than what tells whether their card is kept.

    Prices and stock are named because bulk actions change them without a new `changed_at`.
    """
    fields = ("published_at", "changed_at", "cover_id", "in_stock", "price_from", "price_to", "compare_at_from")
    return products.only("pk", *fields).annotate(**PRODUCT_MARKS)


def product_cards(products: Sequence[Product], *, eager: bool = False, without_shop: bool = False) -> list[SafeString]:
    """The cards of `marked_products`, in their order; on a shop's own page they leave its name out."""
    return kept_cards(
        "parts/product_card.html",
        "product",
        products,
        eager,
        marks=lambda product: (
            product.changed_at,
            product.cover_id,
            product.in_stock,
            product.price_from,
            product.price_to,
            product.compare_at_from,
            without_shop,
            *(getattr(product, mark) for mark in PRODUCT_MARKS),
        ),
        load=_load,
        without_shop=without_shop,
    )


def _load(pks: list[Any]) -> dict[Any, Product]:
    """Whole products with what their cards tell. What a price was before it was reduced changes only with the price."""
    products = Product.objects.select_related("shop", "cover").in_bulk(pks)
    name_cheapest(products.values())
    return products
