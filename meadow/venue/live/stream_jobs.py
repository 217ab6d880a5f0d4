"""What the media engine is asked by the clock, and told when shows begin and end; all of it may run twice or late."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from meadow.engines.media.adapter import MediaUnreachable
from meadow.engines.media.registry import media_engine
from meadow.venue.live.actions import recordings, streams
from meadow.venue.live.models.rooms import Room

_AGAIN = RetryStrategy(max_attempts=60, wait=5, retry_exceptions=[MediaUnreachable])
_AT_ONCE = 50
"""Before everything that nobody looks at: what is not recorded now never will be."""


@app.periodic(cron="* * * * * */15")
@app.task(name="live.streams", queueing_lock="live.streams", lock="live.streams", priority=_AT_ONCE)
def look_at_streams(timestamp: int) -> None:
    """Hooks may be lost: the engine is the truth."""
    streams.reconcile(media_engine())


@app.periodic(cron="*/5 * * * *")
@app.task(name="live.recordings", queueing_lock="live.recordings", lock="live.recordings")
def look_at_recordings(timestamp: int) -> None:
    """Note what no hook told of, and what is gone."""
    engine = media_engine()
    if "record" in engine.capabilities:
        recordings.look_through(engine)


@app.periodic(cron="37 3 * * *")
@app.task(name="live.prune", queueing_lock="live.prune", lock="live.prune")
def prune(timestamp: int) -> None:
    """Let go of recordings that were kept for long enough, and of the oldest where they are too large."""
    recordings.prune(media_engine())


@app.task(name="live.keep_recording", retry=_AGAIN, priority=_AT_ONCE)
def keep_recording(room: int) -> None:
    """Record what is being published, now that a show is going on."""
    for found in Room.objects.filter(pk=room):
        streams.keep_recording(found, media_engine())


@app.task(name="live.stop_stream", retry=_AGAIN, priority=_AT_ONCE)
def stop_stream(room: int) -> None:
    """End what is being published, now that the show is over."""
    for found in Room.objects.filter(pk=room):
        streams.stop(found, media_engine())
