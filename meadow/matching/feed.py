"""In which order notes are shown: the one place that ranks them."""

from collections.abc import Callable

from django.db.models import QuerySet

from meadow.people.models.persons import Follow, Person
from meadow.plumbing.cursors import Leaf, leaf
from meadow.venue.notes.models.notes import Note, NoteQuerySet

CARDS = 24
# What is read of each note: by default all that a card shows.
Shape = Callable[[NoteQuerySet], "QuerySet[Note, Note]"]


def explore(
    language: str | None,
    after: str | None,
    *,
    reader: Person | None = None,
    limit: int = CARDS,
    shape: Shape = NoteQuerySet.for_cards,
) -> Leaf[Note]:
    """Everybody's notes in one language (None: in all), the warmest first, less those that a block keeps away.

    Read in the order of the index on (language, heat, id), so that a deep leaf costs what the first one does.
    """
    notes = Note.objects.readable_by(reader)
    if language is not None:
        notes = notes.filter(language=language)
    return leaf(shape(notes), by="-heat", after=after, limit=limit)


def following(
    person: Person, after: str | None, *, limit: int = CARDS, shape: Shape = NoteQuerySet.for_cards
) -> Leaf[Note]:
    """Notes of those whom this person follows, the newest first: whoever follows somebody wants to miss nothing."""
    followed = Follow.objects.filter(follower=person).values("followed")
    notes = Note.objects.readable_by(person).filter(author__in=followed)
    return leaf(shape(notes), by="-published_at", after=after, limit=limit)
