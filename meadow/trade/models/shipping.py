"""Shipping: what sending costs, and the parcels on their way."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.shops import Shop
from meadow.goods.translations import Translated
from meadow.trade.carriers import tracking_url
from meadow.trade.pricing.sending import banded


class ShippingZone(models.Model):
    """Some countries, or regions of one country, to which a shop sends at the same rates.

    A zone that names no country is the rest of the world. The nearest zone counts: one that names the region, else one
    that names the country, else the rest of the world.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="shipping_zones", verbose_name=_("shop"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("countries"))
    regions = ArrayField(
        models.CharField(max_length=80), default=list, blank=True, verbose_name=_("states or provinces")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("shipping zone")
        verbose_name_plural = _("shipping zones")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(regions=[]) | models.Q(countries__len=1), name="regions_are_of_one_country"
            )
        ]

    def __str__(self) -> str:
        return self.name or ", ".join([*self.countries, *self.regions]) or str(_("Everywhere else"))


class ShippingRateQuerySet(models.QuerySet["ShippingRate"]):
    def offered(self) -> Self:
        """Rates that are offered, with their zones."""
        return self.filter(is_active=True).select_related("zone")


class ShippingRate(Translated):
    """One way in which a shop sends to one zone, and its price in minor units of the shop's currency.

    `bands` are prices by weight: `[{"up_to": 1000, "price": 490}]`, in grams; what weighs more than the last band is
    not sent this way. Without bands everything costs `price`.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="shipping_rates", verbose_name=_("shop"))
    zone = models.ForeignKey(ShippingZone, models.CASCADE, related_name="rates", verbose_name=_("zone"))
    name = models.CharField(_("name"), max_length=80)
    price = models.BigIntegerField(_("price"))
    bands = models.JSONField(_("prices by weight"), default=list, blank=True)
    free_from = models.BigIntegerField(_("free from"), null=True, blank=True)
    days_from = models.PositiveSmallIntegerField(_("days, at least"), null=True, blank=True)
    days_to = models.PositiveSmallIntegerField(_("days, at most"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    objects = ShippingRateQuerySet.as_manager()
    translated = ("name",)

    class Meta:
        verbose_name = _("shipping rate")
        verbose_name_plural = _("shipping rates")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(price__gte=0), name="shipping_is_not_negative"),
            models.CheckConstraint(
                condition=models.Q(days_from=None)
                | models.Q(days_to=None)
                | models.Q(days_from__lte=models.F("days_to")),
                name="shipping_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def countries(self) -> list[str]:
        """The countries of its zone; none is the rest of the world."""
        return self.zone.countries

    @property
    def days(self) -> str:
        """How long it takes: `3-5 days`; nothing where the shop does not say."""
        first, last = self.days_from, self.days_to
        if first is None and last is None:
            return ""
        if first is None or last is None or first == last:
            number = (last if first is None else first) or 0
            return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}
        return gettext("%(first)s–%(last)s days") % {"first": first, "last": last}

    def price_for(self, goods_total: int, grams: int = 0) -> int | None:
        """What sending goods of this worth and weight costs; None when they are too heavy for it."""
        price = banded(self.price, [(band["up_to"], band["price"]) for band in self.bands], grams)
        if price is not None and self.free_from is not None and goods_total >= self.free_from:
            return 0
        return price


class Shipment(models.Model):
    """One parcel of an order, with the carrier and the number under which it can be followed.

    One that was sent in exchange says for which return; what is in it is what that return wanted instead.
    """

    order = models.ForeignKey("trade.Order", models.CASCADE, related_name="shipments", verbose_name=_("order"))
    of_return = models.ForeignKey(
        "trade.Return", models.PROTECT, null=True, blank=True, related_name="parcels", verbose_name=_("in exchange for")
    )
    carrier = models.CharField(_("carrier"), max_length=60)
    tracking = models.CharField(_("tracking number"), max_length=80, blank=True)
    sent_at = models.DateTimeField(_("sent at"), db_default=Now())
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking}"

    @property
    def tracking_url(self) -> str:
        """Where to follow it, when its carrier is known."""
        return tracking_url(self.carrier, self.tracking)


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
