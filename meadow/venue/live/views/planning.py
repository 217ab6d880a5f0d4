"""Planning a room, and changing what was planned."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meadow.people.actions.photos import put_photo
from meadow.people.models.persons import Person
from meadow.people.visitors import Request
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.pictures.refused import PictureRefused
from meadow.plumbing.problems import in_words
from meadow.venue.live.actions.planning import announce_room, change_plan, plan_room
from meadow.venue.live.forms.rooms import ONESELF, RoomForm
from meadow.venue.live.hosting import may_host
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.refusals import InThePast, NotAHost, TooFarAhead, TooManyRooms
from meadow.venue.live.team import HOSTS, run_room


@login_required
@require_http_methods(["GET", "POST"])
@idempotent("plan-room")
def plan(request: Request) -> HttpResponse:
    """A new room; whoever may host none reads why, and what leads there."""
    if not may_host(request.user):
        if request.method == "POST":
            raise NotAHost
        return TemplateResponse(request, "live/not_a_host.html")
    if request.method == "GET":
        return _page(request, RoomForm(host=request.user, place=_place_asked_for(request)))
    limit_writes(request, "room", times=30)
    form = RoomForm(request.POST, request.FILES, host=request.user)
    room = _planned(request, form) if form.is_valid() else None
    return redirect("live:console", room.pk) if room else _page(request, form, status=422)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """A room that is planned, or on air, already."""
    room = run_room(request, pk, *HOSTS)
    if request.method == "GET":
        return _page(request, RoomForm(host=room.host, room=room), room)
    limit_writes(request, "room", times=30)
    form = RoomForm(request.POST, request.FILES, host=room.host, room=room)
    if form.is_valid() and _changed(request, form, room):
        messages.success(request, _("“%(title)s” is saved.") % {"title": form.cleaned_data["title"]})
        return redirect("live:console", room.pk)
    return _page(request, form, room, status=422)


def _planned(request: Request, form: RoomForm) -> Room | None:
    """The room, announced when the pressed button says so; None when something about it is refused."""
    cover = _cover(form, None, request.user)
    if form.errors:
        return None
    said = form.plan(cover=cover, language=get_language() or "en")
    announces = request.POST.get("do") == "announce"
    if announces and said.starts_at is None:
        form.add_error("starts_at", _("Say when it begins, then it can be announced."))
        return None
    try:
        room = plan_room(said, by=request.user, shop=form.shop)
    except (InThePast, TooFarAhead) as refused:
        form.add_error("starts_at", str(refused))
    except TooManyRooms as refused:
        form.add_error(None, str(refused))
    else:
        if announces:
            announce_room(room, by=request.user)
            messages.success(request, _("“%(title)s” is announced. People can reserve now.") % {"title": room.title})
        else:
            messages.success(request, _("“%(title)s” is planned. Only your team knows of it.") % {"title": room.title})
        return room
    return None


def _changed(request: Request, form: RoomForm, room: Room) -> bool:
    cover = _cover(form, room, request.user)
    if form.errors:
        return False
    try:
        change_plan(room, form.plan(cover=cover, language=room.language), by=request.user)
    except (InThePast, TooFarAhead) as refused:
        form.add_error("starts_at", str(refused))
    return not form.errors


def _cover(form: RoomForm, room: Room | None, by: Person) -> int | None:
    """The photo that was uploaded, or the one the room has; says at the field when it is none."""
    said = form.cleaned_data
    if said["cover"]:
        try:
            return put_photo(said["cover"], by=by).pk
        except PictureRefused as refused:
            form.add_error("cover", in_words(refused))
            return None
    return None if room is None or said.get("remove_cover") else room.cover_id


def _place_asked_for(request: Request) -> str:
    asked = request.GET.get("shop", "")
    return asked if asked.isdecimal() else ONESELF


def _page(request: Request, form: RoomForm, room: Room | None = None, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "room": room, "key": uuid.uuid4().hex}
    return TemplateResponse(request, "live/plan.html", context, status=status)
