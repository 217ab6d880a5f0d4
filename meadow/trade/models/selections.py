"""Selections: what a buyer recommends, in their own order and words."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Product
from meadow.people.models.persons import Person

MOST_SELECTED = 300


class SelectionItem(models.Model):
    """One product at its place in one buyer's selection, which everybody can read on the buyer's page."""

    buyer = models.ForeignKey(Person, models.CASCADE, related_name="selection", verbose_name=_("buyer"))
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", verbose_name=_("product"))
    words = models.CharField(_("your words"), max_length=300, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    added_at = models.DateTimeField(_("added at"), db_default=Now())

    class Meta:
        verbose_name = _("product of a selection")
        verbose_name_plural = _("products of selections")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["buyer", "product"], name="a_product_once_per_selection")]
        indexes = [models.Index(fields=["buyer", "position", "id"], name="selection_in_order")]

    def __str__(self) -> str:
        return f"{self.product_id} of {self.buyer_id}"
