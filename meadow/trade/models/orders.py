"""Orders: what a member was promised by one shop, and what happened to it since."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.trade.models.groups import OrderGroup
from meadow.trade.refusals import (
    AlreadyPaid,
    AlreadyReceived,
    AlreadySent,
    NotDeliveredYet,
    NotPaidYet,
    NotSentYet,
    OrderIsCancelled,
    TooLateToCancel,
)

if TYPE_CHECKING:
    from meadow.trade.models.lines import OrderLine


class OrderQuerySet(models.QuerySet["Order"]):
    def placed_by(self, person: Person) -> Self:
        return self.filter(member=person)

    def in_care_of(self, person: Person) -> Self:
        """Orders of the shops in whose team this person looks after orders: its owners and its support."""
        return self.filter(shop__in=Shop.objects.run_by(person, Seat.Role.OWNER, Seat.Role.SUPPORT))

    def locked(self) -> Self:
        return self.select_for_update().order_by("pk")


class Order(models.Model):
    """What one member was promised by one shop.

    Lines keep the price of the moment, so that a later price never rewrites the past. `discount_total` is what
    promotions took off the goods; `shipping_total` is what is left to pay for sending. `tax_total` is all tax in the
    order; `tax_added` the part of it that prices did not include.
    """

    class State(models.TextChoices):
        PLACED = "placed", _("Waiting for payment")
        PAID = "paid", _("Paid")
        PART_SENT = "part_sent", _("Partly on its way")
        SENT = "sent", _("On its way")
        DELIVERED = "delivered", _("Delivered")
        COMPLETED = "completed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")

    PAID_STATES = frozenset({State.PAID, State.PART_SENT, State.SENT, State.DELIVERED, State.COMPLETED})
    """In which the money was taken and the sale stands."""
    OVER = frozenset({State.COMPLETED, State.CANCELLED})

    group = models.ForeignKey(OrderGroup, models.PROTECT, related_name="orders", verbose_name=_("order group"))
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="orders", verbose_name=_("shop"))
    member = models.ForeignKey(Person, models.PROTECT, related_name="orders", verbose_name=_("member"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLACED)
    currency = models.CharField(_("currency"), max_length=3)
    goods_total = models.BigIntegerField(_("goods total"))
    discount_total = models.BigIntegerField(_("discount"), db_default=0, default=0)
    shipping_total = models.BigIntegerField(_("shipping total"))
    tax_total = models.BigIntegerField(_("tax"), db_default=0, default=0)
    tax_added = models.BigIntegerField(_("tax on top"), db_default=0, default=0)
    total = models.BigIntegerField(_("total"))
    refunded_total = models.BigIntegerField(_("given back"), db_default=0, default=0)
    shipping_name = models.CharField(_("shipping"), max_length=80, blank=True)
    placed_at = models.DateTimeField(_("placed at"), db_default=Now())
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    returnable_until = models.DateTimeField(_("may be returned until"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.UniqueConstraint(fields=["group", "shop"], name="one_order_per_shop_and_group"),
            models.CheckConstraint(
                condition=models.Q(
                    total=models.F("goods_total")
                    - models.F("discount_total")
                    + models.F("shipping_total")
                    + models.F("tax_added")
                ),
                name="order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(refunded_total__gte=0, refunded_total__lte=models.F("total")),
                name="never_more_given_back_than_paid",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "state", "-id"]),
            models.Index(fields=["member", "-id"]),
            models.Index(fields=["sent_at"], condition=models.Q(state="sent"), name="order_to_deliver"),
            models.Index(fields=["returnable_until"], condition=models.Q(state="delivered"), name="order_to_complete"),
        ]

    def __str__(self) -> str:
        return f"order {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("trade:order", args=[self.pk])

    @property
    def is_paid(self) -> bool:
        """The money was taken and the sale stands."""
        return self.state in self.PAID_STATES

    @property
    def left(self) -> int:
        """What of the money has not been given back."""
        return self.total - self.refunded_total

    def shipping_left(self, lines: Iterable["OrderLine"]) -> int:
        """What is left of the money that was paid for sending: all that is none of its lines'."""
        return self.left - sum(line.refundable for line in lines)

    @property
    def tax_included(self) -> int:
        """The tax that prices included."""
        return self.tax_total - self.tax_added

    @property
    def can_be_cancelled(self) -> bool:
        """Whether the member can still say no to it without anybody's money being moved."""
        return self.state == self.State.PLACED

    @property
    def can_be_called_off(self) -> bool:
        """Whether it is paid and nothing of it is on its way."""
        return self.state == self.State.PAID

    @property
    def is_digital(self) -> bool:
        """Whether there is nothing to send. Reads the lines."""
        return all(line.is_digital for line in self.lines.all())

    @property
    def can_be_downloaded(self) -> bool:
        return self.is_paid

    @property
    def can_be_sent(self) -> bool:
        return self.state in {self.State.PAID, self.State.PART_SENT}

    @property
    def can_be_received(self) -> bool:
        return self.state == self.State.SENT

    def may_be_returned(self, at: datetime) -> bool:
        """Whether goods of it may be given back: as soon as some are sent, until the time for it is over."""
        if self.state == self.State.DELIVERED:
            return self.returnable_until is not None and at <= self.returnable_until
        return self.state in {self.State.PART_SENT, self.State.SENT}

    def pay(self) -> None:
        """The money is there; one that was given up can be taken up again."""
        if self.state not in {self.State.PLACED, self.State.CANCELLED} or self.paid_at:
            raise AlreadyPaid(number=self.pk)
        self.state = self.State.PAID

    def cancel(self) -> None:
        """Give up an order that nobody has paid."""
        if self.state == self.State.CANCELLED:
            return  # cancelling twice changes nothing
        if self.state == self.State.PAID:
            raise AlreadyPaid(number=self.pk)
        if not self.can_be_cancelled:
            raise TooLateToCancel(number=self.pk)
        self.state = self.State.CANCELLED

    def lessen(self) -> None:
        """Refuse to call anything of it off unless it is paid and not all on its way."""
        if self.state == self.State.PLACED:
            raise NotPaidYet(number=self.pk)
        if self.state == self.State.CANCELLED:
            raise OrderIsCancelled(number=self.pk)
        if not self.can_be_sent:
            raise TooLateToCancel(number=self.pk)

    def call_off(self) -> None:
        """Give up an order that is paid and of which nothing was sent; the money goes back."""
        self.lessen()
        if not self.can_be_called_off:
            raise TooLateToCancel(number=self.pk)
        self.state = self.State.CANCELLED

    def send(self, *, whole: bool = True) -> None:
        """A parcel leaves; with it the whole order is on its way, or a part."""
        if self.state == self.State.PLACED:
            raise NotPaidYet(number=self.pk)
        if self.state == self.State.CANCELLED:
            raise OrderIsCancelled(number=self.pk)
        if not self.can_be_sent:
            raise AlreadySent(number=self.pk)
        self.state = self.State.SENT if whole else self.State.PART_SENT

    def receive(self) -> None:
        """Everything has arrived."""
        if self.state in {self.State.DELIVERED, self.State.COMPLETED}:
            raise AlreadyReceived(number=self.pk)
        if not self.can_be_received:
            raise NotSentYet(number=self.pk)
        self.state = self.State.DELIVERED

    def hand_over(self) -> None:
        """There is nothing to send (any more): what was bought is with the member at once."""
        if self.state not in {self.State.PAID, self.State.PART_SENT}:
            raise NotPaidYet(number=self.pk)
        self.state = self.State.DELIVERED

    def complete(self) -> None:
        """The time to return it is over."""
        if self.state == self.State.COMPLETED:
            return
        if self.state != self.State.DELIVERED:
            raise NotDeliveredYet(number=self.pk)
        self.state = self.State.COMPLETED


