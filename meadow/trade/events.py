"""The facts that trade tells; amounts are minor units of `currency`."""

from dataclasses import dataclass
from typing import Any

from meadow.plumbing.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    """A member placed an order with one shop; goods are held for it."""

    order: int
    group: int
    shop: int
    member: int
    currency: str
    total: int


@dataclass(frozen=True, kw_only=True)
class OrderPaid(Event):
    """An order was paid; `lines` hold product, variant, quantity, amount and the note it was found in."""

    order: int
    group: int
    shop: int
    member: int
    currency: str
    total: int
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class OrderSent(Event):
    """The shop handed an order to a carrier."""

    order: int
    shop: int
    member: int
    carrier: str
    tracking: str


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(Event):
    """The member confirmed that an order arrived."""

    order: int
    shop: int
    member: int


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Event):
    """An order was called off, or not paid in time; its goods went back on the shelf."""

    order: int
    shop: int
    member: int
    expired: bool


@dataclass(frozen=True, kw_only=True)
class PaymentRefunded(Event):
    """Money that could not be kept was given back: it came too late, twice, or in the wrong amount."""

    payment: int
    group: int
    member: int
    currency: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class OrderCompleted(Event):
    """An order is over: the time to return it has passed."""

    order: int
    shop: int
    member: int


@dataclass(frozen=True, kw_only=True)
class RefundMade(Event):
    """Money of an order goes back; `lines` hold line, product, variant, quantity, amount and the tax in it.

    `amount` is the lines' amounts and `shipping` together.
    """

    refund: int
    order: int
    shop: int
    member: int
    currency: str
    amount: int
    shipping: int
    reason: str
    lines: list[dict[str, Any]]
