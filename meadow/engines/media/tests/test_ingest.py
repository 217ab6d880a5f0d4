"""Browsers that publish over a WebSocket, in both modes."""

import asyncio
import base64
import contextlib
import json
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from struct import pack
from typing import Any

import aiohttp
import pytest

from meadow.engines.media.adapter import HookKind, Session, SessionState
from meadow.engines.media.formats import cmaf
from meadow.engines.media.formats.cmaf import SYNC, Run, Timed
from meadow.engines.media.formats.samples import Sample
from meadow.engines.media.formats.tracks import Audio
from meadow.engines.media.tests.application import KEY
from meadow.engines.media.tests.conftest import Studio, refusal
from meadow.engines.media.tests.footage import AAC, LARGE, SMALL, VIDEO, show
from meadow.engines.media.tests.programs import program
from meadow.engines.tests.conftest import until

pytestmark = pytest.mark.xdist_group("media")

_HELLO = {"type": "hello", "version": 1, "mode": "packets", "video": True, "audio": True}
_VIDEO = {"type": "video", "description": base64.b64encode(SMALL).decode()}
_OPUS = {"type": "audio", "codec": "opus", "channels": 2}
_PACKET_OF_20_MS = b"\xf8\xff\xfe"


def packet(it: Sample) -> bytes:
    return pack(">BBHq", 1 if it.is_video else 2, it.key, 0, round(it.dts * 1000)) + it.data


def opus(seconds: float, start: float = 0) -> list[Sample]:
    return [Sample(False, start + index * 20, _PACKET_OF_20_MS) for index in range(round(seconds * 50))]


def with_opus(seconds: float, start: float = 0) -> list[Sample]:
    return sorted([*show(seconds, start=start, audio=False), *opus(seconds, start)], key=lambda it: it.dts)


