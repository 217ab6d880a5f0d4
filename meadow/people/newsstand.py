"""News as a page shows it: a sentence, a picture, a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meadow.people.models.news import Kind, News
from meadow.people.models.photos import Photo
from meadow.people.sentences import Telling, sentence

DRAWINGS: Final[dict[str, str]] = {
    Kind.FOLLOW: "person",
    Kind.LIKE: "heart",
    Kind.COMMENT: "comment",
    Kind.MENTION: "comment",
    Kind.REPLY: "reply",
    Kind.ORDER: "order",
    Kind.RETURN: "turn",
    Kind.ROOM: "live",
    Kind.STOCK: "parcel",
    Kind.PRICE: "goods",
    Kind.GROUP: "following",
    Kind.MESSAGE: "comment",
    Kind.SHOP: "shop",
}


@dataclass(frozen=True)
class Line:
    """One piece of news in words; `heading` is its day where another day begins with it."""

    news: News
    text: str
    quote: str
    photo: Photo | None
    drawing: str
    day: date
    heading: str


def lines_of(rows: Sequence[News], *, since: str = "") -> list[Line]:
    """News in words, in the language at hand; one statement for all their photos. `since` is the day shown last."""
    photos = Photo.objects.in_bulk({row.words["photo"] for row in rows if isinstance(row.words.get("photo"), int)})
    lines, before = [], since
    for row in rows:
        day = timezone.localtime(row.at).date()
        telling = telling_of(row)
        lines.append(
            Line(
                news=row,
                text=sentence(row.verb, telling),
                quote=str(telling.facts.get("quote", "")),
                photo=photos.get(row.words.get("photo")),
                drawing=DRAWINGS.get(row.kind, "info"),
                day=day,
                heading="" if f"{day:%Y-%m-%d}" == before else in_words(day),
            )
        )
        before = f"{day:%Y-%m-%d}"
    return lines


def telling_of(row: News) -> Telling:
    return Telling(str(row.actor or ""), row.count, row.words)


def in_words(day: date) -> str:
    """“Today”, “Yesterday”, or the date."""
    today = timezone.localdate()
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return date_format(day, "DATE_FORMAT")
