"""A zip archive that comes out in pieces while it is filled, so that it never lies in memory, nor on a disk of ours."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.base import File

from meadow.moving.archives.entries import Entry

FORMAT = 1
"""The version of what archives hold; it grows when a reader of the one before would misunderstand the next."""
_AT_ONCE = 2**16


class _Pipe:
    """What `zipfile` writes to: it cannot go back, as no pipe can."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def write(self, data: bytes | bytearray | memoryview) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        self._size += len(piece)
        return len(piece)

    def flush(self) -> None:
        pass

    def drain(self, at_least: int = 0) -> Iterator[bytes]:
        if self._size and self._size >= at_least:
            yield b"".join(self._pieces)
            self._pieces.clear()
            self._size = 0


@dataclass
class Archive:
    """One archive on the way. `files` is what its manifest will say of each file, `missing` what could not be read."""

    at: datetime
    files: list[dict[str, object]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    rows: int = 0
    _pipe: _Pipe = field(default_factory=_Pipe)

    def __post_init__(self) -> None:
        self._zip = zipfile.ZipFile(self._pipe, "w")  # type: ignore[call-overload]  # a pipe is enough for writing

    def put(self, entry: Entry) -> Iterator[bytes]:
        """Add one file. One that has vanished from the storage is named as missing; the archive goes on without it."""
        pieces = entry.pieces()
        try:
            first = next(pieces, (b"", 0))
        except FileNotFoundError:
            self.missing.append(entry.path)
            return
        digest, size, rows = hashlib.sha256(), 0, 0
        with self._zip.open(self._named(entry), "w") as file:
            for piece, count in _and_then(first, pieces):
                file.write(piece)
                digest.update(piece)
                size += len(piece)
                rows += count
                self.rows += count
                yield from self._pipe.drain(_AT_ONCE)
        said: dict[str, object] = {"path": entry.path, "bytes": size, "sha256": digest.hexdigest()}
        self.files.append(said | {"rows": rows} if entry.has_rows else said)

    def close(self, **said: object) -> Iterator[bytes]:
        """Add the manifest, which says this and what each file is, and end the archive."""
        manifest = {"format": f"meadow-archive-{FORMAT}", **said, "files": self.files, "missing": self.missing}
        entry = Entry("manifest.json", lambda: iter([(json.dumps(manifest, indent=1, ensure_ascii=False).encode(), 0)]))
        yield from self.put(entry)
        self._zip.close()
        yield from self._pipe.drain()

    def _named(self, entry: Entry) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(entry.path, self.at.timetuple()[:6])
        info.compress_type = zipfile.ZIP_STORED if entry.is_packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        info.file_size = entry.size or 0  # only so that more than 2 GB are announced as such
        return info


def _and_then(first: tuple[bytes, int], rest: Iterator[tuple[bytes, int]]) -> Iterator[tuple[bytes, int]]:
    yield first
    yield from rest


class Arriving(File):  # type: ignore[type-arg]  # Django's files take no parameter at run time
    """Pieces that a storage may read as a file while they are made; afterwards it knows their size and SHA-256."""

    def __init__(self, pieces: Iterator[bytes], name: str) -> None:
        super().__init__(None, name)
        self._pieces = pieces
        self._rest = b""
        self._digest = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            self._digest.update(piece)
            yield piece

    def read(self, size: int = -1) -> bytes:
        """For storages that read instead, such as S3."""
        while size < 0 or len(self._rest) < size:
            piece = next(self.chunks(), b"")
            if not piece:
                break
            self._rest += piece
        given, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return given

    def seekable(self) -> bool:
        return False

    def __bool__(self) -> bool:
        return True
