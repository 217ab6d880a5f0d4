"""What people asked for in one author's notes and no shop has taken up yet, the most wanted first."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.models.things import LONGEST_NAME, Ask, Thing

MOST = 24


@dataclass(frozen=True)
class Wanted:
    """A `thing` of a note or, without it, what the note shows as a whole; and how many people asked for it."""

    note: Note
    thing: Thing | None
    asked: int

    @property
    def key(self) -> str:
        return f"thing-{self.thing.pk}" if self.thing else f"note-{self.note.pk}"

    @property
    def name(self) -> str:
        return self.thing.name if self.thing else self.note.title[:LONGEST_NAME]

    @property
    def photo(self) -> Photo | None:
        """What shows it; `x` and `y` say where."""
        return self.thing.photo.photo if self.thing and self.thing.photo else self.note.cover

    @property
    def x(self) -> float:
        return 0.5 if self.thing is None or self.thing.x is None else self.thing.x

    @property
    def y(self) -> float:
        return 0.5 if self.thing is None or self.thing.y is None else self.thing.y

    @property
    def is_at_a_point(self) -> bool:
        return self.thing is not None and self.thing.photo_id is not None


def wanted_from(author: Person, *, keys: Collection[str] | None = None) -> list[Wanted]:
    """The things of the author's published notes, and the notes that people asked about without any thing in them.

    Two statements. A note whose author has tagged things is asked about by those. With `keys`, what bears one of them.
    """
    things = (
        Thing.objects.wanted_from(author).select_related("note__cover", "photo__photo").order_by("-ask_count", "-pk")
    )
    notes = (
        Note.objects.published()
        .written_by(author)
        .filter(~Exists(Thing.objects.filter(note=OuterRef("pk"))), ask_count__gt=0)
        .select_related("cover")
        .order_by("-ask_count", "-pk")
    )
    if keys is not None:
        things = things.filter(pk__in=_numbers(keys, "thing-"))
        notes = notes.filter(pk__in=_numbers(keys, "note-"))
    found = [Wanted(thing.note, thing, thing.ask_count) for thing in things[:MOST]]
    found += [Wanted(note, None, note.ask_count) for note in notes[:MOST]]
    return sorted(found, key=lambda wanted: -wanted.asked)[:MOST]


def _numbers(keys: Collection[str], kind: str) -> list[int]:
    numbers = (key.removeprefix(kind) for key in keys if key.startswith(kind))
    return [int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 19]


def times_asked(author: Person) -> int:
    """How often people asked this author for a link that no shop gives them yet."""
    return Ask.objects.unanswered(author).count()
