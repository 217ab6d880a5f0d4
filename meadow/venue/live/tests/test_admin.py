"""The operators' desk for live rooms opens, and changes nothing that actions keep."""

import orjson
import pytest
from django.test import Client, TestCase
from django.utils import timezone

from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.venue.live import broadcast
from meadow.venue.live.models.rooms import Room, RoomSeat
from meadow.venue.live.models.shows import Recording, Show, Stream
from meadow.venue.live.models.talk import ForbiddenWord, Message, Mute
from meadow.venue.live.tests.made import helped_by, on_air, show_of

MODELS = ["room", "show", "stream", "recording", "offer", "message", "mute", "forbiddenword"]


@pytest.fixture
def as_di(di: Person) -> Client:
    client = Client()
    client.force_login(di)
    return client


@pytest.fixture
def room(bai: Person, ada: Person) -> Room:
    room = on_air(bai)
    show = show_of(room)
    helped_by(room, "ada", RoomSeat.Role.MODERATOR, by=bai)
    Message.objects.create(room=room, show=show, author=ada, text="Hello", mark="1")
    Mute.objects.create(room=room, person=ada, by=bai)
    Stream.objects.create(room=room, engine="embedded", session="1")
    Recording.objects.create(room=room, show=show, engine="embedded", name="1", began_at=timezone.now())
    ForbiddenWord.objects.create(room=room, word="bad")
    return room


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_and_can_be_searched(as_di: Client, room: Room, model: str) -> None:
    assert as_di.get(f"/operators/live/{model}/", {"q": "o"}).status_code == 200


def test_a_room_opens_and_its_state_is_no_field(as_di: Client, room: Room) -> None:
    html = as_di.get(f"/operators/live/room/{room.pk}/change/").content.decode()
    assert 'name="title"' in html
    assert 'name="seats-0-role"' in html
    for field in ("state", "key_hash", "is_public"):
        assert f'name="{field}"' not in html


def test_an_operator_ends_what_is_on_air(as_di: Client, room: Room) -> None:
    as_di.post("/operators/live/room/", {"action": "end_shows", "_selected_action": [room.pk]})
    assert Room.objects.get().state == Room.State.CLOSED
    assert Show.objects.get().closed_at is not None
    assert announced()[-1] == "venue.room_closed"


def test_hiding_is_told_to_whoever_looks(
    as_di: Client, room: Room, ada: Person, di: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, object]] = []
    monkeypatch.setattr(broadcast, "publish", lambda subject, payload: said.append((subject, orjson.loads(payload))))
    hidden, standing = (
        Message.objects.create(room=room, show=show_of(room), author=ada, text=text, mark=text)
        for text in ("Spam", "Tea")
    )
    choice = {"action": "hide", "_selected_action": [hidden.pk]}
    for _ in range(2):
        with TestCase.captureOnCommitCallbacks(execute=True):
            as_di.post("/operators/live/message/", choice)
    hidden.refresh_from_db()
    standing.refresh_from_db()
    assert (hidden.hidden_by, standing.hidden_at) == (di, None)
    assert said == [(f"room.{room.pk}.hidden", {"ids": [hidden.pk]})]


def test_history_is_only_looked_at(as_di: Client, room: Room, lamp_product: Product) -> None:
    show = show_of(room)
    assert as_di.get("/operators/live/show/add/").status_code == 403
    assert as_di.post(f"/operators/live/show/{show.pk}/delete/", {"post": "yes"}).status_code == 403
    assert as_di.post(f"/operators/live/room/{room.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Room.objects.count() == Show.objects.count() == 1


def test_words_of_the_whole_platform_are_kept_here(as_di: Client) -> None:
    assert as_di.post("/operators/live/forbiddenword/add/", {"word": "坏话", "room": ""}).status_code == 302
    assert ForbiddenWord.objects.get().room is None
