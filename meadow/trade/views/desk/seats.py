"""Who looks after orders at a shop's desk, and the order at hand with all that its page shows."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from meadow.goods.desks import seat_or_404
from meadow.goods.models.shops import Seat
from meadow.people.visitors import Request
from meadow.trade.actions.giving_back import pieces_waiting
from meadow.trade.carriers import carrier_names
from meadow.trade.forms.parcels import PackForm, ParcelForm
from meadow.trade.forms.refunds import CallOffForm, RefundForm, WordsForm
from meadow.trade.models.orders import Order
from meadow.trade.timeline import story
from meadow.trade.views.orders import LINES, PARCELS, REFUNDS, RETURNS, STEPS


def seat_of(request: Request, handle: str) -> Seat:
    return seat_or_404(request.user, handle, Seat.Role.OWNER, Seat.Role.SUPPORT)


def order_of(seat: Seat, pk: int) -> Order:
    """One of the shop's orders, with all that its page shows; 404 for any other."""
    orders = Order.objects.filter(shop=seat.shop).select_related("shop", "member__picture", "group")
    orders = orders.prefetch_related(LINES, PARCELS, STEPS, REFUNDS, RETURNS, "cancellations")
    return get_object_or_404(orders, pk=pk)


def order_page(
    request: Request,
    seat: Seat,
    order: Order,
    part: str = "",
    *,
    forms: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one order at the desk; `forms` are those that were filled in and need another look, by name."""
    lines = list(order.lines.all())
    wishes = [wish for wish in order.cancellations.all() if wish.state == wish.State.ASKED]
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "orders",
        "order": order,
        "group": order.group,
        "story": story(order, order.steps.all(), for_shop=True),
        "form": PackForm(lines=lines),
        "call_off_form": CallOffForm(lines=lines, prefix="off"),
        "refund_form": RefundForm(order=order, lines=lines, waiting=pieces_waiting(order), prefix="back"),
        "wish": wishes[0] if wishes else None,
        "wish_form": WordsForm(prefix="wish"),
        "parcels": [(one, ParcelForm(instance=one, prefix=f"p{one.pk}")) for one in order.shipments.all()],
        "carriers": carrier_names(),
        "idempotency_key": uuid4().hex,
        "opened": next(iter(forms), "") if forms else "",
        **(forms or {}),
    }
    return TemplateResponse(request, f"trade/desk_order.html{part}", context, status=status)


def changed(request: Request, seat: Seat, pk: int) -> HttpResponse:
    """The page of the order as it is now."""
    if request.headers.get("HX-Request"):
        return order_page(request, seat, order_of(seat, pk), "#order")
    return redirect("trade:desk-order", seat.shop.handle, pk)


def part_of(request: Request) -> str:
    return "#order" if request.headers.get("HX-Request") else ""
