"""A member's doors to their orders."""

from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.goods.downloads import handed_out
from meadow.goods.models.stock import DigitalFile
from meadow.people.visitors import Request
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.cancelling import ask_to_cancel, call_off_order, can_call_off_alone
from meadow.trade.actions.completing import confirm_receipt
from meadow.trade.actions.orders import cancel_order
from meadow.trade.forms.refunds import WordsForm
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order, OrderQuerySet, OrderStep
from meadow.trade.models.refunds import Refund
from meadow.trade.models.returns import Return
from meadow.trade.models.shipping import Shipment
from meadow.trade.timeline import story
from meadow.trade.views.paging import page_of

LINES = Prefetch("lines", OrderLine.objects.select_related("variant__product__shop", "variant__product__cover"))
PARCELS = Prefetch(
    "shipments",
    Shipment.objects.order_by("pk").prefetch_related("lines__line", "of_return__lines__instead__product"),
)
STEPS = Prefetch("steps", OrderStep.objects.select_related("by").order_by("pk"))
REFUNDS = Prefetch("refunds", Refund.objects.order_by("pk"))
RETURNS = Prefetch("returns", Return.objects.order_by("-pk"))
_STATE = Order.State
SHELVES = {
    "to-pay": (_("To pay"), Q(state=_STATE.PLACED)),
    "on-the-way": (_("On the way"), Q(state__in=[_STATE.PAID, _STATE.PART_SENT, _STATE.SENT])),
    "delivered": (_("Delivered"), Q(state__in=[_STATE.DELIVERED, _STATE.COMPLETED])),
    "returns": (_("Returns"), Q(pk__in=Return.objects.values("order"))),
    "cancelled": (_("Cancelled"), Q(state=_STATE.CANCELLED)),
}


@require_GET
@login_required
@never_cache
def orders(request: Request) -> HttpResponse:
    """The member's orders, newest first; `state` names a shelf of them, `q` a number, a shop or a thing."""
    shelf, words = request.GET.get("state", ""), request.GET.get("q", "").strip()[:80]
    mine = Order.objects.placed_by(request.user).select_related("shop", "group").prefetch_related(LINES)
    if shelf in SHELVES:
        mine = mine.filter(SHELVES[shelf][1])
    found, next_url = page_of(_named(mine, words) if words else mine, request)
    context = {
        "orders": found,
        "next_url": next_url,
        "shelves": [(name, label) for name, (label, _condition) in SHELVES.items()],
        "state": shelf,
        "q": words,
    }
    template = "trade/orders.html#rows" if request.headers.get("HX-Request") else "trade/orders.html"
    return TemplateResponse(request, template, context)


@require_GET
@login_required
@never_cache
def order(request: Request, pk: int) -> HttpResponse:
    """One order: what is in it, where it goes, and how far it is."""
    return _page(request, mine_or_404(request, pk))


@require_GET
@login_required
@never_cache
def download(request: Request, pk: int, file: int) -> HttpResponseBase:
    """One file of an order that is paid; as it is now, when the shop has put a better one in its place."""
    order = get_object_or_404(Order.objects.placed_by(request.user), pk=pk)
    if not order.can_be_downloaded:
        raise Http404
    bought = order.lines.filter(is_digital=True).values("variant__product")
    return handed_out(get_object_or_404(DigitalFile, pk=file, product__in=bought))


@require_POST
@login_required
@idempotent("receipt")
def receipt(request: Request, pk: int) -> HttpResponse:
    """The member confirms that the order arrived."""
    limit_writes(request, "orders")
    return _changed(request, confirm_receipt(mine_or_404(request, pk), by=request.user))


@require_POST
@login_required
@idempotent("cancellation")
def cancellation(request: Request, pk: int) -> HttpResponse:
    """The member calls an order off, or asks the shop to, when that is for the shop to say."""
    limit_writes(request, "orders")
    order = mine_or_404(request, pk)
    if not order.can_be_sent:
        order = cancel_order(order, by=request.user)
    elif can_call_off_alone(order):
        order = call_off_order(order, by=request.user)
    else:
        form = WordsForm(request.POST)
        if not form.is_valid():
            part = "#order" if request.headers.get("HX-Request") else ""
            return _page(request, order, part, wish_form=form, status=422)
        ask_to_cancel(order, words=form.cleaned_data["words"], by=request.user)
    return _changed(request, order)


def mine_or_404(request: Request, pk: int) -> Order:
    """One of the member's own orders, with all that its page shows."""
    mine = Order.objects.placed_by(request.user).select_related("shop__picture", "group", "member")
    mine = mine.prefetch_related(LINES, "lines__variant__product__files", PARCELS, STEPS, REFUNDS, RETURNS)
    return get_object_or_404(mine.prefetch_related("cancellations"), pk=pk)


def _named(orders: OrderQuerySet, words: str) -> OrderQuerySet:
    named = Q(pk__in=OrderLine.objects.filter(title__icontains=words).values("order"))
    named |= Q(shop__name__icontains=words)
    number = words.removeprefix("#")
    if number.isascii() and number.isdecimal() and len(number) < 19:
        named |= Q(pk=int(number))
    return orders.filter(named)


def _changed(request: Request, order: Order) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _page(request, mine_or_404(request, order.pk), "#order")
    return redirect(order)


def _page(
    request: Request, order: Order, part: str = "", *, wish_form: WordsForm | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    wishes = list(order.cancellations.all())
    context = {
        "order": order,
        "group": order.group,
        "payable": order.group.can_be_paid(now),
        "others": order.group.orders.count() - 1 if order.can_be_cancelled else 0,
        "story": story(order, order.steps.all(), for_shop=False),
        "cancels_alone": can_call_off_alone(order),
        "may_wish": order.can_be_sent and not wishes,
        "wish": next((wish for wish in reversed(wishes)), None),
        "wish_form": wish_form or WordsForm(),
        "may_return": order.may_be_returned(now) and any(not line.is_digital for line in order.lines.all()),
        "idempotency_key": uuid4().hex,
    }
    return TemplateResponse(request, f"trade/order.html{part}", context, status=status)
