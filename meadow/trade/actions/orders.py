"""An order's life: placed, paid, received, cancelled, or given up because nobody paid.

Locks are taken in one order everywhere: cart, order group, payment, orders, products, stock.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from meadow.goods.actions.stock import hold_stock, release_stock, sell_stock
from meadow.goods.models.products import Product
from meadow.goods.models.stock import BundlePart
from meadow.goods.refusals import OutOfStock
from meadow.people.models.persons import Address, Person
from meadow.plumbing.events import announce
from meadow.trade.checkout import Parcel, Summary, look_over
from meadow.trade.events import OrderCancelled, OrderPaid, OrderPlaced, OrderReceived
from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.models.orders import Hold, Order, OrderGroup, OrderLine
from meadow.trade.refusals import NowhereToSend, PriceChanged

log = logging.getLogger("meadow.orders")
_AT_ONCE = 500  # expired checkouts worked off in one go


@transaction.atomic
def place_order(
    cart: Cart,
    *,
    by: Person,
    address: Address | None,
    rates: Mapping[int, int],
    expected_total: int,
    request_key: str = "",
) -> OrderGroup:
    """Promise the member everything in the cart: hold the goods, write one order per shop, and empty the cart.

    The same `request_key` gives the same order group again. `expected_total` is what the member saw and agreed to;
    when it would cost anything else now, nothing is written and `PriceChanged` carries the new summary. Goods that
    cost nothing are paid at once. Only what is downloaded takes no address.
    """
    cart = Cart.objects.locked().get(pk=cart.pk, person=by)
    if request_key and (earlier := OrderGroup.objects.filter(member=by, request_key=request_key).first()):
        return earlier

    summary = look_over(cart, country=address.country if address else None, rates=rates)
    if summary.obstacle:
        raise summary.obstacle
    if summary.needs_sending and address is None:
        raise NowhereToSend
    if summary.total != expected_total:
        raise PriceChanged(summary=summary)

    group = _write_group(summary, by, address, request_key)
    held = hold_stock({line.variant_id: line.quantity for line in summary.lines})
    Hold.objects.bulk_create(
        Hold(group=group, variant_id=variant, quantity=quantity) for variant, quantity in held.items()
    )
    _write_orders(group, summary)
    CartLine.objects.filter(pk__in=[line.pk for line in summary.lines]).delete()
    cart.save(update_fields=["changed_at"])
    if group.total == 0:
        pay_group(group)
    return group


def pay_group(group: OrderGroup) -> None:
    """Mark a locked group and its orders as paid, and turn what was held for it into what is sold.

    An order of nothing but files is with the member at once.
    Part of a transaction that holds the group's lock.
    """
    now = timezone.now()
    group.state, group.paid_at = OrderGroup.State.PAID, now
    group.save(update_fields=["state", "paid_at"])
    orders = list(Order.objects.locked().filter(group=group))
    lines = list(OrderLine.objects.filter(order__group=group).select_related("variant").order_by("pk"))
    to_send = {line.order_id for line in lines if not line.is_digital}
    for order in orders:
        order.state, order.paid_at, order.cancelled_at = Order.State.PAID, now, None
        if order.pk not in to_send:
            order.state, order.received_at = Order.State.RECEIVED, now
    Order.objects.bulk_update(orders, ["state", "paid_at", "received_at", "cancelled_at"])
    sell_stock(_held(group), words={order.shop_id: f"#{order.pk}" for order in orders})
    group.holds.update(state=Hold.State.SOLD)
    for order in orders:
        announce(
            OrderPaid(
                order=order.pk,
                group=group.pk,
                shop=order.shop_id,
                member=order.member_id,
                currency=order.currency,
                total=order.total,
                lines=[_told(line) for line in lines if line.order_id == order.pk],
            )
        )
        if order.state == Order.State.RECEIVED:
            announce(OrderReceived(order=order.pk, shop=order.shop_id, member=order.member_id))


def hold_again(group: OrderGroup) -> bool:
    """Try to hold the goods of a locked group that was given up; False, and nothing changed, when they are gone."""
    holds = group.holds.filter(state=Hold.State.RELEASED)
    list(Order.objects.locked().filter(group=group).values_list("pk"))  # orders come before stock
    try:
        hold_stock(dict(holds.values_list("variant", "quantity")))
    except OutOfStock:
        return False
    holds.update(state=Hold.State.HELD)
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
        _give_up(group, OrderGroup.State.CANCELLED)
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


@transaction.atomic
def confirm_receipt(order: Order, *, by: Person) -> Order:
    """The member says that the order arrived."""
    order = Order.objects.locked().placed_by(by).get(pk=order.pk)
    order.receive()
    order.received_at = timezone.now()
    order.save(update_fields=["state", "received_at"])
    announce(OrderReceived(order=order.pk, shop=order.shop_id, member=order.member_id))
    return order


def _write_group(summary: Summary, by: Person, address: Address | None, request_key: str) -> OrderGroup:
    parts = ("name", "phone", "country", "region", "city", "street", "postcode")
    return OrderGroup.objects.create(
        member=by,
        currency=summary.currency,
        goods_total=summary.goods_total,
        shipping_total=summary.shipping_total,
        total=summary.total,
        address={part: getattr(address, part) for part in parts} if address else {},
        request_key=request_key or None,
        expires_at=timezone.now() + timedelta(minutes=settings.MEADOW_HOLD_MINUTES),
    )


def _write_orders(group: OrderGroup, summary: Summary) -> None:
    orders = Order.objects.bulk_create(_order(group, parcel) for parcel in summary.parcels)
    OrderLine.objects.bulk_create(
        _line(order, line) for order, parcel in zip(orders, summary.parcels, strict=True) for line in parcel.lines
    )
    for order in orders:
        announce(
            OrderPlaced(
                order=order.pk,
                group=group.pk,
                shop=order.shop_id,
                member=order.member_id,
                currency=order.currency,
                total=order.total,
            )
        )


def _order(group: OrderGroup, parcel: Parcel) -> Order:
    return Order(
        group=group,
        shop=parcel.shop,
        member_id=group.member_id,
        currency=group.currency,
        goods_total=parcel.goods_total,
        shipping_total=parcel.shipping_total,
        total=parcel.total,
        shipping_name=parcel.way.rate.in_words["name"] if parcel.way else "",
    )


def _line(order: Order, line: CartLine) -> OrderLine:
    variant = line.variant
    return OrderLine(
        order=order,
        variant=variant,
        title=variant.product.title,
        options=variant.option_values,
        sku=variant.sku,
        price=variant.price,
        quantity=line.quantity,
        total=line.total,
        parts=[_part(part) for part in variant.parts.all()],
        ships_on=variant.product.ships_on,
        is_digital=variant.product.kind == Product.Kind.DIGITAL,
        note_id=line.note_id,
    )


def _part(part: BundlePart) -> dict[str, Any]:
    said = part.part
    return {"title": said.product.title, "options": said.option_values, "sku": said.sku, "quantity": part.quantity}


def _give_up(group: OrderGroup, state: OrderGroup.State) -> None:
    """Close a locked open group without payment."""
    group.state = state
    group.save(update_fields=["state"])
    orders = list(Order.objects.locked().filter(group=group))
    Order.objects.filter(group=group).update(state=Order.State.CANCELLED, cancelled_at=timezone.now())
    release_stock(_held(group))
    group.holds.update(state=Hold.State.RELEASED)
    for order in orders:
        expired = state == OrderGroup.State.EXPIRED
        announce(OrderCancelled(order=order.pk, shop=order.shop_id, member=order.member_id, expired=expired))


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
    }
