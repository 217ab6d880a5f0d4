"""Members wish to be told when something is back in stock."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("goods", "0010_parts_know_their_bundles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StockWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="told at")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stock_wishes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to="goods.variant",
                        verbose_name="variant",
                    ),
                ),
            ],
            options={
                "verbose_name": "wish for something sold out",
                "verbose_name_plural": "wishes for what is sold out",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(condition=models.Q(("told_at", None)), fields=["variant"], name="wish_waiting"),
                    models.Index(fields=["member", "-id"], name="wish_of_member"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("told_at", None)),
                        fields=("member", "variant"),
                        name="one_wish_per_variant",
                    )
                ],
            },
        ),
    ]
