"""What pages ask about the talk of a room: the newest, what was missed, and what was said while a recording ran."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from meadow.people.models.persons import Block, Person
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Recording, Show
from meadow.venue.live.models.talk import Message, MessageQuerySet
from meadow.venue.live.spoken import spoken

NEWEST = 50
"""How many messages somebody finds who comes late."""
MISSED = 100
AT_ONCE = 200
LONGEST_WHILE = timedelta(minutes=10)
_FORGOTTEN = timedelta(hours=1)
_MOST_KEPT_AWAY = 200


@dataclass(frozen=True)
class Chat:
    """The talk as a page opens with it: oldest first. `last` is the newest message there is, seen or not."""

    messages: list[Message]
    last: int
    pinned: Message | None


def is_open(room: Room, role: str) -> bool:
    """Whether anything can be said now by somebody who holds this role."""
    return room.is_live or (bool(role) and room.state == Room.State.REHEARSING)


def _talk_of(room: Room, show: Show | None) -> MessageQuerySet:
    """Of the show that goes on; without one, what the team said while rehearsing."""
    return Message.objects.filter(room=room, show=show)


def newest(room: Room, show: Show | None, looker: Person | None) -> Chat:
    """What late comers find, in a constant number of statements."""
    talk = _talk_of(room, show)
    last = talk.aggregate(last=Max("pk"))["last"] or 0
    shown = talk.visible_to(looker).select_related("author", "author__picture")
    messages = list(reversed(shown.order_by("-pk")[:NEWEST]))
    return Chat(messages, last, shown.exclude(pinned_at=None).first())


def missed(room: Room, show: Show | None, looker: Person | None, *, after: int) -> dict[str, Any]:
    """What a page did not hear after this message: with `is_cut`, the newest of more than it can take at once."""
    talk = _talk_of(room, show)
    last = talk.aggregate(last=Max("pk"))["last"] or 0
    shown = talk.visible_to(looker).select_related("author", "author__picture")
    found = list(shown.filter(pk__gt=after).order_by("-pk")[: MISSED + 1])
    hidden = talk.filter(hidden_at__gt=timezone.now() - _FORGOTTEN).order_by("-pk").values_list("pk", flat=True)
    pinned = shown.exclude(pinned_at=None).first()
    return {
        "messages": [spoken(message) for message in reversed(found[:MISSED])],
        "is_cut": len(found) > MISSED,
        "last": last,
        "hidden": list(hidden[:AT_ONCE]),
        "pinned": spoken(pinned) if pinned else None,
        "slow": room.slow_seconds,
    }


def said_between(
    room: Room, looker: Person | None, begin: datetime, end: datetime, *, is_team: bool, after: int = 0
) -> tuple[list[dict[str, Any]], int | None]:
    """What was said while shows went on that can be watched again, oldest first.

    With it comes after which message the next page begins, or None. Nobody sees more than ten minutes at once.
    """
    recordings = Recording.objects.filter(room=room)
    shows = (recordings.kept() if is_team else recordings.shown()).exclude(show=None).order_by().values("show")
    end = min(end, begin + LONGEST_WHILE)
    talk = Message.objects.visible_to(looker).filter(room=room, show__in=shows, pk__gt=after)
    talk = talk.filter(said_at__gte=begin, said_at__lt=end)
    found = list(talk.select_related("author", "author__picture").order_by("pk")[: AT_ONCE + 1])
    return [spoken(message) for message in found[:AT_ONCE]], found[AT_ONCE - 1].pk if len(found) > AT_ONCE else None


def kept_away(person: Person | None) -> list[str]:
    """Handles of people whose live messages this person's page leaves out: those they have blocked."""
    if person is None:
        return []
    blocked = Block.objects.filter(by=person).order_by("-pk").values_list("blocked__handle", flat=True)
    return list(blocked[:_MOST_KEPT_AWAY])