class Page:
    """A page that publishes, from its side of the WebSocket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def say(self, *told: dict[str, Any]) -> None:
        for it in told:
            await self._socket.send_str(json.dumps(it))

    async def send(self, *data: bytes) -> None:
        for it in data:
            await self._socket.send_bytes(it)

    async def hear(self, kind: str) -> dict[str, Any]:
        """The next message of a kind."""
        while True:
            message = await self._socket.receive(timeout=5)
            assert message.type is aiohttp.WSMsgType.TEXT, f"closed with {self._socket.close_code}"
            told: dict[str, Any] = json.loads(message.data)
            if told["type"] == kind:
                return told

    async def close_code(self) -> int | None:
        while not self._socket.closed:
            await self._socket.receive(timeout=5)
        return self._socket.close_code


@asynccontextmanager
async def page(url: str, origin: str = "https://meadow.example") -> AsyncIterator[Page]:
    async with aiohttp.ClientSession() as client, client.ws_connect(url, origin=origin) as socket:
        yield Page(socket)


def act(play: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(play(), 20)

    asyncio.run(bounded())


async def becomes(true: Callable[[], bool]) -> None:
    await asyncio.to_thread(until, true)


def test_a_browser_is_live_with_pictures_and_opus(studio: Studio) -> None:
    path = studio.path()
    url = studio.engine.provision(path, KEY).ws_url

    async def play() -> None:
        async with page(url) as it:
            await it.say(_HELLO)
            assert (await it.hear("welcome"))["session"]
            await it.say(_VIDEO, _OPUS)
            packets = [packet(sample) for sample in with_opus(2.5)]
            await it.send(*packets)
            told = await it.hear("ack")
            while told["packets"] < len(packets):
                told = await it.hear("ack")
            assert told["bytes"] == sum(map(len, packets))
            assert (told["state"], told["late"], told["dropped"]) == ("live", 0, 0)
            await becomes(lambda: studio.shows(path, "/1.m4s"))
            state = studio.engine.state()[path]
            assert state.protocol == "ws"
            assert (state.health.video_codec, state.health.audio_codec) == ("avc1.42C01E", "opus")

            await it.say({"type": "video", "description": base64.b64encode(LARGE).decode()})
            await it.send(*[packet(sample) for sample in with_opus(1.5, 2500)])
            await becomes(lambda: studio.shows(path, "init2.mp4"))
            await it.say({"type": "bye"})
            assert await it.close_code() == 1000

    act(play)
    until(lambda: bool(studio.application.of(path, HookKind.PUBLISH_END)))
    assert studio.application.of(path, HookKind.PUBLISH_END)[0].reason == "the publisher has stopped"


def test_a_browser_may_send_aac_and_no_picture(studio: Studio) -> None:
    path = studio.path()
    url = studio.engine.provision(path, KEY).ws_url

    async def play() -> None:
        async with page(url) as it:
            await it.say({**_HELLO, "video": False})
            await it.say({"type": "audio", "codec": "mp4a.40.2", "description": base64.b64encode(AAC).decode()})
            await it.send(*[packet(sample) for sample in show(3, video=False)])
            await becomes(lambda: studio.shows(path, "#EXTINF"))

    act(play)


def own_mp4() -> list[bytes]:
    """Fragments of a second each, as MediaRecorder hands them out."""
    chunks = [cmaf.initialisation([VIDEO, Audio.opus(2)])]
    for second in range(3):
        samples = with_opus(1)
        pictures = [Timed(3000, SYNC if it.key else cmaf.DEPENDENT, 0, it.data) for it in samples if it.is_video]
        sounds = [Timed(960, SYNC, 0, it.data) for it in samples if not it.is_video]
        runs = [Run(1, second * 90_000, pictures), Run(2, second * 48_000, sounds)]
        chunks.append(cmaf.fragment(second + 1, runs))
    return chunks


def test_a_browser_is_live_with_fragments_of_mp4(studio: Studio) -> None:
    path = studio.path()
    url = studio.engine.provision(path, KEY).ws_url

    async def play() -> None:
        async with page(url) as it:
            await it.say({**_HELLO, "mode": "mp4"})
            data = b"".join(own_mp4())
            await it.send(*(data[at : at + 1000] for at in range(0, len(data), 1000)))
            await becomes(lambda: studio.shows(path, "/1.m4s"))
            assert "PART-HOLD-BACK=2.400" in studio.playlist(path)
            state: Session = studio.engine.state()[path]
            assert (state.health.width, state.health.audio_codec) == (640, "opus")

    act(play)


def test_what_another_muxer_writes_is_shown_too(studio: Studio, tmp_path: Path) -> None:
    path, file = studio.path(), tmp_path / "of-ffmpeg.mp4"
    sources = ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-f", "lavfi", "-i", "sine=330"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-bf", "2", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    command = [program("ffmpeg"), "-v", "error", *sources, "-t", "4", *codecs]
    subprocess.run([*command, "-movflags", "frag_keyframe+empty_moov+default_base_moof", str(file)], check=True)
    url = studio.engine.provision(path, KEY).ws_url

    async def play() -> None:
        async with page(url) as it:
            await it.say({**_HELLO, "mode": "mp4"})
            await it.send(file.read_bytes())
            await becomes(lambda: studio.shows(path, "/2.m4s"))

    act(play)
    command = [program("ffmpeg"), "-v", "error", "-i", studio.address(path), "-map", "0:v", "-frames:v", "50"]
    decoded = subprocess.run([*command, "-f", "null", "-"], capture_output=True, timeout=30, check=True)
    assert decoded.stderr == b""


@pytest.mark.parametrize(
    ("told", "code", "words"),
    [
        ("{", 1007, "is not JSON"),
        ("[]", 1007, "an object with a type"),
        (json.dumps({**_HELLO, "version": 2}), 4000, "says hello in version 1"),
        (json.dumps({**_HELLO, "mode": "webm"}), 4000, "The mode is packets or mp4"),
        (json.dumps({**_HELLO, "video": False, "audio": False}), 4000, "neither video nor audio"),
    ],
)
def test_a_wrong_hello_is_answered_with_what_is_wrong(studio: Studio, told: str, code: int, words: str) -> None:
    path = studio.path()
    url = studio.engine.provision(path, KEY).ws_url

    async def play() -> None:
        async with aiohttp.ClientSession() as client, client.ws_connect(url) as socket:
            await socket.send_str(told)
            it = Page(socket)
            assert words in (await it.hear("ended"))["reason"]
            assert await it.close_code() == code

    act(play)
    assert studio.application.of(path) == []


@pytest.mark.parametrize(
    ("mode", "data"),
    [
        ("packets", b""),
        ("packets", b"\3" + bytes(20)),
        ("packets", b"\1\1\0\0\x7f" + bytes(20)),
        ("mp4", b"\0\0\0\4moov"),
        ("mp4", b"\x7f\0\0\0mdat"),
        (
            "mp4",
            cmaf.initialisation([VIDEO])[:-1] + b"\xff" + cmaf.fragment(1, [Run(1, 0, [Timed(1, SYNC, 0, b"x")])])[:-3],
        ),
    ],
)
def test_bytes_that_make_no_sense_end_the_connection(studio: Studio, mode: str, data: bytes) -> None:
    path = studio.path()
    url = studio.engine.provision(path, KEY).ws_url

    async def play() -> None:
        async with page(url) as it:
            await it.say({**_HELLO, "mode": mode})
            await it.hear("welcome")
            await it.send(data, b"\xff" * 100)
            assert await it.close_code() == 1007

    act(play)


def test_a_wrong_key_is_refused_by_name(studio: Studio) -> None:
    path = studio.path()
    url = studio.engine.provision(path, "guess").ws_url

    async def play() -> None:
        async with page(url) as it:
            await it.say(_HELLO)
            assert (await it.hear("refused"))["reason"] == "wrong key"
            assert await it.close_code() == 4003

    act(play)
    assert path not in studio.engine.state()


def test_a_kick_reaches_the_page(studio: Studio) -> None:
    path = studio.path()
    url = studio.engine.provision(path, KEY).ws_url

    async def play() -> None:
        async with page(url) as it:
            await it.say(_HELLO)
            await it.hear("welcome")
            assert await asyncio.to_thread(lambda: studio.engine.kick(path=path, reason="time is up"))
            assert (await it.hear("ended"))["reason"] == "time is up"
            assert await it.close_code() == 4000

    act(play)


def test_pages_of_other_origins_may_not_publish(studio: Studio) -> None:
    url = studio.engine.provision(studio.path(), KEY).ws_url

    async def play() -> None:
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            async with page(url, origin="https://evil.example"):
                pass
        assert caught.value.status == 403

    act(play)
    assert refusal("http" + url.removeprefix("ws")) == (400, "This is a door for WebSockets.")


def test_a_message_of_sixteen_megabytes_is_refused(studio: Studio) -> None:
    path = studio.path()
    url = studio.engine.provision(path, KEY).ws_url

    async def play() -> None:
        async with page(url) as it:
            await it.say(_HELLO)
            await it.hear("welcome")
            with contextlib.suppress(ConnectionError):
                await it.send(bytes(16 * 2**20))
            assert await it.close_code() in {1006, 1009}

    act(play)
    until(lambda: studio.engine.state().get(path) is None or studio.engine.state()[path].state != SessionState.LIVE)


def test_so_many_may_wait_at_the_door_and_no_more(studio: Studio) -> None:
    url = studio.engine.provision(studio.path(), KEY).ws_url

    async def play() -> None:
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(16):
                await stack.enter_async_context(page(url))
            with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
                await stack.enter_async_context(page(url))
            assert caught.value.status == 503

    act(play)
    test_a_browser_may_send_aac_and_no_picture(studio)
