"""Where a viewer came from, in the journal's words, out of what their page says: checked, never believed."""

import re
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from meadow.people.models.persons import Person
from meadow.venue.live.models.rooms import Room
from meadow.venue.notes.models.notes import Note

DIRECT = "direct"
_PLAIN = frozenset({"feed", "search", "notification", DIRECT})
_NUMBERED = re.compile(r"(note|group|room):([1-9]\d{0,17})")
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")
_LONGEST_HOST = 70
_PAGES = {
    "matching:home": "feed",
    "matching:following": "feed",
    "matching:search": "search",
    "matching:products": "search",
    "notes:hashtag": "search",
}


def source_of(said: str, referrer: str, host: str, looker: Person | None) -> str:
    """What the address said (`?from=`) if it is one of ours and exists for who looks, else the page before.

    `host` is our own. Whatever is not understood counts as `direct`.
    """
    return _said(said, looker) or _before(referrer, host, looker)


def _said(said: str, looker: Person | None) -> str:
    if said in _PLAIN:
        return said
    found = _NUMBERED.fullmatch(said)
    if found is None:
        return ""
    kind, number = found[1], int(found[2])
    if kind == "note" and not Note.objects.visible_to(looker).filter(pk=number).exists():
        return ""
    if kind == "room" and not Room.objects.known_to(looker).filter(pk=number).exists():
        return ""
    return said


def _before(referrer: str, host: str, looker: Person | None) -> str:
    try:
        parts = urlsplit(referrer)
        name = (parts.hostname or "").encode("idna").decode()
    except ValueError:  # a UnicodeError is one, too
        return DIRECT
    if parts.scheme not in {"http", "https"} or len(name) > _LONGEST_HOST or not _HOST.fullmatch(name):
        return DIRECT
    if parts.netloc.lower() != host.lower():
        return f"external:{name}"
    try:
        page = resolve(parts.path)
    except Resolver404:
        return DIRECT
    if page.view_name in {"notes:note", "live:room", "groups:group"}:
        return _said(f"{page.view_name.partition(':')[2]}:{page.kwargs['pk']}", looker) or DIRECT
    return _PAGES.get(page.view_name, DIRECT)
