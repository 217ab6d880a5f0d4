"""Samples: one piece that a buyer gets to try before showing it."""

from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Variant
from meadow.people.models.persons import Person
from meadow.trade.destinations import address_lines
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.plans import SampleKind
from meadow.trade.models.refunds import Refund
from meadow.trade.refusals import SampleMovedOn


class SampleQuerySet(models.QuerySet["Sample"]):
    def asked_by(self, person: Person) -> Self:
        return self.filter(agreement__buyer=person)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Sample(models.Model):
    """One sample that one buyer asked for under one agreement.

    A free one is sent by the shop to `address` and needs nothing more. A refundable one is bought by the buyer as
    everything is bought: `line` is that purchase, and `refund` gives its price back after the first sale that stood.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for the shop")
        REFUSED = "refused", _("Refused")
        APPROVED = "approved", _("Approved")
        SENT = "sent", _("On its way")
        RECEIVED = "received", _("Received")
        SETTLED = "settled", _("Settled")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (State.ASKED, State.APPROVED, State.SENT, State.RECEIVED)
    _WAYS = {
        State.ASKED: {State.APPROVED, State.REFUSED, State.WITHDRAWN},
        State.APPROVED: {State.SENT, State.WITHDRAWN},
        State.SENT: {State.RECEIVED, State.SETTLED},
        State.RECEIVED: {State.SETTLED},
    }

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="samples", verbose_name=_("agreement"))
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="+", verbose_name=_("variant"))
    kind = models.CharField(_("kind"), max_length=10, choices=SampleKind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    address = models.JSONField(_("address"), default=dict, blank=True)
    words = models.CharField(_("words of the buyer"), max_length=300, blank=True)
    answer = models.CharField(_("words of the shop"), max_length=300, blank=True)
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    tracking = models.CharField(_("tracking number"), max_length=80, blank=True)
    line = models.OneToOneField(
        OrderLine, models.SET_NULL, null=True, blank=True, related_name="sample", verbose_name=_("purchase")
    )
    refund = models.OneToOneField(
        Refund, models.SET_NULL, null=True, blank=True, related_name="of_sample", verbose_name=_("refund")
    )
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = SampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sample")
        verbose_name_plural = _("samples")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=~models.Q(state__in=["refused", "withdrawn"]),
                name="one_sample_per_agreement",
            ),
            models.CheckConstraint(condition=~models.Q(kind="none"), name="a_sample_is_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"sample {self.pk}"

    @property
    def address_lines(self) -> list[str]:
        """The address as it stands on a parcel, in the language at hand."""
        return address_lines(self.address)

    @property
    def can_be_withdrawn(self) -> bool:
        return self.state in {self.State.ASKED, self.State.APPROVED} and self.line_id is None

    def move(self, state: str) -> None:
        """Take the next state; refuses where no way leads there."""
        if self.State(state) not in self._WAYS.get(self.State(self.state), set()):
            raise SampleMovedOn(state=self.get_state_display())
        self.state = state
