"""Imports remember what was seen in their file, how many products are done, and which photos are still to be fetched."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("goods", "0003_shops_move_in_and_out"),
        ("moving", "0002_exports_count_attempts"),
    ]

    operations = [
        migrations.AddField(
            model_name="import",
            name="looked",
            field=models.JSONField(blank=True, default=dict, verbose_name="what was seen in it"),
        ),
        migrations.AddField(
            model_name="import",
            name="products_done",
            field=models.PositiveIntegerField(default=0, verbose_name="products done"),
        ),
        migrations.CreateModel(
            name="ImportPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=500, verbose_name="address")),
                (
                    "alt",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="description for people who cannot see it"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("options", models.JSONField(blank=True, default=list, verbose_name="option values")),
                ("row", models.PositiveIntegerField(default=0, verbose_name="row")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("fetched", "Fetched"), ("failed", "Failed")],
                        default="waiting",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                (
                    "next_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="next try at"
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=40, verbose_name="code")),
                ("params", models.JSONField(blank=True, default=dict, verbose_name="values")),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="moving.import",
                        verbose_name="import",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_photos",
                        to="goods.product",
                        verbose_name="product",
                    ),
                ),
            ],
            options={
                "verbose_name": "photo of an import",
                "verbose_name_plural": "photos of imports",
                "indexes": [
                    models.Index(fields=["of", "state"], name="import_photo_by_state"),
                    models.Index(condition=models.Q(("state", "waiting")), fields=["next_at"], name="import_photo_due"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("of", "product", "address"), name="one_photo_per_import_and_address"
                    )
                ],
            },
        ),
    ]
