"""What a team does to its stock by hand: counting, receiving, writing off, moving, and saying when it runs low."""

from django.db import transaction

from meadow.goods.actions.shelf import Shelf, warehouses_of, write_levels
from meadow.goods.actions.trail import note_down
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.stock import StockChange, StockLevel, Warehouse
from meadow.goods.refusals import NotCounted, NotSoManyThere, StockMoved, WarehouseClosed
from meadow.people.models.persons import Person

Reason = StockChange.Reason
BY_HAND = (Reason.COUNTED, Reason.RECEIVED, Reason.DAMAGED, Reason.LOST)


@transaction.atomic
def change_stock(
    variant: Variant,
    number: int,
    *,
    reason: StockChange.Reason,
    by: Person,
    seen: int,
    at: Warehouse | None = None,
    words: str = "",
) -> Stock:
    """Take what somebody counted (`number` are there), received, or found damaged or lost (`number` came or went).

    `at` is the place that is meant, where the shop has several; `seen` how many were on hand there when they began.
    Refuses with StockMoved when it moved meanwhile, so that nothing is taken in twice; with NotSoManyThere and
    StockIsHeld. Locks the product, then the stock.
    """
    shelf = Shelf.lock([variant.pk])
    stock = shelf.stocks[0] if shelf.stocks else shelf.add(Stock(variant=variant))
    there = _lying(stock, at)
    if there != seen:
        raise StockMoved(variant=str(variant), seen=seen, on_hand=there)
    if not stock.is_tracked or stock.variant.product.kind != Product.Kind.GOODS:
        raise NotCounted(variant=str(variant))
    change = {Reason.COUNTED: number - there, Reason.RECEIVED: number}.get(reason, -number)
    if change < 0 and there + change < min(there, 0):
        raise NotSoManyThere(variant=str(variant), there=there)
    stock.on_hand += change
    stock.refuse_overselling()
    shelf.write(["on_hand"], reason=reason, by=by, words=words, at=at)
    shelf.keep_sums()
    product, before = stock.variant.product, stock.on_hand - change
    note_down(product.shop, "stock_changed", by=by, title=product.title, before=before, after=stock.on_hand)
    return stock


@transaction.atomic
def move_stock(
    variant: Variant, quantity: int, *, start: Warehouse, end: Warehouse, by: Person, words: str = ""
) -> Stock:
    """Carry so many from one warehouse to another; there are as many on hand as before.

    Locks the product, then the stock.
    """
    stock = Shelf.lock([variant.pk]).stocks[0]
    _lying(stock, end)
    there = _lying(stock, start)
    if quantity > there:
        raise NotSoManyThere(variant=str(variant), there=max(there, 0))
    if start == end or not quantity:
        return stock
    write_levels(
        [
            StockLevel(warehouse=start, variant=variant, on_hand=there - quantity),
            StockLevel(warehouse=end, variant=variant, on_hand=_lying(stock, end) + quantity),
        ]
    )
    StockChange.objects.bulk_create(
        StockChange(
            variant=variant,
            warehouse=place,
            change=change,
            on_hand=stock.on_hand,
            reason=Reason.MOVED,
            words=words,
            by=by,
        )
        for place, change in ((start, -quantity), (end, quantity))
    )
    return stock


@transaction.atomic
def tell_when_low(variant: Variant, low_at: int | None) -> Stock:
    """Say at how many left the team wants to know; None is never. Locks the product, then the stock."""
    shelf = Shelf.lock([variant.pk])
    stock = shelf.stocks[0] if shelf.stocks else shelf.add(Stock(variant=variant))
    stock.low_at = low_at
    shelf.write(["low_at"])
    shelf.keep_sums()
    return stock


def _lying(stock: Stock, at: Warehouse | None) -> int:
    """How many lie there now; needs the product's lock, which keeps warehouses from being opened and closed."""
    places = warehouses_of([stock.variant.product.shop_id]).get(stock.variant.product.shop_id, [])
    if at is None:
        return stock.on_hand
    if at not in places:
        raise WarehouseClosed(name=at.name)
    level = StockLevel.objects.filter(variant=stock.variant_id, warehouse=at).first()
    return level.on_hand if level else 0
