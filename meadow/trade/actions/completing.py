"""The end of an order's road: delivered, and completed when the time to return it is over."""

from django.utils import timezone

from meadow.plumbing.events import announce
from meadow.trade.actions.steps import note_step
from meadow.trade.events import OrderCompleted
from meadow.trade.models.orders import Order, OrderStep


def complete_order(order: Order) -> None:
    """Close a locked order whose time to return is over. Part of a transaction that holds its lock; the only place
    that does."""
    order.complete()
    order.completed_at = timezone.now()
    order.save(update_fields=["state", "completed_at"])
    note_step(order, OrderStep.Kind.COMPLETED)
    announce(OrderCompleted(order=order.pk, shop=order.shop_id, member=order.member_id))
