"""AMF0, the notation of RTMP's commands (Action Message Format, 2007): numbers, words, objects."""

from collections.abc import Mapping
from struct import pack, unpack_from
from typing import Any

from meadow.engines.media.formats.malformed import Malformed

_DEEPEST = 8
_MOST_VALUES = 2000


def encode(*values: object) -> bytes:
    """Values one after another: None, bool, numbers, str, and mappings of them."""
    return b"".join(map(_encode, values))


def decode(data: bytes) -> list[Any]:
    """All values in these bytes; Malformed where they are none."""
    reader = _Reader(data)
    values = []
    while reader.at < len(data):
        values.append(reader.value())
    return values


def _encode(value: object) -> bytes:
    match value:
        case None:
            return b"\5"
        case bool():
            return bytes([1, value])
        case int() | float():
            return pack(">Bd", 0, value)
        case str():
            return b"\2" + _word(value)
        case Mapping():
            pairs = b"".join(_word(str(name)) + _encode(each) for name, each in value.items())
            return b"\3" + pairs + b"\0\0\x09"
        case _:
            raise TypeError(f"AMF has no {type(value).__name__}.")


def _word(text: str) -> bytes:
    raw = text.encode()[:65535]
    return pack(">H", len(raw)) + raw


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.at = 0
        self._data = data
        self._count = 0

    def value(self, depth: int = 0) -> Any:
        self._count += 1
        if depth > _DEEPEST or self._count > _MOST_VALUES:
            raise Malformed("A command is deeper or longer than any.")
        marker = self._take(1)[0]
        match marker:
            case 0:
                return unpack_from(">d", self._take(8))[0]
            case 1:
                return self._take(1)[0] != 0
            case 2:
                return self._text(2)
            case 12:
                return self._text(4)
            case 3:
                return self._pairs(depth)
            case 8:
                self._take(4)  # the count, which nobody keeps to
                return self._pairs(depth)
            case 5 | 6 | 13:
                return None
            case 10:
                count = int.from_bytes(self._take(4), "big")
                if count > _MOST_VALUES:
                    raise Malformed("A list is longer than any.")
                return [self.value(depth + 1) for _ in range(count)]
            case 11:
                return unpack_from(">d", self._take(10))[0]
            case _:
                raise Malformed(f"AMF knows no value that begins with {marker}.")

    def _pairs(self, depth: int) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        while True:
            name = self._text(2)
            if not name and self._data[self.at : self.at + 1] == b"\x09":
                self.at += 1
                return pairs
            pairs[name] = self.value(depth + 1)

    def _text(self, width: int) -> str:
        length = int.from_bytes(self._take(width), "big")
        return self._take(length).decode("utf-8", "replace")

    def _take(self, count: int) -> bytes:
        start, self.at = self.at, self.at + count
        if self.at > len(self._data):
            raise Malformed("A command ends before it is complete.")
        return self._data[start : self.at]
