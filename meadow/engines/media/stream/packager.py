"""Cuts the samples of one session into parts and segments, on a clock of its own that never jumps."""

import time
from collections.abc import Callable, Sequence

from meadow.engines.media.formats.cmaf import SYNC, fragment
from meadow.engines.media.formats.samples import Sample, Shape
from meadow.engines.media.formats.tracks import Audio, Track, Video
from meadow.engines.media.stream.flow import Counts, Cut, Flow
from meadow.engines.media.stream.opening import Opening
from meadow.engines.media.stream.parts import Form, Part, Sink


class Packager:
    """One session's samples in, parts out.

    A publisher's clock starts anywhere and may start again; ours goes on where it stopped.
    """

    def __init__(
        self,
        sinks: Sequence[Sink],
        *,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._sinks, self._now, self._wall = sinks, now, wall
        self._end = 0.0  # ms, where the next stream begins
        self._fragments = 0
        self._form: Form | None = None
        self._opening: Opening | None = None
        self._flow: Flow | None = None
        self.counts = Counts()

    @property
    def tracks(self) -> tuple[Track, ...]:
        """What is being sent now."""
        if self._flow:
            return self._flow.form.tracks
        return self._opening.tracks if self._opening else ()

    @property
    def is_flowing(self) -> bool:
        """Whether parts come out."""
        return self._flow is not None

    def begin(self, shape: Shape = Shape()) -> None:  # noqa: B008 -- a tuple
        """A publisher has come, or come back."""
        self._opening = Opening(shape)

    def expect(self, shape: Shape) -> None:
        """The publisher says which tracks will come."""
        if self._opening:
            self._opening.shape = shape

    def configure(self, track: Track) -> None:
        """A track is described, for the first time or anew."""
        if self._flow:
            if track in self._flow.form.tracks:
                return
            self._start_again(self._flow, track)
        elif self._opening:
            self._opening.configure(track)

    def push(self, sample: Sample) -> None:
        """Take a sample in. Malformed when it is none."""
        if self._flow:
            if self._flow.has_jumped(sample):
                self._start_again(self._flow)
            else:
                self._flow.push(sample)
                return
        if opening := self._opening:
            opening.hold(sample, self._now())
            if opening.is_ready(self._now()):
                self._open(opening)

    def suspend(self) -> None:
        """The publisher is away: let out what there is, at once."""
        if self._flow:
            self._flow.flush()
            self._end, self._flow = self._flow.end, None
            for sink in self._sinks:
                sink.interrupt()
        self._opening = None

    def _open(self, opening: Opening) -> None:
        self.counts.dropped += opening.dropped
        form = Form(opening.tracks)
        if form != self._form:
            self._form = form
            for sink in self._sinks:
                sink.take_form(form)
        samples = opening.take()
        # A slow encoder lets sound arrive before pictures that are older.
        begun = min(it.dts for it in samples)
        flow = Flow(form, self._end, begun, counts=self.counts, emit=self._emit)
        self._opening, self._flow = None, flow
        for sample in samples:
            flow.push(sample)

    def _start_again(self, flow: Flow, track: Track | None = None) -> None:
        """The same publisher goes on in another shape, or by another clock."""
        kinds = {type(it) for it in (*flow.form.tracks, track)}
        self.suspend()
        self.begin(Shape(video=Video in kinds, audio=Audio in kinds))
        assert self._opening
        for it in flow.form.tracks:
            self._opening.configure(it)
        if track:
            self._opening.configure(track)

    def _emit(self, cut: Cut) -> None:
        """Let a part out to everybody who takes parts in."""
        assert self._flow
        if cut.runs:
            self._fragments += 1
            independent = cut.runs[0].samples[0].flags == SYNC
            wall = self._flow.wall_at(cut.start, self._wall())
            data = fragment(self._fragments, cut.runs)
            part = Part(data, cut.start / 1000, (cut.end - cut.start) / 1000, independent, wall)
            for sink in self._sinks:
                sink.take_part(part)
        if cut.ends_segment:
            for sink in self._sinks:
                sink.end_segment()
