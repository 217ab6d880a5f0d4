"""Money given back for orders that stand: how much, of which lines, and whether the provider has done it."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.people.models.persons import Person
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment


class RefundQuerySet(models.QuerySet["Refund"]):
    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")


class Refund(models.Model):
    """Money of one order that goes back to the member; `amount` is its lines' amounts and `shipping` together.

    It is written with all that it takes back (of the order, its lines and the ledger) in one transaction, and is sent
    to the provider afterwards, as often as it takes: `key` makes the provider do it once.
    """

    class State(models.TextChoices):
        DUE = "due", _("On its way")
        DONE = "done", _("Given back")
        FAILED = "failed", _("Refused by the provider")

    class Reason(models.TextChoices):
        CANCELLED = "cancelled", _("Called off before it was sent")
        RETURNED = "returned", _("Goods came back")
        GOODWILL = "goodwill", _("Goodwill")
        DAMAGED = "damaged", _("Damaged or wrong")
        MISSING = "missing", _("Did not arrive")
        SAMPLE = "sample", _("Deposit for a sample")

    order = models.ForeignKey(Order, models.PROTECT, related_name="refunds", verbose_name=_("order"))
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, blank=True, related_name="refunds", verbose_name=_("payment")
    )
    amount = models.BigIntegerField(_("amount"))
    shipping = models.BigIntegerField(_("of it for sending"), default=0)
    currency = models.CharField(_("currency"), max_length=3)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DUE)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    words = models.CharField(_("words"), max_length=300, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    key = models.UUIDField(_("key"), unique=True)
    reference = models.CharField(_("reference"), max_length=120, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    tried_at = models.DateTimeField(_("last tried at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, shipping__gte=0, shipping__lte=models.F("amount")),
                name="refund_is_positive",
            )
        ]
        indexes = [models.Index(fields=["asked_at"], condition=models.Q(state="due"), name="refund_due")]

    def __str__(self) -> str:
        return f"refund {self.pk}"


class RefundLine(models.Model):
    """What one refund gives back of one line; `quantity` counts pieces that are sold no more, 0 for goodwill.

    `tax` is the tax in `amount`.
    """

    refund = models.ForeignKey(Refund, models.CASCADE, related_name="lines", verbose_name=_("refund"))
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="refund_lines", verbose_name=_("line"))
    quantity = models.PositiveIntegerField(_("quantity"), default=0)
    amount = models.BigIntegerField(_("amount"))
    tax = models.BigIntegerField(_("tax"), default=0)

    class Meta:
        verbose_name = _("line of a refund")
        verbose_name_plural = _("lines of refunds")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["refund", "line"], name="one_refund_line_per_line"),
            models.CheckConstraint(condition=models.Q(amount__gte=0, tax__gte=0), name="refund_line_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of line {self.line_id}"
