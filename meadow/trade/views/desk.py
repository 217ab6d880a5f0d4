"""The managers' doors to their shop's orders: find them, send them, take them along as a table."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, Q, Sum
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meadow.goods.desks import seat_or_404
from meadow.goods.models.shops import Seat
from meadow.people.visitors import Request
from meadow.plumbing.limits import limit_writes
from meadow.plumbing.money import decimal_text
from meadow.plumbing.spreadsheet import cell
from meadow.trade.actions.shipping import send_order
from meadow.trade.forms import ParcelForm
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order, OrderQuerySet
from meadow.trade.models.shipping import Shipment
from meadow.trade.views.paging import page_of

_AT_ONCE = 500
_BOM = "\ufeff"  # without it spreadsheets take UTF-8 for something else


@require_GET
@login_required
@never_cache
def orders(request: Request, handle: str) -> HttpResponse:
    """The shop's orders, by state, or those that a search finds."""
    seat = _seat(request, handle)
    found, next_url = page_of(_found(request, seat), request)
    counts = dict(
        Order.objects.filter(shop=seat.shop).values_list("state").annotate(orders=Count("pk")).order_by("state")
    )
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "orders",
        "orders": _with_pieces(found),
        "next_url": next_url,
        "states": [(state.value, state.label, counts.get(state.value, 0)) for state in Order.State],
        "state": request.GET.get("state", ""),
        "q": request.GET.get("q", ""),
        "query": request.GET.urlencode(),
    }
    template = "trade/desk_orders.html#rows" if request.headers.get("HX-Request") else "trade/desk_orders.html"
    return TemplateResponse(request, template, context)


@require_GET
@login_required
def orders_csv(request: Request, handle: str) -> HttpResponseBase:
    """The same orders as a CSV file, a row per line; texts that would run as formulas are defused."""
    seat = _seat(request, handle)
    name = f"{seat.shop.handle}-orders-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        _csv(_found(request, seat)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@require_GET
@login_required
@never_cache
def order(request: Request, handle: str, pk: int) -> HttpResponse:
    """One order, as the shop needs it to pack and send."""
    seat = _seat(request, handle)
    return _page(request, seat, _in_care(request, seat, pk), ParcelForm())


@require_POST
@login_required
def shipment(request: Request, handle: str, pk: int) -> HttpResponse:
    """Mark an order as sent, with its carrier and tracking number."""
    limit_writes(request, "shipments", times=120)
    seat = _seat(request, handle)
    found = _in_care(request, seat, pk)
    form = ParcelForm(request.POST)
    part = "#order" if request.headers.get("HX-Request") else ""
    if not form.is_valid():
        return _page(request, seat, found, form, part, status=422)
    typed = form.cleaned_data
    send_order(found, carrier=typed["carrier"], tracking=typed["tracking"], by=request.user)
    if part:
        return _page(request, seat, _in_care(request, seat, pk), ParcelForm(), part)
    return redirect("trade:desk-order", handle, pk)


def _seat(request: Request, handle: str) -> Seat:
    return seat_or_404(request.user, handle, Seat.Role.OWNER, Seat.Role.SUPPORT)


def _found(request: Request, seat: Seat) -> OrderQuerySet:
    """The orders that the address asks for: `state`, and `q` for a number or a member's name."""
    orders = Order.objects.filter(shop=seat.shop).select_related("member", "group")
    if (state := request.GET.get("state", "")) in Order.State.values:
        orders = orders.filter(state=state)
    words = request.GET.get("q", "").strip()[:80]
    if words:
        named = Q(member__name__icontains=words) | Q(member__handle__icontains=words.removeprefix("@").lower())
        number = words.removeprefix("#")
        if number.isascii() and number.isdecimal() and len(number) < 19:
            named |= Q(pk=int(number))
        orders = orders.filter(named | Q(group__address__name__icontains=words))
    return orders


def _with_pieces(orders: list[Order]) -> list[tuple[Order, int]]:
    lines = OrderLine.objects.filter(order__in=orders).values_list("order").annotate(pieces=Sum("quantity"))
    pieces = dict(lines.order_by("order"))
    return [(order, pieces.get(order.pk, 0)) for order in orders]


def _in_care(request: Request, seat: Seat, pk: int) -> Order:
    lines = Prefetch("lines", OrderLine.objects.select_related("variant__product__shop", "variant__product__cover"))
    orders = Order.objects.filter(shop=seat.shop).select_related("shop", "member__picture", "group")
    found = orders.prefetch_related(lines, "shipments").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: Request, seat: Seat, order: Order, form: ParcelForm, part: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "shop": seat.shop,
        "seat": seat,
        "desk_tab": "orders",
        "order": order,
        "group": order.group,
        "form": form,
    }
    return TemplateResponse(request, f"trade/desk_order.html{part}", context, status=status)


def _csv(orders: OrderQuerySet) -> Iterator[bytes]:
    """The file in pieces, so that a shop of any size can take its orders along."""
    buffer = StringIO()
    buffer.write(_BOM)
    writer = csv.writer(buffer)
    writer.writerow(
        [
            _("Order"), pgettext("column", "Placed"), _("State"), _("Member"), _("Full name"), _("Telephone"),
            _("Street"), _("Postcode"), _("City"), _("Region"), _("Country"), _("Product"), _("Options"), "SKU",
            _("Quantity"), _("Price"), _("Total"), _("Currency"), pgettext("bill", "Shipping"), _("Carrier"),
            _("Tracking number"),
        ]
    )  # fmt: skip
    shipments = Prefetch("shipments", Shipment.objects.order_by("pk"))
    for order in orders.order_by("-pk").prefetch_related("lines", shipments).iterator(chunk_size=_AT_ONCE):
        for row in _rows(order):
            writer.writerow([cell(value) for value in row])
        if buffer.tell() > 2**15:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _rows(order: Order) -> Iterator[list[object]]:
    where = order.group.address
    parcels = list(order.shipments.all())
    for line in order.lines.all():
        yield [
            order.pk,
            timezone.localtime(order.placed_at).isoformat(timespec="minutes"),
            order.get_state_display(),
            order.member.handle,
            *(where.get(part, "") for part in ("name", "phone", "street", "postcode", "city", "region", "country")),
            line.title,
            " / ".join(line.options),
            line.sku,
            line.quantity,
            decimal_text(line.price, order.currency),
            decimal_text(line.total, order.currency),
            order.currency,
            decimal_text(order.shipping_total, order.currency),
            ", ".join(parcel.carrier for parcel in parcels),
            ", ".join(parcel.tracking for parcel in parcels),
        ]
