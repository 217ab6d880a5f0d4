"""The one statement by which stock moves while people buy: it checks, it writes, and it says what came of it.

Whoever shifts stock locks nothing but the stock rows, in the order of their keys, and does so as late as possible: the
statement stands last before the commit, so that one hot variant is locked for as long as a commit takes. Nothing that
comes after it in the same transaction waits for a lock, and no transaction shifts twice in another order of keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import DataError, IntegrityError, connection
from psycopg.errors import CheckViolation, DivisionByZero

from meadow.goods.models.products import Stock, Variant
from meadow.goods.refusals import OutOfStock
from meadow.plumbing.prepared import run, run_and_commit

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
_ASKED = """
asked AS (
    SELECT stock.id, asked.on_hand, asked.held, asked.reserved, asked.sold
    FROM unnest(%(variants)s::bigint[], %(on_hand)s::int[], %(held)s::int[], %(reserved)s::int[], %(sold)s::int[])
         AS asked (variant, on_hand, held, reserved, sold)
    JOIN goods_stock stock ON stock.variant_id = asked.variant
    ORDER BY stock.id
    FOR NO KEY UPDATE OF stock
)
"""
_WRITE = f"""
UPDATE goods_stock AS stock
SET on_hand = stock.on_hand + CASE WHEN stock.is_tracked THEN asked.on_hand ELSE 0 END,
    held = stock.held + asked.held,
    reserved = stock.reserved + asked.reserved,
    newly_sold = stock.newly_sold + asked.sold,
    is_stale = stock.is_stale OR {_crosses(_FREE, f"({_FREE} + {_CHANGE})")}
FROM asked
WHERE stock.id = asked.id
"""  # noqa: S608 - our own words
_SHIFT = f"""
WITH {_ASKED} {_WRITE}
  AND (NOT stock.is_tracked OR stock.sells_on OR {_CHANGE} >= 0 OR {_FREE} + {_CHANGE} >= 0)
RETURNING stock.variant_id, stock.is_stale
"""
# Here the database's own rule, `never_oversold`, stands for the condition: what is short breaks off before the commit.
_SHIFT_TO_COMMIT = f"""
WITH {_ASKED}, shifted AS ({_WRITE} RETURNING stock.variant_id, stock.is_stale)
SELECT 1 / (count(*) = %(rows)s)::int, array_agg(variant_id) FILTER (WHERE is_stale) FROM shifted
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much one variant's stock changes; `sold` is what is sold, or less than nothing for what comes back."""

    on_hand: int = 0
    held: int = 0
    reserved: int = 0
    sold: int = 0


class TooFew(Exception):
    """A shift that was sent together with the commit found too little, and nothing was written."""

    def __init__(self, shifts: Mapping[int, Shift]) -> None:
        super().__init__()
        self.shifts = shifts

    def refusal(self) -> OutOfStock:
        """Which of the variants is short, once the transaction is over."""
        stocks = {stock.variant_id: stock for stock in Stock.objects.filter(variant__in=self.shifts)}
        free = {variant: stocks[variant].available if variant in stocks else 0 for variant in self.shifts}
        asked = {variant: shift.held + shift.reserved - shift.on_hand for variant, shift in self.shifts.items()}
        short = [variant for variant in sorted(free) if (left := free[variant]) is not None and left < asked[variant]]
        found = short[0] if short else min(self.shifts)  # put back by somebody meanwhile
        return _out_of_stock(found, drawn=max(-self.shifts[found].reserved, 0))


def may_commit() -> bool:
    """Whether the transaction at hand is nobody else's, so that whoever shifts last may end it."""
    blocks = connection.atomic_blocks
    return len(blocks) == 1 and not getattr(blocks[0], "_from_testcase", False)


def shift_and_commit(shifts: Mapping[int, Shift]) -> list[int]:
    """Do what `shift` does, and commit, in one message to the database; see `may_commit`.

    The rows are locked for no longer than the database itself takes: not while an answer travels, nor while this
    process waits for a processor or for its other threads. Raises `TooFew`, which makes an `OutOfStock` outside of the
    transaction.
    """
    try:
        rows = run_and_commit(_SHIFT_TO_COMMIT, {**_columns(shifts), "rows": len(shifts)})
    except (IntegrityError, DataError) as error:
        if isinstance(error.__cause__, CheckViolation | DivisionByZero):
            raise TooFew(shifts) from error
        raise
    stale: list[int] | None = rows[0][1]
    return stale or []


def shift(shifts: Mapping[int, Shift]) -> list[int]:
    """Change the stock of these variants, all of it or nothing; returns those of which others must hear.

    Raises `OutOfStock` when one of them has less than that, naming it and what is left.
    """
    if not shifts:
        return []
    done: dict[int, bool] = dict(run(_SHIFT, _columns(shifts)))
    lacking = next((variant for variant in sorted(shifts) if variant not in done), None)
    if lacking is not None:
        raise _out_of_stock(lacking, drawn=max(-shifts[lacking].reserved, 0))
    return [variant for variant, is_stale in done.items() if is_stale]


def _columns(shifts: Mapping[int, Shift]) -> dict[str, list[int]]:
    asked = sorted(shifts)
    names = ("on_hand", "held", "reserved", "sold")
    return {"variants": asked, **{name: [getattr(shifts[variant], name) for variant in asked] for name in names}}


def _out_of_stock(variant: int, *, drawn: int) -> OutOfStock:
    stock = Stock.objects.filter(variant=variant).first()
    title = Variant.objects.select_related("product").get(pk=variant).product.in_words["title"]
    return OutOfStock(title=str(title), available=((stock.available if stock else 0) or 0) + drawn)
