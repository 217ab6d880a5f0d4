"""Saying on notes that their authors earn a commission; nobody can hide it, and no author writes it."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.questions import it_earns


@transaction.atomic
def label_notes(notes: Collection[int], *, earning: Collection[int]) -> int:
    """Label those of these notes that earn, and take the label from the others; returns how many changed.

    Their cards are rendered anew. Locks the notes by their keys.
    """
    found = list(Note.objects.filter(pk__in=notes).locked())
    changed = [note for note in found if note.earns_commission != (note.pk in earning)]
    now = timezone.now()
    for note in changed:
        note.earns_commission, note.changed_at = note.pk in earning, now
    Note.objects.bulk_update(changed, ["earns_commission", "changed_at"], batch_size=500)
    return len(changed)


def label_note(note: Note) -> None:
    """Ask anew whether a locked note earns; the action that calls it has changed what the note shows."""
    earns = it_earns(note)
    if note.earns_commission != earns:
        note.earns_commission, note.changed_at = earns, timezone.now()
        note.save(update_fields=["earns_commission", "changed_at"])
