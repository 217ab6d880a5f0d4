"""Clips: cut from a replay into a note, and played there."""

from datetime import timedelta
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meadow.people.visitors import Request, is_removal, visitor
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.refusals import Refusal
from meadow.venue.live.actions.clips import cut_clip, take_out_clip
from meadow.venue.live.forms.clips import ClipForm
from meadow.venue.live.models.clips import Clip
from meadow.venue.live.models.shows import Show
from meadow.venue.live.replaying import chapter_asked, replay_of
from meadow.venue.live.team import role_in, run_room
from meadow.venue.live.views.replays import replay_page
from meadow.venue.live.watching import engine_for, said
from meadow.venue.notes.models.notes import Note

LIFETIME = timedelta(hours=1)


@login_required
@require_POST
@idempotent("clip")
def clips(request: Request, pk: int) -> HttpResponse:
    """Cut a clip (`recording`, `begins`, `ends`, `product`, `photo`) out of a show (`?show=`); its note opens."""
    limit_writes(request, "clip", times=60)
    room = run_room(request, pk)
    show = get_object_or_404(Show.objects.filter(room=room), pk=chapter_asked(request.GET.get("show")) or 0)
    replay = replay_of(show, engine_for(request), looker=request.user, is_team=True)
    if replay is None:
        raise Http404
    form = ClipForm(request.POST, replay=replay)
    if form.is_valid():
        try:
            made = cut_clip(form.chosen, form.cut(language=get_language() or "en"), by=request.user)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("notes:edit", made.note_id)
    return replay_page(request, room, role_in(room, request.user), form=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def clip(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Where a clip is, for players: `{"sources", "begins", "ends"}`; its note's author takes it out with
    `_method=delete`.
    """
    if request.method == "POST":
        return _taken_out(cast(Request, request), pk, number)
    looker = visitor(request)
    engine = engine_for(request)
    found = get_object_or_404(
        Clip.objects.playable_by(looker)
        .filter(recording__room=pk, recording__engine=engine.name, note__in=Note.objects.visible_to(looker))
        .select_related("recording"),
        pk=number,
    )
    name = found.recording.name
    sources = engine.replay(name, token=engine.replay_token(name, lifetime=LIFETIME))
    return JsonResponse({"sources": said(sources), "begins": found.begins, "ends": found.ends})


@login_required
def _taken_out(request: Request, pk: int, number: int) -> HttpResponse:
    limit_writes(request, "clip", times=60)
    written = Note.objects.written_by(request.user)
    found = get_object_or_404(Clip, pk=number, recording__room=pk, note__in=written)
    if not is_removal(request):
        raise Http404
    take_out_clip(found, by=request.user)
    return redirect("notes:edit", found.note_id)
