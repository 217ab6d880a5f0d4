import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trade", "0013_promotions_and_taxes")]

    operations = [
        migrations.CreateModel(
            name="ShippingZone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="name")),
                (
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="countries",
                    ),
                ),
                (
                    "regions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="states or provinces",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shipping_zones",
                        to="goods.shop",
                        verbose_name="shop",
                    ),
                ),
            ],
            options={
                "verbose_name": "shipping zone",
                "verbose_name_plural": "shipping zones",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="shippingzone",
            constraint=models.CheckConstraint(
                condition=models.Q(("regions", []), ("countries__len", 1), _connector="OR"),
                name="regions_are_of_one_country",
            ),
        ),
        migrations.AddField(
            model_name="shippingrate",
            name="zone",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rates",
                to="trade.shippingzone",
                verbose_name="zone",
            ),
        ),
        migrations.AddField(
            model_name="shippingrate",
            name="bands",
            field=models.JSONField(blank=True, default=list, verbose_name="prices by weight"),
        ),
        migrations.AddField(
            model_name="shippingrate",
            name="days_from",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days, at least"),
        ),
        migrations.AddField(
            model_name="shippingrate",
            name="days_to",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days, at most"),
        ),
        migrations.AddConstraint(
            model_name="shippingrate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("days_from", None), ("days_to", None), ("days_from__lte", models.F("days_to")), _connector="OR"
                ),
                name="shipping_days_in_order",
            ),
        ),
    ]
