import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("goods", "0007_products_by_attributes"),
        ("notes", "0004_things_and_asks"),
        ("people", "0004_names_in_words"),
        ("trade", "0005_received_becomes_delivered"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LineTouch",
            fields=[
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="touch",
                        serialize=False,
                        to="trade.orderline",
                        verbose_name="line",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("direct", "Direct"),
                            ("note", "Note"),
                            ("room", "Live room"),
                            ("group", "Group"),
                            ("selection", "Buyer's selection"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=40, verbose_name="place")),
                ("commission_rate", models.PositiveIntegerField(default=0, verbose_name="commission rate")),
                ("ruled_out", models.CharField(blank=True, max_length=40, verbose_name="shut out by rule")),
                ("path", models.JSONField(blank=True, default=list, verbose_name="path")),
                ("touched_at", models.DateTimeField(blank=True, null=True, verbose_name="touched at")),
            ],
            options={
                "verbose_name": "touch of a line",
                "verbose_name_plural": "touches of lines",
            },
        ),
        migrations.CreateModel(
            name="OrderStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("paid", "Paid"),
                            ("sent", "A parcel was sent"),
                            ("delivered", "Delivered"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                            ("expired", "Not paid in time"),
                            ("refunded", "Money was given back"),
                            ("return_asked", "A return was asked for"),
                            ("return_answered", "The return was answered"),
                            ("return_sent", "The goods are on their way back"),
                            ("return_received", "The goods came back"),
                            ("exchanged", "Other goods were sent in exchange"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="facts")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at")),
            ],
            options={
                "verbose_name": "step of an order",
                "verbose_name_plural": "steps of orders",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("shipping", models.BigIntegerField(default=0, verbose_name="of it for sending")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "state",
                    models.CharField(
                        choices=[("due", "On its way"), ("done", "Given back"), ("failed", "Refused by the provider")],
                        default="due",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("cancelled", "Called off before it was sent"),
                            ("returned", "Goods came back"),
                            ("goodwill", "Goodwill"),
                            ("damaged", "Damaged or wrong"),
                            ("missing", "Did not arrive"),
                            ("sample", "Deposit for a sample"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="words")),
                ("key", models.UUIDField(unique=True, verbose_name="key")),
                ("reference", models.CharField(blank=True, max_length=120, verbose_name="reference")),
                ("problem", models.CharField(blank=True, max_length=300, verbose_name="problem")),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
            ],
            options={
                "verbose_name": "refund",
                "verbose_name_plural": "refunds",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="RefundLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveIntegerField(default=0, verbose_name="quantity")),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("tax", models.BigIntegerField(default=0, verbose_name="tax")),
            ],
            options={
                "verbose_name": "line of a refund",
                "verbose_name_plural": "lines of refunds",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("return", "Send back for money"),
                            ("refund_only", "Money without sending back"),
                            ("exchange", "Send back for something else"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for the shop"),
                            ("approved", "Approved, to be sent back"),
                            ("refused", "Refused"),
                            ("sent_back", "On its way back"),
                            ("received", "Come back, being looked at"),
                            ("done", "Settled"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("not_liked", "It is not what I had in mind"),
                            ("does_not_fit", "It does not fit"),
                            ("damaged", "It came damaged"),
                            ("wrong", "It is not what I ordered"),
                            ("not_as_shown", "It is not as it was shown"),
                            ("missing", "It did not arrive"),
                            ("fake", "I doubt that it is original"),
                        ],
                        max_length=14,
                        verbose_name="reason",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=1000, verbose_name="words")),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="answer")),
                ("is_instant", models.BooleanField(default=False, verbose_name="paid back at once")),
                ("carrier", models.CharField(blank=True, max_length=60, verbose_name="carrier")),
                ("tracking", models.CharField(blank=True, max_length=80, verbose_name="tracking number")),
                ("answer_by", models.DateTimeField(verbose_name="to be answered by")),
                ("request_key", models.CharField(blank=True, max_length=255, null=True, verbose_name="request key")),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                ("sent_back_at", models.DateTimeField(blank=True, null=True, verbose_name="sent back at")),
                ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="come back at")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
            ],
            options={
                "verbose_name": "return",
                "verbose_name_plural": "returns",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                ("restocked", models.PositiveIntegerField(default=0, verbose_name="back on the shelf")),
            ],
            options={
                "verbose_name": "line of a return",
                "verbose_name_plural": "lines of returns",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReturnPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "photo of a return",
                "verbose_name_plural": "photos of returns",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ShipmentLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
            ],
            options={
                "verbose_name": "line of a shipment",
                "verbose_name_plural": "lines of shipments",
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="order",
            name="order_total_adds_up",
        ),
        migrations.RemoveConstraint(
            model_name="ordergroup",
            name="group_total_adds_up",
        ),
        migrations.AddField(
            model_name="order",
            name="completed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="completed at"),
        ),
        migrations.AddField(
            model_name="order",
            name="discount_total",
            field=models.BigIntegerField(db_default=0, default=0, verbose_name="discount"),
        ),
        migrations.AddField(
            model_name="order",
            name="refunded_total",
            field=models.BigIntegerField(db_default=0, default=0, verbose_name="given back"),
        ),
        migrations.AddField(
            model_name="order",
            name="returnable_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="may be returned until"),
        ),
        migrations.AddField(
            model_name="order",
            name="tax_added",
            field=models.BigIntegerField(db_default=0, default=0, verbose_name="tax on top"),
        ),
        migrations.AddField(
            model_name="order",
            name="tax_total",
            field=models.BigIntegerField(db_default=0, default=0, verbose_name="tax"),
        ),
        migrations.AddField(
            model_name="ordergroup",
            name="discount_total",
            field=models.BigIntegerField(db_default=0, default=0, verbose_name="discount"),
        ),
        migrations.AddField(
            model_name="ordergroup",
            name="tax_added",
            field=models.BigIntegerField(db_default=0, default=0, verbose_name="tax on top"),
        ),
        migrations.AddField(
            model_name="orderline",
            name="discount",
            field=models.BigIntegerField(db_default=0, default=0, verbose_name="discount"),
        ),
        migrations.AddField(
            model_name="orderline",
            name="discount_platform",
            field=models.BigIntegerField(db_default=0, default=0, verbose_name="discount borne by the platform"),
        ),
        migrations.AddField(
            model_name="orderline",
            name="refunded",
            field=models.BigIntegerField(db_default=0, default=0, verbose_name="given back"),
        ),
        migrations.AddField(
            model_name="orderline",
            name="returned",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="come back"),
        ),
        migrations.AddField(
            model_name="orderline",
            name="sent",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="sent"),
        ),
        migrations.AddField(
            model_name="orderline",
            name="tax",
            field=models.BigIntegerField(db_default=0, default=0, verbose_name="tax"),
        ),
        migrations.AddField(
            model_name="orderline",
            name="tax_added",
            field=models.BigIntegerField(db_default=0, default=0, verbose_name="tax on top"),
        ),
        migrations.AddField(
            model_name="orderline",
            name="tax_rate",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="tax rate"),
        ),
        migrations.AddField(
            model_name="shipment",
            name="delivered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="delivered at"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("state", "delivered")), fields=["returnable_until"], name="order_to_complete"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("goods_total"), "-", models.F("discount_total")
                                ),
                                "+",
                                models.F("shipping_total"),
                            ),
                            "+",
                            models.F("tax_added"),
                        ),
                    )
                ),
                name="order_total_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("refunded_total__gte", 0), ("refunded_total__lte", models.F("total"))),
                name="never_more_given_back_than_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="ordergroup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("goods_total"), "-", models.F("discount_total")
                                ),
                                "+",
                                models.F("shipping_total"),
                            ),
                            "+",
                            models.F("tax_added"),
                        ),
                    )
                ),
                name="group_total_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discount__gte", 0),
                    ("discount__lte", models.F("total")),
                    ("discount_platform__gte", 0),
                    ("discount_platform__lte", models.F("discount")),
                    ("tax__gte", 0),
                    ("tax_added__gte", 0),
                    ("tax_added__lte", models.F("tax")),
                ),
                name="line_discount_and_tax_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("refunded__gte", 0),
                    (
                        "refunded__lte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("total"), "-", models.F("discount")
                            ),
                            "+",
                            models.F("tax_added"),
                        ),
                    ),
                    ("returned__lte", models.F("quantity")),
                    ("sent__lte", models.F("quantity")),
                ),
                name="line_never_gives_back_more",
            ),
        ),
        migrations.AddField(
            model_name="linetouch",
            name="earner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="earner",
            ),
        ),
        migrations.AddField(
            model_name="linetouch",
            name="note",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="notes.note",
                verbose_name="note",
            ),
        ),
        migrations.AddField(
            model_name="orderstep",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="orderstep",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="trade.order",
                verbose_name="order",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="trade.order",
                verbose_name="order",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="payment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="trade.payment",
                verbose_name="payment",
            ),
        ),
        migrations.AddField(
            model_name="refundline",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refund_lines",
                to="trade.orderline",
                verbose_name="line",
            ),
        ),
        migrations.AddField(
            model_name="refundline",
            name="refund",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="trade.refund",
                verbose_name="refund",
            ),
        ),
        migrations.AddField(
            model_name="return",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returns",
                to="trade.order",
                verbose_name="order",
            ),
        ),
        migrations.AddField(
            model_name="return",
            name="refund",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="of_return",
                to="trade.refund",
                verbose_name="refund",
            ),
        ),
        migrations.AddField(
            model_name="returnline",
            name="instead",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="goods.variant",
                verbose_name="instead",
            ),
        ),
        migrations.AddField(
            model_name="returnline",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="return_lines",
                to="trade.orderline",
                verbose_name="line",
            ),
        ),
        migrations.AddField(
            model_name="returnline",
            name="ret",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="trade.return",
                verbose_name="return",
            ),
        ),
        migrations.AddField(
            model_name="returnphoto",
            name="photo",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.photo", verbose_name="photo"
            ),
        ),
        migrations.AddField(
            model_name="returnphoto",
            name="ret",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="photos",
                to="trade.return",
                verbose_name="return",
            ),
        ),
        migrations.AddField(
            model_name="shipmentline",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parcels",
                to="trade.orderline",
                verbose_name="line",
            ),
        ),
        migrations.AddField(
            model_name="shipmentline",
            name="shipment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="trade.shipment",
                verbose_name="shipment",
            ),
        ),
        migrations.AddIndex(
            model_name="linetouch",
            index=models.Index(
                condition=models.Q(("earner__isnull", False)), fields=["earner", "line"], name="touch_earner"
            ),
        ),
        migrations.AddConstraint(
            model_name="linetouch",
            constraint=models.CheckConstraint(
                condition=models.Q(("commission_rate__lte", 9000)), name="commission_at_most_90_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="linetouch",
            constraint=models.CheckConstraint(
                condition=models.Q(("commission_rate", 0), ("earner__isnull", False), _connector="OR"),
                name="commission_has_an_earner",
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(condition=models.Q(("state", "due")), fields=["asked_at"], name="refund_due"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0), ("shipping__gte", 0), ("shipping__lte", models.F("amount"))),
                name="refund_is_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="refundline",
            constraint=models.UniqueConstraint(fields=("refund", "line"), name="one_refund_line_per_line"),
        ),
        migrations.AddConstraint(
            model_name="refundline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0), ("tax__gte", 0)), name="refund_line_is_not_negative"
            ),
        ),
        migrations.AddIndex(
            model_name="return",
            index=models.Index(condition=models.Q(("state", "asked")), fields=["answer_by"], name="return_to_answer"),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.UniqueConstraint(fields=("order", "request_key"), name="one_return_per_request"),
        ),
        migrations.AddConstraint(
            model_name="returnline",
            constraint=models.UniqueConstraint(fields=("ret", "line"), name="one_return_line_per_line"),
        ),
        migrations.AddConstraint(
            model_name="returnline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1), ("restocked__lte", models.F("quantity"))),
                name="return_line_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="shipmentline",
            constraint=models.UniqueConstraint(fields=("shipment", "line"), name="one_shipment_line_per_line"),
        ),
        migrations.AddConstraint(
            model_name="shipmentline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)), name="sent_quantity_is_positive"
            ),
        ),
    ]
