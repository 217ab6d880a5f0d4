"""A room's stream: what viewers' players ask, and with what its hosts send it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.engines.media.adapter import MediaUnreachable
from meadow.engines.media.registry import media_engine
from meadow.people.visitors import Request, visitor
from meadow.plumbing.limits import limit_writes
from meadow.venue.live.actions import keys
from meadow.venue.live.entering import enter_room
from meadow.venue.live.keys import pass_for
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.refusals import MediaIsSilent, RoomIsOver
from meadow.venue.live.team import HOSTS, role_in, run_room
from meadow.venue.live.watching import engine_for, health_of, stream_for


@require_GET
@never_cache
def stream(request: HttpRequest, pk: int) -> HttpResponse:
    """For players: `{"state", "sources": [{"kind", "url"}], "renew"}`, as `watching.stream_for` has it."""
    room = enter_room(request, pk)
    # Of a room that everybody may watch nobody is asked who they are.
    role = "" if room.state == Room.State.LIVE else role_in(room, visitor(request))
    return JsonResponse(stream_for(room, role, engine_for(request)))


@login_required
@require_GET
@never_cache
def health(request: Request, pk: int) -> HttpResponse:
    """For the console: how the stream arrives, in figures and words."""
    room = run_room(request, pk)
    return TemplateResponse(request, "live/parts/health.html", health_of(room, media_engine()))


@login_required
@require_POST
@never_cache
def key(request: Request, pk: int) -> HttpResponse:
    """A new stream key, shown this once."""
    limit_writes(request, "stream-key", times=20)
    room = run_room(request, pk, *HOSTS)
    secret = keys.make_key(room, by=request.user)
    room.refresh_from_db()
    try:
        ingest = engine_for(request).provision(room.path, secret)
    except MediaUnreachable as error:
        raise MediaIsSilent from error
    template = "live/parts/key.html" if request.headers.get("HX-Request") else "live/key.html"
    return TemplateResponse(request, template, {"room": room, "ingest": ingest, "role": role_in(room, request.user)})


@login_required
@require_POST
def cut(request: Request, pk: int) -> HttpResponse:
    """End what is being published; the key it came with opens nothing any more."""
    limit_writes(request, "stream-cut", times=20)
    room = run_room(request, pk, *HOSTS)
    keys.cut_off(room, by=request.user)
    if not request.headers.get("HX-Request"):
        return redirect("live:console", pk)
    return TemplateResponse(request, "live/parts/health.html", health_of(room, media_engine(), anew=True))


@login_required
@require_POST
@never_cache
def entry(request: Request, pk: int) -> HttpResponse:
    """For the browser of a host: `{"ws_url", "whip_url", "whip_token"}`, whichever the engine has, for two minutes."""
    limit_writes(request, "stream-entry", times=60)
    room = run_room(request, pk, *HOSTS)
    if room.is_over:
        raise RoomIsOver(title=room.title)
    try:
        ingest = engine_for(request).provision(room.path, pass_for(room, request.user))
    except MediaUnreachable as error:
        raise MediaIsSilent from error
    return JsonResponse({"ws_url": ingest.ws_url, "whip_url": ingest.whip_url, "whip_token": ingest.whip_token})
