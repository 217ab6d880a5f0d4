"""The embedded PostgreSQL: started, stopped, killed, and refused in words."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from meadow.engines import ports, postgres, postgres_home
from meadow.engines.children import kept
from meadow.engines.places import REPOSITORY, Place
from meadow.engines.postgres import Postgres
from meadow.engines.refusals import EngineRefused
from meadow.engines.tests.conftest import alive, descendants, until

# Keeps PostgreSQL until it is killed, as `meadow up` does.
_KEEPER = """
import sys, time
from pathlib import Path
from meadow.engines.children import kept
from meadow.engines.places import Place
from meadow.engines.postgres import embedded

place = Place(Path(sys.argv[1]))
with kept(embedded(place).child(), place.logs / "postgres.log"):
    print("serves", flush=True)
    time.sleep(600)
"""


def count(it: Postgres) -> int:
    with psycopg.connect(it.url) as connection:
        row = connection.execute("SELECT count(*) FROM leaf").fetchone()
    assert row
    return int(row[0])


def plant(it: Postgres) -> None:
    with psycopg.connect(it.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS leaf (id int)")
        connection.execute("INSERT INTO leaf SELECT generate_series(1, 1000)")


def test_it_starts_as_asked_and_keeps_its_data(place: Place) -> None:
    first = postgres.embedded(place)
    assert first.fresh
    with kept(first.child(), place.logs / "postgres.log"), psycopg.connect(first.url) as connection:
        told = connection.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('data_checksums'), datlocale,"
            " pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        connection.execute("CREATE EXTENSION vector")
    assert told is not None
    assert told[0] >= 180000
    assert told[1:] == ("on", "C.UTF-8", "UTF8")

    second = postgres.embedded(place)
    assert not second.fresh
    with kept(second.child(), place.logs / "postgres.log"):
        plant(second)
    with kept(second.child(), place.logs / "postgres.log"):
        assert count(second) == 1000


def test_nobody_else_may_enter_its_socket_and_data(place: Place) -> None:
    home = postgres.embedded(place).home

    for folder in (home.socket, home.data):
        assert folder.stat().st_mode & 0o077 == 0


def test_data_survive_kill_nine_of_the_keeper(place: Place) -> None:
    it = postgres.embedded(place)
    with subprocess.Popen(
        [sys.executable, "-c", _KEEPER, str(place.root)], stdout=subprocess.PIPE, text=True
    ) as keeper:
        assert keeper.stdout
        assert keeper.stdout.readline() == "serves\n"
        plant(it)
        below = descendants(keeper.pid)
        assert len(below) > 1
        keeper.kill()

    until(lambda: not any(map(alive, below)))
    with kept(it.child(), place.logs / "postgres.log"):
        assert count(it) == 1000


def test_data_survive_kill_nine_of_every_process(place: Place) -> None:
    it = postgres.embedded(place)
    with subprocess.Popen(
        [sys.executable, "-c", _KEEPER, str(place.root)], stdout=subprocess.PIPE, text=True
    ) as keeper:
        assert keeper.stdout
        assert keeper.stdout.readline() == "serves\n"
        plant(it)
        server = int((it.home.data / "postmaster.pid").read_text().split()[0])
        for pid in (server, *(descendants(keeper.pid) - {server}), keeper.pid):
            with contextlib.suppress(ProcessLookupError):  # the server's own processes leave without it
                os.kill(pid, signal.SIGKILL)

    assert (it.home.data / "postmaster.pid").exists()
    with kept(it.child(), place.logs / "postgres.log"):
        assert count(it) == 1000


def test_a_number_that_another_process_got_is_no_server(place: Place) -> None:
    it = postgres.embedded(place)
    pid_file = it.home.data / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{it.home.data}\n")
    it.home.give(pid_file)

    with kept(it.child(), place.logs / "postgres.log"):
        assert it.answers()


def test_a_server_alive_on_the_folder_is_refused_in_words(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "PATIENCE", 0.3)
    it = postgres.embedded(place)
    with (
        kept(it.child(), place.logs / "postgres.log") as pid,
        pytest.raises(EngineRefused, match=rf"Another PostgreSQL \(process {pid}\) is at work on {it.home.data}"),
        kept(it.child(), place.logs / "second.log"),
    ):
        pass


def test_a_folder_of_another_version_is_refused_in_words(place: Place) -> None:
    it = postgres.embedded(place)
    (it.home.data / "PG_VERSION").write_text("16\n")

    with pytest.raises(EngineRefused, match="was written by PostgreSQL 16 and this is 18"):
        postgres.embedded(place)


def test_a_half_made_database_folder_is_made_again(place: Place) -> None:
    draft = place.root / "postgres.new"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")

    it = postgres.embedded(place)

    with kept(it.child(), place.logs / "postgres.log"):
        assert it.answers()
    assert not draft.exists()


def test_a_long_path_gets_a_short_socket(place: Place) -> None:
    deep = Place(place.root / ("deep" * 20) / ("er" * 20))
    it = postgres.embedded(deep)

    try:
        assert len(str(it.home.socket)) < 60
        with kept(it.child(), deep.logs / "postgres.log"):
            plant(it)
            assert count(it) == 1000
    finally:
        shutil.rmtree(it.home.socket)


def test_the_tcp_door_asks_for_the_password(place: Place) -> None:
    port = ports.free_port()
    it = postgres.embedded(place, port=port)
    with kept(it.child(), place.logs / "postgres.log"):
        password = (place.keys / "postgres-password").read_text()
        url = f"postgresql://meadow:{{}}@127.0.0.1:{port}/meadow"
        psycopg.connect(url.format(password)).close()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url.format("guess"))


@pytest.mark.parametrize(
    ("url", "host", "port", "options"),
    [
        (
            "postgresql://ada:s%40cret@db.example:5433/meadow?sslmode=require",
            "db.example",
            "5433",
            {"sslmode": "require"},
        ),
        ("postgresql://ada:s%40cret@%2Frun%2FMeadow/meadow", "/run/Meadow", "", {}),
        ("postgresql://ada:s%40cret@/meadow?host=/run/Meadow", "/run/Meadow", "", {}),
        ("postgresql://ada:s%40cret@[::1]:5433/meadow", "::1", "5433", {}),
    ],
)
def test_a_url_becomes_the_setting_of_django(url: str, host: str, port: str, options: dict[str, str]) -> None:
    setting = postgres.django_database(url)

    assert setting == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "meadow",
        "USER": "ada",
        "PASSWORD": "s@cret",
        "HOST": host,
        "PORT": port,
        "OPTIONS": options,
    }


def test_another_database_is_refused_in_words() -> None:
    with pytest.raises(EngineRefused, match="must begin with postgresql://, not mysql://"):
        postgres.django_database("mysql://ada@localhost/meadow")


# -- as root, and as an ordinary user -------------------------------------------------------------

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become other users")


@pytest.fixture
def closed() -> Iterator[Place]:
    """A data folder below one that only root may enter, like a clone under /root."""
    root = Path("/root") / f"meadow-engines-{os.getpid()}"
    root.mkdir(mode=0o700)
    place = Place(root / "data")
    yield place
    shutil.rmtree(root)
    shutil.rmtree(Path("/var/lib/meadow") / place.mark, ignore_errors=True)


@as_root
def test_root_keeps_the_database_apart_when_its_folder_is_closed(
    closed: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        it = postgres.embedded(closed)
        with kept(it.child(), closed.logs / "postgres.log") as pid:
            assert it.home.data == Path("/var/lib/meadow") / closed.mark / "postgres"
            assert pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name == "meadow"

    assert closed.root.parent.stat().st_mode & 0o777 == 0o700
    said = capfd.readouterr().err.splitlines()
    assert said == [f"The database is kept in {it.home.data}, as {closed.root} is closed to the user meadow."]


@as_root
def test_root_copies_programs_that_its_user_cannot_reach(closed: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = postgres_home._wheel()
    hidden = closed.root.parent / "site-packages"
    hidden.mkdir()
    for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(part, hidden / part.name, ignore=shutil.ignore_patterns("pginstall", "*.a", "pgxs"))
    monkeypatch.setattr(postgres_home, "_wheel", lambda: hidden / wheel.name)
    monkeypatch.setattr("importlib.metadata.version", lambda _: f"test{os.getpid()}")

    it = postgres.embedded(closed)

    try:
        assert it.home.binaries.is_relative_to("/var/lib/meadow")
        with kept(it.child(), closed.logs / "postgres.log"):
            assert it.answers()
    finally:
        shutil.rmtree(it.home.binaries.parents[2])


@as_root
def test_an_ordinary_user_needs_no_root(place: Place) -> None:
    user = pwd.getpwnam("nobody")
    here = next((python for python in (sys.executable, "/usr/bin/python3.11") if _may_run(python, user)), None)
    if here is None:
        pytest.skip("no Python here that an ordinary user may run")
    mine = place.root / "mine"
    mine.mkdir()
    os.chown(mine, user.pw_uid, user.pw_gid)
    packages = str(Path(psycopg.__file__).parents[1])

    with subprocess.Popen(
        [here, "-c", _KEEPER, str(mine / "data")],
        stdout=subprocess.PIPE,
        text=True,
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        cwd="/",
        env={"PYTHONPATH": f"{REPOSITORY}:{packages}", "PATH": os.defpath},
    ) as keeper:
        assert keeper.stdout
        assert keeper.stdout.readline() == "serves\n"
        assert (mine / "data" / "postgres").stat().st_uid == user.pw_uid
        keeper.kill()

    time.sleep(0.2)
    # Root goes on with the same data, as the user they belong to.
    it = postgres.embedded(Place(mine / "data"))
    with kept(it.child(), mine / "data" / "logs" / "postgres.log") as pid:
        assert Path(f"/proc/{pid}").stat().st_uid == user.pw_uid


def _may_run(python: str, user: pwd.struct_passwd) -> bool:
    try:
        version = subprocess.run(
            [python, "-c", "import sys; print(sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
            user=user.pw_uid,
            group=user.pw_gid,
            cwd="/",
        ).stdout.strip()
    except PermissionError:
        return False
    return version == str(sys.version_info[:2])
