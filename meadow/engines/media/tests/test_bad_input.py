"""Garbage, slowness and greed at every door: each costs its sender the connection, and nobody else anything."""

import asyncio
import json
import os
import socket
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

import aiohttp
import pytest

from meadow.engines.media import places
from meadow.engines.media.adapter import SessionState
from meadow.engines.media.rtmp import amf
from meadow.engines.media.rtmp.chunks import Kind, Message, chunked
from meadow.engines.media.signatures import api_token
from meadow.engines.media.tests.conftest import HELLO, Studio
from meadow.engines.media.tests.encoder import Encoder
from meadow.engines.media.tests.footage import show
from meadow.engines.tests.conftest import until

pytestmark = pytest.mark.xdist_group("media")


@pytest.fixture(autouse=True)
def show_goes_on(studio: Studio) -> Iterator[None]:
    """Whatever a test does, another publisher's show is as it was."""
    path = studio.path()
    with studio.live(path) as encoder:
        encoder.play(show(1.5))
        until(lambda: studio.shows(path, "/0.m4s"))
        yield
        encoder.play(show(2, start=1500))
        until(lambda: studio.shows(path, "/1.m4s"))
        state = studio.engine.state()[path]
        assert state.state in {SessionState.LIVE, SessionState.RECONNECTING}  # a slow test may outlast its patience


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as it:
        yield it


def until_cut(it: socket.socket, seconds: float) -> float:
    """How long it takes until the other side ends the connection."""
    begun = time.monotonic()
    it.settimeout(seconds)
    try:
        while it.recv(65536):
            pass
    except TimeoutError:
        pytest.fail(f"It was still open after {seconds} seconds.")
    except OSError:
        pass
    return time.monotonic() - begun


def send_until_cut(it: socket.socket, pieces: Iterable[bytes], *, pause: float = 0) -> float:
    """How long the other side puts up with these pieces."""
    begun = time.monotonic()
    try:
        for piece in pieces:
            it.sendall(piece)
            time.sleep(pause)
    except OSError:
        return time.monotonic() - begun
    return time.monotonic() - begun + until_cut(it, 5)


def doors() -> list[str]:
    return [places.rtmp_url(), places.http_url(), places.api_url()]


def test_garbage_is_cut_off_at_once(studio: Studio) -> None:
    for url in doors():
        with connected(url) as it:
            it.sendall(b"\xff" * 4000 + os.urandom(4000))
            assert until_cut(it, 5) < 1


def test_who_says_nothing_is_cut_off(studio: Studio) -> None:
    def wait(url: str) -> float:
        with connected(url) as it:
            return until_cut(it, HELLO + 5)

    with ThreadPoolExecutor() as pool:
        for seconds in pool.map(wait, doors()):
            assert HELLO - 0.2 < seconds < HELLO + 2


def test_who_speaks_a_byte_at_a_time_is_cut_off(studio: Studio) -> None:
    def drip(url: str) -> float:
        words = b"\3" * 4000 if url.startswith("rtmp") else b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 999
        with connected(url) as it:
            return send_until_cut(it, (bytes([byte]) for byte in words), pause=0.05)

    with ThreadPoolExecutor() as pool:
        for seconds in pool.map(drip, doors()):
            assert HELLO - 0.2 < seconds < HELLO + 2


def test_a_second_request_may_not_drip_either(studio: Studio) -> None:
    with connected(places.http_url()) as it:
        it.sendall(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
        assert it.recv(65536).startswith(b"HTTP/1.1 404")
        it.sendall(b"GET /nothing")
        assert HELLO - 0.2 < until_cut(it, HELLO + 5) < HELLO + 2


def test_huge_headers_are_refused(studio: Studio) -> None:
    for url in (places.http_url(), places.api_url()):
        with connected(url) as it:
            it.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
            assert send_until_cut(it, [b"X-Large: " + b"x" * 2**20] * 16) < 3
    with Encoder(places.rtmp_url()) as encoder:
        encoder.socket.sendall(b"\3\0\0\0\xff\xff\xff\x14" + bytes(4))  # a message of 16 MB
        assert encoder.is_cut()


@pytest.mark.parametrize(
    "data",
    [
        b"\xc3" + bytes(20),  # a chunk that continues nothing
        chunked(2, Message(Kind.CHUNK_SIZE, 0, 0, b"\0\0\0\1")),
        chunked(2, Message(Kind.CHUNK_SIZE, 0, 0, b"\x80\0\0\0")),
        chunked(3, Message(Kind.COMMAND, 0, 0, b"\x0b")),
        chunked(3, Message(Kind.COMMAND, 0, 0, amf.encode("connect", 1) + b"\3\0\1a" * 50)),
        b"".join(bytes([number]) + b"\0\0\0\x7f\xff\xff\x09\0\0\0\0" + bytes(128) for number in range(3, 64)) * 2,
        chunked(3, Message(Kind.COMMAND, 0, 0, amf.encode("publish", 1, None, "a"))) * 2,
    ],
)
def test_commands_that_are_none_end_the_connection(studio: Studio, data: bytes) -> None:
    with Encoder(places.rtmp_url()) as encoder:
        encoder.socket.sendall(data)
        assert encoder.is_cut()


def test_a_configuration_that_is_none_ends_the_connection_and_the_grace_begins(studio: Studio) -> None:
    path = studio.path()
    with studio.encoder(path) as encoder:
        encoder.describe(b"\1\2\3\4\5\6\7\x08\x09\x0a", None)
        assert encoder.is_cut()
    assert studio.engine.state()[path].state is SessionState.CONNECTING


def test_who_says_much_and_publishes_nothing_is_cut_off(studio: Studio) -> None:
    with Encoder(places.rtmp_url()) as encoder:
        ask = chunked(3, Message(Kind.COMMAND, 0, 0, amf.encode("createStream", 1, None))) * 10
        assert send_until_cut(encoder.socket, [ask] * 2000) < 1
    with Encoder(places.rtmp_url()) as encoder:
        nothing = chunked(3, Message(Kind.VIDEO, 0, 1, bytes(100_000)))
        assert send_until_cut(encoder.socket, [nothing] * 100) < 1


def test_nobody_plays_here(studio: Studio) -> None:
    with Encoder(places.rtmp_url()) as encoder:
        encoder.send(3, Kind.COMMAND, amf.encode("play", 1, None, "stream-1"))
        assert encoder.status()[0] == "NetStream.Play.Failed"
        assert encoder.is_cut()


def test_the_api_takes_only_small_objects(studio: Studio) -> None:
    async def answers() -> list[int]:
        headers = {"Authorization": f"Bearer {api_token(places.secret())}"}
        async with aiohttp.ClientSession(headers=headers) as client:
            found = []
            for body in (b"", b"[]", b"{", b'{"a":' * 30_000, json.dumps({"path": "x" * 70_000}).encode()):
                async with client.post(places.api_url() + "/kick", data=body) as answer:
                    found.append(answer.status)
            return found

    assert asyncio.run(answers()) == [400, 400, 400, 413, 413]
