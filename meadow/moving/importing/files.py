"""The files of an import, opened for reading."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import RawIOBase
from typing import BinaryIO, cast

from django.conf import settings

from meadow.goods.importing.archives import PhotoArchive
from meadow.moving.models.imports import Import


class Heard(RawIOBase):
    """A file that tells each time when some of it is read: reading a large one takes long, and is a sign of life."""

    def __init__(self, file: BinaryIO, hear: Callable[[], None]) -> None:
        self._file = file
        self._hear = hear

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        self._hear()
        return self._file.read(size)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # any writable buffer
        content = self.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)


@contextmanager
def opened(an_import: Import, hear: Callable[[], None] = lambda: None) -> Iterator[BinaryIO]:
    """The import's file, seekable, while the block lasts."""
    with an_import.file.open("rb") as file:
        yield cast(BinaryIO, Heard(cast(BinaryIO, file), hear))


@contextmanager
def opened_photos(an_import: Import) -> Iterator[PhotoArchive | None]:
    """The photos that came with the file, if any did. Raises what refuses an archive."""
    with ExitStack() as stack:
        if not an_import.photos:
            yield None
            return
        file = stack.enter_context(an_import.photos.open("rb"))
        yield PhotoArchive(cast(BinaryIO, file), _name(an_import), most=settings.PHOTO_MAX_BYTES)


def _name(an_import: Import) -> str:
    return str(an_import.options.get("photos_name") or "photos.zip")
