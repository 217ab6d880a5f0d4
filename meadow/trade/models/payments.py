"""Payments: what a provider was asked for, and what it told us."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.trade.models.orders import OrderGroup


class Payment(models.Model):
    """One attempt to collect an order group's total through one provider."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SUCCEEDED = "succeeded", _("Succeeded")
        FAILED = "failed", _("Failed")
        REFUND_DUE = "refund_due", _("To be refunded")
        REFUNDED = "refunded", _("Refunded")

    group = models.ForeignKey(OrderGroup, models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=20)
    reference = models.CharField(max_length=120, blank=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    problem = models.CharField(max_length=300, blank=True)
    begun_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "reference"], condition=~models.Q(reference=""), name="one_payment_per_reference"
            ),
            models.UniqueConstraint(
                fields=["group"], condition=models.Q(state="succeeded"), name="a_group_is_paid_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.reference or self.pk}"


class ProviderNotice(models.Model):
    """One notification of a payment provider that was acted on, so that a replay changes nothing."""

    provider = models.CharField(max_length=20)
    notice = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "notice"], name="one_row_per_notice")]

    def __str__(self) -> str:
        return f"{self.provider} {self.notice}"
