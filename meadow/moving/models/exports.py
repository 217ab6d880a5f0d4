"""Exports: everything of a shop or of a person as one archive; and erasures, by which a person leaves."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.plumbing.private import private_files


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, person: Person) -> Self:
        """One's own exports of oneself, and those of the shops one owns."""
        owned = Shop.objects.run_by(person, Seat.Role.OWNER)
        return self.filter(models.Q(shop__in=owned) | models.Q(shop=None, by=person))

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Export(models.Model):
    """Everything of one shop, or (without a shop) of the person who asked, in one archive made in the background.

    The archive is kept until `expires_at`; then only this row says that it was. `attempts` counts how often it was
    begun: a worker whose number is not the last one any more has been overtaken and stops.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Expired")

    shop = models.ForeignKey(
        Shop, models.CASCADE, null=True, blank=True, related_name="exports", verbose_name=_("shop")
    )
    by = models.ForeignKey(Person, models.CASCADE, related_name="exports", verbose_name=_("by"))
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    options = models.JSONField(_("options"), default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField(_("times begun"), default=0, editable=False)
    file = models.FileField(_("file"), storage=private_files, upload_to="exports/%Y/%m/", max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    parts_total = models.PositiveIntegerField(_("parts"), null=True, blank=True)
    parts_done = models.PositiveIntegerField(_("parts done"), default=0)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    failure = models.TextField(_("why it failed"), blank=True)
    asked_at = models.DateTimeField(_("asked for at"), db_default=Now())
    beat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            models.Index(fields=["shop", "-id"], name="export_of_shop"),
            models.Index(fields=["by", "-id"], name="export_of_person"),
            models.Index(fields=["expires_at"], condition=models.Q(state="done"), name="export_expiry"),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def is_going(self) -> bool:
        """Somebody may still wait for it."""
        return self.state in {self.State.WAITING, self.State.RUNNING}

    @property
    def percent(self) -> int:
        """How far it got, as well as that could be told before; never 100 while something is left."""
        return min(99, 100 * self.parts_done // self.parts_total) if self.parts_total else 0


class Erasure(models.Model):
    """One person's wish to leave with everything that may be erased; carried out at `due_at` unless taken back.

    `person` is empty once it is done; `kept` counts what the law makes the platform keep, such as orders.
    """

    person = models.OneToOneField(
        Person, models.SET_NULL, null=True, blank=True, related_name="erasure", verbose_name=_("person")
    )
    asked_at = models.DateTimeField(_("asked for at"), db_default=Now())
    due_at = models.DateTimeField(_("due at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    kept = models.JSONField(_("kept"), default=dict, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        indexes = [models.Index(fields=["due_at"], condition=models.Q(done_at=None), name="erasure_due")]

    def __str__(self) -> str:
        return f"erasure {self.pk}"
