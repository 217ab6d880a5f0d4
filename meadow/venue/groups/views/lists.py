"""Lists of groups: one's own and those to be joined, and a shop's."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from meadow.goods.desks import KEEPERS, seat_or_404
from meadow.people.models.persons import Person
from meadow.people.visitors import Request, visitor
from meadow.plumbing.cursors import Leaf, leaf
from meadow.venue.groups.models.groups import Group, GroupQuerySet
from meadow.venue.groups.running import may_begin
from meadow.venue.talk.unread import unread_by_thread

ROWS = 24
FIRST = 8


@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    """One's own with what is unread, then others, those first in which somebody spoke last; `?q=` finds."""
    person = visitor(request)
    words = request.GET.get("q", "").strip()[:100]
    is_mine = person is not None and request.GET.get("tab") == "mine"
    own = Group.objects.joined_by(person) if person else Group.objects.none()
    known = Group.objects.known_to(person).filter(is_listed=True, state=Group.State.OPEN)
    if person is not None:
        known = known.exclude(pk__in=own.order_by().values("pk"))
    shown = own if is_mine else known
    page = _by_activity(shown.saying(words), request)
    context: dict[str, Any] = {"leaf": page, "words": words, "is_mine": is_mine}
    mine: list[Group] = page.rows if is_mine else []
    if not is_mine and "after" not in request.GET:
        mine = list(own.saying(words).for_cards().order_by("-thread__spoken_at", "-pk")[: FIRST + 1])
        context |= {"mine": mine, "first": FIRST}
    _count_unread(mine, person)
    if request.headers.get("HX-Request"):
        return TemplateResponse(request, "groups/groups.html#leaf", context)
    context["may_begin"] = person is not None and may_begin(person)
    return TemplateResponse(request, "groups/groups.html", context)


@login_required
@require_GET
def desk(request: Request, handle: str) -> HttpResponse:
    """The groups of one shop, for its team, each with what waits in it."""
    seat = seat_or_404(request.user, handle, *KEEPERS)
    page = _by_activity(Group.objects.filter(shop=seat.shop).counting_what_waits(), request)
    _count_unread(page.rows, request.user)
    context = {"shop": seat.shop, "seat": seat, "desk_tab": "groups", "leaf": page}
    name = "groups/parts/desk_rows.html" if request.headers.get("HX-Request") else "groups/desk.html"
    return TemplateResponse(request, name, context)


def _by_activity(groups: GroupQuerySet, request: HttpRequest) -> Leaf[Group]:
    rows = groups.for_cards().annotate(spoken_at=F("thread__spoken_at"))
    return leaf(rows, by="-spoken_at", after=request.GET.get("after"), limit=ROWS)


def _count_unread(groups: list[Group], person: Person | None) -> None:
    """Hang on each group how much of it the person has not read; one statement."""
    unread = unread_by_thread(person, [group.pk for group in groups]) if person else {}
    for group in groups:
        group.unread = unread.get(group.pk, 0)
