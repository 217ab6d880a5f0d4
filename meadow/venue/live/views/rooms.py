"""A room as viewers see it, in every state."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from meadow.people.models.persons import Person
from meadow.people.visitors import visitor
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.public import public
from meadow.venue.live.entering import confirm_age, is_old_enough
from meadow.venue.live.models.rooms import Reservation, Room
from meadow.venue.live.models.shows import Show
from meadow.venue.live.team import role_in


@require_GET
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """The room: what is planned, what is on air, or what is over. Parts of it come from `templatetags/live_*.py`."""
    looker = visitor(request)
    shown = get_object_or_404(
        Room.objects.known_to(looker).not_banning(looker).for_cards().select_related("preview"), pk=pk
    )
    if not is_old_enough(request, shown):
        return TemplateResponse(request, "live/age.html", {"room": shown})
    shown.host = Person.objects.get_queryset().as_seen_by(looker).select_related("picture").get(pk=shown.host_id)
    role = role_in(shown, looker)
    # Whoever is not of the team goes on waiting while it rehearses.
    state = Room.State.PLANNED if shown.state == Room.State.REHEARSING and not role else shown.state
    context = {
        "room": shown,
        "show": Show.objects.filter(room=shown, closed_at=None).first() if shown.is_live else None,
        "role": role,
        "state": state,
        "is_inside": bool(role) or shown.is_live or shown.is_over,
        "is_reserved": looker is not None and Reservation.objects.filter(room=shown, person=looker).exists(),
        "now": timezone.now(),
        "share_image": public(shown.cover.url) if shown.cover and not shown.age_from else "",
    }
    return TemplateResponse(request, "live/room.html", context)


@require_POST
def age(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one is of the age that the room is meant for; asked once in a session."""
    limit_writes(request, "room-age", times=60)
    shown = get_object_or_404(Room.objects.known_to(visitor(request)), pk=pk)
    confirm_age(request, shown)
    return redirect(shown)
