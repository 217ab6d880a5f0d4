"""What we say to an encoder: answers, states of its stream, and the few control messages that it expects."""

import asyncio
from struct import pack
from typing import Any

from meadow.engines.media.rtmp import amf
from meadow.engines.media.rtmp.chunks import Kind, Message, chunked

WINDOW = 2_500_000
_CHUNK = 4096
_MOST_UNREAD = 256 * 1024


class Voice:
    """Our side of one connection."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._size = 128  # of the chunks that we send

    def welcome(self, number: Any) -> None:
        """Let the encoder in."""
        self._send(2, Kind.WINDOW, pack(">I", WINDOW))
        self._send(2, Kind.BANDWIDTH, pack(">IB", WINDOW, 2))
        self._send(2, Kind.CHUNK_SIZE, pack(">I", _CHUNK))
        self._size = _CHUNK
        said = {"level": "status", "code": "NetConnection.Connect.Success", "description": "Welcome."}
        self.answer(number, {"fmsVer": "FMS/3,0,1,123", "capabilities": 31}, {**said, "objectEncoding": 0})

    def reject(self, number: Any, description: str) -> None:
        """Do not let it in."""
        said = {"level": "error", "code": "NetConnection.Connect.Rejected", "description": description}
        self._send(3, Kind.COMMAND, amf.encode("_error", _number(number), None, said))

    def answer(self, number: Any, *values: object) -> None:
        """The result of the command that bore this number."""
        self._send(3, Kind.COMMAND, amf.encode("_result", _number(number), *values))

    def status(self, level: str, code: str, description: str, stream: int) -> None:
        """What has become of a stream; encoders show the description of an error."""
        said = {"level": level, "code": code, "description": description}
        self._send(5, Kind.COMMAND, amf.encode("onStatus", 0, None, said), stream)

    def begin(self, stream: int) -> None:
        self._send(2, Kind.CONTROL, pack(">HI", 0, stream))

    def pong(self, ping: bytes) -> None:
        self._send(2, Kind.CONTROL, b"\0\7" + ping)

    def acknowledge(self, received: int) -> None:
        self._send(2, Kind.ACKNOWLEDGEMENT, pack(">I", received & 0xFFFFFFFF))

    def _send(self, channel: int, kind: int, body: bytes, stream: int = 0) -> None:
        if self._transport.get_write_buffer_size() > _MOST_UNREAD:
            self._transport.abort()
        elif not self._transport.is_closing():
            self._transport.write(chunked(channel, Message(kind, 0, stream, body), self._size))


def _number(told: Any) -> float:
    return told if isinstance(told, int | float) else 0
