"""A room's way from its announcement to its end: each step is a door for its hosts, pressed at the console.

With scripts the head of the console is swapped and nothing else, so that a browser that publishes goes on publishing.
"""

import functools
from collections.abc import Callable
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.venue.live.actions import opening, planning
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.team import HOSTS, role_in, run_room

Step = Callable[[Request, Room], object]


def step(function: Step) -> Callable[[HttpRequest, int], HttpResponse]:
    """A door that takes one step and shows the console as it is afterwards."""

    @login_required
    @require_POST
    @functools.wraps(function)
    def door(request: HttpRequest, pk: int) -> HttpResponse:
        limit_writes(request, "room-step", times=60)
        asked = cast(Request, request)
        function(asked, run_room(asked, pk, *HOSTS))
        if not request.headers.get("HX-Request"):
            return redirect("live:console", pk)
        room = Room.objects.select_related("host", "shop").get(pk=pk)
        context = {"room": room, "role": role_in(room, asked.user)}
        return TemplateResponse(request, "live/parts/console_head.html", context)

    return cast(Callable[[HttpRequest, int], HttpResponse], door)


@step
def announcement(request: Request, room: Room) -> None:
    """Announce the room."""
    planning.announce_room(room, by=request.user)


@step
def cancellation(request: Request, room: Room) -> None:
    """Call the room off."""
    planning.call_off(room, by=request.user)


@step
def rehearsal(request: Request, room: Room) -> None:
    """Begin a rehearsal; `_method=delete` ends it."""
    (opening.end_rehearsal if is_removal(request) else opening.rehearse)(room, by=request.user)


@step
def show(request: Request, room: Room) -> None:
    """Go live; `_method=delete` ends the show."""
    if is_removal(request):
        opening.close_room(room, by=request.user)
    else:
        opening.open_room(room, by=request.user)


@step
def pause(request: Request, room: Room) -> None:
    """Pause the show; `_method=delete` goes on with it."""
    (opening.go_on if is_removal(request) else opening.pause_room)(room, by=request.user)
