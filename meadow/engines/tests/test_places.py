"""A data folder: who holds it, and what is said to everyone else."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from meadow.engines import nats, ports, postgres
from meadow.engines.borrowed import engines_for_command
from meadow.engines.places import Place, Running, choose_data_folder, data_folder, held, kept_text, read_running
from meadow.engines.refusals import EngineRefused
from meadow.engines.testing import TestEngines

_HOLDER = """
import os, sys, time
from pathlib import Path
from meadow.engines.places import Place, Running, held
with held(Place(Path(sys.argv[1])), Running(pid=os.getpid(), verb=sys.argv[2], url="http://127.0.0.1:8000")):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_second_meadow_on_the_folder_is_refused_in_words(place: Place) -> None:
    with subprocess.Popen([sys.executable, "-c", _HOLDER, place.root, "up"], stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()
        running = read_running(place)
        assert running is not None
        assert running.pid == holder.pid

        words = rf"already running on this data folder \(process {holder.pid}, http://127.0.0.1:8000\)\."
        with pytest.raises(EngineRefused, match=words), held(place, Running(pid=os.getpid(), verb="up")):
            pass
        holder.kill()

    assert read_running(place) is None
    with held(place, Running(pid=os.getpid(), verb="up")):
        assert read_running(place) is not None


def test_a_command_at_work_is_named(place: Place) -> None:
    with subprocess.Popen([sys.executable, "-c", _HOLDER, place.root, "import"], stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()

        with (
            pytest.raises(EngineRefused, match="`meadow import` is at work on this data folder"),
            held(place, Running(pid=os.getpid(), verb="up")),
        ):
            pass
        holder.send_signal(signal.SIGKILL)


@pytest.mark.parametrize("words", [["up", "--data", "/srv/x"], ["up", "--data=/srv/x", "--empty"]])
def test_the_command_line_chooses_the_data_folder(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEADOW_DATA", "/srv/y")
    choose_data_folder(["up", "--empty"])
    assert data_folder() == Path("/srv/y")

    choose_data_folder(words)

    assert data_folder() == Path("/srv/x")


def test_a_file_in_the_way_is_refused_in_words(place: Place) -> None:
    (place.root / "file").write_text("")

    with pytest.raises(EngineRefused, match="is a file where Meadow needs a folder"):
        Place(place.root / "file" / "data").prepare()


def test_a_taken_port_is_refused_in_words() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(EngineRefused, match="is taken by another program; choose another with --port"),
    ):
        ports.refuse_taken("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(EngineRefused, match="70000 is not a port"):
        ports.refuse_taken("127.0.0.1", 70000)


def test_a_command_starts_what_it_needs_and_leaves_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["meadow", "migrate"])
    with engines_for_command():
        with psycopg.connect(os.environ["MEADOW_POSTGRES_URL"]) as connection:
            connection.execute("SELECT 1")
        host, _, port = os.environ["MEADOW_NATS_URL"].rpartition("/")[2].partition(":")
        assert ports.answers(host, int(port))
        running = read_running(place)
        assert running is not None
        assert (running.verb, set(running.children)) == ("migrate", {"postgres", "nats"})

    assert not ports.answers(host, int(port))
    assert not any(Path(f"/proc/{pid}").exists() for pid in running.children.values())


def test_a_command_uses_the_meadow_that_runs(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"MEADOW_POSTGRES_URL": "postgresql://db.test/meadow", "MEADOW_NATS_URL": "nats://127.0.0.1:1"}
    for name in environment:
        monkeypatch.setenv(name, "")  # so that it is put back afterwards
    running = Running(pid=os.getpid(), verb="up", url="http://127.0.0.1:8000", environment=environment)

    with held(place, running):
        assert postgres.url_from_environment() == "postgresql://db.test/meadow"
        assert nats.url_from_environment() == "nats://127.0.0.1:1"
        with engines_for_command():
            assert os.environ["MEADOW_POSTGRES_URL"] == "postgresql://db.test/meadow"
        running.environment = {}
        running.write(place)
        monkeypatch.delenv("MEADOW_POSTGRES_URL")
        with pytest.raises(SystemExit, match="Meadow is just starting"), engines_for_command():
            pass


def test_half_a_nats_is_refused_in_words(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEADOW_POSTGRES_URL", "postgresql://db.test/meadow")
    monkeypatch.setenv("MEADOW_NATS_WS_URL", "ws://nats.test")

    words = "set MEADOW_NATS_URL, MEADOW_NATS_ACCOUNT_SEED as well"
    with pytest.raises(SystemExit, match=words), engines_for_command():
        pass


def test_two_test_sessions_do_not_meet(place: Place) -> None:
    folder = place.root / "test"
    with TestEngines(folder) as first:
        theirs = dict(first.environment)
        for name in theirs:
            os.environ.pop(name)
        with TestEngines(folder) as second:
            assert not {*theirs.values()} & {*second.environment.values()}
            for engines in (first, second):
                psycopg.connect(engines.environment["MEADOW_POSTGRES_URL"]).close()
            other = Path(second.environment["MEADOW_DATA"])
            assert other.exists()
    assert not other.exists()
    assert (folder / "postgres").exists()


def test_a_secret_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "secret"

    def die() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept_text(path, die)
    assert not path.exists()

    assert kept_text(path, lambda: "one") == kept_text(path, lambda: "another") == "one"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret"]


def test_pages_may_reach_a_nats_that_listens_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEADOW_NATS_WS_URL", "ws://0.0.0.0:8001")
    assert nats.websocket_url_for("shop.example") == "ws://shop.example:8001"
    assert nats.websocket_url_for("*") == "ws://*:8001"  # as a Content-Security-Policy writes it
