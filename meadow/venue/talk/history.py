"""Reading a thread: pages of messages both ways, what stands pinned, and what is found; every query is bounded."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404

from meadow.people.models.persons import Block, Person
from meadow.venue.talk.models.messages import Message, ThreadMessageQuerySet
from meadow.venue.talk.models.threads import Reader, Thread
from meadow.venue.talk.spoken import spoken_to

PAGE = 50
MISSED = 200
FOUND = 40
SEARCHED = 100_000
"""So many of the newest messages of a thread are looked through."""
_MOST_KEPT_AWAY = 200
_MOST_NAMED = 100


@dataclass(frozen=True)
class Page:
    """Messages in the order of their numbers, whole between `begin` and `end`: a number that is missing between them is
    not for this reader.
    """

    messages: list[Message]
    begin: int
    end: int
    is_first: bool
    is_last: bool
    last: int
    pinned: list[Message] = field(default_factory=list)

    def told_to(self, person: Person) -> dict[str, Any]:
        """The page for scripts."""
        said = spoken_to(person, [*self.messages, *self.pinned])
        return {
            "messages": said[: len(self.messages)],
            "pinned": said[len(self.messages) :],
            "begin": self.begin,
            "end": self.end,
            "is_first": self.is_first,
            "is_last": self.is_last,
            "last": self.last,
        }


def reader_of(person: Person, thread: int) -> Reader:
    """This person in the thread, with it; 404 for whoever is not in it."""
    reader = Reader.objects.inside().select_related("thread").filter(person=person, thread=thread).first()
    if reader is None:
        raise Http404
    reader.person = person
    return reader


def readable(reader: Reader) -> ThreadMessageQuerySet:
    """What this reader may read: from when they came, nothing across a block; with authors and what is answered."""
    person = reader.person_id
    found = Message.objects.filter(thread=reader.thread_id, number__gt=reader.since)
    found = found.exclude(author__in=Block.objects.filter(by=person).values("blocked"))
    found = found.exclude(author__in=Block.objects.filter(blocked=person).values("by"))
    return found.select_related("author__picture", "answers__author")


def newest(reader: Reader) -> Page:
    """The last page, and what is pinned."""
    return _before(reader, reader.thread.last + 1, pinned=pinned(reader))


def earlier(reader: Reader, number: int) -> Page:
    """The page before this message."""
    return _before(reader, number)


def later(reader: Reader, number: int, *, most: int = MISSED) -> Page:
    """What comes after this message: all that a page missed, or the first of more."""
    found = list(readable(reader).filter(number__gt=number).order_by("number")[: most + 1])
    is_last = len(found) <= most
    messages = found[:most]
    last = reader.thread.last
    end = max(last, messages[-1].number if messages else 0) if is_last else messages[-1].number
    return Page(messages, max(number, reader.since) + 1, end, number <= reader.since, is_last, last)


def around(reader: Reader, number: int) -> Page:
    """Half a page before a message, and half a page from it on."""
    before = _before(reader, number, most=PAGE // 2)
    after = later(reader, number - 1, most=PAGE // 2)
    return Page(
        before.messages + after.messages, before.begin, after.end, before.is_first, after.is_last, reader.thread.last
    )


def named(reader: Reader, numbers: Sequence[int]) -> list[Message]:
    """These messages, as they are now."""
    return list(readable(reader).filter(number__in=numbers[:_MOST_NAMED]).order_by("number"))


def pinned(reader: Reader) -> list[Message]:
    """What is pinned, the newest pin first."""
    return list(readable(reader).exclude(pinned_at=None).order_by("-pinned_at")[:10])


def found_in(reader: Reader, typed: str, before: int | None = None) -> list[Message]:
    """Messages that say all these words, newest first; a part of a word is enough, so that Chinese is found as well."""
    words = re.split(r"\s+", typed.replace("\0", "").strip())[:6]
    if not any(words):
        return []
    rows = readable(reader).standing().exclude(kind=Message.Kind.NOTICE)
    rows = rows.filter(number__gt=reader.thread.last - SEARCHED)
    if before:
        rows = rows.filter(number__lt=before)
    for word in words:
        rows = rows.filter(text__icontains=word[:60])
    return list(rows.order_by("-number")[:FOUND])


def kept_away(person: Person) -> list[int]:
    """Whose messages this person's page leaves out as they are told: those they have blocked."""
    blocked = Block.objects.filter(by=person).order_by("-pk").values_list("blocked", flat=True)
    return list(blocked[:_MOST_KEPT_AWAY])


def read_by_others(reader: Reader) -> int:
    """In a conversation: how far the others have read; the furthest of them."""
    if reader.thread.place != Thread.Place.DIRECT:
        return 0
    others = Reader.objects.inside().filter(thread=reader.thread_id).exclude(person=reader.person_id)
    return max(others.values_list("read", flat=True)[:50], default=0)


def _before(reader: Reader, number: int, *, most: int = PAGE, pinned: list[Message] | None = None) -> Page:
    found = list(readable(reader).filter(number__lt=number).order_by("-number")[: most + 1])
    is_first = len(found) <= most
    messages = found[:most][::-1]
    begin = reader.since + 1 if is_first else messages[0].number
    return Page(
        messages, begin, number - 1, is_first, number > reader.thread.last, reader.thread.last, pinned=pinned or []
    )
