"""Payments: what a provider was asked for, and what it told us."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.trade.models.groups import OrderGroup


class PaymentQuerySet(models.QuerySet["Payment"]):
    def locked(self) -> Self:
        return self.select_for_update().order_by("pk")

    def known_as(self, provider: str, reference: str, payment: int | None) -> Self:
        """The payment that a provider speaks of, by its own reference or by the number that it was given from us."""
        theirs = models.Q(reference=reference) & ~models.Q(reference="")
        return self.filter(theirs | models.Q(pk=payment, reference=""), provider=provider)


class Payment(models.Model):
    """One attempt to collect an order group's total through one provider.

    `flow` is the way of paying where a provider has several, such as a page for computers and one for phones, that
    cannot take up each other's attempts. `amount` is what was asked for; `collected` is what was taken, which is what
    has to go back.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("payment", "Open")
        SUCCEEDED = "succeeded", _("Succeeded")
        FAILED = "failed", _("Failed")
        REFUND_DUE = "refund_due", _("To be refunded")
        REFUNDED = "refunded", _("Refunded")

    group = models.ForeignKey(OrderGroup, models.PROTECT, related_name="payments", verbose_name=_("order group"))
    provider = models.CharField(_("provider"), max_length=20)
    flow = models.CharField(_("way of paying"), max_length=10, blank=True)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    collected = models.BigIntegerField(_("collected"), default=0)
    collected_currency = models.CharField(_("collected currency"), max_length=3, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    refused = models.CharField(_("why it was not given back"), max_length=300, blank=True, db_default="", default="")
    begun_at = models.DateTimeField(_("begun at"), db_default=Now())
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    asked_at = models.DateTimeField(_("provider last asked at"), null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "reference"], condition=~models.Q(reference=""), name="one_payment_per_reference"
            ),
            models.UniqueConstraint(
                fields=["group"], condition=models.Q(state="succeeded"), name="a_group_is_paid_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "asked_at"],
                condition=models.Q(state__in=["open", "refund_due"]),
                name="payment_to_ask_about",
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.reference or self.pk}"

    @property
    def is_collected(self) -> bool:
        """Money was taken, whatever became of it afterwards."""
        return self.state in {self.State.SUCCEEDED, self.State.REFUND_DUE, self.State.REFUNDED}

    def succeed(self, at: datetime) -> None:
        self.state, self.problem, self.settled_at = self.State.SUCCEEDED, "", at

    def owe_back(self, at: datetime, problem: str) -> None:
        """The money was taken but cannot be kept."""
        self.state, self.problem, self.settled_at = self.State.REFUND_DUE, problem, at

    def fail(self, at: datetime, problem: str) -> None:
        self.state, self.problem, self.settled_at = self.State.FAILED, problem[:300], at


class ProviderNotice(models.Model):
    """One notification of a payment provider that was acted on, so that a replay changes nothing."""

    provider = models.CharField(_("provider"), max_length=20)
    notice = models.CharField(_("notice"), max_length=120)
    kind = models.CharField(_("kind"), max_length=80)
    received_at = models.DateTimeField(_("received at"), db_default=Now())

    class Meta:
        verbose_name = _("provider notice")
        verbose_name_plural = _("provider notices")
        constraints = [models.UniqueConstraint(fields=["provider", "notice"], name="one_row_per_notice")]

    def __str__(self) -> str:
        return f"{self.provider} {self.notice}"
