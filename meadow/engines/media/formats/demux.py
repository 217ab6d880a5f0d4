"""Takes fragmented MP4 apart as it arrives, byte by byte if need be: tracks first, then samples."""

from meadow.engines.media.formats.boxes import Found, header, inner
from meadow.engines.media.formats.fragments import Described, TrackRun, read_fragment, read_movie
from meadow.engines.media.formats.malformed import Malformed, Unsupported
from meadow.engines.media.formats.samples import Sample
from meadow.engines.media.formats.tracks import Track, Video

LARGEST_BOX = 16 * 2**20


class Demuxer:
    """One stream of fragmented MP4, as MediaRecorder writes it."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._at = 0  # offset in the stream of the buffer's first byte
        self._tracks: dict[int, Described] = {}
        self._runs: list[TrackRun] = []

    @property
    def has_tracks(self) -> bool:
        """Whether the description of the tracks has arrived."""
        return bool(self._tracks)

    def feed(self, data: bytes) -> list[Track | Sample]:
        """What can be read now that these bytes are there: tracks when they are described, samples in their order."""
        self._buffer += data
        found: list[Track | Sample] = []
        while (box := header(self._buffer, 0, len(self._buffer))) is not None:
            if box.end > LARGEST_BOX or (box.kind != b"mdat" and box.end > LARGEST_BOX // 8):
                raise Malformed("A box is larger than any.")
            if box.end > len(self._buffer):
                break
            found += self._read(bytes(self._buffer[: box.end]), box)
            del self._buffer[: box.end]
            self._at += box.end
        return found

    def _read(self, data: bytes, box: Found) -> list[Track | Sample]:
        if box.kind == b"moov":
            self._tracks = read_movie(data, box)
            kinds = [isinstance(it.track, Video) for it in self._tracks.values()]
            if not kinds or len(kinds) != len(set(kinds)):
                raise Unsupported("A stream has one track of H.264, one of AAC or Opus, or both.")
            return [it.track for it in self._tracks.values()]
        if box.kind == b"moof":
            inner(data, b"mfhd", start=box.body, end=box.end)
            self._runs = read_fragment(data, box, self._at, self._tracks)
        elif box.kind == b"mdat":
            runs, self._runs = self._runs, []
            return list(self._samples(data, box, runs))
        return []

    def _samples(self, data: bytes, mdat: Found, runs: list[TrackRun]) -> list[Sample]:
        samples = []
        for run in runs:
            described = self._tracks[run.track]
            is_video = isinstance(described.track, Video)
            place, ticks, per_ms = run.data - self._at, run.start, described.timescale / 1000
            for entry in run.entries:
                if not (mdat.body <= place and place + entry.size <= mdat.end):
                    raise Malformed("A sample lies outside of its fragment.")
                payload = data[place : place + entry.size]
                key = entry.key or not is_video
                samples.append(Sample(is_video, ticks / per_ms, payload, key, entry.offset / per_ms))
                place += entry.size
                ticks += entry.duration
        return sorted(samples, key=lambda it: it.dts)
