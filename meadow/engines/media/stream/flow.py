"""One uninterrupted stretch of a stream: durations of its samples, and where parts and segments end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from meadow.engines.media.formats.cmaf import DEPENDENT, SYNC, Run, Timed
from meadow.engines.media.formats.samples import Sample
from meadow.engines.media.formats.tracks import Audio, Video
from meadow.engines.media.stream.parts import Form

# Milliseconds. A part is cut at the first frame that makes it this long, less some for frames that come early ...
PART, EARLY = 333, 20
PART_MOST = 400  # ... and before a frame that would make it longer than this, which playlists promise
SEGMENT_LEAST = 1000
SEGMENT_OF_SOUND = 2000
SEGMENT_MOST = 20_000  # even without a keyframe: the window is held in memory
_SEGMENT_BYTES = 32 * 2**20
_JUMP, _STEP_BACK = 5000, 1000  # a clock that does more begins a new stream
_USUAL_FRAME = 1000 / 30


class Cut(NamedTuple):
    """What lies between two moments (ms of our clock)."""

    start: float
    end: float
    runs: Sequence[Run]
    ends_segment: bool


@dataclass
class Counts:
    """Samples that could not be taken as they were."""

    late: int = 0
    dropped: int = 0


class Flow:
    """One uninterrupted stretch of one shape."""

    def __init__(self, form: Form, offset: float, base: float, *, counts: Counts, emit: Callable[[Cut], None]) -> None:
        """Milliseconds: where our clock stands, and where the publisher's does at the first sample."""
        self.form = form
        self._counts, self._emit = counts, emit
        self._shift = offset - base
        self._offset = offset
        self._video = next((it for it in form.tracks if isinstance(it, Video)), None)
        self._audio = next((it for it in form.tracks if isinstance(it, Audio)), None)
        self._last = offset  # ms, of the leading track: video where there is one
        self._segment = self._part = offset  # ms, where they began
        self._pending: tuple[float, Sample] | None = None  # a picture lasts until the next one comes
        self._frame = _USUAL_FRAME
        self._pictures: list[Timed] = []
        self._pictures_start = 0
        self._sounds: list[Timed] = []
        self._sounds_start = 0
        self._sounds_end: int | None = None  # ticks
        self._bytes = 0  # of the segment
        self._anchor: tuple[float, float] | None = None  # (ms, Unix seconds)

    @property
    def end(self) -> float:
        """Where our clock stands after a flush."""
        sound = self._sounds_end / self._audio.rate * 1000 if self._audio and self._sounds_end is not None else 0.0
        return max(self._part, sound)

    def has_jumped(self, sample: Sample) -> bool:
        """Whether the publisher's clock has made a leap; the leading track decides."""
        if sample.is_video != (self._video is not None):
            return False
        distance = sample.dts + self._shift - self._last
        return distance > _JUMP or distance < -_STEP_BACK

    def push(self, sample: Sample) -> None:
        moment = sample.dts + self._shift
        if sample.is_video and self._video:
            self._picture(self._forward(moment, self._pending is not None), sample)
        elif not sample.is_video and self._audio:
            if self._video:
                if abs(moment - self._last) > _JUMP:
                    self._counts.dropped += 1
                    return
            else:
                moment = self._forward(moment, self._sounds_end is not None)
                self._cut_sound(moment)
            self._sound(moment, sample, self._audio)
        else:
            self._counts.dropped += 1

    def flush(self) -> None:
        """Let out everything, and end the segment."""
        if self._pending:
            moment, picture = self._pending
            self._lay_down(moment, picture, moment + self._frame)
            self._pending = None
            self._cut(moment + self._frame, ends_segment=True)
        elif self._sounds and self._audio and self._sounds_end is not None:
            self._cut(self._sounds_end / self._audio.rate * 1000, ends_segment=True)
        else:
            self._emit(Cut(self._part, self._part, (), ends_segment=True))

    def wall_at(self, moment: float, now: float) -> float:
        """What time it was then; steady, unless the publisher's clock and ours part ways."""
        if self._anchor:
            wall = self._anchor[1] + (moment - self._anchor[0]) / 1000
            if abs(now - (self._last - moment) / 1000 - wall) < 2:
                return wall
        wall = now - (self._last - moment) / 1000
        self._anchor = (moment, wall)
        return wall

    def _forward(self, moment: float, has_begun: bool) -> float:
        """The moment, or one just after the last where the clock did not go forward."""
        if has_begun and moment <= self._last:
            self._counts.late += 1
            moment = self._last + 1
        self._last = moment
        return moment

    # -- pictures ---------------------------------------------------------------------------------

    def _picture(self, moment: float, picture: Sample) -> None:
        if self._pending:
            before, earlier = self._pending
            if self._pictures and moment - self._part > PART_MOST:
                self._cut(before, ends_segment=False)
            self._lay_down(before, earlier, moment)
            self._frame = min(moment - before, 1000.0)
            length = moment - self._segment
            if (picture.key and length >= SEGMENT_LEAST - EARLY) or self._is_too_long(length):
                self._cut(moment, ends_segment=True)
            elif moment - self._part >= PART - EARLY:
                self._cut(moment, ends_segment=False)
        self._pending = (moment, picture)

    def _lay_down(self, moment: float, picture: Sample, until: float) -> None:
        """A picture's duration is known."""
        start = round(moment * 90)
        if not self._pictures:
            self._pictures_start = start
        duration = max(1, round(until * 90) - start)
        self._pictures.append(
            Timed(duration, SYNC if picture.key else DEPENDENT, round(picture.cts * 90), picture.data)
        )
        self._bytes += len(picture.data)

    # -- sound ------------------------------------------------------------------------------------

    def _sound(self, moment: float, packet: Sample, track: Audio) -> None:
        """Sound is counted, not timed: the publisher's milliseconds are too coarse for it."""
        duration, meant = track.duration(packet.data), round(moment * track.rate / 1000)
        if self._sounds_end is None:
            if meant < round(self._offset * track.rate / 1000):
                return  # from before the first picture
            self._sounds_end = meant
        drift = meant - self._sounds_end
        if drift < -track.rate // 10:
            self._counts.dropped += 1
            return
        if drift > track.rate // 10:  # a gap: what came before it lasts until now
            if self._sounds:
                last = self._sounds[-1]
                self._sounds[-1] = last._replace(duration=last.duration + drift)
            self._sounds_end = meant
        if not self._sounds:
            self._sounds_start = self._sounds_end
        self._sounds.append(Timed(duration, SYNC, 0, packet.data))
        self._sounds_end += duration
        self._bytes += len(packet.data)

    def _cut_sound(self, moment: float) -> None:
        """Where sound is all there is, it decides where parts end."""
        if not self._sounds:
            return
        length = moment - self._segment
        if length >= SEGMENT_OF_SOUND - EARLY:
            self._cut(moment, ends_segment=True)
        elif moment - self._part >= PART - EARLY:
            self._cut(moment, ends_segment=False)

    # -- cutting ----------------------------------------------------------------------------------

    def _is_too_long(self, length: float) -> bool:
        return length >= SEGMENT_MOST or self._bytes > _SEGMENT_BYTES

    def _cut(self, moment: float, *, ends_segment: bool) -> None:
        runs = []
        if self._video and self._pictures:
            runs.append(Run(Video.number, self._pictures_start, self._pictures))
        if self._sounds:
            runs.append(Run(Audio.number, self._sounds_start, self._sounds))
        self._emit(Cut(self._part, moment, runs, ends_segment))
        self._pictures, self._sounds, self._part = [], [], moment
        if ends_segment:
            self._segment, self._bytes = moment, 0
