"""Lists of notes: under a hashtag, of one person, one's own, and those that show a shop's products."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.people.visitors import Request, visitor
from meadow.plumbing.cursors import leaf
from meadow.venue.notes import words
from meadow.venue.notes.models.notes import Hashtag, Note
from meadow.venue.notes.models.things import Thing
from meadow.venue.notes.wanted import times_asked

CARDS = 24
ROWS = 30
ASKED_FOR = 12


@require_GET
def hashtag(request: HttpRequest, word: str) -> HttpResponse:
    """Notes with one #word, the warmest first."""
    tag = get_object_or_404(Hashtag, word=words.canonical(word))
    if tag.word != word:
        return redirect("notes:hashtag", tag.word, permanent=True)
    notes = Note.objects.readable_by(visitor(request)).filter(hashtags=tag).for_cards()
    page = leaf(notes, by="-heat", after=request.GET.get("after"), limit=CARDS)
    return _cards(request, "notes/hashtag.html", {"tag": tag, "leaf": page})


@require_GET
def of_person(request: HttpRequest, handle: str) -> HttpResponse:
    """What one person published, the newest first."""
    reader = visitor(request)
    author = get_object_or_404(Person.objects.visible_to(reader).select_related("picture"), handle=handle)
    notes = Note.objects.readable_by(reader).filter(author=author).for_cards()
    page = leaf(notes, by="-published_at", after=request.GET.get("after"), limit=CARDS)
    context = {"author": author, "leaf": page, "is_mine": reader == author}
    if request.headers.get("HX-Request") and not request.GET.get("after"):
        return TemplateResponse(request, "notes/of_person.html#waterfall", context)
    return _cards(request, "notes/of_person.html", context)


@login_required
@require_GET
def mine(request: Request) -> HttpResponse:
    """One's own notes by their state, and those deleted a moment ago."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in {Note.State.SCHEDULED, Note.State.DRAFT} else Note.State.PUBLISHED
    notes = Note.objects.written_by(request.user)
    # A like changes a note's card; it must not move a published note in its author's list.
    order = "-published_at" if tab == Note.State.PUBLISHED else "-changed_at"
    page = leaf(notes.filter(state=tab).for_cards(), by=order, after=request.GET.get("after"), limit=CARDS)
    counts = notes.aggregate(**{str(state): Count("pk", filter=Q(state=state)) for state in Note.State})
    tabs = [
        (state, state.label, counts[state]) for state in (Note.State.PUBLISHED, Note.State.SCHEDULED, Note.State.DRAFT)
    ]
    context = {
        "tab": tab,
        "tabs": tabs,
        "leaf": page,
        "deleted": Note.objects.restorable_by(request.user),
        "asked": times_asked(request.user),
    }
    return _cards(request, "notes/mine.html", context)


@login_required
@require_GET
def desk(request: Request, handle: str) -> HttpResponse:
    """For a shop's team: the notes that show its products, and how they are received."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    sort = request.GET.get("sort", "")
    orders = {"newest": "-published_at", "likes": "-like_count", "saves": "-save_count"}
    sort = sort if sort in orders else "newest"
    notes = Note.objects.readable_by(request.user).showing_goods_of(seat.shop).for_cards()
    page = leaf(notes, by=orders[sort], after=request.GET.get("after"), limit=ROWS)
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "notes",
        "sort": sort,
        "leaf": page,
        "asked_for": _asked_for(seat.shop),
    }
    return _cards(request, "notes/desk.html", context)


def _asked_for(shop: Shop) -> list[Thing]:
    """What people asked for before the shop had it, the most wanted first."""
    things = Thing.objects.of_shop(shop).filter(ask_count__gt=0).select_related("product__cover", "note")
    return list(things.order_by("-ask_count", "-pk")[:ASKED_FOR])


def _cards(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """The whole page, or to htmx only the next leaf of it."""
    return TemplateResponse(request, f"{template}#leaf" if request.headers.get("HX-Request") else template, context)
