"""Commits that nobody waits for: what may be lost with the database's last half second."""

from django.db import connection


def without_waiting() -> str:
    """A query to put into a statement's WITH, in the form `quick AS (...)`, and to select from.

    It has the commit of this one statement not wait for the disk. Within a larger transaction, which must not be lost
    with it, it does nothing.
    """
    if connection.in_atomic_block:
        return "quick AS (SELECT 1)"
    return "quick AS (SELECT set_config('synchronous_commit', 'off', true))"
