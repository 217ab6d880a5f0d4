"""Headers of H.264, AAC and Opus, and the MP4 that is written around them."""

import subprocess

import pytest

from meadow.engines.media.formats import cmaf, flv
from meadow.engines.media.formats.boxes import header
from meadow.engines.media.formats.cmaf import DEPENDENT, LENGTH_BOX, SYNC, Run, Timed
from meadow.engines.media.formats.demux import Demuxer
from meadow.engines.media.formats.malformed import Malformed, Unsupported
from meadow.engines.media.formats.samples import Sample
from meadow.engines.media.formats.tracks import Audio, Video
from meadow.engines.media.tests.footage import AAC, CONFIGURATIONS, SMALL, SOUND, VIDEO, show
from meadow.engines.media.tests.programs import program


@pytest.mark.parametrize(("size", "config"), CONFIGURATIONS.items())
def test_a_configuration_tells_the_size_of_the_picture(size: tuple[int, int], config: str) -> None:
    track = Video.from_config(bytes.fromhex(config))

    assert (track.width, track.height) == size
    assert track.codec == f"avc1.{config[2:8].upper()}"


@pytest.mark.parametrize(
    ("config", "rate", "channels", "codec"),
    [
        ("1210", 44100, 2, "mp4a.40.2"),
        ("1190", 48000, 2, "mp4a.40.2"),
        ("1588", 8000, 1, "mp4a.40.2"),
        ("2b920800", 22050, 2, "mp4a.40.5"),
        ("178055f008", 44000, 1, "mp4a.40.2"),
    ],
)
def test_a_configuration_tells_rate_and_channels(config: str, rate: int, channels: int, codec: str) -> None:
    track = Audio.aac(bytes.fromhex(config))

    assert (track.rate, track.channels, track.codec) == (rate, channels, codec)
    assert track.duration(b"any") == 1024


@pytest.mark.parametrize(
    ("packet", "samples"),
    [(b"\xf8abc", 960), (b"\xf0", 480), (b"\x08", 960), (b"\xfc", 960), (b"\xfd\0", 1920), (b"\xff\3", 2880)],
)
def test_an_opus_packet_tells_how_long_it_is(packet: bytes, samples: int) -> None:
    assert Audio.opus(2).duration(packet) == samples


@pytest.mark.parametrize("packet", [b"", b"\xfb", b"\xfb\0", b"\xfb\x3f"])
def test_an_opus_packet_of_no_length_is_none(packet: bytes) -> None:
    with pytest.raises(Malformed):
        Audio.opus(2).duration(packet)


@pytest.mark.parametrize(
    "config", [b"", SMALL[:20], SMALL[:6] + b"\xff\xff" + SMALL[8:], b"\0" + SMALL[1:], SMALL * 101]
)
def test_what_is_no_configuration_is_refused(config: bytes) -> None:
    with pytest.raises(Malformed):
        Video.from_config(config)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\x90hvc1\0", "Enhanced RTMP (hvc1) is not supported; set the encoder to H.264."),
        (b"\x90av01", "Enhanced RTMP (av01)"),
        (b"\x1c\0\0\0\0", "HEVC is not supported"),
        (b"\x12abc", "Sorenson H.263 is not supported"),
    ],
)
def test_other_video_is_refused_by_its_name(body: bytes, words: str) -> None:
    with pytest.raises(Unsupported) as caught:
        flv.read_video(body, 0)
    assert words in str(caught.value)


@pytest.mark.parametrize(("body", "name"), [(b"\x2f123", "MP3"), (b"\xb6123", "Speex"), (b"\x90Opus", "Opus")])
def test_other_sound_is_refused_by_its_name(body: bytes, name: str) -> None:
    with pytest.raises(Unsupported, match=name):
        flv.read_audio(body, 0)


