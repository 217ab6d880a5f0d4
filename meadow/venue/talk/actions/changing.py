"""What is done with messages that stand: changing their words, recalling them, and putting signs under them."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from meadow.people.models.persons import Person
from meadow.venue.talk.actions.saying import look_through
from meadow.venue.talk.actions.telling import tell_changed
from meadow.venue.talk.houses import house_of
from meadow.venue.talk.models.messages import LONGEST, Edition, Message, Reaction
from meadow.venue.talk.refusals import (
    MessageIsGone,
    NothingToSend,
    NotToBeChanged,
    TooLateToEdit,
    TooLateToRecall,
    TooLong,
    TooManyMentions,
    UnknownSign,
)
from meadow.venue.talk.signs import SIGNS
from meadow.venue.talk.wording import MOST_MENTIONS, cleaned, mentions


@transaction.atomic
def recall_message(message: Message, *, by: Person) -> None:
    """Take back one's own message, soon after it was said; its place stays, and whoever minds can still be shown it."""
    message = _standing(message, by)
    if timezone.now() - message.said_at > timedelta(seconds=settings.MEADOW_RECALL_SECONDS):
        raise TooLateToRecall(minutes=max(settings.MEADOW_RECALL_SECONDS // 60, 1))
    message.recalled_at, message.pinned_at = timezone.now(), None
    message.save(update_fields=["recalled_at", "pinned_at"])
    tell_changed(message.thread, message.number)


@transaction.atomic
def reword_message(message: Message, text: str, *, by: Person) -> Message:
    """Change the words of one's own message; what it said before is kept for those who mind. Calls nobody anew."""
    text = cleaned(text)
    house_of(message.thread).may_speak(message.thread, by)
    message = _standing(message, by)
    if message.kind not in {Message.Kind.TEXT, Message.Kind.PHOTO}:
        raise NotToBeChanged
    if timezone.now() - message.said_at > timedelta(hours=settings.MEADOW_EDIT_HOURS):
        raise TooLateToEdit(hours=settings.MEADOW_EDIT_HOURS)
    if not text and message.kind == Message.Kind.TEXT:
        raise NothingToSend
    if len(text) > LONGEST:
        raise TooLong(most=LONGEST)
    if len(mentions(text)) > MOST_MENTIONS:
        raise TooManyMentions(most=MOST_MENTIONS)
    look_through(message.thread, text, by)
    if text == message.text:
        return message
    Edition.objects.create(message=message, text=message.text)
    message.text, message.edited_at = text, timezone.now()
    message.save(update_fields=["text", "edited_at"])
    tell_changed(message.thread, message.number)
    return message


@transaction.atomic
def react(message: Message, sign: str, *, by: Person, is_there: bool = True) -> None:
    """Put a sign under a message, or take one's own away again."""
    if sign not in SIGNS:
        raise UnknownSign
    if message.kind == Message.Kind.NOTICE or not Message.objects.standing().filter(pk=message.pk).exists():
        raise MessageIsGone
    if is_there:
        rows = [Reaction(message=message, person=by, sign=sign)]
        Reaction.objects.bulk_create(rows, ignore_conflicts=True)
    else:
        Reaction.objects.filter(message=message, person=by, sign=sign).delete()
    tell_changed(message.thread, message.number)


def _standing(message: Message, by: Person) -> Message:
    """One's own message, locked, if nobody took it away."""
    locked = Message.objects.select_for_update(of=("self",), no_key=True).select_related("thread").get(pk=message.pk)
    if locked.author_id != by.pk:
        raise NotToBeChanged
    if locked.recalled_at or locked.hidden_at:
        raise MessageIsGone
    return locked
