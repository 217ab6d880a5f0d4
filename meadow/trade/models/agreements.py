"""Agreements: one buyer sells one product, on terms that are frozen."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.models.plans import Plan, SampleKind
from meadow.trade.refusals import AlreadyAnswered
from meadow.trade.terms import Schedule, Terms


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def made_by(self, person: Person) -> Self:
        return self.filter(buyer=person)

    def live(self, at: datetime | None = None) -> Self:
        """Those under which a sale earns at that moment; now when none is named."""
        at = at or timezone.now()
        return self.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=at), state=Agreement.State.ACTIVE)

    def over(self) -> Self:
        """Those whose end has come, though nobody has written it down yet."""
        return self.filter(state=Agreement.State.ACTIVE, ends_at__lte=timezone.now())

    def open(self) -> Self:
        """Those that somebody is to answer."""
        return self.filter(state__in=Agreement.OPEN)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Agreement(models.Model):
    """What one buyer and one shop agreed on for one product; the plan may change afterwards, this does not by itself.

    `schedule` is the terms as `trade.terms.Schedule` keeps them: what the shop raises holds at once, what it lowers
    after its notice. `sold` counts pieces that were paid and not given back. `ends_at` is known beforehand where the
    plan has an end or was ended. `shown_at` is when the buyer first showed the product in a note under it.
    """

    class State(models.TextChoices):
        APPLIED = "applied", _("Waiting for the shop")
        INVITED = "invited", _("Invited")
        ACTIVE = "active", pgettext_lazy("agreement", "Running")
        DECLINED = "declined", pgettext_lazy("agreement", "Declined")
        ENDED = "ended", pgettext_lazy("agreement", "Ended")

    OPEN = (State.APPLIED, State.INVITED)

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="agreements", verbose_name=_("commission plan"))
    shop = models.ForeignKey(Shop, models.CASCADE, related_name="agreements", verbose_name=_("shop"))
    buyer = models.ForeignKey(Person, models.PROTECT, related_name="agreements", verbose_name=_("buyer"))
    product = models.ForeignKey(Product, models.CASCADE, related_name="agreements", verbose_name=_("product"))
    state = models.CharField(_("state"), max_length=8, choices=State)
    schedule = models.JSONField(_("terms"), default=list)
    deadline_days = models.PositiveSmallIntegerField(_("days until it is shown"), null=True, blank=True)
    sample = models.CharField(_("sample"), max_length=10, choices=SampleKind, default=SampleKind.NONE)
    words = models.CharField(_("words of the buyer"), max_length=500, blank=True)
    answer = models.CharField(_("words of the shop"), max_length=500, blank=True)
    sold = models.PositiveIntegerField(_("sold"), default=0)
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    answered_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    began_at = models.DateTimeField(_("began at"), null=True, blank=True)
    show_by = models.DateTimeField(_("to be shown by"), null=True, blank=True)
    shown_at = models.DateTimeField(_("first shown at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement with a buyer")
        verbose_name_plural = _("agreements with buyers")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["buyer", "product"], condition=models.Q(state="active"), name="one_running_agreement"
            ),
            models.UniqueConstraint(
                fields=["buyer", "product"],
                condition=models.Q(state__in=["applied", "invited"]),
                name="one_open_agreement",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="active") | models.Q(began_at__isnull=False), name="running_since_a_moment"
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "state", "-id"], name="agreement_of_shop"),
            models.Index(fields=["buyer", "state", "-id"], name="agreement_of_buyer"),
            models.Index(
                fields=["ends_at"], condition=models.Q(state="active", ends_at__isnull=False), name="agreement_to_end"
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"

    @property
    def terms(self) -> Terms:
        """The terms of now."""
        return Schedule.read(self.schedule).at(timezone.now())

    @property
    def coming(self) -> list[tuple[datetime, Terms]]:
        """What the shop has announced and what does not hold yet."""
        return Schedule.read(self.schedule).coming(timezone.now())

    @property
    def rate(self) -> int:
        """The rate of the next piece."""
        return self.terms.rate_after(self.sold)

    @property
    def is_live(self) -> bool:
        return self.state == self.State.ACTIVE and (self.ends_at is None or self.ends_at > timezone.now())

    @property
    def is_late(self) -> bool:
        """Whether something was to be shown by now and is not."""
        return self.is_live and self.show_by is not None and self.shown_at is None and self.show_by <= timezone.now()

    def decline(self, at: datetime) -> None:
        if self.state not in self.OPEN:
            raise AlreadyAnswered
        self.state, self.answered_at = self.State.DECLINED, at

    def end(self, at: datetime) -> None:
        self.state, self.ended_at = self.State.ENDED, at
