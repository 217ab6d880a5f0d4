"""`meadow bench video`: how old a picture is when it is seen, what a publisher and a crowd of viewers cost.

The moment is burnt into every picture before it is encoded and read back from what Chromium shows (hls.js), on one
machine and one clock. nginx-rtmp stands beside it in the same run where it is installed.
"""

import contextlib
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from bench.figures import begun, surroundings, write
from bench.video.nginx import is_installed, nginx
from bench.video.processes import cpu_seconds, resident_mb
from bench.video.studio import Studio, studio, web
from meadow.engines.places import Place, data_folder

Measured = Callable[[Browser, str, Studio, float], dict[str, Any]]
SETTLE = 6.0  # seconds until a player has found its distance from the live edge
WATCH = 30.0
VIEWERS = 150
PUBLISHERS = 8
GOP = 2
_FLAGS = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required", "--mute-audio"]
_FLAGS += ["--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-quic"]


@contextlib.contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process for the length of the block."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def source(address: str, gop: float) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
    return running(sys.executable, "-m", "bench.video.source", address, "3600", str(gop))


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """The viewers' Chromium."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        sys.exit("The bench needs Debian's chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=_FLAGS)


@contextlib.contextmanager
def another(chromium: Browser) -> Iterator[Browser]:
    """A Chromium of its own for who publishes: pages that nobody looks at are slowed down."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    other = chromium.browser_type.launch(executable_path=program, args=_FLAGS)
    try:
        yield other
    finally:
        other.close()


def ages(chromium: Browser, pages: str, address: str, seconds: float) -> dict[str, Any]:
    """How old pictures are that a viewer sees of this address."""
    page = chromium.new_page()
    page.goto(f"{pages}/viewer.html?source={quote(address, safe='')}")
    page.wait_for_function("() => told.first !== null", timeout=60_000)
    first = page.evaluate("() => told.first")
    page.wait_for_timeout(SETTLE * 1000)
    page.evaluate("() => { told.ages.length = 0; told.unread = 0; told.stalls = 0; }")
    page.wait_for_timeout(seconds * 1000)
    told = page.evaluate("() => told")
    page.close()
    seen = sorted(told["ages"])
    if not seen:
        return {"p50_s": None, "p99_s": None, "pictures": 0, "errors": told["errors"][:5]}
    return {
        "p50_s": round(statistics.median(seen) / 1000, 3),
        "p99_s": round(seen[int(len(seen) * 0.99)] / 1000, 3),
        "first_picture_s": round(first / 1000, 2),
        "pictures": len(seen),
        "unread": told["unread"],
        "stalls": told["stalls"],
        "errors": told["errors"][:5],
    }


