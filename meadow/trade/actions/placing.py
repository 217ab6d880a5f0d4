"""Placing an order: from a cart, or from one thing that somebody wants at once, to promises with the goods held.

Locks are taken in one order everywhere: cart, order group, payment, orders, trade's own rows, ledger, stock. Holding
the goods is the last statement before the commit (`goods.actions.shifting`): one hot variant is locked for no longer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from meadow.goods.actions.shifting import TooFew
from meadow.goods.actions.stock import draw_slices, hold_parts
from meadow.goods.bundles import expand
from meadow.goods.models.products import Product, Variant
from meadow.goods.models.stock import BundlePart
from meadow.people.models.persons import Address, Person
from meadow.plumbing.compiled import Compiled, Place
from meadow.plumbing.events import announcements
from meadow.plumbing.refusals import Refusal
from meadow.plumbing.rows import insert_rows, next_keys
from meadow.trade.actions.orders import pay_group
from meadow.trade.actions.redemptions import keep_redemptions
from meadow.trade.actions.room_sales import (
    Inside,
    keep_purchase,
    objection_to,
    planned_draw,
    price_by_offer,
    take_by_offer,
    tell_what_is_left,
)
from meadow.trade.actions.touches import come_through_note, come_through_room, write_touches
from meadow.trade.checkout import look_over
from meadow.trade.destinations import kept_address
from meadow.trade.events import OrderPlaced
from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.models.groups import Hold, OrderGroup
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.refusals import NowhereToSend, PriceChanged
from meadow.trade.summary import Parcel, Summary, objection
from meadow.venue.live.models.shelf import Offer
from meadow.venue.notes.models.notes import Note

_placed_before = Compiled(lambda: OrderGroup.objects.filter(member=Place(0), request_key=Place(1)))


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the member saw and agreed to.

    `rates` are the shipping rates chosen for shops, by their keys; `occasion` is the live room (`room:12`) out of whose
    slice of the stock the goods may come, for callers that know the member to be in it.
    """

    address: Address | None
    expected_total: int
    rates: Mapping[int, int]
    request_key: str = ""
    occasion: str = ""
    inside: Inside | None = None

    @property
    def offer(self) -> Offer | None:
        return self.inside.offer if self.inside else None


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
    agreed = Agreed(address, expected_total, rates, request_key)

    @transaction.atomic
    def promise() -> OrderGroup:
        own = Cart.objects.locked().get(pk=cart.pk, person=by)
        lines = own.lines.to_order()
        CartLine.objects.filter(pk__in=[line.pk for line in lines]).delete()
        own.save(update_fields=["changed_at"])
        return _promise(lines, agreed, by)

    return _once(promise, by, request_key)


def buy(
    variant: Variant,
    quantity: int = 1,
    *,
    by: Person,
    address: Address | None,
    expected_total: int,
    rate: int | None = None,
    note: Note | None = None,
    request_key: str = "",
    occasion: str = "",
    inside: Inside | None = None,
) -> OrderGroup:
    """Promise the member one thing at once, as `place_order` does, without touching the cart.

    `rate` is the shipping rate chosen, by its key; the cheapest otherwise. `inside` says in which live room it is
    bought, and by which of its offers.
    """
    if note is not None:
        come_through_note(note, variant.product, by=by)
    line = CartLine(variant=variant, quantity=quantity, note=note)
    if inside is not None:
        occasion = inside.occasion
        come_through_room(inside.room, variant.product, by=by)
    rates = {variant.product.shop_id: rate} if rate else {}
    agreed = Agreed(address, expected_total, rates, request_key, occasion, inside)

    def promise() -> OrderGroup:
        _refuse_early(line, agreed)
        with transaction.atomic():
            return _promise([line], agreed, by)

    group = _once(promise, by, request_key)
    if inside is not None:
        tell_what_is_left(inside)
    return group


def _refuse_early(line: CartLine, agreed: Agreed) -> None:
    """Say no by what was read with the variant, before anything is asked or begun: most who want one hot thing are too
    late. Whoever passes is looked at again, and what holding the goods finds is what counts. An offer refuses in its
    own words.
    """
    line.is_kept_for_us = bool(agreed.occasion)
    if agreed.offer is None and (refusal := objection(line)):
        raise refusal


def _once(promise: Callable[[], OrderGroup], by: Person, request_key: str) -> OrderGroup:
    """Do it; where it cannot be done because this request has done it before, give what came of it."""
    try:
        try:
            return promise()
        except TooFew as too_few:
            raise too_few.refusal() from None
    except (Refusal, IntegrityError):
        earlier = _placed_before(by.pk, request_key) if request_key else []
        if not earlier:
            raise
        return earlier[0]


