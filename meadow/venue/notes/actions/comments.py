"""Talking under a note, and the author's keeping of that talk."""

from django.db import transaction

from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.venue.notes.actions.asks import hear_ask, unhear_ask
from meadow.venue.notes.actions.likes import readable_note, save_counts
from meadow.venue.notes.events import NoteCommented
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.refusals import NoSuchComment, RepliesGoOneLevelDeep


@transaction.atomic
def comment_on(note: Note, text: str, *, by: Person, parent: Comment | None = None) -> Comment:
    """Say something under a note, or in reply to a comment; a reply to a reply stands beside it.

    Whoever plainly asks for a link has asked for it.
    """
    note = readable_note(note, by=by)
    if parent is not None:
        if parent.note_id != note.pk:
            raise RepliesGoOneLevelDeep
        found = Comment.objects.visible_to(by).filter(pk=parent.pk).first()
        if found is None:
            raise NoSuchComment
        parent = found.parent or found
        if parent.deleted_at is not None:
            raise NoSuchComment
    comment = Comment.objects.create(note=note, author=by, parent=parent, text=text.strip())
    if parent is None or parent.hidden_at is None:
        note.count(comments=1)
        save_counts(note)
    announce(
        NoteCommented(
            note=note.pk,
            author=note.author_id,
            comment=comment.pk,
            parent=parent.pk if parent else None,
            by=by.pk,
            text=comment.text,
        )
    )
    hear_ask(comment, note)
    return comment


@transaction.atomic
def delete_comment(comment: Comment, *, by: Person) -> Comment:
    """Take away what one said; the replies to it go with it."""
    comment, note = _locked(comment)
    if comment.author_id != by.pk:
        raise NoSuchComment
    comment.delete_for_good()
    comment.save(update_fields=["deleted_at", "pinned_at"])
    _recount(note)
    unhear_ask(comment, note)
    return comment


@transaction.atomic
def remove_comment(comment: Comment) -> None:
    """Take away what somebody said, and the replies to it, because an operator decides so; gone already, it stays."""
    note = Note.objects.locked().get(pk=comment.note_id)
    found = Comment.objects.get(pk=comment.pk)
    if found.deleted_at is None:
        found.delete_for_good()
        found.save(update_fields=["deleted_at", "pinned_at"])
        _recount(note)
        unhear_ask(found, note)


@transaction.atomic
def hide_comment(comment: Comment, *, by: Person) -> Comment:
    """Show a comment and its replies only to its writer and to the note's author."""
    comment, note = _under_own_note(comment, by=by)
    if comment.hidden_at is None:
        comment.hide()
        comment.save(update_fields=["hidden_at", "pinned_at"])
        _recount(note)
    return comment


@transaction.atomic
def unhide_comment(comment: Comment, *, by: Person) -> Comment:
    """Show a hidden comment to everybody again."""
    comment, note = _under_own_note(comment, by=by)
    comment.show()
    comment.save(update_fields=["hidden_at"])
    _recount(note)
    return comment


@transaction.atomic
def pin_comment(comment: Comment, *, by: Person) -> Comment:
    """Keep one comment above all others; the one pinned before goes back among them."""
    comment, note = _under_own_note(comment, by=by)
    note.comments.filter(pinned_at__isnull=False).exclude(pk=comment.pk).update(pinned_at=None)
    comment.pin()
    comment.save(update_fields=["pinned_at"])
    return comment


@transaction.atomic
def unpin_comment(comment: Comment, *, by: Person) -> Comment:
    """Let a pinned comment go back among the others."""
    comment, _ = _under_own_note(comment, by=by)
    comment.pinned_at = None
    comment.save(update_fields=["pinned_at"])
    return comment


def _locked(comment: Comment) -> tuple[Comment, Note]:
    """The comment and its note; the note's lock goes first and guards every comment under it."""
    note = Note.objects.locked().filter(pk=comment.note_id).exclude(state=Note.State.DELETED).first()
    found = Comment.objects.filter(pk=comment.pk, deleted_at=None).first()
    if note is None or found is None:
        raise NoSuchComment
    return found, note


def _under_own_note(comment: Comment, *, by: Person) -> tuple[Comment, Note]:
    found, note = _locked(comment)
    if note.author_id != by.pk:
        raise NoSuchComment
    return found, note


def _recount(note: Note) -> None:
    """Count what everybody can read, since a comment takes its replies along."""
    note.count(comments=note.comments.standing().count() - note.comment_count)
    save_counts(note)
