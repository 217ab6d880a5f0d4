"""The worker within this process: what needs other patience than a test has, or a look behind the scenes."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meadow.engines.media.adapter import HookForged, HookKind, SessionState
from meadow.engines.media.configuration import Configuration, Door, Patience
from meadow.engines.media.doors import guard
from meadow.engines.media.hooks import Answer, Hooks
from meadow.engines.media.names import new_session
from meadow.engines.media.rtmp import amf
from meadow.engines.media.rtmp.chunks import Kind, Message, chunked
from meadow.engines.media.rtmp.connection import RtmpConnection
from meadow.engines.media.signatures import signed_headers, verify
from meadow.engines.media.stream import stage as stage_module
from meadow.engines.media.stream.archive import Archive, Limits
from meadow.engines.media.stream.flow import Counts
from meadow.engines.media.stream.meter import Meter
from meadow.engines.media.stream.session import Session
from meadow.engines.media.stream.stage import Stage, TurnedAway
from meadow.engines.media.tests.footage import LARGER_VIDEO, SOUND, VIDEO, show
from meadow.engines.media.tests.test_packager import Clock
from meadow.engines.media.tokens import Scope, make_token
from meadow.engines.media.worker import Worker, working


class Voices(Hooks):
    """The application, answering at once."""

    def __init__(self) -> None:
        super().__init__("", "secret")
        self.told: list[tuple[HookKind, dict[str, Any]]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def ask(self, **told: Any) -> Answer:
        await self.gate.wait()
        return Answer(told["secret"] == "key", "wrong key")

    def tell(self, kind: HookKind, **told: Any) -> None:
        self.told.append((kind, told))


class Visitor:
    """Somebody who publishes."""

    protocol, ip = "test", "192.0.2.1"

    def __init__(self) -> None:
        self.dismissed = ""

    def dismiss(self, reason: str) -> None:
        self.dismissed = reason


def wishes(folder: Path, **changed: Any) -> Configuration:
    door = Door("127.0.0.1", 0)
    return Configuration(door, door, door, "secret", folder, **changed)


def play(scene: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(scene(), 20)

    asyncio.run(bounded())


@asynccontextmanager
async def stage(folder: Path, **changed: Any) -> AsyncIterator[tuple[Stage, Voices]]:
    voices = Voices()
    async with Stage(wishes(folder, **changed), voices, Archive(folder, Limits(0, 0))) as it:
        yield it, voices


async def becomes(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, "it never became true"
        await asyncio.sleep(0.02)


def test_who_hangs_may_be_followed_by_himself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with stage(tmp_path) as (it, voices):
            first, second = Visitor(), Visitor()
            session = await it.admit("path", "key", first)
            session.configure(VIDEO)
            session.configure(SOUND)
            for sample in show(1.2):
                session.push(sample)
            with pytest.raises(TurnedAway, match="already live"):
                await it.admit("path", "key", second)

            monkeypatch.setattr(stage_module, "STALE", 0.0)
            monkeypatch.setattr(stage_module, "_WRONG_KEY_PAUSE", 0.0)
            with pytest.raises(TurnedAway, match="wrong key"):
                await it.admit("path", "guess", second)
            assert session.publisher is first
            assert await it.admit("path", "key", second) is session
            assert first.dismissed == "you have come back on another connection"
            assert session.publisher is second
            session.leave(first, "too late")
            assert session.publisher is second
            assert [kind for kind, _ in voices.told] == [HookKind.PUBLISH_START, HookKind.PUBLISH_END]

    play(scene)


def test_of_two_who_ask_at_once_one_is_admitted(tmp_path: Path) -> None:
    async def scene() -> None:
        async with stage(tmp_path) as (it, voices):
            voices.gate.clear()
            asked = [asyncio.create_task(it.admit("path", "key", Visitor())) for _ in range(5)]
            await asyncio.sleep(0)
            voices.gate.set()
            found = await asyncio.gather(*asked, return_exceptions=True)
            assert sum(not isinstance(each, BaseException) for each in found) == 1
            assert {str(each) for each in found if isinstance(each, TurnedAway)} == {"already live"}
            assert len(it.sessions) == 1

    play(scene)


def test_a_flood_a_shapeshifter_and_a_ghost_are_sent_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage_module, "_NO_PICTURE", 0.2)

    async def scene() -> None:
        async with stage(tmp_path, most_kbps=50) as (it, _):
            flood, shifter, ghost = Visitor(), Visitor(), Visitor()
            session = await it.admit("flood", "key", flood)
            session.configure(VIDEO)
            session.configure(SOUND)
            for sample in show(30):
                session.push(sample)
            session = await it.admit("shifter", "key", shifter)
            for number in range(250):
                session.configure(LARGER_VIDEO if number % 2 else VIDEO)
                session.configure(SOUND)
                session.push(show(1, start=number * 40)[0])
            await it.admit("ghost", "key", ghost)
            await becomes(lambda: bool(flood.dismissed and shifter.dismissed and ghost.dismissed))
            assert flood.dismissed == "more than 50 kbit/s arrive"
            assert shifter.dismissed == "the stream changes its shape too often"
            assert ghost.dismissed == "no picture has arrived"
            assert it.sessions == []

    play(scene)


def test_an_ended_path_is_told_for_a_while_and_then_unknown(tmp_path: Path) -> None:
    async def scene() -> None:
        async with stage(tmp_path, patience=Patience(afterglow=0.2)) as (it, _):
            session = await it.admit("path", "key", Visitor())
            assert it.kick(path="path")
            assert not it.kick(path="path")
            assert session.state is SessionState.ENDED
            assert it.session("path") is session
            await becomes(lambda: it.session("path") is None)
            again = await it.admit("path", "key", Visitor())
            assert again.name != session.name

    play(scene)


def test_a_full_disk_stops_all_recordings_and_no_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage_module, "_HOUSEKEEPING", 0.05)

    async def scene() -> None:
        async with stage(tmp_path) as (it, _):
            session = await it.admit("path", "key", Visitor())
            session.configure(VIDEO)
            session.configure(SOUND)
            for sample in show(2.2):
                session.push(sample)
            assert session.recorder.name
            monkeypatch.setattr(stage_module, "LEAST_FREE", 2**62)
            await becomes(lambda: not session.recorder.name)
            assert session.state is SessionState.LIVE

    play(scene)


# -- doors ----------------------------------------------------------------------------------------


@asynccontextmanager
async def showing(folder: Path, **changed: Any) -> AsyncIterator[tuple[Worker, str]]:
    """A whole worker with something large on a path, and the address of its first segment."""
    async with working(wishes(folder, **changed)) as worker:
        session = worker.stage._new_session("path", new_session(), record=False)
        worker.stage._sessions["path"] = session
        session.begin(Visitor())
        session.configure(VIDEO)
        session.configure(SOUND)
        for sample in show(2.2):
            session.push(sample._replace(data=sample.data * 1000) if sample.is_video else sample)
        token = make_token("secret", "path", Scope.LIVE, expires_at=time.time() + 60)
        yield worker, f"{worker.http_url}/watch/path/{session.name}/0.m4s?token={token}"


def test_who_does_not_read_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "SLOWEST", 0.3)

    async def scene() -> None:
        async with showing(tmp_path) as (_, address):
            parts = urlsplit(address)
            sock = socket.socket()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.setblocking(False)
            await asyncio.get_running_loop().sock_connect(sock, (parts.hostname, parts.port))
            with sock:
                for _ in range(4):
                    sock.send(f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                await asyncio.sleep(1)
                received = 0
                try:
                    while data := await asyncio.wait_for(asyncio.get_running_loop().sock_recv(sock, 2**20), 2):
                        received += len(data)
                except ConnectionResetError:
                    pass
            assert received < 4 * 1_500_000

    play(scene)


def test_there_is_room_for_so_many_viewers(tmp_path: Path) -> None:
    async def scene() -> None:
        async with showing(tmp_path, most_viewers=3) as (worker, _):
            parts = urlsplit(worker.http_url)
            first = [await asyncio.open_connection(parts.hostname, parts.port) for _ in range(3)]
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            with contextlib.suppress(ConnectionResetError):
                assert await asyncio.wait_for(reader.read(1), 2) == b""
            for _, it in [*first, (reader, writer)]:
                it.close()

    play(scene)


# -- an encoder that says anything ----------------------------------------------------------------


class Line(asyncio.Transport):
    """A connection that leads nowhere."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.0.2.1", 1)})
        self.is_over = False

    def write(self, data: Any) -> None:
        assert len(data) < 100_000

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return self.is_over

    def close(self) -> None:
        self.is_over = True

    abort = close