def _promise(lines: Sequence[CartLine], agreed: Agreed, by: Person) -> OrderGroup:
    """Write everything that an order is, and hold its goods. Part of a transaction, and the last of it."""
    address = agreed.address
    for line in lines:
        line.is_kept_for_us = bool(agreed.occasion)
    if agreed.offer is not None:
        if refusal := objection_to(agreed.offer, lines[0], by):
            raise refusal
        price_by_offer(lines[0], agreed.offer)
    summary = look_over(
        lines,
        country=address.country if address else None,
        region=address.region if address else "",
        rates=agreed.rates,
        by=by,
        places=[agreed.occasion] if agreed.occasion else (),
    )
    if summary.obstacle:
        raise summary.obstacle
    if summary.needs_sending and address is None:
        raise NowhereToSend
    if summary.total != agreed.expected_total:
        raise PriceChanged(summary=summary)

    group, orders, order_lines = _rows(summary, agreed, by)
    quantities = _in_parts(summary.lines)
    if agreed.offer is not None:
        draws = planned_draw(agreed.offer, lines[0].quantity)
    else:
        draws = draw_slices(quantities, occasion=agreed.occasion) if agreed.occasion else {}
    holds = [
        Hold(
            group=group,
            variant_id=variant,
            quantity=quantity,
            slice_id=draws[variant].slice if variant in draws else None,
            drawn=draws[variant].quantity if variant in draws else 0,
        )
        for variant, quantity in sorted(quantities.items())
    ]
    told = announcements([_told(order) for order in orders])
    insert_rows([group], orders, order_lines, holds, told)
    write_touches(group, order_lines)
    keep_redemptions(group, orders, order_lines, summary)
    if agreed.inside is not None:
        keep_purchase(group, agreed.inside)
    if agreed.offer is not None:
        take_by_offer(agreed.offer, draws, by=by)
    hold_parts(quantities, draws=draws, is_last=group.total > 0)
    if group.total == 0:
        pay_group(group)
    return group


def _rows(summary: Summary, agreed: Agreed, by: Person) -> tuple[OrderGroup, list[Order], list[OrderLine]]:
    """The rows of the checkout, with their keys, not yet written."""
    wanted = (OrderGroup, 1), (Order, len(summary.parcels)), (OrderLine, len(summary.lines))
    group_keys, order_keys, line_keys = next_keys(*wanted)
    group = _group(summary, agreed, by)
    group.pk = group_keys[0]
    orders = [_order(group, parcel) for parcel in summary.parcels]
    for order, key in zip(orders, order_keys, strict=True):
        order.pk = key
    lines = [_line(order, line) for order, parcel in zip(orders, summary.parcels, strict=True) for line in parcel.lines]
    for line, key in zip(lines, line_keys, strict=True):
        line.pk = key
    return group, orders, lines


def _in_parts(lines: Sequence[CartLine]) -> dict[int, int]:
    """What is to be held: of a bundle its parts."""
    parts = {line.variant_id: [(part.part_id, part.quantity) for part in _parts(line)] for line in lines}
    return expand(
        {line.variant_id: line.quantity for line in lines}, {bundle: some for bundle, some in parts.items() if some}
    )


def _parts(line: CartLine) -> list[BundlePart]:
    is_bundle = line.variant.product.kind == Product.Kind.BUNDLE
    return list(line.variant.parts.all()) if is_bundle else []


def _group(summary: Summary, agreed: Agreed, by: Person) -> OrderGroup:
    now = timezone.now()
    return OrderGroup(
        member=by,
        currency=summary.currency,
        goods_total=summary.goods_total,
        discount_total=summary.discount_total,
        shipping_total=summary.shipping_total,
        tax_added=summary.tax_added,
        total=summary.total,
        address=kept_address(agreed.address),
        request_key=agreed.request_key or None,
        placed_at=now,
        expires_at=now + timedelta(minutes=settings.MEADOW_HOLD_MINUTES),
    )


def _told(order: Order) -> OrderPlaced:
    return OrderPlaced(
        order=order.pk,
        group=order.group_id,
        shop=order.shop_id,
        member=order.member_id,
        currency=order.currency,
        total=order.total,
    )


def _order(group: OrderGroup, parcel: Parcel) -> Order:
    return Order(
        group=group,
        shop=parcel.shop,
        member_id=group.member_id,
        placed_at=group.placed_at,
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
        parts=[_part(part) for part in _parts(line)],
        ships_on=variant.product.ships_on,
        is_digital=variant.product.kind == Product.Kind.DIGITAL,
        note_id=line.note_id,
    )


def _part(part: BundlePart) -> dict[str, Any]:
    said = part.part
    what = {"title": said.product.title, "options": said.option_values, "sku": said.sku, "variant": said.pk}
    return {**what, "quantity": part.quantity}
