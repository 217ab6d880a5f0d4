"""The bar says how much waits: in the cart, in the news and in messages, for members, in one statement."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meadow.goods.models.products import Variant
from meadow.people.actions.news import read_all_news, tell_of
from meadow.people.models.persons import Person
from meadow.trade.actions.carts import put_in_cart
from meadow.venue.talk.models.threads import Reader, Thread
from meadow.web.bar import Counts, counts_of
from tests.cast import person


def said(page: str, name: str) -> str:
    """The number on one of the doors, or nothing where it is hidden."""
    number = page.split(f'data-unread="{name}"')[1].split("</span>")[0]
    return "" if number.startswith(" hidden") else number.partition(">")[2]


@pytest.fixture
def waiting(ada: Person, bo: Person, lamp: Variant) -> Counts:
    """One piece in Ada's cart, one piece of news, and three messages in a thread; four more in one that she muted."""
    put_in_cart(lamp, 1, by=ada)
    tell_of([ada.pk], kind="follow", verb="followed", about="person", url="/", actor=bo)
    for last, is_muted in ((5, False), (6, True)):
        thread = Thread.objects.create(place=Thread.Place.GROUP, last=last)
        Reader.objects.create(thread=thread, person=ada, read=2, is_muted=is_muted)
    return Counts(cart=1, news=1, messages=3)


def test_all_is_counted_in_one_statement(ada: Person, bo: Person, waiting: Counts) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert counts_of(ada) == waiting

    assert len(asked) == 1
    assert counts_of(bo) == Counts()


def test_every_page_of_a_member_shows_it(client: Client, ada: Person, waiting: Counts) -> None:
    client.force_login(ada)
    page = client.get("/design/").content.decode()
    assert (said(page, "news"), said(page, "messages")) == ("1", "3")

    read_all_news(by=ada)
    page = client.get("/design/").content.decode()
    assert (said(page, "news"), said(page, "messages")) == ("", "3")


def test_many_are_many(client: Client, ada: Person) -> None:
    for number in range(101):
        tell_of([ada.pk], kind="follow", verb="followed", about=f"x{number}", url="/", words={"number": number})
    client.force_login(ada)

    assert said(client.get("/design/").content.decode(), "news") == "99+"


def test_a_members_bar_costs_one_statement(client: Client, ada: Person, waiting: Counts) -> None:
    client.force_login(ada)
    with CaptureQueriesContext(connection) as asked:
        client.get("/design/")

    assert len(asked) == 3  # who it is, by session and by person, and what waits


def test_guests_have_nothing_that_waits(client: Client, db: None) -> None:
    assert "data-unread" not in client.get("/design/").content.decode()
    assert client.get("/unread/").status_code == 401


def test_a_page_that_stands_open_asks_anew(client: Client, ada: Person, waiting: Counts) -> None:
    client.force_login(ada)

    answer = client.get("/unread/")

    assert answer.json() == {"news": 1, "messages": 3}
    assert "no-store" in answer["Cache-Control"]
    client.force_login(person("another"))
    assert client.get("/unread/").json() == {"news": 0, "messages": 0}
