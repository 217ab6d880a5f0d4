"""The way our own processes talk over NATS: connections, streams, ephemeral chatter, and cutting a name off."""

import asyncio
import contextlib
import json
import logging
import os
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future
from typing import Any
from urllib.parse import urlsplit

import nats
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import StreamConfig
from nats.js.errors import NotFoundError

from meadow.engines import ports
from meadow.engines.nats import account_key, system_key, url_from_environment
from meadow.engines.passes import service_credentials
from meadow.engines.signing import Key

_LONGEST_QUEUE = 10_000
_PATIENCE = 10
_BETWEEN_KICKS, _KICKED_AT_ONCE = 4.0, 100

logger = logging.getLogger(__name__)


async def connect_bus(name: str, **options: Any) -> Client:
    """A connection that may do everything within the account; it comes back by itself whenever the server does.

    It waits for a server that is not there yet. The name shows up in the server's list of connections.
    """
    return await _connect(account_key(), name, **options)


async def _connect(account: Key, name: str, **options: Any) -> Client:
    credentials = service_credentials(account, name)

    is_away = False

    async def tell(error: Exception) -> None:
        nonlocal is_away
        if not is_away:  # once, not at every try
            logger.warning("NATS connection %s: %r", name, error)
        is_away = isinstance(error, OSError)

    async def tell_return() -> None:
        nonlocal is_away
        is_away = False
        logger.warning("NATS connection %s is back", name)

    return await nats.connect(
        url_from_environment(),
        name=name,
        user_jwt_cb=lambda: bytearray(credentials.jwt.encode()),
        signature_cb=credentials.answer,
        **{
            "error_cb": tell,
            "reconnected_cb": tell_return,
            "max_reconnect_attempts": -1,
            "reconnect_time_wait": 0.5,
            "connect_timeout": 5,
            **options,
        },
    )


def answers() -> bool:
    """Whether somebody listens where NATS should be."""
    parts = urlsplit(url_from_environment())
    return ports.answers(parts.hostname or "127.0.0.1", parts.port or 4222)


async def ensure_streams(js: JetStreamContext, streams: Iterable[StreamConfig]) -> None:
    """Make each stream, or bring it to this configuration when it is there already."""
    for stream in streams:
        assert stream.name
        try:
            await js.stream_info(stream.name)
        except NotFoundError:
            await js.add_stream(stream)
        else:
            await js.update_stream(stream)


# -- ephemeral chatter ----------------------------------------------------------------------------


def publish(subject: str, payload: bytes) -> None:
    """Send to whoever listens now, from any thread, without waiting; what cannot be sent is lost.

    For typing, viewer counts and the like. A fact belongs into `announce`, which cannot lose it.
    """
    _chatter.say(subject, payload)


def has_arrived() -> bool:
    """Wait until the server has what this process published; False when it has not within ten seconds, or is away.

    Whoever publishes afterwards, in whatever process, is heard afterwards. So who keeps an order keeps their turn
    meanwhile: a server with thousands to tell may be seconds behind.
    """
    return _chatter.has_arrived(_PATIENCE)


class _Chatter:
    """One thread of this process with a connection, started with the first word."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: asyncio.Queue[tuple[str, bytes] | Future[bool]] | None = None
        self._thread: threading.Thread | None = None
        self._sending: asyncio.Task[None] | None = None
        self._asking: set[asyncio.Task[None]] = set()
        self.lost = 0

    def say(self, subject: str, payload: bytes) -> None:
        self.loop().call_soon_threadsafe(self._put, (subject, payload))

    def has_arrived(self, seconds: float) -> bool:
        asked: Future[bool] = Future()
        self.loop().call_soon_threadsafe(self._put, asked)
        try:
            return asked.result(seconds)
        except TimeoutError:
            return False

    def loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is not None:
                return self._loop
            loop = asyncio.new_event_loop()
            self._waiting = asyncio.Queue(_LONGEST_QUEUE)
            self._thread = threading.Thread(target=self._serve, args=(loop, self._waiting), name="chatter", daemon=True)
            self._thread.start()
            self._loop = loop
            return loop

    def _put(self, word: tuple[str, bytes] | Future[bool]) -> None:
        assert self._waiting
        try:
            self._waiting.put_nowait(word)
        except asyncio.QueueFull:
            self.lost += 1

    def _serve(self, loop: asyncio.AbstractEventLoop, waiting: asyncio.Queue[tuple[str, bytes] | Future[bool]]) -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner, contextlib.suppress(asyncio.CancelledError):
            runner.run(self._send(waiting))

    def close(self) -> None:
        """End the thread; whatever it has not sent is lost."""
        if self._loop and self._thread:
            self._loop.call_soon_threadsafe(lambda: self._sending and self._sending.cancel())
            self._thread.join(5)

    async def _send(self, waiting: asyncio.Queue[tuple[str, bytes] | Future[bool]]) -> None:
        self._sending = asyncio.current_task()
        connection = await connect_bus(f"chatter {os.getpid()}")
        try:
            while True:
                word = await waiting.get()
                if isinstance(word, Future):
                    self._asking.add(task := asyncio.create_task(_arrive(connection, word)))
                    task.add_done_callback(self._asking.discard)
                    continue
                subject, payload = word
                try:
                    await connection.publish(subject, payload)
                except NatsError as error:  # the outbound buffer is full, or the payload is too long
                    self.lost += 1
                    logger.debug("lost a word on %s: %s", subject, error)
        finally:
            await connection.close()


async def _arrive(connection: Client, asked: Future[bool]) -> None:
    """Answer whether everything that was published so far has reached the server."""
    has_arrived = False
    if connection.is_connected:
        # The client's first ping overtakes what it has not written yet; the second one comes behind it.
        with contextlib.suppress(NatsError, OSError):
            await connection.flush(_PATIENCE)
            await connection.flush(_PATIENCE)
            has_arrived = True
    if not asked.cancelled():
        asked.set_result(has_arrived)


_chatter = _Chatter()


def _begin_anew() -> None:
    """A forked process has the parent's connection but not its thread."""
    global _chatter
    _chatter = _Chatter()
    _kept_away.clear()


