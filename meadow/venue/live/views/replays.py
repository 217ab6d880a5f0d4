"""Watching shows again, and what hosts do with their recordings."""

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
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Recording
from meadow.venue.live.replaying import chapter_asked, replay_of, shows_to_watch
from meadow.venue.live.team import HOSTS, TEAM, role_in, run_room
from meadow.venue.live.watching import engine_for


@require_GET
@never_cache
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """A show of the room again (`?show=`, else the newest), from a product's chapter on (`?chapter=`)."""
    looker = visitor(request)
    room = get_object_or_404(
        Room.objects.known_to(looker).not_banning(looker).select_related("host", "host__picture", "shop", "cover"),
        pk=pk,
    )
    if not is_old_enough(request, room):
        return TemplateResponse(request, "live/age.html", {"room": room})
    role = role_in(room, looker)
    shows = shows_to_watch(room, is_team=role in TEAM)
    asked = chapter_asked(request.GET.get("show"))
    show = next((it for it in shows if asked in {None, it.pk}), None)
    if asked is not None and show is None:
        raise Http404
    found = None
    if show is not None:
        chapter = chapter_asked(request.GET.get("chapter"))
        found = replay_of(show, engine_for(request), looker=looker, is_team=role in TEAM, chapter=chapter)
    context = {"room": room, "replay": found, "shows": shows, "role": role, "is_host": role in HOSTS}
    return TemplateResponse(request, "live/replay.html", context)


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
