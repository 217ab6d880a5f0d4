"""A shop's inbox, which its whole team shares."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.goods.desks import seat_or_404
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.people.visitors import Request, is_removal
from meadow.plumbing.cursors import leaf
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.middleware import wants_json
from meadow.venue.direct.actions.answering import (
    assign,
    close_conversation,
    count_use,
    reopen_conversation,
    sit_down_at,
)
from meadow.venue.direct.actions.automatic import MOST_REPLIES
from meadow.venue.direct.figures import speed_of
from meadow.venue.direct.forms.answering import AssignmentForm
from meadow.venue.direct.models.answering import QuickReply
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.direct.rows import rows_for, waits_for
from meadow.venue.direct.views.conversations import have_read_news, refusal_of
from meadow.venue.talk.actions.saying import Said, say

ROWS = 30
State = Conversation.State


@login_required
@require_GET
def inbox(request: Request, handle: str) -> HttpResponse:
    """Who waits, what is mine, all that is open, and what is done; `?q=` finds members."""
    seat = seat_or_404(request.user, handle)
    context = {**_listed(request, seat.shop, "waiting"), "shop": seat.shop, "seat": seat, "desk_tab": "messages"}
    if request.headers.get("HX-Request"):
        return TemplateResponse(request, "direct/parts/desk_rows.html", context)
    context["speed"] = speed_of(seat.shop)
    return TemplateResponse(request, "direct/inbox.html", context)


@login_required
@require_GET
@never_cache
def conversation(request: Request, handle: str, pk: int) -> HttpResponse:
    """One member's conversation with the shop, with what the team needs to answer it."""
    seat, found = _of_shop(request, handle, pk)
    sit_down_at(found, by=request.user)
    have_read_news(request.user, found)
    assert found.member is not None
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "messages",
        "conversation": found,
        "thread": found.thread,
        "across": found.member,
        "name": found.member.name,
        "waits_for": waits_for(found),
        "form": AssignmentForm(shop=seat.shop, initial={"person": found.assigned_to_id}),
        "replies": QuickReply.objects.filter(shop=seat.shop).order_by("-used", "title")[:MOST_REPLIES],
        "marks": uuid.uuid4().hex[:20],  # with the reply's key the mark of what it says: pressed twice, said once
        "refusal": refusal_of(found, request.user),
    }
    return TemplateResponse(request, "direct/desk_conversation.html", context)


@login_required
@require_POST
def assignment(request: Request, handle: str, pk: int) -> HttpResponse:
    """Who answers this member; `me` for oneself."""
    limit_writes(request, "desk")
    seat, found = _of_shop(request, handle, pk)
    if request.POST.get("me"):
        assign(found, request.user, by=request.user)
        return redirect(found.desk_url)
    form = AssignmentForm(request.POST, shop=seat.shop)
    if not form.is_valid():
        raise Http404
    assign(found, form.cleaned_data["person"], by=request.user)
    return redirect(found.desk_url)


@login_required
@require_POST
def done(request: Request, handle: str, pk: int) -> HttpResponse:
    """This member is answered; `_method=delete` takes it up again."""
    limit_writes(request, "desk")
    _, found = _of_shop(request, handle, pk)
    if is_removal(request):
        reopen_conversation(found, by=request.user)
        return redirect(found.desk_url)
    close_conversation(found, by=request.user)
    return redirect("direct:desk-inbox", handle)


@login_required
@require_POST
def use(request: Request, handle: str, pk: int, reply: int) -> HttpResponse:
    """Say a quick reply. A script that has put it into the composer instead only has it counted."""
    limit_writes(request, "desk")
    seat, found = _of_shop(request, handle, pk)
    chosen = get_object_or_404(QuickReply, shop=seat.shop, pk=reply)
    if wants_json(request):
        count_use(chosen)
        return HttpResponse(status=204)
    sit_down_at(found, by=request.user)
    say(found.thread, Said(text=chosen.text, mark=request.POST.get("mark", "")), by=request.user)
    count_use(chosen)
    return redirect(found.desk_url)


def _of_shop(request: Request, handle: str, pk: int) -> tuple[Seat, Conversation]:
    """The person's seat, and a conversation of that shop; 404 without either."""
    seat = seat_or_404(request.user, handle)
    return seat, get_object_or_404(Conversation.objects.filter(shop=seat.shop).with_sides(), pk=pk)


def _listed(request: Request, shop: Shop, first: str) -> dict[str, Any]:
    person, words = request.user, request.GET.get("q", "").strip()[:80]
    kinds = _kinds(person)
    tab = request.GET.get("tab", "")
    tab = tab if tab in kinds else first
    everything = Conversation.objects.filter(shop=shop)
    counts = everything.aggregate(**{name: Count("pk", filter=kind) for name, kind in kinds.items()})
    found = everything.filter(kinds[tab])
    if words:
        found = found.filter(Q(member__name__icontains=words) | Q(member__handle__icontains=words))
    # Who has waited longest is answered first; elsewhere the newest stands first.
    by = "waits_since" if tab == "waiting" else "-spoken_at"
    page = leaf(found.with_sides(), by=by, after=request.GET.get("after"), limit=ROWS)
    return {
        "rows": rows_for(person, page.rows),
        "next_url": f"{request.path}?tab={tab}&q={words}&after={page.after}" if page.after else "",
        "tab": tab,
        "counts": counts,
        "words": words,
    }


def _kinds(person: Person) -> dict[str, Q]:
    """The parts of the inbox."""
    is_open = ~Q(state=State.DONE)
    return {
        "waiting": is_open & Q(waits_since__isnull=False),
        "mine": is_open & Q(assigned_to=person),
        "all": is_open,
        "done": Q(state=State.DONE),
    }
