"""Lines of the desk's list of products, rendered once and kept: they hold nothing of whoever looks."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.goods.models.stock import ProductStock
from meadow.goods.wanted import lines
from meadow.plumbing.fragments import kept_cards


def product_lines(rows: Sequence[Any], shop: Shop) -> list[SafeString]:
    """The lines of these products, given by their marks (`wanted.marked`), in their order."""
    return kept_cards(
        "goods/parts/product_line.html",
        "product",
        rows,
        False,
        marks=lambda row: (shop.handle, shop.currency, *row),
        load=lambda pks: lines(Product.objects.select_related("cover")).in_bulk(pks),
        shop=shop,
        uncounted=ProductStock.UNCOUNTED,
    )
