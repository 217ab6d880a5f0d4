"""Where stock lies, how it moved and why, and what bundles and digital goods are made of."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Product, Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.private import private_files


class Warehouse(models.Model):
    """One place where a shop keeps goods. A shop that keeps them in one place needs none of these."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="warehouses", verbose_name=_("shop"))
    name = models.CharField(_("name"), max_length=80)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["shop", "name"], name="one_warehouse_per_name")]

    def __str__(self) -> str:
        return self.name


class StockLevel(models.Model):
    """How many of one variant lie in one warehouse; over all warehouses they add up to `Stock.on_hand`.

    What is sold leaves the first warehouse that has it, in the order of `position`.
    """

    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="levels", verbose_name=_("warehouse"))
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="levels", verbose_name=_("variant"))
    on_hand = models.IntegerField(_("on hand"), default=0)

    class Meta:
        verbose_name = _("stock level")
        verbose_name_plural = _("stock levels")
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "variant"], name="one_level_per_warehouse_and_variant")
        ]

    def __str__(self) -> str:
        return f"{self.on_hand} in {self.warehouse_id}"


class StockChange(models.Model):
    """One change of how many of a variant are on hand, with its reason; never changed afterwards."""

    class Reason(models.TextChoices):
        COUNTED = "counted", _("Counted")
        RECEIVED = "received", _("Received")
        SOLD = "sold", _("Sold")
        PUT_BACK = "put_back", _("Put back")
        DAMAGED = "damaged", _("Damaged")
        LOST = "lost", _("Lost")
        MOVED = "moved", _("Moved")
        IMPORTED = "imported", _("Imported")
        SAMPLE = "sample", _("Given as a sample")

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="stock_changes", verbose_name=_("variant"))
    warehouse = models.ForeignKey(
        Warehouse, models.SET_NULL, null=True, blank=True, related_name="changes", verbose_name=_("warehouse")
    )
    change = models.IntegerField(_("change"))
    on_hand = models.IntegerField(_("on hand afterwards"))
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    words = models.CharField(_("words"), max_length=200, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("stock change")
        verbose_name_plural = _("stock changes")
        indexes = [models.Index(fields=["variant", "-id"], name="stock_change_of_variant")]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.change:+d} {self.reason}"


class StockSlice(models.Model):
    """So many of one variant that are kept for one occasion, such as a live room: `room:12`.

    An order in that room draws from it, others cannot; what is not `taken` goes back when it is closed. For a bundle
    its parts are kept. The open slices of a variant come to `Stock.reserved`.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="slices", verbose_name=_("variant"))
    occasion = models.CharField(_("occasion"), max_length=40)
    quantity = models.PositiveIntegerField(_("quantity"))
    taken = models.PositiveIntegerField(_("taken"), default=0)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(_("opened at"), db_default=Now())
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("slice of stock")
        verbose_name_plural = _("slices of stock")
        constraints = [
            models.UniqueConstraint(fields=["occasion", "variant"], name="one_slice_per_occasion"),
            models.CheckConstraint(condition=models.Q(taken__lte=models.F("quantity")), name="slice_not_overdrawn"),
        ]

    def __str__(self) -> str:
        return f"{self.taken} of {self.quantity} for {self.occasion}"

    @property
    def left(self) -> int:
        return self.quantity - self.taken


class StockWish(models.Model):
    """One member's wish to be told when a variant can be had again; answered once, with `told_at`."""

    member = models.ForeignKey(Person, models.CASCADE, related_name="stock_wishes", verbose_name=_("member"))
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="wishes", verbose_name=_("variant"))
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)

    class Meta:
        verbose_name = _("wish for something sold out")
        verbose_name_plural = _("wishes for what is sold out")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "variant"], condition=models.Q(told_at=None), name="one_wish_per_variant"
            )
        ]
        indexes = [
            models.Index(fields=["variant"], condition=models.Q(told_at=None), name="wish_waiting"),
            models.Index(fields=["member", "-id"], name="wish_of_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} waits for {self.variant_id}"


class ProductStock(models.Model):
    """What the stock of one product comes to: kept by the actions on stock, so that a list of any length can be sorted.

    Apart from the product, whose row carries many indexes, because it changes with every sale. `on_hand` is the sum
    over what is on sale and counted, UNCOUNTED where nothing is; `sold` what was sold and not put back.
    """

    UNCOUNTED = 2**31 - 1

    product = models.OneToOneField(
        Product, models.CASCADE, primary_key=True, related_name="stock_sum", verbose_name=_("product")
    )
    shop = models.ForeignKey(Shop, models.CASCADE, db_index=False, related_name="+", verbose_name=_("shop"))
    variants = models.PositiveIntegerField(_("variants"), db_default=0)
    on_hand = models.IntegerField(_("on hand"), db_default=UNCOUNTED)
    is_low = models.BooleanField(_("running low"), db_default=False)
    sold = models.IntegerField(_("sold"), db_default=0)

    class Meta:
        verbose_name = _("stock of a product")
        verbose_name_plural = _("stock of products")
        indexes = [
            models.Index(fields=["shop", "on_hand", "product"], name="product_stock_by_on_hand"),
            models.Index(fields=["shop", "sold", "product"], name="product_stock_by_sold"),
            models.Index(fields=["shop", "product"], condition=models.Q(is_low=True), name="product_stock_low"),
        ]

    def __str__(self) -> str:
        return f"{self.on_hand} of {self.product_id}"

    @property
    def counted(self) -> int | None:
        """How many are on hand; None where nothing is counted."""
        return None if self.on_hand == self.UNCOUNTED else self.on_hand


class RanLow(models.Model):
    """One variant that ran low, until a letter has told the team; gone as soon as it has."""

    variant = models.OneToOneField(
        Variant, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("variant")
    )
    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("shop"))
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("variant that ran low")
        verbose_name_plural = _("variants that ran low")

    def __str__(self) -> str:
        return str(self.variant_id)


class BundlePart(models.Model):
    """So many of one variant that a bundle is made of; a bundle has no stock but what its parts allow."""

    bundle = models.ForeignKey(Variant, models.CASCADE, related_name="parts", verbose_name=_("bundle"))
    part = models.ForeignKey(Variant, models.PROTECT, related_name="part_of", verbose_name=_("part"))
    quantity = models.PositiveIntegerField(_("quantity"), default=1)

    class Meta:
        verbose_name = _("part of a bundle")
        verbose_name_plural = _("parts of bundles")
        constraints = [
            models.UniqueConstraint(fields=["bundle", "part"], name="a_part_once_per_bundle"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="parts_are_at_least_one"),
            models.CheckConstraint(condition=~models.Q(bundle=models.F("part")), name="no_bundle_in_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.part_id} in {self.bundle_id}"


class DigitalFile(models.Model):
    """One file that who bought a digital product may fetch; it lies where no address leads."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="files", verbose_name=_("product"))
    file = models.FileField(_("file"), storage=private_files, upload_to="digital/%Y/%m/", max_length=200)
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    put_at = models.DateTimeField(_("put at"), db_default=Now())

    class Meta:
        verbose_name = _("digital file")
        verbose_name_plural = _("digital files")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