os.register_at_fork(after_in_child=_begin_anew)


# -- cutting off ----------------------------------------------------------------------------------


async def kick(*names: str) -> int:
    """Cut every connection that was opened with a pass of these names, on all servers; returns how many.

    A pass that is still valid may connect again: issue no new one first, and keep lifetimes short.
    """
    system = await _connect(system_key(), "kick", max_reconnect_attempts=2)
    try:
        cut = 0
        for begin in range(0, len(names), _KICKED_AT_ONCE):
            some = names[begin : begin + _KICKED_AT_ONCE]
            cut += sum(await asyncio.gather(*(_cut(system, name) for name in some)))
        return cut
    finally:
        await system.close()


async def _cut(system: Client, name: str) -> int:
    question = {"user": account_key().user(name).public, "acc": account_key().public, "auth": True, "limit": 10_000}
    cut = 0
    for answer in await _ask_all(system, "$SYS.REQ.SERVER.PING.CONNZ", question):
        server = answer["server"]["id"]
        for connection in answer["data"].get("connections") or ():
            order = json.dumps({"cid": connection["cid"]}).encode()
            await system.request(f"$SYS.REQ.SERVER.{server}.KICK", order, timeout=2)
            cut += 1
    return cut


def kick_soon(name: str, *, again_for: float = 0) -> None:
    """`kick` from any thread, without waiting for it; and `again_for` so many seconds whoever comes back meanwhile.

    As long as passes of this name may still be good: a pass that is shown again opens a connection for seconds only.
    """
    asyncio.run_coroutine_threadsafe(_keep_away(name, again_for), _chatter.loop())


async def _keep_away(name: str, seconds: float) -> None:
    """Whoever comes first looks after all names, over one connection a round, until the last one's time is up."""
    await _kick_or_tell(name)
    if not seconds:
        return
    is_first = not _kept_away
    _kept_away[name] = time.monotonic() + seconds
    try:
        while is_first and _kept_away:
            await asyncio.sleep(_BETWEEN_KICKS)
            await _kick_or_tell(*_kept_away)
            for one in [one for one, until in _kept_away.items() if until <= time.monotonic()]:
                del _kept_away[one]
    finally:
        if is_first:
            _kept_away.clear()


async def _kick_or_tell(*names: str) -> None:
    try:
        await kick(*names)
    except (NatsError, OSError) as error:
        logger.error("%s could not be cut off: %r", ", ".join(names[:5]), error)


_kept_away: dict[str, float] = {}
"""Names whose connections are cut until a moment; in the thread of the chatter alone."""


async def _ask_all(connection: Client, subject: str, question: dict[str, Any]) -> list[dict[str, Any]]:
    """The answers of every server of the cluster."""
    inbox = connection.new_inbox()
    waiting = await connection.subscribe(inbox)
    await connection.publish(subject, json.dumps(question).encode(), reply=inbox)
    answers: list[dict[str, Any]] = []
    patience = 2.0  # for the first; the others are hardly slower
    while True:
        try:
            message = await waiting.next_msg(timeout=patience)
        except NatsError:
            return answers
        answers.append(json.loads(message.data))
        patience = 0.1
