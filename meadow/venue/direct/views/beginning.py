"""Beginning to write: to a person, to a shop, about a product or an order."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Follow, Person
from meadow.people.visitors import Request
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.refusals import Refusal
from meadow.venue.direct.actions.beginning import write_to_person, write_to_shop
from meadow.venue.direct.actions.hearing import LONGEST_REQUEST
from meadow.venue.direct.forms.writing import WritingForm, card_named
from meadow.venue.direct.houses import REQUESTS
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.talk.cards import look_up
from meadow.venue.talk.models.messages import LONGEST


@login_required
@require_http_methods(["GET", "POST"])
def person(request: Request, handle: str) -> HttpResponse:
    """The first message to somebody; where the two have talked already, their conversation."""
    other = get_object_or_404(Person.objects.visible_to(request.user).select_related("picture"), handle=handle)
    known = _between(request.user, other)
    if known and request.method == "GET" and not known.is_request_to(request.user):
        return redirect(known)
    is_request = known is None and not Follow.objects.filter(follower=other, followed=request.user).exists()
    form = WritingForm(request.POST or None, longest=LONGEST_REQUEST if is_request else LONGEST)
    if request.method == "POST" and form.is_valid():
        limit_writes(request, "write", times=20)
        try:
            return redirect(write_to_person(other, form.said, by=request.user))
        except Refusal as refused:
            form.add_error("text", str(refused))
    context: dict[str, Any] = {"across": other, "name": other.name, "form": form}
    context |= {"is_request": is_request, "most": REQUESTS, "is_self": other == request.user}
    return TemplateResponse(request, "direct/writing.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def shop(request: Request, handle: str) -> HttpResponse:
    """A message to a shop, with the card that `?card=` names: a product or an order."""
    writer = request.user
    known_shops = Shop.objects.visible_to(writer) | Shop.objects.filter(conversations__member=writer)
    shown = get_object_or_404(known_shops.select_related("picture").distinct(), handle=handle)
    if Seat.objects.filter(shop=shown, person=writer).exists():
        return redirect("direct:desk-inbox", shown.handle)
    card = card_named(request.GET.get("card", "") or request.POST.get("card", ""))
    view = look_up([card], writer)[card] if card else None
    if view is not None and view.state == "gone":
        card, view = None, None
    known = Conversation.objects.filter(shop=shown, member=writer).first()
    if known and card is None and request.method == "GET":
        return redirect(known)
    form = WritingForm(request.POST or None, card=card)
    if request.method == "POST" and form.is_valid():
        limit_writes(request, "write", times=20)
        try:
            return redirect(write_to_shop(shown, form.said, by=writer))
        except Refusal as refused:
            form.add_error("text", str(refused))
    context = {"across": shown, "shop": shown, "name": shown.in_words["name"], "form": form, "card": view}
    context["hint"] = _("Ask about this product.") if card and card.kind == "product" else ""
    return TemplateResponse(request, "direct/writing.html", context, status=422 if form.errors else 200)


def _between(one: Person, other: Person) -> Conversation | None:
    low, high = sorted((one.pk, other.pk))
    return Conversation.objects.filter(low=low, high=high).first()
