"""What a shop sells best, told by its paid orders and never made up."""

from datetime import timedelta

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.matching.cards import marked_products
from meadow.trade.models.orders import Order

DAYS = 90
FEWEST_ORDERS = 3
"""Below so many orders a product is not called a best seller: two purchases of friends say nothing."""
_PAID = tuple(Order.PAID_STATES)


def best_sellers(shop: Shop) -> "QuerySet[Product, Product]":
    """What is on sale in this shop and was ordered often in the last days, the most pieces first; one statement."""
    lines = "variants__order_lines"
    sold = Product.objects.on_sale().filter(
        **{
            "shop": shop,
            f"{lines}__order__state__in": _PAID,
            f"{lines}__order__paid_at__gte": timezone.now() - timedelta(days=DAYS),
        }
    )
    return (
        marked_products(sold)
        .annotate(pieces=Sum(f"{lines}__quantity"), orders=Count(f"{lines}__order", distinct=True))
        .filter(orders__gte=FEWEST_ORDERS)
        .order_by("-pieces", "-pk")
    )
