"""Measures how well one publisher sends."""

import time
from collections import deque
from collections.abc import Callable

from meadow.engines.media.adapter import Health
from meadow.engines.media.formats.samples import Sample
from meadow.engines.media.formats.tracks import Audio, Track, Video
from meadow.engines.media.stream.flow import Counts

_SECONDS = 10
_LATE = 1.0  # seconds behind the quickest packet
_LEAP = 60.0  # a publisher's clock that does this has been set anew


class _Second:
    __slots__ = ("audio", "frames", "second", "video")

    def __init__(self, second: int) -> None:
        self.second, self.audio, self.video, self.frames = second, 0, 0, 0


class Meter:
    """One session's figures; they outlive a lost connection."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._begun = now()
        self._seconds: deque[_Second] = deque(maxlen=_SECONDS + 1)
        self._last_key: float | None = None  # ms of the publisher's clock
        self._interval: float | None = None
        self._longest: float | None = None
        self._quickest: float | None = None
        self._late = 0
        self.bursts = 0.0  # seconds that arrive at once, and are not late for that
        self.bytes = 0
        self.packets = 0
        self.last_packet = self._begun

    def begin(self) -> None:
        """A publisher has come; its clock is a new one."""
        self._last_key = self._quickest = None
        self._seconds.clear()
        self._begun = self.last_packet = self._now()

    def count(self, sample: Sample) -> None:
        """A sample has arrived."""
        now = self.last_packet = self._now()
        size = len(sample.data)
        self.bytes += size
        self.packets += 1
        if not self._seconds or self._seconds[-1].second != int(now):
            self._seconds.append(_Second(int(now)))
        here = self._seconds[-1]
        if sample.is_video:
            here.video += size
            here.frames += 1
            if sample.key:
                self._count_key(sample.dts)
        else:
            here.audio += size
        self._count_lateness(now - sample.dts / 1000)

    @property
    def load_kbps(self) -> float:
        """All bits of the last ten seconds, though there may have been fewer: a burst weighs less than a flood."""
        return sum(it.video + it.audio for it in self._seconds) / 125 / _SECONDS

    @property
    def kbps(self) -> float:
        """All bits of the last seconds."""
        return self._rate(lambda it: (it.video + it.audio) / 125)

    def health(self, tracks: tuple[Track, ...], counts: Counts) -> Health:
        """The figures now."""
        video = next((it for it in tracks if isinstance(it, Video)), None)
        audio = next((it for it in tracks if isinstance(it, Audio)), None)
        return Health(
            kbps=round(self.kbps, 1),
            audio_kbps=round(self._rate(lambda it: it.audio / 125), 1) if audio else None,
            fps=round(self._rate(lambda it: it.frames), 1) if video else None,
            width=video.width if video else None,
            height=video.height if video else None,
            video_codec=video.codec if video else None,
            audio_codec=audio.codec if audio else None,
            keyframe_seconds=self._interval,
            keyframe_seconds_max=self._longest,
            late=self._late + counts.late,
            dropped=counts.dropped,
            packet_age=round(self._now() - self.last_packet, 3),
        )

    def _rate(self, of: Callable[[_Second], float]) -> float:
        """A sum over the last seconds, divided by how many of them there were."""
        now = self._now()
        total = sum(of(it) for it in self._seconds if it.second >= int(now) - _SECONDS)
        return total / min(max(now - self._begun, 1.0), now - int(now) + _SECONDS)

    def _count_key(self, dts: float) -> None:
        if self._last_key is not None and 0 < dts - self._last_key < _LEAP * 1000:
            self._interval = round((dts - self._last_key) / 1000, 3)
            self._longest = max(self._longest or 0.0, self._interval)
        self._last_key = dts

    def _count_lateness(self, skew: float) -> None:
        if self._quickest is None or skew < self._quickest or skew - self._quickest > _LEAP:
            self._quickest = skew
        elif skew - self._quickest > _LATE + self.bursts:
            self._late += 1
