"""RTMP's chunk streams (Real-Time Messaging Protocol 1.0, chapter 5): messages out of bytes, and bytes of messages."""

from struct import pack
from typing import NamedTuple

from meadow.engines.media.formats.malformed import Malformed

LARGEST_MESSAGE = 8 * 2**20
SMALLEST_CHUNK = 64  # the standard asks for 128 and more; a byte each would cost us more than the sender
MOST_STREAMS = 64
_LARGEST_PARTIAL = 16 * 2**20  # of all messages that have begun and not ended
_HEADERS = (11, 7, 3, 0)
_EXTENDED = 0xFFFFFF
_LARGEST_REPEATED = 1000  # milliseconds


class Kind:
    """The kinds of messages that matter to a publisher."""

    CHUNK_SIZE = 1
    ABORT = 2
    ACKNOWLEDGEMENT = 3
    CONTROL = 4
    WINDOW = 5
    BANDWIDTH = 6
    AUDIO = 8
    VIDEO = 9
    COMMAND_3 = 17
    DATA = 18
    COMMAND = 20


class Message(NamedTuple):
    """One whole message."""

    kind: int
    timestamp: int  # milliseconds, modulo 2**32
    stream: int
    body: bytes


class _Stream:
    __slots__ = ("absolute", "delta", "extended", "kind", "length", "partial", "stream", "timestamp")

    def __init__(self) -> None:
        self.timestamp = self.delta = self.length = self.kind = self.stream = 0
        self.extended = False
        self.absolute = False  # the last header told a time, not a distance
        self.partial: bytearray | None = None


class ChunkReader:
    """Puts messages together; it obeys the sender's chunk size by itself."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._chunk = 128
        self._streams: dict[int, _Stream] = {}
        self._held = 0  # bytes in messages that are not whole

    def feed(self, data: bytes) -> list[Message]:
        """The messages that are whole now."""
        self._buffer += data
        messages: list[Message] = []
        at = 0
        with memoryview(self._buffer) as view:
            while (after := self._chunk_at(view, at, messages)) > at:
                at = after
        del self._buffer[:at]
        return messages

    def _chunk_at(self, view: memoryview, at: int, messages: list[Message]) -> int:
        """Read the chunk that begins here; the offset after it, or the same while it is not there whole."""
        end = len(view)
        if end == at:
            return at
        form, number = view[at] >> 6, view[at] & 63
        cursor = at + (1 if number > 1 else 2 + number)
        if end - cursor < (width := _HEADERS[form]):
            return at
        if number < 2:
            number = 64 + int.from_bytes(view[at + 1 : cursor], "little")
        known = self._streams.get(number)
        if known is None:
            if form != 0 or len(self._streams) >= MOST_STREAMS:
                raise Malformed("A chunk belongs to no chunk stream.")
            known = self._streams[number] = _Stream()

        moment, length, kind = 0, known.length, known.kind
        if form < 3:
            moment = int.from_bytes(view[cursor : cursor + 3], "big")
        if form < 2:
            length, kind = int.from_bytes(view[cursor + 3 : cursor + 6], "big"), view[cursor + 6]
        stream = int.from_bytes(view[cursor + 7 : cursor + 11], "little") if form == 0 else known.stream
        cursor += width
        extended = moment == _EXTENDED if form < 3 else known.extended
        if extended:
            if end - cursor < 4:
                return at
            moment = int.from_bytes(view[cursor : cursor + 4], "big")
            cursor += 4
        if length > LARGEST_MESSAGE:
            raise Malformed("A message is larger than any.")
        if known.partial is not None and form < 3:
            raise Malformed("A message begins before the last one has ended.")
        have = 0 if known.partial is None else len(known.partial)
        take = min(self._chunk, length - have)
        if end - cursor < take:
            return at

        if known.partial is None:
            _begin(known, form, moment, length, kind, stream, extended)
        payload = view[cursor : cursor + take]
        self._put(known, payload, messages)
        return cursor + take

    def _put(self, known: _Stream, payload: memoryview, messages: list[Message]) -> None:
        if known.partial is None and len(payload) == known.length:
            body = bytes(payload)
        else:
            if known.partial is None:
                known.partial = bytearray()
            known.partial += payload
            self._held += len(payload)
            if self._held > _LARGEST_PARTIAL:
                raise Malformed("More messages begin than end.")
            if len(known.partial) < known.length:
                return
            self._held -= known.length
            body, known.partial = bytes(known.partial), None
        if known.kind == Kind.CHUNK_SIZE:
            self._resize(body)
        elif known.kind == Kind.ABORT:
            self._abort(body)
        else:
            messages.append(Message(known.kind, known.timestamp, known.stream, body))

    def _resize(self, body: bytes) -> None:
        size = int.from_bytes(body[:4], "big")
        if len(body) != 4 or not SMALLEST_CHUNK <= size <= 0xFFFFFF:
            raise Malformed(f"A chunk of {size} bytes is none.")
        self._chunk = size

    def _abort(self, body: bytes) -> None:
        known = self._streams.get(int.from_bytes(body[:4], "big"))
        if known and known.partial is not None:
            self._held -= len(known.partial)
            known.partial = None


def _begin(known: _Stream, form: int, moment: int, length: int, kind: int, stream: int, extended: bool) -> None:
    """Keep the header of a message that begins."""
    if form == 0:
        known.timestamp, known.delta, known.absolute = moment, moment, True
    elif form < 3:
        known.timestamp, known.delta, known.absolute = (known.timestamp + moment) & 0xFFFFFFFF, moment, False
    elif not known.absolute or known.delta <= _LARGEST_REPEATED:
        # After an absolute time the standard takes it for a distance, too, and ffmpeg means that with small ones;
        # librtmp means the same time again.
        known.timestamp = (known.timestamp + known.delta) & 0xFFFFFFFF
    if form < 3:
        known.extended = extended
    known.length, known.kind, known.stream = length, kind, stream


def chunked(channel: int, message: Message, size: int = 128) -> bytes:
    """A message as chunks of a size that the receiver has been told."""
    body = message.body
    extended = message.timestamp >= _EXTENDED
    late = pack(">I", message.timestamp) if extended else b""
    parts = [
        bytes([channel]),
        min(message.timestamp, _EXTENDED).to_bytes(3, "big"),
        pack(">I", len(body) << 8 | message.kind),
        pack("<I", message.stream),
        late,
        body[:size],
    ]
    for at in range(size, len(body), size):
        parts += [bytes([0xC0 | channel]), late, body[at : at + size]]
    return b"".join(parts)
