"""`meadow bench ledger`: a ledger of a million orders, its trial balance and one shop's monthly statement.

PostgreSQL makes the orders of a year: a hundred shops, a buyer in every third order, a twentieth refunded by half, what
is older than a month settled. Triggers are off while they are copied in; afterwards `check_ledger` reads every row. The
limit is what the same trial balance takes when it is read from the postings.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from bench.figures import begun, surroundings, write
from bench.load import let_the_database_know_defaults

ORDERS = 1_000_000
SHOPS, BUYERS = 100, 200
AT_ONCE = 100_000
TIMES = 7

_SHOPS = """
INSERT INTO goods_shop (handle, name, currency) SELECT 'ledger-' || i, 'Shop ' || i, 'USD'
FROM generate_series(1, %(shops)s) AS i
"""
_ACCOUNTS = """
INSERT INTO trade_account (kind, shop_id, person_id, name, currency)
    SELECT place, id, NULL::bigint, '', 'USD' FROM goods_shop, unnest(ARRAY['shop_pending', 'shop_payable']) AS place
        WHERE handle LIKE 'ledger-%%'
    UNION ALL
    SELECT place, NULL, id, '', 'USD' FROM (SELECT id FROM people_person ORDER BY id LIMIT %(buyers)s) AS buyer,
        unnest(ARRAY['buyer_pending', 'buyer_payable']) AS place
    UNION ALL
    SELECT place, NULL, NULL, CASE place WHEN 'clearing' THEN 'sandbox' ELSE '' END, 'USD' FROM unnest(ARRAY[
        'clearing', 'commission_pending', 'commission', 'fee_pending', 'fee', 'refunds', 'payouts']) AS place
"""
# One row for each order: whose it is, when it was, and how its money is shared out. All else is read from it.
_PLAN = """
CREATE UNLOGGED TABLE bench_plan AS
SELECT i, shop.id AS shop, shop.pending, shop.payable, buyer.id AS buyer, buyer.pending AS buyer_pending,
    buyer.payable AS buyer_payable, price, fee, commission, commission / 5 AS ours, at,
    i %% 20 = 0 AND at < now() - interval '30 days' AS is_refunded,
    at < now() - interval '30 days' AS is_settled
FROM (
    SELECT i, 500 + (i * 7919::bigint) %% 20000 AS price, now() - interval '1 year' * (1 - i::float / %(orders)s) AS at,
        1 + (i * 31) %% %(shops)s AS shop_place, CASE WHEN i %% 3 = 0 THEN 1 + (i * 17) %% buyers END AS buyer_place
    FROM generate_series(1, %(orders)s) AS i,
        (SELECT least(%(buyers)s, count(*)) AS buyers FROM people_person) AS people
) AS drawn
CROSS JOIN LATERAL (SELECT (price * 500 + 5000) / 10000 AS fee,
    CASE WHEN buyer_place IS NULL THEN 0 ELSE (price * 1000 + 5000) / 10000 END AS commission) AS parts
