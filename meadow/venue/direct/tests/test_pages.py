"""The pages of conversations: who finds which, what they show, and in how many statements."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.people.actions.follows import block_person, follow_person
from meadow.people.models.news import News
from meadow.people.models.persons import Person
from meadow.venue.direct.actions.requests import decline_request
from meadow.venue.direct.models.answering import QuickReply, ShopHours
from meadow.venue.direct.models.conversations import Conversation
from meadow.venue.direct.tests.said import answered, asked, friends, seated, texts, wrote
from meadow.venue.talk.models.messages import Message, Report
from meadow.venue.talk.models.threads import Reader
from tests.cast import person

State = Conversation.State
pytestmark = pytest.mark.django_db
MARK = "0123456789abcdef"


@pytest.fixture
def of(client: Client) -> Callable[[Person], Client]:
    def signed_in(who: Person) -> Client:
        client.force_login(who)
        return client

    return signed_in


Of = Callable[[Person], Client]


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


# -- one's own ------------------------------------------------------------------------------------


def test_guests_are_asked_to_sign_in(client: Client, ada: Person, bo: Person, shop: Shop) -> None:
    talk = friends(ada, bo)
    for url in ("/messages/", f"/messages/{talk.pk}/", "/messages/people/ada/", "/messages/shops/cy-clay/"):
        assert client.get(url)["Location"].startswith("/account/login/")


def test_a_profile_leads_to_the_first_message_and_then_to_the_conversation(of: Of, ada: Person, bo: Person) -> None:
    client = of(ada)
    assert "/messages/people/bo.li/" in client.get("/people/bo.li/").content.decode()

    page = client.get("/messages/people/bo.li/").content.decode()
    assert "Bo.Li does not know you yet" in page
    answer = client.post("/messages/people/bo.li/", {"text": "Hello Bo", "mark": MARK})
    talk = Conversation.objects.get()
    assert answer["Location"] == f"/messages/{talk.pk}/"
    client.post("/messages/people/bo.li/", {"text": "Hello Bo", "mark": MARK})
    assert texts(talk) == ["Hello Bo"]
    assert client.get("/messages/people/bo.li/")["Location"] == f"/messages/{talk.pk}/"


def test_what_may_not_be_sent_is_said_beside_what_was_typed(of: Of, ada: Person, bo: Person) -> None:
    answer = of(ada).post("/messages/people/bo.li/", {"text": "see https://elsewhere.example", "mark": MARK})

    assert answer.status_code == 422
    assert "Links to other places cannot be sent here." in answer.content.decode()
    assert "see https://elsewhere.example" in answer.content.decode()
    assert not Conversation.objects.exists()


def test_the_list_shows_the_newest_first_and_finds_by_name(of: Of, ada: Person, bo: Person, shop: Shop) -> None:
    friends(ada, bo)
    asked(ada, shop, "Is it heavy?")
    client = of(ada)
    page = client.get("/messages/").content.decode()

    assert page.index("Cy Clay") < page.index("Bo.Li")
    assert "You: Is it heavy?" in page
    found = words(client.get("/messages/?q=clay").content.decode())
    assert "Cy Clay" in found
    assert "Bo.Li" not in found
    assert "Nobody of that name" in client.get("/messages/?q=nobody").content.decode()


def test_an_empty_list_says_how_to_begin(of: Of, ada: Person) -> None:
    assert "No messages yet" in of(ada).get("/messages/").content.decode()
    assert "Nobody asks" in of(ada).get("/messages/?tab=requests").content.decode()


def test_requests_stand_apart(of: Of, ada: Person, bo: Person) -> None:
    talk = wrote(ada, bo, "May I ask you something?")
    client = of(bo)

    assert "May I ask" not in client.get("/messages/").content.decode()
    assert "May I ask" in client.get("/messages/?tab=requests").content.decode()
    page = client.get(f"/messages/{talk.pk}/").content.decode()
    assert "Ada would like to write to you" in page
    assert client.post(f"/messages/{talk.pk}/acceptance/")["Location"] == f"/messages/{talk.pk}/"
    assert "May I ask" in client.get("/messages/").content.decode()


def test_a_request_is_declined_or_reported(of: Of, ada: Person, bo: Person, cy: Person) -> None:
    first, second = wrote(ada, bo), wrote(cy, bo)
    client = of(bo)

    assert client.post(f"/messages/{first.pk}/acceptance/", {"_method": "delete"})["Location"] == "/messages/"
    client.post(f"/messages/{second.pk}/acceptance/", {"_method": "delete", "report": "1"})
    assert set(Conversation.objects.values_list("state", flat=True)) == {State.DECLINED}
    assert Report.objects.get().message.author == cy
    assert bo.blocks.get().blocked == cy
    again = client.post(f"/messages/{first.pk}/acceptance/")
    assert again.status_code == 409


def test_whoever_declined_is_led_to_write_anew(of: Of, ada: Person, bo: Person) -> None:
    talk = wrote(ada, bo)
    decline_request(talk, by=bo)
    client = of(bo)

    assert client.get(f"/messages/{talk.pk}/")["Location"] == "/messages/people/ada/"
    assert client.get("/messages/people/ada/").status_code == 200


def test_nobody_else_finds_a_conversation(of: Of, ada: Person, bo: Person, cy: Person, di: Person) -> None:
    talk = friends(ada, bo)

    for other in (cy, di):
        client = of(other)
        assert client.get(f"/messages/{talk.pk}/").status_code == 404
        assert client.post(f"/messages/{talk.pk}/acceptance/").status_code == 404


def test_a_page_of_somebody_blocked_says_that_nothing_goes_through(of: Of, ada: Person, bo: Person) -> None:
    talk = friends(ada, bo)
    block_person(bo, by=ada)

    page = of(ada).get(f"/messages/{talk.pk}/").content.decode()
    assert "You cannot write to Bo.Li." in page
    assert "Unblock" in page
    assert "Bo.Li" not in words(of(ada).get("/messages/").content.decode())


def test_opening_a_conversation_reads_its_news(of: Of, ada: Person, bo: Person) -> None:
    talk = friends(ada, bo)
    assert News.objects.unread().filter(person=bo, verb="wrote").count() == 1

    of(bo).get(f"/messages/{talk.pk}/")
    assert not News.objects.unread().filter(person=bo, verb="wrote").exists()


def test_whoever_answers_for_a_shop_finds_its_inbox(of: Of, ada: Person, cy: Person, shop: Shop) -> None:
    asked(ada, shop)

    page = words(of(cy).get("/messages/").content.decode())
    assert "Messages to Cy Clay 1 waits" in page
    assert "Messages to" not in of(ada).get("/messages/").content.decode()


def test_the_list_is_paged(of: Of, ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meadow.venue.direct.views.lists.ROWS", 2)
    for number in range(3):
        friends(person(f"friend{number}"), ada)
    client = of(ada)
    page = client.get("/messages/").content.decode()
    assert "Friend2" in page
    assert "Friend0" not in page

    after = re.search(r'href="(/messages/\?after=[^"]+)"', page)
    assert after
    leaf = client.get(after[1], headers={"HX-Request": "true"}).content.decode()
    assert "Friend0" in leaf
    assert "<html" not in leaf


def test_the_pages_ask_little_of_the_database(
    of: Of, ada: Person, bo: Person, shop: Shop, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    talk = friends(ada, bo)
    asked(ada, shop)
    for number in range(4):
        friends(person(f"friend{number}"), ada)
    client = of(ada)
    client.get("/messages/")
    with django_assert_max_num_queries(10):
        client.get("/messages/")
    with django_assert_max_num_queries(28):
        client.get(f"/messages/{talk.pk}/")


# -- with a shop ----------------------------------------------------------------------------------


def test_a_product_is_asked_about(of: Of, ada: Person, shop: Shop, lamp_product: Product) -> None:
    client = of(ada)
    url = f"/messages/shops/cy-clay/?card=product:{lamp_product.pk}"
    assert url in client.get(lamp_product.get_absolute_url()).content.decode().replace("&amp;", "&")

    page = client.get(url).content.decode()
    assert "Paper lamp" in page
    client.post(url, {"text": "How tall is it?", "mark": MARK, "card": f"product:{lamp_product.pk}"})
    message = Message.objects.get()
    assert (message.card_kind, message.card_key, message.text) == ("product", lamp_product.pk, "How tall is it?")


def test_the_team_is_led_to_its_desk(of: Of, ada: Person, cy: Person, shop: Shop) -> None:
    talk = asked(ada, shop)

    assert of(cy).get("/messages/shops/cy-clay/")["Location"] == "/desk/cy-clay/messages/"
    assert of(cy).get(f"/messages/{talk.pk}/")["Location"] == f"/desk/cy-clay/messages/{talk.pk}/"


def test_a_closed_shop_and_a_holiday_are_said(of: Of, ada: Person, shop: Shop) -> None:
    talk = asked(ada, shop)
    shop.state = Shop.State.CLOSED
    shop.save(update_fields=["state"])
    assert "This shop is not open at the moment" in of(ada).get(f"/messages/{talk.pk}/").content.decode()


def test_the_inbox_shows_who_waits_what_is_mine_and_what_is_done(
    of: Of, ada: Person, bo: Person, cy: Person, shop: Shop
) -> None:
    first, second = asked(ada, shop, "One?"), asked(bo, shop, "Two?")
    client = of(cy)
    page = words(client.get("/desk/cy-clay/messages/").content.decode())
    assert "Waiting 2" in page
    assert page.index("Ada") < page.index("Bo.Li")  # who has waited longest

    answered(second, cy)
    page = words(client.get("/desk/cy-clay/messages/?tab=mine").content.decode())
    assert "Waiting 1" in page
    assert "Mine 1" in page
    client.post(f"/desk/cy-clay/messages/{first.pk}/done/")
    page = words(client.get("/desk/cy-clay/messages/?tab=done").content.decode())
    assert "Done 1" in page
    assert "One?" in page
    client.post(f"/desk/cy-clay/messages/{first.pk}/done/", {"_method": "delete"})
    assert "Nothing is done yet" in client.get("/desk/cy-clay/messages/?tab=done").content.decode()
    assert "Bo.Li" not in words(client.get("/desk/cy-clay/messages/?tab=all&q=ada").content.decode())


def test_a_conversation_at_the_desk_is_read_taken_and_answered(
    of: Of, ada: Person, bo: Person, cy: Person, shop: Shop
) -> None:
    talk = asked(ada, shop, "Is it heavy?")
    seated(bo, shop)
    client = of(cy)
    url = f"/desk/cy-clay/messages/{talk.pk}/"

    assert "Is it heavy?" in client.get(url).content.decode()
    assert Reader.objects.inside().filter(thread=talk.pk, person=cy).exists()
    client.post(f"{url}assignment/", {"me": "1"})
    assert Conversation.objects.get().assigned_to == cy
    client.post(f"{url}assignment/", {"person": bo.pk})
    assert Conversation.objects.get().assigned_to == bo
    assert client.post(f"{url}assignment/", {"person": ada.pk}).status_code == 404
    assert Conversation.objects.get().assigned_to == bo


def test_a_quick_reply_is_said_or_only_counted(of: Of, ada: Person, cy: Person, shop: Shop) -> None:
    talk = asked(ada, shop)
    reply = QuickReply.objects.create(shop=shop, title="Sending", text="We send on Tuesdays.")
    client = of(cy)
    url = f"/desk/cy-clay/messages/{talk.pk}/replies/{reply.pk}/"

    assert client.post(url, headers={"Accept": "application/json"}).status_code == 204
    assert len(texts(talk)) == 1
    client.post(url, {"mark": MARK})
    client.post(url, {"mark": MARK})
    assert texts(talk)[1:] == ["We send on Tuesdays."]
    reply.refresh_from_db()
    assert reply.used == 3


def test_replies_are_kept_changed_and_forgotten(of: Of, cy: Person, shop: Shop) -> None:
    client = of(cy)
    said = {"title": "Sending", "text": "On Tuesdays.", "keywords": "shipping, 发货，shipping"}
    client.post("/desk/cy-clay/messages/replies/", said)
    reply = QuickReply.objects.get()
    assert reply.keywords == ["shipping", "发货"]

    again = client.post("/desk/cy-clay/messages/replies/", said)
    assert again.status_code == 422
    client.post(f"/desk/cy-clay/messages/replies/{reply.pk}/", {**said, "text": "On Fridays."})
    reply.refresh_from_db()
    assert reply.text == "On Fridays."
    many = {**said, "title": "More", "keywords": ",".join(f"word{number}" for number in range(11))}
    assert "At most 10 words" in client.post("/desk/cy-clay/messages/replies/", many).content.decode()
    client.post(f"/desk/cy-clay/messages/replies/{reply.pk}/", {"_method": "delete"})
    assert not QuickReply.objects.exists()


def test_hours_are_kept(of: Of, cy: Person, shop: Shop) -> None:
    client = of(cy)
    times = {"from_0": "09:00", "until_0": "17:30"}
    said = {"zone": "Europe/Berlin", "greeting": "Hello!", "away": "Tomorrow."}
    client.post("/desk/cy-clay/messages/hours/", {**said, **times})
    hours = ShopHours.objects.get()
    assert hours.days == [[540, 1050], *[None] * 6]
    assert 'value="17:30"' in client.get("/desk/cy-clay/messages/hours/").content.decode()

    for wrong, why in (
        ({"from_1": "09:00"}, "two times, or none"),
        ({"from_1": "9:00", "until_1": "8:00"}, "ends after"),
    ):
        answer = client.post("/desk/cy-clay/messages/hours/", {**said, **times, **wrong})
        assert answer.status_code == 422
        assert why in answer.content.decode()
    hours.refresh_from_db()
    assert hours.days == [[540, 1050], *[None] * 6]


def test_the_desk_is_for_the_team_and_hours_are_not_for_editors(
    of: Of, ada: Person, bo: Person, bai: Person, shop: Shop
) -> None:
    talk = asked(ada, shop)
    seated(bo, shop, Seat.Role.EDITOR)
    for url in ("/desk/cy-clay/messages/", f"/desk/cy-clay/messages/{talk.pk}/", "/desk/cy-clay/messages/replies/"):
        assert of(bai).get(url).status_code == 404
        assert of(ada).get(url).status_code == 404
        assert of(bo).get(url).status_code == 200
    assert of(bo).get("/desk/cy-clay/messages/hours/").status_code == 404


def test_a_conversation_of_another_shop_is_not_there(of: Of, ada: Person, bo: Person, shop: Shop) -> None:
    talk = asked(ada, shop)
    other = Shop.objects.create(handle="bo-wool", name="Bo Wool")
    seated(bo, other, Seat.Role.OWNER)

    assert of(bo).get(f"/desk/bo-wool/messages/{talk.pk}/").status_code == 404
    assert of(bo).post(f"/desk/bo-wool/messages/{talk.pk}/done/").status_code == 404


def test_the_desk_asks_little_of_the_database(
    of: Of, ada: Person, cy: Person, shop: Shop, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    talk = asked(ada, shop)
    for number in range(6):
        asked(person(f"member{number}"), shop)
    client = of(cy)
    client.get(f"/desk/cy-clay/messages/{talk.pk}/")
    with django_assert_max_num_queries(12):
        client.get("/desk/cy-clay/messages/")
    with django_assert_max_num_queries(28):
        client.get(f"/desk/cy-clay/messages/{talk.pk}/")


def test_who_is_followed_by_the_other_begins_without_a_request(of: Of, ada: Person, bo: Person) -> None:
    follow_person(ada, by=bo)

    assert "does not know you yet" not in of(ada).get("/messages/people/bo.li/").content.decode()
