"""Real encoders and real decoders around the worker; skipped where ffmpeg is not installed."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from meadow.engines.media.adapter import HookKind, SessionState, SourceKind
from meadow.engines.media.tests.application import KEY
from meadow.engines.media.tests.conftest import Studio
from meadow.engines.media.tests.programs import program
from meadow.engines.tests.conftest import until

pytestmark = pytest.mark.xdist_group("media")

H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "30", "-pix_fmt", "yuv420p"]


@contextmanager
def ffmpeg(
    studio: Studio, path: str, *, key: str = KEY, size: str = "320x180", seconds: float = 60, video: bool = True
) -> Iterator[subprocess.Popen[bytes]]:
    """An encoder that publishes a test picture and a tone, at their own speed."""
    ingest = studio.engine.provision(path, key)
    picture = ["-re", "-f", "lavfi", "-i", f"testsrc2=size={size}:rate=30"] if video else []
    sound = ["-re", "-f", "lavfi", "-i", "sine=440:sample_rate=44100"]
    command = [program("ffmpeg"), "-v", "error", *picture, *sound, "-t", str(seconds), *(H264 if video else [])]
    url = f"{ingest.rtmp_url}/{ingest.stream_key}"
    with subprocess.Popen([*command, "-c:a", "aac", "-f", "flv", url], stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def probed(url: str, *entries: str) -> list[str]:
    """What ffprobe says of an address."""
    command = [program("ffprobe"), "-v", "error", "-of", "csv=p=0", *entries, url]
    return subprocess.run(command, capture_output=True, check=True, timeout=30, text=True).stdout.split()


def decodes(url: str, *words: str) -> None:
    """Every picture and sound can be decoded."""
    command = [program("ffmpeg"), "-v", "error", "-xerror", "-i", url, *words, "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, check=True, timeout=40, text=True)
    assert said.stderr == ""


def test_an_encoder_is_watched_hung_and_back_in_another_size(studio: Studio) -> None:
    path = studio.path()
    with ffmpeg(studio, path) as process:
        until(lambda: path in studio.engine.state())
        until(lambda: studio.shows(path, "/1.m4s"))
        session = studio.engine.state()[path].session
        streams = probed(studio.address(path), "-show_entries", "stream=codec_name,width,height")
        assert {"h264,320,180", "aac"} <= set(streams)
        decodes(studio.address(path), "-t", "1")
        health = studio.engine.state()[path].health
        assert health.fps == pytest.approx(30, abs=12)
        assert health.keyframe_seconds == pytest.approx(1, abs=0.05)

        os.kill(process.pid, signal.SIGSTOP)
        until(lambda: studio.engine.state()[path].state is SessionState.RECONNECTING)
        assert studio.playlist(path).endswith("#EXT-X-DISCONTINUITY\n")

    with ffmpeg(studio, path, size="426x240") as process:
        until(lambda: studio.shows(path, "init2.mp4"))
        assert studio.engine.state()[path].session == session
        until(lambda: studio.playlist(path).rpartition("init2.mp4")[2].count("#EXTINF") > 1)
        process.kill()
    until(lambda: path not in studio.engine.state())
    until(lambda: len(studio.engine.recordings(path)) == 2)

    sizes = []
    for it in studio.engine.recordings(path):
        url = studio.recording_address(it.name)
        decodes(url)
        decodes(studio.recording_address(it.name, SourceKind.HLS))
        (length,) = probed(url, "-show_entries", "format=duration")
        assert float(length) == pytest.approx(it.seconds, abs=0.2)
        sizes += probed(url, "-select_streams", "v", "-show_entries", "stream=width,height")
    assert sizes == ["320,180", "426,240"]


def test_two_encoders_do_not_meet(studio: Studio) -> None:
    first, second = studio.path(), studio.path()
    with ffmpeg(studio, first), ffmpeg(studio, second, size="640x360"):
        until(lambda: {first, second} <= studio.engine.state().keys())
        until(lambda: all(studio.shows(path, "/0.m4s") for path in (first, second)))
        widths = [studio.engine.state()[path].health.width for path in (first, second)]
        assert widths == [320, 640]
        with ffmpeg(studio, first) as third:
            _, said = third.communicate(timeout=10)
            assert b"already live" in said
            assert third.returncode == 1
        assert studio.engine.state()[first].state is SessionState.LIVE


def test_a_wrong_key_is_shown_by_the_encoder(studio: Studio) -> None:
    path = studio.path()
    with ffmpeg(studio, path, key="guess") as process:
        _, said = process.communicate(timeout=10)
    assert b"Server error: wrong key" in said
    assert process.returncode == 1


def test_sound_alone_can_be_heard(studio: Studio) -> None:
    path = studio.path()
    with ffmpeg(studio, path, video=False, seconds=4) as process:
        until(lambda: studio.shows(path, "#EXTINF"))
        assert probed(studio.address(path), "-show_entries", "stream=codec_name")[-1] == "aac"
        process.communicate(timeout=20)
    until(lambda: HookKind.RECORD_READY in [it.kind for it in studio.application.of(path)])
    (recording,) = studio.engine.recordings(path)
    assert recording.seconds == pytest.approx(4, abs=0.3)
    decodes(studio.recording_address(recording.name))
