"""The beginning of an order's road: paid, cancelled before it was, or given up because nobody paid.

Locks are taken in one order everywhere: cart, order group, payment, orders, stock.
"""

import logging
from typing import Any

from django.db import transaction
from django.utils import timezone

from meadow.goods.actions.stock import Draw, hold_stock, release_stock, sell_stock
from meadow.goods.refusals import OutOfStock
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.trade.actions.redemptions import give_back, take_again
from meadow.trade.actions.room_sales import give_back_offer
from meadow.trade.actions.shares import share_sale
from meadow.trade.actions.steps import note_steps
from meadow.trade.events import OrderCancelled, OrderDelivered, OrderPaid
from meadow.trade.models.groups import Hold, OrderGroup
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order, OrderStep

log = logging.getLogger("meadow.orders")
_AT_ONCE = 500  # expired checkouts worked off in one go


def pay_group(group: OrderGroup, *, provider: str = "") -> None:
    """Mark a locked group and its orders as paid, and turn what was held for it into what is sold.

    An order of nothing but files is with the member at once. `provider` is who took the money, where there was any.
    Part of a transaction that holds the group's lock.
    """
    now = timezone.now()
    group.state, group.paid_at = OrderGroup.State.PAID, now
    group.save(update_fields=["state", "paid_at"])
    orders = list(Order.objects.locked().filter(group=group))
    lines = list(OrderLine.objects.filter(order__group=group).select_related("variant", "touch").order_by("pk"))
    to_send = {line.order_id for line in lines if not line.is_digital}
    for order in orders:
        order.pay()
        order.paid_at, order.cancelled_at = now, None
        if order.pk not in to_send:
            order.hand_over()
            order.delivered_at = order.returnable_until = now  # what was downloaded cannot be given back
    Order.objects.bulk_update(orders, ["state", "paid_at", "delivered_at", "returnable_until", "cancelled_at"])
    note_steps(orders, OrderStep.Kind.PAID)
    note_steps((one for one in orders if one.state == Order.State.DELIVERED), OrderStep.Kind.DELIVERED)
    share_sale(orders, lines, provider=provider)
    held = _held(group)
    group.holds.filter(state=Hold.State.HELD).update(state=Hold.State.SOLD)
    for order in orders:
        own = [line for line in lines if line.order_id == order.pk]
        dearest = max(own, key=lambda line: line.total)
        announce(
            OrderPaid(
                order=order.pk,
                group=group.pk,
                shop=order.shop_id,
                member=order.member_id,
                currency=order.currency,
                total=order.total,
                buyer=touch.earner_id if (touch := getattr(dearest, "touch", None)) else None,
                touch=_touch_told(dearest),
                lines=[_told(line) for line in own],
            )
        )
        if order.state == Order.State.DELIVERED:
            announce(OrderDelivered(order=order.pk, shop=order.shop_id, member=order.member_id))
    sell_stock(held, words={order.shop_id: f"#{order.pk}" for order in orders})


def hold_again(group: OrderGroup) -> bool:
    """Try to hold the goods of a locked group that was given up, and to use its promotions again; False, and nothing
    changed, when they are gone.
    """
    holds = group.holds.filter(state=Hold.State.RELEASED)
    list(Order.objects.locked().filter(group=group).values_list("pk"))  # orders come before stock
    try:
        with transaction.atomic():
            if not take_again(group):
                return False
            hold_stock(dict(holds.values_list("variant", "quantity")))
    except OutOfStock:
        return False
    holds.update(state=Hold.State.HELD, slice=None, drawn=0)  # out of what everybody can buy
    return True


@transaction.atomic
def cancel_order(order: Order, *, by: Person) -> Order:
    """Call off an unpaid order and put its goods back on the shelf.

    A checkout is paid whole or not at all, so the orders of the other shops in it are called off too.
    """
    group = OrderGroup.objects.locked().get(orders=order)
    order = Order.objects.locked().placed_by(by).get(pk=order.pk)
    order.cancel()
    if group.state == OrderGroup.State.OPEN:
        _give_up(group, OrderGroup.State.CANCELLED, by=by)
    order.refresh_from_db()
    return order


@transaction.atomic
def expire_group(group: OrderGroup) -> bool:
    """Give up a checkout whose time to pay is over; its goods go back on the shelf. Says whether it was so."""
    group = OrderGroup.objects.locked().get(pk=group.pk)
    if not group.is_due_to_expire(timezone.now()):
        return False
    _give_up(group, OrderGroup.State.EXPIRED)
    return True


def expire_groups() -> int:
    """Give up every checkout whose time to pay is over, each in a transaction of its own; returns how many.

    One that cannot be given up is logged and does not hold up the others.
    """
    due = OrderGroup.objects.filter(state=OrderGroup.State.OPEN, expires_at__lte=timezone.now())
    expired = 0
    for group in due.order_by("expires_at")[:_AT_ONCE]:
        try:
            expired += expire_group(group)
        except Exception:
            log.exception("checkout %s could not be given up", group.pk)
    return expired


def _give_up(group: OrderGroup, state: OrderGroup.State, *, by: Person | None = None) -> None:
    """Close a locked open group without payment."""
    group.state = state
    group.save(update_fields=["state"])
    orders = list(Order.objects.locked().filter(group=group))
    Order.objects.filter(group=group).update(state=Order.State.CANCELLED, cancelled_at=timezone.now())
    note_steps(orders, OrderStep.Kind.EXPIRED if state == OrderGroup.State.EXPIRED else OrderStep.Kind.CANCELLED, by=by)
    give_back(group)
    held = list(group.holds.filter(state=Hold.State.HELD))
    group.holds.filter(state=Hold.State.HELD).update(state=Hold.State.RELEASED)
    give_back_offer(group, held)
    for order in orders:
        expired = state == OrderGroup.State.EXPIRED
        announce(OrderCancelled(order=order.pk, shop=order.shop_id, member=order.member_id, expired=expired))
    release_stock(
        {hold.variant_id: hold.quantity for hold in held},
        draws={hold.variant_id: Draw(hold.slice_id, hold.drawn) for hold in held if hold.slice_id},
    )


def _held(group: OrderGroup) -> dict[int, int]:
    return dict(group.holds.filter(state=Hold.State.HELD).values_list("variant", "quantity"))


def _told(line: OrderLine) -> dict[str, Any]:
    """A line as `OrderPaid` tells it."""
    return {
        "product": line.variant.product_id,
        "variant": line.variant_id,
        "quantity": line.quantity,
        "amount": line.total,
        "note": line.note_id,
        "touch": _touch_told(line),
    }


def _touch_told(line: OrderLine) -> dict[str, Any]:
    """What earned a line, as `OrderPaid` tells it; a line that nothing led to has no touch."""
    touch = getattr(line, "touch", None)
    if touch is None:
        return {"kind": "direct", "id": None}
    number = touch.place.partition(":")[2]
    return {"kind": touch.kind, "id": touch.note_id or (int(number) if number else touch.earner_id)}
