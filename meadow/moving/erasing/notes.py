"""What a person said and showed in the venue, and what they did with what others said.

Every function may be repeated at any point: it looks for what is left. Notes are locked before what hangs on them, so
that their counts stay true.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from meadow.moving.erasing.log import forget_in_log
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.venue.notes.actions.likes import save_counts
from meadow.venue.notes.events import LinkAskWithdrawn, NoteDeleted, NoteUnliked
from meadow.venue.notes.models.comments import Comment
from meadow.venue.notes.models.likes import Collection, Like, Saved
from meadow.venue.notes.models.notes import Mention, Note
from meadow.venue.notes.models.things import Ask, Thing
from meadow.venue.notes.words import Kind, pieces

AT_ONCE = 50
NOBODY = "@–"
"""What stands where a text named somebody who has left."""
_DELETED = gettext_noop("This comment went with the person who wrote it.")


def erase_notes(person: Person) -> None:
    """Delete the person's notes in every state, with all that was said under them."""
    while True:
        with transaction.atomic():
            notes = list(Note.objects.filter(author=person).locked()[:AT_ONCE])
            if not notes:
                return
            pks = [note.pk for note in notes]
            forget_in_log(Comment, list(Comment.objects.filter(note__in=pks).values_list("pk", flat=True)))
            forget_in_log(Note, pks)
            for note in notes:
                if note.is_published:
                    announce(NoteDeleted(note=note.pk, author=person.pk))
            Note.objects.filter(pk__in=pks).delete()


def erase_comments(person: Person) -> None:
    """Delete what the person said under others' notes; where others answered, only the words go."""
    mine = Comment.objects.filter(author=person).exclude(text__in=_deleted_words().values())
    _note_by_note(Note.objects.filter(pk__in=mine.values("note")), lambda note: _erase_comments(note, person))


def _erase_comments(note: Note, person: Person) -> None:
    mine = Comment.objects.filter(note=note, author=person)
    answered = mine.filter(pk__in=Comment.objects.filter(note=note).exclude(author=person).values("parent"))
    kept, all_of_them = set(answered.values_list("pk", flat=True)), list(mine.values_list("pk", flat=True))
    forget_in_log(Comment, all_of_them)
    # An ask that hangs on a comment is the same person's, and goes with all asks.
    mine.filter(pk__in=kept).update(text=_deleted_words().get(note.language) or gettext(_DELETED), pinned_at=None)
    mine.exclude(pk__in=kept).delete()
    note.count(comments=note.comments.standing().count() - note.comment_count)
    save_counts(note)


def _deleted_words() -> dict[str, str]:
    words = {}
    for language, _ in settings.LANGUAGES:
        with override(language):
            words[language] = gettext(_DELETED)
    return words


def erase_likes(person: Person) -> None:
    """Take back every like."""

    def take_back(note: Note) -> None:
        gone, _ = Like.objects.filter(note=note, person=person).delete()
        if gone:
            note.count(likes=-gone)
            save_counts(note)
            announce(NoteUnliked(note=note.pk, author=note.author_id, by=person.pk))

    _note_by_note(Note.objects.filter(likes__person=person), take_back)


def erase_saved(person: Person) -> None:
    """Delete the collections, and count one save less for each note that was in any of them."""

    def take_out(note: Note) -> None:
        gone, _ = Saved.objects.filter(note=note, collection__person=person).delete()
        if gone:
            note.count(saves=-1)
            save_counts(note)

    _note_by_note(Note.objects.filter(saved__collection__person=person), take_out)
    Collection.objects.filter(person=person).delete()


def erase_asks(person: Person) -> None:
    """Take back what was asked about others' things."""

    def take_back(note: Note) -> None:
        for ask in Ask.objects.filter(note=note, person=person).order_by("thing"):
            if ask.thing_id is not None:
                Thing.objects.filter(pk=ask.thing_id).update(ask_count=models.F("ask_count") - 1)
            note.ask_count -= 1
            ask.delete()
            announce(LinkAskWithdrawn(note=note.pk, author=note.author_id, thing=ask.thing_id, by=person.pk))
        note.save(update_fields=["ask_count"])

    _note_by_note(Note.objects.filter(asks__person=person), take_back)


def erase_mentions(person: Person) -> None:
    """Take the person's handle out of what others wrote: it will be free, and whoever takes it is somebody else."""
    Mention.objects.filter(person=person).delete()
    word = Q(text__icontains=f"@{person.handle}") | Q(text__icontains=f"＠{person.handle}")
    title = Q(title__icontains=f"@{person.handle}") | Q(title__icontains=f"＠{person.handle}")
    for pk in list(Note.objects.filter(word | title).values_list("pk", flat=True)):
        with transaction.atomic():
            note = Note.objects.locked().filter(pk=pk).first()
            if note is not None:
                note.title, note.text = without(note.title, person.handle), without(note.text, person.handle)
                note.changed_at = timezone.now()
                note.save(update_fields=["title", "text", "changed_at"])
                forget_in_log(Note, [note.pk])
    for pk, note_pk in list(Comment.objects.filter(word).values_list("pk", "note")):
        with transaction.atomic():
            Note.objects.locked().filter(pk=note_pk).first()
            comment = Comment.objects.filter(pk=pk).first()
            if comment is not None:
                comment.text = without(comment.text, person.handle)
                comment.save(update_fields=["text"])
                forget_in_log(Comment, [comment.pk])


def without(text: str, handle: str) -> str:
    """The text, with nobody where it mentions this handle."""
    return "".join(
        NOBODY if piece.kind is Kind.MENTION and piece.target == handle else piece.text for piece in pieces(text)
    )


def _note_by_note(notes: "QuerySet[Note]", change: Callable[[Note], None]) -> None:
    """Change these notes, each locked in a transaction of its own, until none is left of them."""
    while pks := list(notes.order_by("pk").values_list("pk", flat=True).distinct()[:AT_ONCE]):
        for pk in pks:
            with transaction.atomic():
                note = Note.objects.locked().filter(pk=pk).first()
                if note is not None:
                    change(note)
