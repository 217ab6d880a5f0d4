"""The lines of orders: what of which goods, at the price of the moment, and what became of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Variant
from meadow.plumbing.money import allocate
from meadow.trade.models.orders import Order
from meadow.venue.notes.models.notes import Note


class OrderLine(models.Model):
    """One variant in an order, with everything copied that a later change of the product must not alter.

    `total` is before discounts. `discount` is what promotions took off, `discount_platform` the part of it that the
    platform bears. `tax` is all tax on what is left, at `tax_rate` hundredths of a per cent; `tax_added` the part that
    the price did not include. `sent`, `cancelled` and `returned` are pieces sent, pieces called off before they were,
    and pieces come back for good (what was exchanged is not among them); `refunded` is money given back,
    `refunded_quantity` for how many pieces, `refunded_tax` the tax in it.

    `parts` are what a bundle was made of: `[{"title": "Cup", "options": ["Oat"], "sku": "CUP", "variant": 7,
    "quantity": 2}]`.
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
    discount = models.BigIntegerField(_("discount"), db_default=0, default=0)
    discount_platform = models.BigIntegerField(_("discount borne by the platform"), db_default=0, default=0)
    tax = models.BigIntegerField(_("tax"), db_default=0, default=0)
    tax_added = models.BigIntegerField(_("tax on top"), db_default=0, default=0)
    tax_rate = models.PositiveIntegerField(_("tax rate"), db_default=0, default=0)
    sent = models.PositiveIntegerField(_("sent"), db_default=0, default=0)
    returned = models.PositiveIntegerField(_("come back"), db_default=0, default=0)
    refunded = models.BigIntegerField(_("given back"), db_default=0, default=0)
    cancelled = models.PositiveIntegerField(_("called off"), db_default=0, default=0)
    refunded_quantity = models.PositiveIntegerField(_("pieces given back"), db_default=0, default=0)
    refunded_tax = models.BigIntegerField(_("tax given back"), db_default=0, default=0)
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
            models.CheckConstraint(
                condition=models.Q(
                    discount__gte=0,
                    discount__lte=models.F("total"),
                    discount_platform__gte=0,
                    discount_platform__lte=models.F("discount"),
                    tax__gte=0,
                    tax_added__gte=0,
                    tax_added__lte=models.F("tax"),
                ),
                name="line_discount_and_tax_in_bounds",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    sent__lte=models.F("quantity"),
                    returned__lte=models.F("quantity"),
                    refunded__gte=0,
                    refunded__lte=models.F("total") - models.F("discount") + models.F("tax_added"),
                ),
                name="line_never_gives_back_more",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    quantity__gte=models.F("sent") + models.F("cancelled"),
                    refunded_quantity__gte=models.F("cancelled"),
                    refunded_quantity__lte=models.F("quantity"),
                    refunded_tax__gte=0,
                    refunded_tax__lte=models.F("tax"),
                ),
                name="line_pieces_in_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.title}"

    @property
    def paid(self) -> int:
        """What the member pays for this line: after discounts, with all tax."""
        return self.total - self.discount + self.tax_added

    @property
    def refundable(self) -> int:
        return self.paid - self.refunded

    @property
    def to_send(self) -> int:
        """Pieces that are neither sent nor called off."""
        return 0 if self.is_digital else self.quantity - self.sent - self.cancelled

    @property
    def given(self) -> int:
        """Pieces that the member was given: sent, or there to be downloaded."""
        return self.quantity - self.cancelled if self.is_digital else self.sent

    @property
    def kept(self) -> int:
        """Pieces that the member was given and has paid for; a refund by the piece can be of these."""
        return max(self.given - (self.refunded_quantity - self.cancelled), 0)

    @property
    def standing(self) -> int:
        """Pieces of which the sale stands: neither called off nor given back."""
        return self.quantity - self.refunded_quantity

    def worth(self, pieces: int) -> int:
        """What the next so many of the standing pieces give back.

        The share of all pieces given back so far, by largest remainder, less that of those before: giving back piece by
        piece gives back exactly what was paid. Never more than what goodwill has left.
        """
        before = self._share(self.refunded_quantity)
        return min(self._share(self.refunded_quantity + pieces) - before, self.refundable)

    def _share(self, pieces: int) -> int:
        return allocate(self.paid, [pieces, self.quantity - pieces])[0]

    def tax_in(self, amount: int) -> int:
        """The tax in so much of what can still be given back."""
        left = self.refundable
        return allocate(self.tax - self.refunded_tax, [amount, left - amount])[0] if amount else 0
