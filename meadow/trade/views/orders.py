"""A member's doors to their orders."""

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.goods.downloads import handed_out
from meadow.goods.models.stock import DigitalFile
from meadow.people.visitors import Request
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.completing import confirm_receipt
from meadow.trade.actions.orders import cancel_order
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.views.paging import page_of

_LINES = Prefetch("lines", OrderLine.objects.select_related("variant__product__shop", "variant__product__cover"))


@require_GET
@login_required
@never_cache
def orders(request: Request) -> HttpResponse:
    """The member's orders, newest first."""
    mine = Order.objects.placed_by(request.user).select_related("shop", "group").prefetch_related(_LINES)
    found, next_url = page_of(mine, request)
    template = "trade/orders.html#rows" if request.headers.get("HX-Request") else "trade/orders.html"
    return TemplateResponse(request, template, {"orders": found, "next_url": next_url})


@require_GET
@login_required
@never_cache
def order(request: Request, pk: int) -> HttpResponse:
    """One order: what is in it, where it goes, and how far it is."""
    return _page(request, _mine(request, pk))


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
def receipt(request: Request, pk: int) -> HttpResponse:
    """The member confirms that the order arrived."""
    limit_writes(request, "orders")
    return _changed(request, confirm_receipt(_mine(request, pk), by=request.user))


@require_POST
@login_required
def cancellation(request: Request, pk: int) -> HttpResponse:
    """The member calls an unpaid order off."""
    limit_writes(request, "orders")
    return _changed(request, cancel_order(_mine(request, pk), by=request.user))


def _mine(request: Request, pk: int) -> Order:
    mine = Order.objects.placed_by(request.user).select_related("shop__picture", "group")
    return get_object_or_404(mine.prefetch_related(_LINES, "lines__variant__product__files", "shipments"), pk=pk)


def _changed(request: Request, order: Order) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _page(request, _mine(request, order.pk), "#order")
    return redirect(order)


def _page(request: Request, order: Order, part: str = "") -> HttpResponse:
    context = {
        "order": order,
        "group": order.group,
        "payable": order.group.can_be_paid(timezone.now()),
        "others": order.group.orders.count() - 1 if order.can_be_cancelled else 0,
    }
    return TemplateResponse(request, f"trade/order.html{part}", context)
