"""Catching up: orders, refunds and payments of before there was a ledger, and whatever was missed since."""

import logging
from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef

from meadow.trade.actions.backs import hand_over_payment, hand_over_refund, owe_back, take_back
from meadow.trade.actions.settling import settle_order
from meadow.trade.actions.shares import shares_of
from meadow.trade.models.ledger import Entry
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment
from meadow.trade.models.refunds import Refund
from meadow.trade.models.shares import LineShare

log = logging.getLogger("meadow.ledger")
_AT_ONCE = 1000


def post_what_was_missed(most: int = _AT_ONCE) -> int:
    """Post orders, refunds and payments that the ledger does not know; returns how many. May run at any time.

    One that cannot be posted is logged and does not hold up the others.
    """
    shares = LineShare.objects.filter(order=OuterRef("pk"))
    paid = Order.objects.filter(paid_at__isnull=False)
    unknown = paid.filter(total__gt=0).exclude(Exists(shares))
    over = paid.filter(state__in=Order.OVER).filter(Exists(shares.filter(settled_at=None)))
    refunds = Refund.objects.exclude(Exists(Entry.objects.filter(refund=OuterRef("pk"), kind=Entry.Kind.REFUND)))
    handed = Refund.objects.filter(state=Refund.State.DONE, payment__isnull=False).exclude(
        Exists(Entry.objects.filter(refund=OuterRef("pk"), kind=Entry.Kind.REFUND_DONE))
    )
    owed = Payment.objects.filter(state__in=[Payment.State.REFUND_DUE, Payment.State.REFUNDED], collected__gt=0)
    owed = owed.exclude(Exists(Entry.objects.filter(payment=OuterRef("pk"), kind=Entry.Kind.PAYMENT_OWED)))
    returned = Payment.objects.filter(state=Payment.State.REFUNDED, collected__gt=0).exclude(
        Exists(Entry.objects.filter(payment=OuterRef("pk"), kind=Entry.Kind.PAYMENT_RETURNED))
    )
    done = 0
    for found, work in (
        (unknown, _share), (refunds, _take_back), (handed, _hand_over), (over, _settle), (owed, _owe),
        (returned, _return),
    ):  # fmt: skip
        done += _each(found.order_by("pk").values_list("pk", flat=True)[:most], work)
    return done


def _each(keys: Iterable[int], work: Callable[[int], bool]) -> int:
    done = 0
    for key in list(keys):
        try:
            with transaction.atomic():
                done += work(key)
        except Exception:  # a broken row must not hold up the others
            log.exception("%s %s could not be posted", work.__name__.strip("_"), key)
    return done


def _share(pk: int) -> bool:
    return bool(shares_of(Order.objects.locked().get(pk=pk)))


def _take_back(pk: int) -> bool:
    refund = Refund.objects.get(pk=pk)
    order = Order.objects.locked().get(pk=refund.order_id)
    posted = refund.entries.filter(kind=Entry.Kind.REFUND)
    if not posted.exists():
        take_back(order, refund, at=refund.asked_at)
        return posted.exists()
    return False


def _hand_over(pk: int) -> bool:
    return hand_over_refund(Refund.objects.locked().select_related("payment").get(pk=pk))


def _settle(pk: int) -> bool:
    return settle_order(Order.objects.locked().get(pk=pk))


def _owe(pk: int) -> bool:
    return owe_back(Payment.objects.locked().get(pk=pk))


def _return(pk: int) -> bool:
    return hand_over_payment(Payment.objects.locked().get(pk=pk))
