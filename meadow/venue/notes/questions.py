"""Questions that notes put to the rooms above, which they may not import: they bring their answers along."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from meadow.people.models.persons import Person
from meadow.venue.notes.models.notes import Note

Answer = Callable[[Note], bool]
_answers: list[Answer] = []


@dataclass(frozen=True)
class GoingOn:
    """Something that goes on just now with a product that a note shows: what it is called, and where it is."""

    product: int
    title: str
    url: str


@dataclass(frozen=True)
class Playing:
    """Moving pictures that a note plays, cut from something longer.

    `door` tells players where they are (`{"sources": [{"kind", "url"}], "begins", "ends"}`), and takes them out of the
    note when its author asks; `whole` is the page on which all of it is watched from here on, called `title`.
    """

    door: str
    whole: str
    title: str
    seconds: float

    @property
    def length(self) -> str:
        """As players write it: 0:24."""
        return f"{round(self.seconds) // 60}:{round(self.seconds) % 60:02}"


Watcher = Callable[[Note, Collection[int], Person | None], list[GoingOn]]
Player = Callable[[Note, Person | None], Playing | None]
_watchers: list[Watcher] = []
_players: list[Player] = []


def knows_whether_it_earns(function: Answer) -> Answer:
    """Have a function asked whether a note's author earns when something in it is bought; a decorator."""
    _answers.append(function)
    return function


def it_earns(note: Note) -> bool:
    """Whether any room knows of a commission; asked whenever what a note shows changes, before anybody sees it."""
    return any(answer(note) for answer in _answers)


def knows_what_goes_on(function: Watcher) -> Watcher:
    """Have a function asked what goes on with products of a note that somebody reads; a decorator."""
    _watchers.append(function)
    return function


def what_goes_on(note: Note, products: Collection[int], reader: Person | None) -> list[GoingOn]:
    """What any room knows of; a statement for each room that answers, none where the note shows no product."""
    return [found for watcher in _watchers for found in watcher(note, products, reader)] if products else []


def knows_what_it_plays(function: Player) -> Player:
    """Have a function asked what a note plays for somebody who reads it; a decorator."""
    _players.append(function)
    return function


def what_it_plays(note: Note, reader: Person | None) -> Playing | None:
    """What any room has for it; a statement for each room that answers."""
    return next((found for player in _players if (found := player(note, reader))), None)
