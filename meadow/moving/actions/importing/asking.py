"""Asking a worker to do something with an import: asked again while that waits, nothing changes."""

from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

SOMEBODY_WAITS = 5
"""The priority of what somebody looks at a page for: it goes before the sizes of a thousand photos."""


def ask(task: str, pk: int, *, after: timedelta = timedelta(0), priority: int = SOMEBODY_WAITS) -> None:
    """Have the task done with this import, after the transaction at hand, and not before so long."""
    when = {"seconds": max(round(after.total_seconds()), 1)} if after else None
    try:
        with transaction.atomic():
            app.configure_task(task, queueing_lock=f"{task}-{pk}", schedule_in=when, priority=priority).defer(
                import_id=pk
            )
    except AlreadyEnqueued:
        pass


def ask_to_carry(pk: int, *, after: timedelta = timedelta(0)) -> None:
    """Have a worker carry the import in."""
    ask("moving.carry_import", pk, after=after)


def ask_to_fetch(pk: int, *, after: timedelta = timedelta(0)) -> None:
    """Have a worker fetch the photos of an import."""
    ask("moving.fetch_photos", pk, after=after, priority=0)


def ask_to_undo(pk: int) -> None:
    """Have a worker undo the import."""
    ask("moving.undo_import", pk)


def ask_to_look(pk: int) -> None:
    """Have a worker look at the file."""
    ask("moving.look_at_import", pk)
