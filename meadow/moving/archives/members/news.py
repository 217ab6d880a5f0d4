"""What a person was told, how they want to hear of news, and which of their devices are told."""

from collections.abc import Iterator
from typing import Any

from meadow.moving.archives.entries import Entry, by_key, listing, said
from meadow.people.models.news import Device, Hours, News, NewsChoice
from meadow.people.models.persons import Person
from meadow.people.newsstand import telling_of
from meadow.people.sentences import sentence


def count(person: Person) -> int:
    return News.objects.filter(person=person).count() + Device.objects.filter(person=person).count()


def entries(person: Person) -> Iterator[Entry]:
    news = News.objects.filter(person=person).select_related("actor")
    yield listing("news.json", lambda: (_told(row) for row in by_key(news)))
    choices = NewsChoice.objects.filter(person=person)
    yield listing("news-choices.json", lambda: (said(row, "kind", "channel", "is_wanted") for row in by_key(choices)))
    hours = Hours.objects.filter(person=person)
    yield listing(
        "quiet-hours.json",
        lambda: (said(row, "zone", "quiet_from", "quiet_until", "written_at") for row in by_key(hours)),
    )
    # Without the keys: who holds those could read along.
    devices = Device.objects.filter(person=person)
    yield listing("devices.json", lambda: (said(row, "name", "endpoint", "made_at") for row in by_key(devices)))


def _told(row: News) -> dict[str, Any]:
    told = sentence(row.verb, telling_of(row))
    return {"told": told, "quote": row.words.get("quote", ""), **said(row, "kind", "url", "at", "read_at", "mailed_at")}
