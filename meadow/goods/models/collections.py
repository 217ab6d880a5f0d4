"""Collections: what a manager chose to show together."""

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop, handle_rule
from meadow.goods.translations import Translated
from meadow.people.models.photos import Photo


class Collection(Translated):
    """Some products of one shop, chosen by hand and shown together in the order of the hand."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="collections", verbose_name=_("shop"))
    handle = models.CharField(_("handle"), max_length=80, validators=[handle_rule])
    title = models.CharField(_("title"), max_length=80)
    words = models.TextField(_("words"), max_length=1000, blank=True)
    cover = models.ForeignKey(Photo, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_shown = models.BooleanField(_("shown on the shop's page"), default=True)
    products = models.ManyToManyField(
        Product, through="CollectionItem", related_name="collections", verbose_name=_("products")
    )
    begun_at = models.DateTimeField(_("begun at"), db_default=Now())

    translated = ("title", "words")

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "handle"], name="one_collection_per_handle"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("matching:collection", args=[self.shop.handle, self.handle])


class CollectionItem(models.Model):
    """One product at its place in a collection."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="items", verbose_name=_("collection"))
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", verbose_name=_("product"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("product of a collection")
        verbose_name_plural = _("products of a collection")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["collection", "product"], name="a_product_once_per_collection")]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.collection_id}"
