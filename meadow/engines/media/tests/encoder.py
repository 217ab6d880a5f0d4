"""An encoder: the publisher's side of RTMP, as broadcasting software speaks it."""

import os
import socket
import time
from collections.abc import Iterable
from struct import pack
from typing import Any
from urllib.parse import urlsplit

from meadow.engines.media.formats.samples import Sample
from meadow.engines.media.rtmp import amf
from meadow.engines.media.rtmp.chunks import ChunkReader, Kind, Message, chunked
from meadow.engines.media.tests.footage import AAC, SMALL

_CHUNK = 4096


class Encoder:
    """One connection that publishes, or tries to."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname
        assert parts.port
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=10)
        self._application, self._url = parts.path.strip("/"), url
        self._reader = ChunkReader()
        self._size = 128
        try:
            self._shake_hands()
        except OSError:
            self.socket.close()
            raise

    def __enter__(self) -> "Encoder":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def publish(self, name: str) -> tuple[str, str]:
        """Ask to publish; the code and the words of the answer."""
        self.send(2, Kind.CHUNK_SIZE, pack(">I", _CHUNK))
        self._size = _CHUNK
        self.send(3, Kind.COMMAND, amf.encode("connect", 1, {"app": self._application, "tcUrl": self._url}))
        said = self._until("_result", "_error")
        if said[0] == "_error":
            return said[3]["code"], said[3]["description"]
        for number, command in enumerate(("releaseStream", "FCPublish"), 2):
            self.send(3, Kind.COMMAND, amf.encode(command, number, None, name))
        self.send(3, Kind.COMMAND, amf.encode("createStream", 4, None))
        self.send(3, Kind.COMMAND, amf.encode("publish", 5, None, name, "live"), stream=1)
        status = self._until("onStatus")[3]
        return status["code"], status["description"]

    def describe(self, video: bytes | None = SMALL, audio: bytes | None = AAC, *, timestamp: int = 0) -> None:
        """Tell the decoder configurations."""
        if video is not None:
            self.send(6, Kind.VIDEO, b"\x17\0\0\0\0" + video, timestamp)
        if audio is not None:
            self.send(4, Kind.AUDIO, b"\xaf\0" + audio, timestamp)

    def play(self, samples: Iterable[Sample], *, pace: float = 0) -> None:
        """Send samples, at so many times their own speed, or all at once."""
        begun, first = time.monotonic(), None
        for it in samples:
            first = it.dts if first is None else first
            if pace and (ahead := (it.dts - first) / 1000 / pace - (time.monotonic() - begun)) > 0:
                time.sleep(ahead)
            if it.is_video:
                head = (b"\x17" if it.key else b"\x27") + b"\1" + int(it.cts).to_bytes(3, "big", signed=True)
                self.send(6, Kind.VIDEO, head + it.data, int(it.dts))
            else:
                self.send(4, Kind.AUDIO, b"\xaf\1" + it.data, int(it.dts))

    def stop(self) -> None:
        """Say goodbye, as encoders do."""
        self.send(3, Kind.COMMAND, amf.encode("FCUnpublish", 6, None, ""))
        self.send(3, Kind.COMMAND, amf.encode("deleteStream", 7, None, 1))

    def status(self) -> tuple[str, str]:
        """The next status that arrives."""
        said = self._until("onStatus")[3]
        return said["code"], said["description"]

    def send(self, channel: int, kind: int, body: bytes, timestamp: int = 0, *, stream: int = 1) -> None:
        self.socket.sendall(chunked(channel, Message(kind, timestamp & 0xFFFFFFFF, stream, body), self._size))

    def is_cut(self, seconds: float = 5) -> bool:
        """Whether the other side ends the connection within some seconds."""
        self.socket.settimeout(seconds)
        try:
            while self.socket.recv(65536):
                pass
        except TimeoutError:
            return False
        except OSError:
            pass
        return True

    def _shake_hands(self) -> None:
        mine = bytes(8) + os.urandom(1528)
        self.socket.sendall(b"\3" + mine)
        answer = self._exactly(1 + 2 * 1536)
        assert answer[0] == 3
        assert answer[1537:] == mine
        self.socket.sendall(answer[1:1537])

    def _until(self, *commands: str) -> list[Any]:
        while True:
            data = self.socket.recv(65536)
            if not data:
                raise ConnectionError("The connection was ended.")
            for message in self._reader.feed(data):
                if message.kind == Kind.COMMAND:
                    said = amf.decode(message.body)
                    if said[0] in commands:
                        return said

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise ConnectionError("The connection was ended.")
            data += more
        return data
