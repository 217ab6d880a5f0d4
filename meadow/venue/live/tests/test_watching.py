"""What players and consoles are told of a stream, who may ask, and what a stream key's page shows."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meadow.engines.media import places, tokens
from meadow.engines.media.adapter import Health
from meadow.people.models.persons import Person
from meadow.venue.live.actions.keys import make_key
from meadow.venue.live.actions.opening import close_room, pause_room, rehearse
from meadow.venue.live.health import advice
from meadow.venue.live.keys import bearer, opens
from meadow.venue.live.models.rooms import Room, RoomSeat
from meadow.venue.live.models.shows import Stream
from meadow.venue.live.models.talk import Mute
from meadow.venue.live.tests.engine import Engine
from meadow.venue.live.tests.made import announced_room, helped_by, on_air, planned

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(room: Room, state: str = Stream.State.ON) -> Room:
    Stream.objects.create(room=room, engine="embedded", session="one", state=state, seen_at=timezone.now())
    return room


@pytest.fixture
def room(engine: Engine, bai: Person) -> Room:
    return on_air(bai)


def test_everybody_watches_a_room_on_air_with_a_token_for_ten_minutes(room: Room) -> None:
    said = Client().get(f"/live/{room.pk}/stream/").json()
    assert said == {"state": "waiting", "sources": []}
    sent(room)
    said = Client().get(f"/live/{room.pk}/stream/").json()
    assert (said["state"], said["renew"]) == ("on", 300)
    (source,) = said["sources"]
    assert source["kind"] == "llhls"
    token = parse_qs(urlsplit(source["url"]).query)["token"][0]
    assert source["url"].startswith(f"http://video.example:8002/watch/{room.path}/")
    now = timezone.now().timestamp()
    valid = [tokens.is_valid(places.secret(), room.path, tokens.Scope.LIVE, token, now=now + at) for at in (590, 610)]
    assert valid == [True, False]
    assert room.key_hash not in source["url"] or not room.key_hash


def test_a_lost_stream_says_so_and_can_be_watched_on(room: Room) -> None:
    sent(room, Stream.State.LOST)
    said = Client().get(f"/live/{room.pk}/stream/").json()
    assert said["state"] == "lost"
    assert said["sources"]


def test_a_rehearsal_is_watched_by_its_team_alone(engine: Engine, bai: Person, ada: Person, bo: Person) -> None:
    room = announced_room(bai)
    helped_by(room, bo.handle, RoomSeat.Role.MODERATOR, by=bai)
    sent(room)
    assert as_(ada).get(f"/live/{room.pk}/stream/").json() == {"state": "waiting", "sources": []}
    assert as_(bo).get(f"/live/{room.pk}/stream/").json()["sources"]
    rehearse(room, by=bai)
    assert as_(ada).get(f"/live/{room.pk}/stream/").status_code == 404
    assert as_(bai).get(f"/live/{room.pk}/stream/").json()["sources"]


def test_a_pause_shows_nothing_and_the_end_neither(room: Room, bai: Person) -> None:
    sent(room)
    pause_room(room, by=bai)
    assert Client().get(f"/live/{room.pk}/stream/").json() == {"state": "paused", "sources": []}
    assert as_(bai).get(f"/live/{room.pk}/stream/").json()["sources"]
    close_room(room, by=bai)
    assert as_(bai).get(f"/live/{room.pk}/stream/").json() == {"state": "over", "sources": []}


def test_whoever_is_banned_or_too_young_gets_no_token(room: Room, bai: Person, ada: Person) -> None:
    sent(room)
    Mute.objects.create(room=room, person=ada, is_ban=True)
    assert as_(ada).get(f"/live/{room.pk}/stream/").status_code == 404
    Room.objects.update(age_from=18)
    assert Client().get(f"/live/{room.pk}/stream/").status_code == 404


def test_a_player_costs_two_statements(room: Room, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    sent(room)
    client = Client()
    with django_assert_num_queries(2):
        client.get(f"/live/{room.pk}/stream/")


def test_the_rooms_page_names_the_door_and_no_token(room: Room) -> None:
    sent(room)
    page = Client().get(f"/live/{room.pk}/").content.decode()
    assert f'data-player="/live/{room.pk}/stream/"' in page
    assert "token=" not in page


# -- the console ----------------------------------------------------------------------------------


def test_the_console_says_in_words_what_is_wrong(engine: Engine, room: Room, bai: Person) -> None:
    figures: dict[str, Any] = {
        "fps": 30.0,
        "kbps": 2500.0,
        "width": 1280,
        "height": 720,
        "audio_kbps": 128.0,
        "packet_age": 0.1,
    }
    codecs: dict[str, Any] = {"video_codec": "avc1.42C01F", "audio_codec": "mp4a.40.2"}
    engine.show(room.path, "one", keyframe_seconds=8.333, dropped=0, **figures, **codecs)
    page = as_(bai).get(f"/live/{room.pk}/stream/health/").content.decode()
    assert "The picture arrives" in page
    assert "Your encoder sends a keyframe every 8.3 s: set 2." in page
    assert "1280 × 720" in page
    assert "2500" in page


@pytest.mark.parametrize(
    ("health", "words"),
    [
        (Health(packet_age=7.2), ["Nothing has arrived for 7 s."]),
        (Health(video_codec="avc1"), ["No sound is sent: is the microphone switched on?"]),
        (Health(audio_codec="opus", audio_kbps=64), ["No picture arrives, only sound."]),
        (Health(video_codec="a", audio_codec="o", audio_kbps=0), ["No sound arrives, though it was promised."]),
        (Health(fps=9), ["Only 9 pictures a second arrive: the device or its connection is too slow."]),
        (Health(kbps=200, height=720), ["200 kbit/s are little for a picture of 720 lines: send a smaller one."]),
        (Health(dropped=3), ["3 packets could not be shown."]),
        (Health(keyframe_seconds=2.0, fps=30, kbps=2500, height=720, dropped=0, packet_age=0.2), []),
        (Health(), []),
    ],
)
def test_advice_says_what_to_do(health: Health, words: list[str]) -> None:
    assert [it.words for it in advice(health)] == words


def test_the_console_says_that_the_engine_is_silent(engine: Engine, room: Room, bai: Person) -> None:
    engine.is_down = True
    page = as_(bai).get(f"/live/{room.pk}/stream/health/").content.decode()
    assert "The media engine does not answer" in page


def test_only_the_team_sees_the_streams_health_and_only_hosts_its_doors(
    engine: Engine, room: Room, bai: Person, ada: Person, bo: Person
) -> None:
    helped_by(room, bo.handle, RoomSeat.Role.MODERATOR, by=bai)
    assert as_(ada).get(f"/live/{room.pk}/stream/health/").status_code == 404
    assert as_(bo).get(f"/live/{room.pk}/stream/health/").status_code == 200
    for door in ("key", "cut", "entry"):
        for person in (ada, bo):
            assert as_(person).post(f"/live/{room.pk}/stream/{door}/").status_code == 404
        assert Client().post(f"/live/{room.pk}/stream/{door}/").status_code == 302
        assert as_(bai).get(f"/live/{room.pk}/stream/{door}/").status_code == 405
    room.refresh_from_db()
    assert room.key_made_at is None
    assert engine.commands == []


def test_a_key_is_shown_once_and_opens_the_room(room: Room, bai: Person) -> None:
    client = as_(bai)
    page = client.post(f"/live/{room.pk}/stream/key/", headers=HTMX).content.decode()
    secret = page.split("?key=")[1].split('"')[0]
    room.refresh_from_db()
    assert opens(secret, room)
    assert "rtmp://" in page
    console = client.get(f"/live/{room.pk}/console/").content.decode()
    assert secret not in console
    assert "There is a key from" in console
    whole = client.post(f"/live/{room.pk}/stream/key/")
    assert b"<title>" in whole.content
    assert "no-store" in whole["Cache-Control"]


def test_a_browser_gets_a_way_in_that_is_its_hosts_own(room: Room, bai: Person) -> None:
    said = as_(bai).post(f"/live/{room.pk}/stream/entry/").json()
    url = urlsplit(said["ws_url"])
    assert (url.scheme, url.path) == ("ws", f"/ingest/{room.path}")
    assert bearer(parse_qs(url.query)["key"][0], room) == bai.pk
    assert said["whip_url"] == ""


def test_a_room_that_is_over_lets_no_browser_in(room: Room, bai: Person) -> None:
    close_room(room, by=bai)
    answer = as_(bai).post(f"/live/{room.pk}/stream/entry/", headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json()["detail"] == "“Cups and tea” is over."


def test_cutting_off_is_a_door_that_shows_what_is_left(engine: Engine, room: Room, bai: Person) -> None:
    make_key(room, by=bai)
    engine.show(sent(room).path, "one")
    page = as_(bai).post(f"/live/{room.pk}/stream/cut/", headers=HTMX).content.decode()
    assert "Nothing is sent" in page
    assert Stream.objects.get().state == Stream.State.ENDED
    engine.is_down = True
    answer = as_(bai).post(f"/live/{room.pk}/stream/cut/", headers=HTMX)
    assert answer.status_code == 503
    assert "does not answer" in answer.content.decode()


def test_the_console_shows_both_ways_to_send(engine: Engine, bai: Person) -> None:
    page = as_(bai).get(f"/live/{planned(bai).pk}/console/").content.decode()
    assert "Send from this browser" in page
    assert "Send from OBS" in page
