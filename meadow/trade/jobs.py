"""What trade does by the clock. Everything here may run twice or late: the actions look before they act."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from meadow.trade import cooperation_jobs  # noqa: F401 - so that its tasks are known
from meadow.trade.actions.completing import complete_overdue, deliver_overdue
from meadow.trade.actions.days import sum_days
from meadow.trade.actions.orders import expire_groups
from meadow.trade.actions.past import post_what_was_missed
from meadow.trade.actions.payments import reconcile, refund_what_is_due
from meadow.trade.actions.payout_accounts import look_at_accounts
from meadow.trade.actions.payouts import plan_payouts, send_payouts
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


@app.periodic(cron="*/10 * * * *")
@app.task(name="trade.sum_days", queueing_lock="trade.sum_days", lock="trade.sum_days")
def sum_ledger(timestamp: int) -> None:
    """Add what was posted to the sums of days."""
    sum_days()


@app.periodic(cron="23 * * * *")
@app.task(name="trade.post_missed", queueing_lock="trade.post_missed", lock="trade.post_missed")
def post_missed(timestamp: int) -> None:
    """Post what the ledger does not know: orders of before there was one."""
    while post_what_was_missed():
        pass


@app.periodic(cron="11 4 * * *")
@app.task(name="trade.plan_payouts", queueing_lock="trade.plan_payouts", lock="trade.plan_payouts")
def plan(timestamp: int) -> None:
    """Plan payouts on the days of the schedule, in the platform's time zone."""
    day = timezone.localtime(datetime.fromtimestamp(timestamp, UTC))
    schedule = settings.MEADOW_PAYOUT_SCHEDULE
    if schedule == "daily" or (schedule == "weekly" and day.weekday() == 0):
        plan_payouts()


@app.periodic(cron="*/5 * * * *")
@app.task(name="trade.send_payouts", queueing_lock="trade.send_payouts", lock="trade.send_payouts")
def send(timestamp: int) -> None:
    """Send payouts, and ask how those stand that were sent."""
    send_payouts()


@app.periodic(cron="23 * * * *")
@app.task(name="trade.payout_accounts", queueing_lock="trade.payout_accounts", lock="trade.payout_accounts")
def ask_about_accounts(timestamp: int) -> None:
    """Ask whether the accounts that payouts go to may be sent money."""
    look_at_accounts()
