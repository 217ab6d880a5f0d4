"""Material for the tests: real decoder configurations, and samples that only look like pictures and sound."""

from meadow.engines.media.formats.samples import Sample
from meadow.engines.media.formats.tracks import Audio, Video

# What x264 wrote for streams of these sizes.
CONFIGURATIONS = {
    (640, 360): "0142c01effe100196742c01ed900a02ff970110000030001000003003c0f162e4801000568cb83cb20",
    (1920, 1080): "01640028ffe1001b67640028acd940780227e5c044000003000400000300f03c60c65801000668ebe3cb22c0fdf8f800",
    (320, 240): "01f4000dffe1001967f4000d919b28283f6022000003000200000300781e28532c01000668ebe3c44844fff8f800",
    (426, 240): "014d4015ffe10019674d4015eca0d8ff278088000003000800000301e078b16cb001000568ebe3cb20",
    (720, 576): "0164001effe100186764001eacd940b424d8088000000300800000190f8a14cb01000668fba3cb22c0fdf8f800",
}
SMALL = bytes.fromhex(CONFIGURATIONS[640, 360])
LARGE = bytes.fromhex(CONFIGURATIONS[1920, 1080])
AAC = bytes.fromhex("1210")  # AAC-LC, 44.1 kHz, two channels

VIDEO, LARGER_VIDEO = Video.from_config(SMALL), Video.from_config(LARGE)
SOUND = Audio.aac(AAC)


def picture(index: int, *, key: bool) -> bytes:
    """One length-prefixed NAL unit that nobody will decode."""
    unit = bytes([0x65 if key else 0x41]) + index.to_bytes(4, "big") + bytes(200 if key else 40)
    return len(unit).to_bytes(4, "big") + unit


def show(
    seconds: float, *, start: float = 0, fps: float = 30, gop: float = 1, video: bool = True, audio: bool = True
) -> list[Sample]:
    """Samples as an encoder interleaves them, on a clock in milliseconds."""
    samples = []
    if video:
        for index in range(round(seconds * fps)):
            key = index % round(gop * fps) == 0
            samples.append(Sample(True, round(start + index * 1000 / fps), picture(index, key=key), key))
    if audio:
        for index in range(int(seconds * 44100 / 1024)):
            samples.append(Sample(False, round(start + index * 1024 / 44.1), b"\x21" + index.to_bytes(4, "big") * 8))
    return sorted(samples, key=lambda it: (it.dts, not it.is_video))
