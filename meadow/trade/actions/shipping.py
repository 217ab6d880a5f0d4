"""Sending: handing an order to a carrier in one parcel or several."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce_all
from meadow.plumbing.refusals import Refusal
from meadow.trade.actions.steps import note_step, note_steps
from meadow.trade.events import OrderSent
from meadow.trade.models.cancellations import Cancellation
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order, OrderStep
from meadow.trade.models.shipping import Shipment, ShipmentLine
from meadow.trade.parcels import Problem, Row
from meadow.trade.refusals import MoreThanToSend, NothingToSend, ParcelsNotSent


@dataclass
class _Packed:
    """One parcel about to be sent: a locked order, what it is in care of, and the pieces of its lines."""

    order: Order
    lines: Sequence[OrderLine]
    carrier: str
    tracking: str
    pieces: Mapping[int, int] = field(default_factory=dict)
    shipment: Shipment = field(init=False)


@transaction.atomic
def send_order(
    order: Order, *, carrier: str, tracking: str, by: Person, pieces: Mapping[int, int] | None = None
) -> Order:
    """Write down a parcel and tell the member that it is on its way.

    `pieces` says how many of which lines are in it; without it, it is everything that is left. The same tracking number
    told twice changes nothing. A wish to cancel that nobody answered is thereby refused.
    """
    order = Order.objects.locked().in_care_of(by).get(pk=order.pk)
    if tracking and order.shipments.filter(carrier=carrier, tracking=tracking).exists():
        return order
    _send([_packed(order, list(order.lines.order_by("pk")), carrier, tracking, pieces)], by=by)
    return order


@transaction.atomic
def send_orders(shop: Shop, rows: Sequence[Row], *, by: Person) -> int:
    """Send everything that is left of many orders of a shop, as a table says; returns how many were sent.

    All of them or none: `ParcelsNotSent` carries what is wrong in which row and column. What a row tells for the second
    time is left as it is. The number of statements does not grow with the rows.
    """
    orders = {order.pk: order for order in Order.objects.locked().filter(shop=shop, pk__in=[row.order for row in rows])}
    lines: dict[int, list[OrderLine]] = {pk: [] for pk in orders}
    for line in OrderLine.objects.filter(order__in=orders).order_by("pk"):
        lines[line.order_id].append(line)
    known = set(Shipment.objects.filter(order__in=orders).values_list("order", "carrier", "tracking"))
    problems: list[Problem] = []
    packed: list[_Packed] = []
    for row in rows:
        order = orders.get(row.order)
        if order is None:
            words = _("There is no order %(number)s here.") % {"number": row.order}
            problems.append(Problem(row.number, "order", words))
        elif row.tracking and (row.order, row.carrier, row.tracking) in known:
            continue
        else:
            try:
                packed.append(_packed(order, lines[order.pk], row.carrier, row.tracking, None))
            except Refusal as refusal:
                problems.append(Problem(row.number, "order", str(refusal)))
    if problems:
        raise ParcelsNotSent(problems=problems)
    _send(packed, by=by)
    return len(packed)


@transaction.atomic
def change_parcel(shipment: Shipment, *, carrier: str, tracking: str, by: Person) -> Shipment:
    """Correct the carrier or the tracking number of a parcel."""
    order = Order.objects.locked().in_care_of(by).get(pk=shipment.order_id)
    shipment = order.shipments.get(pk=shipment.pk)
    if (shipment.carrier, shipment.tracking) != (carrier, tracking):
        shipment.carrier, shipment.tracking = carrier, tracking
        shipment.save(update_fields=["carrier", "tracking"])
        note_step(order, OrderStep.Kind.PARCEL_CHANGED, by=by, carrier=carrier, tracking=tracking)
    return shipment


def _packed(
    order: Order, lines: Sequence[OrderLine], carrier: str, tracking: str, pieces: Mapping[int, int] | None
) -> _Packed:
    """Check what is to be in a parcel, and count it as sent, in memory."""
    if pieces is None:
        pieces = {line.pk: line.to_send for line in lines}
    for line in lines:
        if pieces.get(line.pk, 0) > line.to_send:
            raise MoreThanToSend(what=line.title, most=line.to_send)
    inside = {line.pk: pieces[line.pk] for line in lines if pieces.get(line.pk, 0) > 0}
    whole = sum(line.to_send for line in lines) == sum(inside.values())
    order.send(whole=whole)
    if not inside:
        raise NothingToSend(number=order.pk)
    for line in lines:
        line.sent += inside.get(line.pk, 0)
    return _Packed(order, lines, carrier, tracking, inside)


def _send(packed: Sequence[_Packed], *, by: Person) -> None:
    """Write down parcels that were checked, in as many statements for many as for one."""
    now = timezone.now()
    for parcel in packed:
        parcel.order.sent_at = parcel.order.sent_at or now
    orders = [parcel.order for parcel in packed]
    Order.objects.bulk_update(orders, ["state", "sent_at"])
    OrderLine.objects.bulk_update((line for parcel in packed for line in parcel.lines), ["sent"])
    shipments = Shipment.objects.bulk_create(
        Shipment(order=parcel.order, carrier=parcel.carrier, tracking=parcel.tracking) for parcel in packed
    )
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line_id=line, quantity=quantity)
        for shipment, parcel in zip(shipments, packed, strict=True)
        for line, quantity in parcel.pieces.items()
    )
    _overtake_cancellations(orders, by)
    OrderStep.objects.bulk_create(
        OrderStep(
            order=parcel.order,
            kind=OrderStep.Kind.SENT,
            by=by,
            facts={"carrier": parcel.carrier, "tracking": parcel.tracking, "pieces": sum(parcel.pieces.values())},
        )
        for parcel in packed
    )
    announce_all(
        [
            OrderSent(
                order=parcel.order.pk,
                shop=parcel.order.shop_id,
                member=parcel.order.member_id,
                carrier=parcel.carrier,
                tracking=parcel.tracking,
                shipment=shipment.pk,
                is_whole=parcel.order.state == Order.State.SENT,
            )
            for shipment, parcel in zip(shipments, packed, strict=True)
        ]
    )


def _overtake_cancellations(orders: Iterable[Order], by: Person) -> None:
    """What is on its way cannot be called off any more."""
    open_ones = list(Cancellation.objects.open().filter(order__in=list(orders)).select_related("order"))
    if open_ones:
        Cancellation.objects.filter(pk__in=[one.pk for one in open_ones]).update(
            state=Cancellation.State.REFUSED, answered_at=timezone.now()
        )
        note_steps((one.order for one in open_ones), OrderStep.Kind.CANCEL_REFUSED, by=by, words="")
