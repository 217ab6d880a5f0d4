"""The two tracks that a stream can have, each with what a decoder must know before its first sample."""

import struct
from dataclasses import dataclass

from meadow.engines.media.formats import h264
from meadow.engines.media.formats.bits import Bits
from meadow.engines.media.formats.malformed import Malformed, Unsupported

_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_LARGEST_CONFIG = 4096
_OPUS_PRE_SKIP = 312  # what libopus adds at 48 kHz, where the sender does not say


@dataclass(frozen=True)
class Video:
    """H.264 as MP4 and FLV carry it: samples of length-prefixed NAL units, parameter sets apart."""

    config: bytes  # AVCDecoderConfigurationRecord, ISO/IEC 14496-15
    width: int
    height: int

    number = 1
    timescale = 90_000

    @classmethod
    def from_config(cls, config: bytes) -> "Video":
        """The track that a decoder configuration record describes."""
        if not 8 < len(config) <= _LARGEST_CONFIG or config[0] != 1 or not config[5] & 31:
            raise Malformed("This is no decoder configuration of H.264.")
        length = int.from_bytes(config[6:8], "big")
        if not 4 <= length <= len(config) - 8:
            raise Malformed("The parameter set is not as long as it says.")
        width, height = h264.picture_size(config[8 : 8 + length])
        return cls(config, width, height)

    @property
    def codec(self) -> str:
        """As RFC 6381 writes it."""
        return f"avc1.{self.config[1]:02X}{self.config[2]:02X}{self.config[3]:02X}"


@dataclass(frozen=True)
class Audio:
    """AAC without ADTS headers, or Opus without Ogg."""

    codec: str  # as RFC 6381 writes it: mp4a.40.2, opus
    config: bytes  # AudioSpecificConfig, or the body of a dOps box
    rate: int
    channels: int
    frame: int = 0  # samples in every packet; 0 where each packet says it (Opus)

    number = 2

    @property
    def timescale(self) -> int:
        return self.rate

    @classmethod
    def aac(cls, config: bytes) -> "Audio":
        """The track that an AudioSpecificConfig describes (ISO/IEC 14496-3, 1.6.2.1)."""
        if not 2 <= len(config) <= 64:
            raise Malformed("This is no configuration of AAC.")
        bits = Bits(config + bytes(8))
        kind = bits.take(5)
        if kind == 31:
            kind = 32 + bits.take(6)
        index = bits.take(4)
        rate = bits.take(24) if index == 15 else _RATES[index] if index < len(_RATES) else 0
        if not 7350 <= rate <= 96000:
            raise Malformed(f"Sound of {rate} samples a second is none.")
        channels = bits.take(4) or 2
        if channels > 8:
            raise Malformed("Sound has no more than eight channels.")
        if kind not in {1, 2, 3, 4, 5, 29}:
            raise Unsupported(f"AAC of object type {kind} is not supported; send AAC-LC.")
        frame = 960 if kind in {1, 2, 3, 4} and bits.take(1) else 1024
        return cls(f"mp4a.40.{kind}", config, rate, channels, frame)

    @classmethod
    def opus(cls, channels: int, head: bytes = b"") -> "Audio":
        """The track of Opus packets; the head is an OpusHead (RFC 7845) where the sender has one."""
        if channels not in {1, 2}:
            raise Unsupported("Opus with more than two channels is not supported.")
        pre_skip, rate = _OPUS_PRE_SKIP, 48000
        if len(head) >= 19 and head[:8] == b"OpusHead":
            pre_skip, rate = struct.unpack("<HI", head[10:16])
        return cls("opus", struct.pack(">BBHIhB", 0, channels, pre_skip, rate, 0, 0), 48000, channels)

    def duration(self, packet: bytes) -> int:
        """How many samples a packet holds."""
        return self.frame or _opus_samples(packet)


Track = Video | Audio


def _opus_samples(packet: bytes) -> int:
    """The length of an Opus packet at 48 kHz (RFC 6716, 3.1)."""
    if not packet:
        raise Malformed("An Opus packet is empty.")
    setting, code = packet[0] >> 3, packet[0] & 3
    if setting < 12:
        one = (480, 960, 1920, 2880)[setting & 3]
    elif setting < 16:
        one = (480, 960)[setting & 1]
    else:
        one = (120, 240, 480, 960)[setting & 3]
    if code == 3 and len(packet) < 2:
        raise Malformed("An Opus packet ends before its count.")
    count = 1 if code == 0 else 2 if code < 3 else packet[1] & 63
    if not 0 < count * one <= 5760:
        raise Malformed("An Opus packet is longer than 120 ms.")
    return count * one
