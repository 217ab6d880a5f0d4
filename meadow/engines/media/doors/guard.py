"""Stands before an HTTP server: cuts off who sends no request, reads no answer, or is one too many."""

import asyncio
from collections.abc import Callable
from typing import cast

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

KEPT_ALIVE = 75.0  # seconds between requests
SLOWEST = 20.0  # seconds in which a reader must take something


class Guards:
    """All connections of one listener."""

    def __init__(self, most: int, patience: float) -> None:
        """How many connections there may be, and how many seconds a request's headers may take."""
        self._most, self.patience = most, patience
        self._open: dict[asyncio.BaseTransport, _Guard] = {}

    @property
    def count(self) -> int:
        return len(self._open)

    def before(self, server: Callable[[], asyncio.BaseProtocol]) -> Callable[[], asyncio.Protocol]:
        """What `create_server` makes a connection with."""
        return lambda: _Guard(self, server())

    def come(self, transport: asyncio.BaseTransport, guard: "_Guard") -> bool:
        """Whether there is room for one more."""
        self._open[transport] = guard
        return len(self._open) <= self._most

    def gone(self, transport: asyncio.BaseTransport) -> None:
        self._open.pop(transport, None)

    def close(self) -> None:
        for transport in list(self._open):
            cast(asyncio.Transport, transport).abort()

    @property
    def middleware(self) -> Middleware:
        """Tells the guard of a connection when a request has arrived and when it has been answered."""

        @web.middleware
        async def tell(request: web.Request, handler: Handler) -> web.StreamResponse:
            guard = self._open.get(request.transport) if request.transport else None
            if guard:
                guard.is_busy = True
            try:
                return await handler(request)
            finally:
                if guard:
                    guard.is_busy = False

        return tell


class _Guard(asyncio.Protocol):
    """Passes everything on to the server's own protocol, and keeps an eye on the time."""

    def __init__(self, guards: Guards, inner: asyncio.BaseProtocol) -> None:
        self._guards, self._inner = guards, cast(asyncio.Protocol, inner)
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._timer: asyncio.TimerHandle | None = None
        self._reader: asyncio.TimerHandle | None = None
        self._is_busy = False

    @property
    def is_busy(self) -> bool:
        """Whether a request is being answered."""
        return self._is_busy

    @is_busy.setter
    def is_busy(self, busy: bool) -> None:
        self._is_busy = busy
        self._wait(None if busy else KEPT_ALIVE)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        has_room = self._guards.come(transport, self)
        self._inner.connection_made(transport)
        self._wait(self._guards.patience)
        if not has_room:
            self._transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        self._wait(None)
        if self._reader:
            self._reader.cancel()
        self._guards.gone(self._transport)
        self._inner.connection_lost(error)

    def data_received(self, data: bytes) -> None:
        if not self._is_busy and self._timer and self._timer.when() - self._loop.time() > self._guards.patience:
            self._wait(self._guards.patience)  # the next request has begun
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._reader = self._loop.call_later(SLOWEST, self._transport.abort)
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        if self._reader:
            self._reader.cancel()
        self._inner.resume_writing()

    def _wait(self, seconds: float | None) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = self._loop.call_later(seconds, self._transport.abort) if seconds else None
