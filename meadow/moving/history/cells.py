"""Dates, countries and e-mail addresses as exports write them."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from babel import Locale

_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d")
_WORDED = ("%B %d, %Y %I:%M %p", "%B %d, %Y", "%d %B %Y")
_OFFSET = re.compile(r"\s*(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})$")
# One sign, a dot somewhere after it, no spaces; whether anybody reads it, only a letter would tell.
_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s.,;<>]{2,}")
_EARLIEST, _LATEST = 1995, 2100


def read_moment(text: str, zone: tzinfo) -> datetime | None:
    """A moment; one without an offset is meant in `zone`. None if it is none, or before there were web shops."""
    text = text.strip()
    if text.endswith(("Z", " UTC")):
        text, zone = text.removesuffix("Z").removesuffix(" UTC"), UTC
    text = re.sub(r"(?<=\d)T(?=\d)", " ", text)
    offset = _OFFSET.search(text) if ":" in text else None
    bare = (text[: offset.start()] if offset else text).split(".")[0].strip()
    for form in (*_FORMS, *_WORDED):
        try:
            moment = datetime.strptime(bare, form)
        except ValueError:
            continue
        return _placed(moment, offset, zone) if _EARLIEST <= moment.year <= _LATEST else None
    return None


def _placed(moment: datetime, offset: re.Match[str] | None, zone: tzinfo) -> datetime | None:
    if offset is None:
        return moment.replace(tzinfo=zone).astimezone(UTC)
    ahead = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"]))
    if ahead >= timedelta(hours=24):
        return None
    return moment.replace(tzinfo=timezone(ahead if offset["sign"] == "+" else -ahead)).astimezone(UTC)


def read_email(text: str) -> str | None:
    """The address in small letters; empty where there is none, None where it cannot be one."""
    text = text.strip().strip("'").lower()
    if not text:
        return ""
    return text if len(text) <= 254 and _EMAIL.fullmatch(text) else None


def read_country(text: str) -> str | None:
    """The two letters of a country that is written as them or by its English name; None where it is unknown."""
    text = text.strip()
    codes = _codes()
    if not text:
        return ""
    return text.upper() if text.upper() in codes.values() else codes.get(text.casefold())


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    territories = Locale.parse("en").territories
    return {name.casefold(): code for code, name in territories.items() if len(code) == 2 and code.isalpha()}
