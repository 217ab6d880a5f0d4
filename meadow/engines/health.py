"""What `meadow doctor` looks at: each check says in words what it found, and what to do where something is wrong."""

import asyncio
import os
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from urllib.error import HTTPError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg

from meadow.engines import ports
from meadow.engines.bus import connect_bus
from meadow.engines.media.adapter import SessionState
from meadow.engines.media.places import rtmp_url
from meadow.engines.media.registry import media_engine
from meadow.engines.nats import url_from_environment as nats_url
from meadow.engines.nats import websocket_url_from_environment as websocket_url
from meadow.engines.places import Place, Running, data_folder, read_running
from meadow.engines.postgres import url_from_environment as postgres_url
from meadow.engines.refusals import EngineRefused

_LITTLE_DISK = 2 * 2**30


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    name: str
    says: str
    remedy: str = ""  # what to do; only where something is wrong

    @property
    def is_wrong(self) -> bool:
        return bool(self.remedy)


Check = Callable[[], Iterable[Finding]]
_registered: list[Check] = []


def register(check: Check) -> Check:
    """Have `meadow doctor` ask this as well; a room calls it when its app is ready."""
    _registered.append(check)
    return check


def findings() -> Iterator[Finding]:
    """Everything that can be said now, the engines first."""
    for check in (machine, place, postgres, nats, media, web, *_registered):
        yield from check()


# -- the engines' own checks ----------------------------------------------------------------------


def machine() -> Iterator[Finding]:
    """The versions that are installed."""
    yield Finding(
        "versions",
        f"Meadow {version('meadow')}, Python {platform.python_version()}, Django {version('django')}, "
        f"granian {version('granian')}, {platform.system()} {platform.release()}",
    )


def place() -> Iterator[Finding]:
    """The data folder, who holds it, and the disk below it."""
    here = Place(data_folder())
    yield Finding("data", str(here.root))
    existing = next(folder for folder in (here.root, *here.root.parents) if folder.exists())
    disk = shutil.disk_usage(existing)
    free = f"{_size(disk.free)} of {_size(disk.total)} free"
    yield Finding("disk", free, "Make room: below 2 GB the engines may stop writing." * (disk.free < _LITTLE_DISK))
    running = read_running(here)
    if running is None:
        elsewhere = all(os.environ.get(name) for name in ("MEADOW_POSTGRES_URL", "MEADOW_NATS_URL"))
        yield Finding("processes", "nothing runs on this data folder", "" if elsewhere else "Start it: meadow up")
        return
    yield Finding("running", f"`meadow {running.verb}` (process {running.pid}) {running.url}".rstrip())
    yield from _processes(running)


def _processes(running: Running) -> Iterator[Finding]:
    for name in sorted({*running.children, *running.crashes}):
        pid, crashes = running.children.get(name), running.crashes.get(name, 0)
        says = f"{name} is process {pid}" if pid else f"{name} is down"
        if crashes:
            says += f", ended by itself {crashes} times lately"
        yield Finding("process", says, f"See why in logs/{name}.log." if crashes > 1 or not pid else "")


def postgres() -> Iterator[Finding]:
    """Whether the database answers, what it is, and what jobs say about themselves in it."""
    if not _is_expected("MEADOW_POSTGRES_URL"):
        return
    url = postgres_url()
    where = without_password(url)
    try:
        with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
            yield from _about_database(connection, where)
            yield from _about_jobs(connection)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0].strip()
        yield Finding("postgres", f"{where} does not answer: {reason}", "Start Meadow, or look at logs/postgres.log.")


def _about_database(connection: psycopg.Connection, where: str) -> Iterator[Finding]:
    row = connection.execute(
        "SELECT current_setting('server_version'), current_setting('server_version_num')::int,"
        " pg_database_size(current_database()),"
        " (SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'),"
        " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())"
    ).fetchone()
    assert row
    release, number, size, vector, connections = row
    remedy = ""
    if number < 160000:
        remedy = "Meadow needs PostgreSQL 16 or newer."
    elif not vector:
        remedy = "Install the extension pgvector on that server."
    says = f"{release.split()[0]} at {where}, {_size(size)}, {connections} connections"
    yield Finding("postgres", says, remedy)