_WORDS = st.sampled_from(["live", "path?key=key", "x?" + "&".join("abcdefgh" * 9)])
_VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.floats(),
        st.text(max_size=12),
        _WORDS,
    ),
    lambda each: st.dictionaries(st.sampled_from(["app", "tcUrl", "videocodecid", "x"]), each, max_size=3),
    max_leaves=6,
)
_COMMANDS = st.builds(
    lambda kind, name, values: Message(kind, 0, 1, amf.encode(*name, *values)),
    st.sampled_from([Kind.COMMAND, Kind.DATA]),
    st.lists(
        st.sampled_from(["connect", "publish", "createStream", "play", "deleteStream", "@setDataFrame", "onMetaData"]),
        max_size=2,
    ),
    st.lists(_VALUES, max_size=5),
)
_OTHERS = st.builds(
    Message,
    st.sampled_from(
        [Kind.AUDIO, Kind.VIDEO, Kind.CONTROL, Kind.WINDOW, Kind.ABORT, Kind.CHUNK_SIZE, Kind.COMMAND_3, 0]
    ),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2),
    st.binary(max_size=30),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(_COMMANDS, _OTHERS), max_size=12), st.booleans())
def test_no_words_of_an_encoder_raise_anything(said: list[Message], is_welcome: bool) -> None:
    async def scene() -> None:
        class Nowhere:
            async def admit(self, path: str, key: str, publisher: object) -> Any:
                if not is_welcome:
                    raise TurnedAway("no")
                recorder = Deaf()
                session = Session(path, "name", recorder=recorder, tell=lambda *_, **__: None)  # type: ignore[arg-type]
                session.begin(publisher)  # type: ignore[arg-type]
                return session

        gone: list[RtmpConnection] = []
        connection = RtmpConnection(Nowhere(), 10, lambda _: True, gone.append)  # type: ignore[arg-type]
        connection.connection_made(Line())
        connection.data_received(b"\3" + bytes(1536))
        connection.data_received(bytes(1536))
        for number, message in enumerate(said):
            connection.data_received(chunked(3 + number, message))
            await asyncio.sleep(0)
        connection.connection_lost(None)
        assert gone == [connection]

    asyncio.run(scene())


