from django.db import migrations

_TIMES = {"paid": "paid_at", "sent": "sent_at", "delivered": "delivered_at"}
_STEPS = " UNION ALL ".join(
    f"SELECT id, '{kind}' kind, {column} at, {place} place FROM trade_order WHERE {column} IS NOT NULL"
    for place, (kind, column) in enumerate(_TIMES.items())
)


class Migration(migrations.Migration):
    dependencies = [("trade", "0006_orders_in_full")]

    operations = [
        migrations.RunSQL(
            f"""
            INSERT INTO trade_orderstep (order_id, kind, facts, at)
            SELECT id, kind, '{{}}', at FROM ({_STEPS} UNION ALL
                SELECT o.id, CASE g.state WHEN 'expired' THEN 'expired' ELSE 'cancelled' END, o.cancelled_at, 4
                FROM trade_order o JOIN trade_ordergroup g ON g.id = o.group_id WHERE o.cancelled_at IS NOT NULL
            ) steps ORDER BY id, place
            """,
            "DELETE FROM trade_orderstep",
        ),
        migrations.RunSQL(
            """
            UPDATE trade_orderline l SET sent = l.quantity FROM trade_order o
            WHERE o.id = l.order_id AND o.sent_at IS NOT NULL AND NOT l.is_digital
            """,
            migrations.RunSQL.noop,
        ),
    ]
