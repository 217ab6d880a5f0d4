"""One file of a recording: written at its end only, finished once, whole as far as it goes at any moment."""

import errno
import os
import shutil
from pathlib import Path

from meadow.engines.media.formats.cmaf import LENGTH_BOX, length_box
from meadow.engines.media.stream.adoption import adopt
from meadow.engines.media.stream.index import Index

LEAST_FREE = 2**30  # bytes; the database's disk may be the same


class Tape:
    """One file, written only at its end; its methods run in the disk's thread, one after another."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.asked = self.written = 0  # bytes; each is counted by one thread alone
        self.error: OSError | None = None
        self._file = -1

    def open(self, head: bytes) -> None:
        if shutil.disk_usage(self.path.parent).free < LEAST_FREE:
            raise OSError(errno.ENOSPC, "The disk is nearly full", str(self.path))
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self.write(head)

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._file, view) :]
        self.written += len(data)

    def finish(self, index: Index) -> Index | None:
        """Close the file; what it holds, or None when that is nothing (the file is gone then)."""
        if self._file >= 0:
            os.close(self._file)
        if self.error and self.path.exists():  # less may have been written than the index says
            return adopt(self.path)
        if not index.stretches or self.error:
            self.path.unlink(missing_ok=True)
            return None
        with self.path.open("r+b") as file:
            file.truncate(index.bytes)
            file.seek(index.head - LENGTH_BOX)
            file.write(length_box(index.seconds))
            os.fsync(file.fileno())
        index.write(self.path.with_suffix(".json"))
        return index
