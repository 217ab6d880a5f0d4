"""With whom a person talks, and which shops they wrote to; what they said there is in their messages."""

from collections.abc import Iterator
from typing import Any

from meadow.moving.archives.entries import Entry, by_key, listing, said
from meadow.people.models.persons import Person
from meadow.venue.direct.models.conversations import Conversation

_SHOP = ("waits_since", "first_asked_at", "first_answered_at")


def count(person: Person) -> int:
    return Conversation.objects.of(person).count()


def entries(person: Person) -> Iterator[Entry]:
    rows = Conversation.objects.of(person).select_related("low", "high", "shop")
    yield listing("conversations.json", lambda: (_told(row, person) for row in by_key(rows)))


def _told(row: Conversation, person: Person) -> dict[str, Any]:
    told = {"number": row.pk, **said(row, "state", "made_at", "spoken_at")}
    if row.shop is not None:
        return {**told, "shop": row.shop.handle, **said(row, *_SHOP)}
    if row.is_request_of(person):
        told["state"] = Conversation.State.ASKED  # that they were declined is not told here either
    return {**told, "with": row.other_than(person).handle, "asked_by_you": row.asked_by_id == person.pk}
