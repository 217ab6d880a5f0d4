"""Liking notes, and thinking better of it."""

from django.db import transaction

from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.venue.notes.events import NoteLiked, NoteUnliked
from meadow.venue.notes.models.likes import Like
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.refusals import NoSuchNote


@transaction.atomic
def like_note(note: Note, *, by: Person) -> Note:
    """Like a note; liking it again changes nothing."""
    note = readable_note(note, by=by)
    _, is_new = Like.objects.get_or_create(note=note, person=by)
    if is_new:
        note.count(likes=1)
        save_counts(note)
        announce(NoteLiked(note=note.pk, author=note.author_id, by=by.pk))
    return note


@transaction.atomic
def unlike_note(note: Note, *, by: Person) -> Note:
    """Take a like back; without one nothing changes."""
    note = readable_note(note, by=by)
    taken, _ = Like.objects.filter(note=note, person=by).delete()
    if taken:
        note.count(likes=-1)
        save_counts(note)
        announce(NoteUnliked(note=note.pk, author=note.author_id, by=by.pk))
    return note


def readable_note(note: Note, *, by: Person) -> Note:
    """The published note, locked, unless a block stands between its author and this person.

    The lock is what keeps the counts true: they are read, changed and written, together with the heat they make.
    """
    found = Note.objects.readable_by(by).locked().filter(pk=note.pk).first()
    if found is None:
        raise NoSuchNote
    return found


def save_counts(note: Note) -> None:
    note.save(update_fields=["like_count", "save_count", "comment_count", "heat", "changed_at"])
