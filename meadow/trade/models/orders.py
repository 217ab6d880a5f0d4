"""Orders: what a member was promised, by which shops, and what is held for it."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.countries import country_name
from meadow.people.models.persons import Person
from meadow.trade.refusals import AlreadyPaid, AlreadyReceived, NotPaidYet, NotSentYet, TooLateToCancel
from meadow.venue.notes.models.notes import Note


class OrderGroupQuerySet(models.QuerySet["OrderGroup"]):
    def placed_by(self, person: Person) -> Self:
        return self.filter(member=person)

    def locked(self) -> Self:
        return self.select_for_update().order_by("pk")


class OrderGroup(models.Model):
    """One checkout: one address and one payment for the orders of all its shops. Stored totals are never recomputed."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for payment")
        PAID = "paid", _("Paid")
        CANCELLED = "cancelled", _("Cancelled")
        EXPIRED = "expired", _("Not paid in time")

    member = models.ForeignKey(Person, models.PROTECT, related_name="order_groups", verbose_name=_("member"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    currency = models.CharField(_("currency"), max_length=3)
    goods_total = models.BigIntegerField(_("goods total"))
    shipping_total = models.BigIntegerField(_("shipping total"))
    total = models.BigIntegerField(_("total"))
    address = models.JSONField(_("address"), default=dict)
    request_key = models.CharField(_("request key"), max_length=255, null=True, blank=True)  # noqa: DJ001 - NULL keeps the constraint silent
    placed_at = models.DateTimeField(_("placed at"), db_default=Now())
    expires_at = models.DateTimeField(_("expires at"))
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)

    objects = OrderGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("order group")
        verbose_name_plural = _("order groups")
        constraints = [
            models.UniqueConstraint(fields=["member", "request_key"], name="one_order_group_per_request"),
            models.CheckConstraint(
                condition=models.Q(total=models.F("goods_total") + models.F("shipping_total")),
                name="group_total_adds_up",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=models.Q(state="open"), name="group_expiry"),
            models.Index(fields=["member", "-id"]),
        ]

    def __str__(self) -> str:
        return f"order group {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("trade:payment", args=[self.pk])

    @property
    def address_lines(self) -> list[str]:
        """The address as it stands on a parcel, in the language at hand."""
        part = self.address.get
        town = " ".join(filter(None, (part("postcode"), part("city"))))
        lines = (part("name"), part("street"), town, part("region"), country_name(part("country", "")), part("phone"))
        return [line for line in lines if line]

    def can_be_paid(self, at: datetime) -> bool:
        return self.state == self.State.OPEN and self.expires_at > at

    def is_due_to_expire(self, at: datetime) -> bool:
        return self.state == self.State.OPEN and self.expires_at <= at


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

    Lines keep the price of the moment, so that a later price never rewrites the past.
    """

    class State(models.TextChoices):
        PLACED = "placed", _("Waiting for payment")
        PAID = "paid", _("Paid")
        SENT = "sent", _("On its way")
        RECEIVED = "received", _("Received")
        CANCELLED = "cancelled", _("Cancelled")

    group = models.ForeignKey(OrderGroup, models.PROTECT, related_name="orders", verbose_name=_("order group"))
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="orders", verbose_name=_("shop"))
    member = models.ForeignKey(Person, models.PROTECT, related_name="orders", verbose_name=_("member"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLACED)
    currency = models.CharField(_("currency"), max_length=3)
    goods_total = models.BigIntegerField(_("goods total"))
    shipping_total = models.BigIntegerField(_("shipping total"))
    total = models.BigIntegerField(_("total"))
    shipping_name = models.CharField(_("shipping"), max_length=80, blank=True)
    placed_at = models.DateTimeField(_("placed at"), db_default=Now())
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.UniqueConstraint(fields=["group", "shop"], name="one_order_per_shop_and_group"),
            models.CheckConstraint(
                condition=models.Q(total=models.F("goods_total") + models.F("shipping_total")),
                name="order_total_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["shop", "state", "-id"]), models.Index(fields=["member", "-id"])]

    def __str__(self) -> str:
        return f"order {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("trade:order", args=[self.pk])

    @property
    def can_be_cancelled(self) -> bool:
        return self.state == self.State.PLACED

    @property
    def is_digital(self) -> bool:
        """Whether there is nothing to send. Reads the lines."""
        return all(line.is_digital for line in self.lines.all())

    @property
    def can_be_downloaded(self) -> bool:
        return self.state in {self.State.PAID, self.State.SENT, self.State.RECEIVED}

    @property
    def can_be_sent(self) -> bool:
        return self.state == self.State.PAID

    @property
    def can_be_received(self) -> bool:
        return self.state == self.State.SENT

    def cancel(self) -> None:
        if self.state == self.State.CANCELLED:
            return  # cancelling twice changes nothing
        if self.state == self.State.PAID:
            raise AlreadyPaid(number=self.pk)
        if not self.can_be_cancelled:
            raise TooLateToCancel(number=self.pk)
        self.state = self.State.CANCELLED

    def send(self) -> None:
        if self.state in {self.State.SENT, self.State.RECEIVED}:
            return  # marking twice changes nothing
        if not self.can_be_sent:
            raise NotPaidYet(number=self.pk)
        self.state = self.State.SENT

    def receive(self) -> None:
        if self.state == self.State.RECEIVED:
            raise AlreadyReceived(number=self.pk)
        if not self.can_be_received:
            raise NotSentYet(number=self.pk)
        self.state = self.State.RECEIVED


class OrderLine(models.Model):
    """One variant in an order, with everything copied that a later change of the product must not alter.

    `parts` are what a bundle was made of: `[{"title": "Cup", "options": ["Oat"], "sku": "CUP", "quantity": 2}]`.
    `ships_on` is the day that was promised for what was ordered before it was there.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("order"))
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="order_lines", verbose_name=_("variant"))
    title = models.CharField(_("title"), max_length=200)
    options = ArrayField(models.CharField(max_length=100), default=list, blank=True, verbose_name=_("options"))
    sku = models.CharField("SKU", max_length=100, blank=True)
    price = models.BigIntegerField(_("price"))
    quantity = models.PositiveIntegerField(_("quantity"))
    total = models.BigIntegerField(_("total"))
    parts = models.JSONField(_("parts"), default=list, blank=True)
    ships_on = models.DateField(_("sent from"), null=True, blank=True)
    is_digital = models.BooleanField(_("to be downloaded"), default=False)
    note = models.ForeignKey(Note, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("note"))

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="ordered_quantity_is_positive"),
            models.CheckConstraint(
                condition=models.Q(total=models.F("price") * models.F("quantity")), name="line_total_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.title}"


class Hold(models.Model):
    """Goods kept back for one open checkout, until it is paid or expires."""

    class State(models.TextChoices):
        HELD = "held", _("Held")
        SOLD = "sold", _("Sold")
        RELEASED = "released", _("Released")

    group = models.ForeignKey(OrderGroup, models.CASCADE, related_name="holds", verbose_name=_("order group"))
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="holds", verbose_name=_("variant"))
    quantity = models.PositiveIntegerField(_("quantity"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.HELD)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [models.UniqueConstraint(fields=["group", "variant"], name="one_hold_per_variant_and_group")]
        indexes = [models.Index(fields=["variant"], condition=models.Q(state="held"), name="hold_standing")]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.variant_id} {self.state}"
