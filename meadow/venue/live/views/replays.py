"""Watching shows again, and what hosts do with their recordings."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.people.visitors import Request, is_removal, visitor
from meadow.plumbing.limits import limit_writes
from meadow.venue.live.actions.recordings import delete_recording, show_recording
from meadow.venue.live.entering import is_old_enough
from meadow.venue.live.forms.clips import ClipForm
from meadow.venue.live.models.clips import Clip
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Recording
from meadow.venue.live.replaying import chapter_asked, earlier_shows, replay_of, shows_to_watch, to_watch
from meadow.venue.live.team import HOSTS, TEAM, role_in, run_room
from meadow.venue.live.watching import engine_for

EARLIER = 24


@require_GET
@never_cache
def replays(request: HttpRequest, pk: int) -> HttpResponse:
    """Every show of the room that can be watched again, the newest first; to htmx the next leaf alone."""
    room = _known_room(request, pk)
    if not is_old_enough(request, room):
        return TemplateResponse(request, "live/age.html", {"room": room})
    is_team = bool(role_in(room, visitor(request)))
    page = earlier_shows(room, is_team=is_team, after=request.GET.get("after"), limit=EARLIER)
    template = "live/parts/earlier.html#rows" if request.headers.get("HX-Request") else "live/replays.html"
    return TemplateResponse(request, template, {"room": room, "leaf": page})


@require_GET
@never_cache
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """A show of the room again (`?show=`, else the newest), from a product's chapter (`?chapter=`) or a clip on
    (`?clip=`).
    """
    room = _known_room(request, pk)
    if not is_old_enough(request, room):
        return TemplateResponse(request, "live/age.html", {"room": room})
    return replay_page(request, room, role_in(room, visitor(request)))


def _known_room(request: HttpRequest, pk: int) -> Room:
    looker = visitor(request)
    rooms = Room.objects.known_to(looker).not_banning(looker)
    return get_object_or_404(rooms.select_related("host", "host__picture", "shop", "cover"), pk=pk)


def replay_page(
    request: HttpRequest, room: Room, role: str, *, form: ClipForm | None = None, status: int = 200, **said: Any
) -> HttpResponse:
    """The page of the show that the address asks for; whoever helps to run the room can cut clips there."""
    is_team = role in TEAM
    clip = None
    if (number := chapter_asked(request.GET.get("clip"))) is not None:
        clip = Clip.objects.filter(recording__room=room, pk=number).select_related("recording").first()
    shows = shows_to_watch(room, is_team=is_team)
    asked = clip.recording.show_id if clip else chapter_asked(request.GET.get("show"))
    show = next((it for it in shows if asked in {None, it.pk}), None)
    if asked is not None and show is None:
        show = to_watch(room, is_team=is_team).filter(pk=asked).first()
        if show is None:
            raise Http404
    found = None
    if show is not None:
        chapter = chapter_asked(request.GET.get("chapter"))
        found = replay_of(
            show, engine_for(request), looker=visitor(request), is_team=is_team, chapter=chapter, clip=clip
        )
    if found and is_team and not room.age_from and form is None and any(it.recording.is_shown for it in found.parts):
        form = ClipForm(replay=found)
    context = {
        "room": room,
        "replay": found,
        "shows": shows,
        "role": role,
        "is_host": role in HOSTS,
        "clip_form": form if found else None,
        "clip_key": uuid.uuid4().hex,
        **said,
    }
    return TemplateResponse(request, "live/replay.html", context, status=status)


@login_required
@require_POST
def recording(request: Request, pk: int, number: int) -> HttpResponse:
    """Show a recording to everybody or hide it (`shown=yes` or nothing); `_method=delete` deletes it for ever."""
    limit_writes(request, "recording", times=60)
    room = run_room(request, pk, *HOSTS)
    found = get_object_or_404(Recording.objects.kept().filter(room=room), pk=number)
    if is_removal(request):
        delete_recording(found, engine_for(request), by=request.user)
    else:
        show_recording(found, bool(request.POST.get("shown")), by=request.user)
    return redirect("live:replay", pk)
