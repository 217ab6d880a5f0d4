"""Summing the ledger by days, so that balances of a million orders are read at once, and checking the sums."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db import OperationalError, connection, transaction

from meadow.trade.models.ledger import LedgerDay, LedgerMark

_PATIENCE = "2s"  # how long sales may have to wait behind us for one that is being written


def sum_days() -> int:
    """Add what was posted since the mark to the sums of days, and move the mark; returns how many postings.

    Which postings are final is told by a lock that waits for those who are writing and lets nobody begin meanwhile: for
    as long as the slowest of them takes. It is let go before anything is summed. When it cannot be had soon, the next
    run has it.
    """
    try:
        upto = _final()
    except OperationalError as error:
        if "lock timeout" in str(error):
            return 0
        raise
    return _add(upto)


@transaction.atomic
def rebuild_days() -> int:
    """Make all sums of days anew from the postings; returns of how many."""
    mark = _locked_mark()
    LedgerDay.objects.all().delete()
    mark.posting, mark.zone = 0, settings.TIME_ZONE
    mark.save()
    return _add(_final())


@dataclass
class Check:
    """What holding the ledger against itself and against the orders found; nothing wrong when `problems` is empty."""

    postings: int = 0
    problems: list[str] = field(default_factory=list)


def check_ledger() -> Check:
    """Hold sums against rows, entries against zero, and shares and orders against what is posted for them.

    Reads every row: seconds for a million orders.
    """
    found = Check()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trade_posting")
        (found.postings,) = cursor.fetchone()
        for sentence, statement in _CHECKS.items():
            cursor.execute(statement, {"zone": settings.TIME_ZONE})
            found.problems += [sentence.format(*row) for row in cursor.fetchall()]
    return found


@transaction.atomic
def _final() -> int:
    """The largest number up to which every posting is committed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
        cursor.execute("LOCK TABLE trade_posting IN SHARE MODE")
        cursor.execute("SELECT coalesce(max(id), 0) FROM trade_posting")
        (upto,) = cursor.fetchone()
    return int(upto)


@transaction.atomic
def _add(upto: int) -> int:
    mark = _locked_mark()
    if mark.posting and mark.zone != settings.TIME_ZONE:  # days begin at another hour now
        return rebuild_days()
    if upto <= mark.posting:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_ADD, {"zone": settings.TIME_ZONE, "mark": mark.posting, "upto": upto})
        cursor.execute("SELECT count(*) FROM trade_posting WHERE id > %s AND id <= %s", [mark.posting, upto])
        (added,) = cursor.fetchone()
    mark.posting, mark.zone = upto, settings.TIME_ZONE
    mark.save()
    return int(added)


def _locked_mark() -> LedgerMark:
    LedgerMark.objects.get_or_create(pk=1, defaults={"zone": settings.TIME_ZONE})
    return LedgerMark.objects.select_for_update().get(pk=1)


_SUMS = """
    SELECT p.account_id, (p.at AT TIME ZONE %(zone)s)::date AS day, e.kind, sum(greatest(p.amount, 0))::bigint AS debit,
        sum(greatest(-p.amount, 0))::bigint AS credit, count(*)::int AS postings
    FROM trade_posting p JOIN trade_entry e ON e.id = p.entry_id
    WHERE {} GROUP BY 1, 2, 3
"""
_ADD = f"""
INSERT INTO trade_ledgerday AS known (account_id, day, kind, debit, credit, postings)
    {_SUMS.format("p.id > %(mark)s AND p.id <= %(upto)s")}
ON CONFLICT (account_id, day, kind) DO UPDATE SET debit = known.debit + excluded.debit,
    credit = known.credit + excluded.credit, postings = known.postings + excluded.postings
"""

_CHECKS = {
    "Entry {0} does not balance: {2} {1}.": (
        "SELECT entry_id, currency, sum(amount) FROM trade_posting GROUP BY entry_id, currency "
        "HAVING sum(amount) <> 0 LIMIT 100"
    ),
    "Account {0} is said to have moved {2} on {1}, but moved {3}.": f"""
        SELECT coalesce(said.account_id, found.account_id), coalesce(said.day, found.day),
            coalesce(said.debit - said.credit, 0), coalesce(found.debit - found.credit, 0)
        FROM trade_ledgerday said FULL JOIN (
            {_SUMS.format("p.id <= (SELECT coalesce(max(posting), 0) FROM trade_ledgermark)")}
        ) AS found USING (account_id, day, kind)
        WHERE (said.debit, said.credit, said.postings) IS DISTINCT FROM (found.debit, found.credit, found.postings)
        LIMIT 100
    """,  # noqa: S608
    "Shares of order {0} come to {1}, but {2} was paid for it.": """
        SELECT o.id, sum(s.paid), o.total FROM trade_order o JOIN trade_lineshare s ON s.order_id = o.id
        GROUP BY o.id HAVING sum(s.paid) <> o.total LIMIT 100
    """,
    "Order {0} has given back {2}, but {1} was taken back of its shares.": """
        SELECT o.id, coalesce(sum(b.paid), 0), o.refunded_total
        FROM trade_order o JOIN trade_lineshare s ON s.order_id = o.id LEFT JOIN trade_shareback b ON b.share_id = s.id
        WHERE o.refunded_total > 0 OR b.id IS NOT NULL
        GROUP BY o.id HAVING coalesce(sum(b.paid), 0) <> o.refunded_total LIMIT 100
    """,
    "The shop's part of order {0} is {1}, but {2} is posted.": """
        WITH part AS (
            SELECT order_id, sum(net) AS net FROM (
                SELECT order_id, net FROM trade_lineshare
                UNION ALL
                SELECT s.order_id, -b.net FROM trade_shareback b JOIN trade_lineshare s ON s.id = b.share_id
            ) AS parts GROUP BY order_id
        ), posted AS (
            SELECT e.order_id, -sum(p.amount) AS net
            FROM trade_entry e JOIN trade_posting p ON p.entry_id = e.id JOIN trade_account a ON a.id = p.account_id
            WHERE e.order_id IS NOT NULL AND a.kind IN ('shop_pending', 'shop_payable') GROUP BY e.order_id
        )
        SELECT coalesce(part.order_id, posted.order_id), coalesce(part.net, 0), coalesce(posted.net, 0)
        FROM part FULL JOIN posted USING (order_id) WHERE coalesce(part.net, 0) <> coalesce(posted.net, 0) LIMIT 100
    """,
}
