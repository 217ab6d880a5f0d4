"""Carts: what somebody means to buy, from any number of shops."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.venue.notes.models.notes import Note

MOST_LINES = 100
MOST_OF_ONE = 999


class CartQuerySet(models.QuerySet["Cart"]):
    def locked(self) -> Self:
        return self.select_for_update().order_by("pk")


class Cart(models.Model):
    """One member's cart, or one guest's, which only the key in the guest's signed session finds again.

    When a guest signs in, the two carts become one: for each variant the larger of the two quantities stays.
    """

    person = models.OneToOneField(
        Person, models.CASCADE, null=True, blank=True, related_name="cart", verbose_name=_("person")
    )
    key = models.UUIDField(_("key"), null=True, blank=True, unique=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = CartQuerySet.as_manager()

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, key=None) | models.Q(person=None, key__isnull=False),
                name="a_cart_has_one_owner",
            )
        ]
        indexes = [models.Index(fields=["changed_at"], condition=models.Q(person=None), name="guest_cart_age")]

    def __str__(self) -> str:
        return f"cart {self.pk}"


class CartLineQuerySet(models.QuerySet["CartLine"]):
    def in_full(self) -> Self:
        """With everything that a cart or a checkout shows of a line."""
        things = self.select_related("variant__product__shop", "variant__product__cover", "variant__stock")
        return things.prefetch_related("variant__parts__part__product")

    def to_order(self) -> "list[CartLine]":
        """The lines with everything that an order copies of them, in their order; one statement, three for bundles."""
        lines = list(self.select_related("variant__product__shop", "variant__stock").order_by("pk"))
        know_parts([line.variant for line in lines])
        return lines


def know_parts(variants: Iterable[Variant]) -> None:
    """Have those of these variants that are bundles know what they are made of."""
    bundles = [variant for variant in variants if variant.product.kind == Product.Kind.BUNDLE]
    if bundles:
        models.prefetch_related_objects(bundles, "parts__part__product")


class CartLine(models.Model):
    """One variant in one cart, and the note in which it was found, if any."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines", verbose_name=_("cart"))
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="+", verbose_name=_("variant"))
    quantity = models.PositiveIntegerField(_("quantity"))
    note = models.ForeignKey(Note, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("note"))
    put_at = models.DateTimeField(_("put at"), db_default=Now())

    discount = 0
    """What promotions take off this line, and below the part of it that the platform bears: set by `look_over`."""
    discount_platform = 0
    tax = 0
    """The tax on what is left, the part of it that comes on top of the price, and its rate: set by `look_over`."""
    tax_added = 0
    tax_rate = 0

    lowest_30: int | None = None
    """The lowest price of the 30 days before a reduction, where a page was asked to tell it."""

    is_kept_for_us = False
    """Whether it may come out of a live room's slice, which only holding it can tell."""

    objects = CartLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="one_line_per_variant"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, quantity__lte=999), name="cart_quantity_in_bounds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.variant_id}"

    @property
    def total(self) -> int:
        """What this line costs now."""
        return self.variant.price * self.quantity

    @property
    def total_before(self) -> int:
        """What this line would have cost before the reduction."""
        return (self.variant.compare_at or self.variant.price) * self.quantity

    @property
    def is_on_sale(self) -> bool:
        product = self.variant.product
        return (
            self.variant.is_active and product.status == Product.Status.ACTIVE and product.shop.state == Shop.State.OPEN
        )

    @property
    def available(self) -> int | None:
        """How many can be had now; None when there is no limit."""
        stock: Stock | None = getattr(self.variant, "stock", None)
        return stock.available if stock else 0

    @property
    def is_short(self) -> bool:
        return not self.is_kept_for_us and self.available is not None and self.available < self.quantity