class Deaf:
    """A recorder that records nothing."""

    name = ""

    def take_form(self, _: object) -> None: ...
    def take_part(self, _: object) -> None: ...
    def end_segment(self) -> None: ...
    def interrupt(self) -> None: ...
    def end(self) -> None: ...


# -- figures and signatures -----------------------------------------------------------------------


def test_figures_are_those_of_the_last_seconds() -> None:
    clock = Clock()
    meter = Meter(clock)
    meter.begin()
    for sample in show(20, gop=4):
        clock.now = 1000 + sample.dts / 1000
        meter.count(sample._replace(data=bytes(1000) if sample.is_video else bytes(100)))
    health = meter.health((VIDEO, SOUND), Counts(late=2, dropped=3))

    assert health.fps == pytest.approx(30, abs=1)
    assert health.kbps == pytest.approx(30 * 8 + 43 * 0.8, rel=0.05)
    assert health.audio_kbps == pytest.approx(43 * 0.8, rel=0.05)
    assert (health.keyframe_seconds, health.keyframe_seconds_max) == (4, 4)
    assert (health.late, health.dropped) == (2, 3)

    clock.now += 30
    health = meter.health((VIDEO, SOUND), Counts())
    assert (health.kbps, health.fps, health.audio_kbps) == (0, 0, 0)
    assert health.packet_age == pytest.approx(30, abs=0.1)

    meter.begin()
    for sample in show(1, start=500_000):
        meter.count(sample)
    health = meter.health((VIDEO,), Counts())
    assert health.late == 0
    assert health.audio_kbps is None
    assert meter.load_kbps < 30


def test_packets_that_lag_behind_are_counted() -> None:
    clock = Clock()
    meter = Meter(clock)
    meter.begin()
    for sample in show(4, audio=False):
        clock.now = 1000 + sample.dts / 1000 + (1.5 if sample.dts > 2000 else 0)
        meter.count(sample)
    assert meter.health((VIDEO,), Counts()).late == pytest.approx(60, abs=2)

    meter = Meter(clock)
    meter.bursts = 1.0
    for sample in show(4, audio=False):  # a second at once
        clock.now = 2000 + sample.dts // 1000
        meter.count(sample)
    assert meter.health((VIDEO,), Counts()).late == 0


def test_a_hook_must_be_signed_and_fresh() -> None:
    headers = signed_headers("secret", b"body", now=1000)
    verify("secret", headers, b"body", now=1200)
    verify("secret", {name.upper(): value for name, value in headers.items()}, b"body", now=800)
    moved = {**headers, next(iter(headers)): "1001"}
    for told, body, now, words in [
        ({}, b"body", 1000, "bears no signature"),
        (headers, b"another", 1000, "is wrong"),
        (moved, b"body", 1000, "is wrong"),
        (headers, b"body", 1301, "too old"),
        (headers, b"body", 699, "too old"),
    ]:
        with pytest.raises(HookForged, match=words):
            verify("secret", told, body, now=now)
    with pytest.raises(HookForged):
        verify("another", headers, b"body", now=1000)
