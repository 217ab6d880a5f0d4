"""One letter a day at most, with what was not read and not mailed, and a way to get no more."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from meadow.people.actions.news import read_news, tell_of
from meadow.people.actions.news_choices import choose_news, wanted_by
from meadow.people.clock import letter_hour, quiet_until, zone_of
from meadow.people.digests import signed
from meadow.people.models.news import Channel, Hours, Kind, News, NewsChoice
from meadow.people.models.persons import Person
from meadow.people.news_jobs import carry_digest, digests, forget_news

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon; news of this morning wait for the letter of tomorrow."""
    at(monkeypatch, NOON)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


def commented(reader: Person, actor: Person, about: str = "x", when: datetime = NOON - timedelta(hours=10)) -> News:
    tell_of([reader.pk], kind=Kind.COMMENT, verb="followed", about=about, url="/", actor=actor)
    News.objects.filter(person=reader, about=about, read_at=None).update(at=when)
    return News.objects.get(person=reader, about=about, read_at=None)


def write() -> int:
    """Have the letters written that are due, as the worker would; how many there were."""
    done = set(ProcrastinateJob.objects.values_list("id", flat=True))
    digests(0)
    jobs: list[dict[str, Any]] = list(
        ProcrastinateJob.objects.filter(task_name="people.carry_digest")
        .exclude(id__in=done)
        .values_list("args", flat=True)
    )
    for args in jobs:
        carry_digest(**args)
    return len(jobs)


def test_a_letter_brings_what_was_not_read_once(ada: Person, bo: Person, noon: None) -> None:
    news = commented(ada, bo)

    assert (write(), write()) == (1, 0)

    (letter,) = mail.outbox
    assert isinstance(letter, EmailMultiAlternatives)
    assert letter.to == [ada.email]
    assert letter.subject == "1 new thing for you on Meadow"
    assert "- Bo.Li began to follow you." in letter.body
    assert f"/news/{news.pk}/" in letter.body
    ((page, kind),) = letter.alternatives
    assert kind == "text/html"
    assert "Bo.Li began to follow you." in str(page)


