"""Taking back: what a refund takes of every part of what was shared out, and the money on its way to the member.

Every function is part of a transaction that holds the order's lock; the ledger comes after it.
"""

from collections.abc import Iterable
from datetime import datetime

from meadow.trade.actions.ledger import Draft, Place, post
from meadow.trade.actions.settling import settle_order
from meadow.trade.actions.shares import put_parts, shares_of, taken_before
from meadow.trade.models.ledger import Account, Entry
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment
from meadow.trade.models.refunds import Refund, RefundLine
from meadow.trade.models.shares import LineShare, ShareBack
from meadow.trade.sharing import Parts, taken_back

Kind = Account.Kind


def take_back(order: Order, refund: Refund | None = None, *, at: datetime | None = None) -> None:
    """Take back of every part what a refund that was just written takes of it.

    Without a refund, pieces that cost nothing are given up: what the platform paid for them goes back. What was paid
    out before is owed from then on. An order of which nothing is left is settled at once: there is nothing to wait for.
    """
    shares = shares_of(order)
    if refund:
        _catch_up(order, refund, shares)
    already = taken_before(shares)
    back: list[ShareBack] = []
    for share, done, whole in _given_back(order, shares, refund, already):
        target = taken_back(
            share.parts, done, whole, fee=share.gives_back_fee, payment_fee=share.gives_back_payment_fee
        )
        parts = target - already[share.pk]
        if parts:
            named = {name: getattr(parts, name) for name in Parts.NAMES}
            back.append(ShareBack(share=share, refund=refund, net=parts.net, **named))
            already[share.pk] = target
    if not back:
        return
    ShareBack.objects.bulk_create(back)
    post([_reversal(order, shares, back, refund, at)])
    left = [share.parts - already[share.pk] for share in shares]
    if not any(parts.paid or parts.promotion for parts in left):
        settle_order(order)


def hand_over_refund(refund: Refund) -> bool:
    """The provider has given the money of a locked refund back."""
    if refund.payment is None:
        return False
    draft = Draft(
        Entry.Kind.REFUND_DONE,
        f"refund:{refund.pk}:done",
        refund.currency,
        refund.done_at,
        {"refund_id": refund.pk, "order_id": refund.order_id, "payment_id": refund.payment_id},
    )
    draft.put(Place(Kind.REFUNDS), refund.amount)
    draft.put(Place(Kind.CLEARING, name=refund.payment.provider), -refund.amount)
    return bool(post([draft]))


def owe_back(payment: Payment) -> bool:
    """A locked payment was taken that cannot be kept: it goes back whole."""
    draft = _whole(payment, Entry.Kind.PAYMENT_OWED, "owed")
    draft.put(Place(Kind.CLEARING, name=payment.provider), payment.collected)
    draft.put(Place(Kind.REFUNDS), -payment.collected)
    return bool(post([draft]))


def hand_over_payment(payment: Payment) -> bool:
    """The provider has given a payment back that could not be kept; locked."""
    draft = _whole(payment, Entry.Kind.PAYMENT_RETURNED, "returned")
    draft.put(Place(Kind.REFUNDS), payment.collected)
    draft.put(Place(Kind.CLEARING, name=payment.provider), -payment.collected)
    return bool(post([draft]))


def _whole(payment: Payment, kind: Entry.Kind, word: str) -> Draft:
    currency = payment.collected_currency or payment.currency
    return Draft(kind, f"payment:{payment.pk}:{word}", currency, about={"payment_id": payment.pk})


def _catch_up(order: Order, refund: Refund, shares: list[LineShare]) -> None:
    """Take back first what refunds before this one took, where they were written before there was a ledger."""
    missed = Refund.objects.filter(order=order, pk__lt=refund.pk, entries=None).order_by("pk")
    if shares:
        for earlier in missed:
            take_back(order, earlier, at=earlier.asked_at)


def _given_back(
    order: Order, shares: list[LineShare], refund: Refund | None, already: dict[int, Parts]
) -> Iterable[tuple[LineShare, int, int]]:
    """Each share of which something is given back, how much with all before, and of how much."""
    amounts = dict(RefundLine.objects.filter(refund=refund).values_list("line", "amount")) if refund else {}
    for share in shares:
        if share.paid:
            amount = amounts.get(share.line_id, 0) if share.line_id else refund.shipping if refund else 0
            if amount:
                yield share, already[share.pk].paid + amount, share.paid
        elif share.line:  # it was free: its pieces tell how much of it went back
            yield share, share.line.refunded_quantity, share.line.quantity
        elif all(one.line.refunded_quantity == one.line.quantity for one in shares if one.line):
            yield share, 1, 1  # it was sent free, and is not sent at all


def _reversal(
    order: Order, shares: list[LineShare], back: list[ShareBack], refund: Refund | None, at: datetime | None
) -> Draft:
    known = {share.pk: share for share in shares}
    about: dict[str, int | None] = {"order_id": order.pk}
    if refund:
        draft = Draft(Entry.Kind.REFUND, f"refund:{refund.pk}", order.currency, at, {**about, "refund_id": refund.pk})
        draft.put(Place(Kind.REFUNDS), -refund.amount)
    else:
        pieces = sum(share.line.refunded_quantity for share in shares if share.line)
        draft = Draft(Entry.Kind.REFUND, f"order:{order.pk}:given-up:{pieces}", order.currency, at, about)
    for one in back:
        share = known[one.share_id]
        put_parts(draft, share, one.parts, 1, settled=share.settled_at is not None)
    return draft
