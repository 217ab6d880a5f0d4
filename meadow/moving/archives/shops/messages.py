"""A shop's conversations with members, replies that its team has at hand, and its hours."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from meadow.moving.archives.entries import Entry, by_key, listing, said
from meadow.moving.archives.shops.asked import Asked
from meadow.people.models.persons import Person
from meadow.venue.direct.models.answering import QuickReply, ShopHours
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.talk.models.messages import Message

_CONVERSATION = ("state", "made_at", "waits_since", "first_asked_at", "first_answered_at")


def count(asked: Asked) -> int:
    return _messages(asked).count() + Conversation.objects.filter(shop=asked.shop).count()


def entries(asked: Asked) -> Iterator[Entry]:
    rows = Conversation.objects.filter(shop=asked.shop).select_related("member", "assigned_to")
    yield listing("conversations.json", lambda: map(_conversation, by_key(rows)))
    yield listing("messages.json", lambda: map(_message, by_key(_messages(asked))))
    replies = QuickReply.objects.filter(shop=asked.shop)
    yield listing(
        "quick-replies.json", lambda: (said(row, "title", "text", "keywords", "used") for row in by_key(replies))
    )
    hours = ShopHours.objects.filter(shop=asked.shop)
    yield listing("hours.json", lambda: (said(row, "zone", "days", "greeting", "away") for row in by_key(hours)))


def _messages(asked: Asked) -> "QuerySet[Message]":
    """What was said in them and stands, in the period."""
    rows = Message.objects.standing().filter(thread__conversation__shop=asked.shop).select_related("author")
    return asked.within(rows, "said_at")


def _conversation(row: Conversation) -> dict[str, Any]:
    return {
        "number": row.pk,
        "member": _name(row.member),
        "answered_by": row.assigned_to and row.assigned_to.handle,
        **said(row, *_CONVERSATION),
    }


def _message(row: Message) -> dict[str, Any]:
    by_itself = row.kind == Message.Kind.NOTICE
    return {
        "conversation": row.thread_id,
        **said(row, "number", "kind", "card_kind", "card_key", "said_at"),
        "by": _name(row.author),
        "for_the_shop": by_itself or "for" in row.words,
        "text": row.words.get("text", "") if by_itself else row.text,
    }


def _name(person: Person | None) -> dict[str, str] | None:
    return {"handle": person.handle, "name": person.name} if person else None
