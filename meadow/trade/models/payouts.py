"""Payouts: what was settled for a shop or a buyer, on its way to them."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.trade.models.ledger import Account
from meadow.trade.models.payout_accounts import PayoutAccount
from meadow.trade.refusals import PayoutIsOver


class PayoutQuerySet(models.QuerySet["Payout"]):
    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")

    def under_way(self) -> Self:
        return self.filter(state__in=Payout.UNDER_WAY)

    def due_to(self, person: Person) -> Self:
        """Those to this person, and those to shops that they own."""
        shops = Shop.objects.run_by(person, Seat.Role.OWNER)
        return self.filter(models.Q(account__person=person) | models.Q(account__shop__in=shops))


class Payout(models.Model):
    """One payment of a whole settled balance to a shop or a buyer.

    `account` is the ledger's account that it empties. It covers that account's postings after `after` up to `upto`,
    its own, so its statement begins where the last one ended.
    """

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("payout", "Planned")
        SENT = "sent", pgettext_lazy("payout", "Sent")
        PAID = "paid", pgettext_lazy("payout", "Paid")
        FAILED = "failed", pgettext_lazy("payout", "Came back")

    UNDER_WAY = (State.PLANNED, State.SENT)

    account = models.ForeignKey(Account, models.PROTECT, related_name="payouts", verbose_name=_("account"))
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    to = models.ForeignKey(
        PayoutAccount, models.PROTECT, null=True, blank=True, related_name="payouts", verbose_name=_("to")
    )
    key = models.UUIDField(_("key"), unique=True)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    after = models.BigIntegerField(_("after posting"), default=0)
    upto = models.BigIntegerField(_("up to posting"), default=0)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    planned_at = models.DateTimeField(_("planned at"), db_default=Now())
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("arrived at, or came back"), null=True, blank=True)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="payout_is_positive")]
        indexes = [
            models.Index(fields=["account", "-id"], name="payout_of_account"),
            models.Index(fields=["id"], condition=models.Q(state__in=["planned", "sent"]), name="payout_under_way"),
        ]

    def __str__(self) -> str:
        return f"payout {self.pk}"

    def send(self, at: datetime, reference: str) -> None:
        if self.state not in self.UNDER_WAY:
            raise PayoutIsOver(number=self.pk)
        self.state, self.reference, self.problem = self.State.SENT, reference[:120], ""
        self.sent_at = self.sent_at or at

    def arrive(self, at: datetime, reference: str) -> None:
        self.send(at, reference)
        self.state, self.settled_at = self.State.PAID, at

    def come_back(self, at: datetime, problem: str) -> None:
        """A bank may send back what had arrived."""
        if self.state == self.State.FAILED:
            raise PayoutIsOver(number=self.pk)
        self.state, self.problem, self.settled_at = self.State.FAILED, problem[:300], at
