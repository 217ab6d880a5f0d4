"""What goods does by the clock with stock. It may run twice or late."""

from procrastinate.contrib.django import app

from meadow.goods.actions.keeping_up import catch_up


@app.periodic(cron="* * * * *")
@app.task(name="goods.catch_up", queueing_lock="goods.catch_up")
def catch_up_with_buyers(timestamp: int) -> None:
    """Tell what is kept of stock elsewhere of what buyers did to it, where they could not do so themselves."""
    catch_up()
