"""By which words a shop's desk finds a product."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from meadow.goods.finding import question
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop


class _Tsquery(models.Field):  # type: ignore[type-arg]  # generic for the checker only
    """PostgreSQL's type of questions; for casts only."""

    def db_type(self, connection: object) -> str:
        return "tsquery"


class _Says(models.Func):
    """`words @@ question`, both as they are: no dictionary of any language has a say."""

    arg_joiner = " @@ "
    template = "%(expressions)s"
    output_field = models.BooleanField()


class ProductWordsQuerySet(models.QuerySet["ProductWords"]):
    def saying(self, typed: str) -> Self:
        """Products of whose words every typed one is a part; those that nothing asks for, if nothing was typed."""
        asked = Cast(models.Value(question(typed)), _Tsquery())
        return self.filter(_Says(models.F("words"), asked))


class ProductWords(models.Model):
    """What one product is found by at its shop's desk: its titles in every language, its SKUs and its barcodes.

    `words` holds every ending of every word (see `goods.finding`). Apart from the product, so that reading a product
    does not read them, and so that a change of price does not write them again.
    """

    product = models.OneToOneField(
        Product, models.CASCADE, primary_key=True, related_name="found_by", verbose_name=_("product")
    )
    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("shop"))
    words = SearchVectorField(_("words"))

    objects = ProductWordsQuerySet.as_manager()

    class Meta:
        verbose_name = _("words of a product")
        verbose_name_plural = _("words of products")
        indexes = [GinIndex(fields=["words"], name="product_words")]

    def __str__(self) -> str:
        return str(self.product_id)
