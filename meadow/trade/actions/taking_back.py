"""Goods that come back to a shop: looking at them, putting them on the shelf, and sending others in exchange.

Locks are taken as everywhere in trade: the order first, then the return, stock last.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from meadow.goods.actions.stock import put_back_stock, release_stock, sell_stock
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.trade.actions.answering import approve_in_silence, for_money, locked_in_care, pay_back, settled
from meadow.trade.actions.completing import one_by_one
from meadow.trade.actions.refunds import amount_shown
from meadow.trade.actions.returns import call_it_off
from meadow.trade.actions.steps import note_step
from meadow.trade.events import ReturnReceived
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order, OrderStep
from meadow.trade.models.returns import Return, ReturnLine
from meadow.trade.models.shipping import Shipment
from meadow.trade.refusals import MoreThanCameBack, MoreThanIsLeft
from meadow.trade.shelving import on_the_shelf

_AT_ONCE = 500  # returns worked off in one run


@transaction.atomic
def receive_return(ret: Return, *, by: Person) -> Return:
    """The goods came back; they are still to be looked at. Told twice it changes nothing."""
    order, ret = locked_in_care(ret, by)
    if ret.state == Return.State.RECEIVED:
        return ret
    _receive(order, ret, by=by)
    return ret


@transaction.atomic
def settle_return(
    ret: Return,
    *,
    restocked: Mapping[int, int] | None = None,
    deducted: int = 0,
    deducted_words: str = "",
    shipping: int | None = None,
    by: Person | None = None,
) -> Return:
    """The goods were looked at: what can be sold again goes on the shelf, and the money back.

    `restocked` says how many pieces of which of the return's lines can be sold; without it, none. What is kept back for
    damage is said with words; who was paid at once has it all. An exchange is still to be sent. Without `by` nobody
    looked in time. Told twice it changes nothing.
    """
    order, ret = locked_in_care(ret, by) if by else _locked(ret.pk)
    if ret.state in {Return.State.DONE, Return.State.REPLACING}:
        return ret
    ret.look_over()
    lines = list(ret.lines.select_related("line").order_by("pk"))
    _look(lines, restocked or {})
    if ret.is_instant or ret.is_exchange:
        deducted = 0
    worth = ret.worth(lines)
    if deducted > worth:
        raise MoreThanIsLeft(what=gettext("Keep back"), most=amount_shown(worth, order))
    ret.deducted, ret.deducted_words = deducted, deducted_words if deducted else ""
    ret.save(update_fields=["state", "deducted", "deducted_words"])
    if not ret.is_exchange:
        if not ret.is_instant:
            pay_back(order, ret, shipping=shipping, by=by)
        settled(order, ret, by=by)
    _put_back(order, lines, by)
    return ret


@transaction.atomic
def send_exchange(ret: Return, *, carrier: str, tracking: str, by: Person) -> Return:
    """The other goods are on their way, in a parcel of their own. Told twice it changes nothing."""
    order, ret = locked_in_care(ret, by)
    if ret.state == Return.State.DONE and ret.is_exchange:
        return ret
    ret.replace()
    Shipment.objects.create(order=order, of_return=ret, carrier=carrier, tracking=tracking)
    note_step(order, OrderStep.Kind.EXCHANGED, by=by, ret=ret.pk, carrier=carrier, tracking=tracking)
    settled(order, ret, by=by)
    _keep_open(order)
    sell_stock(ret.held_back(), words=f"#{order.pk}")
    return ret


@transaction.atomic
def pay_instead(ret: Return, *, by: Person) -> Return:
    """The other goods cannot be sent after all: the money goes back instead. Told twice it changes nothing."""
    order, ret = locked_in_care(ret, by)
    if ret.state == Return.State.DONE:
        return ret
    ret.replace()
    held = ret.held_back()
    for_money(ret)
    ret.save(update_fields=["kind"])
    pay_back(order, ret, by=by)
    settled(order, ret, by=by)
    release_stock(held)
    return ret


def answer_overdue() -> int:
    """Grant the returns that no shop answered in time; returns how many."""
    due = Return.objects.filter(state=Return.State.ASKED, answer_by__lt=timezone.now())
    return one_by_one(due.order_by("answer_by").values_list("pk", flat=True)[:_AT_ONCE], _answer)


def withdraw_overdue() -> int:
    """End the returns that were granted long ago and never handed to a carrier; returns how many."""
    before = timezone.now() - timedelta(days=settings.MEADOW_RETURN_SEND_DAYS)
    due = Return.objects.filter(state=Return.State.APPROVED, answered_at__lt=before).order_by("answered_at")
    return one_by_one(due.values_list("pk", flat=True)[:_AT_ONCE], _withdraw)


def settle_overdue() -> int:
    """Pay back the returns that are with a shop, or were sent to it, for long without a word; returns how many."""
    before = timezone.now() - timedelta(days=settings.MEADOW_RETURN_LOOK_DAYS)
    waiting = [Return.State.SENT_BACK, Return.State.RECEIVED]
    due = Return.objects.filter(state__in=waiting, sent_back_at__lt=before).order_by("sent_back_at")
    return one_by_one(due.values_list("pk", flat=True)[:_AT_ONCE], _settle)


def _answer(pk: int) -> bool:
    order, ret = _locked(pk)
    if not ret.can_be_answered or ret.answer_by >= timezone.now():
        return False
    approve_in_silence(order, ret)
    return True


def _withdraw(pk: int) -> bool:
    order, ret = _locked(pk)
    if not ret.can_be_sent_back:
        return False
    call_it_off(order, ret)
    return True


def _settle(pk: int) -> bool:
    order, ret = _locked(pk)
    if ret.state == Return.State.SENT_BACK:
        _receive(order, ret)
    if ret.state != Return.State.RECEIVED:
        return False
    settle_return(ret)
    return True


def _locked(pk: int) -> tuple[Order, Return]:
    order = Order.objects.locked().get(returns=pk)
    return order, order.returns.locked().get(pk=pk)


def _receive(order: Order, ret: Return, *, by: Person | None = None) -> None:
    ret.receive()
    ret.received_at = timezone.now()
    ret.sent_back_at = ret.sent_back_at or ret.received_at
    ret.save(update_fields=["state", "received_at", "sent_back_at"])
    if by is not None:
        note_step(order, OrderStep.Kind.RETURN_RECEIVED, by=by, ret=ret.pk)
    announce(ReturnReceived(ret=ret.pk, order=order.pk, shop=order.shop_id, member=order.member_id))


def _look(lines: list[ReturnLine], restocked: Mapping[int, int]) -> None:
    """Write down how many pieces can be sold again, and that they are back."""
    for one in lines:
        one.restocked = restocked.get(one.pk, 0)
        if one.restocked > one.quantity:
            raise MoreThanCameBack(what=one.line.title, most=one.quantity)
    ReturnLine.objects.bulk_update(lines, ["restocked"])
    came: Counter[int] = Counter()
    for one in lines:
        if one.instead_id is None:
            came[one.line_id] += one.quantity
    known = {line.pk: line for line in OrderLine.objects.filter(pk__in=came)}
    for pk, quantity in came.items():
        known[pk].returned += quantity
    OrderLine.objects.bulk_update(known.values(), ["returned"])


def _put_back(order: Order, lines: list[ReturnLine], by: Person | None) -> None:
    """Put what can be sold again on the shelf: of a bundle its parts, of what came in exchange that."""
    mine = on_the_shelf((one.line, one.restocked) for one in lines if one.variant_id == one.line.variant_id)
    found = Counter(mine)
    for one in lines:
        if one.variant_id != one.line.variant_id and one.restocked:
            found[one.variant_id] += one.restocked
    if found:
        put_back_stock(dict(found), by=by, words=f"#{order.pk}")


def _keep_open(order: Order) -> None:
    """What came in exchange can be returned as long as anything else."""
    if order.state == Order.State.DELIVERED:
        days = timedelta(days=settings.MEADOW_DELIVERED_AFTER_DAYS + settings.MEADOW_RETURN_DAYS)
        order.returnable_until = timezone.now() + days
        order.save(update_fields=["returnable_until"])
