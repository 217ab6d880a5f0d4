"""Sales with everything that the ledger shares out, and their refunds and completions, as tests need them."""

from django.db import transaction
from django.utils import timezone

from meadow.goods.models.products import Variant
from meadow.people.models.persons import Person
from meadow.trade.actions.completing import complete_order
from meadow.trade.actions.refunds import Back, write_refund
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.refunds import Refund
from meadow.trade.models.touches import LineTouch
from meadow.trade.tests.made import pay, place


def sold(
    person: Person,
    *variants: Variant,
    quantity: int = 1,
    earner: Person | None = None,
    rate: int = 0,
    discount: int = 0,
    platform: int = 0,
    tax: int = 0,
) -> Order:
    """A paid order for these; of each line so much is off, part of it borne by the platform, and so much is tax.

    `earner` gets a commission of every line.
    """
    group = place(person, *variants, quantity=quantity)
    order = group.orders.get()
    for line in OrderLine.objects.filter(order=order):
        line.discount, line.discount_platform, line.tax = discount, platform, tax
        line.save(update_fields=["discount", "discount_platform", "tax"])
        LineTouch.objects.filter(line=line).delete()
        if earner:
            LineTouch.objects.create(line=line, kind=LineTouch.Kind.NOTE, earner=earner, commission_rate=rate)
    whole = discount * len(variants)
    for row in (order, group):
        row.discount_total, row.total = whole, row.goods_total - whole + row.shipping_total
        row.save(update_fields=["discount_total", "total"])
    order.tax_total = tax * len(variants)
    order.save(update_fields=["tax_total"])
    pay(group)
    order.refresh_from_db()
    return order


@transaction.atomic
def give_back(order: Order, amount: int, *, shipping: int = 0, quantity: int = 0) -> Refund | None:
    """Give so much of the order's first line back, and so much of sending."""
    locked = Order.objects.locked().get(pk=order.pk)
    line = locked.lines.select_related("variant").earliest("pk")
    return write_refund(locked, [Back(line, amount, quantity)], shipping=shipping, reason=Refund.Reason.GOODWILL)


@transaction.atomic
def complete(order: Order) -> Order:
    """Have the order delivered and its time to return it over."""
    Order.objects.filter(pk=order.pk).update(
        state=Order.State.DELIVERED, delivered_at=timezone.now(), returnable_until=timezone.now()
    )
    locked = Order.objects.locked().get(pk=order.pk)
    complete_order(locked)
    return locked
