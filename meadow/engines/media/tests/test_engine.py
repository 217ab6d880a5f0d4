"""The worker as `meadow up` prepares it, and the choice of an engine."""

import socket
from contextlib import ExitStack, suppress

import pytest

from meadow.engines.addresses import in_a_url, seen_from
from meadow.engines.embedded import MediaWishes, embedded_engines
from meadow.engines.media import engine, places
from meadow.engines.media.adapters.embedded import Embedded
from meadow.engines.media.configuration import Configuration, Door
from meadow.engines.media.registry import media_engine
from meadow.engines.places import Place
from meadow.engines.refusals import EngineRefused
from meadow.engines.tests.conftest import place

__all__ = ["place"]

_WISHES = MediaWishes(http_port=8002, hook_url="http://127.0.0.1:8000/hook/", hook_host="meadow.example")


@pytest.fixture(autouse=True)
def others_elsewhere(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL and NATS are not the matter here."""
    monkeypatch.setenv("MEADOW_POSTGRES_URL", "postgresql://db.example/meadow")
    for name in ("MEADOW_NATS_URL", "MEADOW_NATS_WS_URL", "MEADOW_NATS_ACCOUNT_SEED"):
        monkeypatch.setenv(name, "elsewhere")


def test_the_worker_is_handed_on_in_the_environment(place: Place) -> None:
    engines = embedded_engines(place, origins=["http://127.0.0.1:8000"], video=_WISHES)

    (child,) = engines.children
    assert child.name == "media"
    assert child.argv[2:4] == ["meadow", "media"]
    assert child.env["MEADOW_MEDIA_HOOK_URL"] == _WISHES.hook_url
    assert child.env["MEADOW_MEDIA_ORIGINS"] == "http://127.0.0.1:8000"
    assert engines.environment[places.HTTP] == "http://127.0.0.1:8002"
    assert engines.environment[places.RTMP].endswith("/live")
    assert engines.environment[places.API].startswith("http://127.0.0.1:")
    assert engines.environment[places.SECRET] == (place.keys / "media.secret").read_text()
    assert (place.keys / "media.secret").stat().st_mode & 0o777 == 0o600
    assert embedded_engines(place, video=_WISHES).environment[places.SECRET] == engines.environment[places.SECRET]


def test_a_proxys_address_goes_before_our_own(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.HTTP, "https://video.meadow.example")

    engines = embedded_engines(place, host="0.0.0.0", video=_WISHES)

    assert engines.environment[places.HTTP] == "https://video.meadow.example"
    assert engines.environment[places.RTMP].startswith("rtmp://0.0.0.0:")


def test_an_engine_elsewhere_is_only_handed_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEADOW_MEDIA_URL", "http://video.example:8003")
    monkeypatch.setenv(places.SECRET, "shared")

    engines = embedded_engines(place, video=_WISHES)

    assert engines.children == []
    assert engines.environment["MEADOW_MEDIA_URL"] == "http://video.example:8003"
    assert engines.environment[places.SECRET] == "shared"
    assert places.api_url() == "http://video.example:8003"


def test_commands_that_need_no_video_start_none(place: Place) -> None:
    assert embedded_engines(place).children == []


def test_a_taken_port_is_another_one_unless_it_was_named(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as stack:
        with suppress(OSError):  # somebody else may have it
            stack.enter_context(socket.create_server(("127.0.0.1", engine.RTMP_PORT)))
        worker = engine.embedded(place, host="127.0.0.1", http_port=8002)
        assert worker.rtmp_port != engine.RTMP_PORT

        taken = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        for port in (str(taken.getsockname()[1]), "x", "70000"):
            monkeypatch.setenv("MEADOW_MEDIA_RTMP_PORT", port)
            with pytest.raises(EngineRefused, match=f"MEADOW_MEDIA_RTMP_PORT names {port}"):
                engine.embedded(place, host="127.0.0.1", http_port=8002)


def test_a_server_that_listens_everywhere_is_called_as_the_page_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.HTTP, "http://0.0.0.0:8002")
    monkeypatch.setenv(places.RTMP, "rtmp://0.0.0.0:1935/live")
    monkeypatch.setenv(places.SECRET, "any")
    it = Embedded(host="192.0.2.7")

    ingest = it.provision("path", "a key/with+signs")
    assert ingest.rtmp_url == "rtmp://192.0.2.7:1935/live"
    assert ingest.stream_key == "path?key=a+key%2Fwith%2Bsigns"
    assert ingest.ws_url == "ws://192.0.2.7:8002/ingest/path?key=a+key%2Fwith%2Bsigns"
    assert it.playback("path", token="t")[0].url == "http://192.0.2.7:8002/watch/path/index.m3u8?token=t"
    monkeypatch.setenv(places.HTTP, "https://video.example")
    assert it.provision("path", "k").ws_url == "wss://video.example/ingest/path?key=k"
    assert seen_from("", "http://0.0.0.0:1") == "http://0.0.0.0:1"
    assert seen_from("a", "http://b:1") == "http://b:1"
    assert (in_a_url("::1"), in_a_url("a")) == ("[::1]", "a")


def test_an_engine_that_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(media_engine(), Embedded)
    monkeypatch.setenv("MEADOW_MEDIA_ENGINE", "magic")
    with pytest.raises(EngineRefused, match=r"MEADOW_MEDIA_ENGINE knows embedded, .*; not magic"):
        media_engine()


def test_settings_are_read_and_wrong_ones_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.SECRET, "any")
    monkeypatch.setenv("MEADOW_MEDIA_KEEP_DAYS", "7.5")
    monkeypatch.setenv("MEADOW_MEDIA_KEEP_GB", "0.5")
    monkeypatch.setenv("MEADOW_MEDIA_ORIGINS", "https://a.example, https://b.example,")
    monkeypatch.setenv("MEADOW_MEDIA_RECORD", "no")
    it = Configuration.from_environment("[::]:0", ":1", "a:2")

    assert (it.rtmp, it.http, it.api) == (Door("::", 0), Door("127.0.0.1", 1), Door("a", 2))
    assert (it.limits.days, it.limits.bytes) == (7.5, 2**29)
    assert it.origins == {"https://a.example", "https://b.example"}
    assert not it.record
    assert "any" not in repr(it)

    with pytest.raises(EngineRefused, match="'a:b' is not an address"):
        Configuration.from_environment("a:b", "", "")
    monkeypatch.setenv("MEADOW_MEDIA_KEEP_DAYS", "week")
    with pytest.raises(EngineRefused, match="MEADOW_MEDIA_KEEP_DAYS must be a number, not 'week'"):
        Configuration.from_environment("a:1", "a:1", "a:1")
