"""OvenMediaEngine, against the payloads of its documents (admission webhooks, REST API)."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meadow.engines.media.adapter import HookEvent, HookForged, HookKind, SessionState
from meadow.engines.media.adapters.ome import OvenMediaEngine
from meadow.engines.media.adapters.tests.conftest import HOOK_SECRET
from meadow.engines.media.adapters.tests.speaker import Speaker

STREAMS = "/v1/vhosts/default/apps/live/streams"
STREAM = {
    "input": {
        "createdTime": "2021-01-11T03:45:21.879+09:00",
        "sourceType": "Rtmp",
        "sourceUrl": "TCP://211.233.58.86:29291",
        "tracks": [
            {"id": 0, "type": "Video", "video": {"codec": "H264", "framerate": 30.0, "height": 720, "width": 1280}},
            {"id": 1, "type": "Audio", "audio": {"codec": "AAC", "samplerate": 48000}},
        ],
    },
    "name": "room-5",
}


@pytest.fixture
def ome(settings_of_an_engine: pytest.MonkeyPatch, api: Speaker) -> OvenMediaEngine:
    settings_of_an_engine.setenv("MEADOW_MEDIA_API_SECRET", "ome-access-token")
    api.says[f"GET {STREAMS}"] = (200, {"statusCode": 200, "message": "OK", "response": ["room-5"]})
    api.says[f"GET {STREAMS}/room-5"] = (200, {"statusCode": 200, "message": "OK", "response": STREAM})
    api.says[f"DELETE {STREAMS}/room-5"] = (200, {"statusCode": 200, "message": "OK"})
    return OvenMediaEngine()


def _body(words: dict[str, str], time: datetime | None = None) -> bytes:
    request = {
        "direction": "incoming",
        "protocol": "rtmp",
        "status": "opening",
        "url": "rtmp://media.example:1935/live/room-5?key=yyy",
        "time": (time or datetime.now(UTC)).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    client = {"address": "211.233.58.86", "port": 29291, "real_ip": "192.0.2.43", "user_agent": "OBS"}
    return json.dumps({"client": client, "request": {**request, **words}}).encode()


def _signed(body: bytes, secret: str = HOOK_SECRET) -> dict[str, str]:
    mac = hmac.digest(secret.encode(), body, "sha1")
    return {"X-OME-Signature": base64.urlsafe_b64encode(mac).decode().rstrip("=")}


def _hook(ome: OvenMediaEngine, **words: str) -> HookEvent | None:
    body = _body(words)
    return ome.parse_hook(_signed(body), body, {})


def test_a_publisher_is_asked_about_with_the_secret_of_its_key(ome: OvenMediaEngine) -> None:
    event = _hook(ome)

    assert event
    assert (event.kind, event.path, event.secret) == (HookKind.PUBLISH_REQUEST, "room-5", "yyy")
    assert (event.session, event.ip) == ("211.233.58.86:29291/live/room-5", "192.0.2.43")
    assert json.loads(ome.hook_reply(event, True).body) == {"allowed": True}
    assert json.loads(ome.hook_reply(event, False, "wrong key").body) == {"allowed": False, "reason": "wrong key"}


def test_opening_and_closing_bear_the_same_session_and_no_secret(ome: OvenMediaEngine) -> None:
    opening, closing = _hook(ome), _hook(ome, status="closing", new_url="rtmp://media.example:1935/live/room-5")

    assert opening
    assert closing
    assert (closing.kind, closing.final) == (HookKind.PUBLISH_END, True)
    assert closing.session == opening.session
    assert "yyy" not in closing.session
    assert json.loads(ome.hook_reply(closing, True).body) == {}


@pytest.mark.parametrize("secret", ["", "another"])
def test_a_forged_signature_is_refused(ome: OvenMediaEngine, secret: str) -> None:
    body = _body({})

    with pytest.raises(HookForged, match="signature is wrong"):
        ome.parse_hook(_signed(body, secret) if secret else {}, body, {})
    with pytest.raises(HookForged, match="signature is wrong"):
        ome.parse_hook(_signed(body), body.replace(b"room-5", b"room-6"), {})


def test_a_header_in_another_case_and_with_padding_is_the_same(ome: OvenMediaEngine) -> None:
    body = _body({})

    assert ome.parse_hook({"x-ome-signature": _signed(body)["X-OME-Signature"] + "="}, body, {})


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_hook_that_is_played_again_later_is_refused(ome: OvenMediaEngine, minutes: int) -> None:
    body = _body({}, time=datetime.now(UTC) + timedelta(minutes=minutes))

    with pytest.raises(HookForged, match="too old"):
        ome.parse_hook(_signed(body), body, {})


def test_a_doubled_hook_bears_the_same_number_and_another_one_another(ome: OvenMediaEngine) -> None:
    body = _body({})
    first, second = (ome.parse_hook(_signed(body), body, {}) for _ in range(2))
    closing = _hook(ome, status="closing")

    assert first
    assert closing
    assert first == second
    assert first.id
    assert first.id != closing.id


def test_a_viewer_is_asked_about_with_its_token(ome: OvenMediaEngine) -> None:
    event = _hook(
        ome,
        direction="outgoing",
        protocol="llhls",
        url="https://media.example:3334/live/room-5/master.m3u8?token=abc&key=yyy",
    )

    assert event
    assert (event.kind, event.path, event.secret) == (HookKind.PLAY_REQUEST, "room-5", "abc")


@pytest.mark.parametrize("words", [{"direction": "outgoing", "status": "closing"}, {"url": "rtmp://x/other/room-5"}])
def test_what_does_not_concern_us_is_nothing(ome: OvenMediaEngine, words: dict[str, str]) -> None:
    assert _hook(ome, **words) is None


def test_the_state_bears_the_session_that_the_hook_bore(ome: OvenMediaEngine, api: Speaker) -> None:
    api.says[f"GET {STREAMS}"] = (200, {"statusCode": 200, "response": ["room-5", "gone-since"]})

    state = ome.state()

    opening = _hook(ome)
    assert opening
    assert set(state) == {"room-5"}
    live = state["room-5"]
    assert (live.session, live.state, live.protocol) == (opening.session, SessionState.LIVE, "rtmp")
    assert live.started_at == datetime(2021, 1, 10, 18, 45, 21, 879000, tzinfo=UTC)
    assert (live.health.fps, live.health.width, live.health.height) == (30.0, 1280, 720)
    credentials = base64.b64encode(b"ome-access-token").decode()
    assert api.asked[0].headers["Authorization"] == f"Basic {credentials}"


def test_an_older_version_does_not_tell_whose_the_stream_is(ome: OvenMediaEngine, api: Speaker) -> None:
    given: dict[str, Any] = {**STREAM, "input": {"createdTime": "2021-01-11T03:45:21Z", "sourceType": "Rtmp"}}
    api.says[f"GET {STREAMS}/room-5"] = (200, {"response": given})

    assert ome.state()["room-5"].session == ""
    assert ome.kick(session="211.233.58.86:29291/live/room-5")


def test_a_kick_ends_only_the_session_that_was_meant(ome: OvenMediaEngine, api: Speaker) -> None:
    assert not ome.kick(session="192.0.2.1:1/live/room-5")
    assert not ome.kick(session="192.0.2.1:1/live/room-9")
    assert api.of(f"DELETE {STREAMS}/room-5") == []
    assert not ome.kick(path="room-9")

    assert ome.kick(path="room-5", session="211.233.58.86:29291/live/room-5")
    assert ome.kick(path="room-5")
    assert len(api.of(f"DELETE {STREAMS}/room-5")) == 2
