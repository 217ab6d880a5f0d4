"""Writing down what happened to orders, for both sides to see."""

from collections.abc import Iterable
from typing import Any

from meadow.people.models.persons import Person
from meadow.trade.models.orders import Order, OrderStep


def note_step(order: Order, kind: OrderStep.Kind, *, by: Person | None = None, **facts: Any) -> None:
    """Write one step of an order. Part of the transaction that makes it true; `facts` fit into JSON."""
    note_steps([order], kind, by=by, **facts)


def note_steps(orders: Iterable[Order], kind: OrderStep.Kind, *, by: Person | None = None, **facts: Any) -> None:
    """Write the same step of several orders, in one statement."""
    OrderStep.objects.bulk_create(OrderStep(order=order, kind=kind, by=by, facts=facts) for order in orders)
