"""`meadow up` and `meadow doctor`, as a person runs them."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

import psycopg
import pytest

from meadow.engines import ports
from meadow.engines.jobs import meadow
from meadow.engines.places import Place, Running, read_running
from meadow.engines.tests.conftest import alive, descendants, until

pytestmark = pytest.mark.xdist_group("up")


@contextmanager
def up(place: Place, port: int) -> Iterator[subprocess.Popen[str]]:
    """Meadow, from the moment it says where it is."""
    command = meadow("up", "--empty", "--workers", "1", "--port", str(port), "--data", str(place.root))
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        said = []
        for line in process.stdout:
            said.append(line)
            if "Stop: Ctrl-C" in line:
                break
        else:
            pytest.fail("it stopped while starting:\n" + "".join(said))
        try:
            yield process
        finally:
            process.terminate()
            process.communicate(timeout=60)


def ask(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "MEADOW_DATA": str(place.root)}
    return subprocess.run(meadow(*words), capture_output=True, text=True, check=False, env=environment)


def running_on(place: Place) -> Running:
    running = read_running(place)
    assert running is not None
    return running


def test_meadow_serves_heals_itself_and_outlives_kill_nine(place: Place) -> None:
    port = ports.free_port()
    with up(place, port) as process:
        with urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            assert b"meadow_requests_total" in answer.read()
        assert list((place.run / "figures").glob("counter_*.db"))  # where the figures of all processes meet

        report = json.loads(ask(place, "doctor", "--json").stdout)
        assert report["healthy"], [finding for finding in report["findings"] if finding["wrong"]]
        assert "embedded, 0 live, encoders send to rtmp://127.0.0.1:" in str(report["findings"])

        second = ask(place, "up", "--port", str(ports.free_port()))
        assert second.returncode == 1
        assert f"already running on this data folder (process {process.pid}, http://127.0.0.1:{port})." in second.stderr

        running = running_on(place)
        os.kill(running.children["web"], signal.SIGKILL)
        killed = running.children["web"]
        until(lambda: running_on(place).children.get("web", killed) != killed, seconds=60)
        until(lambda: ports.answers("127.0.0.1", port), seconds=60)

        with psycopg.connect(running.environment["MEADOW_POSTGRES_URL"]) as connection:
            connection.execute("CREATE TABLE leaf AS SELECT 42 AS id")
        below = descendants(process.pid)
        process.kill()
        process.wait()
        until(lambda: not any(map(alive, below)), seconds=60)

    with up(place, port) as process:
        with psycopg.connect(running_on(place).environment["MEADOW_POSTGRES_URL"]) as connection:
            assert connection.execute("SELECT id FROM leaf").fetchone() == (42,)
        below = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.stdout
        assert process.stdout.read().endswith("Meadow has stopped; everything is kept.\n")
        assert process.wait() == 0
        assert not any(map(alive, below))

    doctor = ask(place, "doctor")
    assert doctor.returncode == 1
    assert "nothing runs on this data folder" in doctor.stdout
    assert "Start it: meadow up" in doctor.stdout


def test_a_taken_port_is_refused_before_anything_starts(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refusal = ask(place, "up", "--port", str(port))

    assert refusal.returncode == 1
    assert refusal.stderr == f"CommandError: Port {port} is taken by another program; choose another with --port.\n"
    assert not place.postgres.exists()
