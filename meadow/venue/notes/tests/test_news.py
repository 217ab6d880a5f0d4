"""Whom notes tell of likes, comments, mentions and lower prices, each once and only while it stands."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from meadow.goods.actions.prices import set_price
from meadow.goods.models.products import PriceChange, Variant
from meadow.goods.models.stock import StockWish
from meadow.people.models.news import News
from meadow.people.models.persons import Block, Person
from meadow.people.newsstand import lines_of
from meadow.plumbing.events import Told, react
from meadow.plumbing.models import Announcement
from meadow.venue.notes.actions.asks import ask_for_link
from meadow.venue.notes.actions.collections import save_note
from meadow.venue.notes.actions.comments import comment_on, delete_comment
from meadow.venue.notes.actions.likes import like_note, unlike_note
from meadow.venue.notes.models.notes import Mention, Note, Pin
from tests.cast import published

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=1)


@pytest.fixture
def note(ada: Person) -> Note:
    return published(ada, "Lamp corner")


def hear() -> None:
    """Let every room react to all that was announced, twice, as after a crash."""
    for row in Announcement.objects.order_by("pk"):
        told = Told(event=row.event, name=row.name, data=row.data)
        react(told)
        react(told)


def told() -> list[tuple[Person, str, str]]:
    return [(news.person, news.kind, lines_of([news])[0].text) for news in News.objects.order_by("pk")]


def test_the_author_is_told_of_likes_as_one(ada: Person, bo: Person, cy: Person, note: Note) -> None:
    like_note(note, by=bo)
    like_note(note, by=cy)
    like_note(note, by=ada)
    hear()

    assert told() == [(ada, "like", "Cy.Potter and 1 other liked your note “Lamp corner”.")]
    assert News.objects.get().url == note.get_absolute_url()


def test_a_like_taken_back_is_no_news(bo: Person, note: Note) -> None:
    like_note(note, by=bo)
    unlike_note(note, by=bo)
    hear()

    assert told() == []


def test_the_author_is_told_of_a_comment_and_its_writer_of_the_reply(ada: Person, bo: Person, note: Note) -> None:
    first = comment_on(note, "Where from?", by=bo)
    comment_on(note, "From Cy.", by=ada, parent=first)
    hear()

    assert told() == [
        (ada, "comment", "Bo.Li commented on your note “Lamp corner”."),
        (bo, "reply", "Ada replied to you under “Lamp corner”."),
    ]
    assert News.objects.get(person=bo).words["quote"] == "From Cy."


def test_an_answer_to_the_author_is_told_once(ada: Person, bo: Person, note: Note) -> None:
    first = comment_on(note, "Hello", by=ada)
    comment_on(note, "Hello to you", by=bo, parent=first)
    hear()

    assert [(who, kind) for who, kind, _ in told()] == [(ada, "reply")]


def test_a_comment_that_was_deleted_is_no_news(bo: Person, note: Note) -> None:
    delete_comment(comment_on(note, "Oh", by=bo), by=bo)
    hear()

    assert told() == []


def test_nobody_is_told_across_a_block(ada: Person, bo: Person, note: Note) -> None:
    like_note(note, by=bo)
    Block.objects.create(by=ada, blocked=bo)
    hear()

    assert told() == []


def test_who_is_mentioned_is_told_once_however_often_it_is_edited(bo: Person, cy: Person, note: Note) -> None:
    fact = {"note": note.pk, "author": note.author_id, "products": []}
    Mention.objects.create(note=note, person=bo)
    react(Told(event=uuid4(), name="venue.note_published", data=fact))
    News.objects.update(read_at=timezone.now())
    Mention.objects.create(note=note, person=cy)
    react(Told(event=uuid4(), name="venue.note_edited", data=fact))

    assert told() == [
        (bo, "mention", "Ada mentioned you in “Lamp corner”."),
        (cy, "mention", "Ada mentioned you in “Lamp corner”."),
    ]


def test_the_author_is_told_who_asks_where_it_is_from(ada: Person, bo: Person, note: Note) -> None:
    ask_for_link(note, by=bo)
    hear()

    assert told() == [(ada, "comment", "Bo.Li would like to know where something in “Lamp corner” is from.")]


class TestLowerPrice:
    @pytest.fixture(autouse=True)
    def known_price(self, lamp: Variant) -> None:
        PriceChange.objects.create(variant=lamp, price=4900, at=timezone.now() - 90 * DAYS)

    @pytest.fixture
    def saver(self, bo: Person, note: Note, lamp: Variant) -> Person:
        Pin.objects.create(note=note, product=lamp.product)
        save_note(note, by=bo)
        return bo

    def test_who_saved_it_or_waits_for_it_is_told(self, saver: Person, bai: Person, lamp: Variant) -> None:
        StockWish.objects.create(variant=lamp, member=bai)
        set_price(lamp, 3900, by=None)
        hear()

        words = "“Paper lamp” costs less: $39.00, before $49.00."
        assert {(who, text) for who, _, text in told()} == {(saver, words), (bai, words)}

    def test_a_higher_price_is_no_news(self, saver: Person, lamp: Variant) -> None:
        set_price(lamp, 5900, by=None)
        hear()

        assert told() == []

    def test_a_price_raised_to_be_lowered_is_no_news(self, saver: Person, lamp: Variant) -> None:
        set_price(lamp, 9900, by=None)
        set_price(lamp, 4900, by=None)
        hear()

        assert told() == []

    def test_a_price_that_has_changed_again_is_no_news(self, saver: Person, lamp: Variant) -> None:
        set_price(lamp, 3900, by=None)
        set_price(lamp, 5900, by=None)
        hear()

        assert told() == []

    def test_it_speaks_of_the_lowest_price_of_thirty_days(self, saver: Person, lamp: Variant) -> None:
        PriceChange.objects.create(variant=lamp, price=4500, at=timezone.now() - 20 * DAYS)
        PriceChange.objects.create(variant=lamp, price=4900, at=timezone.now() - 10 * DAYS)
        set_price(lamp, 4000, by=None)
        hear()

        assert told()[0][2] == "“Paper lamp” costs less: $40.00, before $45.00."
