"""The managers' doors to their shop's orders: find them, look at them, take them along as a table."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, Q, Sum
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meadow.goods.models.shops import Seat
from meadow.people.visitors import Request
from meadow.plumbing.money import decimal_text
from meadow.plumbing.qr import code_for
from meadow.plumbing.spreadsheet import csv_table
from meadow.trade.models.cancellations import Cancellation
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order, OrderQuerySet
from meadow.trade.models.shipping import Shipment
from meadow.trade.views.desk.seats import order_of, order_page, seat_of
from meadow.trade.views.paging import page_of
from meadow.venue.groups.models.groups import Invitation

_AT_ONCE = 500


@require_GET
@login_required
@never_cache
def orders(request: Request, handle: str) -> HttpResponse:
    """The shop's orders, by state, or those that a search finds."""
    seat = seat_of(request, handle)
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
        "wishes": Cancellation.objects.open().filter(order__shop=seat.shop).count(),
    }
    template = "trade/desk_orders.html#rows" if request.headers.get("HX-Request") else "trade/desk_orders.html"
    return TemplateResponse(request, template, context)


@require_GET
@login_required
def orders_csv(request: Request, handle: str) -> HttpResponseBase:
    """The same orders as a CSV file, a row per line; texts that would run as formulas are defused."""
    seat = seat_of(request, handle)
    name = f"{seat.shop.handle}-orders-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        csv_table(_table(_found(request, seat))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@require_GET
@login_required
@never_cache
def order(request: Request, handle: str, pk: int) -> HttpResponse:
    """One order, as the shop needs it to pack, send, give back and call off."""
    seat = seat_of(request, handle)
    return order_page(request, seat, order_of(seat, pk))


@require_GET
@login_required
@never_cache
def slip(request: Request, handle: str, pk: int) -> HttpResponse:
    """The slip that goes into the parcel, to be printed: what is in it, and nothing of money."""
    seat = seat_of(request, handle)
    order = order_of(seat, pk)
    rows = [(line, line.to_send) for line in order.lines.all() if line.to_send]
    if not rows:  # all of it is on its way: the slip of the whole
        rows = [(line, line.sent) for line in order.lines.all() if line.sent]
    invitation = Invitation.objects.for_parcels_of(seat.shop).select_related("group").order_by("-pk").first()
    code = code_for(request.build_absolute_uri(invitation.get_absolute_url())) if invitation else None
    context = {"shop": seat.shop, "order": order, "group": order.group, "rows": rows}
    return TemplateResponse(request, "trade/slip.html", {**context, "invitation": invitation, "code": code})


def _found(request: Request, seat: Seat) -> OrderQuerySet:
    """The orders that the address asks for: `state`, and `q` for a number or a member's name."""
    orders = Order.objects.filter(shop=seat.shop).select_related("member", "group")
    if (state := request.GET.get("state", "")) in Order.State.values:
        orders = orders.filter(state=state)
    elif state == "to-cancel":
        orders = orders.filter(pk__in=Cancellation.objects.open().values("order"))
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


def _table(orders: OrderQuerySet) -> Iterator[list[object]]:
    yield [
        _("Order"), pgettext("column", "Placed"), _("State"), _("Member"), _("Full name"), _("Telephone"),
        _("Street"), _("Postcode"), _("City"), _("Region"), _("Country"), _("Product"), _("Options"), "SKU",
        _("Quantity"), _("Price"), _("Total"), _("Currency"), pgettext("bill", "Shipping"), _("Carrier"),
        _("Tracking number"),
    ]  # fmt: skip
    shipments = Prefetch("shipments", Shipment.objects.order_by("pk"))
    for order in orders.order_by("-pk").prefetch_related("lines", shipments).iterator(chunk_size=_AT_ONCE):
        yield from _rows(order)


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
