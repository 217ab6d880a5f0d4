"""Checkouts: one address and one payment for the orders of several shops, and what is held for them meanwhile."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Variant
from meadow.goods.models.stock import StockSlice
from meadow.people.models.persons import Person
from meadow.trade.destinations import address_lines


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
    discount_total = models.BigIntegerField(_("discount"), db_default=0, default=0)
    shipping_total = models.BigIntegerField(_("shipping total"))
    tax_added = models.BigIntegerField(_("tax on top"), db_default=0, default=0)
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
                condition=models.Q(
                    total=models.F("goods_total")
                    - models.F("discount_total")
                    + models.F("shipping_total")
                    + models.F("tax_added")
                ),
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
        return address_lines(self.address)

    def can_be_paid(self, at: datetime) -> bool:
        return self.state == self.State.OPEN and self.expires_at > at

    def is_due_to_expire(self, at: datetime) -> bool:
        return self.state == self.State.OPEN and self.expires_at <= at


class Hold(models.Model):
    """Goods kept back for one open checkout, until it is paid or expires; `drawn` of them came from a slice."""

    class State(models.TextChoices):
        HELD = "held", _("Held")
        SOLD = "sold", _("Sold")
        RELEASED = "released", _("Released")

    group = models.ForeignKey(OrderGroup, models.CASCADE, related_name="holds", verbose_name=_("order group"))
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="holds", verbose_name=_("variant"))
    quantity = models.PositiveIntegerField(_("quantity"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.HELD)
    slice = models.ForeignKey(
        StockSlice, models.SET_NULL, null=True, blank=True, related_name="holds", verbose_name=_("slice")
    )
    drawn = models.PositiveIntegerField(_("drawn from the slice"), default=0, db_default=0)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [models.UniqueConstraint(fields=["group", "variant"], name="one_hold_per_variant_and_group")]
        indexes = [models.Index(fields=["variant"], condition=models.Q(state="held"), name="hold_standing")]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.variant_id} {self.state}"
