"""What people of the demo asked for: the things in notes that nobody sells, and what comments ask in words.

In bulk and untold, as all talk of the demo; the counts are those that the actions keep.
"""

from collections import Counter
from datetime import datetime

from meadow.demo.loading.notes import Notes
from meadow.demo.loading.people import People
from meadow.demo.loading.texts import Texts, lot
from meadow.venue.notes.asking import asks_for_link
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.models.things import Ask, Thing

_WARMEST = 10
_SHARE = 0.28


def ask(texts: Texts, people: People, notes: Notes, *, now: datetime) -> int:
    """Have everybody ask for things by lot, more under warm notes; say how many asks there are."""
    warmth = {notes[row["title"]].pk: row["warmth"] for row in texts.notes if row["title"] in notes}
    asks: list[Ask] = []
    for thing in Thing.objects.filter(note__in=warmth).select_related("note").order_by("pk"):
        begun = thing.note.published_at or now
        for handle, person in people.items():
            wants = lot("asks", thing.note.title, thing.name, handle) < _SHARE * warmth[thing.note_id] / _WARMEST
            if wants and person.pk != thing.note.author_id:
                at = begun + (now - begun) * lot("asked", thing.name, handle)
                asks.append(Ask(note=thing.note, thing=thing, person=person, asked_at=at))
    said = Comment.objects.filter(note__in=warmth).select_related("note").order_by("pk")
    asks += {
        (comment.note_id, comment.author_id): Ask(
            note=comment.note, person_id=comment.author_id, comment=comment, asked_at=comment.said_at
        )
        for comment in said
        if comment.author_id != comment.note.author_id and asks_for_link(comment.text)
    }.values()
    Ask.objects.bulk_create(asks)
    _count(asks)
    return len(asks)


def _count(asks: list[Ask]) -> None:
    of_note = Counter(one.note_id for one in asks)
    of_thing = Counter(one.thing_id for one in asks if one.thing_id is not None)
    notes, things = Note.objects.filter(pk__in=of_note), Thing.objects.filter(pk__in=of_thing)
    for note in notes:
        note.ask_count = of_note[note.pk]
    for thing in things:
        thing.ask_count = of_thing[thing.pk]
    Note.objects.bulk_update(notes, ["ask_count"])
    Thing.objects.bulk_update(things, ["ask_count"])
