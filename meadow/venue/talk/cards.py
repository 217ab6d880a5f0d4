"""Cards: things of the house that a message shows, looked up for whoever reads it. Rooms bring their kinds along."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from meadow.people.models.persons import Person


@dataclass(frozen=True)
class Card:
    """What a message points at: a kind, and the key of the row."""

    kind: str
    key: int


@dataclass(frozen=True)
class CardView:
    """A card as one reader sees it now.

    `line` is a short sentence below the title, `state` a word for the looks ("sold_out", "live", "over", "gone"),
    `price` minor units of `currency`; `data` is what scripts need ("begins", ISO 8601, starts a countdown). Without a
    `url` there is nothing to open.
    """

    title: str
    url: str = ""
    picture: str = ""
    line: str = ""
    state: str = ""
    price: int | None = None
    currency: str = ""
    data: dict[str, Any] = field(default_factory=dict)


Shown = Callable[[Collection[int], Person | None], dict[int, CardView]]
Found = Callable[[str, Person], Iterable[tuple[int, CardView]]]
_kinds: dict[str, Shown] = {}
_pickers: dict[str, tuple[str | Promise, Found]] = {}


def shows(kind: str) -> Callable[[Shown], Shown]:
    """Have a function look up cards of this kind, in a constant number of statements; a decorator.

    What it leaves out, this reader may not see, or it is gone. The reader is None where a card is told to everybody.
    """

    def known(function: Shown) -> Shown:
        _kinds[kind] = function
        return function

    return known


def offers(kind: str, title: str | Promise) -> Callable[[Found], Found]:
    """Have a function find what the composer's card picker shows under this title (a lazy translation); a decorator.

    It is given what somebody typed, perhaps nothing, and who; at most 20 are taken of what it finds.
    """

    def known(function: Found) -> Found:
        _pickers[kind] = (title, function)
        return function

    return known


def is_known(kind: str) -> bool:
    """Whether any room shows cards of this kind."""
    return kind in _kinds


def pickers() -> dict[str, tuple[str | Promise, Found]]:
    """What the composer offers: for each kind its title, and how its cards are found; goods come first."""
    return dict(sorted(_pickers.items(), key=lambda picker: picker[0] != "product"))


def look_up(cards: Iterable[Card], person: Person | None) -> dict[Card, CardView]:
    """All these cards as this person sees them; what they may not see says so."""
    by_kind: dict[str, set[int]] = {}
    for card in cards:
        by_kind.setdefault(card.kind, set()).add(card.key)
    views: dict[Card, CardView] = {}
    for kind, keys in by_kind.items():
        found = _kinds[kind](keys, person) if kind in _kinds else {}
        views |= {Card(kind, key): found.get(key) or gone() for key in keys}
    return views


def gone() -> CardView:
    """What stands where a reader may not see a thing, or where it is no more."""
    return CardView(_("This is not here any more."), state="gone")
