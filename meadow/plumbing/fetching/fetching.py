"""One file from the web, with limits on everything that the other side decides."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from typing import Self, TypeVar

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from meadow.plumbing.fetching.places import Network, Target, look_up, target_of
from meadow.plumbing.fetching.refused import (
    Answered,
    Busy,
    NoAnswer,
    NotFetched,
    TooManyBytesSent,
    TooManyRedirects,
    TooSlow,
    Unsafe,
)

MOST_REDIRECTS = 3
MOST_MACHINES = 2
"""Of a host with many addresses so many are tried."""
PIECE = 1 << 16
AGENT = "Meadow (product photos for the shop that lists this address)"
SENDER = "Meadow (news for the device that asked for it)"
_REDIRECTS = {301, 302, 303, 307, 308}
_BUSY = {408, 425, 429}
Got = TypeVar("Got")
_BROKEN = (HTTPError, HTTPException, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Patience:
    """How much one file may ask for: bytes, and seconds over all redirects."""

    bytes: int = 30 * 2**20
    seconds: float = 30.0
    connect_seconds: float = 10.0


def fetch(url: str, *, patience: Patience = Patience(), allowed: Sequence[Network] = ()) -> bytes:
    """The file at this address. Raises NotFetched.

    A host's name is looked up once, all that it names is checked, and then the machine checked is connected to: no
    later answer of a name server can lead elsewhere. Each redirect goes through the same. Nothing is kept between two
    calls and nothing of ours is sent along: no cookies, no referrer, no proxy's credentials.
    """
    target = target_of(url)
    until = time.monotonic() + patience.seconds
    for _ in range(MOST_REDIRECTS + 1):
        answer = _ask(target, allowed, patience, until, partial(_answer, target, patience))
        if answer.status == 200:
            return answer.content
        target = target.leads_to(answer.location)
    raise TooManyRedirects(host=target.host, limit=MOST_REDIRECTS)


def send(
    url: str,
    content: bytes,
    headers: Mapping[str, str],
    *,
    patience: Patience = Patience(),
    allowed: Sequence[Network] = (),
) -> int:
    """POST this to the address and return the status that it answered with. Raises NotFetched; Busy for 429 and 5xx.

    It goes only where `fetch` goes, and no further: a redirect is an answer like any other.
    """
    target = target_of(url)

    def exchange(connection: HTTPConnection, deadline: "_Deadline") -> int:
        connection.connect()
        deadline.watch(connection)
        own = {"Host": target.authority, "User-Agent": SENDER, "Connection": "close"}
        connection.request("POST", target.path, body=content, headers={**own, **headers}, preload_content=False)
        answer = connection.getresponse()
        answer.close()
        if answer.status in _BUSY or answer.status >= 500:
            after = _seconds(answer.headers.get("Retry-After", ""))
            raise Busy(host=target.host, status=answer.status, after=after)
        return answer.status

    return _ask(target, allowed, patience, time.monotonic() + patience.seconds, exchange)


@dataclass(frozen=True, slots=True)
class _Answer:
    """A file, or where it is."""

    status: int
    content: bytes = b""
    location: str = ""


class _Deadline:
    """Hangs up after so many seconds: a host that sends a byte now and then never runs into a timeout."""

    def __init__(self, seconds: float) -> None:
        self._over = threading.Event()
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._hang_up)
        self._timer.daemon = True

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def watch(self, connection: HTTPConnection) -> None:
        """The connection lets go of its socket when the answer begins, so the socket itself is kept."""
        self._socket = connection.sock
        if self.is_over:
            self._hang_up()

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _hang_up(self) -> None:
        self._over.set()
        if self._socket is not None:
            with suppress(OSError):  # it may have closed by itself
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _ask(
    target: Target,
    allowed: Sequence[Network],
    patience: Patience,
    until: float,
    exchange: Callable[[HTTPConnection, _Deadline], Got],
) -> Got:
    """The answer of the first machine that gives one."""
    refused: NotFetched = NoAnswer(host=target.host)
    for machine in look_up(target, allowed=allowed)[:MOST_MACHINES]:
        left = until - time.monotonic()
        if left <= 0:
            break
        connection = _connection(target, machine, min(patience.connect_seconds, left))
        try:
            with _Deadline(left) as deadline:
                try:
                    return exchange(connection, deadline)
                except _BROKEN as error:
                    if isinstance(error, NotFetched):
                        raise
                    refused = _why(error, target)
        finally:
            connection.close()
    if time.monotonic() >= until:
        raise TooSlow(host=target.host, seconds=round(patience.seconds))
    raise refused


def _answer(target: Target, patience: Patience, connection: HTTPConnection, deadline: _Deadline) -> _Answer:
    connection.connect()
    deadline.watch(connection)
    connection.request("GET", target.path, headers=_headers(target), preload_content=False)
    answer = connection.getresponse()
    try:
        if answer.status in _REDIRECTS:
            found = _Answer(answer.status, location=answer.headers.get("Location", ""))
        else:
            found = _Answer(200, _read(answer, target, patience))
    finally:
        answer.close()
    if deadline.is_over:  # a connection that was cut off looks like a file that has ended
        raise TooSlow(host=target.host, seconds=round(patience.seconds))
    return found


def _why(error: Exception, target: Target) -> NotFetched:
    """urllib3 wraps what a certificate is refused for in an error of its own."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Unsafe(host=target.host)
        cause = cause.__cause__ or cause.__context__
    return NoAnswer(host=target.host)


def _connection(target: Target, machine: str, seconds: float) -> HTTPConnection:
    """A connection to this very machine, which must prove to be the host that was asked for."""
    if target.is_safe:
        return HTTPSConnection(machine, target.port, timeout=seconds, server_hostname=target.host)
    return HTTPConnection(machine, target.port, timeout=seconds)


def _headers(target: Target) -> dict[str, str]:
    return {
        "Host": target.authority,
        "User-Agent": AGENT,
        "Accept": "image/avif,image/webp,image/*;q=0.9,*/*;q=0.1",
        "Accept-Encoding": "identity",  # a packed answer could unpack to anything
        "Connection": "close",
    }


def _read(answer: BaseHTTPResponse, target: Target, patience: Patience) -> bytes:
    if answer.status in _BUSY or answer.status >= 500:
        raise Busy(host=target.host, status=answer.status, after=_seconds(answer.headers.get("Retry-After", "")))
    if answer.status != 200:
        raise Answered(host=target.host, status=answer.status)
    too_many = TooManyBytesSent(megabytes=patience.bytes // 2**20)
    promised = answer.headers.get("Content-Length", "")
    if promised.isdecimal() and int(promised[:20]) > patience.bytes:
        raise too_many
    content = bytearray()
    while piece := answer.read(PIECE, decode_content=False):
        content += piece
        if len(content) > patience.bytes:
            raise too_many
    if promised.isdecimal() and len(content) < int(promised[:20]):
        raise NoAnswer(host=target.host)
    return bytes(content)


def _seconds(text: str) -> int:
    """What `Retry-After` asks for, where it is in seconds; never more than a day."""
    return min(int(text[:9]), 86_400) if text.isdecimal() else 0
