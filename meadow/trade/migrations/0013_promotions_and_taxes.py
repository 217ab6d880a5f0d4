import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("goods", "0007_products_by_attributes"),
        ("trade", "0012_buyers_sell_for_commission"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TaxRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            ],
            options={
                "verbose_name": "tax rate",
                "verbose_name_plural": "tax rates",
                "ordering": ["country", "region", "-rate", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Promotion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("funded_share", models.PositiveIntegerField(default=0, verbose_name="share that the platform bears")),
                ("limit_total", models.PositiveIntegerField(blank=True, null=True, verbose_name="limit in total")),
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
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"),
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
                        blank=True, related_name="+", to="goods.product", verbose_name="products that get cheaper"
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
            },
        ),
        migrations.CreateModel(
            name="LineDiscount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.CreateModel(
            name="Coupon",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.CreateModel(
            name="PromotionCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("batch", models.CharField(blank=True, max_length=40, verbose_name="batch")),
                ("limit", models.PositiveIntegerField(blank=True, null=True, verbose_name="limit")),
                ("used", models.PositiveIntegerField(default=0, verbose_name="used")),
                (
                    "made_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="made at"),
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
            },
        ),
        migrations.CreateModel(
            name="CartCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.CreateModel(
            name="Redemption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="taken at"),
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
            },
        ),
        migrations.CreateModel(
            name="ShippingDiscount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            },
        ),
        migrations.AddField(
            model_name="taxrate",
            name="shop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tax_rates",
                to="goods.shop",
                verbose_name="shop",
            ),
        ),
        migrations.AddIndex(
            model_name="promotion",
            index=models.Index(
                condition=models.Q(("is_active", True)), fields=["shop", "trigger"], name="promotion_that_is_on"
            ),
        ),
        migrations.AddConstraint(
            model_name="promotion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gte", 0), ("funded_share__lte", 10000), ("min_goods__gte", 0), ("percent__lte", 10000)
                ),
                name="promotion_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="promotion",
            constraint=models.CheckConstraint(
                condition=models.Q(("shop", None), ("funded_share", 0), _connector="OR"),
                name="a_shop_bears_its_own_promotions",
            ),
        ),
        migrations.AddConstraint(
            model_name="promotion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("limit_total", None),
                    models.Q(("claimed__lte", models.F("limit_total")), ("used__lte", models.F("limit_total"))),
                    _connector="OR",
                ),
                name="promotion_within_its_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="promotion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_at", None), ("ends_at", None), ("starts_at__lt", models.F("ends_at")), _connector="OR"
                ),
                name="a_promotion_starts_before_it_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="linediscount",
            constraint=models.UniqueConstraint(fields=("line", "promotion"), name="a_promotion_once_per_line"),
        ),
        migrations.AddConstraint(
            model_name="linediscount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0), ("amount_platform__gte", 0), ("amount_platform__lte", models.F("amount"))
                ),
                name="line_discount_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.UniqueConstraint(
                fields=("promotion", "person"), name="one_coupon_per_promotion_and_person"
            ),
        ),
        migrations.AddIndex(
            model_name="promotioncode",
            index=models.Index(fields=["code"], name="code_typed"),
        ),
        migrations.AddConstraint(
            model_name="promotioncode",
            constraint=models.UniqueConstraint(fields=("shop", "code"), name="one_code_per_shop", nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name="promotioncode",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit", None), ("used__lte", models.F("limit")), _connector="OR"),
                name="code_within_its_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="cartcode",
            constraint=models.UniqueConstraint(fields=("cart", "code"), name="a_code_once_per_cart"),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.UniqueConstraint(fields=("promotion", "group"), name="a_promotion_once_per_checkout"),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="redemption_takes_something_off"
            ),
        ),
        migrations.AddConstraint(
            model_name="shippingdiscount",
            constraint=models.UniqueConstraint(fields=("order", "promotion"), name="a_promotion_once_per_sending"),
        ),
        migrations.AddConstraint(
            model_name="shippingdiscount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0), ("amount_platform__gte", 0), ("amount_platform__lte", models.F("amount"))
                ),
                name="shipping_discount_in_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.UniqueConstraint(
                fields=("shop", "country", "region", "tax_class"), name="one_tax_rate_per_place_and_class"
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrate",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate__lte", 10000)), name="tax_is_not_more_than_all"
            ),
        ),
    ]
