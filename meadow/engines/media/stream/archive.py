"""All recordings of this worker: which there are, which are deleted when, and those that a killed worker left."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from meadow.engines.media.names import RecordingName
from meadow.engines.media.stream.adoption import adopt
from meadow.engines.media.stream.index import Index

_log = logging.getLogger(__name__)
_DAY = 86_400.0
_REMEMBERED = 64  # indexes


@dataclass(frozen=True)
class Kept:
    """One recording that is finished."""

    name: RecordingName
    seconds: float
    bytes: int
    clock: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Limits:
    """How long recordings are kept, and how many bytes of them; 0 is without limit."""

    days: float
    bytes: int


class Archive:
    """One folder of recordings. Its methods may be called by any thread."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self.folder, self._limits = folder, limits
        self._kept: dict[str, Kept] = {}
        self._writing: set[str] = set()
        self._indexes: dict[str, Index] = {}
        self._lock = threading.Lock()

    # -- which there are --------------------------------------------------------------------------

    def load(self) -> None:
        """Read what is in the folder."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in self.folder.glob("*.json"):
            name = RecordingName.parse(path.stem)
            if name is None:
                continue
            try:
                index = Index.read(path)
                size = path.with_suffix(".mp4").stat().st_size
            except FileNotFoundError:
                path.unlink(missing_ok=True)  # a deletion that was cut short
            except ValueError:
                path.unlink(missing_ok=True)  # `adopt_all` makes a new one
            else:
                self._keep(name, index, size)

    def adopt_all(self, told: Callable[[Kept], None]) -> None:
        """Finish what killed workers left unfinished, and tell of each."""
        for path in sorted(self.folder.glob("*.mp4")):
            name = RecordingName.parse(path.stem)
            with self._lock:
                if name is None or path.stem in self._kept or path.stem in self._writing:
                    continue
            try:
                index = adopt(path)
                if index is None:
                    path.unlink()
                else:
                    told(self._keep(name, index, index.bytes))
            except OSError as error:
                _log.error("Recording %s could not be taken over: %s", path.stem, error)

    def begin(self, name: RecordingName) -> None:
        """A file is being written from now on."""
        with self._lock:
            self._writing.add(str(name))

    def finish(self, name: RecordingName, index: Index | None) -> Kept | None:
        """It is written; without an index there is nothing of it."""
        kept = self._keep(name, index, index.bytes) if index else None
        with self._lock:
            self._writing.discard(str(name))
        return kept

    def recordings(self, path: str = "") -> list[Kept]:
        """The finished ones of a path, or all, oldest first."""
        with self._lock:
            found = [it for it in self._kept.values() if not path or it.name.path == path]
        return sorted(found, key=lambda it: (it.name.started_at, it.name.number))

    def find(self, name: str) -> Kept | None:
        """A finished one."""
        with self._lock:
            return self._kept.get(name)

    def index(self, name: str) -> Index | None:
        """Where its segments lie."""
        with self._lock:
            if name not in self._kept:
                return None
            if found := self._indexes.get(name):
                return found
        try:
            index = Index.read(self.folder / f"{name}.json")
        except (FileNotFoundError, ValueError):
            return None
        with self._lock:
            while len(self._indexes) >= _REMEMBERED:
                del self._indexes[next(iter(self._indexes))]
            self._indexes[name] = index
        return index

    def file(self, name: str) -> Path:
        return self.folder / f"{name}.mp4"

    # -- which there are no more ------------------------------------------------------------------

    def delete(self, name: str) -> bool:
        """Delete a finished one for ever; whether there was one."""
        with self._lock:
            if self._kept.pop(name, None) is None:
                return False
            self._indexes.pop(name, None)
        self.file(name).unlink(missing_ok=True)  # first: without its index, it would be adopted again
        (self.folder / f"{name}.json").unlink(missing_ok=True)
        return True

    def prune(self, now: float | None = None) -> list[str]:
        """Delete what is too old, then the oldest while all together are too large; never what is being written."""
        moment = time.time() if now is None else now
        gone = [str(it.name) for it in self._too_old(moment)]
        for name in gone:
            self.delete(name)
        excess = self.bytes() - self._limits.bytes if self._limits.bytes else 0
        for it in self.recordings():
            if excess <= 0:
                break
            self.delete(str(it.name))
            gone.append(str(it.name))
            excess -= it.bytes
        for name in gone:
            _log.info("Recording %s was deleted to keep within the limits.", name)
        return gone

    def bytes(self) -> int:
        """Of all recordings, those being written included."""
        with self._lock:
            kept, writing = sum(it.bytes for it in self._kept.values()), list(self._writing)
        return kept + sum(path.stat().st_size for path in map(self.file, writing) if path.exists())

    def _too_old(self, now: float) -> Iterator[Kept]:
        for it in self.recordings():
            if self._limits.days and it.name.started_at.timestamp() + it.seconds < now - self._limits.days * _DAY:
                yield it

    def _keep(self, name: RecordingName, index: Index, size: int) -> Kept:
        kept = Kept(name, round(index.seconds, 3), size, tuple(index.clock))
        with self._lock:
            self._kept[str(name)] = kept
        return kept
