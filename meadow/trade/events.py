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
    """An order was paid.

    `lines` hold product, variant, quantity, amount, the note it was found in, and what earned it: `touch` with its kind
    (note, room, group, selection, direct) and number. The order's own `touch` is that of its dearest line, and `buyer`
    who earns by that one.
    """

    order: int
    group: int
    shop: int
    member: int
    currency: str
    total: int
    buyer: int | None
    touch: dict[str, Any]
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class OrderSent(Event):
    """The shop handed an order to a carrier, or a parcel of it: `is_whole` says that nothing is left to send."""

    order: int
    shop: int
    member: int
    carrier: str
    tracking: str
    shipment: int
    is_whole: bool


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(Event):
    """An order arrived: the member confirmed it, or it was sent long ago (`is_overdue`)."""

    order: int
    shop: int
    member: int
    is_overdue: bool = False


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


@dataclass(frozen=True, kw_only=True)
class CancellationAsked(Event):
    """A member would like a paid order called off; the shop has to answer."""

    order: int
    shop: int
    member: int


@dataclass(frozen=True, kw_only=True)
class CancellationRefused(Event):
    """The shop did not call an order off; it will be sent."""

    order: int
    shop: int
    member: int


@dataclass(frozen=True, kw_only=True)
class ReturnAsked(Event):
    """A member would like to give goods back; `state` is `asked`, or further where the shop grants it at once."""

    ret: int
    order: int
    shop: int
    member: int
    kind: str
    reason: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ReturnAnswered(Event):
    """A return was granted or refused, by the shop or because it said nothing."""

    ret: int
    order: int
    shop: int
    member: int
    is_granted: bool


@dataclass(frozen=True, kw_only=True)
class ReturnSentBack(Event):
    """A member handed the goods of a return to a carrier."""

    ret: int
    order: int
    shop: int
    member: int
    carrier: str
    tracking: str


@dataclass(frozen=True, kw_only=True)
class ReturnReceived(Event):
    """The goods of a return came back to the shop."""

    ret: int
    order: int
    shop: int
    member: int


@dataclass(frozen=True, kw_only=True)
class ReturnSettled(Event):
    """A return ended: the money goes back, or others were sent; `lines` hold line, variant, quantity, restocked."""

    ret: int
    order: int
    shop: int
    member: int
    kind: str
    reason: str
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class ReturnWithdrawn(Event):
    """A return ended without goods or money moving: withdrawn by the member, or never sent back."""

    ret: int
    order: int
    shop: int
    member: int


@dataclass(frozen=True, kw_only=True)
class BuyerBegan(Event):
    """A member became a buyer, who sells other people's goods for commission."""

    person: int


@dataclass(frozen=True, kw_only=True)
class BuyerLeft(Event):
    """Somebody is no buyer any more."""

    person: int


@dataclass(frozen=True, kw_only=True)
class PlanLaunched(Event):
    """A shop offers commission; `rate` is hundredths of a per cent."""

    plan: int
    shop: int
    kind: str
    rate: int


@dataclass(frozen=True, kw_only=True)
class PlanEnded(Event):
    """A shop offers a plan to nobody any more."""

    plan: int
    shop: int


@dataclass(frozen=True, kw_only=True)
class AgreementAsked(Event):
    """A buyer applied for a product, or was invited to it (`is_invitation`)."""

    agreement: int
    shop: int
    buyer: int
    product: int
    is_invitation: bool


@dataclass(frozen=True, kw_only=True)
class AgreementBegan(Event):
    """A buyer sells a product for commission from now on; `rate` is hundredths of a per cent."""

    agreement: int
    plan: int
    shop: int
    buyer: int
    product: int
    rate: int


@dataclass(frozen=True, kw_only=True)
class AgreementDeclined(Event):
    """An application or an invitation was turned down or taken back."""

    agreement: int
    shop: int
    buyer: int
    product: int


@dataclass(frozen=True, kw_only=True)
class AgreementEnded(Event):
    """A buyer earns nothing any more for selling a product under this agreement."""

    agreement: int
    shop: int
    buyer: int
    product: int


@dataclass(frozen=True, kw_only=True)
class SampleMoved(Event):
    """A sample was asked for, answered, sent, received or settled: `state` says which."""

    sample: int
    agreement: int
    shop: int
    buyer: int
    state: str


@dataclass(frozen=True, kw_only=True)
class PayoutPlanned(Event):
    """What is settled for a shop or a buyer (the other is null) is about to be sent to them."""

    payout: int
    shop: int | None
    person: int | None
    currency: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class PayoutPaid(Event):
    """A payout has arrived; `reference` is the provider's, or the bank's."""

    payout: int
    shop: int | None
    person: int | None
    currency: str
    amount: int
    reference: str


@dataclass(frozen=True, kw_only=True)
class PayoutCameBack(Event):
    """A payout did not arrive: it counts as settled again, and goes with the next one."""

    payout: int
    shop: int | None
    person: int | None
    currency: str
    amount: int
    problem: str
