"""MediaMTX, against the payloads of its documents (authentication, hooks, control API)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from meadow.engines.media.adapter import HookEvent, HookKind, SessionState
from meadow.engines.media.adapters.mediamtx import MediaMtx
from meadow.engines.media.adapters.tests.conftest import HOOK_SECRET
from meadow.engines.media.adapters.tests.speaker import Speaker

QUERY = {"token": HOOK_SECRET}
ID = "1f2e3d4c-0000-4000-8000-0123456789ab"
ASKED = {
    "user": "",
    "password": "",
    "token": "",
    "ip": "192.0.2.7",
    "action": "publish",
    "path": "live/room-5",
    "protocol": "rtmp",
    "id": ID,
    "query": "key=yyy",
}
PATH: dict[str, Any] = {
    "name": "live/room-5",
    "confName": "all_others",
    "source": {"type": "rtmpConn", "id": ID},
    "ready": True,
    "readyTime": "2026-11-23T20:00:00.5Z",
    "tracks": ["H264", "MPEG-4 Audio"],
    "bytesReceived": 1000,
    "readers": [],
}


@pytest.fixture
def mtx(settings_of_an_engine: pytest.MonkeyPatch, api: Speaker) -> MediaMtx:
    replay = "https://media.example/get?path=live%2F{path}&start={start}&duration=86400&token={token}"
    settings_of_an_engine.setenv("MEADOW_MEDIA_REPLAY_URL", replay)
    api.says["GET /v3/paths/list"] = (200, {"pageCount": 1, "itemCount": 1, "items": [PATH]})
    api.says[f"POST /v3/rtmpconns/kick/{ID}"] = (200, {"status": "ok"})
    return MediaMtx()


def _asked(mtx: MediaMtx, **words: str) -> HookEvent | None:
    return mtx.parse_hook({}, json.dumps({**ASKED, **words}).encode(), QUERY)


def _told(mtx: MediaMtx, **words: str) -> HookEvent | None:
    return mtx.parse_hook({}, urlencode(words).encode(), QUERY)


def test_a_publisher_is_asked_about_with_the_secret_of_its_key(mtx: MediaMtx) -> None:
    event = _asked(mtx)

    assert event
    assert (event.kind, event.path, event.session) == (HookKind.PUBLISH_REQUEST, "room-5", ID)
    assert (event.secret, event.ip, event.protocol) == ("yyy", "192.0.2.7", "rtmp")
    assert mtx.hook_reply(event, True).status == 200
    assert mtx.hook_reply(event, False, "wrong key").status == 401


def test_a_browser_shows_its_secret_as_a_bearer_token(mtx: MediaMtx) -> None:
    event = _asked(mtx, protocol="webrtc", query="", token="yyy")

    assert event
    assert (event.secret, event.protocol) == ("yyy", "whip")


def test_a_bearer_token_with_a_colon_comes_as_a_user_and_a_password(mtx: MediaMtx) -> None:
    event = _asked(mtx, protocol="webrtc", query="", user="WzEsMl0", password="1vM:sig")

    assert event
    assert event.secret == "WzEsMl0:1vM:sig"


def test_a_recording_is_watched_by_path_and_start(mtx: MediaMtx) -> None:
    [source] = mtx.replay("room-5@2026-11-23T20:00:00Z", token="1.a")

    assert source.url == (
        "https://media.example/get?path=live%2Froom-5&start=2026-11-23T20%3A00%3A00Z&duration=86400&token=1.a"
    )
    assert {"record", "replay"} <= mtx.capabilities


def test_a_client_that_has_shown_nothing_shows_nothing(mtx: MediaMtx) -> None:
    event = _asked(mtx, query="")

    assert event
    assert event.secret == ""


def test_a_viewer_is_asked_about_with_its_token(mtx: MediaMtx) -> None:
    event = _asked(mtx, action="read", protocol="hls", query="token=abc&key=yyy")

    assert event
    assert (event.kind, event.secret, event.recording) == (HookKind.PLAY_REQUEST, "abc", "")


def test_a_viewer_of_a_recording_is_asked_about_by_its_name(mtx: MediaMtx) -> None:
    event = _asked(mtx, action="playback", query="path=live%2Froom-5&start=2026-11-23T20%3A00%3A00Z&token=abc")

    assert event
    assert (event.kind, event.recording) == (HookKind.PLAY_REQUEST, "room-5@2026-11-23T20:00:00Z")


@pytest.mark.parametrize("words", [{"action": "api"}, {"action": "metrics"}, {"path": "other/room-5"}, {"path": ""}])
def test_what_does_not_concern_us_is_nothing(mtx: MediaMtx, words: dict[str, str]) -> None:
    assert _asked(mtx, **words) is None


def test_a_command_tells_of_the_same_session_that_was_asked_about(mtx: MediaMtx) -> None:
    begun = _told(mtx, event="available", path="live/room-5", session=ID, type="rtmpConn")
    over = _told(mtx, event="unavailable", path="live/room-5", session=ID, type="rtmpConn")
    asked = _asked(mtx)

    assert begun
    assert over
    assert asked
    assert [begun.kind, over.kind] == [HookKind.PUBLISH_START, HookKind.PUBLISH_END]
    assert begun.session == over.session == asked.session
    assert over == _told(mtx, event="unavailable", path="live/room-5", session=ID, type="rtmpConn")
    assert _told(mtx, event="something new", path="live/room-5") is None


def test_a_recording_that_ended_now_is_told_by_when_it_began(mtx: MediaMtx, api: Speaker) -> None:
    now = datetime.now(UTC)
    older, newer = (f"{now - timedelta(seconds=ago):%Y-%m-%dT%H:%M:%SZ}" for ago in (5000, 90))
    segments = {"name": "live/room-5", "segments": [{"start": older}, {"start": newer}]}
    api.says["GET /v3/recordings/get/live/room-5"] = (200, segments)

    event = _told(mtx, event="recorded", path="live/room-5", seconds="89.5")

    assert event
    assert (event.kind, event.recording, event.seconds) == (HookKind.RECORD_READY, f"room-5@{newer}", 89.5)
    assert _told(mtx, event="recorded", path="live/room-5", seconds="") is None


def test_the_state_is_who_publishes_now_on_every_page(mtx: MediaMtx, api: Speaker) -> None:
    browser = {**PATH, "name": "live/room-6", "source": {"type": "webRTCSession", "id": "w"}, "ready": False}
    pages = iter([[PATH, {**PATH, "name": "elsewhere"}, {**PATH, "name": "live/idle", "source": None}], [browser]])
    api.says["GET /v3/paths/list"] = (200, lambda told: {"pageCount": 2, "items": next(pages)})

    state = mtx.state()

    assert set(state) == {"room-5", "room-6"}
    assert (state["room-5"].session, state["room-5"].state) == (ID, SessionState.LIVE)
    assert state["room-5"].started_at == datetime(2026, 11, 23, 20, 0, 0, 500000, tzinfo=UTC)
    assert (state["room-6"].protocol, state["room-6"].state) == ("whip", SessionState.CONNECTING)
    assert len(api.of("GET /v3/paths/list")) == 2


def test_a_kick_ends_only_the_session_that_was_meant(mtx: MediaMtx, api: Speaker) -> None:
    assert not mtx.kick(session="somebody else")
    assert api.of(f"POST /v3/rtmpconns/kick/{ID}") == []

    assert mtx.kick(path="room-5", session=ID)
    assert len(api.of(f"POST /v3/rtmpconns/kick/{ID}")) == 1
    api.says[f"POST /v3/rtmpconns/kick/{ID}"] = (404, {"status": "error", "error": "connection not found"})
    assert not mtx.kick(path="room-5")


def test_recordings_are_segments_and_the_last_of_a_live_path_is_still_written(mtx: MediaMtx, api: Speaker) -> None:
    starts = ["2026-11-23T20:00:00Z", "2026-11-23T21:00:00Z"]
    segments = {"name": "live/room-5", "segments": [{"start": start} for start in starts]}
    others = {"name": "elsewhere", "segments": [{"start": starts[0]}]}
    api.says["GET /v3/recordings/list"] = (200, {"pageCount": 1, "items": [segments, others]})
    api.says["GET /v3/recordings/get/live/room-5"] = (200, segments)
    api.says["DELETE /v3/recordings/deletesegment"] = (200, {"status": "ok"})

    found = mtx.recordings()

    assert [(it.name, it.path, it.finished) for it in found] == [
        ("room-5@2026-11-23T20:00:00Z", "room-5", True),
        ("room-5@2026-11-23T21:00:00Z", "room-5", False),
    ]
    assert mtx.recordings("room-9") == []
    assert not mtx.delete_recording("room-5@2026-11-23T21:00:00Z")
    assert not mtx.delete_recording("room-5@2020-01-01T00:00:00Z")
    assert api.of("DELETE /v3/recordings/deletesegment") == []
    assert mtx.delete_recording("room-5@2026-11-23T20:00:00Z")
    [deleted] = api.of("DELETE /v3/recordings/deletesegment")
    assert deleted.path.endswith("?path=live%2Froom-5&start=2026-11-23T20%3A00%3A00Z")
