"""What a browser sends over its WebSocket when it publishes, and what it is told.

`GET /ingest/PATH?key=SECRET` opens the WebSocket. Text messages are JSON objects with a `type`, binary ones are media.

From the page, first of all:

    {"type": "hello", "version": 1, "mode": "packets" or "mp4", "video": true, "audio": true}

In the mode `packets` the encoders' outputs of WebCodecs follow. Each track is described before its first packet, and
again whenever its description changes; descriptions are those of WebCodecs' decoder configurations, in base64:

    {"type": "video", "description": "<AVCDecoderConfigurationRecord>"}
    {"type": "audio", "codec": "opus", "channels": 2, "description": "<OpusHead, may be missing>"}
    {"type": "audio", "codec": "mp4a.40.2", "description": "<AudioSpecificConfig>"}

A packet is a binary message: a header of 12 bytes, big-endian, and the payload (AVCC, raw Opus or raw AAC):

    byte 0     1 for video, 2 for audio
    byte 1     1 for a keyframe (every packet of audio is one), else 0
    bytes 2-3  0
    bytes 4-11 timestamp in microseconds, signed; packets of a track come in the order in which they are decoded

In the mode `mp4` the binary messages are, one after another, the bytes that MediaRecorder makes for
`video/mp4;codecs=avc1...,opus`. `{"type": "bye"}` ends the stream in either mode.

To the page: `{"type": "welcome", "session": ...}`, or `{"type": "refused", "reason": ...}` before it is closed with
4003; every half second `{"type": "ack", ...}` with the bytes and packets that have arrived so far (of binary messages
alone, headers included), so that the page knows how much is on its way and can send less; `{"type": "ended",
"reason": ...}` before it is closed with 4000. Bytes that make no sense close it with 1007.
"""

import base64
import binascii
import json
from struct import unpack_from
from typing import Any

from meadow.engines.media.formats.malformed import Malformed, Unsupported
from meadow.engines.media.formats.samples import Sample, Shape
from meadow.engines.media.formats.tracks import Audio, Track, Video

VERSION = 1
LARGEST_MESSAGE = 4 * 2**20
_HEADER = 12
_FARTHEST = 2**53


def read_text(text: str) -> dict[str, Any]:
    """A text message; Malformed when it is none of these."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed("A text message is not JSON.") from error
    if not isinstance(told, dict) or not isinstance(told.get("type"), str):
        raise Malformed("A text message is an object with a type.")
    return told


def read_hello(told: dict[str, Any]) -> tuple[str, Shape]:
    """The mode, and which tracks will come."""
    if told["type"] != "hello" or told.get("version") != VERSION:
        raise Unsupported(f"The first message says hello in version {VERSION}.")
    if told.get("mode") not in {"packets", "mp4"}:
        raise Unsupported("The mode is packets or mp4.")
    shape = Shape(video=bool(told.get("video")), audio=bool(told.get("audio")))
    if not (shape.video or shape.audio):
        raise Unsupported("There is neither video nor audio.")
    return told["mode"], shape


def read_track(told: dict[str, Any]) -> Track:
    """The description of a track."""
    try:
        description = base64.b64decode(str(told.get("description") or ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("A description is not base64.") from error
    if told["type"] == "video":
        return Video.from_config(description)
    if told["type"] == "audio" and told.get("codec") == "opus":
        channels = told.get("channels")
        return Audio.opus(channels if isinstance(channels, int) else 0, description)
    if told["type"] == "audio" and str(told.get("codec")).startswith("mp4a.40."):
        return Audio.aac(description)
    raise Unsupported("A track is H.264, Opus or AAC.")


def read_packet(data: bytes) -> Sample:
    """A binary message in the mode `packets`."""
    if len(data) <= _HEADER or data[0] not in {1, 2}:
        raise Malformed("A packet has a header and a payload.")
    (moment,) = unpack_from(">q", data, 4)
    if abs(moment) > _FARTHEST:
        raise Malformed("A packet is from no time.")
    is_video = data[0] == 1
    return Sample(is_video, moment / 1000, data[_HEADER:], bool(data[1] & 1) or not is_video)
