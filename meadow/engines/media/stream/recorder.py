"""Writes one session's parts to files, and never makes the show wait for the disk."""

import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from meadow.engines.media.formats.cmaf import clock_box, initialisation, shifted, starts
from meadow.engines.media.names import RecordingName
from meadow.engines.media.stream.index import Index, Stretch
from meadow.engines.media.stream.parts import Form, Part
from meadow.engines.media.stream.tape import Tape

_log = logging.getLogger(__name__)
_MOST_WAITING = 64 * 2**20


@dataclass(frozen=True)
class Quota:
    """How much one session may leave behind."""

    seconds: float
    bytes: int


class Recorder:
    """The recording of one session: a file for every form it takes, as long as recording is wanted."""

    def __init__(
        self,
        folder: Path,
        path: str,
        session: str,
        *,
        quota: Quota,
        disk: Executor,
        begun: Callable[[RecordingName], None],
        finished: Callable[[RecordingName, Index | None], None],
    ) -> None:
        """`finished` is called in the disk's thread."""
        self.wanted = True
        self._is_spent = False
        self._folder, self._path, self._session, self._quota = folder, path, session, quota
        self._disk, self._begun, self._finished = disk, begun, finished
        self._form: Form | None = None
        self._tape: Tape | None = None
        self._name: RecordingName | None = None
        self._index = Index(0)
        self._back: dict[int, int] = {}  # ticks of our clock at the file's begin
        self._files = 0
        self._seconds, self._bytes = 0.0, 0  # of all files that are finished
        self._is_segment_start = True
        self._segment = Stretch(0, 0, 0.0, 0.0)

    @property
    def name(self) -> str:
        """The file being written, or nothing."""
        return str(self._name) if self._name else ""

    @property
    def started_at(self) -> datetime | None:
        """When the file being written began."""
        return self._name.started_at if self._name else None

    @property
    def size(self) -> int:
        """Bytes of the file being written, those on their way included."""
        return self._index.bytes + self._segment.bytes if self._tape else 0

    @property
    def seconds(self) -> float:
        """All that the session has left behind so far."""
        return self._seconds + self._index.seconds

    # -- taking parts in --------------------------------------------------------------------------

    def take_form(self, form: Form) -> None:
        self.end()
        self._form = form

    def take_part(self, part: Part) -> None:
        if self._tape is None:
            wanted = self.wanted and not self._is_spent
            if not (wanted and self._is_segment_start and part.is_independent):
                self._is_segment_start = False
                return
            self._open(part)
        assert self._tape
        if self._tape.error or self._tape.asked - self._tape.written > _MOST_WAITING:
            self.give_up(self._tape.error or "the disk is too slow")
            return
        data = shifted(part.data, self._back) if any(self._back.values()) else part.data
        if self._is_segment_start:
            track, ticks = next(iter(starts(data).items()))
            data = clock_box(part.wall, track, ticks) + data
            self._segment = Stretch(self._index.bytes, 0, 0.0, part.wall)
            self._is_segment_start = False
        self._segment = self._segment._replace(
            bytes=self._segment.bytes + len(data), seconds=self._segment.seconds + part.seconds
        )
        self._write(self._tape, data)

    def end_segment(self) -> None:
        self._is_segment_start = True
        if self._tape is None:
            return
        if self._segment.bytes:
            self._index.stretches.append(self._segment)
            self._segment = Stretch(0, 0, 0.0, 0.0)
        if not self.wanted:
            self.end()
        elif self.seconds >= self._quota.seconds or self._bytes + self._index.bytes >= self._quota.bytes:
            self.give_up("the session has used up its quota")

    def interrupt(self) -> None:
        self.end_segment()

    def end(self) -> None:
        """The file is finished; what comes next, if anything, begins another one."""
        if self._tape is None or self._name is None:
            return
        tape, name, index = self._tape, self._name, self._index
        self._seconds, self._bytes = self._seconds + index.seconds, self._bytes + index.bytes
        self._tape, self._name, self._index = None, None, Index(0)
        self._segment = Stretch(0, 0, 0.0, 0.0)

        def finish() -> None:
            try:
                self._finished(name, tape.finish(index))
            except OSError as error:
                _log.error("Recording %s could not be finished: %s", name, error)
                self._finished(name, None)

        self._disk.submit(finish)

    def give_up(self, why: object) -> None:
        """Record no more of this session, whatever is wished."""
        if self._is_spent:
            return
        _log.warning("Recording of %s has ended, the show goes on: %s", self._path, why)
        self._is_spent = True
        self.end()

    # -- the file ---------------------------------------------------------------------------------

    def _open(self, part: Part) -> None:
        assert self._form
        self._files += 1
        moment = datetime.fromtimestamp(part.wall, UTC)
        self._name = RecordingName(self._path, moment, self._session, self._files)
        head = initialisation(self._form.tracks, made_at=part.wall, room_for_length=True)
        clocks = {it.number: it.timescale for it in self._form.tracks}
        begin = min(ticks / clocks[track] for track, ticks in starts(part.data).items())
        self._back = {number: int(begin * timescale) for number, timescale in clocks.items()}
        self._index = Index(len(head))
        self._tape = tape = Tape(self._folder / f"{self._name}.mp4")
        self._begun(self._name)
        tape.asked += len(head)
        self._do(tape, lambda: tape.open(head))

    def _write(self, tape: Tape, data: bytes) -> None:
        tape.asked += len(data)
        self._do(tape, lambda: tape.write(data))

    def _do(self, tape: Tape, work: Callable[[], None]) -> None:
        def attempt() -> None:
            if tape.error is None:
                try:
                    work()
                except OSError as error:
                    tape.error = error

        self._disk.submit(attempt)
