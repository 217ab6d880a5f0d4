"""What listings of any product rest on, read once for a whole feed: shelves, attributes, language and country."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meadow.goods.feeds.traits import ALLOWED, FURTHER, NAMES, allowed
from meadow.goods.models.attributes import Attribute
from meadow.goods.models.products import Category, Product


@dataclass(frozen=True, slots=True)
class Ground:
    """The words are those of the language at hand; `country` narrows what is said of sending, when one is named."""

    country: str
    today: date
    shelves: dict[int, Category]
    attributes: dict[str, Attribute]
    paths: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of_now(cls, country: str = "") -> Self:
        shelves = Category.objects.in_bulk()
        attributes = {attribute.slug: attribute for attribute in Attribute.objects.all()}
        return cls(country, timezone.localdate(), shelves, attributes)

    def path(self, shelf: int) -> str:
        """The way down to a shelf, such as `Home > Cups`."""
        if shelf not in self.paths:
            self.paths[shelf] = " > ".join(str(above.in_words["name"]) for above in reversed(self._up(shelf)))
        return self.paths[shelf]

    def standing(self, shelves: Iterable[int]) -> tuple[tuple[str, ...], int | None]:
        """The paths to these shelves, the deepest first, and the number that Google gives the first that has one."""
        deepest = sorted((self._up(shelf) for shelf in shelves if shelf in self.shelves), key=len, reverse=True)
        google = (above.google_id for way in deepest for above in way if above.google_id)
        return tuple(self.path(way[0].pk) for way in deepest), next(google, None)

    def _up(self, shelf: int) -> list[Category]:
        """The shelf and all above it."""
        way: list[Category] = []
        at: int | None = shelf
        while at in self.shelves and self.shelves[at] not in way:
            way.append(self.shelves[at])
            at = self.shelves[at].parent_id
        return way

    def said_of(self, product: Product) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
        """A product's attributes: the traits that channels have a name for, and the others in words."""
        traits: dict[str, str] = {}
        details: list[tuple[str, str]] = []
        for slug, value in product.attributes.items():
            attribute = self.attributes.get(slug)
            answers = _answers(value)
            if attribute is None or not answers:
                continue
            words = [_in_words(attribute, answer) for answer in answers]
            trait = attribute.google_name
            if trait in (*NAMES, *FURTHER):
                known = (
                    allowed(trait, answer) or allowed(trait, word) for answer, word in zip(answers, words, strict=True)
                )
                traits[trait] = "/".join(filter(None, known if trait in ALLOWED else words))
            else:
                unit = f" {attribute.unit}" if attribute.unit else ""
                details.append((str(attribute.in_words["name"]), ", ".join(words) + unit))
        return {trait: words for trait, words in traits.items() if words}, tuple(details)


def _answers(value: Any) -> list[str]:
    """The answers of one attribute as texts; a plain no says nothing to a channel."""
    if isinstance(value, list):
        return [str(answer) for answer in value if answer not in (None, "")]
    if value is True:
        return [_("Yes")]
    return [] if value in (None, "", False) else [str(value)]


def _in_words(attribute: Attribute, answer: str) -> str:
    """An answer as people read it, in the language at hand."""
    others = attribute.translations.get(get_language() or "", {}).get("choices", {})
    own = next((choice.get("name", answer) for choice in attribute.choices if choice.get("slug") == answer), answer)
    return str(others.get(answer) or own)
