"""Imports: files that a shop brings, how far they got, what was wrong in them, and what they changed."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.plumbing.private import private_files


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, person: Person) -> Self:
        """Imports of the shops that this person keeps."""
        return self.filter(shop__in=Shop.objects.run_by(person, Seat.Role.OWNER, Seat.Role.EDITOR))

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Import(models.Model):
    """One file that a shop brings in, from the upload to its end, and perhaps to its undoing.

    `looked` is what was seen in the file before anything was written, `mapping` what each column means where no format
    says it, `counts` the report as far as the import got. The first `products_done` products of the file are dealt
    with, those that were left out among them: an import that was killed goes on after them. `rows_done` is about where
    that is, for people.
    """

    class What(models.TextChoices):
        CATALOGUE = "catalogue", _("Products")
        ORDERS = "orders", _("Orders")
        CUSTOMERS = "customers", _("Customers")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="imports", verbose_name=_("shop"))
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="imports", verbose_name=_("by"))
    what = models.CharField(_("what"), max_length=9, choices=What, default=What.CATALOGUE)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.UPLOADED)
    file = models.FileField(_("file"), storage=private_files, upload_to="imports/%Y/%m/", max_length=200, blank=True)
    photos = models.FileField(
        _("photos"), storage=private_files, upload_to="imports/%Y/%m/", max_length=200, blank=True
    )
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    format = models.CharField(_("format"), max_length=40, blank=True)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    looked = models.JSONField(_("what was seen in it"), default=dict, blank=True)
    mapping = models.JSONField(_("mapping"), default=dict, blank=True)
    options = models.JSONField(_("options"), default=dict, blank=True)
    is_trial = models.BooleanField(_("trial"), default=False)
    rows_total = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    products_done = models.PositiveIntegerField(_("products done"), default=0)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    failure = models.TextField(_("why it failed"), blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"), db_default=Now())
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    beat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(fields=["shop", "-id"], name="import_of_shop"),
            models.Index(
                fields=["beat_at"], condition=models.Q(state__in=["waiting", "running", "undoing"]), name="import_alive"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("moving:import", args=[self.shop.handle, self.pk])

    @property
    def is_going(self) -> bool:
        """Whether something is being done with it, or will be soon."""
        return self.state in (self.State.WAITING, self.State.RUNNING, self.State.UNDOING)

    @property
    def has_run(self) -> bool:
        """Whether it has written something, and writes no more for now."""
        return not self.is_trial and self.state in (self.State.DONE, self.State.STOPPED, self.State.FAILED)

    @property
    def undoable_until(self) -> datetime | None:
        if not self.has_run or self.finished_at is None:
            return None
        return self.finished_at + timedelta(days=settings.IMPORT_UNDO_DAYS)

    @property
    def can_be_undone(self) -> bool:
        until = self.undoable_until
        return until is not None and until > timezone.now()


class ImportProblem(models.Model):
    """One thing that was wrong in an imported file, and where.

    `left_out` are the rows of the product that was left out because of it, so that all of them can be handed back.
    """

    class Severity(models.TextChoices):
        ERROR = "error", pgettext_lazy("severity", "Error")
        WARNING = "warning", pgettext_lazy("severity", "Warning")

    of = models.ForeignKey(Import, models.CASCADE, related_name="problems", verbose_name=_("import"))
    row = models.PositiveIntegerField(_("row"))
    line = models.PositiveIntegerField(_("line"))
    column = models.CharField(_("column"), max_length=200, blank=True)
    code = models.CharField(_("code"), max_length=40)
    params = models.JSONField(_("values"), default=dict, blank=True)
    severity = models.CharField(_("severity"), max_length=7, choices=Severity)
    left_out = models.JSONField(_("rows left out"), default=list, blank=True)

    class Meta:
        verbose_name = _("problem of an import")
        verbose_name_plural = _("problems of imports")
        indexes = [models.Index(fields=["of", "row", "id"], name="problem_of_import")]

    def __str__(self) -> str:
        return f"{self.row}: {self.code}"


class ImportChange(models.Model):
    """One product that an import made or changed, and what it said before, so that the import can be undone.

    One that says something else since then `was_left` as it is when the import was undone.
    """

    of = models.ForeignKey(Import, models.CASCADE, related_name="changes", verbose_name=_("import"))
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, related_name="import_changes", verbose_name=_("product")
    )
    made = models.BooleanField(_("made by it"))
    before = models.JSONField(_("before"), default=dict, blank=True)
    after_mark = models.CharField(_("mark of what it said afterwards"), max_length=64, blank=True)
    is_undone = models.BooleanField(_("undone"), default=False)
    was_left = models.BooleanField(_("left as it is"), default=False)

    class Meta:
        verbose_name = _("change by an import")
        verbose_name_plural = _("changes by imports")
        constraints = [models.UniqueConstraint(fields=["of", "product"], name="one_change_per_import_and_product")]

    def __str__(self) -> str:
        return f"{self.product_id} by {self.of_id}"


class ImportPhoto(models.Model):
    """One photo that an imported product should show and that lies at an address on the web.

    It is fetched in the background, again and again while the other side is busy, until it is there or `tries` have run
    out. `options` are the option values of the variants that show it, `code` and `params` say why it did not come.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        FETCHED = "fetched", _("Fetched")
        FAILED = "failed", _("Failed")

    of = models.ForeignKey(Import, models.CASCADE, related_name="pictures", verbose_name=_("import"))
    product = models.ForeignKey(Product, models.CASCADE, related_name="import_photos", verbose_name=_("product"))
    address = models.CharField(_("address"), max_length=500)
    alt = models.CharField(_("description for people who cannot see it"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    options = models.JSONField(_("option values"), default=list, blank=True)
    row = models.PositiveIntegerField(_("row"), default=0)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try at"), db_default=Now())
    code = models.CharField(_("code"), max_length=40, blank=True)
    params = models.JSONField(_("values"), default=dict, blank=True)

    class Meta:
        verbose_name = _("photo of an import")
        verbose_name_plural = _("photos of imports")
        constraints = [
            models.UniqueConstraint(fields=["of", "product", "address"], name="one_photo_per_import_and_address")
        ]
        indexes = [
            models.Index(fields=["of", "state"], name="import_photo_by_state"),
            models.Index(fields=["next_at"], condition=models.Q(state="waiting"), name="import_photo_due"),
        ]

    def __str__(self) -> str:
        return self.address


class KnownMapping(models.Model):
    """What the columns of one kind of file mean in one shop, remembered by the titles of the columns."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="mappings", verbose_name=_("shop"))
    what = models.CharField(_("what"), max_length=9, choices=Import.What, default=Import.What.CATALOGUE)
    fingerprint = models.CharField(_("fingerprint of the titles"), max_length=64)
    mapping = models.JSONField(_("mapping"))
    used_at = models.DateTimeField(_("used at"), auto_now=True)

    class Meta:
        verbose_name = _("known mapping")
        verbose_name_plural = _("known mappings")
        constraints = [
            models.UniqueConstraint(fields=["shop", "what", "fingerprint"], name="one_mapping_per_kind_of_file")
        ]

    def __str__(self) -> str:
        return f"{self.shop_id} {self.fingerprint[:8]}"
