"""Lists of rooms: everybody's, one's own, and a shop's."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.people.visitors import Request, visitor
from meadow.plumbing.cursors import leaf
from meadow.venue.live.hosting import may_host
from meadow.venue.live.models.rooms import Room, RoomQuerySet, RoomSeat

CARDS = 24
FIRST = 8
TABS = {"now": "-changed_at", "coming": "starts_at", "again": "-pk"}


@require_GET
def rooms(request: HttpRequest) -> HttpResponse:
    """What is on air, what is coming and what can be watched again; `?q=` finds, `?tab=` shows all of one kind."""
    person = visitor(request)
    words = request.GET.get("q", "").strip()[:100]
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    found = Room.objects.known_to(person).saying(words).for_cards()
    kinds = {"now": found.live(), "coming": found.coming(), "again": found.to_watch_again()}
    after = request.GET.get("after")
    page = leaf(kinds[tab or "again"], by=TABS[tab or "again"], after=after, limit=CARDS)
    context: dict[str, Any] = {"leaf": page, "tab": tab, "words": words, "source": "search" if words else ""}
    if request.headers.get("HX-Request"):
        return TemplateResponse(request, "live/rooms.html#leaf", context)
    if not tab:
        context |= {kind: list(kinds[kind].order_by(TABS[kind], "pk")[: FIRST + 1]) for kind in ("now", "coming")}
        context["first"] = FIRST
    context["may_host"] = person is not None and may_host(person)
    return TemplateResponse(request, "live/rooms.html", context)


@login_required
@require_GET
def mine(request: Request) -> HttpResponse:
    """The rooms that one runs or helps to run, the newest first; above them, where one is asked to help."""
    asked = RoomSeat.objects.waiting().filter(person=request.user, room__host__is_active=True)
    context = {
        "leaf": _newest(request, Room.objects.run_by(request.user)),
        "may_host": may_host(request.user),
        "asked": asked.select_related("room__host", "room__shop", "room__cover").order_by("-pk")[:CARDS],
    }
    return _rows(request, "live/mine.html", context)


@login_required
@require_GET
def desk(request: Request, handle: str) -> HttpResponse:
    """The rooms of one shop, for its team."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    page = _newest(request, Room.objects.filter(shop=seat.shop))
    context = {"shop": seat.shop, "seat": seat, "desk_tab": "rooms", "leaf": page}
    return _rows(request, "live/desk.html", context)


def _newest(request: Request, rooms: RoomQuerySet) -> Any:
    return leaf(rooms.for_cards(), by="-pk", after=request.GET.get("after"), limit=CARDS)


def _rows(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    """The whole page, or to htmx only its next leaf."""
    name = "live/parts/room_rows.html" if request.headers.get("HX-Request") else template
    return TemplateResponse(request, name, context)
