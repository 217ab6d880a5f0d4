"""Shipping: what sending costs, and the parcels on their way."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.shops import Shop
from meadow.goods.translations import Translated


class ShippingRateQuerySet(models.QuerySet["ShippingRate"]):
    def to_country(self, country: str) -> Self:
        """Rates that reach this country; a rate that names no country reaches all."""
        return self.filter(models.Q(countries=[]) | models.Q(countries__contains=[country]))


class ShippingRate(Translated):
    """One way in which a shop sends, and its price in minor units of the shop's currency."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="shipping_rates", verbose_name=_("shop"))
    name = models.CharField(_("name"), max_length=80)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("countries"))
    price = models.BigIntegerField(_("price"))
    free_from = models.BigIntegerField(_("free from"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    objects = ShippingRateQuerySet.as_manager()
    translated = ("name",)

    class Meta:
        verbose_name = _("shipping rate")
        verbose_name_plural = _("shipping rates")
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(price__gte=0), name="shipping_is_not_negative")]

    def __str__(self) -> str:
        return self.name

    def price_for(self, goods_total: int) -> int:
        """What sending goods of this worth costs."""
        return 0 if self.free_from is not None and goods_total >= self.free_from else self.price


class Shipment(models.Model):
    """One parcel of an order, with the carrier and the number under which it can be followed."""

    order = models.ForeignKey("trade.Order", models.CASCADE, related_name="shipments", verbose_name=_("order"))
    carrier = models.CharField(_("carrier"), max_length=60)
    tracking = models.CharField(_("tracking number"), max_length=80, blank=True)
    sent_at = models.DateTimeField(_("sent at"), db_default=Now())
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking}"


class ShipmentLine(models.Model):
    """How many pieces of one line are in one parcel."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines", verbose_name=_("shipment"))
    line = models.ForeignKey("trade.OrderLine", models.CASCADE, related_name="parcels", verbose_name=_("line"))
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("line of a shipment")
        verbose_name_plural = _("lines of shipments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="one_shipment_line_per_line"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="sent_quantity_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.line_id}"
