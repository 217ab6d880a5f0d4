"""The end of an order's road: delivered, and completed when the time to return it is over."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.trade.actions.settling import settle_order
from meadow.trade.actions.steps import note_step
from meadow.trade.events import OrderCompleted, OrderDelivered
from meadow.trade.models.orders import Order, OrderStep
from meadow.trade.models.returns import Return
from meadow.trade.models.shipping import Shipment

log = logging.getLogger("meadow.orders")
_AT_ONCE = 500  # orders worked off in one run


def deliver_order(order: Order, *, by: Person | None = None) -> None:
    """Have everything in a locked order be with the member; from now on the time to return it runs.

    Part of a transaction that holds the order's lock. Without `by` it is taken for delivered because it was sent long
    ago.
    """
    order.receive()
    now = timezone.now()
    order.delivered_at = now
    order.returnable_until = now + timedelta(days=settings.MEADOW_RETURN_DAYS)
    order.save(update_fields=["state", "delivered_at", "returnable_until"])
    Shipment.objects.filter(order=order, of_return=None, delivered_at=None).update(delivered_at=now)
    note_step(order, OrderStep.Kind.DELIVERED, by=by)
    announce(OrderDelivered(order=order.pk, shop=order.shop_id, member=order.member_id, is_overdue=by is None))


@transaction.atomic
def confirm_receipt(order: Order, *, by: Person) -> Order:
    """The member says that the order arrived."""
    order = Order.objects.locked().placed_by(by).get(pk=order.pk)
    deliver_order(order, by=by)
    return order


def complete_order(order: Order) -> None:
    """Close a locked order whose time to return is over; the only place that does.

    Part of a transaction that holds the order's lock.
    """
    order.complete()
    order.completed_at = timezone.now()
    order.save(update_fields=["state", "completed_at"])
    settle_order(order)
    note_step(order, OrderStep.Kind.COMPLETED)
    announce(OrderCompleted(order=order.pk, shop=order.shop_id, member=order.member_id))


def deliver_overdue() -> int:
    """Take orders for delivered whose last parcel left long ago; returns how many."""
    before = timezone.now() - timedelta(days=settings.MEADOW_DELIVERED_AFTER_DAYS)
    later = Shipment.objects.filter(order=OuterRef("pk"), of_return=None, sent_at__gt=before)
    due = Order.objects.filter(state=Order.State.SENT, sent_at__lte=before).exclude(Exists(later))
    return one_by_one(due.order_by("sent_at").values_list("pk", flat=True)[:_AT_ONCE], _deliver)


def complete_overdue() -> int:
    """Close orders whose time to return is over, unless a return of theirs is still open; returns how many."""
    still_open = Return.objects.filter(order=OuterRef("pk"), state__in=Return.OPEN)
    due = Order.objects.filter(state=Order.State.DELIVERED, returnable_until__lt=timezone.now())
    due = due.exclude(Exists(still_open)).order_by("returnable_until")
    return one_by_one(due.values_list("pk", flat=True)[:_AT_ONCE], _complete)


def one_by_one(keys: Iterable[int], work: Callable[[int], bool]) -> int:
    """Do the work for each in a transaction of its own; one that fails is logged and does not hold up the others."""
    done = 0
    for key in list(keys):
        try:
            with transaction.atomic():
                done += work(key)
        except Exception:
            log.exception("%s failed for %s", work.__name__.strip("_"), key)
    return done


def _deliver(pk: int) -> bool:
    order = Order.objects.locked().get(pk=pk)
    if not order.can_be_received:
        return False
    deliver_order(order)
    return True


def _complete(pk: int) -> bool:
    order = Order.objects.locked().get(pk=pk)
    over = order.state == Order.State.DELIVERED and not order.may_be_returned(timezone.now())
    if not over or order.returns.filter(state__in=Return.OPEN).exists():
        return False
    complete_order(order)
    return True
