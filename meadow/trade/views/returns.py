"""A member's doors to returns: asking, following, sending back, thinking better of it."""

from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meadow.people.actions.photos import put_photo
from meadow.people.models.photos import Photo
from meadow.people.visitors import Request
from meadow.plumbing.idempotency import given_key, idempotent
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.pictures.refused import PictureRefused
from meadow.plumbing.problems import in_words
from meadow.trade.actions.answering import shipping_due
from meadow.trade.actions.returns import ask_return, send_back, withdraw_return
from meadow.trade.carriers import carrier_names
from meadow.trade.forms.returns import BackForm, ReturnForm
from meadow.trade.models.orders import Order
from meadow.trade.models.returns import Return, ReturnLine, ReturnPhoto, ReturnTerms
from meadow.trade.models.shipping import Shipment
from meadow.trade.refusals import NotReturnable
from meadow.trade.returnable import givable, possible_instead
from meadow.trade.roads import road_of

ROWS = Prefetch(
    "lines",
    ReturnLine.objects.select_related(
        "line", "variant__product__shop", "variant__product__cover", "instead__product__shop"
    ),
)
PHOTOS = Prefetch("photos", ReturnPhoto.objects.select_related("photo"))
PARCELS = Prefetch("parcels", Shipment.objects.order_by("pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent("return")
def returns(request: Request, pk: int) -> HttpResponse:
    """A wizard of one page: what goes back, why, and what the member would like for it."""
    order = get_object_or_404(Order.objects.placed_by(request.user).select_related("shop"), pk=pk)
    if not order.may_be_returned(timezone.now()):
        raise NotReturnable(number=order.pk)
    pieces = givable(order)
    instead = possible_instead(pieces)
    if request.method != "POST":
        return _wizard(request, order, ReturnForm(pieces=pieces, instead=instead, initial={"kind": "return"}))
    limit_writes(request, "returns", times=30)
    form = ReturnForm(request.POST, request.FILES, pieces=pieces, instead=instead)
    photos: list[Photo] = []
    if form.is_valid():
        try:
            photos = [put_photo(file, by=request.user) for file in form.cleaned_data["photos"]]
        except PictureRefused as refused:
            form.add_error("photos", in_words(refused))
    if not form.is_valid():
        return _wizard(request, order, form, status=422)
    typed = form.cleaned_data
    ret = ask_return(
        order,
        form.wanted,
        kind=Return.Kind(typed["kind"]),
        reason=Return.Reason(typed["reason"]),
        words=typed["words"],
        photos=photos,
        request_key=given_key(request),
        by=request.user,
    )
    return redirect(ret)


@require_GET
@login_required
@never_cache
def ret(request: Request, pk: int, number: int) -> HttpResponse:
    """One return: what was asked, what the shop said, and what happens next."""
    return _page(request, _mine(request, pk, number), BackForm())


@require_POST
@login_required
@idempotent("return-parcel")
def parcel(request: Request, pk: int, number: int) -> HttpResponse:
    """The member has handed the goods to a carrier."""
    limit_writes(request, "returns", times=30)
    found = _mine(request, pk, number)
    form = BackForm(request.POST)
    part = "#return" if request.headers.get("HX-Request") else ""
    if not form.is_valid():
        return _page(request, found, form, part, status=422)
    typed = form.cleaned_data
    send_back(found, carrier=typed["carrier"], tracking=typed["tracking"], by=request.user)
    return _changed(request, found)


@require_POST
@login_required
@idempotent("return-withdrawal")
def withdrawal(request: Request, pk: int, number: int) -> HttpResponse:
    """The member keeps the goods after all."""
    limit_writes(request, "returns", times=30)
    found = _mine(request, pk, number)
    withdraw_return(found, by=request.user)
    return _changed(request, found)


def _mine(request: Request, pk: int, number: int) -> Return:
    mine = Return.objects.asked_by(request.user).filter(order=pk)
    mine = mine.select_related("order__shop__picture", "refund").prefetch_related(ROWS, PHOTOS, PARCELS)
    return get_object_or_404(mine, pk=number)


def _changed(request: Request, ret: Return) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _page(request, _mine(request, ret.order_id, ret.pk), BackForm(), "#return")
    return redirect(ret)


def _wizard(request: Request, order: Order, form: ReturnForm, status: int = 200) -> HttpResponse:
    context = {
        "order": order,
        "form": form,
        "terms": ReturnTerms.objects.filter(shop=order.shop_id).first(),
        "idempotency_key": uuid4().hex,
    }
    return TemplateResponse(request, "trade/return_new.html", context, status=status)


def _page(request: Request, ret: Return, form: BackForm, part: str = "", status: int = 200) -> HttpResponse:
    goods = 0 if ret.refund_id or ret.is_exchange else ret.worth(ret.lines.all())
    context = {
        "ret": ret,
        "order": ret.order,
        "road": road_of(ret),
        "terms": ReturnTerms.objects.filter(shop=ret.order.shop_id).first(),
        "expected": goods + (shipping_due(ret.order, ret) if goods and ret.is_open else 0),
        "form": form,
        "carriers": carrier_names(),
        "idempotency_key": uuid4().hex,
    }
    return TemplateResponse(request, f"trade/return.html{part}", context, status=status)
