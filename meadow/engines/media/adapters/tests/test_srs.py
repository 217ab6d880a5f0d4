"""SRS, against the payloads of its documents (conf/full.conf, HTTP API)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from meadow.engines.media.adapter import HookKind, MediaUnreachable, SessionState
from meadow.engines.media.adapters.srs import Srs
from meadow.engines.media.adapters.tests.conftest import HOOK_SECRET
from meadow.engines.media.adapters.tests.speaker import Speaker

QUERY = {"token": HOOK_SECRET}
PUBLISH: dict[str, Any] = {
    "action": "on_publish",
    "client_id": "9308h583",
    "ip": "192.0.2.10",
    "vhost": "__defaultVhost__",
    "app": "live",
    "tcUrl": "rtmp://media.example/live",
    "stream": "room-5",
    "param": "?key=yyy&salt=zzz",
    "server_id": "vid-werty",
    "stream_url": "/live/room-5",
    "stream_id": "vid-124q9y3",
}
STREAM: dict[str, Any] = {
    "id": "vid-124q9y3",
    "name": "room-5",
    "vhost": "vid-c2o7ju9",
    "app": "live",
    "live_ms": 1791225637813,
    "clients": 4,
    "frames": 761,
    "kbps": {"recv_30s": 244, "send_30s": 0},
    "publish": {"active": True, "cid": "9308h583"},
    "video": {"codec": "H264", "profile": "High", "level": "3", "width": 640, "height": 360},
    "audio": {"codec": "AAC", "sample_rate": 44100, "channel": 2, "profile": "LC"},
}


@pytest.fixture
def srs(settings_of_an_engine: pytest.MonkeyPatch, api: Speaker) -> Srs:
    api.says["GET /api/v1/streams/"] = (200, {"code": 0, "server": "vid-1", "streams": [STREAM]})
    api.says["DELETE /api/v1/clients/9308h583"] = (200, {"code": 0})
    return Srs()


def _hook(srs: Srs, **words: object) -> Any:
    return srs.parse_hook({}, json.dumps({**PUBLISH, **words}).encode(), QUERY)


def test_a_publisher_is_asked_about_with_the_secret_of_its_key(srs: Srs) -> None:
    event = _hook(srs)

    assert (event.kind, event.path, event.session) == (HookKind.PUBLISH_REQUEST, "room-5", "9308h583")
    assert (event.secret, event.ip, event.engine) == ("yyy", "192.0.2.10", "srs")
    assert json.loads(srs.hook_reply(event, True).body) == {"code": 0}
    refused = srs.hook_reply(event, False, "wrong key")
    assert refused.status == 200
    assert json.loads(refused.body)["code"] != 0


def test_the_end_of_a_publisher_bears_its_own_session(srs: Srs) -> None:
    event = _hook(srs, action="on_unpublish", client_id="0454644q")

    assert (event.kind, event.session, event.final) == (HookKind.PUBLISH_END, "0454644q", True)


def test_a_doubled_hook_says_the_same(srs: Srs) -> None:
    assert _hook(srs) == _hook(srs)


def test_a_viewer_is_asked_about_with_its_token(srs: Srs) -> None:
    event = _hook(srs, action="on_play", param="?token=abc&key=yyy")

    assert (event.kind, event.secret) == (HookKind.PLAY_REQUEST, "abc")


def test_a_recording_is_told_by_the_name_of_its_file(srs: Srs) -> None:
    event = _hook(srs, action="on_dvr", cwd="/usr/local/srs", file="./objs/nginx/html/live/room-5.1420254068776.flv")

    assert (event.kind, event.recording) == (HookKind.RECORD_READY, "room-5.1420254068776.flv")


@pytest.mark.parametrize("words", [{"action": "on_stop"}, {"app": "other"}])
def test_what_does_not_concern_us_is_nothing(srs: Srs, words: dict[str, str]) -> None:
    assert _hook(srs, **words) is None


def test_the_state_is_who_publishes_now(srs: Srs, api: Speaker) -> None:
    idle = {**STREAM, "name": "room-6", "publish": {"active": False, "cid": ""}}
    fresh = {**STREAM, "name": "room-7", "frames": 0, "video": None, "audio": None}
    others = {**STREAM, "name": "room-8", "app": "other"}
    api.says["GET /api/v1/streams/"] = (200, {"code": 0, "streams": [STREAM, idle, fresh, others]})

    state = srs.state()

    assert set(state) == {"room-5", "room-7"}
    live = state["room-5"]
    assert (live.session, live.state) == ("9308h583", SessionState.LIVE)
    assert (live.health.kbps, live.health.width, live.health.height) == (244, 640, 360)
    assert state["room-7"].state == SessionState.CONNECTING


def test_a_kick_ends_only_the_session_that_was_meant(srs: Srs, api: Speaker) -> None:
    assert not srs.kick(session="somebody else")
    assert not srs.kick(path="room-9")
    assert api.of("DELETE /api/v1/clients/9308h583") == []

    assert srs.kick(path="room-5", session="9308h583")
    assert srs.kick(path="room-5")
    assert len(api.of("DELETE /api/v1/clients/9308h583")) == 2


def test_every_segment_says_that_the_picture_is_there(srs: Srs) -> None:
    event = _hook(srs, action="on_hls", duration=2.0, file="./objs/nginx/html/live/room-5-9.ts", seq_no=9)

    assert (event.kind, event.session) == (HookKind.PUBLISH_START, "9308h583")


def test_recordings_are_what_a_web_server_lists(srs: Srs, api: Speaker, monkeypatch: pytest.MonkeyPatch) -> None:
    assert srs.recordings() == []
    assert "record" not in srs.capabilities
    monkeypatch.setenv("MEADOW_MEDIA_RECORDINGS_URL", f"{api.url}/folder")
    file = {"type": "file", "mtime": "Mon, 23 Nov 2026 20:01:30 GMT", "size": 123456}
    names = ["room-5.1795464060000.flv", "room-5.1795464000500.flv", "room-6.1795464000500.flv", "notes.txt"]
    empty = {**file, "name": "room-5.1795464070000.flv", "size": 0}
    folder = {"name": "older", "type": "directory", "mtime": "Mon, 23 Nov 2026 20:01:30 GMT"}
    api.says["GET /folder/"] = (200, [*({**file, "name": name} for name in names), empty, folder])

    found = srs.recordings("room-5")

    assert [(it.name, it.finished) for it in found] == [(names[1], True), (names[0], False)]
    assert found[0].started_at == datetime(2026, 11, 23, 20, 0, 0, 500000, tzinfo=UTC)
    assert (found[0].seconds, found[0].bytes) == (89.5, 123456)
    assert "record" in srs.capabilities
    api.says["GET /folder/"] = (200, {"no": "list"})
    with pytest.raises(MediaUnreachable, match="no listing of recordings"):
        srs.recordings()
