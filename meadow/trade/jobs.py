"""What trade does by the clock. Everything here may run twice or late: the actions look before they act."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from meadow.trade.actions.completing import complete_overdue, deliver_overdue
from meadow.trade.actions.orders import expire_groups
from meadow.trade.actions.payments import reconcile, refund_what_is_due
from meadow.trade.actions.refunds import send_refunds
from meadow.trade.actions.taking_back import answer_overdue, settle_overdue, withdraw_overdue
from meadow.trade.models.carts import Cart


@app.periodic(cron="* * * * *")
@app.task(name="trade.expire", queueing_lock="trade.expire")
def expire(timestamp: int) -> None:
    """Let go of goods that nobody paid for in time; `timestamp` is the minute this run stands for."""
    expire_groups()


@app.periodic(cron="* * * * *")
@app.task(name="trade.refund", queueing_lock="trade.refund", lock="trade.refund")
def refund(timestamp: int) -> None:
    """Give back money that could not be kept."""
    refund_what_is_due()


@app.periodic(cron="*/5 * * * *")
@app.task(name="trade.reconcile", queueing_lock="trade.reconcile", lock="trade.reconcile")
def ask_providers(timestamp: int) -> None:
    """Ask about payments of which nothing was heard."""
    reconcile()


@app.periodic(cron="17 3 * * *")
@app.task(name="trade.forget_carts", queueing_lock="trade.forget_carts")
def forget_carts(timestamp: int) -> None:
    """Forget guests' carts whose session has long ended."""
    ended = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Cart.objects.filter(person=None, changed_at__lt=ended).delete()


@app.periodic(cron="* * * * *")
@app.task(name="trade.send_refunds", queueing_lock="trade.send_refunds", lock="trade.send_refunds")
def give_back(timestamp: int) -> None:
    """Take the refunds that are due to their providers."""
    send_refunds()


@app.periodic(cron="*/10 * * * *")
@app.task(name="trade.answer_returns", queueing_lock="trade.answer_returns", lock="trade.answer_returns")
def see_returns_through(timestamp: int) -> None:
    """Move the returns on that somebody left lying."""
    answer_overdue()
    withdraw_overdue()
    settle_overdue()


@app.periodic(cron="*/10 * * * *")
@app.task(name="trade.complete", queueing_lock="trade.complete", lock="trade.complete")
def complete(timestamp: int) -> None:
    """Take for delivered what was sent long ago, and close what can be returned no more."""
    deliver_overdue()
    complete_overdue()