def test_flv_tags_become_tracks_and_samples() -> None:
    assert flv.read_video(b"\x17\0\0\0\0" + SMALL, 7) == VIDEO
    assert flv.read_video(b"\x17\1\0\0\x21abc", 7) == Sample(True, 7, b"abc", True, 33)
    assert flv.read_video(b"\x27\1\xff\xff\xdfabc", 7) == Sample(True, 7, b"abc", False, -33)
    assert flv.read_audio(b"\xaf\0" + AAC, 7) == SOUND
    assert flv.read_audio(b"\xaf\1abc", 7) == Sample(False, 7, b"abc")
    for nothing in (b"", b"\x57\0", b"\x17\2\0\0\0", b"\x17\1\0\0\0"):
        assert flv.read_video(nothing, 7) is None


def test_what_is_written_can_be_taken_apart() -> None:
    pictures = [
        Timed(3000, SYNC, 0, b"key"),
        Timed(3000, DEPENDENT, 6000, b"between"),
        Timed(3003, DEPENDENT, -3000, b""),
    ]
    sounds = [Timed(1024, SYNC, 0, b"sound"), Timed(1024, SYNC, 0, b"more")]
    data = cmaf.initialisation([VIDEO, SOUND]) + cmaf.fragment(1, [Run(1, 90_000, pictures), Run(2, 44_100, sounds)])

    found = []
    demuxer = Demuxer()
    for place in range(len(data)):
        found += demuxer.feed(data[place : place + 1])

    assert found[:2] == [VIDEO, SOUND]
    assert [it for it in found[2:] if isinstance(it, Sample) and it.is_video] == [
        Sample(True, 1000, b"key", True, 0),
        Sample(True, 1000 + 100 / 3, b"between", False, 6000 / 90),
        Sample(True, 1000 + 200 / 3, b"", False, -3000 / 90),
    ]
    assert [it.data for it in found[2:] if isinstance(it, Sample) and not it.is_video] == [b"sound", b"more"]


def test_opus_survives_mp4() -> None:
    head = b"OpusHead\1\1" + (200).to_bytes(2, "little") + (48000).to_bytes(4, "little") + bytes(3)
    track = Audio.opus(1, head)

    assert Demuxer().feed(cmaf.initialisation([track])) == [track]


def test_a_fragment_can_be_moved_back_in_time() -> None:
    data = cmaf.fragment(1, [Run(1, 90_000, [Timed(1, SYNC, 0, b"a")]), Run(2, 500, [Timed(1, SYNC, 0, b"b")])])

    assert cmaf.starts(cmaf.shifted(data, {1: 80_000, 2: 600})) == {1: 10_000, 2: 0}
    assert cmaf.shifted(data, {}) == data


def test_the_length_takes_the_place_of_the_room_for_it() -> None:
    head = cmaf.initialisation([VIDEO], made_at=1_800_000_000, room_for_length=True)

    assert len(cmaf.length_box(1.5)) == LENGTH_BOX
    assert header(head, len(head) - LENGTH_BOX, len(head)) == (
        b"free",
        len(head) - LENGTH_BOX,
        len(head) - LENGTH_BOX + 8,
        len(head),
    )


def test_ffprobe_reads_what_is_written() -> None:
    program("ffprobe")
    sounds = [it for it in show(1) if not it.is_video]
    head = cmaf.initialisation([VIDEO, SOUND], room_for_length=True)[:-LENGTH_BOX] + cmaf.length_box(1)
    data = head + cmaf.fragment(1, [Run(2, 0, [Timed(1024, SYNC, 0, it.data) for it in sounds])])

    said = subprocess.run(
        [
            "ffprobe",
            "-v",
            "quiet",
            "-show_entries",
            "stream=codec_name,width,height,sample_rate",
            "-of",
            "compact",
            "-",
        ],
        input=data,
        capture_output=True,
        check=True,
    )

    lines = said.stdout.decode().split()
    assert "stream|codec_name=h264|width=640|height=360" in lines
    assert any(line.startswith("stream|codec_name=aac|sample_rate=44100") for line in lines)
