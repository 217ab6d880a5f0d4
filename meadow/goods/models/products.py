"""What shops sell: products, their variants, photos, stock, categories and past prices."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.shops import Shop, handle_rule
from meadow.goods.refusals import StockIsHeld, StockIsReserved, StockMoved
from meadow.goods.translations import Translated, in_other_words
from meadow.goods.unit_prices import UnitPrice, unit_price
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo

MOST_PRICE = 100_000_000_000
"""The highest price in minor units: no total of a full cart leaves the range of the database's integers."""


class Category(Translated):
    """One shelf of the platform's tree of kinds of goods."""

    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    google_id = models.PositiveIntegerField(_("number in Google's taxonomy"), null=True, blank=True)

    translated = ("name",)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ProductQuerySet(models.QuerySet["Product"]):
    def on_sale(self) -> Self:
        """Products that anybody may see and buy from: active, in an open shop."""
        return self.filter(status=Product.Status.ACTIVE, shop__state=Shop.State.OPEN)

    def visible_to(self, person: Person | None) -> Self:
        """What is on sale, and everything of the shops whose team the person belongs to."""
        if person is None:
            return self.on_sale()
        return self.filter(
            models.Q(status=Product.Status.ACTIVE, shop__state=Shop.State.OPEN)
            | models.Q(shop__in=Shop.objects.run_by(person))
        )

    def together(self, *, parts: Iterable[int] = ()) -> Self:
        """These products, the bundles that are made of them, and what these are made of themselves: their stock hangs
        together. `parts` are variants that a bundle is about to be made of.
        """
        own = self.order_by().values("pk")
        every = self.model._default_manager.order_by()
        return type(self)(self.model, using=self.db).filter(
            pk__in=own.union(
                every.filter(variants__parts__part__product__in=own).values("pk"),
                every.filter(variants__part_of__bundle__product__in=own).values("pk"),
                every.filter(variants__in=list(parts)).values("pk"),
            )
        )

    def locked(self) -> Self:
        """The rows, locked by their keys; orders and notes may go on pointing at them meanwhile."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Product(Translated):
    """One thing a shop sells, in one or more variants.

    `price_from`, `price_to`, `in_stock` and `cover` are kept by the actions that change variants and photos, so that
    a list of products needs one statement. `attributes` maps an attribute's slug to its value, or to a list of values
    (`{"material": ["linen", "cotton"]}`); `size_table` is `{"columns": ["Size", "Chest, cm"], "rows": [["S", "92"]]}`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        ARCHIVED = "archived", _("Archived")

    class Kind(models.TextChoices):
        GOODS = "goods", _("Goods that are sent")
        DIGITAL = "digital", _("Digital goods")
        BUNDLE = "bundle", _("Bundle of other products")

    class TaxClass(models.TextChoices):
        STANDARD = "standard", _("Standard rate")
        REDUCED = "reduced", _("Reduced rate")
        ZERO = "zero", _("Zero rate")
        EXEMPT = "exempt", _("Exempt from tax")

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="products", verbose_name=_("shop"))
    handle = models.CharField(_("handle"), max_length=120, validators=[handle_rule])
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(
        _("description"), max_length=40_000, blank=True, help_text=_("Simple HTML; it is cleaned when it is saved.")
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.DRAFT)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.GOODS)
    brand = models.CharField(_("brand"), max_length=120, blank=True)
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("tags"))
    options = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("options"))
    categories = models.ManyToManyField(Category, blank=True, related_name="products", verbose_name=_("categories"))
    cover = models.ForeignKey(Photo, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover"))
    price_from = models.BigIntegerField(_("lowest price"), default=0)
    price_to = models.BigIntegerField(_("highest price"), default=0)
    compare_at_from = models.BigIntegerField(_("lowest price before"), null=True, blank=True)
    in_stock = models.BooleanField(_("in stock"), default=False)
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    size_table = models.JSONField(_("size table"), default=dict, blank=True)
    care = models.TextField(_("care"), max_length=2000, blank=True)
    origin = models.CharField(_("country of origin"), max_length=2, blank=True)
    tax_class = models.CharField(_("tax class"), max_length=8, choices=TaxClass, default=TaxClass.STANDARD)
    seo_title = models.CharField(_("title for search engines"), max_length=120, blank=True)
    seo_description = models.CharField(_("description for search engines"), max_length=400, blank=True)
    preorder_ships_on = models.DateField(_("pre-order, sent from"), null=True, blank=True)
    publish_at = models.DateTimeField(_("put on sale at"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=20, blank=True)
    source_key = models.CharField(_("key at the source"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = ProductQuerySet.as_manager()
    translated = ("title", "description", "care", "seo_title", "seo_description")

    cheapest: "Variant | None" = None
    lowest_30: int | None = None
    """What `name_cheapest` found: the variant that `price_from` tells of, and its lowest price before a reduction."""

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.UniqueConstraint(fields=["shop", "handle"], name="one_product_per_handle"),
            models.UniqueConstraint(
                fields=["shop", "source", "source_key"],
                condition=~models.Q(source_key=""),
                name="one_product_per_source_key",
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], condition=models.Q(status="active"), name="product_newest"),
            models.Index(fields=["shop", "status", "-id"], name="product_of_shop"),
            models.Index(fields=["shop", "-id"], name="product_of_shop_newest"),
            models.Index(fields=["shop", "title", "id"], name="product_of_shop_by_title"),
            models.Index(fields=["shop", "price_from", "id"], name="product_of_shop_by_price"),
            models.Index(fields=["shop", "changed_at", "id"], name="product_of_shop_by_change"),
            models.Index(fields=["shop", "-id"], condition=models.Q(cover=None), name="product_without_photo"),
            models.Index(fields=["shop", "-id"], condition=models.Q(in_stock=False), name="product_sold_out"),
            models.Index(fields=["publish_at"], condition=models.Q(publish_at__isnull=False), name="product_due"),
            GinIndex(fields=["tags"], name="product_tags"),
            GinIndex(fields=["attributes"], opclasses=["jsonb_path_ops"], name="product_attributes"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("matching:product", args=[self.shop.handle, self.handle])

    @property
    def option_words(self) -> list[str]:
        """The names of the options in the language at hand: `{"zh-hans": {"options": ["釉色"]}}`."""
        return in_other_words(self.translations, "options", self.options)

    @property
    def ships_on(self) -> date | None:
        """From when on it is sent, while that day is still to come."""
        day = self.preorder_ships_on
        return day if day is not None and day > timezone.localdate() else None

    def take(self, status: str) -> bool:
        """Take a status; True when this puts the product on sale. Only a draft waits for its moment."""
        goes_on_sale = status == self.Status.ACTIVE and self.status != self.Status.ACTIVE
        self.status = status
        if status != self.Status.DRAFT:
            self.publish_at = None
        if goes_on_sale:
            self.published_at = timezone.now()
        return goes_on_sale


class ProductPhoto(Translated):
    """One photo of a product, at its place in the order of photos."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="photos", verbose_name=_("product"))
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="+", verbose_name=_("photo"))
    alt = models.CharField(_("description for people who cannot see it"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    translated = ("alt",)

    class Meta:
        verbose_name = _("product photo")
        verbose_name_plural = _("product photos")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.alt or f"photo {self.position}"


class VariantQuerySet(models.QuerySet["Variant"]):
    def on_sale(self) -> Self:
        return self.filter(is_active=True, product__in=Product.objects.on_sale())

    def to_buy(self) -> Self:
        """Those that anybody may know of, on sale or not, with what buying one takes."""
        known = self.exclude(product__status=Product.Status.DRAFT)
        return known.select_related("product__shop", "product__cover", "stock")


class NetUnit(models.TextChoices):
    """What a net amount is counted in; the price per unit is told for a kilogram, a litre, a metre or a piece."""

    GRAM = "g", _("g")
    KILOGRAM = "kg", _("kg")
    MILLILITRE = "ml", _("ml")
    LITRE = "l", _("l")
    CENTIMETRE = "cm", _("cm")
    METRE = "m", _("m")
    SQUARE_METRE = "m2", _("m²")
    PIECE = "piece", _("pieces")


class Variant(models.Model):
    """One form of a product that can be bought, with its own SKU, price and stock.

    `option_values` follow the order of the product's `options`. Prices are minor units of the shop's currency; `cost`
    is what the shop paid, and for its team only. `net_amount` and `net_unit` are what is in it (EU Directive 98/6/EC
    asks for the price of a unit beside the price).
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="variants", verbose_name=_("product"))
    sku = models.CharField("SKU", max_length=100, blank=True)
    option_values = ArrayField(
        models.CharField(max_length=100), default=list, blank=True, verbose_name=_("option values")
    )
    translations = models.JSONField(_("translations"), default=dict, blank=True)
    price = models.BigIntegerField(_("price"))
    compare_at = models.BigIntegerField(_("price before"), null=True, blank=True)
    cost = models.BigIntegerField(_("cost"), null=True, blank=True)
    barcode = models.CharField(_("barcode"), max_length=50, blank=True)
    weight_grams = models.PositiveIntegerField(_("weight in grams"), null=True, blank=True)
    length_mm = models.PositiveIntegerField(_("length in mm"), null=True, blank=True)
    width_mm = models.PositiveIntegerField(_("width in mm"), null=True, blank=True)
    height_mm = models.PositiveIntegerField(_("height in mm"), null=True, blank=True)
    net_amount = models.DecimalField(_("net amount"), max_digits=9, decimal_places=3, null=True, blank=True)
    net_unit = models.CharField(_("unit of the net amount"), max_length=5, choices=NetUnit, blank=True)
    photo = models.ForeignKey(Photo, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("photo"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)
    source_key = models.CharField(_("key at the source"), max_length=200, blank=True)

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(price__gte=0), name="price_is_not_negative"),
            models.CheckConstraint(condition=models.Q(price__lte=MOST_PRICE), name="price_is_not_absurd"),
            models.CheckConstraint(
                condition=models.Q(net_amount__isnull=True) | models.Q(net_amount__gt=0), name="net_amount_is_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(compare_at__isnull=True) | models.Q(compare_at__gte=0),
                name="compare_at_is_not_negative",
            ),
            models.UniqueConstraint(
                fields=["product", "option_values"],
                condition=models.Q(is_active=True),
                name="one_variant_per_option_values",
            ),
        ]
        indexes = [models.Index(fields=["sku"])]

    def __str__(self) -> str:
        return " / ".join(self.option_values) or self.sku or str(self.pk)

    @property
    def option_words(self) -> list[str]:
        """The option values in the language at hand: `{"zh-hans": {"option_values": ["灰釉"]}}`."""
        return in_other_words(self.translations, "option_values", self.option_values)

    @property
    def unit_price(self) -> UnitPrice | None:
        """What a unit of it costs, where it says how much it holds."""
        return unit_price(self.price, self.net_amount, self.net_unit)

    @property
    def unit_words(self) -> str:
        """The unit whose price is told: `100 ml`, `kg`, `piece`."""
        told = self.unit_price
        if told is None:
            return ""
        unit = str(_("piece")) if told.unit == NetUnit.PIECE else str(NetUnit(told.unit).label)
        return unit if told.amount == 1 else f"{told.amount} {unit}"

    @property
    def is_reduced(self) -> bool:
        return self.compare_at is not None and self.compare_at > self.price


class StockQuerySet(models.QuerySet["Stock"]):
    def locked(self) -> Self:
        """The rows, locked by their keys; their products are locked before them."""
        return self.select_for_update(of=("self",)).order_by("pk")


class Stock(models.Model):
    """How many of one variant there are: on the shelf, of these held for open checkouts, and reserved for live rooms.

    What is free is on hand, neither held nor reserved. `is_low` is true from the moment when `low_at` or fewer are free
    until there are more again; the action that makes it true tells the team once.

    `is_stale` says that what is kept of this row elsewhere (`is_low`, the product, bundles made of it) has not heard
    yet of something that concerns it, `newly_sold` how much was sold of which the product's sums have not. `is_part`
    says that bundles are, or were, made of it. See `actions.keeping_up`.
    """

    variant = models.OneToOneField(Variant, models.CASCADE, related_name="stock", verbose_name=_("variant"))
    on_hand = models.IntegerField(_("on hand"), default=0)
    held = models.IntegerField(_("held"), default=0)
    reserved = models.IntegerField(_("reserved for live rooms"), default=0, db_default=0)
    is_tracked = models.BooleanField(_("counted"), default=True)
    sells_on = models.BooleanField(_("may be sold when nothing is on hand"), default=False)
    low_at = models.PositiveIntegerField(_("running low at"), null=True, blank=True)
    is_low = models.BooleanField(_("running low"), default=False, editable=False)
    is_part = models.BooleanField(_("part of a bundle"), default=False, db_default=False, editable=False)
    is_stale = models.BooleanField(_("not told everywhere"), default=False, db_default=False, editable=False)
    newly_sold = models.IntegerField(_("sold, not summed up"), default=0, db_default=0, editable=False)

    objects = StockQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stock")
        constraints = [
            models.CheckConstraint(condition=models.Q(held__gte=0), name="held_is_not_negative"),
            models.CheckConstraint(condition=models.Q(reserved__gte=0), name="reserved_is_not_negative"),
            models.CheckConstraint(
                condition=models.Q(is_tracked=False)
                | models.Q(sells_on=True)
                | models.Q(on_hand__gte=models.F("held") + models.F("reserved")),
                name="never_oversold",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(is_stale=True) | ~models.Q(newly_sold=0), name="stock_to_keep_up"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on_hand} - {self.promised}"

    @property
    def promised(self) -> int:
        """How many of those on hand are held or reserved."""
        return self.held + self.reserved

    @property
    def free(self) -> int:
        """How many are neither held nor reserved; less than nothing where more was sold than there is."""
        return self.on_hand - self.promised

    @property
    def available(self) -> int | None:
        """How many can be promised now; None when there is no limit."""
        return None if not self.is_tracked or self.sells_on else max(self.free, 0)

    @property
    def runs_low(self) -> bool:
        """Whether so few can be promised that the team wants to know."""
        return self.is_tracked and self.low_at is not None and self.free <= self.low_at

    def recount(self, on_hand: int, *, seen: int | None) -> None:
        """Take the number that somebody counted.

        `seen` is the number they began with: left as it was, it changes nothing; None is somebody who knows best.
        """
        if seen is not None and on_hand == seen:
            return
        if seen is not None and self.on_hand != seen:
            raise StockMoved(variant=str(self.variant), seen=seen, on_hand=self.on_hand)
        self.on_hand = on_hand

    def refuse_overselling(self) -> None:
        """Refuse a count below what is promised already."""
        if self.is_tracked and not self.sells_on and self.free < 0:
            refusal = StockIsReserved if self.reserved else StockIsHeld
            raise refusal(variant=str(self.variant), held=self.promised)


_LOWEST = """
WITH last AS (
    SELECT DISTINCT ON (variant_id) id, variant_id, at FROM goods_pricechange
    WHERE variant_id = ANY(%(variants)s) ORDER BY variant_id, at DESC, id DESC
), earlier AS (
    SELECT last.variant_id, within.price FROM last CROSS JOIN LATERAL (
        SELECT price FROM goods_pricechange
        WHERE variant_id = last.variant_id AND at >= last.at - interval '30 days' AND (at, id) < (last.at, last.id)
    ) within
    UNION ALL
    SELECT last.variant_id, standing.price FROM last CROSS JOIN LATERAL (
        SELECT price FROM goods_pricechange
        WHERE variant_id = last.variant_id AND at < last.at - interval '30 days' ORDER BY at DESC, id DESC LIMIT 1
    ) standing
)
SELECT variant_id, min(price) FROM earlier GROUP BY variant_id
"""


class PriceChangeQuerySet(models.QuerySet["PriceChange"]):
    def lowest_before_reduction(self, variant: Variant) -> int | None:
        """What `lowest_before_reductions` says of one variant."""
        return self.lowest_before_reductions([variant.pk]).get(variant.pk)

    def lowest_before_reductions(self, variants: Collection[int]) -> dict[int, int]:
        """The lowest price in the 30 days before the current price was set (EU Omnibus, Directive 98/6/EC Art. 6a).

        Minor units by variant, in one statement; one that never had another price is left out. The price that was in
        force when the 30 days began counts too.
        """
        if not variants:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(_LOWEST, {"variants": list(variants)})
            return dict(cursor.fetchall())

    def lowest_within(self, variant: Variant, since: datetime) -> int | None:
        """The lowest price that a variant had since a moment, the one in force then included; None if none is known."""
        known = self.filter(variant=variant)
        standing = known.filter(at__lte=since).order_by("-at", "-pk").values_list("price", flat=True).first()
        later = known.filter(at__gt=since).aggregate(lowest=models.Min("price"))["lowest"]
        return min((price for price in (standing, later) if price is not None), default=None)


class PriceChange(models.Model):
    """The price that one variant took at one moment; the newest row is the price of now."""

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="price_changes", verbose_name=_("variant"))
    price = models.BigIntegerField(_("price"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = PriceChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price changes")
        indexes = [models.Index(fields=["variant", "-at"])]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.price}"
