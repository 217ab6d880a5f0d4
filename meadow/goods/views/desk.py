"""The desk: my shops, and the home of one of them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from meadow.goods.checklist import checklist_of
from meadow.goods.desks import seat_or_404
from meadow.goods.models.applications import Application
from meadow.goods.models.shops import Seat, Shop, TrailEntry
from meadow.goods.trail import Told
from meadow.goods.views.invitations import meant_for
from meadow.people.visitors import Request

MOST_SHOPS = 100
LATEST = 5


@login_required
@require_GET
def desk(request: Request) -> HttpResponse:
    """The visitor's shops, and how many teams wait for their answer."""
    seats = Seat.objects.filter(person=request.user).select_related("shop__picture").order_by("shop__name")
    context = {"seats": seats[:MOST_SHOPS], "invitations": meant_for(request.user).count()}
    return TemplateResponse(request, "goods/desk.html", context)


@login_required
@require_GET
def home(request: Request, handle: str) -> HttpResponse:
    """What one shop still needs, what it waits for, and what was done last."""
    seat = seat_or_404(request.user, handle)
    shop = seat.shop
    application: Application | None = getattr(shop, "application", None)
    checklist = checklist_of(shop, application)
    context = {
        "shop": shop,
        "seat": seat,
        "desk_tab": "home",
        "application": application,
        "checklist": checklist,
        "opens": shop.state == Shop.State.PREPARING,
        "answer": _last_answer(application),
    }
    if seat.role == Seat.Role.OWNER:
        entries = TrailEntry.objects.filter(shop=shop).select_related("by").order_by("-pk")[:LATEST]
        context["latest"] = [Told.of(entry) for entry in entries]
    return TemplateResponse(request, "goods/home.html", context)


def _last_answer(application: Application | None) -> object:
    """What operators said last, while it is for the team to act on."""
    if application is None or application.state not in {Application.State.RETURNED, Application.State.REFUSED}:
        return None
    return application.answers.first()
