import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("goods", "0007_products_by_attributes"),
        ("trade", "0008_payout_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cancellation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Waiting for the shop"), ("granted", "Granted"), ("refused", "Refused")],
                        default="asked",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="words")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="cancellations", to="trade.order", verbose_name="order"
                    ),
                ),
            ],
            options={"verbose_name": "cancellation", "verbose_name_plural": "cancellations", "ordering": ["pk"]},
        ),
        migrations.AddConstraint(
            model_name="cancellation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("order",), name="one_open_cancellation_per_order"
            ),
        ),
        migrations.CreateModel(
            name="ReturnTerms",
            fields=[
                (
                    "shop",
                    models.OneToOneField(
                        on_delete=CASCADE,
                        primary_key=True,
                        related_name="return_terms",
                        serialize=False,
                        to="goods.shop",
                        verbose_name="shop",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="where returns go to")),
                ("words", models.CharField(blank=True, max_length=500, verbose_name="what to mind")),
                (
                    "approves_at_once",
                    models.BooleanField(default=False, verbose_name="approve returns without a reason at once"),
                ),
                (
                    "refunds_shipping",
                    models.BooleanField(default=True, verbose_name="give shipping back where the shop is at fault"),
                ),
            ],
            options={"verbose_name": "terms of returns", "verbose_name_plural": "terms of returns"},
        ),
        migrations.AddField(
            "orderline",
            "cancelled",
            models.PositiveIntegerField(db_default=0, default=0, verbose_name="called off"),
        ),
        migrations.AddField(
            "orderline",
            "refunded_quantity",
            models.PositiveIntegerField(db_default=0, default=0, verbose_name="pieces given back"),
        ),
        migrations.AddField(
            "orderline",
            "refunded_tax",
            models.BigIntegerField(db_default=0, default=0, verbose_name="tax given back"),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quantity__gte", models.F("sent") + models.F("cancelled")),
                    ("refunded_quantity__gte", models.F("cancelled")),
                    ("refunded_quantity__lte", models.F("quantity")),
                    ("refunded_tax__gte", 0),
                    ("refunded_tax__lte", models.F("tax")),
                ),
                name="line_pieces_in_bounds",
            ),
        ),
        migrations.AddField(
            "refund", "tried_at", models.DateTimeField(blank=True, null=True, verbose_name="last tried at")
        ),
        migrations.AddField(
            "return", "deducted", models.BigIntegerField(db_default=0, default=0, verbose_name="kept back")
        ),
        migrations.AddField(
            "return",
            "deducted_words",
            models.CharField(blank=True, max_length=300, verbose_name="why it was kept back"),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.CheckConstraint(
                condition=models.Q(("deducted__gte", 0)), name="deducted_is_not_negative"
            ),
        ),
        migrations.AlterField(
            "return",
            "state",
            models.CharField(
                choices=[
                    ("asked", "Waiting for the shop"),
                    ("approved", "Approved, to be sent back"),
                    ("refused", "Refused"),
                    ("sent_back", "On its way back"),
                    ("received", "Come back, being looked at"),
                    ("replacing", "Come back, the exchange is to be sent"),
                    ("done", "Settled"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="asked",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.RemoveConstraint("returnline", "one_return_line_per_line"),
        migrations.AddField(
            "returnline",
            "variant",
            models.ForeignKey(
                default=None, on_delete=PROTECT, related_name="+", to="goods.variant", verbose_name="variant"
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="returnline",
            constraint=models.UniqueConstraint(fields=("ret", "line", "variant"), name="one_return_line_per_line"),
        ),
        migrations.AddField(
            "shipment",
            "of_return",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=PROTECT,
                related_name="parcels",
                to="trade.return",
                verbose_name="in exchange for",
            ),
        ),
        migrations.AlterField(
            "orderstep",
            "kind",
            models.CharField(
                choices=[
                    ("paid", "Paid"),
                    ("sent", "A parcel was sent"),
                    ("delivered", "Delivered"),
                    ("completed", "Completed"),
                    ("cancelled", "Cancelled"),
                    ("cancel_asked", "The member would like to cancel"),
                    ("cancel_refused", "The shop did not cancel"),
                    ("called_off", "A part was called off"),
                    ("expired", "Not paid in time"),
                    ("parcel_changed", "A parcel was corrected"),
                    ("refunded", "Money was given back"),
                    ("return_asked", "A return was asked for"),
                    ("return_answered", "The return was answered"),
                    ("return_sent", "The goods are on their way back"),
                    ("return_received", "The goods came back"),
                    ("return_settled", "The return was settled"),
                    ("return_withdrawn", "The return was withdrawn"),
                    ("exchanged", "Other goods were sent in exchange"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
    ]
