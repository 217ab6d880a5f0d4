"""Lines of the desk's list of products, rendered once and kept: they hold nothing of whoever looks."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.goods.models.stock import ProductStock
from meadow.goods.wanted import lines
from meadow.plumbing.fragments import kept_cards

_MARKS = (
    *("title", "status", "price_from", "price_to", "compare_at_from", "in_stock", "cover_id", "cover_state"),
    *("on_hand", "sold", "is_low", "variant_count"),
)


def product_lines(products: Sequence[Product], shop: Shop) -> list[SafeString]:
    """The lines of these products, which came out of `wanted.lines`, in their order."""
    return kept_cards(
        "goods/parts/product_line.html",
        "product",
        products,
        False,
        marks=lambda product: (shop.handle, shop.currency, *(getattr(product, mark) for mark in _MARKS)),
        load=lambda pks: lines(Product.objects.select_related("cover")).in_bulk(pks),
        shop=shop,
        uncounted=ProductStock.UNCOUNTED,
    )
