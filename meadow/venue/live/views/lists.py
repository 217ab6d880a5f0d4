"""Lists of rooms: everybody's, one's own, and a shop's."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.people.visitors import Request, visitor
from meadow.plumbing.cursors import leaf
from meadow.venue.live.models.rooms import Room

CARDS = 24


@require_GET
def rooms(request: HttpRequest) -> HttpResponse:
    """What is on air now, what is planned, and what can be watched again."""
    page = leaf(
        Room.objects.visible_to(visitor(request)).for_cards(), by="-pk", after=request.GET.get("after"), limit=CARDS
    )
    return TemplateResponse(request, "live/rooms.html", {"leaf": page})


@login_required
@require_GET
def mine(request: Request) -> HttpResponse:
    """The rooms that one runs or helps to run, the newest first."""
    page = leaf(Room.objects.run_by(request.user).for_cards(), by="-pk", after=request.GET.get("after"), limit=CARDS)
    return TemplateResponse(request, "live/mine.html", {"leaf": page})


@login_required
@require_GET
def desk(request: Request, handle: str) -> HttpResponse:
    """The rooms of one shop, for its team."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    page = leaf(Room.objects.filter(shop=seat.shop).for_cards(), by="-pk", after=request.GET.get("after"), limit=CARDS)
    context = {"shop": seat.shop, "seat": seat, "desk_tab": "rooms", "leaf": page}
    return TemplateResponse(request, "live/desk.html", context)
