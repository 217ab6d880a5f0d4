"""Attributes: what can be said of the goods of a category in the same words by every shop."""

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from meadow.goods.models.products import Category
from meadow.goods.refusals import NotAnAnswer
from meadow.goods.translations import Translated

LONGEST_ANSWER = 500
MOST_NUMBER = 10**9


class AttributeQuerySet(models.QuerySet["Attribute"]):
    def asked_in(self, categories: Collection[int]) -> Self:
        """What is asked in any of these categories; name those above them too."""
        return self.filter(categories__in=categories).distinct()


class Attribute(Translated):
    """One question about goods, asked in some categories and those below them: the material, the fragrance.

    `choices` are its possible answers, for kinds that have them: `[{"slug": "linen", "name": "Linen"}]`, translated
    under `{"zh-hans": {"name": "材质", "choices": {"linen": "亚麻"}}}`. An answer is a choice's slug, a list of them,
    a number, words, or true or false, by the kind.
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

    objects = AttributeQuerySet.as_manager()
    translated = ("name",)

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices with their names in the language at hand."""
        words: Mapping[str, str] = self.translations.get(get_language() or "", {}).get("choices", {})
        return [(row["slug"], words.get(row["slug"]) or row["name"]) for row in self.choices]

    def understand(self, answer: Any) -> Any:
        """The answer as it is kept; None where nothing is said. Raises NotAnAnswer."""
        known = [row["slug"] for row in self.choices]
        match self.kind:
            case self.Kind.CHOICE if answer in known:
                return answer
            case self.Kind.CHOICES if isinstance(answer, list | tuple) and all(slug in known for slug in answer):
                return [slug for slug in known if slug in answer] or None
            case self.Kind.FLAG if isinstance(answer, bool):
                return answer
            case self.Kind.TEXT if isinstance(answer, str) and len(answer) <= LONGEST_ANSWER:
                return answer.strip() or None
            case self.Kind.NUMBER if answer not in (None, "") and (number := _number(answer)) is not None:
                return number
        if answer in (None, "", [], ()):
            return None
        raise NotAnAnswer(attribute=str(self.in_words["name"]))

    def words(self, answer: Any) -> str:
        """The answer as people read it, in the language at hand; nothing for one that is no longer possible."""
        names = dict(self.options)
        match self.kind:
            case self.Kind.FLAG:
                return gettext("Yes") if answer is True else gettext("No") if answer is False else ""
            case self.Kind.NUMBER:
                return f"{answer:g} {self.unit}".strip() if isinstance(answer, int | float) else ""
            case self.Kind.TEXT:
                return str(answer)
        chosen = answer if isinstance(answer, list) else [answer]
        return gettext(", ").join(names[slug] for slug in chosen if slug in names)

    def as_kept(self, choice: str) -> Any:
        """What a product that has this choice keeps, for looking it up."""
        return [choice] if self.kind == self.Kind.CHOICES else choice


def _number(answer: Any) -> int | float | None:
    try:
        number = Decimal(str(answer).strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number <= MOST_NUMBER:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
