"""Where the photos of a catalogue file lie, when the file only gives their paths: a folder on disk, or any other."""

import csv
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal, Protocol
from urllib.parse import unquote

MEDIA = ("", "catalog/product", "media/catalog/product", "pub/media/catalog/product", "import", "pub/media/import")
"""Where Magento keeps photos, seen from the folders that people copy."""
MOST_FILES = 200_000
LONGEST_NAME, LONGEST_PATH = 255, 1000
"""Longer ones exist on no disk, and asking for them is an error of its own."""


SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".heic", ".heif")
MOST_OF_ONE = 18
"""So many photos are taken for one SKU."""
_NUMBER = re.compile(r"[-_ .(]*([0-9]{1,3})\)?")


class PhotoFile(Protocol):
    """One file of photos, such as a path."""

    def open(self, mode: Literal["rb"], /) -> BinaryIO: ...


class PhotoSource(Protocol):
    """Files of photos, found by what a catalogue calls them."""

    def find(self, path: str, /) -> PhotoFile | None:
        """The file that a catalogue calls by this path or address, or None if it is not here."""

    def called_after(self, word: str, /) -> list[str]:
        """The paths of the files that are called after an SKU or a handle, in their order."""


@dataclass
class PhotoFolder:
    """A folder of photos. What it gives always lies inside it, whatever the path and wherever links lead.

    Where a table `images.csv` with the columns `path` and `upstream` is in the folder, or beside it, it tells where
    each photo of the original shop (`upstream`) is now.
    """

    folder: Path
    _moved: dict[str, Path] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.folder = self.folder.resolve()
        for place in (self.folder, self.folder.parent):
            table = place / "images.csv"
            if table.is_file():
                self._moved = dict(self._read(table))
                return

    def find(self, path: str) -> Path | None:
        """The file that a catalogue calls by this path or address, or None if it is not here."""
        wanted = path_inside(path)
        if wanted is None:
            return None
        places = [self.folder / media / wanted for media in MEDIA] + [self.folder / wanted.name]
        if moved := self._moved.get(_inside_media(str(wanted))):
            places.insert(0, moved)
        return next((found for place in places if (found := self._inside(place))), None)

    def called_after(self, word: str) -> list[str]:
        """The paths of the files that are called after an SKU or a handle: word.jpg, word-1.jpg, word/front.jpg."""
        return list(self._by_word.get(word.casefold(), ()))

    @cached_property
    def _by_word(self) -> Mapping[str, list[str]]:
        found = (
            (Path(folder) / name).relative_to(self.folder).as_posix()
            for folder, folders, names in os.walk(self.folder)
            for name in names
        )
        return by_word(islice(found, MOST_FILES))

    def _inside(self, place: Path) -> Path | None:
        found = place.resolve()
        return found if found.is_relative_to(self.folder) and found.is_file() else None

    def _read(self, table: Path) -> list[tuple[str, Path]]:
        with table.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            if not {"path", "upstream"} <= set(rows.fieldnames or ()):
                return []
            return [(_inside_media(row["upstream"] or ""), table.parent / (row["path"] or "")) for row in rows]


def path_inside(path: str) -> PurePosixPath | None:
    """The path of a photo as a path inside of something; None for one that leads out of it, or that nothing can have.

    Of an address on the web only the file's name counts.
    """
    if "\0" in path or len(path) > LONGEST_PATH:
        return None
    # Cut out by hand: not every address can be parsed.
    local = unquote(re.split(r"[?#]", path)[0]).rpartition("/")[2] if "://" in path else path
    wanted = PurePosixPath(local.replace("\\", "/").lstrip("/"))
    if not wanted.parts or ".." in wanted.parts or any(len(part) > LONGEST_NAME for part in wanted.parts):
        return None
    return wanted


def by_word(paths: Iterable[str]) -> Mapping[str, list[str]]:
    """The photos by what they are called after: their name, their name without a number at its end, their folder."""
    found: dict[str, list[tuple[int, str]]] = {}
    for path in paths:
        place = PurePosixPath(path)
        if place.suffix.casefold() not in SUFFIXES:
            continue
        stem = place.stem.casefold()
        words = {stem: 0}
        for cut in re.finditer(r"[-_ .(]+[0-9]{1,3}\)?$", stem):
            if number := _NUMBER.fullmatch(cut[0]):
                words.setdefault(stem[: cut.start()], int(number[1]))
        words.setdefault(place.parent.name.casefold(), 1000)
        for word, number_at in words.items():
            if word:
                found.setdefault(word, []).append((number_at, path))
    return {word: [path for _, path in sorted(own)][:MOST_OF_ONE] for word, own in found.items()}


def _inside_media(path: str) -> str:
    """The path as product rows write it, without the folder that holds all photos."""
    return path.rpartition("catalog/product/")[2].lstrip("/")
