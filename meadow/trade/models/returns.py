"""Returns and exchanges: what a member wants to send back and why, and how the shop answers."""

from collections import Counter
from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.trade.carriers import tracking_url
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.refunds import Refund
from meadow.trade.refusals import ReturnIsElsewhere


class ReturnQuerySet(models.QuerySet["Return"]):
    def asked_by(self, person: Person) -> Self:
        return self.filter(order__member=person)

    def in_care_of(self, person: Person) -> Self:
        return self.filter(order__shop__in=Shop.objects.run_by(person, Seat.Role.OWNER, Seat.Role.SUPPORT))

    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("pk")


class Return(models.Model):
    """One wish to give goods of an order back, or to have others for them, from asking to the money or the parcel."""

    class Kind(models.TextChoices):
        RETURN = "return", _("Send back for money")
        REFUND_ONLY = "refund_only", _("Money without sending back")
        EXCHANGE = "exchange", _("Send back for something else")

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for the shop")
        APPROVED = "approved", _("Approved, to be sent back")
        REFUSED = "refused", _("Refused")
        SENT_BACK = "sent_back", _("On its way back")
        RECEIVED = "received", _("Come back, being looked at")
        REPLACING = "replacing", _("Come back, the exchange is to be sent")
        DONE = "done", _("Settled")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Reason(models.TextChoices):
        NOT_LIKED = "not_liked", _("It is not what I had in mind")
        DOES_NOT_FIT = "does_not_fit", _("It does not fit")
        DAMAGED = "damaged", _("It came damaged")
        WRONG = "wrong", _("It is not what I ordered")
        NOT_AS_SHOWN = "not_as_shown", _("It is not as it was shown")
        MISSING = "missing", _("It did not arrive")
        FAKE = "fake", _("I doubt that it is original")

    NO_REASON = frozenset({Reason.NOT_LIKED, Reason.DOES_NOT_FIT})
    """Reasons that need no fault: within the time to return these can be granted at once."""
    SHOPS_FAULT = frozenset({Reason.DAMAGED, Reason.WRONG, Reason.NOT_AS_SHOWN, Reason.MISSING, Reason.FAKE})
    OPEN = (State.ASKED, State.APPROVED, State.SENT_BACK, State.RECEIVED, State.REPLACING)

    order = models.ForeignKey(Order, models.PROTECT, related_name="returns", verbose_name=_("order"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    reason = models.CharField(_("reason"), max_length=14, choices=Reason)
    words = models.CharField(_("words"), max_length=1000, blank=True)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    is_instant = models.BooleanField(_("paid back at once"), default=False)
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    tracking = models.CharField(_("tracking number"), max_length=80, blank=True)
    deducted = models.BigIntegerField(_("kept back"), db_default=0, default=0)
    deducted_words = models.CharField(_("why it was kept back"), max_length=300, blank=True)
    answer_by = models.DateTimeField(_("to be answered by"))
    refund = models.OneToOneField(
        Refund, models.SET_NULL, null=True, blank=True, related_name="of_return", verbose_name=_("refund")
    )
    request_key = models.CharField(_("request key"), max_length=255, null=True, blank=True)  # noqa: DJ001 - NULL keeps the constraint silent
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    sent_back_at = models.DateTimeField(_("sent back at"), null=True, blank=True)
    received_at = models.DateTimeField(_("come back at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "request_key"], name="one_return_per_request"),
            models.CheckConstraint(condition=models.Q(deducted__gte=0), name="deducted_is_not_negative"),
        ]
        indexes = [
            models.Index(fields=["answer_by"], condition=models.Q(state="asked"), name="return_to_answer"),
            models.Index(fields=["answered_at"], condition=models.Q(state="approved"), name="return_to_send_back"),
            models.Index(
                fields=["sent_back_at"],
                condition=models.Q(state__in=["sent_back", "received"]),
                name="return_to_settle",
            ),
        ]

    def __str__(self) -> str:
        return f"return {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("trade:return", args=[self.order_id, self.pk])

    @property
    def tracking_url(self) -> str:
        """Where to follow what is on its way back, when its carrier is known."""
        return tracking_url(self.carrier, self.tracking)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def worth(self, lines: "Iterable[ReturnLine]") -> int:
        """What its pieces give back, before anything is kept back; `lines` are all of its own, with their `line`."""
        pieces: Counter[OrderLine] = Counter()
        for one in lines:
            pieces[one.line] += one.quantity
        return sum(line.worth(quantity) for line, quantity in pieces.items())

    def held_back(self) -> dict[int, int]:
        """How many of which variants are kept back for an exchange. Reads the lines."""
        found: Counter[int] = Counter()
        for one in self.lines.all():
            if one.instead_id is not None:
                found[one.instead_id] += one.quantity
        return dict(found)

    @property
    def is_exchange(self) -> bool:
        return self.kind == self.Kind.EXCHANGE

    @property
    def is_shops_fault(self) -> bool:
        return self.reason in self.SHOPS_FAULT

    @property
    def can_be_answered(self) -> bool:
        return self.state == self.State.ASKED

    @property
    def can_be_withdrawn(self) -> bool:
        return self.state in {self.State.ASKED, self.State.APPROVED}

    @property
    def can_be_sent_back(self) -> bool:
        return self.state == self.State.APPROVED

    @property
    def can_be_received(self) -> bool:
        """Goods may come back before the member has said that they are on their way."""
        return self.state in {self.State.APPROVED, self.State.SENT_BACK}

    def approve(self) -> None:
        """Grant it: what needs no sending back is settled with that."""
        self._need(self.State.ASKED)
        self.state = self.State.DONE if self.kind == self.Kind.REFUND_ONLY else self.State.APPROVED

    def refuse(self) -> None:
        self._need(self.State.ASKED)
        self.state = self.State.REFUSED

    def withdraw(self) -> None:
        self._need(self.State.ASKED, self.State.APPROVED)
        self.state = self.State.WITHDRAWN

    def send_back(self) -> None:
        self._need(self.State.APPROVED)
        self.state = self.State.SENT_BACK

    def receive(self) -> None:
        self._need(self.State.APPROVED, self.State.SENT_BACK)
        self.state = self.State.RECEIVED

    def look_over(self) -> None:
        """The goods were looked at: an exchange still owes the other goods."""
        self._need(self.State.RECEIVED)
        self.state = self.State.REPLACING if self.is_exchange else self.State.DONE

    def replace(self) -> None:
        """The other goods were sent, or their money is given back instead."""
        self._need(self.State.REPLACING)
        self.state = self.State.DONE

    def _need(self, *states: State) -> None:
        if self.state not in states:
            raise ReturnIsElsewhere(state=self.get_state_display())


class ReturnLine(models.Model):
    """How many pieces of one line are given back, and for an exchange what is wanted instead.

    `variant` is what comes back: what the line is of, or what was sent in exchange for it before. `restocked`
    says after the inspection how many of them can be sold again.
    """

    ret = models.ForeignKey(Return, models.CASCADE, related_name="lines", verbose_name=_("return"))
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="return_lines", verbose_name=_("line"))
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="+", verbose_name=_("variant"))
    quantity = models.PositiveIntegerField(_("quantity"))
    instead = models.ForeignKey(
        Variant, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("instead")
    )
    restocked = models.PositiveIntegerField(_("back on the shelf"), default=0)

    class Meta:
        verbose_name = _("line of a return")
        verbose_name_plural = _("lines of returns")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["ret", "line", "variant"], name="one_return_line_per_line"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, restocked__lte=models.F("quantity")),
                name="return_line_in_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.line_id}"


class ReturnPhoto(models.Model):
    """A photo that shows what is wrong; for the member and the shop's team only."""

    ret = models.ForeignKey(Return, models.CASCADE, related_name="photos", verbose_name=_("return"))
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="+", verbose_name=_("photo"))

    class Meta:
        verbose_name = _("photo of a return")
        verbose_name_plural = _("photos of returns")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"photo {self.photo_id} of return {self.ret_id}"


class ReturnTerms(models.Model):
    """How one shop takes goods back: where to, and what it grants without being asked."""

    shop = models.OneToOneField(
        Shop, models.CASCADE, primary_key=True, related_name="return_terms", verbose_name=_("shop")
    )
    address = models.CharField(_("where returns go to"), max_length=300, blank=True)
    words = models.CharField(_("what to mind"), max_length=500, blank=True)
    approves_at_once = models.BooleanField(_("approve returns without a reason at once"), default=False)
    refunds_shipping = models.BooleanField(_("give shipping back where the shop is at fault"), default=True)

    class Meta:
        verbose_name = _("terms of returns")
        verbose_name_plural = _("terms of returns")

    def __str__(self) -> str:
        return f"terms of shop {self.shop_id}"
