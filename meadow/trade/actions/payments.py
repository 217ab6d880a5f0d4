"""Collecting money for an order group, believing the provider rather than the browser, and giving money back."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.trade.actions.backs import hand_over_payment, owe_back
from meadow.trade.actions.orders import expire_group, hold_again, pay_group
from meadow.trade.events import PaymentRefunded
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.payments import Payment, ProviderNotice
from meadow.trade.models.refunds import Refund
from meadow.trade.payments.offered import provider_called
from meadow.trade.payments.provider import Begun, Device, Notice, Outcome, Provider, Standing
from meadow.trade.refusals import CannotCharge, NoSuchProvider, PaymentClosed, ProviderUnreachable

log = logging.getLogger("meadow.payments")
ASK_AFTER = timedelta(minutes=5)  # a notice is usually here within seconds
_YOUNG = timedelta(hours=2)  # older payments are asked about once an hour
_AT_ONCE = 200  # payments asked about in one run
_PATIENCE = 3  # unanswered questions in a row after which a provider is left alone until the next run
_ANYWHERE = Device()


def begin_payment(group: OrderGroup, *, provider: str, by: Person, device: Device = _ANYWHERE) -> tuple[Payment, Begun]:
    """Ask a provider to collect the group's total; an attempt that is still open is taken up again.

    The provider is asked outside the transaction, after the row that names the attempt is safe: whatever it tells
    us later finds its payment.
    """
    network = provider_called(provider)  # refuses a stranger before anything is written
    if not network.takes(group.currency):
        raise CannotCharge(currency=group.currency)
    if expire_group(group):
        raise PaymentClosed
    payment = _open_payment(group, network, network.flow_for(device), by)
    return payment, take_up(payment, device)


def take_up(payment: Payment, device: Device = _ANYWHERE) -> Begun:
    """Have the provider ready to collect an open payment, and remember under which reference."""
    begun = provider_called(payment.provider).begin(payment, device)
    if payment.reference != begun.reference:
        payment.reference = begun.reference
        payment.save(update_fields=["reference"])
    return begun


@transaction.atomic
def settle_payment(payment: Payment, standing: Standing) -> Payment:
    """Act on what the provider says of a payment: mark its group as paid once, or owe the money back.

    Telling it twice, or late, or after something newer changes nothing. Money that arrives after the checkout was
    given up buys the goods if they can be held again; otherwise, and when the sum is not what was asked for, it
    is to be refunded.
    """
    group = OrderGroup.objects.locked().get(pk=payment.group_id)
    payment = Payment.objects.locked().get(pk=payment.pk)
    if payment.is_collected:
        return payment
    now = timezone.now()
    if standing.outcome == Outcome.OVER:
        payment.fail(now, standing.problem)
    elif standing.outcome == Outcome.DECLINED:
        payment.problem = standing.problem[:300]
    elif standing.outcome == Outcome.COLLECTED:
        payment.collected, payment.collected_currency = standing.amount, standing.currency
        if problem := _objection(payment, group, standing):
            log.error("payment %s is to be refunded: %s", payment.pk, problem)
            payment.owe_back(now, problem)
            owe_back(payment)
        else:
            pay_group(group, provider=payment.provider)
            payment.succeed(now)
    payment.save(update_fields=["collected", "collected_currency", "state", "problem", "settled_at"])
    return payment


@transaction.atomic
def take_notice(notice: Notice, *, provider: str) -> None:
    """Act once on what a provider tells us; a notice about something that is not ours is only remembered."""
    _, first_time = ProviderNotice.objects.get_or_create(
        provider=provider, notice=notice.notice, defaults={"kind": notice.kind[:80]}
    )
    if not first_time or (notice.standing is None and not notice.is_about_refund):
        return
    payment = Payment.objects.known_as(provider, notice.reference, notice.payment).first()
    if payment is None:
        log.warning("%s speaks of an unknown payment %s", provider, notice.reference)
        return
    if not payment.reference:
        Payment.objects.filter(pk=payment.pk).update(reference=notice.reference)
    if notice.is_about_refund:
        _ask_again_first(payment)
    if notice.standing is not None:
        settle_payment(payment, notice.standing)


def catch_up(payment: Payment) -> Payment:
    """Ask the provider how a payment stands, and act on it; one for a closed checkout is withdrawn."""
    network = provider_called(payment.provider)
    Payment.objects.filter(pk=payment.pk).update(asked_at=timezone.now())
    payment = settle_payment(payment, network.look_up(payment))
    closed = payment.group.state != OrderGroup.State.OPEN
    if payment.state == Payment.State.OPEN and closed:
        payment = settle_payment(payment, network.withdraw(payment))
    return payment


def reconcile() -> int:
    """Ask about payments that have been open for some minutes, in case a notice was lost; returns how many.

    Those asked about longest ago come first, at most some hundreds in one run, and less often as they grow old.
    """
    now = timezone.now()
    old = Payment.objects.filter(state=Payment.State.OPEN, begun_at__lt=now - ASK_AFTER)
    due = _asked_before(now - ASK_AFTER) & (Q(begun_at__gt=now - _YOUNG) | _asked_before(now - timedelta(hours=1)))
    return _one_by_one(_longest_ago(old.filter(due)), catch_up, "asked about")


def refund_what_is_due() -> int:
    """Give back everything that is owed; returns how many payments. Providers refund one payment once.

    What a provider refuses for good stays due, with its words, for an operator to see; it is asked again every hour.
    """
    now = timezone.now()
    due = Payment.objects.filter(state=Payment.State.REFUND_DUE)
    due = due.filter(Q(refused="") | _asked_before(now - timedelta(hours=1)))
    return _one_by_one(_longest_ago(due), _give_back, "refunded")


def _longest_ago(payments: "QuerySet[Payment]") -> "QuerySet[Payment]":
    return payments.select_related("group").order_by(F("asked_at").asc(nulls_first=True), "pk")[:_AT_ONCE]


def _asked_before(at: datetime) -> Q:
    return Q(asked_at=None) | Q(asked_at__lt=at)


def _one_by_one(payments: Iterable[Payment], ask: Callable[[Payment], object], done: str) -> int:
    """Ask about each of these; returns for how many there was an answer.

    One that cannot be asked about does not hold up the others, and a provider that is down is not waited for again
    and again.
    """
    answers, silent = 0, Counter[str]()
    for payment in payments:
        if silent[payment.provider] >= _PATIENCE:
            continue
        try:
            answers += bool(ask(payment))
        except (ProviderUnreachable, NoSuchProvider) as refusal:
            log.warning("payment %s could not be %s: %s", payment.pk, done, refusal)
            silent[payment.provider] += 1
        except Exception:  # a broken row must not hold up the others: other people's money is due too
            log.exception("payment %s could not be %s", payment.pk, done)
        else:
            silent[payment.provider] = 0
    return answers


def _give_back(payment: Payment) -> bool:
    """Send back all of what was collected; True once it is done."""
    Payment.objects.filter(pk=payment.pk).update(asked_at=timezone.now())
    key = f"payment-{payment.pk}"
    given = provider_called(payment.provider).refund(payment, amount=payment.collected, key=key)
    if given.is_done:
        return _refunded(payment)
    if given.problem:
        log.error("payment %s was not given back: %s", payment.pk, given.problem)
        Payment.objects.filter(pk=payment.pk).update(refused=given.problem[:300])
    return False


def _ask_again_first(payment: Payment) -> None:
    """Have what is on its way back asked about in the next run."""
    Payment.objects.filter(pk=payment.pk, state=Payment.State.REFUND_DUE).update(asked_at=None)
    Refund.objects.filter(payment=payment, state=Refund.State.DUE).update(tried_at=None)


@transaction.atomic
def _refunded(payment: Payment) -> bool:
    payment = Payment.objects.locked().select_related("group").get(pk=payment.pk)
    if payment.state != Payment.State.REFUND_DUE:
        return False
    payment.state, payment.refused = Payment.State.REFUNDED, ""
    payment.save(update_fields=["state", "refused"])
    hand_over_payment(payment)
    announce(
        PaymentRefunded(
            payment=payment.pk,
            group=payment.group_id,
            member=payment.group.member_id,
            currency=payment.collected_currency,
            amount=payment.collected,
        )
    )
    return True


@transaction.atomic
def _open_payment(group: OrderGroup, network: Provider, flow: str, by: Person) -> Payment:
    group = OrderGroup.objects.locked().placed_by(by).get(pk=group.pk)
    if not group.can_be_paid(timezone.now()):
        raise PaymentClosed
    open_ones = group.payments.filter(provider=network.name, flow=flow, state=Payment.State.OPEN)
    if open_one := open_ones.select_related("group").first():
        return open_one
    payment = Payment.objects.create(
        group=group, provider=network.name, flow=flow, amount=group.total, currency=group.currency
    )
    if reference := network.reference_for(payment):
        payment.reference = reference
        payment.save(update_fields=["reference"])
    return payment


def _objection(payment: Payment, group: OrderGroup, standing: Standing) -> str:
    """Why money that was collected cannot be kept; nothing when all is well, with the goods held."""
    if (standing.amount, standing.currency) != (payment.amount, payment.currency):
        return f"{standing.amount} {standing.currency} was collected, {payment.amount} {payment.currency} was asked for"
    if group.state == OrderGroup.State.OPEN:
        return ""
    if group.state == OrderGroup.State.EXPIRED:
        return "" if hold_again(group) else "it came late and the goods are gone"
    return f"the checkout was {group.state}"
