"""What live rooms do by the clock. It may run twice or late."""

from procrastinate.contrib.django import app

from meadow.venue.live import shelf_jobs, stream_jobs  # noqa: F401 - so that their tasks are known
from meadow.venue.live.reminders import remind_of_rooms


@app.periodic(cron="* * * * *")
@app.task(name="live.remind", queueing_lock="live.remind")
def remind(timestamp: int) -> None:
    """Have those who reserved reminded of what begins soon."""
    remind_of_rooms()
