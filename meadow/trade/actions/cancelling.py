"""Calling paid orders off, whole or in part, before they are sent: the money goes back, and the goods on the shelf."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from meadow.goods.actions.stock import put_back_stock
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.trade.actions.refunds import Back, shipping_left, write_refund
from meadow.trade.actions.steps import note_step
from meadow.trade.events import CancellationAsked, CancellationRefused, OrderCancelled, OrderDelivered
from meadow.trade.models.cancellations import Cancellation
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order, OrderStep
from meadow.trade.models.refunds import Refund
from meadow.trade.refusals import AskTheShop, MoreThanToSend, NoMoreAsking, NothingToSend
from meadow.trade.shelving import on_the_shelf


def can_call_off_alone(order: Order) -> bool:
    """Whether the member may call this paid order off without asking."""
    minutes = timedelta(minutes=settings.MEADOW_CANCEL_MINUTES)
    return order.can_be_called_off and order.paid_at is not None and timezone.now() <= order.paid_at + minutes


@transaction.atomic
def call_off_order(order: Order, *, by: Person) -> Order:
    """The member calls off a paid order that has not been sent, within the time for it; the money goes back.

    Doing it twice changes nothing. Later it is for the shop to say: `AskTheShop`.
    """
    order = Order.objects.locked().placed_by(by).get(pk=order.pk)
    if order.can_be_called_off and not can_call_off_alone(order):
        raise AskTheShop(number=order.pk)
    if order.state != Order.State.CANCELLED:
        _call_off(order, None, by=by, words="")
    return order


@transaction.atomic
def ask_to_cancel(order: Order, *, words: str = "", by: Person) -> Cancellation:
    """The member would like a paid order called off; the shop answers. Asking twice is asking once."""
    order = Order.objects.locked().placed_by(by).get(pk=order.pk)
    asked = order.cancellations.open().first()
    if asked is not None:
        return asked
    order.lessen()
    if order.cancellations.exists():
        raise NoMoreAsking
    asked = Cancellation.objects.create(order=order, words=words)
    note_step(order, OrderStep.Kind.CANCEL_ASKED, by=by, words=words)
    announce(CancellationAsked(order=order.pk, shop=order.shop_id, member=order.member_id))
    return asked


@transaction.atomic
def refuse_cancellation(order: Order, *, words: str, by: Person) -> Order:
    """The shop says that the order will be sent all the same. Told twice it changes nothing."""
    order = Order.objects.locked().in_care_of(by).get(pk=order.pk)
    asked = order.cancellations.open().first()
    if asked is not None:
        _answer(asked, Cancellation.State.REFUSED, words)
        note_step(order, OrderStep.Kind.CANCEL_REFUSED, by=by, words=words)
        announce(CancellationRefused(order=order.pk, shop=order.shop_id, member=order.member_id))
    return order


@transaction.atomic
def call_off_pieces(order: Order, pieces: Mapping[int, int] | None = None, *, words: str = "", by: Person) -> Order:
    """The shop calls off so many unsent pieces of these lines, or all of them; their money goes back.

    When nothing is left to send and nothing was sent, what was paid for sending goes back too, and the order is
    cancelled. An open wish to cancel is granted with the whole of it.
    """
    order = Order.objects.locked().in_care_of(by).get(pk=order.pk)
    if pieces is None and order.state == Order.State.CANCELLED:
        return order  # calling off twice changes nothing
    _call_off(order, pieces, by=by, words=words)
    return order


def call_off_rest(order: Order, lines: Sequence[OrderLine], *, by: Person | None, words: str = "") -> None:
    """Close a locked, paid, unsent order of which all money has gone back; its goods go back on the shelf.

    The stock is locked last: nothing may follow in the transaction that locks anything else.
    """
    back = [(line, line.to_send) for line in lines]
    for line, quantity in back:
        line.cancelled += quantity
        line.refunded_quantity = line.quantity
    OrderLine.objects.bulk_update(lines, ["cancelled", "refunded_quantity"])
    _close(order, by=by, words=words)
    put_back_stock(on_the_shelf(back), by=by, words=f"#{order.pk}")


def _call_off(order: Order, pieces: Mapping[int, int] | None, *, by: Person, words: str) -> None:
    order.lessen()
    lines = list(order.lines.select_related("variant").order_by("pk"))
    if pieces is None:
        pieces = {line.pk: line.to_send for line in lines}
    for line in lines:
        if pieces.get(line.pk, 0) > line.to_send:
            raise MoreThanToSend(what=line.title, most=line.to_send)
    gone = [(line, pieces[line.pk]) for line in lines if pieces.get(line.pk, 0) > 0]
    if not gone:
        raise NothingToSend(number=order.pk)

    backs = [Back(line, line.worth(quantity), quantity) for line, quantity in gone]
    is_all = sum(line.to_send for line in lines) == sum(quantity for _, quantity in gone)
    nothing_sent = not any(line.sent for line in lines)
    shipping = 0
    if is_all and nothing_sent:
        shipping = shipping_left(order)
    write_refund(order, backs, shipping=shipping, reason=Refund.Reason.CANCELLED, by=by, words=words)
    for line, quantity in gone:
        line.cancelled += quantity
    OrderLine.objects.bulk_update([line for line, _ in gone], ["cancelled"])

    if not is_all or not nothing_sent or any(line.is_digital for line in lines):
        told = [{"title": line.title, "quantity": quantity} for line, quantity in gone]
        note_step(order, OrderStep.Kind.CALLED_OFF, by=by, words=words, pieces=told)
    if is_all:
        _end(order, lines, by=by, words=words)
    put_back_stock(on_the_shelf(gone), by=by, words=f"#{order.pk}")


def _end(order: Order, lines: Sequence[OrderLine], *, by: Person, words: str) -> None:
    """Nothing is left to send: the order is on its way, with the member, or cancelled."""
    if any(line.sent for line in lines):
        order.send(whole=True)
        order.save(update_fields=["state"])
    elif any(line.is_digital for line in lines):
        order.hand_over()
        order.delivered_at = order.returnable_until = timezone.now()
        order.save(update_fields=["state", "delivered_at", "returnable_until"])
        note_step(order, OrderStep.Kind.DELIVERED)
        announce(OrderDelivered(order=order.pk, shop=order.shop_id, member=order.member_id))
    else:
        _close(order, by=by, words=words)
    if asked := order.cancellations.open().first():
        _answer(asked, Cancellation.State.GRANTED, words)


def _close(order: Order, *, by: Person | None, words: str) -> None:
    order.call_off()
    order.cancelled_at = timezone.now()
    order.save(update_fields=["state", "cancelled_at"])
    note_step(order, OrderStep.Kind.CANCELLED, by=by, words=words)
    announce(OrderCancelled(order=order.pk, shop=order.shop_id, member=order.member_id, expired=False))


def _answer(asked: Cancellation, state: Cancellation.State, words: str) -> None:
    asked.state, asked.answer, asked.answered_at = state, words, timezone.now()
    asked.save(update_fields=["state", "answer", "answered_at"])
