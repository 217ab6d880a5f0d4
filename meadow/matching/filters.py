"""Narrowing a shelf down by what its goods are like: the attributes asked there, and what the visitor chose of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from meadow.goods.models.attributes import Attribute
from meadow.goods.models.products import ProductQuerySet

PREFIX = "with-"
MOST_OFFERED = 6
_KINDS = (Attribute.Kind.CHOICE, Attribute.Kind.CHOICES, Attribute.Kind.FLAG)
_YES = "yes"


@dataclass(frozen=True)
class Filter:
    """One attribute to choose by, with its choices, and the one that was chosen."""

    attribute: Attribute
    name: str
    options: list[tuple[str, str]]
    chosen: str

    @property
    def label(self) -> str:
        return str(self.attribute.in_words["name"])

    @property
    def kept(self) -> Any:
        """What a product that fits keeps."""
        return True if self.attribute.kind == Attribute.Kind.FLAG else self.attribute.as_kept(self.chosen)


@dataclass(frozen=True)
class Filters:
    """The attributes offered on a shelf: one statement there, and none for all goods."""

    offered: list[Filter]

    @classmethod
    def read(cls, asked: Mapping[str, str], *, shelves: Collection[int]) -> Self:
        """What is asked on a shelf (name it with those above it), and nothing where there is none.

        A choice that is none is as if it were not made.
        """
        attributes = Attribute.objects.filter(kind__in=_KINDS).asked_in(shelves)[:MOST_OFFERED] if shelves else ()
        return cls([_filter(attribute, asked) for attribute in attributes])

    @property
    def chosen(self) -> list[Filter]:
        return [one for one in self.offered if one.chosen]

    @property
    def query(self) -> str:
        """The part of an address that says the same, ready to be followed by another."""
        pairs = {one.name: one.chosen for one in self.chosen}
        return f"{urlencode(pairs)}&" if pairs else ""

    def narrow(self, products: ProductQuerySet) -> ProductQuerySet:
        """The products that fit everything chosen; an index answers."""
        kept = {one.attribute.slug: one.kept for one in self.chosen}
        return products.filter(attributes__contains=kept) if kept else products


def _filter(attribute: Attribute, asked: Mapping[str, str]) -> Filter:
    name = f"{PREFIX}{attribute.slug}"
    options = [(_YES, _("Yes"))] if attribute.kind == Attribute.Kind.FLAG else attribute.options
    wanted = asked.get(name, "")
    return Filter(attribute, name, options, wanted if wanted in dict(options) else "")
