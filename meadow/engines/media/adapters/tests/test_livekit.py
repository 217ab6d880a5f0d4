"""LiveKit, against the messages of its protocol (livekit_ingress, livekit_egress, livekit_webhook)."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meadow.engines.media.adapter import HookEvent, HookForged, HookKind, SessionState, Source, SourceKind
from meadow.engines.media.adapters.livekit import LiveKit
from meadow.engines.media.adapters.tests.speaker import Speaker

KEY, SECRET = "APIabc", "the secret of the key, long enough"
BEGAN = "1795464000000000000"
STATE = {
    "status": "ENDPOINT_PUBLISHING",
    "started_at": BEGAN,
    "video": {"mime_type": "video/h264", "average_bitrate": 1900000, "width": 1280, "height": 720, "framerate": 30},
    "audio": {"mime_type": "audio/opus", "average_bitrate": 96000},
}
INFO = {
    "ingressId": "IN_1",
    "name": "meadow:x",
    "inputType": "WHIP_INPUT",
    "roomName": "room-5",
    "state": {"status": "ENDPOINT_PUBLISHING", "startedAt": BEGAN},
}


class Ingresses:
    """The ingress service, as far as its messages show it."""

    def __init__(self, api: Speaker) -> None:
        self.items: list[dict[str, Any]] = []
        self._made = 0
        api.says["POST /twirp/livekit.Ingress/CreateIngress"] = (200, self.create)
        api.says["POST /twirp/livekit.Ingress/ListIngress"] = (200, self.list)
        api.says["POST /twirp/livekit.Ingress/DeleteIngress"] = (200, self.delete)

    def create(self, told: dict[str, Any]) -> dict[str, Any]:
        self._made += 1
        kind = "rtmp://in.example/x" if told["input_type"] == "RTMP_INPUT" else "https://in.example/w"
        made = {**told, "ingress_id": f"IN_{self._made}", "stream_key": f"key-{self._made}", "url": kind, "state": {}}
        self.items.append(made)
        return made

    def list(self, told: dict[str, Any]) -> dict[str, Any]:
        return {"items": [it for it in self.items if told.get("room_name") in (None, it["room_name"])]}

    def delete(self, told: dict[str, Any]) -> dict[str, Any]:
        [gone] = [it for it in self.items if it["ingress_id"] == told["ingress_id"]]
        self.items.remove(gone)
        return gone


@pytest.fixture
def livekit(settings_of_an_engine: pytest.MonkeyPatch) -> LiveKit:
    settings_of_an_engine.setenv("MEADOW_MEDIA_LIVEKIT_URL", "wss://livekit.example")
    settings_of_an_engine.setenv("MEADOW_MEDIA_API_KEY", KEY)
    settings_of_an_engine.setenv("MEADOW_MEDIA_API_SECRET", SECRET)
    return LiveKit()


@pytest.fixture
def ingresses(api: Speaker) -> Ingresses:
    return Ingresses(api)


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _jwt(claims: dict[str, Any], *, secret: str = SECRET, algorithm: str = "HS256") -> str:
    signed = ".".join(_base64(json.dumps(it).encode()) for it in ({"alg": algorithm, "typ": "JWT"}, claims))
    return f"{signed}.{_base64(hmac.digest(secret.encode(), signed.encode(), 'sha256'))}"


def _claims(body: bytes, **words: object) -> dict[str, Any]:
    hashed = base64.b64encode(hashlib.sha256(body).digest()).decode()
    return {"iss": KEY, "nbf": int(time.time()), "exp": int(time.time()) + 300, "sha256": hashed, **words}


def _read(token: str) -> dict[str, Any]:
    head, payload, mac = token.split(".")
    assert mac == _base64(hmac.digest(SECRET.encode(), f"{head}.{payload}".encode(), "sha256"))
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return read


def _hook(livekit: LiveKit, event: str, **words: object) -> HookEvent | None:
    body = json.dumps({"event": event, "id": "EV_1", "createdAt": "1795464001", **words}).encode()
    return livekit.parse_hook({"Authorization": _jwt(_claims(body))}, body, {})


def test_a_publisher_gets_an_ingress_for_each_way_of_sending(
    livekit: LiveKit, ingresses: Ingresses, api: Speaker
) -> None:
    ingest = livekit.provision("room-5", "first")

    assert (ingest.rtmp_url, ingest.stream_key) == ("rtmp://in.example/x", "key-1")
    assert (ingest.whip_url, ingest.whip_token) == ("https://in.example/w", "key-2")
    assert {it["room_name"] for it in ingresses.items} == {"room-5"}
    assert not any("first" in json.dumps(it) for it in ingresses.items)
    asked = api.of("POST /twirp/livekit.Ingress/CreateIngress")[0]
    assert _read(asked.headers["Authorization"].removeprefix("Bearer "))["video"] == {"ingressAdmin": True}


def test_the_same_secret_keeps_its_ingresses_and_a_new_one_makes_them_worthless(
    livekit: LiveKit, ingresses: Ingresses
) -> None:
    first = livekit.provision("room-5", "first")
    assert livekit.provision("room-5", "first") == first
    livekit.provision("room-6", "first")

    second = livekit.provision("room-5", "second")

    assert second.stream_key != first.stream_key
    assert [it["stream_key"] for it in ingresses.items if it["room_name"] == "room-5"] == ["key-5", "key-6"]
    assert len(ingresses.items) == 4


def test_ingresses_of_others_are_left_alone(livekit: LiveKit, ingresses: Ingresses) -> None:
    ingresses.items.append({"ingress_id": "IN_other", "name": "cameras", "room_name": "room-5", "state": STATE})

    livekit.provision("room-5", "first")

    assert ingresses.items[0]["ingress_id"] == "IN_other"
    assert livekit.state() == {}
    assert not livekit.kick(path="room-5")


def test_a_viewer_may_watch_one_room_and_do_nothing_else(livekit: LiveKit) -> None:
    token = livekit.viewer_token("room-5", lifetime=timedelta(hours=1), viewer="ada")

    claims = _read(token)
    assert (claims["iss"], claims["sub"]) == (KEY, "ada")
    assert 3590 < claims["exp"] - time.time() <= 3600
    grant = claims["video"]
    assert (grant["room"], grant["roomJoin"], grant["canSubscribe"]) == ("room-5", True, True)
    assert (grant["canPublish"], grant["canPublishData"]) == (False, False)
    assert livekit.playback("room-5", token=token) == [Source(SourceKind.LIVEKIT, "wss://livekit.example", token)]
    guests = {_read(livekit.viewer_token("room-5", lifetime=timedelta(hours=1)))["sub"] for _ in range(2)}
    assert len(guests) == 2


def test_the_beginning_and_the_end_of_an_ingress_are_told(livekit: LiveKit) -> None:
    begun, over = (_hook(livekit, event, ingressInfo=INFO) for event in ("ingress_started", "ingress_ended"))

    assert begun
    assert over
    assert (begun.kind, begun.path, begun.session) == (HookKind.PUBLISH_START, "room-5", f"IN_1.{BEGAN}")
    assert (begun.id, begun.protocol, begun.at) == ("EV_1", "whip", datetime.fromtimestamp(1795464001, UTC))
    assert (over.kind, over.session, over.final) == (HookKind.PUBLISH_END, begun.session, True)
    assert _hook(livekit, "room_started", room={"name": "room-5"}) is None
    assert _hook(livekit, "ingress_started", ingressInfo=INFO) == begun


def test_what_is_live_goes_on_when_somebody_else_asks_for_a_key(livekit: LiveKit, ingresses: Ingresses) -> None:
    livekit.provision("room-5", "first")
    ingresses.items[0]["state"] = STATE

    livekit.provision("room-5", "second")

    assert [it["stream_key"] for it in ingresses.items] == ["key-1", "key-3", "key-4"]
    assert livekit.state()["room-5"].session == f"IN_1.{BEGAN}"


def test_it_keeps_no_recordings(livekit: LiveKit) -> None:
    assert livekit.recordings() == []
    assert not {"record", "replay"} & livekit.capabilities


def test_a_forged_hook_is_refused(livekit: LiveKit) -> None:
    body = json.dumps({"event": "ingress_started", "ingressInfo": INFO}).encode()
    other = body.replace(b"room-5", b"room-6")
    forged = {
        "": "signature is wrong",
        "Bearer x.y.zzzz": "signature is wrong",
        _jwt(_claims(body), secret="another secret"): "signature is wrong",
        _jwt(_claims(body), algorithm="none"): "for something else",
        _jwt(_claims(body, iss="APIother")): "for something else",
        _jwt(_claims(other)): "for something else",
        livekit.viewer_token("room-5", lifetime=timedelta(hours=1)): "bears no token",
    }

    for token, why in forged.items():
        with pytest.raises(HookForged, match=why):
            livekit.parse_hook({"Authorization": token}, body, {})
    with pytest.raises(HookForged):
        livekit.parse_hook({}, body, {})
    assert livekit.parse_hook({"authorization": _jwt(_claims(body))}, body, {})


def test_a_hook_that_is_played_again_later_is_refused(livekit: LiveKit) -> None:
    body = json.dumps({"event": "ingress_started", "ingressInfo": INFO}).encode()

    with pytest.raises(HookForged, match="too old"):
        livekit.parse_hook({"Authorization": _jwt(_claims(body, exp=int(time.time()) - 120))}, body, {})


def test_the_state_is_who_publishes_now(livekit: LiveKit, ingresses: Ingresses) -> None:
    livekit.provision("room-5", "first")
    livekit.provision("room-6", "first")
    ingresses.items[1]["state"] = STATE
    ingresses.items[2]["state"] = {"status": "ENDPOINT_BUFFERING", "started_at": BEGAN}
    ingresses.items[3]["state"] = {"status": "ENDPOINT_COMPLETE", "started_at": BEGAN}

    state = livekit.state()

    live = state["room-5"]
    assert (live.session, live.state, live.protocol) == (f"IN_2.{BEGAN}", SessionState.LIVE, "whip")
    assert (live.health.kbps, live.health.audio_kbps, live.health.fps) == (1996.0, 96.0, 30)
    assert state["room-6"].state == SessionState.CONNECTING


def test_a_kick_ends_only_the_session_that_was_meant_and_takes_its_key(livekit: LiveKit, ingresses: Ingresses) -> None:
    livekit.provision("room-5", "first")
    assert not livekit.kick(path="room-5")
    ingresses.items[0]["state"] = STATE

    assert not livekit.kick(session="IN_1.7")
    assert len(ingresses.items) == 2
    assert livekit.kick(session=f"IN_1.{BEGAN}")
    assert [it["stream_key"] for it in ingresses.items] == ["key-2"]