def test_there_is_one_letter_a_day(
    ada: Person, bo: Person, cy: Person, noon: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    commented(ada, bo)
    write()
    commented(ada, cy, "y")
    assert write() == 0

    at(monkeypatch, NOON + timedelta(days=1))
    assert write() == 1
    assert "Cy.Potter" in mail.outbox[1].body
    assert "Bo.Li" not in mail.outbox[1].body


def test_what_happened_since_the_hour_waits_for_the_next(ada: Person, bo: Person, noon: None) -> None:
    commented(ada, bo, when=NOON - timedelta(hours=1))

    assert write() == 0


def test_what_was_read_or_is_not_wanted_is_in_no_letter(ada: Person, bo: Person, cy: Person, noon: None) -> None:
    read_news(commented(ada, bo))
    commented(cy, bo)
    NewsChoice.objects.create(person=cy, kind=Kind.COMMENT, channel=Channel.EMAIL, is_wanted=False)
    tell_of([ada.pk], kind=Kind.ORDER, verb="followed", about="order", url="/")
    News.objects.filter(kind=Kind.ORDER).update(at=NOON - timedelta(hours=10))

    assert write() == 0


def test_what_is_read_before_the_letter_goes_out_is_not_in_it(ada: Person, bo: Person, noon: None) -> None:
    news = commented(ada, bo)
    digests(0)
    read_news(news)
    (args,) = ProcrastinateJob.objects.filter(task_name="people.carry_digest").values_list("args", flat=True)

    carry_digest(**args)

    assert mail.outbox == []


def test_letters_wait_until_quiet_hours_are_over(
    ada: Person, bo: Person, noon: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    Hours.objects.create(person=ada, quiet_from=11, quiet_until=14)
    commented(ada, bo)
    assert write() == 0

    at(monkeypatch, NOON + timedelta(hours=2))
    assert write() == 1


def test_a_letter_comes_at_the_hour_of_the_readers_own_clock(
    ada: Person, bo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    Hours.objects.create(person=ada, zone="Asia/Shanghai", written_at=datetime(2026, 11, 19, 0, 5, tzinfo=UTC))
    commented(ada, bo, when=datetime(2026, 11, 19, 12, tzinfo=UTC))
    at(monkeypatch, datetime(2026, 11, 19, 23, 50, tzinfo=UTC))
    assert write() == 0

    at(monkeypatch, datetime(2026, 11, 20, 0, 10, tzinfo=UTC))  # ten past eight in Shanghai
    assert write() == 1


def test_a_letter_speaks_the_readers_language_and_holds_twenty(ada: Person, bo: Person, noon: None) -> None:
    for number in range(23):
        commented(ada, bo, f"x{number}")

    write()

    assert mail.outbox[0].body.count("Bo.Li") == 20
    assert "And 3 more." in mail.outbox[0].body


def test_many_readers_are_asked_after_in_few_statements(ada: Person, bo: Person, cy: Person, noon: None) -> None:
    Hours.objects.bulk_create(Hours(person=person, written_at=NOON) for person in (ada, bo, cy))
    for reader, actor in ((ada, bo), (bo, cy), (cy, ada)):
        commented(reader, actor)

    with CaptureQueriesContext(connection) as asked:
        assert write() == 0

    assert len([query for query in asked if "people_news" in query["sql"]]) == 2


def test_letters_end_by_the_readers_mail_program_alone(client: Client, ada: Person, bo: Person, noon: None) -> None:
    commented(ada, bo)
    write()
    headers = mail.outbox[0].extra_headers
    found = re.fullmatch(r"<https?://[^/]+(/news/letters/[^>]+/)>", headers["List-Unsubscribe"])
    assert found
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    strict = Client(enforce_csrf_checks=True)
    assert strict.get(found[1]).status_code == 200
    assert wanted_by(ada)["comment", "email"]  # looking ends nothing

    answer = strict.post(found[1], {"List-Unsubscribe": "One-Click"})

    assert "no more letters" in answer.content.decode()
    assert not any(wanted for (_, channel), wanted in wanted_by(ada).items() if channel == "email")
    assert wanted_by(ada)["comment", "page"]


def test_a_word_that_was_not_signed_ends_nobodys_letters(client: Client, ada: Person) -> None:
    word = signed(ada)

    assert client.post(f"/news/letters/{word[:-1]}x/").status_code == 404
    assert client.post(f"/news/letters/{ada.pk}/").status_code == 404
    assert not NewsChoice.objects.exists()


def test_what_is_as_usual_is_not_written_down(ada: Person) -> None:
    choose_news({**wanted_by(ada), ("like", "email"): True}, by=ada)
    assert list(NewsChoice.objects.values_list("kind", "channel", "is_wanted")) == [("like", "email", True)]

    choose_news({**wanted_by(ada), ("like", "email"): False}, by=ada)
    assert not NewsChoice.objects.exists()


def test_the_page_saves_what_is_ticked(client: Client, ada: Person) -> None:
    client.force_login(ada)
    ticked = [f"{kind}:{channel}" for (kind, channel), wanted in wanted_by(ada).items() if wanted]

    client.post("/news/choices/", {"wanted": [*ticked, "like:push"][1:]})

    assert wanted_by(ada)["like", "push"]
    assert not wanted_by(ada)["follow", "page"]
    page = client.get("/news/choices/").content.decode()
    assert 'value="like:push" checked' in page
    assert 'value="follow:page" checked' not in page


def test_quiet_hours_are_kept_and_nonsense_is_refused(client: Client, ada: Person) -> None:
    client.force_login(ada)
    client.post("/news/hours/", {"quiet_from": "22", "quiet_until": "7", "zone": "Europe/Berlin"})
    assert Hours.objects.values_list("quiet_from", "quiet_until", "zone").get() == (22, 7, "Europe/Berlin")

    for wrong in ({"quiet_from": "24"}, {"quiet_until": "-1"}, {"zone": "Mars/Olympus"}, {"quiet_from": ""}):
        asked = {"quiet_from": "1", "quiet_until": "2", "zone": "", **wrong}
        assert client.post("/news/hours/", asked).status_code == 422
    assert Hours.objects.get().quiet_from == 22


@pytest.mark.parametrize(
    ("begin", "end", "now", "over"),
    [
        (22, 8, 21, None),
        (22, 8, 23, 32),
        (22, 8, 3, 8),
        (22, 8, 8, None),
        (9, 17, 12, 17),
        (9, 17, 17, None),
        (0, 0, 0, None),
    ],
)
def test_quiet_hours_end(begin: int, end: int, now: int, over: int | None) -> None:
    hours = Hours(quiet_from=begin, quiet_until=end, zone="Asia/Shanghai")
    midnight = datetime(2026, 11, 20, tzinfo=zone_of(hours))
    found = quiet_until(hours, midnight + timedelta(hours=now, minutes=30))
    assert found == (None if over is None else midnight + timedelta(hours=over)) or (over == now)


def test_an_unknown_zone_is_the_platforms(settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    assert str(zone_of(Hours(zone="Mars/Olympus"))) == "Europe/Berlin"
    assert letter_hour(None, NOON).hour == 8


def test_old_news_are_forgotten(ada: Person, bo: Person) -> None:
    now = timezone.now()
    for about, read, when in (("a", 91, 95), ("b", 10, 95), ("c", None, 300), ("d", None, 400)):
        news = commented(ada, bo, about, now - timedelta(days=when))
        News.objects.filter(pk=news.pk).update(read_at=now - timedelta(days=read) if read else None)

    forget_news(0)

    assert list(News.objects.order_by("about").values_list("about", flat=True)) == ["b", "c"]
