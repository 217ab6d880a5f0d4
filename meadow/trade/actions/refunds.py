"""Giving money back for orders that stand: written down at once, and sent to the provider until it is done.

Locks are taken as everywhere in trade: the order first, then what hangs on it, stock last.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.plumbing.money import format_amount
from meadow.trade.actions.backs import hand_over_refund, take_back
from meadow.trade.actions.redemptions import give_back_refunded
from meadow.trade.actions.steps import note_step
from meadow.trade.events import RefundMade
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order, OrderStep
from meadow.trade.models.payments import Payment
from meadow.trade.models.refunds import Refund, RefundLine
from meadow.trade.payments.offered import provider_called
from meadow.trade.refusals import MoreThanIsLeft, NoSuchProvider, ProviderUnreachable

log = logging.getLogger("meadow.refunds")
_AT_ONCE = 200  # refunds sent in one run


@dataclass(frozen=True)
class Back:
    """What goes back of one line: an amount, and how many pieces are sold no more with it (0 for goodwill)."""

    line: OrderLine
    amount: int
    quantity: int = 0


def write_refund(
    order: Order,
    backs: Iterable[Back],
    *,
    shipping: int = 0,
    reason: Refund.Reason,
    by: Person | None = None,
    words: str = "",
) -> Refund | None:
    """Write down that so much of a locked order goes back, with all that it takes back; the only place that does.

    Part of a transaction that holds the order's lock; the lines were read under it. Nothing is sent yet: a job takes
    it to the provider. What is free gives no money back, but its pieces are counted: then there is no refund. Refuses
    with `MoreThanIsLeft`, naming the line. Takes no locks of its own.
    """
    backs = [back for back in backs if back.amount or back.quantity]
    taxes = [_take_back(order, back) for back in backs]
    if not 0 <= shipping <= (most := shipping_left(order, backs)):
        raise MoreThanIsLeft(what=translation.gettext("Shipping"), most=amount_shown(most, order))
    OrderLine.objects.bulk_update([back.line for back in backs], ["refunded", "refunded_quantity", "refunded_tax"])
    amount = sum(back.amount for back in backs) + shipping
    if amount == 0:
        take_back(order)
        return None
    order.refunded_total += amount
    order.save(update_fields=["refunded_total"])
    refund = Refund.objects.create(
        order=order,
        payment=Payment.objects.filter(group=order.group_id, state=Payment.State.SUCCEEDED).first(),
        amount=amount,
        shipping=shipping,
        currency=order.currency,
        reason=reason,
        words=words,
        by=by,
        key=uuid4(),
    )
    RefundLine.objects.bulk_create(
        RefundLine(refund=refund, line=back.line, quantity=back.quantity, amount=back.amount, tax=tax)
        for back, tax in zip(backs, taxes, strict=True)
    )
    take_back(order, refund)
    give_back_refunded(order)
    note_step(
        order, OrderStep.Kind.REFUNDED, by=by, amount=amount, currency=order.currency, why=str(reason), words=words
    )
    announce(_told(refund, order, backs, taxes))
    return refund


def shipping_left(order: Order, backs: Iterable[Back] = ()) -> int:
    """What is left of the money that was paid for sending: all that is no line's.

    `backs` are those of the order's lines that are being changed; the others are read.
    """
    changed = {back.line.pk: back.line for back in backs}
    lines = [changed.get(line.pk, line) for line in OrderLine.objects.filter(order=order)]
    return order.shipping_left(lines) - sum(back.amount for back in backs)


def _take_back(order: Order, back: Back) -> int:
    """Take the amount back of its line, and tell the tax in it."""
    line = back.line
    if not 0 <= back.amount <= line.refundable:
        raise MoreThanIsLeft(what=line.title, most=amount_shown(line.refundable, order))
    if back.quantity > line.standing:
        raise MoreThanIsLeft(what=line.title, most=line.standing)
    tax = line.tax_in(back.amount)
    line.refunded += back.amount
    line.refunded_quantity += back.quantity
    line.refunded_tax += tax
    return tax


def amount_shown(amount: int, order: Order) -> str:
    """An amount of the order's currency, in the words of the reader at hand."""
    return format_amount(amount, order.currency, translation.get_language() or settings.LANGUAGE_CODE)


def _told(refund: Refund, order: Order, backs: Sequence[Back], taxes: Sequence[int]) -> RefundMade:
    lines: list[dict[str, Any]] = [
        {
            "line": back.line.pk,
            "product": back.line.variant.product_id,
            "variant": back.line.variant_id,
            "quantity": back.quantity,
            "amount": back.amount,
            "tax": tax,
        }
        for back, tax in zip(backs, taxes, strict=True)
    ]
    return RefundMade(
        refund=refund.pk,
        order=order.pk,
        shop=order.shop_id,
        member=order.member_id,
        currency=refund.currency,
        amount=refund.amount,
        shipping=refund.shipping,
        reason=refund.reason,
        lines=lines,
    )


def send_refunds() -> int:
    """Take every refund that is due to its provider, those tried longest ago first; returns how many were done.

    One that cannot be sent is tried again later and does not hold up the others.
    """
    due = Refund.objects.filter(state=Refund.State.DUE).select_related("payment")
    done = 0
    for refund in due.order_by(F("tried_at").asc(nulls_first=True), "pk")[:_AT_ONCE]:
        try:
            done += send_refund(refund)
        except (ProviderUnreachable, NoSuchProvider) as refusal:
            log.warning("refund %s could not be sent: %s", refund.pk, refusal)
        except Exception:  # other people's money is due too
            log.exception("refund %s could not be sent", refund.pk)
    return done


def send_refund(refund: Refund) -> bool:
    """Ask the provider for one refund, outside of any transaction; its key makes the provider do it once."""
    Refund.objects.filter(pk=refund.pk).update(tried_at=timezone.now())
    payment = refund.payment
    if payment is None:  # nothing was ever taken
        return _sent(refund, reference="", is_done=True, problem="")
    given = provider_called(payment.provider).refund(payment, amount=refund.amount, key=str(refund.key))
    return _sent(refund, reference=given.reference, is_done=given.is_done, problem=given.problem)


@transaction.atomic
def _sent(refund: Refund, *, reference: str, is_done: bool, problem: str) -> bool:
    refund = Refund.objects.locked().get(pk=refund.pk)
    if refund.state == Refund.State.DONE:
        return False
    refund.reference, refund.problem = reference or refund.reference, problem[:300]
    if is_done:
        refund.state, refund.done_at = Refund.State.DONE, timezone.now()
    elif problem:
        log.error("refund %s was refused: %s", refund.pk, problem)
        refund.state = Refund.State.FAILED
    refund.save(update_fields=["reference", "problem", "state", "done_at"])
    if is_done:
        hand_over_refund(refund)
    return is_done


@transaction.atomic
def retry_refund(refund: Refund) -> Refund:
    """Have a refund that the provider refused sent again."""
    refund = Refund.objects.locked().get(pk=refund.pk)
    if refund.state == Refund.State.FAILED:
        refund.state, refund.problem, refund.tried_at = Refund.State.DUE, "", None
        refund.save(update_fields=["state", "problem", "tried_at"])
    return refund
