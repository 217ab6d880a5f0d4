"""Boxes of the ISO base media file format (ISO/IEC 14496-12): writing them, and walking through written ones."""

from collections.abc import Iterator
from struct import pack
from typing import NamedTuple

from meadow.engines.media.formats.malformed import Malformed


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of this kind around some bytes."""
    body = b"".join(parts)
    return pack(">I4s", 8 + len(body), kind) + body


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A box with a version and flags."""
    return box(kind, pack(">I", version << 24 | flags), *parts)


class Found(NamedTuple):
    """A box in some bytes: its kind, where it begins, and where its body begins and ends."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Found]:
    """The boxes that lie one after another between two offsets."""
    end = len(data) if end is None else end
    while start < end:
        found = header(data, start, end)
        if found is None or found.end > end:
            raise Malformed("A box is longer than what holds it.")
        yield found
        start = found.end


def header(data: bytes | bytearray, start: int, end: int) -> Found | None:
    """The box that begins here (its end may lie beyond ours), or None while its header is not there whole."""
    if end - start < 8:
        return None
    size, body = int.from_bytes(data[start : start + 4], "big"), start + 8
    kind = bytes(data[start + 4 : start + 8])
    if size == 1:
        if end - start < 16:
            return None
        size, body = int.from_bytes(data[start + 8 : start + 16], "big"), start + 16
    if size < body - start:
        raise Malformed("A box is shorter than its own header.")
    return Found(kind, start, body, start + size)


def inner(data: bytes, *kinds: bytes, start: int = 0, end: int | None = None) -> Found:
    """The first box at this path of kinds; Malformed when there is none."""
    found = None
    for kind in kinds:
        found = next((it for it in boxes(data, start, end) if it.kind == kind), None)
        if found is None:
            raise Malformed(f"There is no box {kind.decode('latin-1')}.")
        start, end = found.body, found.end
    assert found is not None
    return found
