"""Reserving a room, and waiting for it."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.people.visitors import is_removal, visitor
from meadow.plumbing.limits import limit_writes
from meadow.venue.live.actions.reserving import reserve, withdraw_reservation
from meadow.venue.live.models.rooms import Room


@require_POST
def reservation(request: HttpRequest, pk: int) -> HttpResponse:
    """Have oneself told when the room opens (`_method=delete`: no more); guests sign in and come back to its page."""
    person = visitor(request)
    if person is None:
        return redirect_to_login(reverse("live:room", args=[pk]))
    limit_writes(request, "reservation", times=60)
    room = get_object_or_404(Room.objects.known_to(person).not_banning(person), pk=pk)
    room = (withdraw_reservation if is_removal(request) else reserve)(room, by=person)
    if not request.headers.get("HX-Request"):
        return redirect(room)
    context = {"room": room, "is_reserved": not is_removal(request)}
    return TemplateResponse(request, "live/parts/reserve.html", context)


@require_GET
@never_cache
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """For a page that waits: whether it has begun. `{"state", "now"}`; a rehearsal is nobody's affair outside."""
    room = get_object_or_404(Room.objects.known_to(visitor(request)), pk=pk)
    said = Room.State.PLANNED if room.state == Room.State.REHEARSING else room.state
    return JsonResponse({"state": said, "now": timezone.now().isoformat()})
