"""The live window: the last segments of a session in memory, and everybody who waits for the next part."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from meadow.engines.media.stream.parts import Form, Part

SEGMENTS = 8  # in the playlist
_AFTERGLOW = 3  # kept for those who read an older playlist
_MOST_BYTES = 64 * 2**20
_LEAST_TARGET = 2


@dataclass
class Segment:
    """What lies between two keyframes that are at least a second apart."""

    number: int
    form: int  # which of the window's forms
    follows_gap: bool  # it does not continue what came before
    wall: float  # Unix seconds, when it began
    parts: list[Part] = field(default_factory=list)
    seconds: float = 0.0
    size: int = 0  # bytes

    @property
    def data(self) -> bytes:
        return b"".join([part.data for part in self.parts])


class Window:
    """One session as viewers see it."""

    def __init__(self, name: str) -> None:
        self.name = name  # part of every address, so that no cache takes one session for another
        self.segments: deque[Segment] = deque()  # complete ones
        self.current: Segment | None = None  # being filled
        self.next_number = 0  # of the current segment, or of the one that comes
        self.forms: list[Form] = []
        self.gap_comes = False  # a discontinuity stands at the end, whatever follows
        self.gaps_passed = 0  # that have left the memory
        self.is_flowing = False  # more parts are about to come
        self.has_ended = False
        self.target = float(_LEAST_TARGET)  # the longest segment so far
        self.bursts = 0.0  # seconds: how much arrives at once, where it does; players keep away as far
        self.version = 0  # of everything above
        self._bytes = 0
        self._news: asyncio.Future[None] | None = None

    # -- taking parts in --------------------------------------------------------------------------

    def take_form(self, form: Form) -> None:
        self.forms.append(form)

    def take_part(self, part: Part) -> None:
        if self.current is None:
            self.current = Segment(self.next_number, len(self.forms), self.gap_comes, part.wall)
            self.gap_comes = False
        self.current.parts.append(part)
        self.current.seconds += part.seconds
        self.current.size += len(part.data)
        self.is_flowing = True
        self._tell()

    def end_segment(self) -> None:
        if self.current is None:
            return
        self.segments.append(self.current)
        self.target = max(self.target, self.current.seconds)
        self._bytes += self.current.size
        self.next_number, self.current = self.current.number + 1, None
        while len(self.segments) > SEGMENTS + _AFTERGLOW or (self._bytes > _MOST_BYTES and len(self.segments) > 3):
            gone = self.segments.popleft()
            self.gaps_passed += gone.follows_gap
            self._bytes -= gone.size
        self._tell()

    def interrupt(self) -> None:
        """A player that first sees a discontinuity together with what follows it gives up, so we tell it at once."""
        self.end_segment()
        self.gap_comes = bool(self.segments)
        self.is_flowing = False
        self._tell()

    def end(self) -> None:
        """Nothing comes any more."""
        self.end_segment()
        self.is_flowing, self.has_ended = False, True
        self._tell()

    # -- letting parts out ------------------------------------------------------------------------

    @property
    def is_empty(self) -> bool:
        return not self.segments and self.current is None

    def segment(self, number: int) -> Segment | None:
        """A complete segment that is still here."""
        place = number - self.segments[0].number if self.segments else -1
        return self.segments[place] if 0 <= place < len(self.segments) else None

    def part(self, number: int, index: int) -> Part | None:
        """A part that is still here."""
        segment = self.current if self.current and self.current.number == number else self.segment(number)
        return segment.parts[index] if segment and 0 <= index < len(segment.parts) else None

    def has(self, number: int, index: int | None) -> bool:
        """Whether a segment is complete, or a part of it there; parts that never came count as the next segment's."""
        if self.has_ended or self.next_number > number:
            return True
        here = self.current.parts if self.current and self.current.number == number else ()
        return index is not None and len(here) > index

    async def until(self, number: int, index: int | None, *, seconds: float) -> bool:
        """Wait for a segment or part; also ends when the publisher goes away, and after so many seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        was_flowing = self.is_flowing
        while not self.has(number, index):
            left = deadline - loop.time()
            if left <= 0 or (was_flowing and not self.is_flowing):
                return False
            if self._news is None:
                self._news = loop.create_future()
            await asyncio.wait([self._news], timeout=left)
            was_flowing = was_flowing or self.is_flowing
        return True

    def _tell(self) -> None:
        self.version += 1
        if self._news is not None:
            news, self._news = self._news, None
            news.set_result(None)
