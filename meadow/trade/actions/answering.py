"""What a shop does about a return: answering it, and what is said in its place when it stays silent.

Locks are taken as everywhere in trade: the order first, then the return, stock last.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from meadow.goods.actions.stock import hold_stock
from meadow.goods.refusals import OutOfStock
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.plumbing.money import allocate
from meadow.trade.actions.refunds import Back, shipping_left, write_refund
from meadow.trade.actions.steps import note_step
from meadow.trade.events import ReturnAnswered, ReturnSettled
from meadow.trade.models.orders import Order, OrderStep
from meadow.trade.models.refunds import Refund
from meadow.trade.models.returns import Return, ReturnLine, ReturnTerms
from meadow.trade.refusals import GoneMeanwhile

_REASONS = {
    Return.Reason.DAMAGED: Refund.Reason.DAMAGED,
    Return.Reason.WRONG: Refund.Reason.DAMAGED,
    Return.Reason.NOT_AS_SHOWN: Refund.Reason.DAMAGED,
    Return.Reason.FAKE: Refund.Reason.DAMAGED,
    Return.Reason.MISSING: Refund.Reason.MISSING,
}


@transaction.atomic
def approve_return(ret: Return, *, words: str = "", as_money: bool = False, by: Person) -> Return:
    """The shop takes the goods back, or gives the money back without them. Told twice it changes nothing.

    For an exchange the other goods are kept back now; `GoneMeanwhile` when they are not there, unless the shop would
    rather give the money: `as_money`.
    """
    order, ret = locked_in_care(ret, by)
    if ret.state == Return.State.APPROVED or (ret.state == Return.State.DONE and ret.kind == Return.Kind.REFUND_ONLY):
        return ret
    if as_money and ret.is_exchange and ret.can_be_answered:
        for_money(ret)
    try:
        approve(order, ret, words=words, by=by)
    except OutOfStock:
        raise GoneMeanwhile from None
    return ret


@transaction.atomic
def refuse_return(ret: Return, *, words: str, by: Person) -> Return:
    """The shop does not take the goods back, and says why. Told twice it changes nothing."""
    order, ret = locked_in_care(ret, by)
    if ret.state == Return.State.REFUSED:
        return ret
    ret.refuse()
    _answered(order, ret, words=words, by=by)
    return ret


def approve(order: Order, ret: Return, *, words: str = "", by: Person | None = None) -> None:
    """Grant a locked return. Part of a transaction that holds the order's lock; without `by` nobody did it.

    The stock is locked last. Raises OutOfStock, and nothing is changed, when what is wanted in exchange is gone.
    """
    with transaction.atomic():
        ret.approve()
        _answered(order, ret, words=words, by=by)
        if ret.kind == Return.Kind.REFUND_ONLY:
            pay_back(order, ret, by=by)
            settled(order, ret, by=by)
        elif ret.is_exchange:
            hold_stock(ret.held_back())


def approve_in_silence(order: Order, ret: Return) -> None:
    """Grant a locked return that nobody answered in time; money for what cannot be had in exchange any more."""
    try:
        approve(order, ret)
    except OutOfStock:
        ret.refresh_from_db()
        for_money(ret)
        approve(order, ret)


def pay_back(order: Order, ret: Return, *, shipping: int | None = None, by: Person | None = None) -> Refund | None:
    """Write the refund of a locked return, less what it keeps back; without `shipping` as the shop's terms say."""
    lines = list(ret.lines.select_related("line__variant").order_by("pk"))
    backs = _backs(lines, ret.deducted)
    if shipping is None:
        shipping = shipping_due(order, ret)
    refund = write_refund(
        order,
        backs,
        shipping=shipping,
        reason=_REASONS.get(Return.Reason(ret.reason), Refund.Reason.RETURNED),
        by=by,
        words=ret.deducted_words,
    )
    ret.refund = refund
    ret.save(update_fields=["refund"])
    return refund


def shipping_due(order: Order, ret: Return) -> int:
    """What was paid for sending goes back when the shop is at fault and keeps nothing sold of the order."""
    if not ret.is_shops_fault or ReturnTerms.objects.filter(shop=order.shop_id, refunds_shipping=False).exists():
        return 0
    coming: dict[int, int] = {}
    for one in ret.lines.all():
        coming[one.line_id] = coming.get(one.line_id, 0) + one.quantity
    whole = all(line.standing <= coming.get(line.pk, 0) for line in order.lines.all())
    return shipping_left(order) if whole else 0


def settled(order: Order, ret: Return, *, by: Person | None = None) -> None:
    """Write down that a locked return is over."""
    ret.settled_at = timezone.now()
    ret.save(update_fields=["state", "settled_at"])
    lines = [
        {"line": one.line_id, "variant": one.variant_id, "quantity": one.quantity, "restocked": one.restocked}
        for one in ret.lines.order_by("pk")
    ]
    if ret.kind != Return.Kind.REFUND_ONLY:
        note_step(order, OrderStep.Kind.RETURN_SETTLED, by=by, ret=ret.pk, what=ret.kind, words=ret.deducted_words)
    announce(
        ReturnSettled(
            ret=ret.pk,
            order=order.pk,
            shop=order.shop_id,
            member=order.member_id,
            kind=ret.kind,
            reason=ret.reason,
            lines=lines,
        )
    )


def locked_in_care(ret: Return, person: Person) -> tuple[Order, Return]:
    """The order and the return of a shop of which this person looks after orders, both locked."""
    order = Order.objects.locked().in_care_of(person).get(pk=ret.order_id)
    return order, order.returns.locked().get(pk=ret.pk)


def _answered(order: Order, ret: Return, *, words: str, by: Person | None) -> None:
    ret.answer, ret.answered_at = words, timezone.now()
    ret.save(update_fields=["state", "kind", "answer", "answered_at"])
    granted = ret.state != Return.State.REFUSED
    note_step(order, OrderStep.Kind.RETURN_ANSWERED, by=by, ret=ret.pk, granted=granted, what=ret.kind, words=words)
    announce(ReturnAnswered(ret=ret.pk, order=order.pk, shop=order.shop_id, member=order.member_id, is_granted=granted))


def for_money(ret: Return) -> None:
    """Have a locked exchange be about money instead; who calls this saves its kind."""
    ret.kind = Return.Kind.RETURN
    ret.lines.update(instead=None)


def _backs(lines: Sequence[ReturnLine], deducted: int) -> list[Back]:
    """What goes back of each line; two rows of one line (one of them was exchanged before) are one."""
    by_line = {one.line_id: one.line for one in lines}
    pieces = {pk: sum(one.quantity for one in lines if one.line_id == pk) for pk in by_line}
    worth = [line.worth(pieces[pk]) for pk, line in by_line.items()]
    kept = allocate(min(deducted, sum(worth)), worth)
    return [
        Back(line, amount - keep, pieces[pk])
        for (pk, line), amount, keep in zip(by_line.items(), worth, kept, strict=True)
    ]
