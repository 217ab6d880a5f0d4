"""Two people have one conversation; strangers ask first, and nothing goes through across a block."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from pytest_django import Settings

from meadow.goods.models.products import Product
from meadow.people.actions.follows import block_person, follow_person, unblock_person
from meadow.people.actions.photos import put_photo
from meadow.people.models.news import News
from meadow.people.models.persons import Person
from meadow.people.tests.pictures import jpeg
from meadow.venue.direct.actions.beginning import write_to_person
from meadow.venue.direct.actions.requests import accept_request, decline_request, report_request
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.direct.refusals import (
    NotAnsweredYet,
    NothingToAnswer,
    NotReached,
    NotToYourself,
    RequestsAreShort,
    RequestsAreWords,
    TooManyBegun,
    TooManyUnanswered,
)
from meadow.venue.direct.tests.said import friends, long_here, said, texts, wrote
from meadow.venue.talk.actions.saying import say
from meadow.venue.talk.cards import Card
from meadow.venue.talk.models.messages import Message, Report
from meadow.venue.talk.models.threads import Reader
from meadow.venue.talk.refusals import NoLinksHere, NotInThread
from meadow.venue.talk.unread import unread_of
from tests.cast import person

State = Conversation.State
pytestmark = pytest.mark.django_db


def test_two_people_have_one_conversation_whoever_begins(ada: Person, bo: Person) -> None:
    first = wrote(ada, bo, "Hello Bo")
    second = wrote(bo, ada, "Hello Ada")

    assert first.pk == second.pk
    assert texts(first) == ["Hello Bo", "Hello Ada"]
    assert Conversation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_the_same_moment_begin_one_conversation(ada: Person, bo: Person) -> None:
    together = threading.Barrier(8)

    def begin(number: int) -> int:
        try:
            together.wait(timeout=20)
            one, other = (ada, bo) if number % 2 else (bo, ada)
            return int(wrote(one, other, f"{number}").pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        begun = [pool.submit(begin, number) for number in range(8)]
        keys = {one.result(timeout=60) for one in begun if not isinstance(one.exception(60), NotAnsweredYet)}
    assert keys == {Conversation.objects.get().pk}
    numbers = list(Message.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Reader.objects.count() == 2


def test_a_stranger_asks_and_whoever_is_followed_does_not(ada: Person, bo: Person, cy: Person) -> None:
    assert wrote(ada, bo).state == State.ASKED

    follow_person(ada, by=cy)
    assert wrote(ada, cy).state == State.OPEN


def test_a_stranger_says_three_messages_and_no_fourth(ada: Person, bo: Person) -> None:
    asking = wrote(ada, bo, "One")
    for text in ("Two", "Three"):
        say(asking.thread, said(text), by=ada)

    with pytest.raises(NotAnsweredYet, match=r"Bo\.Li has not answered yet"):
        say(asking.thread, said("Four"), by=ada)
    assert texts(asking) == ["One", "Two", "Three"]


@pytest.mark.django_db(transaction=True)
def test_a_stranger_who_sends_at_once_says_three(ada: Person, bo: Person) -> None:
    asking = wrote(ada, bo, "One")
    together = threading.Barrier(6)

    def send(number: int) -> None:
        try:
            together.wait(timeout=20)
            say(asking.thread, said(f"{number}"), by=ada)
        except NotAnsweredYet:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(send, range(6)))
    assert Message.objects.filter(thread=asking.pk).count() == 3


def test_requests_are_short_and_words_alone(ada: Person, bo: Person, lamp_product: Product) -> None:
    long_here(ada)
    asking = wrote(ada, bo)

    with pytest.raises(RequestsAreWords, match="begin with words alone"):
        say(asking.thread, said("", card=Card("product", lamp_product.pk)), by=ada)
    with pytest.raises(RequestsAreWords, match="begin with words alone"):
        say(asking.thread, said("", photos=(put_photo(jpeg(), by=ada).pk,)), by=ada)
    with pytest.raises(RequestsAreShort, match="at most 300 signs"):
        say(asking.thread, said("a" * 301), by=ada)
    with pytest.raises(NoLinksHere):
        say(asking.thread, said("see https://elsewhere.example"), by=ada)
    assert texts(asking) == ["Hello"]


def test_a_first_message_that_may_not_be_leaves_no_conversation(ada: Person, bo: Person) -> None:
    with pytest.raises(RequestsAreShort):
        wrote(ada, bo, "a" * 301)

    assert not Conversation.objects.exists()
    assert not News.objects.exists()


def test_who_accepts_talks_like_others(ada: Person, bo: Person, lamp_product: Product) -> None:
    asking = wrote(ada, bo)
    accept_request(asking, by=bo)
    say(asking.thread, said("", card=Card("product", lamp_product.pk)), by=ada)

    asking.refresh_from_db()
    assert asking.state == State.OPEN
    assert unread_of(bo) == 2
    with pytest.raises(NothingToAnswer):
        accept_request(asking, by=bo)


def test_who_writes_back_has_accepted(ada: Person, bo: Person) -> None:
    asking = wrote(ada, bo)
    say(asking.thread, said("Hello Ada"), by=bo)

    asking.refresh_from_db()
    assert asking.state == State.OPEN
    assert not Reader.objects.get(person=bo).is_muted


def test_a_request_waits_apart_and_makes_no_badge(ada: Person, bo: Person) -> None:
    asking = wrote(ada, bo)

    assert unread_of(bo) == 0
    assert list(Conversation.objects.asking(bo)) == [asking]
    assert list(Conversation.objects.listed_for(bo)) == []
    assert list(Conversation.objects.listed_for(ada)) == [asking]


def test_nobody_accepts_what_they_asked(ada: Person, bo: Person, cy: Person) -> None:
    asking = wrote(ada, bo)

    for other in (ada, cy):
        with pytest.raises(NothingToAnswer):
            accept_request(asking, by=other)
    asking.refresh_from_db()
    assert asking.state == State.ASKED


def test_who_was_declined_is_not_told(ada: Person, bo: Person) -> None:
    asking = wrote(ada, bo)
    decline_request(asking, by=bo)
    News.objects.all().delete()

    say(asking.thread, said("Are you there?"), by=ada)
    say(asking.thread, said("Well?"), by=ada)
    with pytest.raises(NotAnsweredYet, match="has not answered yet"):
        say(asking.thread, said("Hm."), by=ada)
    assert not News.objects.exists()
    assert list(Conversation.objects.asking(bo)) == list(Conversation.objects.listed_for(bo)) == []
    assert unread_of(bo) == 0


def test_who_declined_can_write_first(ada: Person, bo: Person) -> None:
    asking = wrote(ada, bo)
    decline_request(asking, by=bo)
    wrote(bo, ada, "I thought better of it.")

    asking.refresh_from_db()
    assert asking.state == State.OPEN
    assert list(Conversation.objects.listed_for(bo)) == [asking]
    say(asking.thread, said("I am glad."), by=ada)


def test_a_report_keeps_the_asker_away(ada: Person, bo: Person) -> None:
    asking = wrote(ada, bo)
    report_request(asking, by=bo)

    report = Report.objects.get()
    assert (report.by, report.message.text, report.reason) == (bo, "Hello", Report.Reason.SPAM)
    with pytest.raises(NotReached, match="cannot write to"):
        say(asking.thread, said("Why?"), by=ada)
    assert texts(asking) == ["Hello"]


@pytest.mark.parametrize("by_asker", [True, False])
def test_nothing_goes_through_across_a_block_either_way(ada: Person, bo: Person, by_asker: bool) -> None:
    talk = friends(ada, bo)
    blocker, blocked = (ada, bo) if by_asker else (bo, ada)
    block_person(blocked, by=blocker)

    for one, other in ((ada, bo), (bo, ada)):
        with pytest.raises(NotReached, match=f"cannot write to {other.name}"):
            say(talk.thread, said(), by=one)
        with pytest.raises(NotReached):
            write_to_person(other, said(), by=one)
    assert texts(talk) == ["Hello"]

    unblock_person(blocked, by=blocker)
    say(talk.thread, said("Again"), by=ada)
    assert texts(talk) == ["Hello", "Again"]


def test_nobody_writes_to_themselves_or_to_who_has_left(ada: Person, bo: Person) -> None:
    with pytest.raises(NotToYourself):
        wrote(ada, ada)
    bo.is_active = False
    bo.save(update_fields=["is_active"])
    with pytest.raises(NotReached):
        wrote(ada, bo)
    assert not Conversation.objects.exists()


def test_others_cannot_speak_in_it(ada: Person, bo: Person, cy: Person) -> None:
    talk = friends(ada, bo)

    with pytest.raises(NotInThread):
        say(talk.thread, said("Me, too"), by=cy)
    assert texts(talk) == ["Hello"]


def test_new_accounts_send_no_links(ada: Person, bo: Person) -> None:
    talk = friends(ada, bo)

    with pytest.raises(NoLinksHere):
        say(talk.thread, said("buy at cheap-shop.example.com now"), by=ada)
    long_here(ada)
    say(talk.thread, said("look: https://clay.example.org"), by=ada)
    assert len(texts(talk)) == 2


def test_so_many_begin_within_a_day(ada: Person, settings: Settings) -> None:
    settings.MEADOW_CONVERSATIONS_NEW = 2
    settings.MEADOW_CONVERSATIONS_A_DAY = 3
    others = [person(f"other{number}") for number in range(4)]
    for other in others[:2]:
        wrote(ada, other)

    with pytest.raises(TooManyBegun, match="begun 2 conversations"):
        wrote(ada, others[2])
    wrote(ada, others[0], "Are you there?")  # it has begun already

    long_here(ada)
    wrote(ada, others[2])
    with pytest.raises(TooManyBegun, match="begun 3 conversations"):
        wrote(ada, others[3])
    assert Conversation.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_who_begins_many_at_once_begins_no_more(ada: Person, settings: Settings) -> None:
    settings.MEADOW_CONVERSATIONS_NEW = 2
    others = [person(f"other{number}") for number in range(6)]
    together = threading.Barrier(6)

    def begin(other: Person) -> None:
        try:
            together.wait(timeout=20)
            wrote(ada, other)
        except TooManyBegun:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(begin, others))
    assert Conversation.objects.count() == 2


def test_nobody_asks_everybody(ada: Person, bo: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meadow.venue.direct.actions.beginning.UNANSWERED", 2)
    asking = [wrote(ada, person(f"other{number}")) for number in range(2)]

    with pytest.raises(TooManyUnanswered, match="2 people have not answered"):
        wrote(ada, bo)
    accept_request(asking[0], by=asking[0].other_than(ada))
    wrote(ada, bo)


def test_the_other_side_is_told_once_until_they_look(ada: Person, bo: Person) -> None:
    talk = friends(ada, bo)
    say(talk.thread, said("And another thing"), by=ada)

    (news,) = News.objects.filter(person=bo)
    assert (news.verb, news.url, news.actor, news.count) == ("wrote", f"/messages/{talk.pk}/", ada, 1)
    Reader.objects.filter(person=bo).update(is_muted=True)
    News.objects.all().delete()
    say(talk.thread, said("Third"), by=ada)
    assert not News.objects.exists()
