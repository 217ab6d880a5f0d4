"""What must be true of a Meadow's books whatever happened: each check is a statement that finds what is wrong."""

from collections.abc import Iterator

import psycopg

CHECKS = {
    "a variant is oversold": """
        SELECT variant_id FROM goods_stock
        WHERE is_tracked AND NOT sells_on AND on_hand < held + reserved
    """,
    "what is held is not what checkouts hold": """
        SELECT s.variant_id, s.held, coalesce(h.n, 0) FROM goods_stock s
        LEFT JOIN (SELECT variant_id, sum(quantity) n FROM trade_hold WHERE state = 'held' GROUP BY 1) h
            USING (variant_id)
        WHERE s.held <> coalesce(h.n, 0)
    """,
    "a stock's history does not lead to what is on hand": """
        SELECT s.variant_id FROM goods_stock s JOIN goods_stockchange c USING (variant_id)
        WHERE s.is_tracked GROUP BY s.variant_id, s.on_hand HAVING s.on_hand <> sum(c.change)
    """,
    "units were sold that no order has": """
        SELECT variant_id, o.n, c.n FROM
            (SELECT variant_id, sum(quantity) n FROM trade_hold WHERE state = 'sold' GROUP BY 1) o
            FULL JOIN (SELECT variant_id, -sum(change) n FROM goods_stockchange WHERE reason = 'sold' GROUP BY 1) c
            USING (variant_id)
        WHERE coalesce(o.n, 0) <> coalesce(c.n, 0)
    """,
    "a paid checkout has not exactly one payment": """
        SELECT g.id FROM trade_ordergroup g LEFT JOIN trade_payment p ON p.group_id = g.id AND p.state = 'succeeded'
        WHERE g.state = 'paid' AND g.total > 0 GROUP BY g.id HAVING count(p.id) <> 1
    """,
    "a payment stands without a paid checkout": """
        SELECT p.id FROM trade_payment p JOIN trade_ordergroup g ON g.id = p.group_id
        WHERE p.state = 'succeeded' AND g.state <> 'paid'
    """,
    "a payment is neither kept nor given back": """
        SELECT id FROM trade_payment WHERE collected > 0 AND state NOT IN ('succeeded', 'refunded')
    """,
    "orders do not stand as their checkout does": """
        SELECT o.id, o.state, g.state FROM trade_order o JOIN trade_ordergroup g ON g.id = o.group_id
        WHERE (g.state = 'paid') <> (o.paid_at IS NOT NULL)
    """,
    "an order was paid twice or never, by its own story": """
        SELECT o.id, count(s.id) FROM trade_order o LEFT JOIN trade_orderstep s ON s.order_id = o.id AND s.kind = 'paid'
        WHERE o.paid_at IS NOT NULL GROUP BY o.id HAVING count(s.id) <> 1
    """,
    "what an order gave back is not the sum of its refunds": """
        SELECT o.id, o.refunded_total, sum(r.amount) FROM trade_order o LEFT JOIN trade_refund r ON r.order_id = o.id
        GROUP BY o.id HAVING o.refunded_total <> coalesce(sum(r.amount), 0)
    """,
    "a refund is not the sum of its lines and shipping": """
        SELECT r.id FROM trade_refund r LEFT JOIN trade_refundline l ON l.refund_id = r.id
        GROUP BY r.id HAVING r.amount <> r.shipping + coalesce(sum(l.amount), 0)
    """,
    "a refund is not through": "SELECT id, state, problem FROM trade_refund WHERE state <> 'done'",
    "the ledger does not sum to zero": """
        SELECT entry_id, sum(amount) FROM trade_posting GROUP BY entry_id HAVING sum(amount) <> 0
    """,
    "a fact was never carried to the journal": "SELECT id, name FROM plumbing_announcement",
    "a fact was given up": "SELECT event, name, reason FROM plumbing_givenup",
}


def wrong(connection: psycopg.Connection) -> Iterator[str]:
    """What is wrong, in words with some of the rows."""
    for words, statement in CHECKS.items():
        if rows := connection.execute(statement.encode()).fetchmany(5):
            yield f"{words}: {rows}"
