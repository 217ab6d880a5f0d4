"""A ZIP archive of photos, read in place: nothing of it is ever unpacked onto a disk."""

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO, Literal

from meadow.goods.catalogues.photos import MEDIA, SUFFIXES, by_word, path_inside
from meadow.plumbing.bad_input import BadInput, gettext_noop

MOST_FILES = 50_000
MOST_RATIO, FREE_BYTES = 200, 1 << 20
"""A file that unpacks to more than `FREE_BYTES` may not be packed more tightly than this; no photo is."""
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises where an archive is damaged, locked with a password, or packed in a way it does not know."""


class NotAnArchive(BadInput):
    code = "not_an_archive"
    message = gettext_noop("%(name)s cannot be opened. Pack the photos as a ZIP archive without a password.")


class TooManyFiles(BadInput):
    code = "too_many_files"
    message = gettext_noop("%(name)s holds %(found)s files; at most %(limit)s are read.")


class UnsafeArchive(BadInput):
    code = "unsafe_archive"
    message = gettext_noop("%(name)s holds “%(path)s”, which leads out of the archive. Nothing of it was read.")


class PackedTooTightly(BadInput):
    code = "packed_too_tightly"
    message = gettext_noop("%(name)s holds “%(path)s”, which would unpack to too much. Nothing of it was read.")


class HoldsNoPhotos(BadInput):
    code = "holds_no_photos"
    message = gettext_noop("%(name)s holds no photos: JPEG, PNG, WebP, AVIF or HEIC.")


@dataclass(frozen=True, slots=True)
class _Packed:
    """One file of the archive, opened like a path."""

    archive: zipfile.ZipFile
    entry: zipfile.ZipInfo
    most: int

    def open(self, mode: Literal["rb"]) -> BinaryIO:
        """The first bytes of the file, up to one more than are allowed. Raises OSError where it is damaged."""
        try:
            with self.archive.open(self.entry) as file:
                return io.BytesIO(file.read(self.most + 1))
        except _DAMAGE as error:
            raise OSError(str(error)) from error


class PhotoArchive:
    """The photos of a ZIP archive, found by path, by name or by SKU.

    `most` is how many bytes of one file are unpacked at all. The stream must be seekable and stay open. Raises
    NotAnArchive, TooManyFiles, UnsafeArchive, PackedTooTightly or HoldsNoPhotos, judged by the archive's directory
    before anything is unpacked; what a file holds beyond the size stated there is never read.
    """

    def __init__(self, stream: BinaryIO, name: str, *, most: int) -> None:
        try:
            self._archive = zipfile.ZipFile(stream)
        except _DAMAGE as error:
            raise NotAnArchive(name=name) from error
        entries = self._archive.infolist()
        if len(entries) > MOST_FILES:
            raise TooManyFiles(name=name, found=len(entries), limit=MOST_FILES)
        self._most = most
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            if not entry.is_dir():
                self._take(entry, name)
        if not self._entries:
            raise HoldsNoPhotos(name=name)

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, path: str) -> _Packed | None:
        """The file that a catalogue calls by this path or address, or None if it is not here."""
        wanted = path_inside(path)
        if wanted is None:
            return None
        text = str(wanted).casefold()
        places = [text, *(f"{media}/{text}" for media in MEDIA if media)]
        entry = next((self._entries[place] for place in places if place in self._entries), None)
        entry = entry or self._ends.get(text) or self._ends.get(wanted.name.casefold())
        return _Packed(self._archive, entry, self._most) if entry else None

    def called_after(self, word: str) -> list[str]:
        """The paths of the files that are called after an SKU or a handle: word.jpg, word-1.jpg, word/front.jpg."""
        return list(self._by_word.get(word.casefold(), ()))

    def _take(self, entry: zipfile.ZipInfo, name: str) -> None:
        place = path_inside(entry.filename)
        is_link = stat.S_ISLNK(entry.external_attr >> 16)
        if place is None or is_link or entry.filename.startswith(("/", "\\")) or ":" in entry.filename[:3]:
            raise UnsafeArchive(name=name, path=entry.filename[:100])
        if place.suffix.casefold() not in SUFFIXES or place.name.startswith("._") or place.parts[0] == "__MACOSX":
            return
        is_tight = entry.file_size > FREE_BYTES and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
        if is_tight or entry.flag_bits & 1:
            raise PackedTooTightly(name=name, path=entry.filename[:100]) if is_tight else NotAnArchive(name=name)
        self._entries.setdefault(str(place).casefold(), entry)

    @cached_property
    def _ends(self) -> Mapping[str, zipfile.ZipInfo]:
        """By every end of a path that is one file's alone: people pack the folder that holds the folder."""
        found: dict[str, zipfile.ZipInfo | None] = {}
        for path, entry in self._entries.items():
            parts = path.split("/")
            for start in range(1, len(parts)):
                end = "/".join(parts[start:])
                found[end] = None if end in found else entry
        return {end: entry for end, entry in found.items() if entry}

    @cached_property
    def _by_word(self) -> Mapping[str, list[str]]:
        return by_word(self._entries)
