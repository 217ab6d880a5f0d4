"""What leaves the packager: the shape of a stream, and one part of it after the other."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from meadow.engines.media.formats.cmaf import initialisation
from meadow.engines.media.formats.tracks import Track


@dataclass(frozen=True)
class Form:
    """The tracks of a stream from here on."""

    tracks: tuple[Track, ...]

    @cached_property
    def data(self) -> bytes:
        """What a player reads first."""
        return initialisation(self.tracks)


class Part(NamedTuple):
    """A fragment of about a third of a second."""

    data: bytes
    start: float  # seconds of the session's own clock, which stands still while the publisher is away
    seconds: float
    is_independent: bool  # begins with a keyframe
    wall: float  # Unix seconds, when it began


class Sink(Protocol):
    """Whatever takes parts in: the live window, the recording."""

    def take_form(self, form: Form) -> None:
        """The next part looks like this."""
        ...

    def take_part(self, part: Part) -> None:
        """The next part."""
        ...

    def end_segment(self) -> None:
        """What follows begins a segment."""
        ...

    def interrupt(self) -> None:
        """The segment has ended, and what follows, if anything, does not continue it."""
        ...
