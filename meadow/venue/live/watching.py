"""What is told of a stream: to players where the picture is, to the console how it arrives."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from meadow.engines.media.adapter import MediaEngine, MediaUnreachable, SessionState, Source
from meadow.engines.media.registry import media_engine
from meadow.venue.live.health import advice
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Stream

REPLAY_LIFETIME = timedelta(hours=12)
_STATE = "live-engine-state"
_FRESH = 1  # seconds for which all consoles of a web process share one answer of the engine


def engine_for(request: HttpRequest) -> MediaEngine:
    """The engine, as the browser of this request reaches it."""
    return media_engine(request.get_host().rpartition(":")[0] or request.get_host())


def stream_for(room: Room, role: str, engine: MediaEngine) -> dict[str, Any]:
    """`{"state", "sources", "renew"}` for somebody who may be in the room and is this (or nothing) in it.

    The state is `waiting` (nothing is sent yet), `on`, `lost` (it may come back), `paused` or `over`. Sources are there
    while there is something to see: for everybody when the room is live, for the team before it, too. They hold a
    token; `renew` says after how many seconds the player should ask for the next.
    """
    if room.is_over:
        return {"state": "over", "sources": []}
    if room.state == Room.State.PAUSED and not role:
        return {"state": "paused", "sources": []}
    stream = Stream.objects.on_air().filter(room=room, engine=engine.name).first()
    if stream is None or not (room.is_live or role):
        return {"state": "waiting", "sources": []}
    lifetime = timedelta(minutes=settings.MEADOW_VIEWER_MINUTES)
    try:
        sources = engine.playback(room.path, token=engine.viewer_token(room.path, lifetime=lifetime))
    except MediaUnreachable:
        sources = []
    state = "on" if stream.state == Stream.State.ON else "lost"
    return {"state": state, "sources": said(sources), "renew": int(lifetime.total_seconds() / 2)}


def said(sources: list[Source]) -> list[dict[str, str]]:
    """Sources as JSON."""
    return [{key: value for key, value in asdict(it).items() if value} for it in sources]


def health_of(room: Room, engine: MediaEngine, *, anew: bool = False) -> dict[str, Any]:
    """What the console says of a stream just now."""
    sessions, is_silent = None if anew else caches["fragments"].get(_STATE), False
    if sessions is None:
        try:
            sessions = engine.state()
        except MediaUnreachable:
            sessions, is_silent = {}, True
        else:
            caches["fragments"].set(_STATE, sessions, _FRESH)
    session = sessions.get(room.path)
    is_flowing = session is not None and session.state == SessionState.LIVE
    return {
        "room": room,
        "session": session,
        "is_silent": is_silent,
        "is_flowing": is_flowing,
        "advice": advice(session.health) if session and is_flowing else [],
        "last": Stream.objects.filter(room=room).exclude(state=Stream.State.ASKED).order_by("-pk").first(),
    }
