"""What happens to stock when goods are promised, sold, let go and brought back.

Every action takes the quantities of many variants at once and costs the same number of statements for one as for a
hundred. It locks stock rows and nothing else (`actions.shifting`), and stands last in its transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from meadow.goods.actions.bundles import in_parts
from meadow.goods.actions.keeping_up import follow_up, keep_up
from meadow.goods.actions.shelf import Shelf, Words
from meadow.goods.actions.shifting import Shift, may_commit, shift, shift_and_commit
from meadow.goods.models.products import Stock
from meadow.goods.models.stock import StockChange
from meadow.people.models.persons import Person

Quantities = Mapping[int, int]
Reason = StockChange.Reason
_DRAW = """
WITH open AS (
    SELECT slice.id, least(asked.quantity, slice.quantity - slice.taken) AS drawn
    FROM unnest(%(variants)s::bigint[], %(quantities)s::int[]) AS asked (variant, quantity)
    JOIN goods_stockslice slice ON slice.variant_id = asked.variant
    WHERE slice.occasion = %(occasion)s AND slice.state = 'open'
    ORDER BY slice.id
    FOR NO KEY UPDATE OF slice
)
UPDATE goods_stockslice AS slice SET taken = slice.taken + open.drawn FROM open
WHERE slice.id = open.id AND open.drawn > 0
RETURNING slice.variant_id, slice.id, open.drawn
"""
_GIVE_BACK = """
WITH open AS (
    SELECT slice.id, asked.drawn
    FROM unnest(%(slices)s::bigint[], %(drawn)s::int[]) AS asked (slice, drawn)
    JOIN goods_stockslice slice ON slice.id = asked.slice
    WHERE slice.state = 'open'
    ORDER BY slice.id
    FOR NO KEY UPDATE OF slice
)
UPDATE goods_stockslice AS slice SET taken = slice.taken - open.drawn FROM open WHERE slice.id = open.id
RETURNING slice.variant_id, open.drawn
"""


_DRAW_WHOLLY = """
UPDATE goods_stockslice SET taken = taken + %(quantity)s
WHERE id = %(slice)s AND state = 'open' AND taken + %(quantity)s <= quantity
"""


@dataclass(frozen=True, slots=True)
class Draw:
    """So many that came out of a slice."""

    slice: int
    quantity: int


@transaction.atomic
def hold_stock(quantities: Quantities) -> dict[int, int]:
    """Keep so many of each variant back for a checkout; refuse with `OutOfStock` when one of them is short.

    Returns what is held: of a bundle its parts. That is what is sold or let go later.
    """
    quantities = in_parts(quantities)
    hold_parts(quantities)
    return quantities


def hold_parts(quantities: Quantities, *, draws: Mapping[int, Draw] | None = None, is_last: bool = False) -> None:
    """Do what `hold_stock` does with goods that are no bundles. Part of a transaction.

    `draws` is what `draw_slices` has taken out of slices for them. When it `is_last`, it commits too, if the
    transaction is nobody else's: nothing may be written after it. Then it raises `TooFew` instead of `OutOfStock`.
    """
    drawn = {variant: draw.quantity for variant, draw in (draws or {}).items()}
    shifts = {
        variant: Shift(held=quantity, reserved=-drawn.get(variant, 0)) for variant, quantity in quantities.items()
    }
    if is_last and may_commit():
        follow_up(shift_and_commit(shifts))
    else:
        keep_up(shift(shifts))


def draw_slices(quantities: Quantities, *, occasion: str) -> dict[int, Draw]:
    """Take as many of these goods, which are no bundles, as there are out of the slices of an occasion.

    What a slice lacks is held like anything else. Part of a transaction that holds them right after; locks the slices.
    """
    asked = sorted(quantities)
    values: dict[str, Any] = {
        "variants": asked,
        "quantities": [quantities[variant] for variant in asked],
        "occasion": occasion,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, values)
        return {variant: Draw(slice_, drawn) for variant, slice_, drawn in cursor.fetchall()}


def draw_wholly(slice_: int, quantity: int) -> bool:
    """Take that many out of one slice, or nothing; False when it has not that many, or was closed.

    Part of a transaction that holds them right after; locks the slice. The condition is looked at again when somebody
    else was writing it, so that many at once take no more than there are.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DRAW_WHOLLY, {"slice": slice_, "quantity": quantity})
        return bool(cursor.rowcount)


@transaction.atomic
def release_stock(quantities: Quantities, *, draws: Mapping[int, Draw] | None = None) -> None:
    """Let go of what was held, so that somebody else can buy it; what was drawn goes back to slices that are open."""
    returned = _give_back(draws or {})
    stale = shift(
        {variant: Shift(held=-quantity, reserved=returned.get(variant, 0)) for variant, quantity in quantities.items()}
    )
    keep_up(stale)


@transaction.atomic
def sell_stock(quantities: Quantities, *, words: Words = "") -> None:
    """Turn what was held into what was sold: it leaves the shelf."""
    shift(
        {variant: Shift(on_hand=-quantity, held=-quantity, sold=quantity) for variant, quantity in quantities.items()}
    )
    _write_down({variant: -quantity for variant, quantity in quantities.items()}, Reason.SOLD, words=words)
    keep_up(quantities, is_urgent=False)


@transaction.atomic
def put_back_stock(quantities: Quantities, *, by: Person | None = None, words: Words = "") -> None:
    """Put sold goods back on the shelf."""
    shift({variant: Shift(on_hand=quantity, sold=-quantity) for variant, quantity in quantities.items()})
    _write_down(quantities, Reason.PUT_BACK, by=by, words=words)
    keep_up(quantities)


def _write_down(changes: Quantities, reason: Reason, *, by: Person | None = None, words: Words = "") -> None:
    """Write the history of stock that was shifted, and what lies in which warehouse now."""
    stocks = Stock.objects.filter(variant__in=sorted(changes)).select_related("variant__product").order_by("pk")
    shelf = Shelf()
    for stock in stocks:
        shelf.add(stock, change=changes[stock.variant_id] if stock.is_tracked else 0)
    shelf.tell(reason=reason, by=by, words=words)


def _give_back(draws: Mapping[int, Draw]) -> dict[int, int]:
    if not draws:
        return {}
    by_slice = {draw.slice: draw.quantity for draw in draws.values() if draw.quantity}
    slices = sorted(by_slice)
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, {"slices": slices, "drawn": [by_slice[slice_] for slice_ in slices]})
        return dict(cursor.fetchall())
