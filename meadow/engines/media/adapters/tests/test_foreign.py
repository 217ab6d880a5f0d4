"""What every foreign engine does alike: settings, addresses, tokens, silence."""

import json
from datetime import timedelta

import pytest

from meadow.engines import ports
from meadow.engines.embedded import embedded_engines
from meadow.engines.media.adapter import (
    HookEvent,
    HookForged,
    HookKind,
    MediaEngine,
    MediaUnreachable,
    Source,
    SourceKind,
)
from meadow.engines.media.adapters.foreign import Foreign, bears_token
from meadow.engines.media.adapters.mediamtx import MediaMtx
from meadow.engines.media.adapters.nginx_rtmp import NginxRtmp
from meadow.engines.media.adapters.ome import OvenMediaEngine
from meadow.engines.media.adapters.srs import Srs
from meadow.engines.media.adapters.tests.conftest import HOOK_SECRET
from meadow.engines.media.adapters.tests.speaker import Speaker
from meadow.engines.media.registry import ENGINES, media_engine
from meadow.engines.places import Place
from meadow.engines.refusals import EngineRefused

HOUR = timedelta(hours=1)
FOREIGN = sorted(set(ENGINES) - {"embedded"})
ASKED_BY_SECRET: list[type[Foreign]] = [MediaMtx, NginxRtmp, Srs]


@pytest.fixture(autouse=True)
def _settings(settings_of_an_engine: pytest.MonkeyPatch) -> None:
    settings_of_an_engine.setenv("MEADOW_MEDIA_API_KEY", "key")
    settings_of_an_engine.setenv("MEADOW_MEDIA_API_SECRET", "api secret")
    settings_of_an_engine.setenv("MEADOW_MEDIA_LIVEKIT_URL", "wss://livekit.example")


@pytest.mark.parametrize("name", FOREIGN)
def test_every_engine_is_chosen_by_its_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEADOW_MEDIA_ENGINE", name)

    engine: MediaEngine = media_engine()

    assert engine.name == name
    assert {"ingest:rtmp", "kick"} <= engine.capabilities


@pytest.mark.parametrize("name", FOREIGN)
def test_a_missing_setting_is_refused_by_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEADOW_MEDIA_ENGINE", name)
    monkeypatch.delenv("MEADOW_MEDIA_API_URL")

    with pytest.raises(EngineRefused, match=f"To use {name}, set MEADOW_MEDIA_API_URL as well"):
        media_engine()


def test_a_foreign_engine_with_a_missing_setting_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name in ("MEADOW_POSTGRES_URL", "MEADOW_NATS_URL", "MEADOW_NATS_WS_URL", "MEADOW_NATS_ACCOUNT_SEED"):
        monkeypatch.setenv(name, "elsewhere")
    monkeypatch.setenv("MEADOW_MEDIA_ENGINE", "srs")
    place = Place(tmp_path_factory.mktemp("place"))
    assert embedded_engines(place).children == []

    monkeypatch.delenv("MEADOW_MEDIA_HOOK_SECRET")

    with pytest.raises(EngineRefused, match="set MEADOW_MEDIA_HOOK_SECRET"):
        embedded_engines(place)


def test_an_address_without_a_place_for_the_token_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEADOW_MEDIA_HLS_URL", "https://media.example/{path}.m3u8")

    with pytest.raises(EngineRefused, match=r"MEADOW_MEDIA_HLS_URL has no \{token\} in it"):
        Srs()


def test_the_ways_to_watch_are_those_that_have_an_address_best_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEADOW_MEDIA_HLS_URL", "https://media.example/{path}.m3u8?token={token}")
    monkeypatch.setenv("MEADOW_MEDIA_WHEP_URL", "https://media.example/whep?stream={path}&token={token}")

    engine = Srs()

    assert {"play:hls", "play:whep"} <= engine.capabilities
    assert "play:flv" not in engine.capabilities
    assert engine.playback("room-5", token="1.a/b") == [
        Source(SourceKind.WHEP, "https://media.example/whep?stream=room-5&token=1.a%2Fb"),
        Source(SourceKind.HLS, "https://media.example/room-5.m3u8?token=1.a%2Fb"),
    ]


