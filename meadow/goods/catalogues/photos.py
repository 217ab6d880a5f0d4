"""Where the photos of a catalogue file lie on disk, when the file only gives their paths."""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

MEDIA = ("", "catalog/product", "media/catalog/product", "pub/media/catalog/product", "import", "pub/media/import")
"""Where Magento keeps photos, seen from the folders that people copy."""
LONGEST_NAME, LONGEST_PATH = 255, 1000
"""Longer ones exist on no disk, and asking for them is an error of its own."""


@dataclass(slots=True)
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
        if "\0" in path or len(path) > LONGEST_PATH:
            return None
        # Of an address on the web only the file's name counts. Cut out by hand: not every address can be parsed.
        local = unquote(re.split(r"[?#]", path)[0]).rpartition("/")[2] if "://" in path else path
        wanted = PurePosixPath(local.replace("\\", "/").lstrip("/"))
        if not wanted.parts or ".." in wanted.parts or any(len(part) > LONGEST_NAME for part in wanted.parts):
            return None
        places = [self.folder / media / wanted for media in MEDIA] + [self.folder / wanted.name]
        if moved := self._moved.get(_inside_media(str(wanted))):
            places.insert(0, moved)
        return next((found for place in places if (found := self._inside(place))), None)

    def _inside(self, place: Path) -> Path | None:
        found = place.resolve()
        return found if found.is_relative_to(self.folder) and found.is_file() else None

    def _read(self, table: Path) -> list[tuple[str, Path]]:
        with table.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            if not {"path", "upstream"} <= set(rows.fieldnames or ()):
                return []
            return [(_inside_media(row["upstream"] or ""), table.parent / (row["path"] or "")) for row in rows]


def _inside_media(path: str) -> str:
    """The path as product rows write it, without the folder that holds all photos."""
    return path.rpartition("catalog/product/")[2].lstrip("/")
