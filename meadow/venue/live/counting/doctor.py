"""What `meadow doctor` says of the counting of who is in rooms."""

from collections.abc import Iterator

from django.db import DatabaseError, connection

from meadow.engines.health import Finding, register
from meadow.venue.live.counting.rows import LOCK


@register
def presence() -> Iterator[Finding]:
    """Whether a process counts who is in rooms: without one, nobody's visit is heard of or ends."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = %s"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())),"
                " (SELECT count(*) FROM live_show WHERE closed_at IS NULL),"
                " (SELECT coalesce(sum(here), 0) FROM live_show WHERE closed_at IS NULL)",
                [LOCK],
            )
            counting, shows, here = cursor.fetchone()
    except DatabaseError:
        return  # the database's own finding has said why
    says = f"{here} viewers in {shows} live rooms"
    yield Finding("presence", says, "Nobody counts them: see logs/presence.log." * (shows > 0 and not counting))
