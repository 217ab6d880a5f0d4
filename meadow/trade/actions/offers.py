"""Laying out what is open to buyers: one offer for each product that an open plan, or a shop's default, covers."""

from collections.abc import Collection

from django.db import connection

# Of several plans the open one before the default, then the better rate, then the younger one: `by_precedence`.
_LAY_OUT = """
WITH running AS (
    SELECT id, shop_id, kind, rate, whole_shop FROM trade_plan
    WHERE state = 'active' AND kind IN ('open', 'shop') AND (%(all)s OR shop_id = ANY(%(shops)s))
        AND (begins_at IS NULL OR begins_at <= now()) AND (ends_at IS NULL OR ends_at > now())
), covered AS (
    SELECT product.id AS product_id, running.* FROM running
    JOIN goods_product AS product ON product.shop_id = running.shop_id WHERE running.whole_shop
    UNION ALL
    SELECT named.product_id, running.* FROM running JOIN trade_plan_products AS named ON named.plan_id = running.id
    UNION ALL
    SELECT item.product_id, running.* FROM running
    JOIN trade_plan_collections AS gathered ON gathered.plan_id = running.id
    JOIN goods_collectionitem AS item ON item.collection_id = gathered.collection_id
), best AS (
    SELECT DISTINCT ON (product_id) product_id, shop_id, id AS plan_id, rate FROM covered
    ORDER BY product_id, kind = 'open' DESC, rate DESC, id DESC
), gone AS (
    DELETE FROM trade_offer AS offer
    WHERE (%(all)s OR offer.shop_id = ANY(%(shops)s))
        AND NOT EXISTS (SELECT 1 FROM best WHERE best.product_id = offer.product_id)
)
INSERT INTO trade_offer AS offer (product_id, shop_id, plan_id, rate)
SELECT product_id, shop_id, plan_id, rate FROM best ORDER BY product_id
ON CONFLICT (product_id) DO UPDATE SET plan_id = excluded.plan_id, rate = excluded.rate
WHERE (offer.plan_id, offer.rate) IS DISTINCT FROM (excluded.plan_id, excluded.rate)
"""

# Fewer pieces than that tell nothing about how often a thing comes back.
FEWEST_SOLD = 10
_COUNT = """
WITH sold AS (
    SELECT variant.product_id,
        sum(line.quantity) FILTER (WHERE placed.paid_at > now() - interval '30 days') AS sold_30,
        sum(line.quantity) AS sold_90,
        sum(line.returned) AS returned_90
    FROM trade_order AS placed
    JOIN trade_orderline AS line ON line.order_id = placed.id
    JOIN goods_variant AS variant ON variant.id = line.variant_id
    WHERE placed.paid_at > now() - interval '90 days' AND placed.state <> 'cancelled'
    GROUP BY variant.product_id
), counted AS (
    SELECT offer.product_id, coalesce(sold.sold_30, 0) AS sold_30, coalesce(sold.sold_90, 0) AS sold_90,
        CASE WHEN sold.sold_90 >= %(fewest)s THEN sold.returned_90 * 10000 / sold.sold_90 END AS return_rate
    FROM trade_offer AS offer LEFT JOIN sold USING (product_id)
)
UPDATE trade_offer AS offer
SET sold_30 = counted.sold_30, sold_90 = counted.sold_90, return_rate = counted.return_rate
FROM counted
WHERE counted.product_id = offer.product_id
    AND (offer.sold_30, offer.sold_90, offer.return_rate)
        IS DISTINCT FROM (counted.sold_30, counted.sold_90, counted.return_rate)
"""


def lay_out_offers(shops: Collection[int] | None = None) -> None:
    """Bring the offers of these shops (None: of all) up to date with their plans, in one statement.

    Products come and go, collections change and plans begin and end by the clock: a job lays out all of them every few
    minutes. What is not on sale keeps its offer, which nobody sees.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LAY_OUT, {"all": shops is None, "shops": list(shops or ())})


def count_offers() -> None:
    """Count again what was sold and what came back, for every offer at once."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"fewest": FEWEST_SOLD})
