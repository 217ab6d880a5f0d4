"""The panes of the stream: the player of a room, its replay, and the part of the console from which it is sent."""

from typing import Any

from django import template
from django.http import HttpRequest

from meadow.engines.media.registry import media_engine
from meadow.people.visitors import visitor
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.replaying import chapter_asked, earlier_shows, replay_of, shows_to_watch, written
from meadow.venue.live.team import HOSTS
from meadow.venue.live.watching import engine_for, health_of

EARLIER = 6
register = template.Library()


@register.inclusion_tag("live/parts/player.html", takes_context=True)
def room_player(context: dict[str, Any], room: Room) -> dict[str, Any]:
    """What stands where the picture is: the stream, or when the show is over its replay."""
    request: HttpRequest = context["request"]
    role = context.get("role", "")
    shown: dict[str, Any] = {"request": request, "room": room, "role": role, "replay": None}
    shown["LANGUAGE_CODE"] = context.get("LANGUAGE_CODE")
    if room.is_over and (shows := shows_to_watch(room, is_team=bool(role))):
        looker, chapter = visitor(request), chapter_asked(request.GET.get("chapter"))
        shown["replay"] = replay_of(shows[0], engine_for(request), looker=looker, is_team=bool(role), chapter=chapter)
    return shown


@register.inclusion_tag("live/parts/earlier.html", takes_context=True)
def earlier_of(context: dict[str, Any], room: Room) -> dict[str, Any]:
    """The newest of a permanent room's shows that can be watched again; nothing for rooms of one show."""
    if not room.is_permanent:
        return {"room": room, "leaf": None}
    shows = earlier_shows(room, is_team=bool(context.get("role")), after=None, limit=EARLIER)
    return {"room": room, "leaf": shows, "is_first": True, "LANGUAGE_CODE": context.get("LANGUAGE_CODE")}


@register.filter
def length(seconds: float | None) -> str:
    """How long something lasts, as players write it: 1:02:03."""
    return written(seconds or 0)


@register.inclusion_tag("live/parts/console_stream.html", takes_context=True)
def console_stream(context: dict[str, Any], room: Room) -> dict[str, Any]:
    """From where the team sends the stream, and how it arrives."""
    engine = media_engine()
    return {
        **health_of(room, engine),
        "csrf_token": context.get("csrf_token"),
        "role": context.get("role", ""),
        "is_host": context.get("role") in HOSTS,
        "takes_software": "ingest:rtmp" in engine.capabilities,
        "takes_browsers": bool({"ingest:ws", "ingest:whip"} & engine.capabilities),
    }
