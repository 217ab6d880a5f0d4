"""Forgetting, every night, whom old history is about."""

from procrastinate.contrib.django import app

from meadow.moving.actions.history.leaving import forget_old_customers


@app.periodic(cron="29 4 * * *")
@app.task(name="moving.forget_old_customers", queueing_lock="moving.forget_old_customers")
def forget(timestamp: int) -> None:
    """Forget customers from before who ordered nothing for years."""
    forget_old_customers()
