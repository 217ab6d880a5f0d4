"""Templates' view of the talk of a room: as it goes, as it went, and as the team minds it."""

import uuid
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.translation import gettext_lazy as _

from meadow.people.visitors import visitor
from meadow.plumbing.public import public
from meadow.venue.live.chat import is_open, kept_away, newest
from meadow.venue.live.forms.talk import GOOD, MuteForm, SayForm, SlowForm
from meadow.venue.live.minded import PARTS, part_of
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.talk import LONGEST

register = template.Library()


@register.inclusion_tag("live/parts/room_talk.html", takes_context=True)
def room_talk(context: RequestContext, room: Room) -> dict[str, Any]:
    """The talk as viewers have it: while something goes on, as it goes; when the room is over, as it went."""
    role = context.get("role") or ""
    if not is_open(room, role):
        return {"is_open": False, "is_over": room.is_over, "room": room}
    return {**_pane(context, room, at="room"), "is_open": True}


@register.inclusion_tag("live/parts/replay_talk.html")
def replay_talk(room: Room) -> dict[str, Any]:
    """What was said, beside a recording that says which moment it shows (`meadow:replay`)."""
    return {"room": room}


@register.inclusion_tag("live/parts/console_talk.html", takes_context=True)
def console_talk(context: RequestContext, room: Room) -> dict[str, Any]:
    """The talk as the team minds it."""
    parts: dict[str, Any] = {}
    for name in PARTS:
        parts |= part_of(room, name)
    pane = _pane(context, room, at="console") if is_open(room, context.get("role") or "") else {}
    return {
        "request": context["request"],
        "room": room,
        "is_console": True,
        "slow_form": SlowForm(seconds=room.slow_seconds),
        "mute_form": MuteForm(initial={"time": GOOD}),
        **parts,
        **pane,
        "is_open": bool(pane),
    }


def _pane(context: RequestContext, room: Room, *, at: str) -> dict[str, Any]:
    person = visitor(context["request"])
    show = context.get("show")
    chat = newest(room, show, person)
    return {
        "request": context["request"],
        "room": room,
        "chat": chat,
        "me": person,
        "at": at,
        "form": SayForm(auto_id="say_%s", initial={"mark": uuid.uuid4().hex}),
        "longest": LONGEST,
        "like_count": show.like_count if show else 0,
        "kept_away": " ".join(kept_away(person)),
        "share_url": public(room.get_absolute_url()),
        "share_title": room.title,
        "broken": _("That did not work. Please try again."),
    }
