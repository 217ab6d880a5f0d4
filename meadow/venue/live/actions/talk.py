"""Saying something in a room, and telling everybody in the one order that all keep."""

from datetime import datetime, timedelta
from math import ceil

import orjson
from django.db import connection, transaction
from django.db.models import Max, Value
from django.db.models.functions import Replace, StrIndex
from django.utils import timezone

from meadow.engines.bus import has_arrived, publish
from meadow.people.models.persons import Person
from meadow.venue.live.actions.presence import take_turns, took_part
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Participation, Show
from meadow.venue.live.models.talk import ForbiddenWord, Message, Mute, Talk
from meadow.venue.live.refusals import MutedFor, MutedForGood, NotSaidHere, RoomNotLive, TooSoon
from meadow.venue.live.spoken import spoken
from meadow.venue.live.team import role_in
from meadow.venue.live.words import closed_up, folded, is_said

FRESH = timedelta(seconds=60)
"""What could not be told for longer than this is not told any more: pages have asked for it meanwhile."""
_AT_ONCE = 200
_PATIENCE = 0.5


def say(room: Room, text: str, *, by: Person, mark: str, is_question: bool = False) -> Message:
    """Say something to everybody in the room; the same mark of the same person twice is one message.

    Those who speak in a room take turns until they have committed, so that keys come in the order of commits, and a
    slow room is slow however many tabs somebody opens. Nobody waits for the disk: a database that crashes may forget
    its last half second of talk. In a rehearsal only the team speaks, and only the team hears it.
    """
    is_whole = not connection.in_atomic_block
    with transaction.atomic():
        if is_whole:
            _without_waiting()
        show = Show.objects.filter(room=room, closed_at=None).first()
        role = role_in(room, by)
        if show is None and not (role and Room.objects.filter(pk=room.pk, state=Room.State.REHEARSING).exists()):
            raise RoomNotLive(title=room.title)
        _refuse_words(room, text)
        if show:
            show.room = room
            take_turns(show, "pg_advisory_xact_lock_shared")
            if not Show.objects.filter(pk=show.pk, closed_at=None).exists():
                raise RoomNotLive(title=room.title)
            if not role:
                took_part(show, by=by, kind=Participation.Kind.ASK if is_question else Participation.Kind.COMMENT)
        now = speak_in_turn(room)
        if said := Message.objects.filter(room=room, author=by, mark=mark).first():
            return said
        if not role:
            _refuse_muted(room, by, now)
            _refuse_haste(room, by, now)
        said = Message.objects.create(
            room=room, show=show, author=by, text=text, mark=mark, is_question=is_question, said_at=now
        )
        transaction.on_commit(lambda: tell_talk(room.pk), robust=True)
    return said


def speak_in_turn(room: Room) -> datetime:
    """Wait for one's turn to change the talk of a room, until the transaction ends; returns the moment it came."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"live.talk:{room.pk}"])
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    assert isinstance(now, datetime)
    return now


def tell_talk(room: int) -> None:
    """Tell everybody in the room, in order, what nobody has been told yet: one's own message, and what others left.

    Whoever tells holds the talk until NATS has it, so that no other process overtakes; `told` remembers how far they
    came, so that the next one tells what a process could not that died in between. Each message names the one before
    it (`after`): a page that did not hear that one asks for it.
    """
    while True:
        with transaction.atomic():
            _without_waiting()
            Talk.objects.bulk_create([Talk(room_id=room)], ignore_conflicts=True)
            talk = Talk.objects.select_for_update(no_key=True).get(room=room)
            waiting = Message.objects.filter(room=room, pk__gt=talk.told)
            messages = list(waiting.select_related("author__picture").order_by("pk")[:_AT_ONCE])
            if not messages:
                return
            before: dict[int | None, int] = {}
            for message in messages:
                show = message.show_id
                if show not in before:
                    told = Message.objects.filter(room=room, show=show, pk__lte=talk.told)
                    before[show] = told.aggregate(last=Max("pk"))["last"] or 0
                if message.hidden_at is None and message.said_at > timezone.now() - FRESH:
                    heard_in = f"room.{room}" if show else f"console.{room}"
                    publish(f"{heard_in}.message", orjson.dumps({**spoken(message), "after": before[show]}))
                before[show] = message.pk
            talk.told = messages[-1].pk
            talk.save(update_fields=["told"])
            has_arrived(_PATIENCE)
        if len(messages) < _AT_ONCE:
            return


def _without_waiting() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('synchronous_commit', 'off', true)")


def _refuse_words(room: Room, text: str) -> None:
    """Have the database find the few words that may stand in the text, of the many there are."""
    looked_through = folded(text)
    words = ForbiddenWord.objects.filter(room=None) | ForbiddenWord.objects.filter(room=room)
    squeezed = StrIndex(Value(closed_up(looked_through)), Replace("word", Value(" "), Value("")))
    found = words.alias(plain=StrIndex(Value(looked_through), "word"), squeezed=squeezed)
    near = found.filter(plain__gt=0) | found.filter(squeezed__gt=0)
    for word in near.values_list("word", flat=True):
        if is_said(word, looked_through):
            raise NotSaidHere(word=word)


def _refuse_muted(room: Room, person: Person, now: datetime) -> None:
    mute = Mute.objects.holding().filter(room=room, person=person).first()
    if mute is None:
        return
    if mute.until is None:
        raise MutedForGood
    raise MutedFor(minutes=max(ceil((mute.until - now).total_seconds() / 60), 1))


def _refuse_haste(room: Room, person: Person, now: datetime) -> None:
    """One message of a person for so many seconds, by the database's clock and the room's newest word on it."""
    seconds = Room.objects.values_list("slow_seconds", flat=True).get(pk=room.pk)
    if not seconds:
        return
    since = now - timedelta(seconds=seconds)
    last = Message.objects.filter(room=room, author=person, said_at__gt=since).aggregate(last=Max("said_at"))["last"]
    if last is not None:
        raise TooSoon(seconds=max(ceil((last - since).total_seconds()), 1))
