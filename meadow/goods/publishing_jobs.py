"""What goods does by the clock with products that wait for their moment. It may run twice or late."""

from procrastinate.contrib.django import app

from meadow.goods.actions.publishing import publish_due


@app.periodic(cron="* * * * *")
@app.task(name="goods.publish_due", queueing_lock="goods.publish_due")
def publish_what_is_due(timestamp: int) -> None:
    """Put on sale what was to go on sale by now."""
    publish_due()