class OrderStep(models.Model):
    """One thing that happened to an order after it was placed, as both sides see it: who did what, and when.

    `facts` are copied texts and numbers (`{"carrier": "DHL", "tracking": "123"}`); the sentence is made when it is
    read, in the reader's language.
    """

    class Kind(models.TextChoices):
        PAID = "paid", _("Paid")
        SENT = "sent", _("A parcel was sent")
        DELIVERED = "delivered", _("Delivered")
        COMPLETED = "completed", _("Completed")
        CANCELLED = "cancelled", _("Cancelled")
        CANCEL_ASKED = "cancel_asked", _("The member would like to cancel")
        CANCEL_REFUSED = "cancel_refused", _("The shop did not cancel")
        CALLED_OFF = "called_off", _("A part was called off")
        EXPIRED = "expired", _("Not paid in time")
        PARCEL_CHANGED = "parcel_changed", _("A parcel was corrected")
        REFUNDED = "refunded", _("Money was given back")
        RETURN_ASKED = "return_asked", _("A return was asked for")
        RETURN_ANSWERED = "return_answered", _("The return was answered")
        RETURN_SENT = "return_sent", _("The goods are on their way back")
        RETURN_RECEIVED = "return_received", _("The goods came back")
        RETURN_SETTLED = "return_settled", _("The return was settled")
        RETURN_WITHDRAWN = "return_withdrawn", _("The return was withdrawn")
        EXCHANGED = "exchanged", _("Other goods were sent in exchange")

    order = models.ForeignKey(Order, models.CASCADE, related_name="steps", verbose_name=_("order"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("step of an order")
        verbose_name_plural = _("steps of orders")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"
