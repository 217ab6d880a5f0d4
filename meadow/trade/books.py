"""What stands in the ledger: balances and sums, read from the days that are summed and the postings since.

Amounts are as posted: plus is debit, minus is what the platform owes or earned.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from meadow.trade.models.ledger import Account, LedgerMark

_AGAIN = 5  # times that the mark may move while a sum is read


@dataclass(frozen=True)
class Standing:
    """One line of the trial balance: everything on the accounts of one kind, in one currency."""

    kind: Account.Kind
    currency: str
    debit: int
    credit: int

    @property
    def balance(self) -> int:
        return self.debit - self.credit

    @property
    def label(self) -> str:
        return str(self.kind.label)


def balances(accounts: Iterable[Account]) -> dict[int, int]:
    """What stands on each of these accounts, by its key."""
    keys = [account.pk for account in accounts]
    if not keys:
        return {}
    rows = _read(
        """
        SELECT account_id, sum(debit - credit)::bigint FROM (
            SELECT account_id, debit, credit FROM trade_ledgerday WHERE account_id = ANY(%(accounts)s)
            UNION ALL
            SELECT account_id, greatest(amount, 0), greatest(-amount, 0) FROM trade_posting
                WHERE id > %(mark)s AND account_id = ANY(%(accounts)s)
        ) AS moved GROUP BY account_id
        """,
        {"accounts": keys},
    )
    return {**dict.fromkeys(keys, 0), **dict(rows)}


def balances_of(kinds: Iterable[str], *, above: int | None = None, below: int | None = None) -> dict[int, int]:
    """What stands on all accounts of these kinds, where it is more than `above` or less than `below`."""
    wanted = [
        "sum(moved) > %(above)s" if above is not None else "",
        "sum(moved) < %(below)s" if below is not None else "",
    ]
    having = " OR ".join(filter(None, wanted)) or "TRUE"
    rows = _read(
        f"""
        SELECT account_id, sum(moved)::bigint FROM (
            SELECT account_id, debit - credit AS moved FROM trade_ledgerday
            UNION ALL
            SELECT account_id, amount FROM trade_posting WHERE id > %(mark)s
        ) AS moves JOIN trade_account ON trade_account.id = account_id
        WHERE kind = ANY(%(kinds)s) GROUP BY account_id HAVING {having}
        """,  # noqa: S608 - conditions of ours
        {"kinds": [str(kind) for kind in kinds], "above": above, "below": below},
    )
    return dict(rows)


def trial_balance() -> list[Standing]:
    """Debit and credit of every kind of account and currency; both columns come to the same sum in each currency."""
    rows = _read(
        """
        SELECT kind, currency, sum(debit)::bigint, sum(credit)::bigint FROM (
            SELECT account_id, sum(debit) AS debit, sum(credit) AS credit FROM trade_ledgerday GROUP BY account_id
            UNION ALL
            SELECT account_id, greatest(amount, 0), greatest(-amount, 0) FROM trade_posting WHERE id > %(mark)s
        ) AS moved JOIN trade_account ON trade_account.id = account_id
        GROUP BY kind, currency
        """,
        {},
    )
    known = {(kind, currency): (debit, credit) for kind, currency, debit, credit in rows}
    return [
        Standing(kind, currency, *known.get((kind.value, currency), (0, 0)))
        for currency in sorted({currency for _, currency in known})
        for kind in Account.Kind
    ]


@dataclass(frozen=True)
class Sum:
    """What one kind of entry moved on one account in some days."""

    account: int
    kind: str
    debit: int
    credit: int
    postings: int


def sums(accounts: Sequence[Account], *, first: date | None = None, until: date | None = None) -> list[Sum]:
    """What each kind of entry moved on each of these accounts, from the day `first` to before the day `until`."""
    if not accounts:
        return []
    rows = _read(
        """
        SELECT account_id, kind, sum(debit)::bigint, sum(credit)::bigint, sum(postings)::bigint FROM (
            SELECT account_id, day, kind, debit, credit, postings FROM trade_ledgerday
                WHERE account_id = ANY(%(accounts)s)
            UNION ALL
            SELECT p.account_id, (p.at AT TIME ZONE %(zone)s)::date, e.kind,
                greatest(amount, 0), greatest(-amount, 0), 1
                FROM trade_posting p JOIN trade_entry e ON e.id = p.entry_id
                WHERE p.id > %(mark)s AND p.account_id = ANY(%(accounts)s)
        ) AS moved
        WHERE (%(first)s::date IS NULL OR day >= %(first)s) AND (%(until)s::date IS NULL OR day < %(until)s)
        GROUP BY account_id, kind
        """,
        {"accounts": [one.pk for one in accounts], "first": first, "until": until, "zone": settings.TIME_ZONE},
    )
    return [Sum(*row) for row in rows]


def _read(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Rows of a statement that adds the postings after the mark to the days up to it.

    The mark is a number in the statement, so that the planner knows how few postings are meant; should it move between
    being read and being used, the statement is read again.
    """
    mark = _mark()
    for _ in range(_AGAIN):
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH mark AS MATERIALIZED (SELECT coalesce(max(posting), 0) AS posting FROM trade_ledgermark), "  # noqa: S608
                f"rows AS ({statement}) SELECT mark.posting, rows.* FROM mark LEFT JOIN rows ON true",
                {**values, "mark": mark},
            )
            found = cursor.fetchall()
        now = found[0][0]
        if now == mark:
            return [row[1:] for row in found if row[1] is not None]
        mark = now
    raise RuntimeError("the ledger's mark keeps moving")


def _mark() -> int:
    return LedgerMark.objects.values_list("posting", flat=True).first() or 0
