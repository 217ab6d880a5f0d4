"""Where one Meadow keeps its data, who holds that folder now, and what runs there."""

import contextlib
import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from meadow.engines.refusals import EngineRefused

REPOSITORY = Path(__file__).resolve().parent.parent.parent

_PRIVATE = ("nats", "keys", "logs", "private", "media")


def data_folder() -> Path:
    """The folder that `MEADOW_DATA` names, or `data` beside the code."""
    return Path(os.environ.get("MEADOW_DATA") or REPOSITORY / "data").expanduser().absolute()


def choose_data_folder(words: Sequence[str]) -> None:
    """Obey `--data FOLDER` of a command line, before anything is kept in the usual folder."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        if name == "--data" and (value or following):
            os.environ["MEADOW_DATA"] = str(Path(value if equals else following).expanduser().absolute())


@dataclass(frozen=True)
class Place:
    """One data folder and the folders in it."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def nats(self) -> Path:
        return self.root / "nats"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def private(self) -> Path:
        """Files that no address leads to."""
        return self.root / "private"

    @property
    def media(self) -> Path:
        """Recordings of live video."""
        return self.root / "media"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def mark(self) -> str:
        """A short name that no other data folder of this machine has."""
        return hashlib.sha256(str(self.root).encode()).hexdigest()[:12]

    def prepare(self) -> None:
        """Make the folders that are missing."""
        try:
            for folder in (self.root, self.postgres.parent, self.files, self.run):
                folder.mkdir(parents=True, exist_ok=True)
            for name in _PRIVATE:
                (self.root / name).mkdir(mode=0o700, exist_ok=True)
            for folder in (self.root, self.keys, self.run, self.logs, self.nats):
                if not os.access(folder, os.W_OK | os.X_OK):
                    raise PermissionError(13, "Permission denied", str(folder))
        except PermissionError as error:
            raise EngineRefused(
                f"{error.filename} belongs to another user; start Meadow as that user, "
                "or choose another data folder with --data or MEADOW_DATA."
            ) from error
        except (FileExistsError, NotADirectoryError) as error:
            raise EngineRefused(f"{error.filename} is a file where Meadow needs a folder.") from error


def kept_text(path: Path, make: Callable[[], str]) -> str:
    """What a file holds that nobody else may read; made the first time, whole or not at all, even after kill -9."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # unlike a rename it never replaces what another process made meanwhile
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


@dataclass
class Running:
    """What holds a data folder now: `meadow up`, or a command that started the engines for itself."""

    pid: int
    verb: str
    url: str = ""
    environment: dict[str, str] = field(default_factory=dict)  # the engines' addresses, as the settings name them
    children: dict[str, int] = field(default_factory=dict)  # name -> process
    crashes: dict[str, int] = field(default_factory=dict)  # name -> how often it ended since it was last well

    def write(self, place: Place) -> None:
        path = place.run / "running.json"
        draft = path.with_suffix(".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(self), file, indent=2)
        draft.replace(path)


def read_running(place: Place) -> Running | None:
    """What runs on this data folder, or None when nobody holds it.

    The lock decides, not the file: a file may outlive its writer, and a process number may be given away again.
    """
    try:
        with (place.run / "lock").open() as lock:
            if _take(lock.fileno()):
                return None
        return Running(**json.loads((place.run / "running.json").read_text()))
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise EngineRefused(f"{error.filename} belongs to another user; run this as that user.") from error


@contextlib.contextmanager
def held(place: Place, running: Running) -> Iterator[Running]:
    """Hold the data folder alone for the length of the block; the kernel lets go even after kill -9."""
    place.prepare()
    descriptor = os.open(place.run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for _ in range(20):  # `read_running` holds the lock for a moment, too
            if _take(descriptor):
                break
            time.sleep(0.05)
        else:
            raise EngineRefused(_occupied(place))
        running.write(place)
        yield running
        (place.run / "running.json").unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _occupied(place: Place) -> str:
    try:
        other = Running(**json.loads((place.run / "running.json").read_text()))
    except (FileNotFoundError, ValueError):
        return "Meadow is just being started on this data folder by another process."
    if other.verb == "up":
        return f"Meadow is already running on this data folder (process {other.pid}, {other.url})."
    return f"`meadow {other.verb}` is at work on this data folder (process {other.pid}); wait until it has finished."