JOIN (
    SELECT s.id, row_number() OVER (ORDER BY s.id) AS place, a.id AS pending, b.id AS payable FROM goods_shop s
        JOIN trade_account a ON a.shop_id = s.id AND a.kind = 'shop_pending'
        JOIN trade_account b ON b.shop_id = s.id AND b.kind = 'shop_payable'
) AS shop ON shop.place = shop_place
LEFT JOIN (
    SELECT p.id, row_number() OVER (ORDER BY p.id) AS place, a.id AS pending, b.id AS payable FROM people_person p
        JOIN trade_account a ON a.person_id = p.id AND a.kind = 'buyer_pending'
        JOIN trade_account b ON b.person_id = p.id AND b.kind = 'buyer_payable'
) AS buyer ON buyer.place = buyer_place
"""
_SALES = (
    """
    INSERT INTO trade_ordergroup (id, member_id, state, currency, goods_total, shipping_total, total, placed_at,
        expires_at, paid_at)
    SELECT i, %(member)s, 'paid', 'USD', price, 0, price, at, at, at FROM bench_plan WHERE i BETWEEN %(a)s AND %(b)s
    """,
    """
    INSERT INTO trade_order (id, group_id, shop_id, member_id, state, currency, goods_total, shipping_total, total,
        refunded_total, placed_at, paid_at, completed_at)
    SELECT i, i, shop, %(member)s, CASE WHEN is_settled THEN 'completed' ELSE 'delivered' END, 'USD', price, 0, price,
        CASE WHEN is_refunded THEN price / 2 ELSE 0 END, at, at, CASE WHEN is_settled THEN at + interval '14 days' END
    FROM bench_plan WHERE i BETWEEN %(a)s AND %(b)s
    """,
    """
    INSERT INTO trade_orderline (id, order_id, variant_id, title, price, quantity, total, refunded)
    SELECT i, i, %(variant)s, 'Cup', price, 1, price, CASE WHEN is_refunded THEN price / 2 ELSE 0 END
    FROM bench_plan WHERE i BETWEEN %(a)s AND %(b)s
    """,
    """
    INSERT INTO trade_lineshare (id, order_id, line_id, currency, earner_id, paid, base, commission, platform_share,
        commission_rate, platform_share_rate, fee, fee_rate, net, paid_at, settled_at)
    SELECT i, i, i, 'USD', buyer, price, price, commission, ours,
        CASE WHEN buyer IS NULL THEN 0 ELSE 1000 END, 2000, fee, 500,
        price - fee - commission, at, CASE WHEN is_settled THEN at + interval '14 days' END
    FROM bench_plan WHERE i BETWEEN %(a)s AND %(b)s
    """,
    """
    INSERT INTO trade_entry (id, kind, key, order_id, at)
    SELECT i, 'sale', 'order:' || i || ':sale', i, at FROM bench_plan WHERE i BETWEEN %(a)s AND %(b)s
    """,
    """
    INSERT INTO trade_posting (entry_id, account_id, amount, currency, at)
    SELECT i, account, amount, 'USD', at FROM bench_plan, LATERAL (VALUES
        (%(clearing)s, price), (pending, -(price - fee - commission)), (%(fee_pending)s, -fee),
        (buyer_pending, -(commission - ours)), (%(commission_pending)s, -ours)
    ) AS moved (account, amount) WHERE amount <> 0 AND i BETWEEN %(a)s AND %(b)s
    """,
    """
    INSERT INTO trade_entry (id, kind, key, order_id, at)
    SELECT %(orders)s + i, 'settlement', 'order:' || i || ':settlement', i, at + interval '14 days' FROM bench_plan
    WHERE is_settled AND i BETWEEN %(a)s AND %(b)s
    """,
    """
    INSERT INTO trade_posting (entry_id, account_id, amount, currency, at)
    SELECT %(orders)s + i, account, amount, 'USD', at + interval '14 days' FROM bench_plan, LATERAL (VALUES
        (pending, price - fee - commission), (payable, -(price - fee - commission)), (%(fee_pending)s, fee),
        (%(fee)s, -fee), (buyer_pending, commission - ours), (buyer_payable, -(commission - ours)),
        (%(commission_pending)s, ours), (%(commission)s, -ours)
    ) AS moved (account, amount) WHERE amount <> 0 AND is_settled AND i BETWEEN %(a)s AND %(b)s
    """,
    """
    INSERT INTO trade_refund (id, order_id, amount, currency, state, reason, key, asked_at)
    SELECT i, i, price / 2, 'USD', 'due', 'goodwill', gen_random_uuid(), at + interval '20 days' FROM bench_plan
    WHERE is_refunded AND i BETWEEN %(a)s AND %(b)s
    """,
    """
    INSERT INTO trade_refundline (refund_id, line_id, amount) SELECT i, i, price / 2 FROM bench_plan
    WHERE is_refunded AND i BETWEEN %(a)s AND %(b)s
    """,
    """
    INSERT INTO trade_shareback (share_id, refund_id, paid, fee, commission, platform_share, net)
    SELECT i, i, price / 2, fee / 2, commission / 2, ours / 2, price / 2 - fee / 2 - commission / 2 FROM bench_plan
    WHERE is_refunded AND i BETWEEN %(a)s AND %(b)s
    """,
    """
    INSERT INTO trade_entry (id, kind, key, order_id, refund_id, at)
    SELECT 2 * %(orders)s + i, 'refund', 'refund:' || i, i, i, at + interval '20 days' FROM bench_plan
    WHERE is_refunded AND i BETWEEN %(a)s AND %(b)s
    """,
    """
    INSERT INTO trade_posting (entry_id, account_id, amount, currency, at)
    SELECT 2 * %(orders)s + i, account, amount, 'USD', at + interval '20 days' FROM bench_plan, LATERAL (VALUES
        (%(refunds)s, -(price / 2)),
        (CASE WHEN is_settled THEN payable ELSE pending END, price / 2 - fee / 2 - commission / 2),
        (CASE WHEN is_settled THEN %(fee)s ELSE %(fee_pending)s END, fee / 2),
        (CASE WHEN is_settled THEN buyer_payable ELSE buyer_pending END, commission / 2 - ours / 2),
        (CASE WHEN is_settled THEN %(commission)s ELSE %(commission_pending)s END, ours / 2)
    ) AS moved (account, amount) WHERE amount <> 0 AND is_refunded AND i BETWEEN %(a)s AND %(b)s
    """,
)


def fill(orders: int) -> float:
    """Fill the database at hand with so many orders and their ledger; returns the seconds it took."""
    started = time.perf_counter()
    values: dict[str, Any] = {"orders": orders, "shops": SHOPS, "buyers": BUYERS}
    with transaction.atomic(), connection.cursor() as cursor:
        let_the_database_know_defaults()
        cursor.execute(
            "SET LOCAL session_replication_role = replica"
        )  # no triggers: what is made is checked at the end
        cursor.execute(_SHOPS, values)
        cursor.execute(_ACCOUNTS, values)
        cursor.execute(
            "SELECT kind, id FROM trade_account WHERE shop_id IS NULL AND person_id IS NULL AND currency = 'USD'"
        )
        values |= dict(cursor.fetchall())
        cursor.execute("SELECT (SELECT max(id) FROM people_person), (SELECT min(id) FROM goods_variant)")
        values["member"], values["variant"] = cursor.fetchone()
        cursor.execute(_PLAN, values)
        cursor.execute("CREATE INDEX ON bench_plan (i)")
        for first in range(1, orders + 1, AT_ONCE):
            for statement in _SALES:
                cursor.execute(statement, {**values, "a": first, "b": min(first + AT_ONCE - 1, orders)})
        cursor.execute("DROP TABLE bench_plan")
        for table in ("trade_ordergroup", "trade_order", "trade_orderline", "trade_lineshare", "trade_refund"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {orders})")
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('trade_entry', 'id'), {3 * orders})")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return time.perf_counter() - started


def part(scale: float = 1.0) -> dict[str, Any]:
    """The figures, on the database at hand, which has no orders yet."""
    from meadow.goods.models.shops import Shop
    from meadow.trade.actions.days import check_ledger, rebuild_days, sum_days
    from meadow.trade.books import trial_balance
    from meadow.trade.models.ledger import Account, LedgerDay, Posting
    from meadow.trade.paper import paper
    from meadow.trade.statements import Holder, month_statement, months

    orders = int(ORDERS * scale)
    figures: dict[str, Any] = {"orders": orders, "filled_s": round(fill(orders), 1)}
    figures["days_summed_s"] = _once(rebuild_days)
    figures["postings"], figures["days"] = Posting.objects.count(), LedgerDay.objects.count()
    from_rows = trial_balance_from_postings()
    figures["trial_balance_ms"] = _median(trial_balance)
    figures["limit_ms"] = _median(trial_balance_from_postings, times=3)
    summed = sorted((row.kind.value, row.debit, row.credit) for row in trial_balance() if row.debit or row.credit)
    if summed != from_rows:
        raise SystemExit("The trial balance of the days is not that of the postings.")
    shop = Shop.objects.get(handle="ledger-1")
    holder = Holder.of(Account.objects.of_shop(shop), "USD")
    month = months(holder)[2]
    statement = month_statement(holder, month)
    figures["statement_lines"] = sum(1 for _ in statement.lines())
    figures["statement_page_ms"] = _median(lambda: month_statement(holder, month).page(None, 50))
    figures["statement_every_line_ms"] = _median(lambda: list(month_statement(holder, month).lines()))
    figures["statement_pdf_ms"] = _median(lambda: paper(month_statement(holder, month), shop.name), times=3)
    platform = Holder.of(Account.objects.of_platform(), "USD")
    figures["platforms_statement_page_ms"] = _median(lambda: month_statement(platform, month).page(None, 50), times=3)
    figures["sales_posted_per_second"] = _sales(shop.pk)
    figures["tail"] = Posting.objects.count() - figures["postings"]
    figures["trial_balance_with_tail_ms"] = _median(trial_balance)
    figures["tail_summed_s"] = _once(sum_days)
    started = time.perf_counter()
    found = check_ledger()
    figures["checked_s"] = round(time.perf_counter() - started, 1)
    if found.problems:
        raise SystemExit("\n".join(found.problems[:10]))
    return figures


def trial_balance_from_postings() -> list[tuple[str, int, int]]:
    """Debit and credit of every kind of account, from the postings themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, sum(greatest(amount, 0))::bigint, sum(greatest(-amount, 0))::bigint FROM trade_posting p "
            "JOIN trade_account a ON a.id = p.account_id GROUP BY kind, p.currency ORDER BY kind"
        )
        return [(str(kind), int(debit), int(credit)) for kind, debit, credit in cursor.fetchall()]


def _sales(shop: int, seconds: float = 3.0) -> float:
    """How many sales one connection posts in a second, each in a transaction of its own."""
    from meadow.trade.actions.ledger import Draft, Place, post
    from meadow.trade.models.ledger import Account, Entry

    kind, posted, started = Account.Kind, 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        draft = Draft(Entry.Kind.SALE, f"bench:{posted}", "USD")
        for place, amount in (
            (Place(kind.CLEARING, name="sandbox"), 1000),
            (Place(kind.SHOP_PENDING, shop=shop), -950),
            (Place(kind.FEE_PENDING), -50),
        ):
            draft.put(place, amount)
        with transaction.atomic():
            post([draft])
        posted += 1
    return round(posted / (time.perf_counter() - started), 1)


def _once(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 2)


def _median(work: Callable[[], Any], times: int = TIMES) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(taken), 1)


if __name__ == "__main__":
    options = begun()
    began = time.perf_counter()
    measured = part(options.scale)
    write(options.json, {**surroundings(time.perf_counter() - began), "bench": "ledger", **measured})
