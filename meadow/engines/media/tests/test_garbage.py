"""Whatever arrives, parsers read it or say what is wrong; nothing else ever leaves them."""

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meadow.engines.media.doors import framing
from meadow.engines.media.formats import cmaf, flv
from meadow.engines.media.formats.cmaf import SYNC, Run, Timed
from meadow.engines.media.formats.demux import Demuxer
from meadow.engines.media.formats.malformed import Malformed, Unsupported
from meadow.engines.media.formats.tracks import Audio, Video
from meadow.engines.media.names import RecordingName, is_path
from meadow.engines.media.rtmp import amf
from meadow.engines.media.rtmp.chunks import ChunkReader, Kind, Message, chunked
from meadow.engines.media.stream.adoption import adopt
from meadow.engines.media.tests.footage import AAC, CONFIGURATIONS, SOUND, VIDEO
from meadow.engines.media.tokens import Scope, is_valid, make_token

_STREAM = cmaf.initialisation([VIDEO, SOUND], room_for_length=True) + b"".join(
    cmaf.clock_box(1e9 + number, 1, number * 3000)
    + cmaf.fragment(
        number, [Run(1, number * 3000, [Timed(3000, SYNC, 0, b"picture")]), Run(2, 9, [Timed(1024, SYNC, 0, b"s")])]
    )
    for number in range(3)
)
_MESSAGES = [
    Message(Kind.COMMAND, 0, 0, amf.encode("connect", 1, {"app": "live", "nested": {"a": True, "b": None}})),
    Message(Kind.VIDEO, 40, 1, b"\x17\1\0\0\0" + bytes(700)),
    Message(Kind.CHUNK_SIZE, 0, 0, (4096).to_bytes(4, "big")),
    Message(Kind.AUDIO, 0x1000000, 1, b"\xaf\1" + bytes(300)),
]


def spoilt(data: bytes) -> st.SearchStrategy[bytes]:
    """The data with some bytes exchanged, and cut off somewhere."""

    def spoil(changes: list[tuple[int, int]], end: int) -> bytes:
        copy = bytearray(data)
        for place, value in changes:
            copy[place] = value
        return bytes(copy[:end])

    place = st.integers(0, len(data) - 1)
    change = st.tuples(place, st.integers(0, 255))
    return st.builds(spoil, st.lists(change, max_size=6), st.one_of(st.just(len(data)), place))


def harmless(read: Callable[[Any], object], data: object) -> None:
    with contextlib.suppress(Malformed, Unsupported):
        read(data)


@given(st.one_of(st.binary(max_size=300), spoilt(_MESSAGES[0].body)))
def test_any_command(data: bytes) -> None:
    harmless(amf.decode, data)


@given(st.one_of(st.binary(max_size=200), spoilt(b"".join(chunked(3 + n, it) for n, it in enumerate(_MESSAGES)))))
def test_any_chunks(data: bytes) -> None:
    reader = ChunkReader()
    harmless(lambda all_of_it: [reader.feed(all_of_it[at : at + 7]) for at in range(0, len(all_of_it), 7)], data)


@given(
    st.one_of(st.binary(max_size=100), *(spoilt(b"\x17\0\0\0\0" + bytes.fromhex(it)) for it in CONFIGURATIONS.values()))
)
def test_any_video_tag(data: bytes) -> None:
    harmless(lambda body: flv.read_video(body, 0), data)


@given(st.one_of(st.binary(max_size=100), spoilt(b"\xaf\0" + AAC + bytes(8))))
def test_any_audio_tag(data: bytes) -> None:
    harmless(lambda body: flv.read_audio(body, 0), data)


@given(st.one_of(st.binary(max_size=300), spoilt(_STREAM)))
def test_any_mp4(data: bytes) -> None:
    harmless(Demuxer().feed, data)


@given(st.one_of(st.binary(max_size=300), spoilt(_STREAM)))
def test_any_file_that_a_killed_worker_left(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recording.mp4"
        path.write_bytes(data)
        index = adopt(path)
        assert index is None or (path.stat().st_size == index.bytes <= len(data) and index.seconds > 0)


@given(st.one_of(st.text(max_size=100), st.from_regex(r'\{"type": "(hello|video|audio)".{0,60}\}')))
def test_any_text_of_a_browser(text: str) -> None:
    def read(text: str) -> None:
        told = framing.read_text(text)
        harmless(framing.read_hello, told)
        harmless(framing.read_track, told)

    harmless(read, text)


@given(
    st.dictionaries(
        st.sampled_from(["type", "version", "mode", "video", "audio", "codec", "channels", "description"]),
        st.one_of(
            st.sampled_from(["hello", "video", "audio", "opus", "mp4a.40.2", "packets", "AUJ4", "T3B1c0hlYWQB"]),
            st.integers(),
            st.none(),
            st.lists(st.booleans()),
        ),
    )
)
def test_any_object_of_a_browser(told: dict[str, Any]) -> None:
    told.setdefault("type", "audio")
    told["type"] = str(told["type"])
    harmless(framing.read_hello, told)
    harmless(framing.read_track, told)


@given(st.binary(max_size=40))
def test_any_packet_of_a_browser(data: bytes) -> None:
    harmless(framing.read_packet, data)


@given(st.one_of(st.binary(max_size=60), *(spoilt(bytes.fromhex(it)) for it in CONFIGURATIONS.values())))
def test_any_decoder_configuration(data: bytes) -> None:
    harmless(Video.from_config, data)
    harmless(Audio.aac, data)
    harmless(lambda head: Audio.opus(2, head), data)


@given(st.text(max_size=60))
def test_any_token(token: str) -> None:
    assert not is_valid("secret", "path", Scope.LIVE, token)


@given(st.text(max_size=80))
def test_any_name(text: str) -> None:
    name = RecordingName.parse(text)
    assert name is None or str(name) == text
    assert not is_path(text) or not set(text) & set("/.:?#%& \n")


@given(
    st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 9000)), max_size=6),
    st.integers(64, 70_000),
    st.integers(1, 5000),
)
def test_messages_survive_any_chunk_size_and_any_pieces(wanted: list[tuple[int, int]], size: int, piece: int) -> None:
    messages = [Message(Kind.VIDEO, moment, 1, bytes(length)) for moment, length in wanted]
    data = chunked(2, Message(Kind.CHUNK_SIZE, 0, 0, size.to_bytes(4, "big")))
    data += b"".join(chunked(6, it, size) for it in messages)
    reader = ChunkReader()

    found = [message for at in range(0, len(data), piece) for message in reader.feed(data[at : at + piece])]

    assert found == messages


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.floats(allow_nan=False), st.text(max_size=20)),
        lambda each: st.dictionaries(st.text(min_size=1, max_size=9), each, max_size=4),
        max_leaves=12,
    )
)
def test_commands_survive_writing_and_reading(value: object) -> None:
    assert amf.decode(amf.encode("name", value)) == ["name", value]


@pytest.mark.parametrize("scope", Scope)
def test_a_token_opens_one_thing_until_it_expires(scope: Scope) -> None:
    token = make_token("secret", "path-1", scope, expires_at=1000)
    other = Scope.LIVE if scope is Scope.REPLAY else Scope.REPLAY

    assert is_valid("secret", "path-1", scope, token, now=999)
    assert not is_valid("secret", "path-1", scope, token, now=1000)
    assert not is_valid("secret", "path-1", other, token, now=999)
    assert not is_valid("secret", "path-11", scope, token, now=999)
    assert not is_valid("another", "path-1", scope, token, now=999)
    assert not is_valid("secret", "path-1", scope, token.replace("1000.", "9000."), now=999)
