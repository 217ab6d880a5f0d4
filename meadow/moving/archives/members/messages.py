"""What a person said in groups and conversations, and how they took part there."""

from collections.abc import Iterator
from typing import Any

from meadow.moving.archives.entries import Entry, by_key, listing, said
from meadow.people.models.persons import Person
from meadow.venue.talk.models.messages import Mention, Message, Reaction, Report
from meadow.venue.talk.models.threads import Reader


def count(person: Person) -> int:
    return sum(
        rows.count()
        for rows in (
            Message.objects.filter(author=person),
            Reaction.objects.filter(person=person),
            Reader.objects.filter(person=person),
        )
    )


def entries(person: Person) -> Iterator[Entry]:
    messages = Message.objects.filter(author=person).prefetch_related("photo_rows", "editions")
    yield listing("messages.json", lambda: map(_message, by_key(messages)))
    readers = Reader.objects.filter(person=person)
    yield listing("chats.json", lambda: map(_reader, by_key(readers)))
    signs = Reaction.objects.filter(person=person).select_related("message")
    yield listing("message-signs.json", lambda: map(_sign, by_key(signs)))
    calls = Mention.objects.filter(person=person).select_related("message")
    yield listing("message-calls.json", lambda: ({**_place(row.message)} for row in by_key(calls)))
    reports = Report.objects.filter(by=person).select_related("message")
    yield listing("message-reports.json", lambda: map(_report, by_key(reports)))


def _place(row: Message) -> dict[str, Any]:
    return {"chat": row.thread_id, "number": row.number}


def _message(row: Message) -> dict[str, Any]:
    return {
        **_place(row),
        **said(row, "kind", "text", "sticker", "said_at", "edited_at", "recalled_at", "hidden_at"),
        "card": f"{row.card_kind}:{row.card_key}" if row.card_kind else None,
        "photos": [photo.photo_id for photo in row.photo_rows.all()],
        "before": [edition.text for edition in row.editions.all()],
    }


def _reader(row: Reader) -> dict[str, Any]:
    return {"chat": row.thread_id, **said(row, "read", "is_muted", "came_at", "left_at")}


def _sign(row: Reaction) -> dict[str, Any]:
    return {**_place(row.message), **said(row, "sign", "made_at")}


def _report(row: Report) -> dict[str, Any]:
    return {**_place(row.message), **said(row, "reason", "words", "state", "made_at")}
