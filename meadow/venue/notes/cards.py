"""Cards of notes, rendered once for everybody and kept."""

from collections.abc import Sequence

from django.db.models import F, QuerySet
from django.utils.safestring import SafeString

from meadow.plumbing.fragments import kept_cards
from meadow.venue.notes.models.notes import Note

# What a card shows, or what changes with it. One statement reads them all and builds no object but the row itself.
NOTE_MARKS = {
    "cover_state": F("cover__state"),
    "author_handle": F("author__handle"),
    "author_name": F("author__name"),
    "author_picture": F("author__picture"),
    "author_picture_state": F("author__picture__state"),
}


def marked_notes(notes: "QuerySet[Note, Note]") -> "QuerySet[Note, Note]":
    """Notes with no more than what tells whether their card is kept already."""
    return notes.only("pk", "heat", "published_at", "changed_at", "cover_id").annotate(**NOTE_MARKS)


def note_cards(notes: Sequence[Note], *, eager: bool = False) -> list[SafeString]:
    """The cards of `marked_notes`, in their order; `eager` for those that a page opens with."""
    return kept_cards(
        "parts/note_card.html",
        "note",
        notes,
        eager,
        marks=lambda note: (note.changed_at, note.cover_id, *(getattr(note, mark) for mark in NOTE_MARKS)),
        load=lambda pks: Note.objects.for_cards().in_bulk(pks),
    )
