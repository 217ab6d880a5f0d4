"""Carts: what somebody means to buy, from any number of shops."""

from django.db import models
from django.db.models.functions import Now

from meadow.goods.models.products import Variant
from meadow.people.models.persons import Person
from meadow.venue.notes.models.notes import Note


class Cart(models.Model):
    """One member's cart, or one guest's, which only the key in the guest's signed session finds again.

    When a guest signs in, the two carts become one: for each variant the larger of the two quantities stays.
    """

    person = models.OneToOneField(Person, models.CASCADE, null=True, blank=True, related_name="cart")
    key = models.UUIDField(null=True, blank=True, unique=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, key=None) | models.Q(person=None, key__isnull=False),
                name="a_cart_has_one_owner",
            )
        ]
        indexes = [models.Index(fields=["changed_at"], condition=models.Q(person=None), name="guest_cart_age")]

    def __str__(self) -> str:
        return f"cart {self.pk}"


class CartLine(models.Model):
    """One variant in one cart, and the note in which it was found, if any."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    note = models.ForeignKey(Note, models.SET_NULL, null=True, blank=True, related_name="+")
    put_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="one_line_per_variant"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1, quantity__lte=999), name="cart_quantity_in_bounds"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.variant_id}"
