"""The bench of video, small, and what real players make of a publisher that breaks off."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from bench.video import __main__ as bench
from bench.video import barcode, crowd, nginx
from bench.video.studio import Studio, studio, web
from meadow.engines.media.adapter import SessionState
from meadow.engines.places import Place
from meadow.engines.tests.conftest import until

pytestmark = [
    pytest.mark.xdist_group("media"),
    pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed: apt-get install ffmpeg"),
]


@pytest.fixture(scope="module")
def pages() -> Iterator[str]:
    with web() as address:
        yield address


@pytest.fixture(scope="module")
def worker(pages: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    place = Place(tmp_path_factory.mktemp("video"))
    place.prepare()
    before = dict(os.environ)
    with studio(place, pages) as it:
        yield it
    os.environ.clear()
    os.environ.update(before)


def test_a_barcode_tells_a_moment_and_whether_it_was_spoilt() -> None:
    moment = 1_795_463_436_789
    bits = barcode.bits(moment)

    assert int(bits[:48], 2) == moment
    assert int(bits[48:], 2) == barcode.check(moment)
    assert {barcode.check(moment ^ 1 << bit) == barcode.check(moment) for bit in range(48)} == {False}
    row = barcode.rows(moment)
    assert len(row) == barcode.WIDTH * barcode.ROWS
    assert "".join("1" if row[cell * barcode.CELL + 5] > 127 else "0" for cell in range(56)) == bits


def test_publishers_and_a_crowd_are_measured(worker: Studio, tmp_path: Path) -> None:
    file = bench.clip(tmp_path)
    found = bench.publishers(worker, file, 1, 2)
    assert found["publisher_kbps"] > 500
    assert 0 <= found["cpu_core_share_one_publisher"] < 1
    watched = bench.crowd(worker, file, 3, 5)

    assert (watched["viewers"], watched["viewer_errors"], watched["gaps"]) == (3, 0, 0)
    assert watched["parts"] > 3 * 6
    assert watched["mbit_per_s"] > 1


def test_a_part_that_a_viewer_misses_is_seen() -> None:
    assert crowd._place("/watch/a/0123456789abcdef/12.3.m4s?token=1.a") == (12, 3)


@pytest.mark.parametrize("publish", [bench.by_rtmp, bench.by_browser, bench.by_recorder])
def test_moving_pictures_are_seen_within_seconds(
    chromium: Browser, worker: Studio, pages: str, publish: bench.Measured
) -> None:
    found = publish(chromium, pages, worker, 4)

    assert not [it for it in found["errors"] if "fatal" in it]
    assert found["pictures"] > 30
    assert 0.3 < found["p50_s"] < 5  # the machine that runs tests is busy with other ones


@pytest.mark.skipif(not nginx.is_installed(), reason="nginx-rtmp is not installed: apt-get install libnginx-mod-rtmp")
def test_the_peer_is_measured(chromium: Browser, pages: str, tmp_path: Path) -> None:
    found = bench.by_nginx(chromium, pages, tmp_path / "peer", 3)
    assert found["pictures"] > 20
    assert found["p50_s"] > 1


def seen(page: Page) -> int:
    """How many pictures the page has shown."""
    count: int = page.evaluate("() => told.ages.length + told.unread")
    return count


def encoder(worker: Studio, path: str, size: str) -> "subprocess.Popen[bytes]":
    picture = ["-re", "-f", "lavfi", "-i", f"testsrc2=size={size}:rate=30", "-f", "lavfi", "-i", "sine=440"]
    h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "30", "-pix_fmt", "yuv420p"]
    command = ["ffmpeg", "-v", "error", *picture, *h264, "-c:a", "aac", "-f", "flv", worker.rtmp(path)]
    return subprocess.Popen(command)


def test_a_viewer_goes_on_when_the_encoder_is_back_in_another_size(
    chromium: Browser, worker: Studio, pages: str
) -> None:
    with encoder(worker, "broken", "320x180") as first:
        bench.until_live(worker.watch("broken"))
        page = chromium.new_page()
        page.goto(f"{pages}/viewer.html?source={quote(worker.watch('broken'), safe='')}")
        page.wait_for_function("() => told.unread > 60", timeout=30_000)
        assert page.evaluate("() => document.querySelector('video').videoWidth") == 320
        first.kill()
    until(lambda: worker.engine.state()["broken"].state is SessionState.RECONNECTING)
    page.wait_for_timeout(3000)
    before = seen(page)

    with encoder(worker, "broken", "426x240") as second:
        page.wait_for_function("before => told.unread > before + 60", arg=before, timeout=30_000)
        assert page.evaluate("() => document.querySelector('video').videoWidth") == 426
        assert not [it for it in page.evaluate("() => told.errors") if "fatal" in it]
        second.kill()
    page.close()


def test_a_replay_plays_and_can_be_sought(chromium: Browser, worker: Studio, pages: str) -> None:
    with encoder(worker, "evening", "320x180") as it:
        bench.until_live(worker.watch("evening"))
        page = chromium.new_page()
        page.wait_for_timeout(8000)
        it.kill()
    worker.engine.kick(path="evening")
    until(lambda: [it.finished for it in worker.engine.recordings("evening")] == [True])
    (recording,) = worker.engine.recordings("evening")
    token = worker.engine.replay_token(recording.name, lifetime=timedelta(hours=1))
    playlist, file = worker.engine.replay(recording.name, token=token)

    page.goto(f"{pages}/viewer.html?source={quote(playlist.url, safe='')}")
    look = "() => { const it = document.querySelector('video'); return [it.duration, it.currentTime]; }"
    page.wait_for_function("() => told.unread > 10", timeout=30_000)
    for _player in range(2):
        duration, _now = page.evaluate(look)
        assert duration == pytest.approx(recording.seconds, abs=0.3)
        before = seen(page)
        page.evaluate("() => { document.querySelector('video').currentTime = 4; }")
        page.wait_for_function("before => told.unread > before + 10", arg=before, timeout=30_000)
        assert page.evaluate(look)[1] > 4
        page.evaluate("address => { hls.destroy(); document.querySelector('video').src = address; }", file.url)
        page.evaluate("() => document.querySelector('video').play()")
        page.wait_for_function("() => document.querySelector('video').currentTime > 0.3", timeout=30_000)
    page.close()
