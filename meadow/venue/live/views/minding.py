"""The doors of those who mind the talk: everybody of a room's team, from the console."""

import functools
from collections.abc import Callable
from typing import cast

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.middleware import wants_json
from meadow.plumbing.problems import problem
from meadow.venue.live.actions import minding
from meadow.venue.live.forms.talk import MuteForm, SlowForm, WordForm
from meadow.venue.live.minded import PARTS, part_of
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.talk import ForbiddenWord, Mute
from meadow.venue.live.team import run_room
from meadow.venue.live.views.talk import message_of

Step = Callable[..., Form | None]


def step(function: Step) -> Callable[..., HttpResponse]:
    """A door that minds the talk: it answers a script with nothing, and others with the console again.

    A function returns the form when what was chosen is not what can be chosen.
    """

    @login_required
    @require_POST
    @functools.wraps(function)
    def door(request: HttpRequest, pk: int, **which: int) -> HttpResponse:
        limit_writes(request, "minding", times=240)
        asked = cast(Request, request)
        form = function(asked, run_room(asked, pk), **which)
        if form is not None:
            errors = {field: [str(error) for error in found] for field, found in form.errors.items()}
            words = next(iter(errors.values()))[0]
            if wants_json(request):
                return problem(422, "not-chosen", words, errors=errors)
            notices.error(request, words)
        if wants_json(request):
            return HttpResponse(status=204)
        return redirect(reverse("live:console", args=[pk]) + "#chat")

    return cast(Callable[..., HttpResponse], door)


@step
def message(request: Request, room: Room, number: int) -> None:
    """Hide a message (`_method=delete`)."""
    if not is_removal(request):
        raise Http404
    minding.hide_message(message_of(room, number), by=request.user)


@step
def pin(request: Request, room: Room, number: int) -> None:
    """Pin a message; `_method=delete` lets it go."""
    (minding.unpin_message if is_removal(request) else minding.pin_message)(message_of(room, number), by=request.user)


@step
def answer(request: Request, room: Room, number: int) -> None:
    """A question was answered; `_method=delete`: it was not."""
    (minding.ask_again if is_removal(request) else minding.answer_question)(message_of(room, number), by=request.user)


@step
def mute(request: Request, room: Room, number: int) -> Form | None:
    """Mute or ban whoever said this message."""
    form = MuteForm(request.POST)
    if not form.is_valid():
        return form
    author = message_of(room, number).author
    minding.mute(
        room, author, by=request.user, minutes=form.minutes, is_ban=form.is_ban, hides=form.cleaned_data["hides"]
    )
    return None


@step
def muted(request: Request, room: Room, number: int) -> None:
    """Let somebody speak again (`_method=delete`)."""
    if not is_removal(request):
        raise Http404
    minding.unmute(get_object_or_404(Mute.objects.select_related("room"), room=room, pk=number), by=request.user)


@step
def slow(request: Request, room: Room) -> Form | None:
    """How many seconds lie between two messages of one person."""
    form = SlowForm(request.POST)
    if not form.is_valid():
        return form
    minding.slow_down(room, form.cleaned_data["seconds"], by=request.user)
    return None


@step
def words(request: Request, room: Room) -> Form | None:
    """One more word that is not said here."""
    form = WordForm(request.POST)
    if not form.is_valid():
        return form
    minding.forbid_word(room, form.cleaned_data["word"], by=request.user)
    return None


@step
def word(request: Request, room: Room, number: int) -> None:
    """Let a word be said again (`_method=delete`)."""
    if not is_removal(request):
        raise Http404
    found = get_object_or_404(ForbiddenWord.objects.select_related("room"), room=room, pk=number)
    minding.allow_word(found, by=request.user)


@login_required
@require_GET
def part(request: Request, pk: int, name: str) -> HttpResponse:
    """One part of the console's talk anew: the questions, who is muted, or the words."""
    room = run_room(request, pk)
    if name not in PARTS:
        raise Http404
    return TemplateResponse(request, f"live/parts/minding_{name}.html", {"room": room, **part_of(room, name)})
