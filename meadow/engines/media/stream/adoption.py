"""Takes over a recording whose writer was killed: finds its whole segments, and cuts off what is not whole."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from struct import unpack_from
from typing import BinaryIO

from meadow.engines.media.formats.boxes import Found, header
from meadow.engines.media.formats.cmaf import LENGTH_BOX, length_box, wall_of
from meadow.engines.media.formats.fragments import Described, read_fragment, read_movie
from meadow.engines.media.formats.malformed import Malformed
from meadow.engines.media.stream.index import Index, Stretch

_LARGEST_HEADER = 4 * 2**20


def adopt(path: Path) -> Index | None:
    """Make a recording out of what a killed worker left; None when nothing of it can be shown."""
    with path.open("r+b") as file:
        survey = _Survey(file, path.stat().st_size)
        survey.read()
        index = survey.index
        if index is None or not index.stretches:
            return None
        file.truncate(index.bytes)
        file.seek(index.head - LENGTH_BOX)
        file.write(length_box(index.seconds))
        os.fsync(file.fileno())
    index.write(path.with_suffix(".json"))
    return index


@dataclass
class _Survey:
    """A walk through the headers of a file's boxes; what the boxes hold is skipped."""

    file: BinaryIO
    size: int
    index: Index | None = None
    tracks: dict[int, Described] = field(default_factory=dict)
    _start: int = 0  # of the segment being read
    _whole: int = 0  # where its last whole fragment ends
    _wall: float | None = None
    _seconds: float = 0.0
    _fragment: float = 0.0  # seconds of the fragment whose samples have not been seen yet

    def read(self) -> None:
        at = 0
        while (found := self._header(at)) and found.end <= self.size:
            try:
                self._take(found)
            except Malformed:
                break
            at = found.end
        self._end_segment()

    def _header(self, at: int) -> Found | None:
        self.file.seek(at)
        try:
            found = header(self.file.read(16), 0, 16)
        except Malformed:
            return None
        return Found(found.kind, at, at + found.body, at + found.end) if found else None

    def _take(self, found: Found) -> None:
        if found.kind not in {b"moov", b"moof", b"prft", b"mdat"}:
            return
        if found.kind == b"mdat":
            self._seconds, self._fragment = self._seconds + self._fragment, 0.0
            self._whole = found.end
            return
        if found.end - found.start > _LARGEST_HEADER:
            raise Malformed("A box is larger than any of ours.")
        self.file.seek(found.start)
        data = self.file.read(found.end - found.start)
        here = Found(found.kind, 0, found.body - found.start, len(data))
        if found.kind == b"moov":
            self.tracks = read_movie(data, here)
            self.index = Index(found.end)
        elif found.kind == b"prft":
            self._end_segment()
            self._start = self._whole = found.start
            self._wall = wall_of(unpack_from(">Q", data, here.body + 8)[0])
        else:
            lengths = [
                sum(it.duration for it in run.entries) / self.tracks[run.track].timescale
                for run in read_fragment(data, here, found.start, self.tracks)
            ]
            self._fragment = lengths[0] if lengths else 0.0

    def _end_segment(self) -> None:
        if self.index and self._wall is not None and self._seconds > 0:
            self.index.stretches.append(Stretch(self._start, self._whole - self._start, self._seconds, self._wall))
        self._seconds = self._fragment = 0.0
        self._wall = None
