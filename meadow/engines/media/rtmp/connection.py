"""One RTMP publisher: handshake, commands, and the stream that follows; nobody can play here."""

import asyncio
import logging
import os
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from meadow.engines.media.formats import flv
from meadow.engines.media.formats.malformed import Malformed, Unsupported
from meadow.engines.media.formats.samples import Sample, Shape
from meadow.engines.media.rtmp import amf
from meadow.engines.media.rtmp.chunks import ChunkReader, Kind, Message
from meadow.engines.media.rtmp.voice import WINDOW, Voice
from meadow.engines.media.stream.session import Session
from meadow.engines.media.stream.stage import Stage, TurnedAway

_log = logging.getLogger(__name__)
APPLICATION = "live"
_SIZE = 1536
_LARGEST_COMMAND = 64 * 1024
_MOST_COMMANDS = 100
_MOST_OUTSIDE = 512 * 1024  # bytes of who does not publish
_LONGEST_QUERY = 2000
_LAST_WORDS = 0.2  # seconds in which a refusal may be read


class RtmpConnection(asyncio.Protocol):
    """Speaks to one encoder."""

    protocol = "rtmp"

    def __init__(
        self,
        stage: Stage,
        patience: float,
        come: Callable[["RtmpConnection"], bool],
        gone: Callable[["RtmpConnection"], None],
    ) -> None:
        """Seconds until a connection must publish; whether there is room for this one; `gone` is called anyway."""
        self.ip = ""
        self._stage, self._patience, self._come, self._gone = stage, patience, come, gone
        self._loop = asyncio.get_running_loop()
        self._handshake: bytearray | None = bytearray()
        self._is_greeted = False
        self._chunks = ChunkReader()
        self._received = self._acknowledged = 0
        self._window = WINDOW
        self._session: Session | None = None
        self._asking: asyncio.Task[None] | None = None
        self._stream = self._commands = 0
        self._outside = 0  # bytes while nothing is published
        self._is_closing = False
        self._transport: asyncio.Transport
        self._voice: Voice
        self._timer: asyncio.TimerHandle

    # -- the connection ---------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._voice = transport, Voice(transport)
        peer = transport.get_extra_info("peername")
        self.ip = str(peer[0]) if peer else ""
        self._timer = self._loop.call_later(self._patience, self._lose_patience)
        if not self._come(self):
            self._is_closing = True
            transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        self._is_closing = True
        self._timer.cancel()
        if self._asking:
            self._asking.cancel()
        self._leave("the connection was lost")
        self._gone(self)

    def data_received(self, data: bytes) -> None:
        if self._is_closing:
            return
        self._received += len(data)
        self._outside = 0 if self._session else self._outside + len(data)
        if self._outside > _MOST_OUTSIDE:
            self._transport.abort()
            return
        try:
            for message in self._messages(data):
                if not self._take(message):
                    return
        except Unsupported as refusal:
            self._refuse("NetStream.Publish.Rejected", str(refusal))
        except Malformed as error:
            _log.info("An RTMP connection from %s is cut: %s", self.ip, error)
            self._leave(str(error))
            self._is_closing = True
            self._transport.abort()
            return
        if self._received - self._acknowledged > self._window // 2 and self._is_greeted:
            self._acknowledged = self._received
            self._voice.acknowledge(self._received)

    def dismiss(self, reason: str) -> None:
        """The session goes on, or ends, without this connection."""
        self._session = None
        self._refuse("NetStream.Publish.Rejected", reason)

    def abort(self) -> None:
        """Cut the connection at once."""
        self._transport.abort()

    def _lose_patience(self) -> None:
        """Who does not publish has no business here."""
        if self._session is None and (self._asking is None or self._asking.done()):
            self._is_closing = True
            self._transport.abort()
        else:
            self._timer = self._loop.call_later(self._patience, self._lose_patience)

    def _leave(self, reason: str) -> None:
        session, self._session = self._session, None
        if session:
            session.leave(self, reason)

    # -- bytes ------------------------------------------------------------------------------------

    def _messages(self, data: bytes) -> list[Message]:
        if self._handshake is None:
            return self._chunks.feed(data)
        self._handshake += data
        if self._handshake[0] != 3:
            raise Malformed("This is not RTMP.")
        if not self._is_greeted and len(self._handshake) > _SIZE:
            theirs = bytes(self._handshake[1 : _SIZE + 1])
            self._transport.write(b"\3" + bytes(8) + os.urandom(_SIZE - 8) + theirs)
            self._is_greeted = True
        if len(self._handshake) < 1 + 2 * _SIZE:
            return []
        rest, self._handshake = bytes(self._handshake[1 + 2 * _SIZE :]), None
        return self._chunks.feed(rest)

    # -- messages ---------------------------------------------------------------------------------

    def _take(self, message: Message) -> bool:
        """Do what a message says; whether the connection goes on."""
        kind, body = message.kind, message.body
        if kind in {Kind.VIDEO, Kind.AUDIO, Kind.DATA}:
            if self._session:
                self._take_media(self._session, message)
        elif kind in {Kind.COMMAND, Kind.COMMAND_3}:
            self._commands += 1
            if len(body) > _LARGEST_COMMAND or self._commands > _MOST_COMMANDS:
                raise Malformed("Commands are longer, or more, than any encoder's.")
            values = amf.decode(body[1:] if kind == Kind.COMMAND_3 else body)
            if values and isinstance(values[0], str):
                self._obey(message.stream, values[0], values[1] if len(values) > 1 else 0, values[2:])
        elif kind == Kind.WINDOW and len(body) == 4:
            self._window = max(int.from_bytes(body, "big"), 65536)
        elif kind == Kind.CONTROL and body[:2] == b"\0\6":  # ping
            self._voice.pong(body[2:6])
        return not self._is_closing

    def _take_media(self, session: Session, message: Message) -> None:
        if message.kind == Kind.DATA:
            self._read_data(session, message.body)
            return
        read = flv.read_video if message.kind == Kind.VIDEO else flv.read_audio
        found = read(message.body, message.timestamp)
        if isinstance(found, Sample):
            session.push(found)
        elif found:
            session.configure(found)

    def _read_data(self, session: Session, body: bytes) -> None:
        """What the encoder says of itself: whether sound and pictures will come."""
        if len(body) > _LARGEST_COMMAND:
            return
        values = amf.decode(body)
        told = next((it for it in values if isinstance(it, dict)), None)
        if told is None or "onMetaData" not in values:
            return
        names = set(told)
        video = bool(names & {"videocodecid", "width", "videodatarate"})
        audio = bool(names & {"audiocodecid", "audiosamplerate", "audiodatarate"})
        if video or audio:
            session.expect(Shape(video=video, audio=audio))

    # -- commands ---------------------------------------------------------------------------------

    def _obey(self, stream: int, command: str, number: Any, words: list[Any]) -> None:
        match command:
            case "connect":
                self._connect(number, words[0] if words and isinstance(words[0], dict) else {})
            case "releaseStream" | "FCPublish":
                self._voice.answer(number, None, None)
            case "createStream":
                self._voice.answer(number, None, 1)
            case "publish":
                name = next((it for it in words if isinstance(it, str)), "")
                self._publish(stream, name)
            case "play" | "play2":
                self._refuse("NetStream.Play.Failed", "Nobody can play here, only publish.", stream)
            case "deleteStream" | "FCUnpublish" | "closeStream":
                self._leave("the publisher has stopped")

    def _connect(self, number: Any, told: dict[str, Any]) -> None:
        application = str(told.get("app", "")).partition("?")[0].strip("/")
        if application != APPLICATION:
            self._voice.reject(number, f"There is no application of this name; publish to /{APPLICATION}.")
            self._close_soon()
        else:
            self._voice.welcome(number)

    def _publish(self, stream: int, name: str) -> None:
        if self._session or self._asking:
            raise Malformed("A connection publishes once.")
        path, _, query = name.partition("?")
        key = parse_qs(query).get("key", [""])[0] if len(query) <= _LONGEST_QUERY else ""
        self._stream = stream
        self._asking = self._loop.create_task(self._ask(path, key))

    async def _ask(self, path: str, key: str) -> None:
        try:
            session = await self._stage.admit(path, key, self)
        except TurnedAway as refusal:
            self._refuse("NetStream.Publish.BadName", str(refusal))
            return
        self._session = session
        self._voice.begin(self._stream)
        self._voice.status("status", "NetStream.Publish.Start", "You are live.", self._stream)

    def _refuse(self, code: str, description: str, stream: int | None = None) -> None:
        self._leave(description)
        self._voice.status("error", code, description, self._stream if stream is None else stream)
        self._close_soon()

    def _close_soon(self) -> None:
        self._is_closing = True
        self._loop.call_later(_LAST_WORDS, self._transport.close)
