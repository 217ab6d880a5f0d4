"""Taxes: at which rates a shop's goods are taxed where they go to."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop


class TaxRateQuerySet(models.QuerySet["TaxRate"]):
    def in_country(self, country: str) -> Self:
        return self.filter(country=country)


class TaxRate(models.Model):
    """The tax on one class of a shop's goods that go to one country, or to one region of it.

    `rate` is hundredths of a per cent. It is in the prices (value added tax) or comes on top of them (sales tax). A row
    for the region counts instead of the one for its country, not with it. Where there is no row, there is no tax.
    """

    class Class(models.TextChoices):
        """The classes of goods that are taxed; zero-rated and exempt goods need no row."""

        STANDARD = Product.TaxClass.STANDARD.value, _("Standard rate")
        REDUCED = Product.TaxClass.REDUCED.value, _("Reduced rate")

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="tax_rates", verbose_name=_("shop"))
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("state or province"), max_length=80, blank=True)
    tax_class = models.CharField(_("tax class"), max_length=8, choices=Class, default=Class.STANDARD)
    rate = models.PositiveIntegerField(_("rate"))
    name = models.CharField(_("name on receipts"), max_length=40)
    is_included = models.BooleanField(_("prices include it"), default=True)
    on_shipping = models.BooleanField(_("sending is taxed too"), default=True)

    objects = TaxRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("tax rate")
        verbose_name_plural = _("tax rates")
        ordering = ["country", "region", "-rate", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "country", "region", "tax_class"], name="one_tax_rate_per_place_and_class"
            ),
            models.CheckConstraint(condition=models.Q(rate__lte=10_000), name="tax_is_not_more_than_all"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.region} {self.name}".replace("  ", " ")
