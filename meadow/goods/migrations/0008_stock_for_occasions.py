"""Stock can be reserved for an occasion, such as a live room."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("goods", "0007_products_by_attributes")]

    operations = [
        migrations.AddField(
            "stock", "reserved", models.IntegerField(db_default=0, default=0, verbose_name="reserved for live rooms")
        ),
        migrations.CreateModel(
            name="StockSlice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("occasion", models.CharField(max_length=40, verbose_name="occasion")),
                ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                ("taken", models.PositiveIntegerField(default=0, verbose_name="taken")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default="open",
                        max_length=6,
                        verbose_name="state",
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="opened at"
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed at")),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slices",
                        to="goods.variant",
                        verbose_name="variant",
                    ),
                ),
            ],
            options={
                "verbose_name": "slice of stock",
                "verbose_name_plural": "slices of stock",
                "constraints": [
                    models.UniqueConstraint(fields=("occasion", "variant"), name="one_slice_per_occasion"),
                    models.CheckConstraint(
                        condition=models.Q(("taken__lte", models.F("quantity"))), name="slice_not_overdrawn"
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint("stock", "never_oversold"),
        migrations.AddConstraint(
            "stock",
            models.CheckConstraint(
                condition=models.Q(
                    ("is_tracked", False),
                    ("sells_on", True),
                    ("on_hand__gte", models.F("held") + models.F("reserved")),
                    _connector="OR",
                ),
                name="never_oversold",
            ),
        ),
        migrations.AddConstraint(
            "stock",
            models.CheckConstraint(condition=models.Q(("reserved__gte", 0)), name="reserved_is_not_negative"),
        ),
    ]
