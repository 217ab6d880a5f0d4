"""Rooms with a media engine of somebody else: OvenMediaEngine, as its documents say it speaks."""

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from meadow.engines.media.adapters.tests.speaker import Speaker, speaker
from meadow.engines.media.registry import media_engine
from meadow.people.models.persons import Person
from meadow.venue.live.actions.keys import make_key
from meadow.venue.live.actions.streams import reconcile
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Stream
from meadow.venue.live.tests.made import on_air

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "only the engine and we know this"
STREAMS = "/v1/vhosts/default/apps/live/streams"


@pytest.fixture
def ome(monkeypatch: pytest.MonkeyPatch) -> Iterator[Speaker]:
    with speaker() as api:
        monkeypatch.setenv("MEADOW_MEDIA_ENGINE", "ome")
        monkeypatch.setenv("MEADOW_MEDIA_RTMP_URL", "rtmp://media.example/live")
        monkeypatch.setenv("MEADOW_MEDIA_API_URL", api.url)
        monkeypatch.setenv("MEADOW_MEDIA_API_SECRET", "access token")
        monkeypatch.setenv("MEADOW_MEDIA_HOOK_SECRET", SECRET)
        yield api


@pytest.fixture
def room(bai: Person) -> Room:
    return on_air(bai)


def _knock(room: Room, query: str, *, port: int = 29291, secret: str = SECRET, **words: str) -> tuple[int, Any]:
    request = {
        "direction": "incoming",
        "protocol": "rtmp",
        "status": "opening",
        "url": f"rtmp://media.example/live/{room.path}?{query}",
        "time": datetime.now(UTC).isoformat(),
        **words,
    }
    body = json.dumps({"client": {"address": "192.0.2.9", "port": port}, "request": request}).encode()
    mac = base64.urlsafe_b64encode(hmac.digest(secret.encode(), body, "sha1")).decode().rstrip("=")
    answer = Client().post("/hooks/media/ome/", body, content_type="application/json", headers={"X-OME-Signature": mac})
    return answer.status_code, json.loads(answer.content) if answer.status_code == 200 else None


def test_who_has_the_key_is_let_in_and_nobody_else(ome: Speaker, room: Room, bai: Person) -> None:
    key = make_key(room, by=bai)

    assert _knock(room, "key=wrong") == (200, {"allowed": False, "reason": "wrong key"})
    assert _knock(room, f"key={key}", secret="forged") == (403, None)
    assert not Stream.objects.exists()

    assert _knock(room, f"key={key}") == (200, {"allowed": True})
    assert Stream.objects.get().session == f"192.0.2.9:29291/live/{room.path}"


def test_who_has_a_token_may_watch_and_nobody_else(ome: Speaker, room: Room) -> None:
    token = media_engine().viewer_token(room.path, lifetime=timedelta(minutes=1))

    for shown, allowed in ((token, True), ("", False), (token + "x", False)):
        _, said = _knock(room, f"token={shown}", direction="outgoing", protocol="llhls")
        assert said["allowed"] is allowed


def test_a_stream_that_the_engine_does_not_attribute_is_that_of_the_session_let_in(
    ome: Speaker, room: Room, bai: Person
) -> None:
    key = make_key(room, by=bai)
    _knock(room, f"key={key}", protocol="webrtc")
    ome.says[f"GET {STREAMS}"] = (200, {"response": [room.path]})
    ome.says[f"GET {STREAMS}/{room.path}"] = (200, {"response": {"input": {"sourceType": "Webrtc"}}})

    reconcile(media_engine())
    reconcile(media_engine())

    stream = Stream.objects.get()
    assert (stream.state, stream.session) == (Stream.State.ON, f"192.0.2.9:29291/live/{room.path}")
    assert ome.of(f"DELETE {STREAMS}/{room.path}") == []
    assert _knock(room, f"key={key}", port=5)[1] == {"allowed": False, "reason": "already live"}


def test_a_stream_that_nobody_let_in_is_ended(ome: Speaker, room: Room) -> None:
    ome.says[f"GET {STREAMS}"] = (200, {"response": [room.path]})
    ome.says[f"GET {STREAMS}/{room.path}"] = (200, {"response": {"input": {"sourceType": "Webrtc"}}})
    ome.says[f"DELETE {STREAMS}/{room.path}"] = (200, {})

    reconcile(media_engine())

    assert len(ome.of(f"DELETE {STREAMS}/{room.path}")) == 1
    assert not Stream.objects.exists()
