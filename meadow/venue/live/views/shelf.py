"""Doors of a room's goods: the shelf for viewers, and what the team does with it on the console."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.goods.models.products import Product, Variant
from meadow.people.visitors import Request, is_removal, visitor
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.venue.live.actions.explaining import ask_to_explain, explain, stop_explaining
from meadow.venue.live.actions.offers import close_offer, make_offer
from meadow.venue.live.actions.raffles import enter_raffle, make_raffle
from meadow.venue.live.actions.shelf import arrange_shelf, put_on_shelf, show_item, take_off_shelf
from meadow.venue.live.entering import enter_room
from meadow.venue.live.forms.shelf import OfferForm, RaffleForm
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shelf import Offer, Raffle
from meadow.venue.live.models.shows import Show
from meadow.venue.live.questions import to_show
from meadow.venue.live.shelves import on_offer_or_not, shelf_of
from meadow.venue.live.team import HOSTS, role_in, run_room

FOUND = 12


@require_GET
@never_cache
def shelf(request: HttpRequest, pk: int) -> HttpResponse:
    """The goods as viewers see them, without the page around them."""
    room = enter_room(request, pk)
    return TemplateResponse(request, "live/parts/shelf.html", shelf_context(request, room))


@login_required
@require_GET
@never_cache
def console(request: Request, pk: int) -> HttpResponse:
    """The goods as the team runs them."""
    return _console(request, run_room(request, pk))


@login_required
@require_GET
@never_cache
def search(request: Request, pk: int) -> HttpResponse:
    """Goods that may still be put on the shelf, by their words."""
    room = run_room(request, pk, *HOSTS)
    return TemplateResponse(request, "live/parts/console_shelf.html#found", {"room": room, **_found(request, room)})


@login_required
@require_POST
def items(request: Request, pk: int) -> HttpResponse:
    """Put a product on the shelf."""
    limit_writes(request, "shelf", times=240)
    room = run_room(request, pk, *HOSTS)
    put_on_shelf(room, _keys(request, "product"), by=request.user)
    return _console(request, room)


@login_required
@require_POST
def order(request: Request, pk: int) -> HttpResponse:
    """Have the shelf stand in this order."""
    limit_writes(request, "shelf", times=240)
    room = run_room(request, pk, *HOSTS)
    arrange_shelf(room, _keys(request, "product"), by=request.user)
    return HttpResponse(status=204) if request.headers.get("HX-Request") else redirect("live:console", pk)


@login_required
@require_POST
def item(request: Request, pk: int, product: int) -> HttpResponse:
    """Hide a product (`is_hidden=yes`), show it (`no`), say `words` beside it, or take it off."""
    limit_writes(request, "shelf", times=240)
    room = run_room(request, pk, *HOSTS)
    if is_removal(request):
        take_off_shelf(room, product, by=request.user)
    else:
        hidden, words = request.POST.get("is_hidden"), request.POST.get("words")
        show_item(
            room,
            product,
            by=request.user,
            is_hidden=None if hidden is None else hidden == "yes",
            words=None if words is None else words.strip()[:60],
        )
    return _console(request, room)


@login_required
@require_POST
def explaining(request: Request, pk: int, product: int) -> HttpResponse:
    """Explain this product from now on, or nothing more."""
    limit_writes(request, "shelf", times=240)
    room = run_room(request, pk, *HOSTS)
    if is_removal(request):
        stop_explaining(room, by=request.user)
    else:
        explain(room, get_object_or_404(_on_shelf(room), pk=product), by=request.user)
    return _console(request, room)


@login_required
@require_POST
def asks(request: Request, pk: int, product: int) -> HttpResponse:
    """Ask that a product be explained; how many ask is said in JSON, or by going back to the room."""
    limit_writes(request, "room-ask", times=60)
    room = enter_room(request, pk)
    count = ask_to_explain(room, get_object_or_404(_on_shelf(room), pk=product), by=request.user)
    if request.headers.get("HX-Request"):
        return TemplateResponse(
            request, "live/parts/ask.html", {"room": room, "product": product, "count": count, "is_asked": True}
        )
    return redirect(room)


@login_required
@require_POST
@idempotent("room-offer")
def offers(request: Request, pk: int) -> HttpResponse:
    """Offer something for a few minutes."""
    limit_writes(request, "room-offer", times=60)
    room = run_room(request, pk, *HOSTS)
    form = OfferForm(request.POST, items=on_offer_or_not(room))
    if not form.is_valid():
        return _console(request, room, status=422, offer_form=form)
    variant: Variant = form.cleaned_data["variant"]
    make_offer(room, variant, form.terms, by=request.user)
    return _console(request, room)


@login_required
@require_POST
def closing(request: Request, pk: int, offer: int) -> HttpResponse:
    """End an offer before its time."""
    limit_writes(request, "room-offer", times=60)
    room = run_room(request, pk, *HOSTS)
    close_offer(get_object_or_404(Offer, pk=offer, show__room=room))
    return _console(request, room)


@login_required
@require_POST
@idempotent("room-raffle")
def raffles(request: Request, pk: int) -> HttpResponse:
    """Begin a raffle."""
    limit_writes(request, "room-offer", times=60)
    room = run_room(request, pk, *HOSTS)
    form = RaffleForm(request.POST, room=room)
    if not form.is_valid():
        return _console(request, room, status=422, raffle_form=form)
    make_raffle(room, form.rules, by=request.user)
    return _console(request, room)


@login_required
@require_POST
def entry(request: Request, pk: int, raffle: int) -> HttpResponse:
    """Take part in a raffle."""
    limit_writes(request, "room-raffle", times=60)
    room = enter_room(request, pk)
    enter_raffle(get_object_or_404(Raffle, pk=raffle, show__room=room), by=request.user)
    if request.headers.get("HX-Request"):
        return TemplateResponse(request, "live/parts/shelf.html", shelf_context(request, room))
    return redirect(room)


@require_GET
@never_cache
def drawing(request: HttpRequest, pk: int, raffle: int) -> HttpResponse:
    """How a raffle was drawn, for anybody who would draw it again: seed, entries by their numbers, and who won."""
    room = enter_room(request, pk)
    found = get_object_or_404(Raffle.objects.exclude(drawn_at=None), pk=raffle, show__room=room)
    numbers = list(found.entries.order_by("pk").values_list("pk", "has_won", "person__is_active")[:100_000])
    return JsonResponse(
        {
            "seed": found.seed,
            "winners": found.winners,
            "entries": [number for number, _won, is_active in numbers if is_active],
            "won": [number for number, has_won, _active in numbers if has_won],
            "how": "sorted(random.Random(seed).sample(entries, min(winners, len(entries)))) in Python",
        }
    )


def shelf_context(request: HttpRequest, room: Room, show: Show | None = None) -> dict[str, Any]:
    """What `live/parts/shelf.html` draws."""
    show = show or (Show.objects.filter(room=room, closed_at=None).first() if room.is_live else None)
    return {
        "room": room,
        "show": show,
        "shelf": shelf_of(room, show, visitor(request)),
        "is_member": visitor(request) is not None,
    }


def console_context(request: Request, room: Room, show: Show | None, role: str) -> dict[str, Any]:
    """What `live/parts/console_shelf.html` draws."""
    is_host = role in HOSTS
    return {
        "room": room,
        "show": show,
        "is_host": is_host,
        "shelf": shelf_of(room, show, request.user, is_whole=True),
        "offer_form": OfferForm(items=on_offer_or_not(room)) if is_host and show else None,
        "raffle_form": RaffleForm(room=room) if is_host and show else None,
        **(_found(request, room) if is_host else {}),
    }


def _console(request: Request, room: Room, *, status: int = 200, **said: Any) -> HttpResponse:
    """The goods on the console to htmx, the whole console to others."""
    if request.method == "POST" and status == 200 and not request.headers.get("HX-Request"):
        return redirect("live:console", room.pk)
    show = Show.objects.filter(room=room, closed_at=None).first()
    context = {**console_context(request, room, show, role_in(room, request.user)), **said}
    return TemplateResponse(request, "live/parts/console_shelf.html", context, status=status)


def _found(request: HttpRequest, room: Room) -> dict[str, Any]:
    words = request.GET.get("q", "").strip()[:100]
    found = to_show(room).exclude(pk__in=room.shelf.values("product")).select_related("shop", "cover")
    for word in words.split()[:6]:
        found = found.filter(title__icontains=word) | found.filter(translations__icontains=word)
    return {"words": words, "found": list(found.order_by("-pk")[:FOUND])}


def _on_shelf(room: Room) -> Any:
    return Product.objects.filter(on_shelves__room=room).select_related("shop", "cover")


def _keys(request: HttpRequest, name: str) -> list[int]:
    typed = request.POST.getlist(name)[:200]
    return [int(one) for one in typed if one.isascii() and one.isdecimal() and len(one) < 19]
