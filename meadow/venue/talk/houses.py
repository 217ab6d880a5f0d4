"""What talk asks of the place in which a thread stands, a group or a conversation: rooms above bring their answers."""

from typing import Any, Protocol, TypeVar

from django.db.models import QuerySet

from meadow.people.models.persons import Person
from meadow.venue.talk.models.messages import Message
from meadow.venue.talk.models.threads import Thread


class House(Protocol):
    """One kind of place. A house that writes a row of its own in `spoke` has locked it in `may_speak`: its row comes
    before the thread's.
    """

    place: str
    """As in `Thread.Place`."""

    def title(self, thread: Thread, person: Person) -> str:
        """What this person sees above the thread."""

    def url(self, thread: Thread) -> str:
        """The page where it is read."""

    def may_speak(self, thread: Thread, person: Person) -> None:
        """Raise a Refusal unless this person, who is in the thread, may speak now."""

    def minds(self, thread: Thread, person: Person) -> bool:
        """Whether they may hide, pin and announce, and see earlier wordings and reports."""

    def words(self, thread: Thread) -> "QuerySet[Any, str]":
        """Words that are not said, folded (`plumbing.words`): a flat list of values named `word`."""

    def admits_links(self, thread: Thread, person: Person) -> bool:
        """Whether this person may send addresses of other places."""

    def spoke(self, message: Message) -> None:
        """Take notice of a message that was just written, in the same transaction; also of a thread's own notices."""

    def people(self, thread: Thread, q: str) -> "QuerySet[Person]":
        """Whom one can call here, by the beginning of a handle or a name; not cut."""


Kind = TypeVar("Kind", bound=House)
_houses: dict[str, House] = {}


def is_house(house: Kind) -> Kind:
    """Have this house asked about the threads of its place."""
    _houses[house.place] = house
    return house


def house_of(thread: Thread) -> House:
    """The house that knows of this thread."""
    return _houses[thread.place]
