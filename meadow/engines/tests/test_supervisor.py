"""The supervisor, with real processes."""

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from meadow.engines import ports, supervisor
from meadow.engines.children import Child
from meadow.engines.places import Place
from meadow.engines.refusals import EngineRefused
from meadow.engines.supervisor import Stopped, Supervisor
from meadow.engines.tests.conftest import alive, descendants, until

_SLEEPER = "import time; print('here', flush=True); time.sleep(600)"


def python(name: str, code: str, **options: Any) -> Child:
    return Child(name, [sys.executable, "-c", code], **options)


async def becomes(true: Callable[[], bool]) -> None:
    await asyncio.to_thread(until, true)


def test_children_start_in_order_and_stop_in_reverse(place: Place) -> None:
    diary = place.root / "diary"
    code = """
import signal, sys, time
name, diary = sys.argv[1:]
def write(word):
    with open(diary, "a") as file:
        file.write(f"{name} {word}\\n")
def stop(*_):
    write("stops"); sys.exit(0)
signal.signal(signal.SIGTERM, stop)
time.sleep(0.2)
write("serves")
time.sleep(600)
"""

    def child(name: str) -> Child:
        return Child(
            name,
            [sys.executable, "-c", code, name, str(diary)],
            ready=lambda: diary.exists() and f"{name} serves" in diary.read_text(),
        )

    async def serve() -> None:
        async with Supervisor(place.logs) as it:
            await it.start([child("first"), child("second")])

    asyncio.run(serve())

    assert diary.read_text().splitlines() == ["first serves", "second serves", "second stops", "first stops"]


def test_a_crashed_child_comes_back_after_growing_pauses(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.2)
    births = place.root / "births"
    code = f"import time; open({str(births)!r}, 'a').write(f'{{time.time()}}\\n'); raise SystemExit(3)"

    async def serve() -> None:
        async with Supervisor(place.logs) as it:
            await it.start([python("crasher", code)])
            await becomes(lambda: births.exists() and len(births.read_text().splitlines()) >= 4)

    asyncio.run(serve())

    times = [float(line) for line in births.read_text().splitlines()]
    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert pauses[0] >= 0.2
    assert pauses[1] >= 0.4
    assert pauses[2] >= 0.8
    assert "ended with exit code 3; starting it again in 0.4 s" in (place.logs / "crasher.log").read_text()


def test_a_killed_child_comes_back_as_another_process(place: Place) -> None:
    told: list[dict[str, int]] = []

    async def serve() -> None:
        async with Supervisor(place.logs, changed=told.append) as it:
            await it.start([python("sleeper", _SLEEPER)])
            first = it.pids["sleeper"]
            os.kill(first, signal.SIGKILL)
            await becomes(lambda: it.pids.get("sleeper", first) != first)
            assert alive(it.pids["sleeper"])

    asyncio.run(serve())

    assert len({pids["sleeper"] for pids in told if pids}) == 2
    assert told[-1] == {}


def test_a_child_that_cannot_start_is_named_with_its_last_words(place: Place) -> None:
    async def serve() -> None:
        async with Supervisor(place.logs) as it:
            await it.start([python("broken", "raise SystemExit('no such table')", ready=lambda: False)])

    with pytest.raises(EngineRefused, match="broken stopped while starting: no such table"):
        asyncio.run(serve())


def test_a_child_that_ignores_the_signal_is_killed_with_its_own_children(place: Place) -> None:
    code = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("deaf", flush=True)
time.sleep(600)
"""
    log = place.logs / "deaf.log"
    below: set[int] = set()

    async def serve() -> None:
        async with Supervisor(place.logs) as it:
            await it.start([python("deaf", code, ready=lambda: "deaf" in log.read_text(), stop_seconds=0.3)])
            below.update(descendants(it.pids["deaf"]) | {it.pids["deaf"]})

    asyncio.run(serve())

    assert len(below) == 2
    until(lambda: not any(map(alive, below)))
    assert "did not stop within 0.3 s and is killed" in log.read_text()


def test_a_request_to_stop_ends_a_start_that_never_gets_ready(place: Place) -> None:
    async def serve() -> None:
        async with Supervisor(place.logs) as it:
            asyncio.get_running_loop().call_later(0.3, os.kill, os.getpid(), signal.SIGTERM)
            await it.start([python("slow", _SLEEPER, ready=lambda: False)])

    began = time.monotonic()
    with pytest.raises(Stopped):
        asyncio.run(serve())
    assert time.monotonic() - began < 5


def test_a_run_to_the_end_tells_its_exit_code(place: Place) -> None:
    async def serve() -> int:
        async with Supervisor(place.logs) as it:
            return await it.run(python("once", "raise SystemExit(7)"))

    assert asyncio.run(serve()) == 7


def test_kill_nine_of_the_parent_leaves_no_orphan(place: Place) -> None:
    port = ports.free_port()
    (place.root / "tiny.py").write_text(
        "def application(environ, start_response):\n    start_response('200 OK', [])\n    return [b'tiny']\n"
    )
    program = f"""
import asyncio, sys
from pathlib import Path
from meadow.engines import ports
from meadow.engines.children import Child
from meadow.engines.supervisor import Supervisor
from meadow.engines.web import web_argv

web = [*web_argv("127.0.0.1", {port}, workers=2)[:-1], "--working-dir", {str(place.root)!r}, "tiny:application"]

async def serve():
    async with Supervisor(Path({str(place.logs)!r})) as it:
        await it.start([
            Child("sleeper", [sys.executable, "-c", {_SLEEPER!r}]),
            Child("web", web, ready=lambda: ports.answers("127.0.0.1", {port})),
        ])
        print("all here", flush=True)
        await it.until_asked_to_stop()

asyncio.run(serve())
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        for line in parent.stdout:
            if line == "all here\n":
                break
        until(lambda: len(descendants(parent.pid)) >= 4)  # the sleeper, granian and its two workers
        below = descendants(parent.pid)
        parent.kill()
        parent.wait()

    until(lambda: not any(map(alive, below)), seconds=10)
    until(lambda: ports.is_free("127.0.0.1", port))  # a thread may outlive its process for a moment


def test_a_web_server_killed_alone_takes_its_workers_along(place: Place) -> None:
    (place.root / "tiny.py").write_text("def application(environ, start_response):\n    return []\n")
    port = ports.free_port()
    code = [*(sys.executable, "-m", "meadow.engines.web", "--interface", "wsgi", "--workers", "2", "--port", str(port))]
    with subprocess.Popen([*code, "--working-dir", str(place.root), "tiny:application"]) as web:
        until(lambda: len(descendants(web.pid)) == 2)
        workers = descendants(web.pid)
        web.kill()
        web.wait()

    until(lambda: not any(map(alive, workers)), seconds=5)


def test_what_a_child_says_is_kept_in_its_log_and_shown_with_its_name(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    async def serve() -> None:
        async with Supervisor(place.logs) as it:
            await it.run(python("speaker", "print('早上好'); print('x' * 3_000_000); print('after')"))

    asyncio.run(serve())

    log = (place.logs / "speaker.log").read_text()
    assert "早上好" in log
    assert log.endswith("after\n")
    assert "speaker   早上好" in capsys.readouterr().out


def test_logs_lie_where_the_place_says(place: Place) -> None:
    assert place.logs == Path(os.environ["MEADOW_DATA"]) / "logs"
