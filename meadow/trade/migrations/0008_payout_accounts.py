import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("goods", "0007_products_by_attributes"),
        ("trade", "0007_past_orders_have_steps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PayoutAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("provider", models.CharField(max_length=20, verbose_name="provider")),
                ("reference", models.CharField(blank=True, max_length=120, verbose_name="reference")),
                ("holder", models.CharField(blank=True, max_length=120, verbose_name="in the name of")),
                ("country", models.CharField(blank=True, max_length=2, verbose_name="country")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("begun", "Not finished"),
                            ("ready", "Ready"),
                            ("held_up", "The provider wants to know more"),
                            ("closed", "Given up"),
                        ],
                        default="begun",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "begun_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="begun at"),
                ),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="provider last asked at")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_accounts",
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
                        related_name="payout_accounts",
                        to="goods.shop",
                        verbose_name="shop",
                    ),
                ),
            ],
            options={
                "verbose_name": "payout account",
                "verbose_name_plural": "payout accounts",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("shop__isnull", True), ("person__isnull", True), _connector="XOR"),
                        name="payout_account_has_one_owner",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=("shop",),
                        name="one_payout_account_per_shop",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "closed"), _negated=True),
                        fields=("person",),
                        name="one_payout_account_per_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandTransfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80, unique=True, verbose_name="key")),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("is_back", models.BooleanField(default=False, verbose_name="to be fetched back")),
                ("reference", models.CharField(blank=True, max_length=120, verbose_name="reference")),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_transfers",
                        to="trade.payoutaccount",
                        verbose_name="payout account",
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
            ],
            options={
                "verbose_name": "transfer by hand",
                "verbose_name_plural": "transfers by hand",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(condition=models.Q(("sent_at", None)), fields=["asked_at"], name="hand_transfer_to_do")
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="hand_transfer_is_positive")
                ],
            },
        ),
        migrations.AddField(
            model_name="payment",
            name="asked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="provider last asked at"),
        ),
        migrations.AddField(
            model_name="payment",
            name="flow",
            field=models.CharField(blank=True, max_length=10, verbose_name="way of paying"),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "refund_due"])),
                fields=["state", "asked_at"],
                name="payment_to_ask_about",
            ),
        ),
    ]
