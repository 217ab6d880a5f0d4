"""Attributes: what can be said of the goods of a category in the same words by every shop."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Category
from meadow.goods.translations import Translated


class Attribute(Translated):
    """One question about goods, asked in some categories and those below them: the material, the fragrance.

    `choices` are its possible answers, for kinds that have them: `[{"slug": "linen", "name": "Linen"}]`, translated
    under `{"zh-hans": {"name": "材质", "choices": {"linen": "亚麻"}}}`.
    """

    class Kind(models.TextChoices):
        CHOICE = "choice", _("One of several")
        CHOICES = "choices", _("Any of several")
        NUMBER = "number", _("A number")
        TEXT = "text", _("Words")
        FLAG = "flag", _("Yes or no")

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    google_name = models.CharField(_("name in Google's feed"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    categories = models.ManyToManyField(Category, related_name="attributes", verbose_name=_("categories"))

    translated = ("name",)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name
