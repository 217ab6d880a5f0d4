"""News: told once, merged while unread, and only to whom it concerns."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meadow.people.actions.follows import block_person
from meadow.people.actions.news import read_all_news, read_news, tell_of
from meadow.people.models.news import Channel, Device, Kind, News, NewsChoice
from meadow.people.models.persons import Block, Person
from meadow.people.newsstand import lines_of
from meadow.people.sentences import Telling, in_each_language, sentence
from tests.cast import person as new_person

Heard = list[tuple[str, dict[str, object]]]


def follow(reader: Person, actor: Person) -> None:
    tell_of([reader.pk], kind=Kind.FOLLOW, verb="followed", about="person", url=actor.get_absolute_url(), actor=actor)


def text_of(news: News) -> str:
    return lines_of([news])[0].text


def test_unread_news_of_the_same_thing_becomes_one(ada: Person, bo: Person, cy: Person) -> None:
    follow(ada, bo)
    follow(ada, cy)

    news = News.objects.get()
    assert (news.person, news.actor, news.count) == (ada, cy, 2)
    assert text_of(news) == "Cy.Potter and 1 other began to follow you."


def test_nobody_counts_twice(ada: Person, bo: Person, cy: Person) -> None:
    for actor in (bo, cy, bo, bo, cy):
        follow(ada, actor)

    assert News.objects.get().count == 2


def test_what_is_told_already_changes_nothing(ada: Person, bo: Person) -> None:
    follow(ada, bo)
    before = News.objects.values().get()

    follow(ada, bo)

    assert News.objects.values().get() == before


def test_what_is_read_is_new_again(ada: Person, bo: Person, cy: Person) -> None:
    follow(ada, bo)
    read_news(News.objects.get())
    follow(ada, cy)

    assert list(News.objects.order_by("pk").values_list("actor", "count", "counted")) == [
        (bo.pk, 1, []),
        (cy.pk, 1, [cy.pk]),
    ]


def test_everything_is_read_at_once_and_nobody_elses(ada: Person, bo: Person, cy: Person) -> None:
    follow(ada, cy)
    follow(bo, cy)

    assert read_all_news(by=ada) == 1
    assert list(News.objects.unread().values_list("person", flat=True)) == [bo.pk]


def test_nobody_is_told_of_what_they_did_themselves_nor_across_a_block(ada: Person, bo: Person, cy: Person) -> None:
    Block.objects.create(by=bo, blocked=ada)
    Block.objects.create(by=ada, blocked=cy)

    tell_of([ada.pk, bo.pk, cy.pk], kind=Kind.FOLLOW, verb="followed", about="x", url="/", actor=ada)

    assert not News.objects.exists()


def test_a_block_takes_back_what_was_not_read(ada: Person, bo: Person) -> None:
    follow(ada, bo)
    block_person(bo, by=ada)

    assert not News.objects.exists()


def test_who_left_is_told_nothing(ada: Person, bo: Person) -> None:
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    follow(ada, bo)

    assert not News.objects.exists()


def test_what_is_not_wanted_on_the_page_is_kept_for_letters_alone(ada: Person, bo: Person) -> None:
    NewsChoice.objects.create(person=ada, kind=Kind.FOLLOW, channel=Channel.PAGE, is_wanted=False)
    follow(ada, bo)

    assert not News.objects.get().is_shown
    assert not News.objects.visible_to(ada).exists()


def test_what_is_wanted_nowhere_is_not_kept(ada: Person, bo: Person) -> None:
    for channel in (Channel.PAGE, Channel.EMAIL):
        NewsChoice.objects.create(person=ada, kind=Kind.FOLLOW, channel=channel, is_wanted=False)
    follow(ada, bo)

    assert not News.objects.exists()


def test_a_verb_that_no_room_says_is_a_mistake(ada: Person) -> None:
    with pytest.raises(LookupError, match="danced"):
        tell_of([ada.pk], kind=Kind.FOLLOW, verb="danced", about="x", url="/")

    assert not News.objects.exists()


def test_ten_thousand_are_told_in_one_statement(ada: Person) -> None:
    Person.objects.bulk_create(
        Person(email=f"r{number}@example.org", handle=f"reader{number}", name=f"R{number}") for number in range(10_000)
    )
    readers = list(Person.objects.filter(handle__startswith="reader").values_list("pk", flat=True))

    with CaptureQueriesContext(connection) as asked:
        tell_of(readers, kind=Kind.FOLLOW, verb="followed", about="x", url="/", actor=ada)

    said = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(said) == 1
    assert News.objects.count() == 10_000


def test_devices_are_served_by_jobs_some_at_a_time(ada: Person, bo: Person) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    Device.objects.create(person=ada, endpoint="https://push.example.org/1", key="k", secret="s")
    tell_of([ada.pk, bo.pk], kind=Kind.ORDER, verb="followed", about="x", url="/")

    job = ProcrastinateJob.objects.get(task_name="people.push_news")
    assert job.args == {"news": [News.objects.get(person=ada).pk]}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_become_one_of_two(ada: Person, bo: Person, cy: Person) -> None:
    ready = threading.Barrier(2)

    def tell(actor: Person) -> None:
        ready.wait()
        follow(ada, actor)
        connections.close_all()

    threads = [threading.Thread(target=tell, args=[actor]) for actor in (bo, cy)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert News.objects.get().count == 2


@pytest.mark.django_db(transaction=True)
def test_a_page_hears_the_sentence_and_the_number(
    ada: Person, bo: Person, cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, bytes]] = []
    monkeypatch.setattr("meadow.people.actions.news.publish", lambda *said: heard.append(said))
    follow(ada, bo)
    tell_of([ada.pk], kind=Kind.LIKE, verb="followed", about="other", url="/", actor=cy)

    assert [subject for subject, _ in heard] == [f"inbox.{ada.pk}.news"] * 2
    assert b'"unread": 1' in heard[0][1]
    assert b"Bo.Li began to follow you." in heard[0][1]
    assert b'"unread": 2' in heard[1][1]


def test_words_that_differ_between_languages_are_kept_in_each(ada: Person) -> None:
    from django.utils import translation

    words = in_each_language(lambda: {"shop": translation.get_language()}, number=7)
    with translation.override("zh-hans"):
        assert Telling(words=words).facts == {"shop": "zh-hans", "number": 7, "who": ""}
    with translation.override("en"):
        assert Telling(words=words).facts["shop"] == "en"


def test_a_word_that_is_missing_breaks_no_page() -> None:
    assert sentence("nobody says this", Telling()) == "There is something new."


class TestPage:
    def test_it_is_empty_at_first(self, client: Client, ada: Person) -> None:
        client.force_login(ada)
        assert "No news yet" in client.get("/news/").content.decode()

    def test_it_shows_what_is_new_and_marks_it(self, client: Client, ada: Person, bo: Person, cy: Person) -> None:
        follow(ada, bo)
        read_news(News.objects.get())
        follow(ada, cy)
        client.force_login(ada)

        page = client.get("/news/").content.decode()

        assert page.index("Cy.Potter began to follow you.") < page.index("Bo.Li began to follow you.")
        assert page.count("is-new") == 1
        assert page.count("news-day") == 1

    def test_opening_one_reads_it_and_leads_on(self, client: Client, ada: Person, bo: Person) -> None:
        follow(ada, bo)
        news = News.objects.get()
        client.force_login(ada)

        answer = client.get(f"/news/{news.pk}/")

        assert (answer.status_code, answer["Location"]) == (302, "/people/bo.li/")
        assert not News.objects.unread().exists()

    @pytest.mark.parametrize("url", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org"])
    def test_news_leads_nowhere_else(self, client: Client, ada: Person, url: str) -> None:
        tell_of([ada.pk], kind=Kind.FOLLOW, verb="followed", about="x", url=url)
        client.force_login(ada)

        assert client.get(f"/news/{News.objects.get().pk}/")["Location"] == "/news/"

    def test_nobody_opens_anothers(self, client: Client, ada: Person, bo: Person) -> None:
        follow(ada, bo)
        client.force_login(bo)

        assert client.get(f"/news/{News.objects.get().pk}/").status_code == 404
        assert News.objects.unread().exists()

    def test_guests_are_asked_to_sign_in(self, client: Client, db: None) -> None:
        assert client.get("/news/").status_code == 302

    def test_all_are_read(self, client: Client, ada: Person, bo: Person) -> None:
        follow(ada, bo)
        client.force_login(ada)

        page = client.post("/news/reading/", follow=True).content.decode()

        assert "Everything is marked as read." in page
        assert "is-new" not in page

    def test_it_shows_one_kind(self, client: Client, ada: Person, bo: Person) -> None:
        follow(ada, bo)
        client.force_login(ada)

        assert "Bo.Li" in client.get("/news/?kind=people").content.decode()
        assert "Nothing of this kind" in client.get("/news/?kind=orders").content.decode()

    def test_it_is_read_leaf_by_leaf(self, client: Client, ada: Person) -> None:
        for number in range(35):
            actor = new_person(f"reader{number}")
            tell_of([ada.pk], kind=Kind.FOLLOW, verb="followed", about=f"x{number}", url="/", actor=actor)
        client.force_login(ada)

        first = client.get("/news/")
        rest = client.get("/news/" + first.context["next_url"], headers={"HX-Request": "true"}).content.decode()

        assert first.content.decode().count("news-line ") == 30
        assert rest.count("news-line ") == 5
        assert "news-day" not in rest

    def test_its_statements_do_not_grow(self, client: Client, ada: Person) -> None:
        client.force_login(ada)

        def statements() -> int:
            with CaptureQueriesContext(connection) as asked:
                assert client.get("/news/").status_code == 200
            return len(asked)

        follow(ada, new_person("reader"))
        few = statements()
        for number in range(20):
            actor = new_person(f"reader{number}")
            tell_of([ada.pk], kind=Kind.FOLLOW, verb="followed", about=f"x{number}", url="/", actor=actor)
        assert statements() == few <= 5
