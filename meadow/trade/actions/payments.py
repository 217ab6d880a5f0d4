"""Collecting money for an order group, believing the provider rather than the browser, and giving money back."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.trade.actions.orders import expire_group, hold_again, pay_group
from meadow.trade.events import PaymentRefunded
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.payments import Payment, ProviderNotice
from meadow.trade.payments.offered import provider_called
from meadow.trade.payments.provider import Begun, Notice, Outcome, Standing
from meadow.trade.refusals import NoSuchProvider, PaymentClosed, ProviderUnreachable

log = logging.getLogger("meadow.payments")
ASK_AFTER = timedelta(minutes=5)  # a notice is usually here within seconds


def begin_payment(group: OrderGroup, *, provider: str, by: Person) -> tuple[Payment, Begun]:
    """Ask a provider to collect the group's total; an attempt that is still open is taken up again.

    The provider is asked outside the transaction, after the row that names the attempt is safe: whatever it tells
    us later finds its payment.
    """
    provider_called(provider)  # refuses a stranger before anything is written
    if expire_group(group):
        raise PaymentClosed
    payment = _open_payment(group, provider, by)
    return payment, take_up(payment)


def take_up(payment: Payment) -> Begun:
    """Have the provider ready to collect an open payment, and remember under which reference."""
    begun = provider_called(payment.provider).begin(payment)
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
        else:
            pay_group(group)
            payment.succeed(now)
    payment.save(update_fields=["collected", "collected_currency", "state", "problem", "settled_at"])
    return payment


@transaction.atomic
def take_notice(notice: Notice, *, provider: str) -> None:
    """Act once on what a provider tells us; a notice about something that is not ours is only remembered."""
    _, first_time = ProviderNotice.objects.get_or_create(
        provider=provider, notice=notice.notice, defaults={"kind": notice.kind[:80]}
    )
    if not first_time or notice.standing is None:
        return
    payment = Payment.objects.known_as(provider, notice.reference, notice.payment).first()
    if payment is None:
        log.warning("%s speaks of an unknown payment %s", provider, notice.reference)
        return
    if not payment.reference:
        Payment.objects.filter(pk=payment.pk).update(reference=notice.reference)
    settle_payment(payment, notice.standing)


def catch_up(payment: Payment) -> Payment:
    """Ask the provider how a payment stands, and act on it; one for a closed checkout is withdrawn."""
    network = provider_called(payment.provider)
    payment = settle_payment(payment, network.look_up(payment))
    closed = payment.group.state != OrderGroup.State.OPEN
    if payment.state == Payment.State.OPEN and closed:
        payment = settle_payment(payment, network.withdraw(payment))
    return payment


def reconcile() -> int:
    """Ask about every payment that has been open for some minutes, in case a notice was lost; returns how many."""
    old = Payment.objects.filter(state=Payment.State.OPEN, begun_at__lt=timezone.now() - ASK_AFTER)
    asked = 0
    for payment in old.select_related("group").order_by("pk").iterator(chunk_size=100):
        try:
            catch_up(payment)
        except (ProviderUnreachable, NoSuchProvider) as refusal:
            log.warning("payment %s could not be asked about: %s", payment.pk, refusal)
        except Exception:  # a broken row must not hold up the others
            log.exception("payment %s could not be asked about", payment.pk)
        else:
            asked += 1
    return asked


def refund_what_is_due() -> int:
    """Give back everything that is owed; returns how many payments. Providers refund one payment once."""
    refunded = 0
    for payment in Payment.objects.filter(state=Payment.State.REFUND_DUE).order_by("pk"):
        try:
            provider_called(payment.provider).refund(payment, amount=payment.collected, key=f"payment-{payment.pk}")
        except (ProviderUnreachable, NoSuchProvider) as refusal:
            log.warning("payment %s could not be refunded: %s", payment.pk, refusal)
        except Exception:  # as above; other people's money is due too
            log.exception("payment %s could not be refunded", payment.pk)
        else:
            refunded += _refunded(payment)
    return refunded


@transaction.atomic
def _refunded(payment: Payment) -> bool:
    payment = Payment.objects.locked().select_related("group").get(pk=payment.pk)
    if payment.state != Payment.State.REFUND_DUE:
        return False
    payment.state = Payment.State.REFUNDED
    payment.save(update_fields=["state"])
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
def _open_payment(group: OrderGroup, provider: str, by: Person) -> Payment:
    group = OrderGroup.objects.locked().placed_by(by).get(pk=group.pk)
    if not group.can_be_paid(timezone.now()):
        raise PaymentClosed
    open_one = group.payments.filter(provider=provider, state=Payment.State.OPEN).first()
    return open_one or Payment.objects.create(
        group=group, provider=provider, amount=group.total, currency=group.currency
    )


def _objection(payment: Payment, group: OrderGroup, standing: Standing) -> str:
    """Why money that was collected cannot be kept; nothing when all is well, with the goods held."""
    if (standing.amount, standing.currency) != (payment.amount, payment.currency):
        return f"{standing.amount} {standing.currency} was collected, {payment.amount} {payment.currency} was asked for"
    if group.state == OrderGroup.State.OPEN:
        return ""
    if group.state == OrderGroup.State.EXPIRED:
        return "" if hold_again(group) else "it came late and the goods are gone"
    return f"the checkout was {group.state}"
