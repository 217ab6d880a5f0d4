"""The one statement by which stock moves while people buy: it checks, it writes, and it says what came of it.

Whoever shifts stock locks nothing but the stock rows, in the order of their keys, and does so as late as possible: the
statement stands last before the commit, so that one hot variant is locked for as long as a commit takes. Nothing that
comes after it in the same transaction waits for a lock, and no transaction shifts twice in another order of keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from meadow.goods.models.products import Stock, Variant
from meadow.goods.refusals import OutOfStock

_FREE = "(stock.on_hand - stock.held - stock.reserved)"
_CHANGE = "(asked.on_hand - asked.held - asked.reserved)"


def _crosses(before: str, after: str) -> str:
    """Whether this takes the row over a border of which others must hear: nothing left, running low, or any change of
    what bundles are made of.
    """
    return f"""
        (stock.is_tracked AND {_CHANGE} <> 0 AND (
            stock.is_part
            OR (NOT stock.sells_on AND ({before} > 0) <> ({after} > 0))
            OR stock.is_low <> coalesce({after} <= stock.low_at, false)
        ))"""


# A row that another transaction changed meanwhile is looked at again as it is then, the condition too (READ COMMITTED).
_SHIFT = f"""
WITH asked AS (
    SELECT stock.id, asked.on_hand, asked.held, asked.reserved, asked.sold
    FROM unnest(%(variants)s::bigint[], %(on_hand)s::int[], %(held)s::int[], %(reserved)s::int[], %(sold)s::int[])
         AS asked (variant, on_hand, held, reserved, sold)
    JOIN goods_stock stock ON stock.variant_id = asked.variant
    ORDER BY stock.id
    FOR NO KEY UPDATE OF stock
)
UPDATE goods_stock AS stock
SET on_hand = stock.on_hand + CASE WHEN stock.is_tracked THEN asked.on_hand ELSE 0 END,
    held = stock.held + asked.held,
    reserved = stock.reserved + asked.reserved,
    newly_sold = stock.newly_sold + asked.sold,
    is_stale = stock.is_stale OR {_crosses(_FREE, f"({_FREE} + {_CHANGE})")}
FROM asked
WHERE stock.id = asked.id
  AND (NOT stock.is_tracked OR stock.sells_on OR {_CHANGE} >= 0 OR {_FREE} + {_CHANGE} >= 0)
RETURNING stock.variant_id, stock.is_stale
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much one variant's stock changes; `sold` is what is sold, or less than nothing for what comes back."""

    on_hand: int = 0
    held: int = 0
    reserved: int = 0
    sold: int = 0


def shift(shifts: Mapping[int, Shift]) -> list[int]:
    """Change the stock of these variants, all of it or nothing; returns those of which others must hear.

    Raises `OutOfStock` when one of them has less than that, naming it and what is left.
    """
    if not shifts:
        return []
    asked = sorted(shifts)
    with connection.cursor() as cursor:
        cursor.execute(
            _SHIFT,
            {
                "variants": asked,
                "on_hand": [shifts[variant].on_hand for variant in asked],
                "held": [shifts[variant].held for variant in asked],
                "reserved": [shifts[variant].reserved for variant in asked],
                "sold": [shifts[variant].sold for variant in asked],
            },
        )
        done = dict(cursor.fetchall())
    lacking = next((variant for variant in asked if variant not in done), None)
    if lacking is not None:
        raise _out_of_stock(lacking, drawn=-shifts[lacking].reserved)
    return [variant for variant, is_stale in done.items() if is_stale]


def _out_of_stock(variant: int, *, drawn: int) -> OutOfStock:
    stock = Stock.objects.filter(variant=variant).first()
    title = Variant.objects.select_related("product").get(pk=variant).product.in_words["title"]
    return OutOfStock(title=str(title), available=((stock.available if stock else 0) or 0) + drawn)
