"""Doors through which a page says that somebody came in or left."""

from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from meadow.people.visitors import visitor
from meadow.plumbing.limits import limit_writes
from meadow.venue.live.actions.presence import begin_visit, end_visit
from meadow.venue.live.entering import enter_room
from meadow.venue.live.models.shows import Show, Visit
from meadow.venue.live.refusals import RoomNotLive
from meadow.venue.live.sources import source_of

GUEST = "room_guest"
"""The cookie by which a guest who opens two pages is one viewer; it says nothing else about them."""
_YEAR = 365 * 24 * 3600
_MOST_OF_A_PERSON, _MOST_OF_AN_ADDRESS = 60, 600  # a minute; many guests may share one address


@require_POST
def visits(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a visit; `here` says whether it goes on, which is false once the one with this key has ended."""
    person = visitor(request)
    limit_writes(request, "visit", times=_MOST_OF_A_PERSON if person else _MOST_OF_AN_ADDRESS)
    room = enter_room(request, pk)
    key = _uuid(request.POST.get("visit", ""))
    if key is None:
        return JsonResponse({}, status=400)
    show = Show.objects.filter(room=room, closed_at=None).first() if room.is_live else None
    if show is None:
        raise RoomNotLive(title=room.title)
    show.room = room
    guest = None if person else _uuid(request.COOKIES.get(GUEST, "")) or uuid4()
    source = source_of(
        request.POST.get("from", "")[:80], request.POST.get("referrer", "")[:2000], request.get_host(), person
    )
    visit = begin_visit(show, key=key, person=person, guest=guest, source=source)
    response = JsonResponse({"visit": str(visit.key), "here": visit.left_at is None})
    if guest:
        response.set_cookie(
            GUEST, str(guest), max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


@require_POST
def end(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Leave; said by a page that is being closed, which hears no answer."""
    limit_writes(request, "visit-end", times=_MOST_OF_AN_ADDRESS)
    person, guest = visitor(request), _uuid(request.COOKIES.get(GUEST, ""))
    if person is None and guest is None:
        raise Http404
    whose = {"person": person} if person else {"person": None, "guest": guest}
    visit = get_object_or_404(Visit.objects.filter(**whose), key=key, show__room=pk)
    end_visit(visit)
    return HttpResponse(status=204)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
