"""Templates' view of who is in a room: `{% room_presence room %}`, `{% console_board room %}`, and figures in words."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.utils.formats import number_format
from django.utils.translation import get_language

from meadow.plumbing.money import format_amount
from meadow.venue.live.board import Figure, board_of
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.team import HOSTS

register = template.Library()


@register.inclusion_tag("live/parts/presence.html", takes_context=True)
def room_presence(context: RequestContext, room: Room) -> dict[str, Any]:
    """How many watch, and the form by which the page says that it is here; nothing while no show goes on."""
    return {
        "request": context["request"],
        "room": room,
        "show": context.get("show"),
        "beat": max(int(settings.MEADOW_ROOM_SILENCE * 1000) // 3, 200),
    }


@register.inclusion_tag("live/parts/console_board.html", takes_context=True)
def console_board(context: RequestContext, room: Room) -> dict[str, Any]:
    """The show board within the console, for hosts and co-hosts; nothing for others."""
    show = context.get("show") if context.get("role") in HOSTS else None
    return {"request": context["request"], "room": room, "show": show, "board": board_of(show) if show else None}


@register.filter
def shown(figure: Figure) -> str:
    """A figure as people write it: `1,204`, `3:07`, `$12.50`."""
    if figure.unit == "money":
        return format_amount(figure.value, figure.currency, get_language() or "en")
    if figure.unit == "seconds":
        minutes, seconds = divmod(figure.value, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return counted(figure.value)


@register.filter
def counted(number: int) -> str:
    """A count as people write it: `1,204`."""
    return number_format(number, use_l10n=True, force_grouping=True)
