"""The variant whose price stands on a product's card, and what the law and the kitchen want told beside it."""

from collections.abc import Iterable

from django.db.models import F

from meadow.goods.models.products import PriceChange, Product, Variant


def name_cheapest(products: Iterable[Product]) -> None:
    """Have each product know its cheapest variant and, where that is reduced, its lowest price of the 30 days before.

    Two statements at most, however many products.
    """
    by_key = {product.pk: product for product in products}
    if not by_key:
        return
    rows = Variant.objects.filter(product__in=by_key, is_active=True)
    cheapest = list(
        rows.order_by("product", "price", F("compare_at").asc(nulls_last=True), "position", "pk").distinct("product")
    )
    lowest = PriceChange.objects.lowest_before_reductions([row.pk for row in cheapest if row.is_reduced])
    for row in cheapest:
        product = by_key[row.product_id]
        product.cheapest, product.lowest_30 = row, lowest.get(row.pk)
