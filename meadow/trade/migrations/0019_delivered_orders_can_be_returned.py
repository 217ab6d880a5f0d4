from django.db import migrations


class Migration(migrations.Migration):
    """Orders that were delivered before there was a time to return get one of fourteen days, as is the rule since."""

    dependencies = [("trade", "0018_clocks_find_orders")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE trade_order SET returnable_until = delivered_at + interval '14 days'
            WHERE state = 'delivered' AND returnable_until IS NULL AND delivered_at IS NOT NULL
            """,
            migrations.RunSQL.noop,
        )
    ]
