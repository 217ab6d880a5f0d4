"""A room as viewers see it, in every state."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
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
    shown = get_object_or_404(Room.objects.known_to(looker).not_banning(looker).for_cards(), pk=pk)
    if not is_old_enough(request, shown):
        return TemplateResponse(request, "live/age.html", {"room": shown})
    shown.host = Person.objects.get_queryset().as_seen_by(looker).select_related("picture").get(pk=shown.host_id)
    context = {
        "room": shown,
        "show": Show.objects.filter(room=shown, closed_at=None).first() if shown.is_live else None,
        "role": role_in(shown, looker),
        "is_reserved": looker is not None and Reservation.objects.filter(room=shown, person=looker).exists(),
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
