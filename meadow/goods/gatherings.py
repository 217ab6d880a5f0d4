"""Where people gather around a shop or a person: rooms above know, and pages of rooms below show the way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person


@dataclass(frozen=True)
class Gathering:
    """One place: what it is called, whose `face` stands for it (anything with a picture), and how many are in it."""

    name: str
    words: str
    url: str
    face: Any
    members: int
    is_joined: bool = False


_Knows = Callable[[Shop | None, Person | None, Person | None, int], list[Gathering]]
_known: list[_Knows] = []


def knows_where_people_gather(function: _Knows) -> _Knows:
    """Have a function asked where people gather around a shop, or a person, as a looker sees it; a decorator."""
    _known.append(function)
    return function


def gatherings_of(
    *, shop: Shop | None = None, person: Person | None = None, looker: Person | None, most: int = 1
) -> list[Gathering]:
    """At most so many places; a statement for each room that answers."""
    return [found for answer in _known for found in answer(shop, person, looker, most)][:most]
