"""What an export puts into its archive: the parts of a shop that were chosen, or everything of one person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from meadow.moving.archives.entries import Entry, text
from meadow.moving.archives.members import (
    circle,
    conversations,
    earnings,
    groups,
    money,
    news,
    places,
    profile,
    rooms,
    voice,
)
from meadow.moving.archives.members import messages as own_messages
from meadow.moving.archives.readme import readme
from meadow.moving.archives.shops import catalogue, customers, history, messages, notes, orders, running
from meadow.moving.archives.shops.asked import Asked
from meadow.moving.models.exports import Export
from meadow.people.models.persons import Person


class Contents(Protocol):
    """One archive's content."""

    def estimate(self) -> int:
        """About how many rows, photos and files there will be, for the progress to be told."""

    def entries(self) -> Iterator[Entry]: ...

    def about(self) -> dict[str, Any]:
        """What the manifest says of the whole."""


@dataclass(frozen=True)
class Part:
    """One part of a shop that may be chosen."""

    label: Any
    words: Any
    count: Callable[[Asked], int]
    entries: Callable[[Asked], Iterator[Entry]]


PARTS: dict[str, Part] = {
    "catalogue": Part(
        _("Products"),
        _("Products, variants, prices and stock, as two tables: one that Shopify reads, and one that says everything."),
        catalogue.count,
        catalogue.entries,
    ),
    "photos": Part(
        _("Photos and files"),
        _("Every photo of a product in its largest size, and the files of digital goods."),
        catalogue.count_files,
        catalogue.files,
    ),
    "orders": Part(
        _("Orders"), _("What was ordered and where it went, as a table and as a list."), orders.count, orders.entries
    ),
    "customers": Part(
        _("Customers"),
        _("Who bought, with the address of the last order. E-mail addresses of members are not handed over."),
        customers.count,
        customers.entries,
    ),
    "notes": Part(
        _("Notes"),
        _("Notes of the team that show the shop's goods, with their photos."),
        notes.count,
        notes.entries,
    ),
    "messages": Part(
        _("Messages"),
        _("Conversations with members, quick replies and hours."),
        messages.count,
        messages.entries,
    ),
    "shop": Part(
        _("The shop itself"),
        _("Its words, collections, ways of sending, team, log, and the history of prices and stock."),
        running.count,
        running.entries,
    ),
    "history": Part(
        _("Brought along"),
        _("Orders and customers from before that were imported here."),
        history.count,
        history.entries,
    ),
}


@dataclass(frozen=True)
class ShopContents:
    """The chosen parts of one shop."""

    asked: Asked
    parts: tuple[Part, ...]
    names: tuple[str, ...]

    def estimate(self) -> int:
        return sum(part.count(self.asked) for part in self.parts)

    def entries(self) -> Iterator[Entry]:
        yield text("README.txt", readme("shop", shop=self.asked.shop))
        for part in self.parts:
            yield from part.entries(self.asked)

    def about(self) -> dict[str, Any]:
        shop = self.asked.shop
        period = {"begin": self.asked.begin, "end": self.asked.end}
        said = {day: at.isoformat() if at else None for day, at in period.items()}
        return {"of": "shop", "shop": shop.handle, "currency": shop.currency, "parts": self.names, "period": said}


_OF_A_PERSON = (profile, places, voice, circle, conversations, rooms, own_messages, groups, money, earnings, news)


@dataclass(frozen=True)
class PersonContents:
    """Everything of one person."""

    person: Person

    def estimate(self) -> int:
        return sum(part.count(self.person) for part in _OF_A_PERSON)

    def entries(self) -> Iterator[Entry]:
        yield text("README.txt", readme("person", person=self.person))
        for part in _OF_A_PERSON:
            yield from part.entries(self.person)

    def about(self) -> dict[str, Any]:
        return {"of": "person", "handle": self.person.handle}


def contents(export: Export) -> Contents:
    """What this export asks for."""
    if export.shop is None:
        return PersonContents(export.by)
    asked = Asked.of(export.shop, export.options)
    names = tuple(name for name in PARTS if name in export.options["parts"])
    return ShopContents(asked, tuple(PARTS[name] for name in names), names)
