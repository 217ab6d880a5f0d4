"""The things of a note as one reader sees them."""

from collections.abc import Collection

from meadow.people.models.persons import Person
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.models.things import Thing


def things_shown(note: Note, reader: Person | None, pinned: Collection[int]) -> list[Thing]:
    """What nobody sells here yet, in one statement; where the product of a thing is pinned, that stands for it."""
    things = note.things.as_seen_by(reader) if reader is not None else note.things.all()
    return [thing for thing in things.order_by("pk") if thing.product_id not in pinned]
