"""Members write to shops, whose teams answer together."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from meadow.goods.actions.shops import seat_person, unseat_person
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.people.actions.follows import block_person
from meadow.people.models.news import News
from meadow.people.models.persons import Person
from meadow.plumbing.events import Told, announced, react
from meadow.plumbing.models import Announcement
from meadow.venue.direct.actions.answering import assign, close_conversation, keep_reply, reopen_conversation
from meadow.venue.direct.actions.beginning import write_to_shop
from meadow.venue.direct.figures import speed_of
from meadow.venue.direct.models.answering import QuickReply, SaidByItself, ShopHours, Wait
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.direct.refusals import (
    AColleagueAnswers,
    NobodyToAssign,
    NotOfTheTeam,
    OwnShop,
    ShopIsShut,
    TitleTaken,
    TooManyReplies,
)
from meadow.venue.direct.tests.said import answered, asked, long_here, said, seated, texts
from meadow.venue.talk.actions.saying import say
from meadow.venue.talk.cards import Card
from meadow.venue.talk.models.messages import Message
from meadow.venue.talk.models.threads import Reader
from meadow.venue.talk.spoken import spoken_to
from meadow.venue.talk.unread import unread_of

State = Conversation.State
pytestmark = pytest.mark.django_db


def notices(conversation: Conversation) -> list[str]:
    rows = Message.objects.filter(thread=conversation.pk, kind=Message.Kind.NOTICE).order_by("number")
    return [row.words["text"] for row in rows]


def test_a_member_and_a_shop_have_one_conversation(ada: Person, shop: Shop) -> None:
    first, second = asked(ada, shop, "One?"), asked(ada, shop, "Two?")

    assert first.pk == second.pk
    assert texts(first) == ["One?", "Two?"]
    assert first.state == State.OPEN


@pytest.mark.django_db(transaction=True)
def test_a_member_who_asks_twice_at_once_has_one_conversation(ada: Person, shop: Shop) -> None:
    together = threading.Barrier(6)

    def ask(number: int) -> int:
        try:
            together.wait(timeout=20)
            return int(asked(ada, shop, f"{number}?").pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        keys = set(pool.map(ask, range(6)))
    assert keys == {Conversation.objects.get().pk}
    assert Message.objects.count() == 6
    assert Wait.objects.count() == 1


def test_a_question_about_a_product_carries_its_card(ada: Person, shop: Shop, lamp_product: Product) -> None:
    begun = write_to_shop(shop, said("How tall is it?", card=Card("product", lamp_product.pk)), by=ada)

    message = Message.objects.get(thread=begun.pk)
    assert (message.kind, message.card_kind, message.card_key) == (Message.Kind.CARD, "product", lamp_product.pk)
    assert message.text == "How tall is it?"


def test_a_shop_that_is_not_open_is_written_to_by_who_has_done_so_before(ada: Person, bo: Person, shop: Shop) -> None:
    asked(ada, shop)
    shop.state = Shop.State.CLOSED
    shop.save(update_fields=["state"])

    asked(ada, shop, "Where is my parcel?")
    with pytest.raises(ShopIsShut, match="Cy Clay is not open"):
        asked(bo, shop)
    assert Conversation.objects.count() == 1


def test_the_team_does_not_write_to_its_own_shop(cy: Person, shop: Shop) -> None:
    with pytest.raises(OwnShop, match="at its desk"):
        asked(cy, shop)
    assert not Conversation.objects.exists()


def test_the_member_waits_until_somebody_answers(ada: Person, cy: Person, shop: Shop) -> None:
    talk = asked(ada, shop)
    waiting = Conversation.objects.get()
    assert waiting.waits_since is not None
    assert (waiting.first_asked_at, waiting.first_answered_at) == (waiting.waits_since, None)

    answered(talk, cy)
    done = Conversation.objects.get()
    wait = Wait.objects.get()
    assert done.waits_since is None
    assert done.first_answered_at == wait.answered_at
    assert (wait.answered_by, done.assigned_to) == (cy, cy)

    say(talk.thread, said("Thank you"), by=ada)
    assert Wait.objects.filter(answered_at=None).count() == 1


def test_the_member_sees_the_shop_and_a_first_name(ada: Person, cy: Person, shop: Shop) -> None:
    cy.name = "Cy Potter"
    cy.save(update_fields=["name"])
    talk = asked(ada, shop)
    message = answered(talk, cy)

    found = Message.objects.select_related("author__picture", "answers__author").get(pk=message.pk)
    (told,) = spoken_to(ada, [found])
    assert told["author"]["name"] == "Cy Clay · Cy"
    assert told["author"]["handle"] == ""
    (news,) = News.objects.filter(person=ada)
    assert (news.verb, news.actor) == ("shop_wrote", None)


def test_only_who_holds_a_seat_speaks_for_the_shop(ada: Person, bo: Person, cy: Person, shop: Shop) -> None:
    talk = asked(ada, shop)
    seated(bo, shop)
    answered(talk, bo)
    Seat.objects.filter(person=bo).delete()

    with pytest.raises(NotOfTheTeam, match="any more"):
        say(talk.thread, said("Still here"), by=bo)
    assert len(texts(talk)) == 2


def test_who_leaves_the_team_reads_its_conversations_no_longer(ada: Person, bo: Person, cy: Person, shop: Shop) -> None:
    talk = asked(ada, shop)
    seated(bo, shop)
    answered(talk, bo)
    unseat_person(bo, shop, by=cy)
    assert "goods.person_unseated" in announced()
    fact = Announcement.objects.get(name="goods.person_unseated")
    react(Told(event=uuid4(), name=fact.name, data=fact.data))

    assert Reader.objects.get(person=bo).left_at is not None
    assert Reader.objects.get(person=ada).left_at is None
    talk.refresh_from_db()
    assert talk.assigned_to is None


def test_who_was_seated_again_meanwhile_stays(ada: Person, bo: Person, cy: Person, shop: Shop) -> None:
    talk = asked(ada, shop)
    seated(bo, shop)
    answered(talk, bo)
    unseat_person(bo, shop, by=cy)
    seat_person(bo, shop, role=Seat.Role.SUPPORT, by=cy)
    react(Told(event=uuid4(), name="goods.person_unseated", data={"shop": shop.pk, "person": bo.pk}))

    assert Reader.objects.get(person=bo).left_at is None


def test_what_waits_at_the_desk_is_not_among_ones_own_unread_messages(ada: Person, cy: Person, shop: Shop) -> None:
    talk = asked(ada, shop)
    answered(talk, cy)
    say(talk.thread, said("And in blue?"), by=ada)

    assert unread_of(cy) == 0
    assert unread_of(ada) == 0
    answered(talk, cy, "In blue, too.")
    assert unread_of(ada) == 1


def test_a_member_blocked_by_one_of_the_team_is_answered_by_another(
    ada: Person, bo: Person, cy: Person, shop: Shop
) -> None:
    talk = asked(ada, shop)
    seated(bo, shop)
    block_person(ada, by=bo)

    with pytest.raises(AColleagueAnswers, match="A colleague can answer"):
        answered(talk, bo)
    answered(talk, cy)
    assert len(texts(talk)) == 2


def test_the_whole_team_hears_until_somebody_answers(ada: Person, bo: Person, cy: Person, shop: Shop) -> None:
    seated(bo, shop)
    talk = asked(ada, shop)
    assert set(News.objects.filter(verb="wrote_to_shop").values_list("person", flat=True)) == {bo.pk, cy.pk}

    answered(talk, bo)
    News.objects.all().delete()
    say(talk.thread, said("One more"), by=ada)
    (news,) = News.objects.all()
    assert (news.person, news.url) == (bo, f"/desk/cy-clay/messages/{talk.pk}/")


def test_a_conversation_is_given_to_a_colleague(ada: Person, bo: Person, cy: Person, shop: Shop) -> None:
    talk = asked(ada, shop)
    with pytest.raises(NobodyToAssign):
        assign(talk, bo, by=cy)
    seated(bo, shop)
    News.objects.all().delete()

    assert assign(talk, bo, by=cy).assigned_to == bo
    assert News.objects.get().verb == "given_to_you"
    assert assign(talk, None, by=cy).assigned_to is None


def test_what_is_done_opens_when_the_member_writes_again(ada: Person, cy: Person, shop: Shop) -> None:
    talk = asked(ada, shop)
    closed = close_conversation(talk, by=cy)
    assert (closed.state, closed.waits_since) == (State.DONE, None)
    assert not Wait.objects.exists()

    say(talk.thread, said("And now?"), by=ada)
    talk.refresh_from_db()
    assert talk.state == State.OPEN
    assert talk.waits_since is not None

    close_conversation(talk, by=cy)
    assert reopen_conversation(talk, by=cy).state == State.OPEN


def test_a_known_word_is_answered_once_a_day_and_counts_as_no_answer(ada: Person, cy: Person, shop: Shop) -> None:
    keep_reply(
        QuickReply(shop=shop, title="Sending", text="We send on Tuesdays.", keywords=["shipping", "发货"]), by=cy
    )
    talk = asked(ada, shop, "How long does shipping take?")
    say(talk.thread, said("Shipping to Spain?"), by=ada)
    say(talk.thread, said("请问什么时候发货？"), by=ada)

    assert notices(talk) == ["We send on Tuesdays.", "We send on Tuesdays."]
    talk.refresh_from_db()
    assert talk.waits_since is not None
    assert Wait.objects.get().answered_at is None
    SaidByItself.objects.update(day=date(2020, 1, 1))
    say(talk.thread, said("shipping?"), by=ada)
    assert len(notices(talk)) == 3


def test_a_word_inside_of_another_is_not_that_word(ada: Person, cy: Person, shop: Shop) -> None:
    keep_reply(QuickReply(shop=shop, title="Size", text="30 cm", keywords=["tall"]), by=cy)
    talk = asked(ada, shop, "I am at the stall.")

    assert notices(talk) == []


def test_who_writes_at_night_hears_that_nobody_is_there(ada: Person, shop: Shop) -> None:
    ShopHours.objects.create(shop=shop, days=[None] * 7, greeting="Hello!", away="We are back on Monday.")
    talk = asked(ada, shop)
    say(talk.thread, said("Hello?"), by=ada)

    assert notices(talk) == ["We are back on Monday."]


def test_who_begins_to_write_is_greeted(ada: Person, cy: Person, shop: Shop) -> None:
    ShopHours.objects.create(shop=shop, greeting="Hello! We answer soon.", away="Nobody is there.")
    talk = asked(ada, shop)
    say(talk.thread, said("Hello?"), by=ada)
    assert notices(talk) == ["Hello! We answer soon."]

    SaidByItself.objects.all().delete()
    close_conversation(talk, by=cy)
    shop.holiday_from = timezone.localdate() - timedelta(days=1)
    shop.save(update_fields=["holiday_from"])
    talk.refresh_from_db()
    say(talk.thread, said("Hello again"), by=ada)
    assert notices(talk)[1:] == ["Nobody is there."]


def test_hours_are_those_of_the_shops_own_place(shop: Shop) -> None:
    days = [[540, 1020], None, None, None, None, None, None]
    hours = ShopHours(shop=shop, zone="Asia/Shanghai", days=days)

    assert hours.is_open_at(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))  # Monday, nine o'clock there
    assert not hours.is_open_at(datetime(2026, 11, 23, 0, 59, tzinfo=UTC))
    assert not hours.is_open_at(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    assert not hours.is_open_at(datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    assert ShopHours(shop=shop).is_open_at(timezone.now())


def test_how_fast_a_shop_answers(ada: Person, bo: Person, cy: Person, shop: Shop) -> None:
    assert speed_of(shop).said == []
    talk, other = asked(ada, shop), asked(bo, shop)
    now = timezone.now()
    Wait.objects.all().delete()
    for days, minutes in ((1, 10), (2, 30), (20, 6000)):
        at = now - timedelta(days=days)
        Wait.objects.create(conversation=talk, shop=shop, asked_at=at, answered_at=at + timedelta(minutes=minutes))
    Wait.objects.create(conversation=other, shop=shop, asked_at=now - timedelta(days=3))

    speed = speed_of(shop)
    assert speed.week == timedelta(minutes=20)
    assert speed.month == timedelta(minutes=30)
    assert speed.within_a_day == 50
    assert [value for _, value in speed.said] == ["20 minutes", "30 minutes", "50%"]


def test_titles_of_replies_are_taken_once_and_there_is_an_end(
    cy: Person, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meadow.venue.direct.actions.answering.MOST_REPLIES", 2)
    keep_reply(QuickReply(shop=shop, title="One", text="1"), by=cy)
    with pytest.raises(TitleTaken, match="“One” already"):
        keep_reply(QuickReply(shop=shop, title="One", text="2"), by=cy)
    keep_reply(QuickReply(shop=shop, title="Two", text="2"), by=cy)
    with pytest.raises(TooManyReplies, match="at most 2"):
        keep_reply(QuickReply(shop=shop, title="Three", text="3"), by=cy)
    assert QuickReply.objects.count() == 2


def test_the_team_may_send_links_however_new_it_is(ada: Person, cy: Person, shop: Shop) -> None:
    long_here(ada)
    talk = asked(ada, shop, "I saw it on https://elsewhere.example")
    answered(talk, cy, "It is at https://clay.example.org")

    assert len(texts(talk)) == 2
