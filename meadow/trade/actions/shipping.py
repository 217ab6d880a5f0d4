"""Sending: handing an order to a carrier, and the rates that a shop asks for it."""

from django.db import transaction
from django.utils import timezone

from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.trade.actions.steps import note_step
from meadow.trade.events import OrderSent
from meadow.trade.models.orders import Order, OrderStep
from meadow.trade.models.shipping import Shipment, ShippingRate


@transaction.atomic
def send_order(order: Order, *, carrier: str, tracking: str, by: Person) -> Order:
    """Write down the parcel and tell the member that it is on its way.

    The same parcel told twice changes nothing; another number for an order already sent is one more parcel.
    """
    order = Order.objects.locked().in_care_of(by).get(pk=order.pk)
    first = order.can_be_sent
    order.send()
    _, is_new = Shipment.objects.get_or_create(order=order, carrier=carrier, tracking=tracking)
    if is_new:
        note_step(order, OrderStep.Kind.SENT, by=by, carrier=carrier, tracking=tracking)
    if first:
        order.sent_at = timezone.now()
        order.save(update_fields=["state", "sent_at"])
        announce(
            OrderSent(order=order.pk, shop=order.shop_id, member=order.member_id, carrier=carrier, tracking=tracking)
        )
    return order


@transaction.atomic
def keep_rate(rate: ShippingRate) -> ShippingRate:
    """Offer a new way of sending, or change one; orders that were placed keep their price."""
    rate.save()
    return rate


@transaction.atomic
def remove_rate(rate: ShippingRate) -> None:
    """Offer this way of sending no more."""
    rate.delete()
