"""Rate limits: one statement counts and decides, so that many processes share one count."""

import time

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from meadow.plumbing.commits import without_waiting
from meadow.plumbing.refusals import TooManyRequests


def limit(what: str, who: str, *, times: int, seconds: int) -> None:
    """Count one more of `what` by `who`; refuse with `TooManyRequests` past `times` in a window of `seconds`."""
    # A count that is lost with the database's last half second does no harm, so nobody waits for the disk.
    now = int(time.time())
    window = (now // seconds + 1) * seconds
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH {without_waiting()}
            INSERT INTO plumbing_tally AS tally (key, "window", count) SELECT %s, %s, 1 FROM quick
            ON CONFLICT (key) DO UPDATE SET
                count = CASE WHEN tally."window" = excluded."window" THEN tally.count + 1 ELSE 1 END,
                "window" = excluded."window"
            RETURNING count
            """,  # noqa: S608 - our own words
            [f"{what}:{who}"[:160], window],
        )
        (count,) = cursor.fetchone()
    if count > times:
        raise TooManyRequests(seconds=window - now)


def address(request: HttpRequest) -> str:
    """The address a request came from: behind a proxy, the last one of `X-Forwarded-For`, which the proxy wrote."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.MEADOW_BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def limit_writes(request: HttpRequest, what: str, *, times: int = 60, seconds: int = 60) -> None:
    """Limit one kind of write for the person signed in, or for the address of a guest."""
    person = getattr(request, "user", None)
    who = f"person-{person.pk}" if person is not None and person.is_authenticated else f"address-{address(request)}"
    limit(what, who, times=times, seconds=seconds)