def until_live(address: str) -> None:
    """Wait for a playlist that shows something."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=5) as answer:
                if b"#EXTINF" in answer.read():
                    return
        except URLError:
            pass
        time.sleep(0.3)
    raise RuntimeError(f"{address} never showed anything.")


def by_rtmp(chromium: Browser, pages: str, worker: Studio, seconds: float) -> dict[str, Any]:
    with source(worker.rtmp("encoder"), GOP):
        until_live(worker.watch("encoder"))
        return ages(chromium, pages, worker.watch("encoder"), seconds)


def by_browser(chromium: Browser, pages: str, worker: Studio, seconds: float) -> dict[str, Any]:
    """A page that encodes with WebCodecs."""
    return from_page(chromium, pages, worker, seconds, "packets")


def by_recorder(chromium: Browser, pages: str, worker: Studio, seconds: float) -> dict[str, Any]:
    """A page that has MediaRecorder encode, as browsers without WebCodecs must."""
    return from_page(chromium, pages, worker, seconds, "mp4")


def from_page(chromium: Browser, pages: str, worker: Studio, seconds: float, mode: str) -> dict[str, Any]:
    with another(chromium) as other:
        page = other.new_page()
        page.goto(f"{pages}/publisher.html?gop=1&mode={mode}&target={quote(worker.browser(mode), safe='')}")
        page.wait_for_function("() => told.state === 'live'", timeout=60_000)
        until_live(worker.watch(mode))
        figures = ages(chromium, pages, worker.watch(mode), seconds)
        return {**figures, "publisher": page.evaluate("() => ({ errors: told.errors, ack: told.ack })")}


def by_nginx(chromium: Browser, pages: str, folder: Path, seconds: float) -> dict[str, Any]:
    with nginx(folder, GOP) as (rtmp, http, _), source(f"{rtmp}/encoder", GOP):
        until_live(f"{http}/encoder.m3u8")
        return ages(chromium, pages, f"{http}/encoder.m3u8", seconds)


def clip(folder: Path) -> Path:
    """Ten seconds of 720p at 2.5 Mbit/s, encoded once, so that publishers cost the machine little."""
    file = folder / "clip.flv"
    picture = ["-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30", "-f", "lavfi", "-i", "sine=440"]
    h264 = ["-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-g", "60", "-pix_fmt", "yuv420p"]
    rate = ["-b:v", "2500k", "-minrate", "2500k", "-maxrate", "2500k", "-bufsize", "2500k", "-nal-hrd", "cbr"]
    command = ["ffmpeg", "-v", "error", *picture, "-t", "10", *h264, *rate, "-c:a", "aac", "-b:a", "128k", str(file)]
    subprocess.run(command, check=True)
    return file


def publishing(file: Path, address: str) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
    loop = ["-re", "-stream_loop", "-1", "-i", str(file), "-c", "copy", "-f", "flv", address]
    return running("ffmpeg", "-v", "error", *loop)


def cost(pids: list[int], seconds: float) -> float:
    """Share of one core that some processes take for a while."""
    before, begun_at = cpu_seconds(*pids), time.monotonic()
    time.sleep(seconds)
    return (cpu_seconds(*pids) - before) / (time.monotonic() - begun_at)


def publishers(worker: Studio, file: Path, count: int, seconds: float) -> dict[str, Any]:
    """What publishers cost the worker, recording included, one and several."""
    idle = cost([worker.pid], 3)
    with contextlib.ExitStack() as stack:
        stack.enter_context(publishing(file, worker.rtmp("publisher-0")))
        until_live(worker.watch("publisher-0"))
        one = cost([worker.pid], seconds)
        for number in range(1, count):
            stack.enter_context(publishing(file, worker.rtmp(f"publisher-{number}")))
        until_live(worker.watch(f"publisher-{count - 1}"))
        time.sleep(2)
        all_of_them = cost([worker.pid], seconds)
        kbps = worker.engine.state()["publisher-0"].health.kbps
        memory = resident_mb(worker.pid)
    return {
        "cpu_core_share_idle": round(idle, 4),
        "cpu_core_share_one_publisher": round(one, 4),
        "cpu_core_share_per_publisher": round(all_of_them / count, 4),
        "publishers": count,
        "publisher_kbps": kbps,
        "rss_mb": round(memory, 1),
    }


def nginx_publishers(file: Path, folder: Path, count: int, seconds: float) -> float:
    """The same for nginx."""
    with contextlib.ExitStack() as stack:
        rtmp, http, pids = stack.enter_context(nginx(folder, GOP))
        for number in range(count):
            stack.enter_context(publishing(file, f"{rtmp}/publisher-{number}"))
        until_live(f"{http}/publisher-{count - 1}.m3u8")
        return round(cost(pids, seconds) / count, 4)


def crowd(worker: Studio, file: Path, viewers: int, seconds: float) -> dict[str, Any]:
    """So many viewers of one stream, from another process of this machine."""
    with publishing(file, worker.rtmp("stage")):
        address = worker.watch("stage")
        until_live(address)
        time.sleep(4)
        before, begun_at = cpu_seconds(worker.pid), time.monotonic()
        command = [sys.executable, "-m", "bench.video.crowd", address, str(viewers), str(seconds)]
        said = subprocess.run(command, capture_output=True, text=True, check=True)
        share = (cpu_seconds(worker.pid) - before) / (time.monotonic() - begun_at)
        told = json.loads(said.stdout)
    return {"viewers": viewers, "viewer_errors": told.pop("errors"), "cpu_core_share": round(share, 3), **told}


def measure(scale: float) -> dict[str, Any]:
    seconds = max(WATCH * scale, 4.0)
    figures: dict[str, Any] = {}
    with contextlib.ExitStack() as stack:
        place = Place(data_folder())
        place.prepare()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="meadow-video-")))
        pages = stack.enter_context(web())
        file = clip(folder)
        worker = stack.enter_context(studio(place, pages))
        figures["start_s"] = round(worker.start_seconds, 2)
        chromium = stack.enter_context(browser())
        for name, look in (("rtmp", by_rtmp), ("browser", by_browser), ("media_recorder", by_recorder)):
            figures[name] = look(chromium, pages, worker, seconds)
            print(name, figures[name])
        figures["nginx_rtmp"] = by_nginx(chromium, pages, folder / "a", seconds) if is_installed() else None
        print("nginx_rtmp", figures["nginx_rtmp"])
        count = max(round(PUBLISHERS * scale), 1)
        figures |= publishers(worker, file, count, seconds / 2)
        if is_installed():
            figures["nginx_cpu_core_share_per_publisher"] = nginx_publishers(file, folder / "b", count, seconds / 2)
        watched = crowd(worker, file, max(round(VIEWERS * scale), 2), seconds)
        figures |= {"viewers": watched["viewers"], "viewer_errors": watched["viewer_errors"], "crowd": watched}
        print({name: value for name, value in figures.items() if not isinstance(value, dict)}, watched)
    return figures


def main() -> None:
    options = begun()
    started = time.perf_counter()
    figures = measure(options.scale)
    told = {"gop_s": GOP, "scale": options.scale, **surroundings(time.perf_counter() - started)}
    write(options.json, {**figures, **told})


if __name__ == "__main__":
    main()
