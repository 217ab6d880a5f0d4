"""`python -m bench.video.soak MINUTES --json FILE`: a long evening, and whether the worker's memory stays as it is.

Two publishers, of which one breaks off every minute, and thirty viewers. Too long for CI; thirty minutes say something.
"""

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.figures import surroundings, write
from bench.video.__main__ import clip, publishing, until_live
from bench.video.processes import cpu_seconds, resident_mb
from bench.video.studio import Studio, studio, web
from meadow.engines.places import Place

_VIEWERS = 30
_BREAK = 60.0  # seconds between losses of a connection
_AWAY = 4.0
_LOOK = 10.0


def evening(worker: Studio, file: Path, seconds: float) -> list[tuple[float, float]]:
    """Memory (MB) by the second of the evening, while one publisher stays and the other comes and goes."""
    seen: list[tuple[float, float]] = []
    begun = time.monotonic()
    with publishing(file, worker.rtmp("steady")):
        while (now := time.monotonic() - begun) < seconds:
            with publishing(file, worker.rtmp("wavering")):
                leaves = min(now + _BREAK, seconds)
                while (now := time.monotonic() - begun) < leaves:
                    seen.append((round(now, 1), round(resident_mb(worker.pid), 1)))
                    time.sleep(min(_LOOK, max(leaves - now, 0.1)))
            time.sleep(_AWAY)
    return seen


def measure(minutes: float) -> dict[str, Any]:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="meadow-soak-")))
        place = Place(folder / "data")
        place.prepare()
        worker = stack.enter_context(studio(place, stack.enter_context(web())))
        file = clip(folder)
        command = [sys.executable, "-m", "bench.video.crowd", worker.watch("wavering"), str(_VIEWERS)]
        with publishing(file, worker.rtmp("wavering")):
            until_live(worker.watch("wavering"))
        crowd = subprocess.Popen([*command, str(minutes * 60)], stdout=subprocess.PIPE)
        seen = evening(worker, file, minutes * 60)
        told = json.loads(crowd.communicate(timeout=60)[0])
        cpu = cpu_seconds(worker.pid)
        recordings = worker.engine.recordings()
    half = seen[len(seen) // 3 :]
    return {
        "minutes": minutes,
        "rss_mb_after_a_third": half[0][1],
        "rss_mb_at_the_end": half[-1][1],
        "rss_mb_most": max(mb for _, mb in seen),
        "rss_mb": seen[:: max(len(seen) // 30, 1)],
        "cpu_core_share": round(cpu / (minutes * 60), 3),
        "recorded_bytes": sum(it.bytes for it in recordings),
        "crowd": told,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("minutes", type=float)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    started = time.perf_counter()
    figures = measure(options.minutes)
    write(options.json, {**figures, **surroundings(time.perf_counter() - started)})


if __name__ == "__main__":
    main()
