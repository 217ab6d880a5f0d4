"""Everything that stands in this room, in one step: what the migrations it replaces did one after the other."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from meadow.plumbing.together import Together

# What the ledger promises is held by the database: it balances, and it is only ever added to.
KEPT = ("trade_account", "trade_entry", "trade_posting", "trade_shareback")

SQL = """
CREATE FUNCTION trade_ledger_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION trade_share_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'settled_at' IS DISTINCT FROM to_jsonb(OLD) - 'settled_at'
        OR OLD.settled_at IS NOT NULL AND NEW.settled_at IS DISTINCT FROM OLD.settled_at
    THEN
        RAISE EXCEPTION 'share % is frozen', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER share_is_frozen BEFORE UPDATE ON trade_lineshare
    FOR EACH ROW EXECUTE FUNCTION trade_share_is_frozen();
CREATE TRIGGER ledger_is_kept BEFORE DELETE ON trade_lineshare
    FOR EACH STATEMENT EXECUTE FUNCTION trade_ledger_is_kept();
CREATE TRIGGER ledger_is_never_emptied BEFORE TRUNCATE ON trade_lineshare
    FOR EACH STATEMENT EXECUTE FUNCTION trade_ledger_is_kept();

CREATE FUNCTION trade_postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong text;
BEGIN
    -- All postings of an entry are written by one statement, which is refused unless they sum to zero: so whatever is
    -- there sums to zero at every moment, not only at commit, and is looked at once and not once for each row.
    SELECT format('entry %s does not balance: %s %s', entry_id, sum(amount), currency) INTO wrong
        FROM written GROUP BY entry_id, currency HAVING sum(amount) <> 0 LIMIT 1;
    IF wrong IS NULL THEN
        SELECT format('posting %s is not in the currency of account %s, or at the time of its entry', w.id, w.account_id)
            INTO wrong
            FROM written w
                LEFT JOIN trade_account a ON a.id = w.account_id
                LEFT JOIN trade_entry e ON e.id = w.entry_id
            WHERE a.currency IS DISTINCT FROM w.currency OR e.at IS DISTINCT FROM w.at LIMIT 1;
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER postings_balance AFTER INSERT ON trade_posting REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION trade_postings_balance();
""" + "".join(
    f"""
CREATE TRIGGER ledger_is_kept BEFORE UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION trade_ledger_is_kept();
CREATE TRIGGER ledger_is_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION trade_ledger_is_kept();
"""
    for table in KEPT
)

UNDO = (
    """
DROP TRIGGER share_is_frozen ON trade_lineshare;
DROP TRIGGER postings_balance ON trade_posting;
"""
    + "".join(
        f"DROP TRIGGER ledger_is_kept ON {table}; DROP TRIGGER ledger_is_never_emptied ON {table};\n"
        for table in (*KEPT, "trade_lineshare")
    )
    + """
