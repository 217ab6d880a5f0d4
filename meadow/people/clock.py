"""People's own clocks: when they want to be left alone, and when a letter with news is due."""

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings

from meadow.people.models.news import Hours


@cache
def zones() -> tuple[str, ...]:
    """The names of all time zones that are places."""
    return tuple(
        sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "System")))
    )


def zone_of(hours: Hours | None) -> ZoneInfo:
    """Their zone, or the platform's; also where a zone's name is no longer known."""
    name = hours.zone if hours and hours.zone in zones() else settings.TIME_ZONE
    return ZoneInfo(name)


def quiet_until(hours: Hours | None, now: datetime) -> datetime | None:
    """When the quiet that reigns now is over; None while there is none."""
    if hours is None or hours.quiet_from == hours.quiet_until:
        return None
    local = now.astimezone(zone_of(hours))
    begin, end = hours.quiet_from, hours.quiet_until
    within = begin <= local.hour < end if begin < end else local.hour >= begin or local.hour < end
    if not within:
        return None
    over = local.replace(hour=end, minute=0, second=0, microsecond=0)
    return over if over > local else over + timedelta(days=1)


def letter_hour(hours: Hours | None, now: datetime) -> datetime:
    """The last moment at which a letter with news was due: what happened since waits for the next."""
    local = now.astimezone(zone_of(hours))
    moment = local.replace(hour=settings.MEADOW_DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return moment if moment <= local else moment - timedelta(days=1)