def _about_jobs(connection: psycopg.Connection) -> Iterator[Finding]:
    row = connection.execute("SELECT to_regclass('procrastinate_jobs') IS NOT NULL").fetchone()
    if not row or not row[0]:
        return
    row = connection.execute(
        "SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),"
        " count(*) FILTER (WHERE status = 'failed') FROM procrastinate_jobs"
    ).fetchone()
    assert row
    waiting, doing, failed = row
    remedy = "Read why in logs/jobs.log; then: meadow procrastinate shell" if failed else ""
    yield Finding("job queue", f"{waiting} waiting, {doing} being done, {failed} failed", remedy)


def nats() -> Iterator[Finding]:
    """Whether NATS lets us in, keeps a journal, and answers browsers."""
    if not _is_expected("MEADOW_NATS_URL"):
        return
    try:
        yield asyncio.run(asyncio.wait_for(_about_nats(), 5))
    except (TimeoutError, OSError) as error:
        where = without_password(nats_url())
        yield Finding("nats", f"{where} does not answer ({error!r})", "Start Meadow, or look at logs/nats.log.")
    door = urlsplit(websocket_url())
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(door.hostname or "", door.hostname or "")  # noqa: S104 -- compared
    answers = ports.answers(host, door.port or (443 if door.scheme == "wss" else 80))
    says = f"browsers connect to {door.geturl()}"
    yield Finding("websocket", says, "" if answers else "Nobody answers there: pages will not move by themselves.")


async def _about_nats() -> Finding:
    async def keep_quiet(error: Exception) -> None:
        return None

    connection = await connect_bus("doctor", error_cb=keep_quiet)
    try:
        account = await connection.jetstream().account_info()
        release = connection.connected_server_version
    finally:
        await connection.close()
    where = without_password(nats_url())
    says = f"{release.major}.{release.minor}.{release.patch} at {where}, {account.streams} streams"
    return Finding("nats", f"{says}, journal {_size(account.storage)}")


def media() -> Iterator[Finding]:
    """Whether the media engine answers, and who is live."""
    chosen = os.environ.get("MEADOW_MEDIA_ENGINE") or "embedded"
    if chosen == "embedded" and not _is_expected("MEADOW_MEDIA_URL"):
        return
    try:
        state = media_engine().state()
    except EngineRefused as refusal:
        yield Finding("media", f"{chosen}: {refusal}", "Live rooms show no picture. See logs/media.log.")
        return
    live = sum(it.state is SessionState.LIVE for it in state.values())
    yield Finding("media", f"{chosen}, {live} live, encoders send to {rtmp_url()}" if chosen == "embedded" else chosen)


def web() -> Iterator[Finding]:
    """Whether the web server answers, and thinks that it is ready."""
    running = read_running(Place(data_folder()))
    if running is None or not running.url:
        return
    for path in ("/healthz", "/readyz"):
        url = running.url + path
        try:
            with urlopen(url, timeout=5) as answer:  # noqa: S310 -- our own http address
                yield Finding("web", f"{url} answers {answer.status}")
        except HTTPError as error:
            yield Finding("web", f"{url} answers {error.code}", "Look at logs/web.log.")
            error.close()
        except OSError as error:
            yield Finding("web", f"{url} does not answer ({error})", "Look at logs/web.log.")


def _is_expected(setting: str) -> bool:
    """Whether an engine should answer now: one of ours only while Meadow runs."""
    return bool(os.environ.get(setting)) or read_running(Place(data_folder())) is not None


def without_password(url: str) -> str:
    """A URL that may be shown."""
    parts = urlsplit(url)
    name, separator, rest = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{name.partition(':')[0]}{separator}{rest}"))


def _size(count: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit in {"bytes", "kB"} else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"
