"""What the clock does for buyers and shops; like all jobs these may run twice or late."""

from procrastinate.contrib.django import app

from meadow.trade.actions.agreements import end_what_is_over
from meadow.trade.actions.offers import count_offers, lay_out_offers
from meadow.trade.actions.plans import end_plans_that_are_over
from meadow.trade.actions.touches import forget_touches


@app.periodic(cron="*/5 * * * *")
@app.task(name="trade.cooperation", queueing_lock="trade.cooperation", lock="trade.cooperation")
def keep_cooperation(timestamp: int) -> None:
    """End plans and agreements whose end has come, and lay out anew what is open to buyers."""
    end_plans_that_are_over()
    end_what_is_over()
    lay_out_offers()


@app.periodic(cron="13 * * * *")
@app.task(name="trade.count_offers", queueing_lock="trade.count_offers", lock="trade.count_offers")
def count_what_is_offered(timestamp: int) -> None:
    """Count again what is sold of everything that is open to buyers, and how much of it comes back."""
    count_offers()


@app.periodic(cron="41 3 * * *")
@app.task(name="trade.forget_touches", queueing_lock="trade.forget_touches")
def forget(timestamp: int) -> None:
    """Forget touches that can earn nothing any more."""
    forget_touches()
