"""Wishes to call paid orders off, which the shop answers."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.trade.models.orders import Order


class CancellationQuerySet(models.QuerySet["Cancellation"]):
    def open(self) -> Self:
        return self.filter(state=Cancellation.State.ASKED)


class Cancellation(models.Model):
    """One wish of a member to call off an order that is paid and not sent, once the time to do so alone is over."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for the shop")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")

    order = models.ForeignKey(Order, models.CASCADE, related_name="cancellations", verbose_name=_("order"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKED)
    words = models.CharField(_("words"), max_length=300, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = CancellationQuerySet.as_manager()

    class Meta:
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(state="asked"), name="one_open_cancellation_per_order"
            )
        ]

    def __str__(self) -> str:
        return f"cancellation {self.pk}"
