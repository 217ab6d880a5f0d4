"""Takes apart the bodies of FLV's audio and video tags, which RTMP carries as messages."""

from meadow.engines.media.formats.malformed import Malformed, Unsupported
from meadow.engines.media.formats.samples import Sample
from meadow.engines.media.formats.tracks import Audio, Video

_VIDEO_CODECS = {2: "Sorenson H.263", 3: "Screen video", 4: "VP6", 5: "VP6 with alpha", 6: "Screen video 2", 12: "HEVC"}
_AUDIO_CODECS = {0: "PCM", 1: "ADPCM", 2: "MP3", 3: "PCM", 4: "Nellymoser", 5: "Nellymoser", 6: "Nellymoser"}
_AUDIO_CODECS |= {7: "G.711", 8: "G.711", 11: "Speex", 14: "MP3"}
_AVC, _AAC, _ENHANCED = 7, 10, 0x80


def read_video(body: bytes, timestamp: int) -> Video | Sample | None:
    """A decoder configuration, a picture, or nothing that is shown."""
    if not body:
        return None
    if body[0] & _ENHANCED:
        name = body[1:5].decode("ascii", "replace") if len(body) >= 5 else "?"
        raise Unsupported(f"Enhanced RTMP ({name}) is not supported; set the encoder to H.264.")
    kind, codec = body[0] >> 4, body[0] & 15
    if kind == 5:  # a command, not a picture
        return None
    if codec != _AVC:
        raise Unsupported(f"{_VIDEO_CODECS.get(codec, 'This video')} is not supported; set the encoder to H.264.")
    if len(body) < 5:
        raise Malformed("A video tag ends before its header.")
    if body[1] == 0:
        return Video.from_config(body[5:])
    if body[1] != 1 or len(body) == 5:
        return None  # the end of a sequence
    offset = int.from_bytes(body[2:5], "big", signed=True)
    return Sample(True, timestamp, body[5:], kind == 1, offset)


def read_audio(body: bytes, timestamp: int) -> Audio | Sample | None:
    """A decoder configuration, a packet of sound, or nothing."""
    if not body:
        return None
    codec = body[0] >> 4
    if codec == 9:
        name = body[1:5].decode("ascii", "replace") if len(body) >= 5 else "?"
        raise Unsupported(f"Enhanced RTMP ({name}) is not supported; set the encoder to AAC.")
    if codec != _AAC:
        raise Unsupported(f"{_AUDIO_CODECS.get(codec, 'This sound')} is not supported; set the encoder to AAC.")
    if len(body) < 2:
        raise Malformed("An audio tag ends before its header.")
    if body[1] == 0:
        return Audio.aac(body[2:])
    return Sample(False, timestamp, body[2:]) if len(body) > 2 else None
