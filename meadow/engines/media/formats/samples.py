"""What one picture or one packet of sound is, on its way through the worker."""

from typing import NamedTuple


class Sample(NamedTuple):
    """One encoded frame, on the clock of its publisher."""

    is_video: bool
    dts: float  # milliseconds, when it is decoded
    data: bytes
    key: bool = True  # can be decoded without any earlier one
    cts: float = 0  # milliseconds from decoding to showing


class Shape(NamedTuple):
    """What a publisher says of the tracks to come; None where it does not say."""

    video: bool | None = None
    audio: bool | None = None
