"""Placing an order: from a cart to promises, with the goods held.

Locks are taken in one order everywhere: cart, order group, payment, orders, products, stock.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from meadow.goods.actions.stock import hold_stock
from meadow.goods.models.products import Product
from meadow.goods.models.stock import BundlePart
from meadow.people.models.persons import Address, Person
from meadow.plumbing.events import announce
from meadow.trade.actions.orders import pay_group
from meadow.trade.actions.touches import write_touches
from meadow.trade.checkout import Parcel, Summary, look_over
from meadow.trade.events import OrderPlaced
from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.models.groups import Hold, OrderGroup
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.refusals import NowhereToSend, PriceChanged


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


def _write_group(summary: Summary, by: Person, address: Address | None, request_key: str) -> OrderGroup:
    parts = ("name", "phone", "country", "region", "city", "street", "postcode")
    return OrderGroup.objects.create(
        member=by,
        currency=summary.currency,
        goods_total=summary.goods_total,
        discount_total=summary.discount_total,
        shipping_total=summary.shipping_total,
        tax_added=summary.tax_added,
        total=summary.total,
        address={part: getattr(address, part) for part in parts} if address else {},
        request_key=request_key or None,
        expires_at=timezone.now() + timedelta(minutes=settings.MEADOW_HOLD_MINUTES),
    )


def _write_orders(group: OrderGroup, summary: Summary) -> None:
    orders = Order.objects.bulk_create(_order(group, parcel) for parcel in summary.parcels)
    lines = OrderLine.objects.bulk_create(
        _line(order, line) for order, parcel in zip(orders, summary.parcels, strict=True) for line in parcel.lines
    )
    write_touches(group, lines)
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
        discount_total=parcel.discount_total,
        shipping_total=parcel.shipping_total,
        tax_total=parcel.tax_total,
        tax_added=parcel.tax_added,
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
        discount=line.discount,
        discount_platform=line.discount_platform,
        tax=line.tax,
        tax_added=line.tax_added,
        tax_rate=line.tax_rate,
        parts=[_part(part) for part in variant.parts.all()],
        ships_on=variant.product.ships_on,
        is_digital=variant.product.kind == Product.Kind.DIGITAL,
        note_id=line.note_id,
    )


def _part(part: BundlePart) -> dict[str, Any]:
    said = part.part
    what = {"title": said.product.title, "options": said.option_values, "sku": said.sku, "variant": said.pk}
    return {**what, "quantity": part.quantity}
