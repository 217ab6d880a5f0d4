"""Where browsers publish: a WebSocket that `framing` describes."""

import asyncio
import contextlib
import logging
from typing import Any

from aiohttp import WSMsgType, web

from meadow.engines.media.configuration import Configuration
from meadow.engines.media.doors.framing import (
    LARGEST_MESSAGE,
    read_hello,
    read_packet,
    read_text,
    read_track,
)
from meadow.engines.media.doors.origins import Origins
from meadow.engines.media.formats.demux import Demuxer
from meadow.engines.media.formats.malformed import Malformed, Unsupported
from meadow.engines.media.formats.samples import Sample
from meadow.engines.media.stream.session import Session
from meadow.engines.media.stream.stage import Stage, TurnedAway

_log = logging.getLogger(__name__)
_ACK = 0.5
_MOST_WAITING = 64
_FRAGMENT = 1.2  # seconds; MediaRecorder lets out whole groups of pictures, whatever one asks of it
_REFUSED, _ENDED, _NONSENSE = 4003, 4000, 1007


class Ingest:
    """Takes browsers' streams in."""

    def __init__(self, wishes: Configuration, stage: Stage, origins: Origins) -> None:
        self._wishes, self._stage, self._origins = wishes, stage, origins
        self._open: set[_Browser] = set()

    @property
    def routes(self) -> list[web.RouteDef]:
        return [web.get("/ingest/{path}", self.publish)]

    async def publish(self, request: web.Request) -> web.StreamResponse:
        """One browser's stream, from its hello to its end."""
        if not self._origins.allows(request):
            raise web.HTTPForbidden(text="Pages of this origin may not publish.")
        browsers = [it for it in self._open if not it.is_admitted]
        ip = _address(request, behind_proxy=self._wishes.behind_proxy)
        if len(browsers) >= _MOST_WAITING or sum(it.ip == ip for it in browsers) >= self._wishes.most_per_address:
            raise web.HTTPServiceUnavailable(text="Too many are at the door.")
        socket = web.WebSocketResponse(max_msg_size=LARGEST_MESSAGE, heartbeat=10, compress=False)
        if not socket.can_prepare(request):
            raise web.HTTPBadRequest(text="This is a door for WebSockets.")
        browser = _Browser(socket, ip)
        self._open.add(browser)
        try:
            await socket.prepare(request)
            key = request.query.get("key", "")
            await browser.serve(self._stage, request.match_info["path"], key, self._wishes.patience.hello)
        finally:
            self._open.discard(browser)
        return socket

    @property
    def count(self) -> int:
        return len(self._open)


class _Browser:
    """One browser that publishes."""

    protocol = "ws"

    def __init__(self, socket: web.WebSocketResponse, ip: str) -> None:
        self.ip = ip
        self._socket = socket
        self._session: Session | None = None
        self._demuxer: Demuxer | None = None
        self._bytes = self._packets = 0
        self._dismissed: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    @property
    def is_admitted(self) -> bool:
        """Whether it publishes; who does not may be anybody, and what he sends is held in memory."""
        return self._session is not None

    async def serve(self, stage: Stage, path: str, key: str, patience: float) -> None:
        try:
            await self._publish(stage, path, key, patience)
        except TurnedAway as refusal:
            await self._end("refused", str(refusal), _REFUSED)
        except Unsupported as refusal:
            self._leave(str(refusal))
            await self._end("ended", str(refusal), _ENDED)
        except Malformed as error:
            _log.info("A browser's stream from %s is cut: %s", self.ip, error)
            self._leave(str(error))
            await self._end("ended", str(error), _NONSENSE)
        finally:
            self._leave("the connection was lost")

    def dismiss(self, reason: str) -> None:
        """The session goes on, or ends, without this browser."""
        self._session = None
        if not self._dismissed.done():
            self._dismissed.set_result(reason)

    async def _publish(self, stage: Stage, path: str, key: str, patience: float) -> None:
        try:
            message = await self._socket.receive(timeout=patience)
        except TimeoutError:
            return
        if message.type is not WSMsgType.TEXT:
            raise Malformed("The first message is a hello.")
        mode, shape = read_hello(read_text(message.data))
        self._demuxer = Demuxer() if mode == "mp4" else None
        session = self._session = await stage.admit(path, key, self)
        session.expect(shape, bursts=_FRAGMENT if self._demuxer else 0)
        await self._say({"type": "welcome", "session": session.name})
        tasks = [asyncio.create_task(it) for it in (self._receive(), self._acknowledge(session))]
        ends: list[asyncio.Future[Any]] = [tasks[0], self._dismissed]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # Not by closing the socket while the other task reads: the last message would be lost with the connection.
            for task in tasks:
                task.cancel()
            found = await asyncio.gather(*tasks, return_exceptions=True)
        if self._dismissed.done():
            await self._end("ended", self._dismissed.result(), _ENDED)
        for error in found:
            if isinstance(error, Exception):
                raise error

    async def _receive(self) -> None:
        async for message in self._socket:
            session = self._session
            if session is None:
                return
            if message.type is WSMsgType.BINARY:
                self._bytes += len(message.data)
                self._packets += 1
                self._take(session, message.data)
            elif message.type is WSMsgType.TEXT:
                told = read_text(message.data)
                if told["type"] == "bye":
                    self._leave("the publisher has stopped")
                    return
                session.configure(read_track(told))

    def _take(self, session: Session, data: bytes) -> None:
        if self._demuxer is None:
            session.push(read_packet(data))
            return
        for found in self._demuxer.feed(data):
            if isinstance(found, Sample):
                session.push(found)
            else:
                session.configure(found)

    async def _acknowledge(self, session: Session) -> None:
        while self._session is session:
            await asyncio.sleep(_ACK)
            health = session.meter.health(session.packager.tracks, session.packager.counts)
            told = {"kbps": health.kbps, "fps": health.fps, "late": health.late, "dropped": health.dropped}
            arrived = {"bytes": self._bytes, "packets": self._packets, "state": session.state.value}
            await self._say({"type": "ack", **arrived, **told})

    async def _end(self, kind: str, reason: str, code: int) -> None:
        await self._say({"type": kind, "reason": reason})
        with contextlib.suppress(ConnectionError):
            await self._socket.close(code=code, message=reason.encode()[:100])

    async def _say(self, told: dict[str, Any]) -> None:
        if not self._socket.closed:
            with contextlib.suppress(ConnectionError):
                await self._socket.send_json(told)

    def _leave(self, reason: str) -> None:
        session, self._session = self._session, None
        if session:
            session.leave(self, reason)


def _address(request: web.Request, *, behind_proxy: bool) -> str:
    """Who publishes; one proxy may stand before us that appends to X-Forwarded-For."""
    told = request.headers.get("X-Forwarded-For", "") if behind_proxy else ""
    return told.rpartition(",")[2].strip() or request.remote or ""
