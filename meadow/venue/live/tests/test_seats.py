"""Being asked to help in a room: told of it, seeing who asks and for what, and no right before one has accepted."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from meadow.people.models.news import News
from meadow.people.models.persons import Person
from meadow.people.sentences import Telling, sentence
from meadow.venue.live.actions.opening import open_room, rehearse
from meadow.venue.live.actions.planning import call_off
from meadow.venue.live.actions.seats import seat_person, take_seat, unseat
from meadow.venue.live.models.rooms import Room, RoomSeat
from meadow.venue.live.team import role_in
from meadow.venue.live.tests.made import planned

pytestmark = pytest.mark.django_db
COHOST, MODERATOR = RoomSeat.Role.COHOST, RoomSeat.Role.MODERATOR
DELETE = {"_method": "delete"}


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_who_is_asked_is_told_once(bai: Person, ada: Person) -> None:
    room = planned(bai)
    for role in (MODERATOR, COHOST):
        seat_person(room, "ada", role, by=bai)
    news = News.objects.get()
    assert (news.person, news.url) == (ada, f"/live/{room.pk}/invitation/")
    assert sentence(news.verb, Telling(actor=bai.name, words=news.words)) == (
        f"{bai.name} asks you to help in “Cups and tea”."
    )
    assert RoomSeat.objects.get().role == COHOST


def test_an_open_question_gives_no_right(bai: Person, ada: Person) -> None:
    room = rehearse(planned(bai), by=bai)
    seat_person(room, "ada", COHOST, by=bai)
    client = as_(ada)

    assert role_in(room, ada) == ""
    assert not Room.objects.run_by(ada).exists()
    assert not Room.objects.known_to(ada).exists()
    for door in ("", "console/", "seats/", "board/", "replay/", "stream/", "pass/", "shelf/", "shelf/console/"):
        assert client.get(f"/live/{room.pk}/{door}").status_code == 404
    assert client.post(f"/live/{room.pk}/show/").status_code == 404
    assert Room.objects.get().state == Room.State.REHEARSING

    page = client.get(f"/live/{room.pk}/invitation/").content.decode()
    assert "Help in “Cups and tea”?" in page
    assert "co-host" in page
    mine = client.get("/me/rooms/").content.decode()
    assert "You are asked to help" in mine
    assert f"/live/{room.pk}/console/" not in mine
    assert "Asked" in as_(bai).get(f"/live/{room.pk}/seats/").content.decode()


def test_who_accepts_helps_from_then_on(bai: Person, ada: Person) -> None:
    room = planned(bai)
    seat_person(room, "ada", COHOST, by=bai)
    client = as_(ada)
    for _ in range(2):
        assert client.post(f"/live/{room.pk}/invitation/")["Location"] == f"/live/{room.pk}/console/"
    accepted_at = RoomSeat.objects.get().accepted_at
    assert accepted_at
    assert take_seat(room, by=ada)
    assert RoomSeat.objects.get().accepted_at == accepted_at
    assert role_in(room, ada) == COHOST
    assert client.get(f"/live/{room.pk}/console/").status_code == 200
    assert client.get(f"/live/{room.pk}/invitation/").status_code == 302
    assert "You are asked to help" not in client.get("/me/rooms/").content.decode()

    seat_person(room, "ada", MODERATOR, by=bai)
    assert role_in(room, ada) == MODERATOR


def test_who_declines_is_not_asked_any_more_until_asked_again(bai: Person, ada: Person) -> None:
    room = planned(bai)
    seat_person(room, "ada", MODERATOR, by=bai)
    client = as_(ada)
    assert client.post(f"/live/{room.pk}/invitation/", DELETE)["Location"] == "/me/rooms/"
    assert not RoomSeat.objects.exists()
    assert client.get(f"/live/{room.pk}/invitation/").status_code == 404
    assert client.post(f"/live/{room.pk}/invitation/").status_code == 404
    seat_person(room, "ada", MODERATOR, by=bai)
    assert RoomSeat.objects.get().accepted_at is None


def test_nobody_accepts_for_others_or_without_being_asked(bai: Person, ada: Person, bo: Person) -> None:
    room = planned(bai)
    seat_person(room, "ada", MODERATOR, by=bai)
    assert Client().post(f"/live/{room.pk}/invitation/").status_code == 302
    for stranger in (bo, bai):
        assert as_(stranger).get(f"/live/{room.pk}/invitation/").status_code == 404
        assert as_(stranger).post(f"/live/{room.pk}/invitation/").status_code == 404
    assert take_seat(room, by=bo) is None
    assert RoomSeat.objects.get().accepted_at is None


def test_a_host_takes_the_question_back(bai: Person, ada: Person) -> None:
    room = planned(bai)
    seat_person(room, "ada", MODERATOR, by=bai)
    assert as_(bai).post(f"/live/{room.pk}/seats/{ada.pk}/", DELETE).status_code == 302
    assert as_(ada).post(f"/live/{room.pk}/invitation/").status_code == 404
    assert role_in(room, ada) == ""
    assert not unseat(room, ada, by=bai)


def test_nobody_is_asked_for_what_will_not_be(bai: Person, ada: Person) -> None:
    room = planned(bai)
    seat_person(room, "ada", MODERATOR, by=bai)
    assert RoomSeat.objects.waiting().count() == 1
    open_room(room, by=bai)
    assert RoomSeat.objects.waiting().count() == 1
    Room.objects.update(state=Room.State.PLANNED)
    call_off(room, by=bai)
    assert not RoomSeat.objects.waiting().exists()


def test_many_questions_cost_as_much_as_one(
    bai: Person, ada: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, costs = as_(ada), []
    for number in (1, 4):
        for _ in range(number):
            seat_person(planned(bai), "ada", MODERATOR, by=bai)
        with django_assert_max_num_queries(10) as captured:
            client.get("/me/rooms/")
        costs.append(len(captured))
    assert costs[0] == costs[1]
    with django_assert_max_num_queries(5):
        client.get(f"/live/{RoomSeat.objects.latest('pk').room_id}/invitation/")