DROP FUNCTION trade_share_is_frozen(); DROP FUNCTION trade_postings_balance(); DROP FUNCTION trade_ledger_is_kept();
"""
)


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("trade", "0001_trade"),
        ("trade", "0002_payment_keeps_what_was_collected"),
        ("trade", "0003_names_in_words"),
        ("trade", "0004_lines_keep_parts_and_days"),
        ("trade", "0005_received_becomes_delivered"),
        ("trade", "0006_orders_in_full"),
        ("trade", "0007_past_orders_have_steps"),
        ("trade", "0008_payout_accounts"),
        ("trade", "0009_returns_and_cancellations"),
        ("trade", "0010_ledger_and_payouts"),
        ("trade", "0011_ledger_is_kept"),
        ("trade", "0012_buyers_sell_for_commission"),
        ("trade", "0013_holds_of_slices"),
        ("trade", "0013_promotions_and_taxes"),
        ("trade", "0014_shipping_zones"),
        ("trade", "0015_rates_lie_in_zones"),
        ("trade", "0016_every_rate_has_a_zone"),
        ("trade", "0017_payments_say_why_not_given_back"),
        ("trade", "0018_clocks_find_orders"),
        ("trade", "0019_delivered_orders_can_be_returned"),
        ("trade", "0020_purchases_in_rooms"),
        ("trade", "0021_plans_allow_offers_in_rooms"),
    ]

    dependencies = [
        ("goods", "0001_whole"),
        ("live", "0001_whole"),
        ("notes", "0001_whole"),
        ("people", "0001_whole"),
        ("people", "__first__"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="OrderLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        (
                            "options",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=100),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="options",
                            ),
                        ),
                        ("sku", models.CharField(blank=True, max_length=100, verbose_name="SKU")),
                        ("price", models.BigIntegerField(verbose_name="price")),
                        ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                        ("total", models.BigIntegerField(verbose_name="total")),
                        ("discount", models.BigIntegerField(db_default=0, default=0, verbose_name="discount")),
                        (
                            "discount_platform",
                            models.BigIntegerField(
                                db_default=0, default=0, verbose_name="discount borne by the platform"
                            ),
                        ),
                        ("tax", models.BigIntegerField(db_default=0, default=0, verbose_name="tax")),
                        ("tax_added", models.BigIntegerField(db_default=0, default=0, verbose_name="tax on top")),
                        ("tax_rate", models.PositiveIntegerField(db_default=0, default=0, verbose_name="tax rate")),
                        ("sent", models.PositiveIntegerField(db_default=0, default=0, verbose_name="sent")),
                        ("returned", models.PositiveIntegerField(db_default=0, default=0, verbose_name="come back")),
                        ("refunded", models.BigIntegerField(db_default=0, default=0, verbose_name="given back")),
                        ("cancelled", models.PositiveIntegerField(db_default=0, default=0, verbose_name="called off")),
                        (
                            "refunded_quantity",
                            models.PositiveIntegerField(db_default=0, default=0, verbose_name="pieces given back"),
                        ),
                        (
                            "refunded_tax",
                            models.BigIntegerField(db_default=0, default=0, verbose_name="tax given back"),
                        ),
                        ("parts", models.JSONField(blank=True, default=list, verbose_name="parts")),
                        ("ships_on", models.DateField(blank=True, null=True, verbose_name="sent from")),
                        ("is_digital", models.BooleanField(default=False, verbose_name="to be downloaded")),
                        (
                            "note",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="notes.note",
                                verbose_name="note",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="order_lines",
                                to="goods.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "order line",
                        "verbose_name_plural": "order lines",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Order",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("placed", "Waiting for payment"),
                                    ("paid", "Paid"),
                                    ("part_sent", "Partly on its way"),
                                    ("sent", "On its way"),
                                    ("delivered", "Delivered"),
                                    ("completed", "Completed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="placed",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("currency", models.CharField(max_length=3, verbose_name="currency")),
                        ("goods_total", models.BigIntegerField(verbose_name="goods total")),
                        ("discount_total", models.BigIntegerField(db_default=0, default=0, verbose_name="discount")),
                        ("shipping_total", models.BigIntegerField(verbose_name="shipping total")),
                        ("tax_total", models.BigIntegerField(db_default=0, default=0, verbose_name="tax")),
                        ("tax_added", models.BigIntegerField(db_default=0, default=0, verbose_name="tax on top")),
                        ("total", models.BigIntegerField(verbose_name="total")),
                        ("refunded_total", models.BigIntegerField(db_default=0, default=0, verbose_name="given back")),
                        ("shipping_name", models.CharField(blank=True, max_length=80, verbose_name="shipping")),
                        (
                            "placed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="placed at"
                            ),
                        ),
                        ("paid_at", models.DateTimeField(blank=True, null=True, verbose_name="paid at")),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                        ("delivered_at", models.DateTimeField(blank=True, null=True, verbose_name="delivered at")),
                        (
                            "returnable_until",
                            models.DateTimeField(blank=True, null=True, verbose_name="may be returned until"),
                        ),
                        ("completed_at", models.DateTimeField(blank=True, null=True, verbose_name="completed at")),
                        ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled at")),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="member",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "order",
                        "verbose_name_plural": "orders",
                    },
                ),
                migrations.CreateModel(
                    name="OrderGroup",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Waiting for payment"),
                                    ("paid", "Paid"),
                                    ("cancelled", "Cancelled"),
                                    ("expired", "Not paid in time"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("currency", models.CharField(max_length=3, verbose_name="currency")),
                        ("goods_total", models.BigIntegerField(verbose_name="goods total")),
                        ("discount_total", models.BigIntegerField(db_default=0, default=0, verbose_name="discount")),
                        ("shipping_total", models.BigIntegerField(verbose_name="shipping total")),
                        ("tax_added", models.BigIntegerField(db_default=0, default=0, verbose_name="tax on top")),
                        ("total", models.BigIntegerField(verbose_name="total")),
                        ("address", models.JSONField(default=dict, verbose_name="address")),
                        (
                            "request_key",
                            models.CharField(blank=True, max_length=255, null=True, verbose_name="request key"),
                        ),
                        (
                            "placed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="placed at"
                            ),
                        ),
                        ("expires_at", models.DateTimeField(verbose_name="expires at")),
                        ("paid_at", models.DateTimeField(blank=True, null=True, verbose_name="paid at")),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="order_groups",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="member",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "order group",
                        "verbose_name_plural": "order groups",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "open")), fields=["expires_at"], name="group_expiry"
                            ),
                            models.Index(fields=["member", "-id"], name="trade_order_member__9f16cc_idx"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("member", "request_key"), name="one_order_group_per_request"
                            ),
                            models.CheckConstraint(
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
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnTerms",
                    fields=[
                        (
                            "shop",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
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
                            models.BooleanField(
                                default=True, verbose_name="give shipping back where the shop is at fault"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "terms of returns",
                        "verbose_name_plural": "terms of returns",
                    },
                ),
                migrations.CreateModel(
                    name="Account",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "shop", "person", "name", "currency"),
                                name="one_account_of_each",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
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
                                                [
                                                    "shop_pending",
                                                    "shop_payable",
                                                    "buyer_pending",
                                                    "buyer_payable",
                                                    "clearing",
                                                ],
                                            ),
                                            _negated=True,
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="account_belongs_to_whom_its_kind_says",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Buyer",
                    fields=[
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="profession",
                                serialize=False,
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Waiting for an answer"),
                                    ("active", "Buyer"),
                                    ("refused", "Refused"),
                                    ("left", "No longer a buyer"),
                                ],
                                default="active",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("curates", models.CharField(max_length=300, verbose_name="what you curate")),
                        (
                            "places",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=200),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="where else you show it",
                            ),
                        ),
                        ("terms_version", models.CharField(max_length=20, verbose_name="terms accepted")),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                        (
                            "asked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="answered by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "buyer",
                        "verbose_name_plural": "buyers",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "asked")), fields=["asked_at"], name="buyer_to_answer"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(blank=True, null=True, unique=True, verbose_name="key")),
                        ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                        (
                            "person",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="cart",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cart",
                        "verbose_name_plural": "carts",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("person", None)), fields=["changed_at"], name="guest_cart_age"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("key", None), ("person__isnull", False)),
                                    models.Q(("key__isnull", False), ("person", None)),
                                    _connector="OR",
                                ),
                                name="a_cart_has_one_owner",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CartLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                        (
                            "put_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="put at"
                            ),
                        ),
                        (
                            "cart",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="trade.cart",
                                verbose_name="cart",
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="notes.note",
                                verbose_name="note",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="goods.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cart line",
                        "verbose_name_plural": "cart lines",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("cart", "variant"), name="one_line_per_variant"),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 1), ("quantity__lte", 999)),
                                name="cart_quantity_in_bounds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        "constraints": [
                            models.UniqueConstraint(fields=("account", "day", "kind"), name="one_sum_a_day"),
                            models.CheckConstraint(
                                condition=models.Q(("credit__gte", 0), ("debit__gte", 0), ("postings__gte", 1)),
                                name="sums_of_days_are_sums",
                            ),
                        ],
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
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("id", 1)), name="one_mark_in_the_ledger")
                        ],
                    },
                ),
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
                    name="OfferTake",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField(default=0, verbose_name="pieces")),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="offer_takes",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="member",
                            ),
                        ),
                        (
                            "offer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="takes",
                                to="live.offer",
                                verbose_name="offer",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "pieces of an offer",
                        "verbose_name_plural": "pieces of offers",
                        "constraints": [
                            models.UniqueConstraint(fields=("offer", "member"), name="one_take_per_member_and_offer")
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="orderline",
                    name="order",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="trade.order",
                        verbose_name="order",
                    ),
                ),
                migrations.CreateModel(
                    name="LineShare",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                            models.PositiveIntegerField(
                                default=0, verbose_name="platform's share of the commission, rate"
                            ),
                        ),
                        ("fee_rate", models.PositiveIntegerField(default=0, verbose_name="fee rate")),
                        (
                            "gives_back_fee",
                            models.BooleanField(default=True, verbose_name="platform fee is given back"),
                        ),
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
                        "indexes": [
                            models.Index(
                                condition=models.Q(("earner__isnull", False)),
                                fields=["earner", "-id"],
                                name="share_earner",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "net",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        django.db.models.expressions.CombinedExpression(
                                                            django.db.models.expressions.CombinedExpression(
                                                                django.db.models.expressions.CombinedExpression(
                                                                    models.F("paid"), "+", models.F("promotion")
                                                                ),
                                                                "-",
                                                                models.F("tax_kept"),
                                                            ),
                                                            "-",
                                                            models.F("commission"),
                                                        ),
                                                        "-",
                                                        models.F("fee"),
                                                    ),
                                                    "-",
                                                    models.F("fee_tax"),
                                                ),
                                                "-",
                                                models.F("payment_fee"),
                                            ),
                                            "-",
                                            models.F("payment_fee_tax"),
                                        ),
                                    )
                                ),
                                name="a_share_adds_up",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("line__isnull", True)),
                                fields=("order",),
                                name="one_share_for_sending",
                            ),
                            models.CheckConstraint(
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
                            models.CheckConstraint(
                                condition=models.Q(("commission", 0), ("earner__isnull", False), _connector="OR"),
                                name="a_commission_is_earned",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cancellation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Waiting for the shop"),
                                    ("granted", "Granted"),
                                    ("refused", "Refused"),
                                ],
                                default="asked",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="words")),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                        (
                            "asked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="cancellations",
                                to="trade.order",
                                verbose_name="order",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "cancellation",
                        "verbose_name_plural": "cancellations",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "asked")),
                                fields=("order",),
                                name="one_open_cancellation_per_order",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoomPurchase",
                    fields=[
                        (
                            "group",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="room_purchase",
                                serialize=False,
                                to="trade.ordergroup",
                                verbose_name="order group",
                            ),
                        ),
                        (
                            "shows_initial",
                            models.BooleanField(default=False, verbose_name="the first letter may be shown"),
                        ),
                    ],
                    options={
                        "verbose_name": "purchase in a room",
                        "verbose_name_plural": "purchases in rooms",
                    },
                ),
                migrations.AddField(
                    model_name="order",
                    name="group",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="trade.ordergroup",
                        verbose_name="order group",
                    ),
                ),
                migrations.CreateModel(
                    name="Hold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                        (
                            "state",
                            models.CharField(
                                choices=[("held", "Held"), ("sold", "Sold"), ("released", "Released")],
                                default="held",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "drawn",
                            models.PositiveIntegerField(db_default=0, default=0, verbose_name="drawn from the slice"),
                        ),
                        (
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
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds",
                                to="goods.variant",
                                verbose_name="variant",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="holds",
                                to="trade.ordergroup",
                                verbose_name="order group",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "hold",
                        "verbose_name_plural": "holds",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "held")), fields=["variant"], name="hold_standing"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("group", "variant"), name="one_hold_per_variant_and_group")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
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
                        ("facts", models.JSONField(blank=True, default=dict, verbose_name="facts")),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
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
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="trade.order",
                                verbose_name="order",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "step of an order",
                        "verbose_name_plural": "steps of orders",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Payment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("provider", models.CharField(max_length=20, verbose_name="provider")),
                        ("flow", models.CharField(blank=True, max_length=10, verbose_name="way of paying")),
                        ("reference", models.CharField(blank=True, max_length=120, verbose_name="reference")),
                        ("amount", models.BigIntegerField(verbose_name="amount")),
                        ("currency", models.CharField(max_length=3, verbose_name="currency")),
                        ("collected", models.BigIntegerField(default=0, verbose_name="collected")),
                        (
                            "collected_currency",
                            models.CharField(blank=True, max_length=3, verbose_name="collected currency"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("succeeded", "Succeeded"),
                                    ("failed", "Failed"),
                                    ("refund_due", "To be refunded"),
                                    ("refunded", "Refunded"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("problem", models.CharField(blank=True, max_length=300, verbose_name="problem")),
                        (
                            "refused",
                            models.CharField(
                                blank=True,
                                db_default="",
                                default="",
                                max_length=300,
                                verbose_name="why it was not given back",
                            ),
                        ),
                        (
                            "begun_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="begun at"
                            ),
                        ),
                        ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                        (
                            "asked_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="provider last asked at"),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="trade.ordergroup",
                                verbose_name="order group",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "payment",
                        "verbose_name_plural": "payments",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["open", "refund_due"])),
                                fields=["state", "asked_at"],
                                name="payment_to_ask_about",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("reference", ""), _negated=True),
                                fields=("provider", "reference"),
                                name="one_payment_per_reference",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "succeeded")),
                                fields=("group",),
                                name="a_group_is_paid_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Payout",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount", models.BigIntegerField(verbose_name="amount")),
                        ("currency", models.CharField(max_length=3, verbose_name="currency")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("sent", "Sent"),
                                    ("paid", "Paid"),
                                    ("failed", "Came back"),
                                ],
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
                        (
                            "settled_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="arrived at, or came back"),
                        ),
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
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                            ),
                        ),
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
                    name="PayoutAccount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="begun at"
                            ),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="provider last asked at"),
                        ),
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
                migrations.AddField(
                    model_name="payout",
                    name="to",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="trade.payoutaccount",
                        verbose_name="to",
                    ),
                ),
                migrations.CreateModel(
                    name="HandTransfer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=80, unique=True, verbose_name="key")),
                        ("amount", models.BigIntegerField(verbose_name="amount")),
                        ("currency", models.CharField(max_length=3, verbose_name="currency")),
                        ("is_back", models.BooleanField(default=False, verbose_name="to be fetched back")),
                        ("reference", models.CharField(blank=True, max_length=120, verbose_name="reference")),
                        (
                            "asked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"
                            ),
                        ),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
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
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="hand_transfers",
                                to="trade.payoutaccount",
                                verbose_name="payout account",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "transfer by hand",
                        "verbose_name_plural": "transfers by hand",
                        "ordering": ["pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("sent_at", None)), fields=["asked_at"], name="hand_transfer_to_do"
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="hand_transfer_is_positive"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Plan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("shop", "All goods of the shop"),
                                    ("open", "Open to every buyer"),
                                    ("targeted", "For invited buyers"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Draft"), ("active", "Running"), ("ended", "Ended")],
                                default="draft",
                                max_length=6,
                                verbose_name="state",
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("words", models.TextField(blank=True, max_length=2000, verbose_name="words to buyers")),
                        ("rate", models.PositiveIntegerField(verbose_name="commission rate")),
                        (
                            "steps",
                            models.JSONField(blank=True, default=list, verbose_name="higher rates from so many sold"),
                        ),
                        ("needs_approval", models.BooleanField(default=False, verbose_name="buyers apply first")),
                        (
                            "deadline_days",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="days until it is shown"
                            ),
                        ),
                        (
                            "sample",
                            models.CharField(
                                choices=[
                                    ("none", "No sample"),
                                    ("free", "Free sample"),
                                    ("refundable", "Refundable sample"),
                                ],
                                default="none",
                                max_length=10,
                                verbose_name="sample",
                            ),
                        ),
                        (
                            "samples",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="number of samples"),
                        ),
                        ("samples_given", models.PositiveIntegerField(default=0, verbose_name="samples promised")),
                        (
                            "room_off",
                            models.PositiveIntegerField(
                                db_default=0, default=0, verbose_name="most off in offers of live rooms"
                            ),
                        ),
                        ("whole_shop", models.BooleanField(default=False, verbose_name="all goods")),
                        ("begins_at", models.DateTimeField(blank=True, null=True, verbose_name="begins at")),
                        ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                        (
                            "made_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                            ),
                        ),
                        ("launched_at", models.DateTimeField(blank=True, null=True, verbose_name="launched at")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                        (
                            "collections",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="goods.collection", verbose_name="collections"
                            ),
                        ),
                        (
                            "products",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="goods.product", verbose_name="products"
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="plans",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "commission plan",
                        "verbose_name_plural": "commission plans",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(fields=["shop", "state", "-id"], name="plan_of_shop"),
                            models.Index(
                                condition=models.Q(("ends_at__isnull", False), ("state", "active")),
                                fields=["ends_at"],
                                name="plan_to_end",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("rate__lte", 9000)), name="plan_rate_at_most_90_percent"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("room_off__lte", 9000)), name="room_off_at_most_90_percent"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("samples", None), ("samples_given__lte", models.F("samples")), _connector="OR"
                                ),
                                name="no_more_samples_than_there_are",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("begins_at", None),
                                    ("ends_at", None),
                                    ("begins_at__lt", models.F("ends_at")),
                                    _connector="OR",
                                ),
                                name="a_plan_begins_before_it_ends",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "shop"), models.Q(("state", "ended"), _negated=True)),
                                fields=("shop",),
                                name="one_default_plan_per_shop",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
                    fields=[
                        (
                            "product",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="offer",
                                serialize=False,
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                        ("rate", models.PositiveIntegerField(verbose_name="commission rate")),
                        (
                            "sold_30",
                            models.PositiveIntegerField(db_default=0, default=0, verbose_name="sold in 30 days"),
                        ),
                        (
                            "sold_90",
                            models.PositiveIntegerField(db_default=0, default=0, verbose_name="sold in 90 days"),
                        ),
                        ("return_rate", models.PositiveIntegerField(blank=True, null=True, verbose_name="return rate")),
                        (
                            "offered_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="offered at"
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="offers",
                                to="trade.plan",
                                verbose_name="commission plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "offer to buyers",
                        "verbose_name_plural": "offers to buyers",
                        "indexes": [
                            models.Index(fields=["-rate", "-product"], name="offer_by_rate"),
                            models.Index(fields=["-sold_30", "-product"], name="offer_by_sales"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Agreement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("applied", "Waiting for the shop"),
                                    ("invited", "Invited"),
                                    ("active", "Running"),
                                    ("declined", "Declined"),
                                    ("ended", "Ended"),
                                ],
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("schedule", models.JSONField(default=list, verbose_name="terms")),
                        (
                            "deadline_days",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="days until it is shown"
                            ),
                        ),
                        (
                            "sample",
                            models.CharField(
                                choices=[
                                    ("none", "No sample"),
                                    ("free", "Free sample"),
                                    ("refundable", "Refundable sample"),
                                ],
                                default="none",
                                max_length=10,
                                verbose_name="sample",
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=500, verbose_name="words of the buyer")),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="words of the shop")),
                        ("sold", models.PositiveIntegerField(default=0, verbose_name="sold")),
                        (
                            "asked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                        ("began_at", models.DateTimeField(blank=True, null=True, verbose_name="began at")),
                        ("show_by", models.DateTimeField(blank=True, null=True, verbose_name="to be shown by")),
                        ("shown_at", models.DateTimeField(blank=True, null=True, verbose_name="first shown at")),
                        ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="answered by",
                            ),
                        ),
                        (
                            "buyer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreements",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="buyer",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="agreements",
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="agreements",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agreements",
                                to="trade.plan",
                                verbose_name="commission plan",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "agreement with a buyer",
                        "verbose_name_plural": "agreements with buyers",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(fields=["shop", "state", "-id"], name="agreement_of_shop"),
                            models.Index(fields=["buyer", "state", "-id"], name="agreement_of_buyer"),
                            models.Index(
                                condition=models.Q(("ends_at__isnull", False), ("state", "active")),
                                fields=["ends_at"],
                                name="agreement_to_end",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "active")),
                                fields=("buyer", "product"),
                                name="one_running_agreement",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["applied", "invited"])),
                                fields=("buyer", "product"),
                                name="one_open_agreement",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "active"), _negated=True),
                                    ("began_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="running_since_a_moment",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Posting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        "indexes": [models.Index(fields=["account", "at", "id"], name="posting_of_account")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount", 0), _negated=True), name="a_posting_moves_something"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Promotion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("translations", models.JSONField(blank=True, default=dict, verbose_name="translations")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("percent", "Per cent off"),
                                    ("amount", "Amount off"),
                                    ("tiers", "More off the more is bought"),
                                    ("bundle", "Buy some, get some cheaper"),
                                    ("shipping", "Free shipping"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "trigger",
                            models.CharField(
                                choices=[
                                    ("automatic", "By itself"),
                                    ("code", "With a code"),
                                    ("claim", "As a coupon that members take"),
                                ],
                                default="automatic",
                                max_length=10,
                                verbose_name="trigger",
                            ),
                        ),
                        ("currency", models.CharField(max_length=3, verbose_name="currency")),
                        ("percent", models.PositiveIntegerField(default=0, verbose_name="per cent")),
                        ("amount", models.BigIntegerField(default=0, verbose_name="amount")),
                        ("tiers", models.JSONField(blank=True, default=list, verbose_name="tiers")),
                        ("buy", models.PositiveSmallIntegerField(default=0, verbose_name="pieces to buy")),
                        ("get", models.PositiveSmallIntegerField(default=0, verbose_name="pieces that get cheaper")),
                        ("most_off", models.BigIntegerField(blank=True, null=True, verbose_name="at most")),
                        ("place", models.CharField(blank=True, max_length=40, verbose_name="place")),
                        ("min_goods", models.BigIntegerField(default=0, verbose_name="from goods worth")),
                        (
                            "first_order",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Any order"),
                                    ("shop", "The first order at the shop"),
                                    ("platform", "The first order of all"),
                                ],
                                default="",
                                max_length=8,
                                verbose_name="which order",
                            ),
                        ),
                        ("members_only", models.BooleanField(default=False, verbose_name="members only")),
                        ("combines", models.BooleanField(default=True, verbose_name="counts together with others")),
                        (
                            "funded_share",
                            models.PositiveIntegerField(default=0, verbose_name="share that the platform bears"),
                        ),
                        (
                            "limit_total",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="limit in total"),
                        ),
                        (
                            "limit_each",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="limit for each member"),
                        ),
                        ("used", models.PositiveIntegerField(default=0, editable=False, verbose_name="used")),
                        ("claimed", models.PositiveIntegerField(default=0, editable=False, verbose_name="claimed")),
                        ("gives_back", models.BooleanField(default=True, verbose_name="comes back with a full refund")),
                        ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="starts at")),
                        ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                        ("is_active", models.BooleanField(default=True, verbose_name="on")),
                        (
                            "made_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                            ),
                        ),
                        (
                            "categories",
                            models.ManyToManyField(
                                blank=True, related_name="promotions", to="goods.category", verbose_name="categories"
                            ),
                        ),
                        (
                            "collections",
                            models.ManyToManyField(
                                blank=True, related_name="promotions", to="goods.collection", verbose_name="collections"
                            ),
                        ),
                        (
                            "gets",
                            models.ManyToManyField(
                                blank=True,
                                related_name="+",
                                to="goods.product",
                                verbose_name="products that get cheaper",
                            ),
                        ),
                        (
                            "products",
                            models.ManyToManyField(
                                blank=True, related_name="promotions", to="goods.product", verbose_name="products"
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="promotions",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "promotion",
                        "verbose_name_plural": "promotions",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("is_active", True)),
                                fields=["shop", "trigger"],
                                name="promotion_that_is_on",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount__gte", 0),
                                    ("funded_share__lte", 10000),
                                    ("min_goods__gte", 0),
                                    ("percent__lte", 10000),
                                ),
                                name="promotion_in_bounds",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("shop", None), ("funded_share", 0), _connector="OR"),
                                name="a_shop_bears_its_own_promotions",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("limit_total", None),
                                    models.Q(
                                        ("claimed__lte", models.F("limit_total")),
                                        ("used__lte", models.F("limit_total")),
                                    ),
                                    _connector="OR",
                                ),
                                name="promotion_within_its_limit",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("starts_at", None),
                                    ("ends_at", None),
                                    ("starts_at__lt", models.F("ends_at")),
                                    _connector="OR",
                                ),
                                name="a_promotion_starts_before_it_ends",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LineDiscount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount", models.BigIntegerField(verbose_name="amount")),
                        ("amount_platform", models.BigIntegerField(default=0, verbose_name="borne by the platform")),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="discounts",
                                to="trade.orderline",
                                verbose_name="line",
                            ),
                        ),
                        (
                            "promotion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="line_discounts",
                                to="trade.promotion",
                                verbose_name="promotion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "discount of a line",
                        "verbose_name_plural": "discounts of lines",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("line", "promotion"), name="a_promotion_once_per_line"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount__gt", 0),
                                    ("amount_platform__gte", 0),
                                    ("amount_platform__lte", models.F("amount")),
                                ),
                                name="line_discount_in_bounds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Coupon",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="claimed at")),
                        ("used", models.PositiveIntegerField(default=0, verbose_name="used")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="coupons",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "promotion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="coupons",
                                to="trade.promotion",
                                verbose_name="promotion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "coupon",
                        "verbose_name_plural": "coupons",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("promotion", "person"), name="one_coupon_per_promotion_and_person"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PromotionCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=40, verbose_name="code")),
                        ("batch", models.CharField(blank=True, max_length=40, verbose_name="batch")),
                        ("limit", models.PositiveIntegerField(blank=True, null=True, verbose_name="limit")),
                        ("used", models.PositiveIntegerField(default=0, verbose_name="used")),
                        (
                            "made_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"
                            ),
                        ),
                        (
                            "promotion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="codes",
                                to="trade.promotion",
                                verbose_name="promotion",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "code",
                        "verbose_name_plural": "codes",
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["code"], name="code_typed")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("shop", "code"), name="one_code_per_shop", nulls_distinct=False
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("limit", None), ("used__lte", models.F("limit")), _connector="OR"),
                                name="code_within_its_limit",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CartCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "cart",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="codes",
                                to="trade.cart",
                                verbose_name="cart",
                            ),
                        ),
                        (
                            "code",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="trade.promotioncode",
                                verbose_name="code",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "code at a cart",
                        "verbose_name_plural": "codes at carts",
                        "ordering": ["pk"],
                        "constraints": [models.UniqueConstraint(fields=("cart", "code"), name="a_code_once_per_cart")],
                    },
                ),
                migrations.CreateModel(
                    name="ProviderNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("provider", models.CharField(max_length=20, verbose_name="provider")),
                        ("notice", models.CharField(max_length=120, verbose_name="notice")),
                        ("kind", models.CharField(max_length=80, verbose_name="kind")),
                        (
                            "received_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="received at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "provider notice",
                        "verbose_name_plural": "provider notices",
                        "constraints": [
                            models.UniqueConstraint(fields=("provider", "notice"), name="one_row_per_notice")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Redemption",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount", models.BigIntegerField(verbose_name="taken off")),
                        (
                            "state",
                            models.CharField(
                                choices=[("taken", "Used"), ("given_back", "Given back")],
                                default="taken",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "taken_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="taken at"
                            ),
                        ),
                        (
                            "code",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="redemptions",
                                to="trade.promotioncode",
                                verbose_name="code",
                            ),
                        ),
                        (
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="redemptions",
                                to="trade.ordergroup",
                                verbose_name="order group",
                            ),
                        ),
                        (
                            "promotion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="redemptions",
                                to="trade.promotion",
                                verbose_name="promotion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "use of a promotion",
                        "verbose_name_plural": "uses of promotions",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("promotion", "group"), name="a_promotion_once_per_checkout"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="redemption_takes_something_off"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Refund",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount", models.BigIntegerField(verbose_name="amount")),
                        ("shipping", models.BigIntegerField(default=0, verbose_name="of it for sending")),
                        ("currency", models.CharField(max_length=3, verbose_name="currency")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("due", "On its way"),
                                    ("done", "Given back"),
                                    ("failed", "Refused by the provider"),
                                ],
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
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"
                            ),
                        ),
                        ("tried_at", models.DateTimeField(blank=True, null=True, verbose_name="last tried at")),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
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
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="refunds",
                                to="trade.order",
                                verbose_name="order",
                            ),
                        ),
                        (
                            "payment",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="refunds",
                                to="trade.payment",
                                verbose_name="payment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "refund",
                        "verbose_name_plural": "refunds",
                        "ordering": ["pk"],
                        "indexes": [
                            models.Index(condition=models.Q(("state", "due")), fields=["asked_at"], name="refund_due")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount__gt", 0), ("shipping__gte", 0), ("shipping__lte", models.F("amount"))
                                ),
                                name="refund_is_positive",
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="entry",
                    name="refund",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="trade.refund",
                        verbose_name="refund",
                    ),
                ),
                migrations.CreateModel(
                    name="RefundLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField(default=0, verbose_name="quantity")),
                        ("amount", models.BigIntegerField(verbose_name="amount")),
                        ("tax", models.BigIntegerField(default=0, verbose_name="tax")),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="refund_lines",
                                to="trade.orderline",
                                verbose_name="line",
                            ),
                        ),
                        (
                            "refund",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="trade.refund",
                                verbose_name="refund",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a refund",
                        "verbose_name_plural": "lines of refunds",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("refund", "line"), name="one_refund_line_per_line"),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gte", 0), ("tax__gte", 0)),
                                name="refund_line_is_not_negative",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Return",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                                    ("replacing", "Come back, the exchange is to be sent"),
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
                        ("deducted", models.BigIntegerField(db_default=0, default=0, verbose_name="kept back")),
                        (
                            "deducted_words",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was kept back"),
                        ),
                        ("answer_by", models.DateTimeField(verbose_name="to be answered by")),
                        (
                            "request_key",
                            models.CharField(blank=True, max_length=255, null=True, verbose_name="request key"),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                        ("sent_back_at", models.DateTimeField(blank=True, null=True, verbose_name="sent back at")),
                        ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="come back at")),
                        ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returns",
                                to="trade.order",
                                verbose_name="order",
                            ),
                        ),
                        (
                            "refund",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="of_return",
                                to="trade.refund",
                                verbose_name="refund",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "return",
                        "verbose_name_plural": "returns",
                        "ordering": ["-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "asked")), fields=["answer_by"], name="return_to_answer"
                            ),
                            models.Index(
                                condition=models.Q(("state", "approved")),
                                fields=["answered_at"],
                                name="return_to_send_back",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["sent_back", "received"])),
                                fields=["sent_back_at"],
                                name="return_to_settle",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("order", "request_key"), name="one_return_per_request"),
                            models.CheckConstraint(
                                condition=models.Q(("deducted__gte", 0)), name="deducted_is_not_negative"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                        ("restocked", models.PositiveIntegerField(default=0, verbose_name="back on the shelf")),
                        (
                            "instead",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="goods.variant",
                                verbose_name="instead",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="return_lines",
                                to="trade.orderline",
                                verbose_name="line",
                            ),
                        ),
                        (
                            "ret",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="trade.return",
                                verbose_name="return",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="goods.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a return",
                        "verbose_name_plural": "lines of returns",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("ret", "line", "variant"), name="one_return_line_per_line"),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 1), ("restocked__lte", models.F("quantity"))),
                                name="return_line_in_bounds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnPhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "photo",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.photo",
                                verbose_name="photo",
                            ),
                        ),
                        (
                            "ret",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photos",
                                to="trade.return",
                                verbose_name="return",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "photo of a return",
                        "verbose_name_plural": "photos of returns",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Sample",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("none", "No sample"),
                                    ("free", "Free sample"),
                                    ("refundable", "Refundable sample"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Waiting for the shop"),
                                    ("refused", "Refused"),
                                    ("approved", "Approved"),
                                    ("sent", "On its way"),
                                    ("received", "Received"),
                                    ("settled", "Settled"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="asked",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("address", models.JSONField(blank=True, default=dict, verbose_name="address")),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="words of the buyer")),
                        ("answer", models.CharField(blank=True, max_length=300, verbose_name="words of the shop")),
                        ("carrier", models.CharField(blank=True, max_length=60, verbose_name="carrier")),
                        ("tracking", models.CharField(blank=True, max_length=80, verbose_name="tracking number")),
                        (
                            "asked_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="asked at"
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered at")),
                        ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                        ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="received at")),
                        ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                        (
                            "agreement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="samples",
                                to="trade.agreement",
                                verbose_name="agreement",
                            ),
                        ),
                        (
                            "line",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="sample",
                                to="trade.orderline",
                                verbose_name="purchase",
                            ),
                        ),
                        (
                            "refund",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="of_sample",
                                to="trade.refund",
                                verbose_name="refund",
                            ),
                        ),
                        (
                            "variant",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="goods.variant",
                                verbose_name="variant",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sample",
                        "verbose_name_plural": "samples",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["refused", "withdrawn"]), _negated=True),
                                fields=("agreement",),
                                name="one_sample_per_agreement",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind", "none"), _negated=True), name="a_sample_is_of_a_kind"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SelectionItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("words", models.CharField(blank=True, max_length=300, verbose_name="your words")),
                        ("position", models.PositiveIntegerField(default=0, verbose_name="position")),
                        (
                            "added_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="added at"
                            ),
                        ),
                        (
                            "buyer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="selection",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="buyer",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "product of a selection",
                        "verbose_name_plural": "products of selections",
                        "ordering": ["position", "pk"],
                        "indexes": [models.Index(fields=["buyer", "position", "id"], name="selection_in_order")],
                        "constraints": [
                            models.UniqueConstraint(fields=("buyer", "product"), name="a_product_once_per_selection")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShareBack",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "net",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        django.db.models.expressions.CombinedExpression(
                                                            django.db.models.expressions.CombinedExpression(
                                                                django.db.models.expressions.CombinedExpression(
                                                                    models.F("paid"), "+", models.F("promotion")
                                                                ),
                                                                "-",
                                                                models.F("tax_kept"),
                                                            ),
                                                            "-",
                                                            models.F("commission"),
                                                        ),
                                                        "-",
                                                        models.F("fee"),
                                                    ),
                                                    "-",
                                                    models.F("fee_tax"),
                                                ),
                                                "-",
                                                models.F("payment_fee"),
                                            ),
                                            "-",
                                            models.F("payment_fee_tax"),
                                        ),
                                    )
                                ),
                                name="what_is_taken_back_adds_up",
                            ),
                            models.UniqueConstraint(fields=("share", "refund"), name="taken_back_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Shipment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("carrier", models.CharField(max_length=60, verbose_name="carrier")),
                        ("tracking", models.CharField(blank=True, max_length=80, verbose_name="tracking number")),
                        (
                            "sent_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="sent at"
                            ),
                        ),
                        ("delivered_at", models.DateTimeField(blank=True, null=True, verbose_name="delivered at")),
                        (
                            "of_return",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parcels",
                                to="trade.return",
                                verbose_name="in exchange for",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shipments",
                                to="trade.order",
                                verbose_name="order",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "shipment",
                        "verbose_name_plural": "shipments",
                    },
                ),
                migrations.CreateModel(
                    name="ShipmentLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parcels",
                                to="trade.orderline",
                                verbose_name="line",
                            ),
                        ),
                        (
                            "shipment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="trade.shipment",
                                verbose_name="shipment",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "line of a shipment",
                        "verbose_name_plural": "lines of shipments",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("shipment", "line"), name="one_shipment_line_per_line"),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 1)), name="sent_quantity_is_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShippingDiscount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("amount", models.BigIntegerField(verbose_name="amount")),
                        ("amount_platform", models.BigIntegerField(default=0, verbose_name="borne by the platform")),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shipping_discounts",
                                to="trade.order",
                                verbose_name="order",
                            ),
                        ),
                        (
                            "promotion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shipping_discounts",
                                to="trade.promotion",
                                verbose_name="promotion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "discount of sending",
                        "verbose_name_plural": "discounts of sending",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("order", "promotion"), name="a_promotion_once_per_sending"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount__gt", 0),
                                    ("amount_platform__gte", 0),
                                    ("amount_platform__lte", models.F("amount")),
                                ),
                                name="shipping_discount_in_bounds",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShippingZone",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("regions", []), ("countries__len", 1), _connector="OR"),
                                name="regions_are_of_one_country",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ShippingRate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("translations", models.JSONField(blank=True, default=dict, verbose_name="translations")),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("price", models.BigIntegerField(verbose_name="price")),
                        ("bands", models.JSONField(blank=True, default=list, verbose_name="prices by weight")),
                        ("free_from", models.BigIntegerField(blank=True, null=True, verbose_name="free from")),
                        (
                            "days_from",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days, at least"),
                        ),
                        (
                            "days_to",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days, at most"),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        ("is_active", models.BooleanField(default=True, verbose_name="offered")),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="shipping_rates",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rates",
                                to="trade.shippingzone",
                                verbose_name="zone",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "shipping rate",
                        "verbose_name_plural": "shipping rates",
                        "ordering": ["position", "pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("price__gte", 0)), name="shipping_is_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("days_from", None),
                                    ("days_to", None),
                                    ("days_from__lte", models.F("days_to")),
                                    _connector="OR",
                                ),
                                name="shipping_days_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaxRate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("country", models.CharField(max_length=2, verbose_name="country")),
                        ("region", models.CharField(blank=True, max_length=80, verbose_name="state or province")),
                        (
                            "tax_class",
                            models.CharField(
                                choices=[("standard", "Standard rate"), ("reduced", "Reduced rate")],
                                default="standard",
                                max_length=8,
                                verbose_name="tax class",
                            ),
                        ),
                        ("rate", models.PositiveIntegerField(verbose_name="rate")),
                        ("name", models.CharField(max_length=40, verbose_name="name on receipts")),
                        ("is_included", models.BooleanField(default=True, verbose_name="prices include it")),
                        ("on_shipping", models.BooleanField(default=True, verbose_name="sending is taxed too")),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tax_rates",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tax rate",
                        "verbose_name_plural": "tax rates",
                        "ordering": ["country", "region", "-rate", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("shop", "country", "region", "tax_class"),
                                name="one_tax_rate_per_place_and_class",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rate__lte", 10000)), name="tax_is_not_more_than_all"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Touch",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("guest", models.UUIDField(blank=True, null=True, verbose_name="guest")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
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
                        ("hour", models.DateTimeField(verbose_name="hour")),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="at"
                            ),
                        ),
                        (
                            "earner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="earner",
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="notes.note",
                                verbose_name="note",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="touches",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="person",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="goods.product",
                                verbose_name="product",
                            ),
                        ),
                        (
                            "shop",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="goods.shop",
                                verbose_name="shop",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "touch",
                        "verbose_name_plural": "touches",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("person__isnull", False)),
                                fields=["person", "-at"],
                                name="touch_of_person",
                            ),
                            models.Index(
                                condition=models.Q(("guest__isnull", False)), fields=["guest"], name="touch_of_guest"
                            ),
                            models.Index(fields=["at"], name="touch_age"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("guest", None), ("person__isnull", False)),
                                    models.Q(("guest__isnull", False), ("person", None)),
                                    _connector="OR",
                                ),
                                name="a_touch_is_somebodys",
                            ),
                            models.UniqueConstraint(
                                fields=(
                                    "person",
                                    "guest",
                                    "earner",
                                    "kind",
                                    "note",
                                    "place",
                                    "shop",
                                    "product",
                                    "hour",
                                ),
                                name="one_touch_an_hour",
                                nulls_distinct=False,
                            ),
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="linetouch",
                    name="agreement",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="touches",
                        to="trade.agreement",
                        verbose_name="agreement",
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
                migrations.AddConstraint(
                    model_name="orderline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)), name="ordered_quantity_is_positive"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="orderline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("price"), "*", models.F("quantity")
                                ),
                            )
                        ),
                        name="line_total_adds_up",
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
                migrations.AddConstraint(
                    model_name="orderline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "quantity__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("sent"), "+", models.F("cancelled")
                                ),
                            ),
                            ("refunded_quantity__gte", models.F("cancelled")),
                            ("refunded_quantity__lte", models.F("quantity")),
                            ("refunded_tax__gte", 0),
                            ("refunded_tax__lte", models.F("tax")),
                        ),
                        name="line_pieces_in_bounds",
                    ),
                ),
                migrations.AddField(
                    model_name="roompurchase",
                    name="offer",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="purchases",
                        to="live.offer",
                        verbose_name="offer",
                    ),
                ),
                migrations.AddField(
                    model_name="roompurchase",
                    name="room",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="purchases",
                        to="live.room",
                        verbose_name="room",
                    ),
                ),
                migrations.AddIndex(
                    model_name="order",
                    index=models.Index(fields=["shop", "state", "-id"], name="trade_order_shop_id_ef2a9a_idx"),
                ),
                migrations.AddIndex(
                    model_name="order",
                    index=models.Index(fields=["member", "-id"], name="trade_order_member__57b655_idx"),
                ),
                migrations.AddIndex(
                    model_name="order",
                    index=models.Index(
                        condition=models.Q(("state", "sent")), fields=["sent_at"], name="order_to_deliver"
                    ),
                ),
                migrations.AddIndex(
                    model_name="order",
                    index=models.Index(
                        condition=models.Q(("state", "delivered")),
                        fields=["returnable_until"],
                        name="order_to_complete",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="order",
                    constraint=models.UniqueConstraint(fields=("group", "shop"), name="one_order_per_shop_and_group"),
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
                    model_name="linetouch",
                    index=models.Index(
                        condition=models.Q(("earner__isnull", False)), fields=["earner", "line"], name="touch_earner"
                    ),
                ),
                migrations.AddIndex(
                    model_name="linetouch",
                    index=models.Index(
                        condition=models.Q(("place", ""), _negated=True), fields=["place"], name="touch_place"
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
            ]
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
