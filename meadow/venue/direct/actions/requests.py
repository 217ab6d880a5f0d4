"""Answering those who would like to write."""

from django.db import transaction

from meadow.people.actions.follows import block_person
from meadow.people.models.persons import Person
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.direct.refusals import NothingToAnswer
from meadow.venue.talk.actions.readers import mute_thread, show_out
from meadow.venue.talk.models.messages import Message, Report

State = Conversation.State


@transaction.atomic
def accept_request(conversation: Conversation, *, by: Person) -> None:
    """Let somebody write; from now on it is a conversation like others."""
    conversation = _asked(conversation, by)
    conversation.state = State.OPEN
    conversation.save(update_fields=["state"])
    mute_thread(conversation.thread, by, is_muted=False)


@transaction.atomic
def decline_request(conversation: Conversation, *, by: Person) -> None:
    """Hear nothing more of it. Whoever asked is not told, and to them it looks as if nobody had answered yet."""
    conversation = _asked(conversation, by)
    conversation.state = State.DECLINED
    conversation.save(update_fields=["state"])
    show_out(conversation.thread, by)


@transaction.atomic
def report_request(conversation: Conversation, *, by: Person) -> None:
    """Decline it, keep whoever asked away, and have their first message looked at."""
    asker = conversation.other_than(by)
    block_person(asker, by=by)
    first = Message.objects.filter(thread=conversation.pk, author=asker).order_by("number").first()
    if first is not None:
        Report.objects.get_or_create(message=first, by=by, defaults={"reason": Report.Reason.SPAM})
    decline_request(conversation, by=by)


def _asked(conversation: Conversation, by: Person) -> Conversation:
    """The row, locked, of a request to this person that is still open."""
    found = Conversation.objects.locked().select_related("thread").get(pk=conversation.pk)
    if found.state != State.ASKED or not found.is_request_to(by):
        raise NothingToAnswer
    return found
