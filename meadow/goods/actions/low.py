"""Telling the team that something has just run low."""

from collections.abc import Sequence

from meadow.goods.events import StockRanLow
from meadow.goods.models.products import Stock
from meadow.goods.models.stock import RanLow
from meadow.plumbing.events import announce_all


def announce_low(stocks: Sequence[Stock]) -> None:
    """Say that these have just run low, now and in the next letter. The rows bring their variants and products."""
    if not stocks:
        return
    RanLow.objects.bulk_create(
        [RanLow(variant_id=stock.variant_id, shop_id=stock.variant.product.shop_id) for stock in stocks],
        ignore_conflicts=True,
    )
    announce_all(
        [
            StockRanLow(
                variant=stock.variant_id,
                product=stock.variant.product_id,
                shop=stock.variant.product.shop_id,
                on_hand=stock.on_hand,
                held=stock.promised,
                low_at=stock.low_at or 0,
            )
            for stock in stocks
        ]
    )
