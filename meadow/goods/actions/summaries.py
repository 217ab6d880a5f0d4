"""What a list of products shows of each: kept on the product, so that the list needs one statement."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import models

from meadow.goods.actions.sums import find_by_words, sum_up_stock
from meadow.goods.models.products import Product, ProductPhoto, Variant

_SUMMARY = ["price_from", "price_to", "compare_at_from", "in_stock", "cover", "changed_at"]


def summarise(product: Product) -> None:
    """Bring price span, reduction, stock and cover up to date with the variants and photos.

    For actions that hold the product's lock.
    """
    sum_all_up([product])
    product.save(update_fields=_SUMMARY)


def sum_all_up(products: Sequence[Product]) -> None:
    """Have the rows say what their variants and photos come to, and lists find them by it, in four statements.

    For actions that hold the products' locks and save the rows.
    """
    variants: dict[int, list[Variant]] = defaultdict(list)
    for variant in Variant.objects.filter(product__in=products, is_active=True).select_related("stock"):
        variants[variant.product_id].append(variant)
    shown = ProductPhoto.objects.filter(product__in=products).order_by("product", "position", "pk")
    covers = dict(shown.distinct("product").values_list("product", "photo"))
    for product in products:
        sum_up(product, variants[product.pk], cover=covers.get(product.pk))
    sum_up_stock(product.pk for product in products)
    find_by_words((product, variants[product.pk]) for product in products)


def sum_up(product: Product, variants: Sequence[Variant], *, cover: int | None) -> None:
    """Have the row say what this cover and these variants, all on sale, come to. For actions that save the row."""
    prices = [variant.price for variant in variants]
    product.price_from, product.price_to = min(prices, default=0), max(prices, default=0)
    before = [variant.compare_at for variant in variants if variant.price == product.price_from and variant.is_reduced]
    product.compare_at_from = min((amount for amount in before if amount is not None), default=None)
    product.in_stock = any(_can_be_bought(variant) for variant in variants)
    product.cover_id = cover


def _can_be_bought(variant: Variant) -> bool:
    try:
        return variant.stock.available != 0
    except models.ObjectDoesNotExist:
        return False
