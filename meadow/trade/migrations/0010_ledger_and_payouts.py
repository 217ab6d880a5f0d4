import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

_ADDS_UP = models.Q(
    net=models.F("paid")
    + models.F("promotion")
    - models.F("tax_kept")
    - models.F("commission")
    - models.F("fee")
    - models.F("fee_tax")
    - models.F("payment_fee")
    - models.F("payment_fee_tax")
)


class Migration(migrations.Migration):
    dependencies = [
        ("goods", "0007_products_by_attributes"),
        ("trade", "0009_returns_and_cancellations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("clearing", "Money at a provider"),
                            ("shop_pending", "Shops, estimated"),
                            ("shop_payable", "Shops, settled"),
                            ("buyer_pending", "Buyers, estimated"),
                            ("buyer_payable", "Buyers, settled"),
                            ("commission_pending", "Platform's share of commissions, estimated"),
                            ("commission", "Platform's share of commissions"),
                            ("fee_pending", "Platform fees, estimated"),
                            ("fee", "Platform fees"),
                            ("promotions", "Promotions borne by the platform"),
                            ("payment_fees", "Payment fees, kept for providers"),
                            ("fee_tax", "Tax on fees, to be remitted"),
                            ("tax", "Tax on sales, to be remitted"),
                            ("refunds", "Refunds on their way"),
                            ("payouts", "Payouts on their way"),
                            ("deposits", "Deposits for samples"),
                            ("rounding", "Rounding"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=20, verbose_name="provider")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger_accounts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ledger_accounts",
                        to="goods.shop",
                        verbose_name="shop",
                    ),
                ),
            ],
            options={
                "verbose_name": "account",
                "verbose_name_plural": "accounts",
            },
        ),
        migrations.CreateModel(
            name="LedgerDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sale", "Sale"),
                            ("refund", "Refund"),
                            ("settlement", "Settlement"),
                            ("refund_done", "Refund handed over by the provider"),
                            ("payment_owed", "Payment that cannot be kept"),
                            ("payment_returned", "Payment given back"),
                            ("payout", "Payout"),
                            ("payout_paid", "Payout arrived"),
                            ("payout_failed", "Payout came back"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("debit", models.BigIntegerField(verbose_name="debit")),
                ("credit", models.BigIntegerField(verbose_name="credit")),
                ("postings", models.PositiveIntegerField(verbose_name="postings")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="days",
                        to="trade.account",
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "day of the ledger",
                "verbose_name_plural": "days of the ledger",
            },
        ),
        migrations.CreateModel(
            name="LedgerMark",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                ("posting", models.BigIntegerField(default=0, verbose_name="posting")),
                ("zone", models.CharField(max_length=60, verbose_name="time zone")),
                ("moved_at", models.DateTimeField(auto_now=True, verbose_name="moved at")),
            ],
            options={
                "verbose_name": "mark in the ledger",
                "verbose_name_plural": "marks in the ledger",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_mark_in_the_ledger")],
            },
        ),
        migrations.CreateModel(
            name="LineShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paid", models.BigIntegerField(verbose_name="paid")),
                ("promotion", models.BigIntegerField(default=0, verbose_name="borne by the platform")),
                ("tax_kept", models.BigIntegerField(default=0, verbose_name="tax remitted by the platform")),
                ("commission", models.BigIntegerField(default=0, verbose_name="commission")),
                (
                    "platform_share",
                    models.BigIntegerField(default=0, verbose_name="platform's share of the commission"),
                ),
                ("fee", models.BigIntegerField(default=0, verbose_name="platform fee")),
                ("fee_tax", models.BigIntegerField(default=0, verbose_name="tax on the platform fee")),
                ("payment_fee", models.BigIntegerField(default=0, verbose_name="payment fee")),
                ("payment_fee_tax", models.BigIntegerField(default=0, verbose_name="tax on the payment fee")),
                ("net", models.BigIntegerField(verbose_name="shop's net")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("tax", models.BigIntegerField(default=0, verbose_name="tax")),
                ("base", models.BigIntegerField(default=0, verbose_name="base of commission and fee")),
                ("commission_rate", models.PositiveIntegerField(default=0, verbose_name="commission rate")),
                (
                    "platform_share_rate",
                    models.PositiveIntegerField(default=0, verbose_name="platform's share of the commission, rate"),
                ),
                ("fee_rate", models.PositiveIntegerField(default=0, verbose_name="fee rate")),
                ("gives_back_fee", models.BooleanField(default=True, verbose_name="platform fee is given back")),
                (
                    "gives_back_payment_fee",
                    models.BooleanField(default=False, verbose_name="payment fee is given back"),
                ),
                ("paid_at", models.DateTimeField(verbose_name="paid at")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                (
                    "earner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earned_shares",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="earner",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="share",
                        to="trade.orderline",
                        verbose_name="line",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="trade.order",
                        verbose_name="order",
                    ),
                ),
            ],
            options={
                "verbose_name": "share of a line",
                "verbose_name_plural": "shares of lines",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("sent", "Sent"), ("paid", "Paid"), ("failed", "Came back")],
                        default="planned",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("key", models.UUIDField(unique=True, verbose_name="key")),
                ("reference", models.CharField(blank=True, max_length=120, verbose_name="reference")),
                ("problem", models.CharField(blank=True, max_length=300, verbose_name="problem")),
                ("after", models.BigIntegerField(default=0, verbose_name="after posting")),
                ("upto", models.BigIntegerField(default=0, verbose_name="up to posting")),
                (
                    "planned_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="planned at"
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="arrived at, or came back")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="trade.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="trade.payoutaccount",
                        verbose_name="to",
                    ),
                ),
            ],
            options={
                "verbose_name": "payout",
                "verbose_name_plural": "payouts",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sale", "Sale"),
                            ("refund", "Refund"),
                            ("settlement", "Settlement"),
                            ("refund_done", "Refund handed over by the provider"),
                            ("payment_owed", "Payment that cannot be kept"),
                            ("payment_returned", "Payment given back"),
                            ("payout", "Payout"),
                            ("payout_paid", "Payout arrived"),
                            ("payout_failed", "Payout came back"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("key", models.CharField(max_length=80, unique=True, verbose_name="key")),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="words")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="at")),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="trade.order",
                        verbose_name="order",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="trade.payment",
                        verbose_name="payment",
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="trade.refund",
                        verbose_name="refund",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="trade.payout",
                        verbose_name="payout",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry",
                "verbose_name_plural": "entries",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="trade.account",
                        verbose_name="account",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="trade.entry",
                        verbose_name="entry",
                    ),
                ),
            ],
            options={
                "verbose_name": "posting",
                "verbose_name_plural": "postings",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ShareBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paid", models.BigIntegerField(verbose_name="paid")),
                ("promotion", models.BigIntegerField(default=0, verbose_name="borne by the platform")),
                ("tax_kept", models.BigIntegerField(default=0, verbose_name="tax remitted by the platform")),
                ("commission", models.BigIntegerField(default=0, verbose_name="commission")),
                (
                    "platform_share",
                    models.BigIntegerField(default=0, verbose_name="platform's share of the commission"),
                ),
                ("fee", models.BigIntegerField(default=0, verbose_name="platform fee")),
                ("fee_tax", models.BigIntegerField(default=0, verbose_name="tax on the platform fee")),
                ("payment_fee", models.BigIntegerField(default=0, verbose_name="payment fee")),
                ("payment_fee_tax", models.BigIntegerField(default=0, verbose_name="tax on the payment fee")),
                ("net", models.BigIntegerField(verbose_name="shop's net")),
                (
                    "refund",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="backs",
                        to="trade.refund",
                        verbose_name="refund",
                    ),
                ),
                (
                    "share",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="backs",
                        to="trade.lineshare",
                        verbose_name="share",
                    ),
                ),
            ],
            options={
                "verbose_name": "part taken back",
                "verbose_name_plural": "parts taken back",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                fields=("kind", "shop", "person", "name", "currency"), name="one_account_of_each", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["shop_pending", "shop_payable"]),
                        ("name", ""),
                        ("person__isnull", True),
                        ("shop__isnull", False),
                    ),
                    models.Q(
                        ("kind__in", ["buyer_pending", "buyer_payable"]),
                        ("name", ""),
                        ("person__isnull", False),
                        ("shop__isnull", True),
                    ),
                    models.Q(
                        ("kind", "clearing"),
                        ("person__isnull", True),
                        ("shop__isnull", True),
                        models.Q(("name", ""), _negated=True),
                    ),
                    models.Q(
                        ("name", ""),
                        ("person__isnull", True),
                        ("shop__isnull", True),
                        models.Q(
                            (
                                "kind__in",
                                ["shop_pending", "shop_payable", "buyer_pending", "buyer_payable", "clearing"],
                            ),
                            _negated=True,
                        ),
                    ),
                    _connector="OR",
                ),
                name="account_belongs_to_whom_its_kind_says",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerday",
            constraint=models.UniqueConstraint(fields=("account", "day", "kind"), name="one_sum_a_day"),
        ),
        migrations.AddConstraint(
            model_name="ledgerday",
            constraint=models.CheckConstraint(
                condition=models.Q(("credit__gte", 0), ("debit__gte", 0), ("postings__gte", 1)),
                name="sums_of_days_are_sums",
            ),
        ),
        migrations.AddIndex(
            model_name="lineshare",
            index=models.Index(
                condition=models.Q(("earner__isnull", False)), fields=["earner", "-id"], name="share_earner"
            ),
        ),
        migrations.AddConstraint(
            model_name="lineshare",
            constraint=models.CheckConstraint(condition=_ADDS_UP, name="a_share_adds_up"),
        ),
        migrations.AddConstraint(
            model_name="lineshare",
            constraint=models.UniqueConstraint(
                condition=models.Q(("line__isnull", True)), fields=("order",), name="one_share_for_sending"
            ),
        ),
        migrations.AddConstraint(
            model_name="lineshare",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fee__gte", 0),
                    ("paid__gte", 0),
                    ("payment_fee__gte", 0),
                    ("platform_share__gte", 0),
                    ("platform_share__lte", models.F("commission")),
                    ("promotion__gte", 0),
                    ("tax_kept__gte", 0),
                ),
                name="parts_of_a_share_are_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="lineshare",
            constraint=models.CheckConstraint(
                condition=models.Q(("commission", 0), ("earner__isnull", False), _connector="OR"),
                name="a_commission_is_earned",
            ),
        ),
        migrations.AddIndex(
            model_name="payout",
            index=models.Index(fields=["account", "-id"], name="payout_of_account"),
        ),
        migrations.AddIndex(
            model_name="payout",
            index=models.Index(
                condition=models.Q(("state__in", ["planned", "sent"])), fields=["id"], name="payout_under_way"
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payout_is_positive"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("refund__isnull", False)), fields=["refund"], name="entry_of_refund"
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("payment__isnull", False)), fields=["payment"], name="entry_of_payment"
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("payout__isnull", False)), fields=["payout"], name="entry_of_payout"
            ),
        ),
        migrations.AddIndex(
            model_name="posting",
            index=models.Index(fields=["account", "at", "id"], name="posting_of_account"),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="a_posting_moves_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="shareback",
            constraint=models.CheckConstraint(condition=_ADDS_UP, name="what_is_taken_back_adds_up"),
        ),
        migrations.AddConstraint(
            model_name="shareback",
            constraint=models.UniqueConstraint(fields=("share", "refund"), name="taken_back_once"),
        ),
    ]
