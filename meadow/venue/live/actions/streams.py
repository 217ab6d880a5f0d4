"""What the media engine tells and asks about streams, and how rows come to agree with what it says.

Hooks may be lost, doubled and late. Whatever comes is done under the lock of its room, a session only ever speaks for
itself, and `reconcile` looks at the engine itself every quarter of a minute.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from meadow.engines.media.adapter import (
    HookEvent,
    HookKind,
    MediaEngine,
    MediaUnreachable,
    Session,
    SessionState,
)
from meadow.engines.media.adapters.foreign import bears_token
from meadow.people.models.persons import Person
from meadow.venue.live.actions.recordings import register
from meadow.venue.live.broadcast import tell_room
from meadow.venue.live.keys import bearer, opens
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Stream, StreamQuerySet
from meadow.venue.live.team import HOSTS, role_in

log = logging.getLogger(__name__)
GRACE = timedelta(seconds=15)
"""How long whoever publishes may be away before the stream has ended."""
SILENCE = timedelta(seconds=45)
"""How long the engine may not answer before its streams count as lost."""
_REMEMBERED = 2 * 3600  # seconds for which a hook is known when it comes again; engines try for an hour
_TOLD = {Stream.State.ON: "on", Stream.State.LOST: "lost", Stream.State.ENDED: "ended"}


@dataclass(frozen=True)
class Answer:
    """What the engine is told; whoever publishes reads the reason, in the one language that encoders show."""

    allow: bool
    reason: str = ""
    record: bool = False


# -- what the engine asks -------------------------------------------------------------------------


def admit(asked: HookEvent, engine: MediaEngine) -> Answer:
    """Whether somebody may publish; asked again for the same session, the answer is the same."""
    room = Room.objects.filter(path=asked.path).first()
    # Whoever has no key learns nothing of which rooms there are.
    if room is None or not may_publish(asked.secret, room):
        return Answer(False, "wrong key")
    there = _others(room, engine, asked.session).filter(state=Stream.State.ON).first()
    if there is not None and _is_there(there, room, engine):
        return Answer(False, "already live")
    with transaction.atomic():
        room = Room.objects.locked().get(pk=room.pk)
        if not may_publish(asked.secret, room):  # it was replaced while we looked
            return Answer(False, "wrong key")
        if room.is_over:
            return Answer(False, "the room is over")
        others = _others(room, engine, asked.session)
        if others.filter(state=Stream.State.ON).exclude(pk=there.pk if there else 0).exists():
            return Answer(False, "already live")
        stream, _ = Stream.objects.get_or_create(
            engine=engine.name, session=asked.session, defaults={"room": room, **_from(asked)}
        )
        if stream.room_id != room.pk:
            return Answer(False, "wrong key")
        if stream.state == Stream.State.ENDED:  # it waited for longer than we did, and is back
            stream.state, stream.ended_at = Stream.State.ASKED, None
            stream.save(update_fields=["state", "ended_at"])
    return Answer(True, record=room.is_live and room.keeps_recording)


def may_publish(shown: str, room: Room) -> bool:
    """Whether this opens the room: its key, or the pass of somebody who (still) hosts it."""
    if not shown:
        return False
    if opens(shown, room):
        return True
    person = Person.objects.filter(pk=bearer(shown, room) or 0, is_active=True).first()
    return person is not None and role_in(room, person) in HOSTS


def may_watch(asked: HookEvent) -> Answer:
    """For engines that do not check viewers' tokens themselves."""
    is_valid = bears_token(asked)
    return Answer(is_valid, "" if is_valid else "no token")


def _others(room: Room, engine: MediaEngine, session: str) -> StreamQuerySet:
    return Stream.objects.on_air().filter(room=room).exclude(engine=engine.name, session=session)


def _is_there(stream: Stream, room: Room, engine: MediaEngine) -> bool:
    """Whether the engine still has this stream: the hook of its end may have been lost."""
    if stream.engine != engine.name:
        return False
    try:
        session = engine.state().get(room.path)
    except MediaUnreachable:
        return True
    return session is not None and session.session in {stream.session, ""} and session.state == SessionState.LIVE


# -- what the engine tells ------------------------------------------------------------------------


def hear(told: HookEvent, engine: MediaEngine) -> None:
    """Take in what happened; what was heard before changes nothing."""
    room = Room.objects.filter(path=told.path).first()
    if room is None:
        log.info("A hook tells of %s, which is no room of ours", told.path)
        return
    if told.kind == HookKind.RECORD_READY:
        register(room, told, engine)
        return
    with transaction.atomic():
        room = Room.objects.locked().get(pk=room.pk)
        if told.id and not cache.add(f"media-hook:{engine.name}:{told.id}", 1, _REMEMBERED):
            return
        if told.kind == HookKind.PUBLISH_START:
            begin(room, told.session, engine, **_from(told))
        elif told.kind == HookKind.PUBLISH_END:
            stream = Stream.objects.filter(room=room, engine=engine.name, session=told.session).first()
            if stream is not None:
                leave(room, stream, is_final=told.final)


