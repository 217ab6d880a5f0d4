"""The managers' doors to parcels: sending one, correcting it, and sending many at once from a table."""

from collections.abc import Sequence
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meadow.goods.models.shops import Seat
from meadow.people.visitors import Request
from meadow.plumbing.idempotency import idempotent
from meadow.plumbing.limits import limit_writes
from meadow.trade.actions.shipping import change_parcel, send_order, send_orders
from meadow.trade.forms.parcels import ManyParcelsForm, PackForm, ParcelForm
from meadow.trade.models.shipping import Shipment
from meadow.trade.parcels import Problem
from meadow.trade.refusals import ParcelsNotSent
from meadow.trade.views.desk.seats import changed, order_of, order_page, part_of, seat_of

_EXAMPLE = "order,carrier,tracking\n1042,DHL,00340434161094042557\n1043,顺丰速运,SF1234567890"


@require_POST
@login_required
@idempotent("shipment")
def shipment(request: Request, handle: str, pk: int) -> HttpResponse:
    """Send a parcel: its carrier and number, and what is in it."""
    limit_writes(request, "shipments", times=120)
    seat = seat_of(request, handle)
    order = order_of(seat, pk)
    form = PackForm(request.POST, lines=list(order.lines.all()))
    if not form.is_valid():
        return order_page(request, seat, order, part_of(request), forms={"form": form}, status=422)
    typed = form.cleaned_data
    said = any(name.startswith("pieces_") for name in request.POST)
    pieces = form.pieces if said else None
    send_order(order, carrier=typed["carrier"], tracking=typed["tracking"], pieces=pieces, by=request.user)
    return changed(request, seat, pk)


@require_POST
@login_required
@idempotent("parcel")
def parcel(request: Request, handle: str, pk: int, parcel: int) -> HttpResponse:
    """Correct the carrier or the number of a parcel."""
    limit_writes(request, "shipments", times=120)
    seat = seat_of(request, handle)
    found = get_object_or_404(Shipment, pk=parcel, order=pk, order__shop=seat.shop)
    form = ParcelForm(request.POST, prefix=f"p{found.pk}")
    if not form.is_valid():
        order = order_of(seat, pk)
        rows = [
            (one, form if one.pk == found.pk else ParcelForm(instance=one, prefix=f"p{one.pk}"))
            for one in order.shipments.all()
        ]
        return order_page(request, seat, order, part_of(request), forms={"parcels": rows}, status=422)
    change_parcel(found, carrier=form.cleaned_data["carrier"], tracking=form.cleaned_data["tracking"], by=request.user)
    return changed(request, seat, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@idempotent("shipments")
def many(request: Request, handle: str) -> HttpResponse:
    """Send many orders at once: a table of orders, carriers and numbers; all of it or none."""
    seat = seat_of(request, handle)
    if request.method != "POST":
        return _many(request, seat, ManyParcelsForm())
    limit_writes(request, "shipments", times=120)
    form = ManyParcelsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _many(request, seat, form, form.problems, status=422)
    try:
        sent = send_orders(seat.shop, form.rows, by=request.user)
    except ParcelsNotSent as refusal:
        problems = refusal.facts["problems"]
        assert isinstance(problems, list)
        form.add_error(None, str(refusal))
        return _many(request, seat, form, problems, status=422)
    words = ngettext("%(number)s order is on its way.", "%(number)s orders are on their way.", sent)
    messages.success(request, words % {"number": sent})
    return redirect("trade:desk-orders", handle)


def _many(
    request: Request, seat: Seat, form: ManyParcelsForm, problems: Sequence[Problem] = (), status: int = 200
) -> HttpResponse:
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "orders",
        "form": form,
        "problems": problems,
        "example": _EXAMPLE,
        "idempotency_key": uuid4().hex,
    }
    return TemplateResponse(request, "trade/desk_parcels.html", context, status=status)
