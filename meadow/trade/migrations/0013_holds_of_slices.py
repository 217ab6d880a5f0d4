"""A hold says how much of it came out of a room's slice."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("goods", "0008_stock_for_occasions"),
        ("trade", "0012_buyers_sell_for_commission"),
    ]

    operations = [
        migrations.AddField(
            "hold",
            "drawn",
            models.PositiveIntegerField(db_default=0, default=0, verbose_name="drawn from the slice"),
        ),
        migrations.AddField(
            "hold",
            "slice",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="holds",
                to="goods.stockslice",
                verbose_name="slice",
            ),
        ),
    ]
