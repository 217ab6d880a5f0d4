"""What goods does by the clock with stock. It may run twice or late."""

from procrastinate.contrib.django import app

from meadow.goods.actions.keeping_up import catch_up
from meadow.goods.actions.wishes import tell_who_waits


@app.periodic(cron="* * * * *")
@app.task(name="goods.catch_up", queueing_lock="goods.catch_up")
def catch_up_with_buyers(timestamp: int) -> None:
    """Tell what is kept of stock elsewhere of what buyers did to it, where they could not do so themselves."""
    catch_up()


@app.periodic(cron="* * * * *")
@app.task(name="goods.tell_who_waits", queueing_lock="goods.tell_who_waits")
def tell_members_who_wait(timestamp: int) -> None:
    """Announce what can be had again to those who wait for it."""
    tell_who_waits()