def begin(room: Room, session: str, engine: MediaEngine, **known: str | None) -> None:
    """The room's picture is there: this session is its stream now, and whichever was before has ended.

    Called under the room's lock. An engine that asks has asked; of one that cannot, a session is taken as it comes.
    What has ended does not begin again: the engine is told to end it.
    """
    stream = Stream.objects.filter(engine=engine.name, session=session, room=room).first()
    asks = "auth:callback" in engine.capabilities
    if room.is_over or (stream is None and asks) or (stream and stream.state == Stream.State.ENDED):
        transaction.on_commit(lambda: _kick(engine, room, session))
        return
    if stream is None:
        stream = Stream(room=room, engine=engine.name, session=session, **known)
    for other in Stream.objects.on_air().filter(room=room).exclude(pk=stream.pk):
        _turn(other, Stream.State.ENDED)
    if stream.state == Stream.State.ON:
        return
    stream.began_at = stream.began_at or timezone.now()
    _turn(stream, Stream.State.ON)
    tell_room(room, "stream", {"state": "on"})


def leave(room: Room, stream: Stream, *, is_final: bool) -> None:
    """Whoever publishes is away, perhaps for ever; only the room's own stream matters to it. Called under its lock."""
    state = Stream.State.ENDED if is_final or stream.state == Stream.State.ASKED else Stream.State.LOST
    if stream.state in {state, Stream.State.ENDED}:
        return
    was_on_air = stream.state in Stream.ON_AIR
    _turn(stream, state)
    if was_on_air:
        tell_room(room, "stream", {"state": _TOLD[state]})


def _turn(stream: Stream, state: Stream.State) -> None:
    stream.state, stream.seen_at = state, timezone.now()
    if state == Stream.State.ENDED:
        stream.ended_at = stream.seen_at
    stream.save()


def _from(told: HookEvent) -> dict[str, str | None]:
    try:
        address = str(ip_address(told.ip))
    except ValueError:
        address = None
    return {"protocol": told.protocol[:10], "address": address}


def _kick(engine: MediaEngine, room: Room, session: str) -> None:
    try:
        engine.kick(path=room.path, session=session, reason="this room does not take streams now")
    except MediaUnreachable as error:
        log.warning("%s could not be ended at the engine: %s", room.path, error)


# -- what the engine says when it is looked at ----------------------------------------------------


def reconcile(engine: MediaEngine) -> None:
    """Bring rows in line with the engine. Each room is looked at under its own lock, and only where they differ."""
    asked_at = timezone.now()
    Stream.objects.exclude(engine=engine.name).on_air().update(state=Stream.State.ENDED, ended_at=asked_at)
    try:
        sessions = engine.state()
    except MediaUnreachable as error:
        log.warning("%s", error)
        _lose_all(asked_at)
        return
    known = Q(streams__state__in=[*Stream.ON_AIR, Stream.State.ASKED]) | Q(path__in=sessions)
    for room in Room.objects.filter(known).distinct():
        _look_at(room, sessions.get(room.path), engine, asked_at)


def _lose_all(now: datetime) -> None:
    """The engine has not answered for a while: nobody sees anything, and nobody knows whether it comes back."""
    silent = Stream.objects.on_air().filter(seen_at__lt=now - SILENCE).select_related("room")
    for stream in silent:
        with transaction.atomic():
            room = Room.objects.locked().get(pk=stream.room_id)
            stream.refresh_from_db()
            if stream.seen_at and stream.seen_at < now - SILENCE:
                leave(room, stream, is_final=stream.state == Stream.State.LOST)


@transaction.atomic
def _look_at(room: Room, session: Session | None, engine: MediaEngine, asked_at: datetime) -> None:
    room = Room.objects.locked().get(pk=room.pk)
    mine = Stream.objects.filter(room=room, engine=engine.name)
    streams = list(mine.exclude(state=Stream.State.ENDED).order_by("asked_at"))
    if session is not None and not session.session and streams:
        # The engine does not say whose it is. It is the one on air, else the last that was let in.
        ours = next((it for it in streams if it.state == Stream.State.ON), streams[-1])
        session = replace(session, session=ours.session)
    for stream in streams:
        if session is not None and session.session == stream.session:
            continue
        # A hook may have told of it after the engine answered.
        since = stream.seen_at or stream.asked_at
        if since > asked_at:
            continue
        if stream.state == Stream.State.ON:
            leave(room, stream, is_final=False)
        elif asked_at - since >= GRACE:
            leave(room, stream, is_final=True)
    if session is None or session.state in {SessionState.CONNECTING, SessionState.ENDED}:
        return
    found = Stream.objects.filter(room=room, engine=engine.name, session=session.session).first()
    if found is not None and found.seen_at and found.seen_at > asked_at:
        return
    if session.state == SessionState.RECONNECTING:
        if found is not None and found.state == Stream.State.ON:
            leave(room, found, is_final=False)
    elif found is not None and found.state == Stream.State.ON:
        Stream.objects.filter(pk=found.pk).update(seen_at=asked_at)
    else:
        begin(room, session.session, engine, protocol=session.protocol[:10])


# -- what the room tells the engine ---------------------------------------------------------------


def keep_recording(room: Room, engine: MediaEngine) -> None:
    """A show has begun: what is being published is recorded from now on, where the room wants it."""
    if room.is_live and room.keeps_recording and "record:switch" in engine.capabilities:
        engine.record(room.path, True)


def stop(room: Room, engine: MediaEngine) -> None:
    """The show is over: so is what is being published for it, unless the next one has begun."""
    if not room.is_live:
        engine.kick(path=room.path, reason="the show is over")
