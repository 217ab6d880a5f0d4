"""Who helps to run a room, and being asked to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meadow.people.models.persons import Person
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.limits import limit_writes
from meadow.venue.live.actions.seats import seat_person, take_seat, unseat
from meadow.venue.live.forms.rooms import SeatForm
from meadow.venue.live.models.rooms import Room, RoomSeat
from meadow.venue.live.refusals import HostHasASeat, NobodyToSeat, TooManySeats
from meadow.venue.live.team import HOSTS, role_in, run_room


@login_required
@require_http_methods(["GET", "POST"])
def seats(request: Request, pk: int) -> HttpResponse:
    """The room's team; a POST seats one more, or somebody otherwise."""
    room = run_room(request, pk)
    role = role_in(room, request.user)
    form = SeatForm(request.POST or None)
    if request.method == "POST":
        if role not in HOSTS:
            raise Http404
        limit_writes(request, "room-seats", times=30)
        if form.is_valid() and _seated(request, form, room):
            return redirect("live:seats", pk)
    return _page(request, room, role, form, status=422 if form.errors else 200)


@login_required
@require_POST
def seat(request: Request, pk: int, person: int) -> HttpResponse:
    """Take somebody out of the team (`_method=delete`); hosts decide, and anybody may leave."""
    room = run_room(request, pk)
    if not is_removal(request) or (role_in(room, request.user) not in HOSTS and person != request.user.pk):
        raise Http404
    limit_writes(request, "room-seats", times=30)
    seated = get_object_or_404(RoomSeat.objects.filter(room=room).select_related("person"), person=person)
    unseat(room, seated.person, by=request.user)
    messages.success(request, _("%(name)s no longer helps in “%(title)s”.") % _named(seated.person, room))
    return redirect("live:mine") if person == request.user.pk else redirect("live:seats", pk)


@login_required
@require_http_methods(["GET", "POST"])
def invitation(request: Request, pk: int) -> HttpResponse:
    """Being asked to help in a room: what it is and who asks; a POST accepts, `_method=delete` declines.

    Whoever is asked sees this much of a room that nobody else knows of, and nothing else of it.
    """
    asked = RoomSeat.objects.filter(person=request.user, room=pk)
    seat = get_object_or_404(asked.select_related("room__host__picture", "room__shop", "room__cover"))
    if request.method == "POST":
        limit_writes(request, "room-seats", times=30)
        facts = {"title": seat.room.title}
        if is_removal(request):
            unseat(seat.room, request.user, by=request.user)
            messages.success(request, _("You do not help in “%(title)s”.") % facts)
            return redirect("live:mine")
        take_seat(seat.room, by=request.user)
        messages.success(request, _("You help in “%(title)s”.") % facts)
        return redirect("live:console", pk)
    if seat.accepted_at is not None:
        return redirect("live:console", pk)
    return TemplateResponse(request, "live/invitation.html", {"room": seat.room, "seat": seat})


def _seated(request: Request, form: SeatForm, room: Room) -> bool:
    said = form.cleaned_data
    try:
        seated = seat_person(room, said["handle"], RoomSeat.Role(said["role"]), by=request.user)
    except (NobodyToSeat, HostHasASeat, TooManySeats) as refused:
        form.add_error("handle", str(refused))
        return False
    messages.success(request, _said_of(seated) % _named(seated.person, room))
    return True


def _said_of(seat: RoomSeat) -> str:
    if seat.accepted_at is None:
        return _("%(name)s is asked whether they will help in “%(title)s”.")
    return _("%(name)s helps in “%(title)s”.")


def _named(person: Person, room: Room) -> dict[str, str]:
    return {"name": person.name, "title": room.title}


def _page(request: Request, room: Room, role: str, form: SeatForm, *, status: int) -> HttpResponse:
    context = {
        "room": room,
        "role": role,
        "form": form,
        "seats": RoomSeat.objects.filter(room=room).select_related("person__picture").order_by("pk"),
        "may_seat": role in HOSTS,
    }
    return TemplateResponse(request, "live/seats.html", context, status=status)
