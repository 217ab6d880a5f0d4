"""What a publisher sends before it is known whole: held until the first picture and all tracks are there."""

from collections import deque

from meadow.engines.media.formats.samples import Sample, Shape
from meadow.engines.media.formats.tracks import Audio, Track, Video

PATIENCE = 2.5  # seconds for a track that nobody has promised or denied
_MOST_BYTES = 16 * 2**20
_MOST_SOUND = 500  # packets before the first picture


class Opening:
    """The beginning of a stream.

    An initialisation that lacks a track which comes later makes players fail, so the first keyframe waits for the
    description of the sound (encoders may send it afterwards), and sound alone waits for a picture, for so long.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.video: Video | None = None
        self.audio: Audio | None = None
        self._held: deque[Sample] = deque()
        self._bytes = 0
        self._since: float | None = None  # when the first keyframe, or the first sound, was held
        self._has_key = False
        self.dropped = 0

    def configure(self, track: Track) -> None:
        """A track is described; what was held of an earlier description of the same track is worthless."""
        if isinstance(track, Video):
            if self.video != track:
                self._forget(is_video=True)
                self._has_key, self._since = False, None
            self.video = track
        else:
            if self.audio != track:
                self._forget(is_video=False)
            self.audio = track

    def hold(self, sample: Sample, now: float) -> None:
        """Keep a sample until the stream begins."""
        if sample.is_video and not self._has_key:
            if not sample.key or self.video is None:
                self.dropped += 1
                return
            self._has_key, self._since = True, now
        if self._since is None:
            self._since = now
        self._held.append(sample)
        self._bytes += len(sample.data)
        if not self._has_key and len(self._held) > _MOST_SOUND:
            self._bytes -= len(self._held.popleft().data)

    def is_ready(self, now: float) -> bool:
        """Whether the stream can begin with what is known."""
        waited = self._since is not None and (now - self._since >= PATIENCE or self._bytes > _MOST_BYTES)
        if self.video:
            return self._has_key and (self.audio is not None or self.shape.audio is False or waited)
        return self.audio is not None and bool(self._held) and (self.shape.video is False or waited)

    @property
    def tracks(self) -> tuple[Track, ...]:
        """The tracks that are described, video first."""
        return tuple(it for it in (self.video, self.audio) if it)

    def take(self) -> list[Sample]:
        """What was held, in the order in which it came, from the first keyframe on."""
        samples = list(self._held)
        if self.video:
            first = next(it.dts for it in samples if it.is_video)
            return [it for it in samples if it.is_video or it.dts >= first]
        return samples

    def _forget(self, *, is_video: bool) -> None:
        self._held = deque(it for it in self._held if it.is_video != is_video)
        self._bytes = sum(len(it.data) for it in self._held)
