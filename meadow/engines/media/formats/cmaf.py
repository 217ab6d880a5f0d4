"""Writes CMAF (ISO/IEC 23000-19): the initialisation of a stream, and one fragment of it after the other."""

from collections.abc import Iterator, Mapping, Sequence
from struct import Struct, pack, pack_into, unpack_from
from typing import NamedTuple

from meadow.engines.media.formats.boxes import box, boxes, full_box, header, inner
from meadow.engines.media.formats.tracks import Audio, Track, Video

SYNC, DEPENDENT = 0x02000000, 0x01010000  # sample flags
LENGTH_BOX = 20  # the last bytes of an initialisation with room for its length

_MATRIX = pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_SINCE_1904 = 2_082_844_800
_SINCE_1900 = 2_208_988_800
_ROW = Struct(">IIIi")


class Timed(NamedTuple):
    """One sample in a fragment, in ticks of its track."""

    duration: int
    flags: int
    offset: int  # from decoding to showing
    data: bytes


class Run(NamedTuple):
    """The samples of one track in one fragment."""

    track: int
    start: int  # ticks, when the first one is decoded
    samples: Sequence[Timed]


def initialisation(tracks: Sequence[Track], *, made_at: float = 0, room_for_length: bool = False) -> bytes:
    """What a decoder reads first.

    With room for its length, a `length_box` may later replace its last LENGTH_BOX bytes.
    """
    made = int(made_at) + _SINCE_1904 if made_at else 0
    extends = [full_box(b"trex", 0, 0, pack(">IIIII", it.number, 1, 0, 0, 0)) for it in tracks]
    if room_for_length:
        extends.append(box(b"free", bytes(LENGTH_BOX - 8)))
    clock = pack(">IIIIIH", made, made, 1000, 0, 0x10000, 0x100)
    movie = full_box(b"mvhd", 0, 0, clock, bytes(10), _MATRIX, bytes(24), pack(">I", 3))
    return box(b"ftyp", b"iso6", pack(">I", 1), b"iso6cmfcmp42") + box(
        b"moov", movie, *map(_track, tracks), box(b"mvex", *extends)
    )


def length_box(seconds: float) -> bytes:
    """What says how long the whole file is, once that is known."""
    return full_box(b"mehd", 1, 0, pack(">Q", round(seconds * 1000)))


def clock_box(wall: float, track: int, ticks: int) -> bytes:
    """What time it was (Unix seconds) at this tick of the track: a producer reference time."""
    moment = round((wall + _SINCE_1900) * 2**32)
    return full_box(b"prft", 1, 0, pack(">IQQ", track, moment & (2**64 - 1), ticks))


def wall_of(moment: int) -> float:
    """Unix seconds of the moment in a producer reference time."""
    return moment / 2**32 - _SINCE_1900


def fragment(number: int, runs: Sequence[Run]) -> bytes:
    """One moof and its mdat."""
    size = 24 + sum(64 + 16 * len(run.samples) for run in runs)
    offset, trafs = size + 8, []
    for run in runs:
        rows = b"".join([_ROW.pack(it.duration, len(it.data), it.flags, it.offset) for it in run.samples])
        trafs.append(
            box(
                b"traf",
                full_box(b"tfhd", 0, 0x020000, pack(">I", run.track)),
                full_box(b"tfdt", 1, 0, pack(">Q", run.start)),
                full_box(b"trun", 1, 0x000F01, pack(">Ii", len(run.samples), offset), rows),
            )
        )
        offset += sum(len(it.data) for it in run.samples)
    moof = box(b"moof", full_box(b"mfhd", 0, 0, pack(">I", number)), *trafs)
    assert len(moof) == size
    return b"".join(
        [moof, pack(">I4s", offset - size, b"mdat"), *(sample.data for run in runs for sample in run.samples)]
    )


def starts(data: bytes) -> dict[int, int]:
    """When each track of one of our fragments starts, in ticks."""
    return {track: ticks for track, _, ticks in _clocks(data)}


def shifted(data: bytes, back: Mapping[int, int]) -> bytes:
    """One of our fragments with its tracks moved back by so many ticks, though not to before 0."""
    copy = bytearray(data)
    for track, place, ticks in _clocks(data):
        pack_into(">Q", copy, place, max(0, ticks - back.get(track, 0)))
    return bytes(copy)


def _clocks(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Track, place of its start in the bytes, and start, of everything in one of our fragments."""
    moof = header(data, 0, len(data))
    assert moof
    for it in boxes(data, moof.body, moof.end):
        if it.kind == b"traf":
            place = inner(data, b"tfdt", start=it.body, end=it.end).body + 4
            (track,) = unpack_from(">I", data, inner(data, b"tfhd", start=it.body, end=it.end).body + 4)
            (ticks,) = unpack_from(">Q", data, place)
            yield track, place, ticks


def _track(track: Track) -> bytes:
    handler, media = b"vide", full_box(b"vmhd", 0, 1, bytes(8))
    width = height = volume = 0
    if isinstance(track, Video):
        width, height, entry = track.width, track.height, _video_entry(track)
    else:
        handler, media = b"soun", full_box(b"smhd", 0, 0, bytes(4))
        volume, entry = 0x100, _audio_entry(track)
    header = full_box(
        b"tkhd",
        0,
        3,
        pack(">IIIII", 0, 0, track.number, 0, 0),
        bytes(8),
        pack(">hhHH", 0, 0, volume, 0),
        _MATRIX,
        pack(">II", width << 16, height << 16),
    )
    table = box(
        b"stbl",
        full_box(b"stsd", 0, 0, pack(">I", 1), entry),
        full_box(b"stts", 0, 0, bytes(4)),
        full_box(b"stsc", 0, 0, bytes(4)),
        full_box(b"stsz", 0, 0, bytes(8)),
        full_box(b"stco", 0, 0, bytes(4)),
    )
    here = box(b"dinf", full_box(b"dref", 0, 0, pack(">I", 1), full_box(b"url ", 0, 1)))
    return box(
        b"trak",
        header,
        box(
            b"mdia",
            full_box(b"mdhd", 0, 0, pack(">IIIIHH", 0, 0, track.timescale, 0, 0x55C4, 0)),
            full_box(b"hdlr", 0, 0, bytes(4), handler, bytes(12), b"live\0"),
            box(b"minf", media, here, table),
        ),
    )


def _video_entry(track: Video) -> bytes:
    return box(
        b"avc1",
        pack(">6xH16xHHIII", 1, track.width, track.height, 0x480000, 0x480000, 0),
        pack(">H32xHh", 1, 24, -1),
        box(b"avcC", track.config),
    )


def _audio_entry(track: Audio) -> bytes:
    head = pack(">6xH8xHHIHH", 1, track.channels, 16, 0, min(track.rate, 65535), 0)
    if track.codec == "opus":
        return box(b"Opus", head, box(b"dOps", track.config))
    decoder = _descriptor(4, pack(">BB3sII", 0x40, 0x15, bytes(3), 128000, 128000), _descriptor(5, track.config))
    stream = _descriptor(3, pack(">HB", track.number, 0), decoder, _descriptor(6, b"\2"))
    return box(b"mp4a", head, full_box(b"esds", 0, 0, stream))


def _descriptor(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return bytes([tag, 0x80, 0x80, len(body) >> 7 | 0x80, len(body) & 127]) + body
