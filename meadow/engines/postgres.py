"""PostgreSQL: its address, and the embedded server that is started when no setting names another."""

import os
import re
import secrets
import signal
import subprocess
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import psycopg

from meadow.engines.children import Child
from meadow.engines.places import Place, data_folder, kept_text, read_running
from meadow.engines.postgres_home import Home, find_home
from meadow.engines.refusals import EngineRefused

PATIENCE = 10.0  # seconds for a server that is on its way out

_SETTINGS = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "maintenance_work_mem": "128MB",
    "work_mem": "8MB",
    "max_connections": "100",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "",
    "log_checkpoints": "off",
    "log_min_duration_statement": "2s",
    "password_encryption": "scram-sha-256",
    "unix_socket_permissions": "0700",
    "cluster_name": "meadow",
}
_THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB"}


# -- the address ----------------------------------------------------------------------------------


def url_from_environment() -> str:
    """Where the database is: `MEADOW_POSTGRES_URL`, else the running Meadow's, else where ours would listen."""
    if url := os.environ.get("MEADOW_POSTGRES_URL"):
        return url
    place = Place(data_folder())
    running = read_running(place)
    if running and (url := running.environment.get("MEADOW_POSTGRES_URL")):
        return url
    return socket_url(place.run / "postgres-socket")


def socket_url(folder: Path, port: int | None = None) -> str:
    """The URL of our own server, which listens in a folder that only we may enter; a port names the file in it."""
    return f"postgresql://meadow@{quote(str(folder), safe='')}{f':{port}' if port else ''}/meadow"


def django_database(url: str | None = None) -> dict[str, Any]:
    """Django's DATABASES entry for a URL; what follows `?` becomes OPTIONS."""
    parts = urlsplit(url or url_from_environment())
    if parts.scheme not in {"postgresql", "postgres"}:
        raise EngineRefused(f"MEADOW_POSTGRES_URL must begin with postgresql://, not {parts.scheme or 'nothing'}://.")
    options = dict(parse_qsl(parts.query))
    # Not `parts.hostname`: it lowers the case, and a socket folder's case matters.
    host = parts.netloc.rpartition("@")[2].removesuffix(f":{parts.port}").strip("[]")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]) or "meadow",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(host)),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


# -- the embedded server --------------------------------------------------------------------------


@dataclass(frozen=True)
class Postgres:
    """The embedded server of one data folder, prepared and ready to be started."""

    home: Home
    throw_away: bool = False  # for tests: fast, and lost with the machine
    port: int | None = None  # also listen on 127.0.0.1, with a password
    fresh: bool = False  # made just now

    @property
    def url(self) -> str:
        return socket_url(self.home.socket, self.port)

    def child(self) -> Child:
        """The process to start; SIGINT asks for a clean stop, SIGQUIT for one that recovers at the next start."""
        return Child(
            name="postgres",
            argv=self._argv(),
            env={"LC_ALL": "C", "TZ": "UTC"},
            ready=self.answers,
            stop_signal=signal.SIGINT,
            stop_seconds=30,
            orphan_signal=signal.SIGQUIT,
            user=self.home.user,
            prepare=self._clear_the_way,
            small_talk=re.compile(r"^(LOG|HINT|DETAIL|STATEMENT):|the database system is (starting up|shutting down)$"),
        )

    def answers(self) -> bool:
        """Whether the server takes questions; makes the database `meadow` the first time."""
        try:
            with psycopg.connect(self.url.rpartition("/")[0] + "/postgres", autocommit=True, connect_timeout=5) as it:
                if not it.execute("SELECT 1 FROM pg_database WHERE datname = 'meadow'").fetchone():
                    it.execute("CREATE DATABASE meadow")
        except psycopg.OperationalError:
            return False
        return True

    def _argv(self) -> list[str]:
        settings = _SETTINGS | (_THROW_AWAY if self.throw_away else {})
        settings["unix_socket_directories"] = str(self.home.socket)
        settings["listen_addresses"] = "127.0.0.1" if self.port else ""
        settings["port"] = "5432" if self.port is None else str(self.port)
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self.home.binaries / "postgres"), "-D", str(self.home.data), *options]

    def _clear_the_way(self) -> None:
        """Wait for a server that is on its way out; forget one that is gone; refuse when one is alive.

        PostgreSQL looks after this by itself, but takes any process that has the old number for a living server:
        one that got it since, or a zombie that nobody has buried, as happens in containers.
        """
        pid_file = self.home.data / "postmaster.pid"
        deadline = time.monotonic() + PATIENCE
        while (pid := _first_number(pid_file)) is not None and _serves(pid, self.home.data):
            if time.monotonic() > deadline:
                raise EngineRefused(
                    f"Another PostgreSQL (process {pid}) is at work on {self.home.data}; stop it first."
                )
            time.sleep(0.1)
        for stale in (pid_file, *self.home.socket.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)


def embedded(place: Place, *, throw_away: bool = False, port: int | None = None) -> Postgres:
    """The embedded server of this place, with its data folder made the first time."""
    place.prepare()
    home = find_home(place)
    if fresh := not (home.data / "PG_VERSION").exists():
        _make_database_folder(home, place, throw_away=throw_away)
    version = (home.data / "PG_VERSION").read_text().strip()
    if version != "18":
        raise EngineRefused(
            f"{home.data} was written by PostgreSQL {version} and this is 18: carry the data over with pg_dump and "
            "pg_restore, or name the old server in MEADOW_POSTGRES_URL."
        )
    return Postgres(home, throw_away, port, fresh)


def _make_database_folder(home: Home, place: Place, *, throw_away: bool) -> None:
    """Run initdb beside the final folder and move it there when it is whole, so that no half-made one stays."""
    draft = replace(home, data=home.data.with_name("postgres.new"))
    draft.make_folder(draft.data, empty=True)
    password = home.socket / "password"  # for initdb's eyes only; a pipe of root's is closed to its user
    password.touch(mode=0o600)
    password.write_text(_password(place))
    home.give(password)
    command = [
        str(home.binaries / "initdb"),
        *("--pgdata", str(draft.data), "--username", "meadow", "--pwfile", str(password)),
        *("--auth-local=trust", "--auth-host=scram-sha-256", "--data-checksums", "--encoding=UTF8"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions"),
        *(["--no-sync"] if throw_away else []),
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        cwd="/",
        check=False,
        **home.as_user(),
    )
    password.unlink()
    if done.returncode:
        raise EngineRefused(f"The database could not be made in {home.data}: {done.stderr.strip().splitlines()[-1]}")
    try:
        draft.data.rename(home.data)  # over an empty folder at most
    except OSError as error:
        raise EngineRefused(f"{home.data} holds something that is not a PostgreSQL database; move it away.") from error


def _password(place: Place) -> str:
    """The password for the TCP door, made once; the socket needs none, for only we may enter its folder."""
    return kept_text(place.keys / "postgres-password", lambda: secrets.token_urlsafe(32))


def _first_number(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _serves(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL server of that folder."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return Path(os.fsdecode(command[0])).name == "postgres" and os.fsencode(data) in command