def test_the_secret_of_a_publisher_stands_in_the_key_and_never_in_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEADOW_MEDIA_WHIP_URL", "https://media.example/{path}/whip")

    ingest = Srs().provision("room-5", "s3cret&more")

    assert ingest.rtmp_url == "rtmp://media.example/live"
    assert ingest.stream_key == "room-5?key=s3cret%26more"
    assert (ingest.whip_url, ingest.whip_token) == ("https://media.example/room-5/whip", "s3cret&more")

    monkeypatch.setenv("MEADOW_MEDIA_WHIP_URL", "https://media.example/whip?stream={path}&key={token}")

    ingest = Srs().provision("room-5", "s3cret")
    assert (ingest.whip_url, ingest.whip_token) == ("https://media.example/whip?stream=room-5&key=s3cret", "")


def test_a_viewers_token_opens_its_own_path_for_its_time() -> None:
    engine = Srs()

    def asks(path: str, token: str, recording: str = "") -> bool:
        return bears_token(
            HookEvent(HookKind.PLAY_REQUEST, path=path, session="", engine="srs", secret=token, recording=recording)
        )

    token = engine.viewer_token("room-5", lifetime=HOUR)
    assert asks("room-5", token)
    assert not asks("room-6", token)
    assert not asks("room-5", token, recording="room-5")
    assert not asks("room-5", engine.viewer_token("room-5", lifetime=timedelta(seconds=-1)))
    assert asks("room-5", engine.replay_token("room-5.flv", lifetime=HOUR), recording="room-5.flv")
    publisher = HookEvent(HookKind.PUBLISH_REQUEST, path="room-5", session="", engine="srs", secret=token)
    assert not bears_token(publisher)


@pytest.mark.parametrize("kind", ASKED_BY_SECRET)
@pytest.mark.parametrize("token", [None, "", "something else", HOOK_SECRET + "x"])
def test_a_hook_without_the_secret_is_forged(kind: type[Srs], token: str | None, api: Speaker) -> None:
    with pytest.raises(HookForged, match="does not bear the secret"):
        kind().parse_hook({}, b"{}", {} if token is None else {"token": token})

    assert api.asked == []


@pytest.mark.parametrize("kind", [MediaMtx, NginxRtmp, OvenMediaEngine, Srs])
def test_what_nobody_understands_is_not_allowed(kind: type[Srs]) -> None:
    reply = kind().hook_reply(None, True)

    refused = {**json.loads(reply.body)} if reply.body else {}
    assert reply.status in {401, 403} or refused.get("code") == 1 or refused.get("allowed") is False


@pytest.mark.parametrize("name", FOREIGN)
def test_an_engine_that_does_not_answer_is_said_to_be_unreachable(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEADOW_MEDIA_ENGINE", name)
    monkeypatch.setenv("MEADOW_MEDIA_API_URL", f"http://127.0.0.1:{ports.free_port()}")

    for question in (media_engine().state, lambda: media_engine().kick(path="room-5")):
        with pytest.raises(MediaUnreachable, match="does not answer"):
            question()


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("said", [(500, {}), (302, {}), (200, ["nothing that we know"]), (200, {"code": 7})])
def test_an_answer_in_another_language_is_no_answer(
    name: str, said: tuple[int, object], api: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "livekit" and said[1] == {"code": 7}:
        pytest.skip("LiveKit leaves empty lists out: this is an answer")
    monkeypatch.setenv("MEADOW_MEDIA_ENGINE", name)
    monkeypatch.setattr(api, "says", _Everything(said))

    with pytest.raises(MediaUnreachable, match="The media engine at"):
        media_engine().state()


class _Everything(dict[str, tuple[int, object]]):
    """The same answer to every question."""

    def __init__(self, said: tuple[int, object]) -> None:
        self._said = said

    def get(self, verb: str, otherwise: object = None) -> tuple[int, object]:
        return self._said
