"""The minutes of a show: counted again from its rows as often as one likes, with the same outcome."""

from datetime import datetime, timedelta
from itertools import takewhile

from django.db import connection, transaction

from meadow.plumbing.commits import without_waiting
from meadow.venue.live.models.shows import Minute, Show

_MINUTE = timedelta(minutes=1)
# Visits of one viewer that overlap are one span, so that somebody with two pages is counted once. Spans hold both their
# ends: who came and went in the same instant was there.
_VIEWERS = """
WITH spans AS (
    SELECT unnest(range_agg(tstzrange(entered_at, greatest(entered_at, coalesce(left_at, now())), '[]'))) AS span,
           bool_or(left_at IS NULL) AS stays
    FROM live_visit WHERE show_id = %(show)s AND coalesce(left_at, 'infinity') >= %(since)s
    GROUP BY coalesce(person_id::text, guest::text)
), changes AS (
    SELECT lower(span) AS at, 1 AS step FROM spans
    UNION ALL
    SELECT upper(span), -1 FROM spans WHERE NOT (stays AND upper(span) >= now())
), running AS (
    SELECT at, step, sum(step) OVER (ORDER BY at, step DESC) AS here FROM changes
)
SELECT date_trunc('minute', at), max(here)::int, (array_agg(here ORDER BY at DESC, step))[1]::int
FROM running GROUP BY 1 ORDER BY 1
"""
_MOVES = """
SELECT date_trunc('minute', at), sum(entered)::int, sum(gone)::int, sum(said)::int FROM (
    SELECT entered_at AS at, 1 AS entered, 0 AS gone, 0 AS said FROM live_visit WHERE show_id = %(show)s
    UNION ALL SELECT left_at, 0, 1, 0 FROM live_visit WHERE show_id = %(show)s
    UNION ALL SELECT said_at, 0, 0, 1 FROM live_message WHERE show_id = %(show)s AND hidden_at IS NULL
) moves WHERE at >= %(since)s GROUP BY 1
"""


def count_minutes(show: Show, *, since: datetime | None = None) -> None:
    """Write what happened in each minute of a show, from the one that holds `since` on, or from its beginning.

    Likes and clicks are not counted here: they have no rows, and are added as they come.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(closed_at, now()), opened_at FROM live_show WHERE id = %s", [show.pk])
        until, opened_at = cursor.fetchone()
        first = _minute(max(since or opened_at, opened_at))
        which: dict[str, int | datetime] = {"show": show.pk, "since": first}
        cursor.execute(_VIEWERS, which)
        viewers = cursor.fetchall()
        cursor.execute(_MOVES, which)
        moves = {at: counts for at, *counts in cursor.fetchall()}
    before = [after for at, _, after in takewhile(lambda row: row[0] < first, viewers)]
    most_and_after = {at: (most, after) for at, most, after in viewers}
    here, minutes, at = before[-1] if before else 0, [], first
    while at <= until:
        most, after = most_and_after.get(at, (here, here))
        entered, gone, said = moves.get(at, (0, 0, 0))
        minutes.append(Minute(show=show, at=at, viewers=max(most, here), entered=entered, left=gone, messages=said))
        here, at = after, at + _MINUTE
    Minute.objects.bulk_create(
        minutes,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["show", "at"],
        update_fields=["viewers", "entered", "left", "messages"],
    )


@transaction.atomic
def add_likes(likes: dict[tuple[int, datetime], int]) -> dict[int, int]:
    """Add likes to shows and to their minutes, all or none; returns how many each of those shows has now."""
    totals: dict[int, int] = {}
    with connection.cursor() as cursor:
        for (show, at), count in sorted(likes.items()):
            cursor.execute(
                "WITH counted AS (UPDATE live_show SET like_count = like_count + %s"
                "  WHERE id = %s RETURNING id, like_count),"
                " kept AS (INSERT INTO live_minute AS m"
                '  (show_id, at, viewers, entered, "left", messages, likes, clicks)'
                "  SELECT id, %s, 0, 0, 0, 0, %s, 0 FROM counted"
                "  ON CONFLICT (show_id, at) DO UPDATE SET likes = m.likes + excluded.likes)"
                " SELECT id, like_count FROM counted",
                [count, show, _minute(at), count],
            )
            totals |= dict(cursor.fetchall())
    return totals


def count_click(show: Show) -> None:
    """Count one look at goods out of a room; nobody waits for the disk."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {without_waiting()} INSERT INTO live_minute AS m"  # noqa: S608 -- our own words
            ' (show_id, at, viewers, entered, "left", messages, likes, clicks)'
            " SELECT s.id, date_trunc('minute', now()), s.here, 0, 0, 0, 0, 1 FROM quick, live_show s"
            " WHERE s.id = %s AND s.closed_at IS NULL"
            " ON CONFLICT (show_id, at) DO UPDATE SET clicks = m.clicks + 1",
            [show.pk],
        )


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
