"""Templates' view of a room's goods: `{% room_shelf room %}` for viewers, `{% console_shelf room %}` for the team."""

from typing import Any

from django import template
from django.template.context import RequestContext

from meadow.venue.live.models.rooms import Room
from meadow.venue.live.views.shelf import console_context, shelf_context

register = template.Library()


@register.inclusion_tag("live/parts/room_shelf.html", takes_context=True)
def room_shelf(context: RequestContext, room: Room) -> dict[str, Any]:
    """The shelf, what is explained and offered, and the sheet in which one buys."""
    request = context["request"]
    return {"request": request, "csrf_token": context["csrf_token"], **shelf_context(request, room, context["show"])}


@register.inclusion_tag("live/parts/console_shelf.html", takes_context=True)
def console_shelf(context: RequestContext, room: Room) -> dict[str, Any]:
    """What the team does with goods; moderators see it, and change nothing."""
    request = context["request"]
    said = console_context(request, room, context["show"], context["role"])
    return {"request": request, "csrf_token": context["csrf_token"], **said}
