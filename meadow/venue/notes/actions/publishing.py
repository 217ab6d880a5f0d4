"""Bringing notes before others, now or later, and taking them back."""

import logging
from datetime import datetime

from django.db import transaction

from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.plumbing.refusals import Refusal
from meadow.venue.notes.actions.labels import label_note
from meadow.venue.notes.actions.writing import own_note
from meadow.venue.notes.events import NoteDeleted, NotePublished, NoteRestored
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.refusals import TooLateToRestore

log = logging.getLogger("meadow.notes")


@transaction.atomic
def publish_note(note: Note, *, by: Person) -> Note:
    """Show the note to everybody from now on."""
    note = own_note(note, by=by)
    _publish(note)
    return note


@transaction.atomic
def schedule_note(note: Note, at: datetime, *, by: Person) -> Note:
    """Have the note published at a later moment; scheduling again moves it."""
    note = own_note(note, by=by)
    note.schedule(at)
    note.save(update_fields=["state", "publish_at", "changed_at"])
    return note


@transaction.atomic
def unschedule_note(note: Note, *, by: Person) -> Note:
    """Make a scheduled note a draft again."""
    note = own_note(note, by=by)
    note.unschedule()
    note.save(update_fields=["state", "publish_at", "changed_at"])
    return note


def publish_due_notes() -> int:
    """Publish every scheduled note whose moment has come, each in its own transaction; return how many.

    Two workers may run this at once: a note that one of them holds is passed over by the other.
    """
    published = 0
    for pk in list(Note.objects.due().order_by("publish_at").values_list("pk", flat=True)):
        with transaction.atomic():
            note = Note.objects.due().select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()
            if note is None:
                continue
            try:
                _publish(note)
            except Refusal as refusal:
                # One note that lost what it needs (an operator removed its photo) must not hold up all others.
                log.warning("A scheduled note became a draft again: %s", refusal, extra={"note": pk})
                note.unschedule()
                note.save(update_fields=["state", "publish_at", "changed_at"])
                continue
            published += 1
    return published


@transaction.atomic
def delete_note(note: Note, *, by: Person) -> Note:
    """Take the note away from everybody, its author included; for a little while it can be restored."""
    note = own_note(note, by=by)
    was_published = note.is_published
    note.delete_for_now()
    note.save(update_fields=["state", "deleted_at", "changed_at"])
    if was_published:
        announce(NoteDeleted(note=note.pk, author=note.author_id))
    return note


@transaction.atomic
def restore_note(note: Note, *, by: Person) -> Note:
    """Bring back a note deleted a moment ago, as it was."""
    found = Note.objects.restorable_by(by).locked().filter(pk=note.pk).first()
    if found is None:
        raise TooLateToRestore
    found.restore()
    found.save(update_fields=["state", "deleted_at", "changed_at"])
    if found.is_published:
        announce(NoteRestored(note=found.pk, author=found.author_id))
    return found


def _publish(note: Note) -> None:
    note.publish()
    note.save(update_fields=["state", "publish_at", "published_at", "changed_at", "heat"])
    label_note(note)  # an agreement may have begun or ended since it was written
    products = list(note.pins.order_by("pk").values_list("product", flat=True))
    announce(NotePublished(note=note.pk, author=note.author_id, products=products))
