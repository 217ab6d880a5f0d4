"""Reads what fragmented MP4 says about its tracks and fragments, whoever wrote it."""

from collections.abc import Mapping
from struct import error as StructError  # noqa: N812 -- struct.error is a class
from struct import unpack_from
from typing import NamedTuple

from meadow.engines.media.formats.boxes import Found, boxes, inner
from meadow.engines.media.formats.malformed import Malformed, Unsupported
from meadow.engines.media.formats.tracks import Audio, Track, Video

MOST_SAMPLES = 50_000  # in one fragment
NOT_SYNC = 0x10000


class Described(NamedTuple):
    """One track of a file, with what fragments leave unsaid."""

    track: Track
    timescale: int
    duration: int
    size: int
    flags: int


class Entry(NamedTuple):
    """One sample of a fragment."""

    duration: int
    size: int
    key: bool
    offset: int  # from decoding to showing, in ticks


class TrackRun(NamedTuple):
    """The samples of one track that lie one after another."""

    track: int
    start: int  # ticks
    data: int  # offset in the file of the first one
    entries: list[Entry]


def read_movie(data: bytes, movie: Found) -> dict[int, Described]:
    """The tracks that a moov box describes, by their numbers; tracks of other kinds are left out."""
    try:
        extends = {}
        for it in boxes(data, movie.body, movie.end):
            if it.kind == b"mvex":
                for each in boxes(data, it.body, it.end):
                    if each.kind == b"trex":
                        number, _, duration, size, flags = unpack_from(">5I", data, each.body + 4)
                        extends[number] = (duration, size, flags)
        found = {}
        for it in boxes(data, movie.body, movie.end):
            if it.kind == b"trak" and (read := _read_track(data, it)):
                number, track, timescale = read
                found[number] = Described(track, timescale, *extends.get(number, (0, 0, 0)))
    except StructError as error:
        raise Malformed("A moov box ends before it is complete.") from error
    return found


def read_fragment(data: bytes, moof: Found, at: int, tracks: Mapping[int, Described]) -> list[TrackRun]:
    """The runs of a moof box that begins at this offset of its file, those of unknown tracks left out."""
    try:
        runs: list[TrackRun] = []
        for it in boxes(data, moof.body, moof.end):
            if it.kind == b"traf":
                runs += _read_traf(data, it, at, tracks)
    except StructError as error:
        raise Malformed("A moof box ends before it is complete.") from error
    return runs


def _read_track(data: bytes, trak: Found) -> tuple[int, Track, int] | None:
    header = inner(data, b"tkhd", start=trak.body, end=trak.end)
    (number,) = unpack_from(">I", data, header.body + (20 if data[header.body] == 1 else 12))
    clock = inner(data, b"mdia", b"mdhd", start=trak.body, end=trak.end)
    (timescale,) = unpack_from(">I", data, clock.body + (20 if data[clock.body] == 1 else 12))
    if not timescale:
        raise Malformed("A track has no clock.")
    table = inner(data, b"mdia", b"minf", b"stbl", b"stsd", start=trak.body, end=trak.end)
    for entry in boxes(data, table.body + 8, table.end):
        if entry.kind == b"avc1":
            config = inner(data, b"avcC", start=entry.body + 78, end=entry.end)
            return number, Video.from_config(data[config.body : config.end]), timescale
        if entry.kind in {b"Opus", b"mp4a"}:
            return number, _read_audio(data, entry), timescale
        if entry.kind in {b"avc3", b"hvc1", b"hev1", b"av01", b"vp09", b"vp08"}:
            raise Unsupported(f"Video as {entry.kind.decode()} is not supported; send H.264 (avc1).")
    return None


def _read_audio(data: bytes, entry: Found) -> Audio:
    (channels,) = unpack_from(">H", data, entry.body + 16)
    if entry.kind == b"Opus":
        box = inner(data, b"dOps", start=entry.body + 28, end=entry.end)
        pre_skip, rate = unpack_from(">HI", data, box.body + 2)
        head = b"OpusHead\1" + bytes([channels & 255]) + pre_skip.to_bytes(2, "little") + rate.to_bytes(4, "little")
        return Audio.opus(channels, head + bytes(3))
    box = inner(data, b"esds", start=entry.body + 28, end=entry.end)
    return Audio.aac(_decoder_specific(data[box.body + 4 : box.end]))


def _decoder_specific(descriptors: bytes) -> bytes:
    """The AudioSpecificConfig within the nested descriptors of an esds box."""
    at = 0
    while at + 2 <= len(descriptors):
        tag, at, length = descriptors[at], at + 1, 0
        for _ in range(4):
            if at >= len(descriptors):
                break
            byte, at = descriptors[at], at + 1
            length = length << 7 | byte & 127
            if not byte & 128:
                break
        if tag == 5:
            return descriptors[at : at + length]
        at += {3: 3, 4: 13}.get(tag, length)  # into the two that hold others, past the rest
    raise Malformed("Nothing says how this AAC is to be decoded.")


def _read_traf(data: bytes, traf: Found, at: int, tracks: Mapping[int, Described]) -> list[TrackRun]:
    header = inner(data, b"tfhd", start=traf.body, end=traf.end)
    said, number = unpack_from(">II", data, header.body)
    if number not in tracks:
        return []
    known, cursor, base = tracks[number], header.body + 8, at
    duration, size, flags = known.duration, known.size, known.flags
    if said & 1:
        (base,) = unpack_from(">Q", data, cursor)
        cursor += 8
    cursor += 4 if said & 2 else 0
    if said & 8:
        (duration,) = unpack_from(">I", data, cursor)
        cursor += 4
    if said & 16:
        (size,) = unpack_from(">I", data, cursor)
        cursor += 4
    if said & 32:
        (flags,) = unpack_from(">I", data, cursor)
    clock = inner(data, b"tfdt", start=traf.body, end=traf.end)
    (start,) = unpack_from(">Q" if data[clock.body] == 1 else ">I", data, clock.body + 4)

    runs: list[TrackRun] = []
    offset = base
    for it in boxes(data, traf.body, traf.end):
        if it.kind == b"trun":
            run = _read_trun(data, it, base, offset, TrackRun(number, start, 0, []), (duration, size, flags))
            runs.append(run)
            start += sum(entry.duration for entry in run.entries)
            offset = run.data + sum(entry.size for entry in run.entries)
    return runs


def _read_trun(
    data: bytes, trun: Found, base: int, offset: int, run: TrackRun, defaults: tuple[int, int, int]
) -> TrackRun:
    said, count = unpack_from(">II", data, trun.body)
    if count > MOST_SAMPLES:
        raise Malformed("A fragment holds more samples than any.")
    cursor = trun.body + 8
    if said & 1:
        (distance,) = unpack_from(">i", data, cursor)
        offset, cursor = base + distance, cursor + 4
    first = None
    if said & 4:
        (first,) = unpack_from(">I", data, cursor)
        cursor += 4
    fields = [bool(said & bit) for bit in (0x100, 0x200, 0x400)]
    signed = ">i" if data[trun.body] == 1 else ">I"
    entries = []
    for index in range(count):
        values = list(defaults)
        if index == 0 and first is not None:
            values[2] = first
        for place, present in enumerate(fields):
            if present:
                (values[place],) = unpack_from(">I", data, cursor)
                cursor += 4
        shown = 0
        if said & 0x800:
            (shown,) = unpack_from(signed, data, cursor)
            cursor += 4
        if cursor > trun.end:
            raise Malformed("A run ends before it is complete.")
        entries.append(Entry(values[0], values[1], not values[2] & NOT_SYNC, shown))
    return run._replace(data=offset, entries=entries)
