"""What notes do by the clock."""

from procrastinate.contrib.django import app

from meadow.venue.notes.actions.publishing import publish_due_notes


@app.periodic(cron="* * * * *")
@app.task(name="notes.publish_due", queueing_lock="notes.publish_due")
def publish_due(timestamp: int) -> None:
    """Publish the notes whose moment has come; `timestamp` is the minute this run stands for."""
    publish_due_notes()
