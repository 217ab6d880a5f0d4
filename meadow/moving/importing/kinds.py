"""Which kinds of files can be imported; each says how it is recognised, carried in and taken back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO, Protocol

from meadow.moving.models.imports import Import


@dataclass(slots=True, kw_only=True)
class Looked:
    """What was seen in a file before anything was written.

    `format` is empty where the file is a table whose columns a person has to name; then `sample` holds its first rows.
    `first` are the first products as they were read. `refused` and `params` say why the file cannot be read at all.
    """

    format: str = ""
    encoding: str = ""
    rows: int = 0
    titles: list[str] = field(default_factory=list)
    has_titles: bool = True
    sample: list[list[str]] = field(default_factory=list)
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    first: list[dict[str, Any]] = field(default_factory=list)
    photos: int = 0
    refused: str = ""
    params: dict[str, str | int] = field(default_factory=dict)

    @property
    def is_table(self) -> bool:
        """Whether a mapping has to say what the columns mean."""
        return not self.format and not self.refused

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, an_import: Import) -> "Looked | None":
        """What was seen in this import's file; None while nobody has looked."""
        return cls(**an_import.looked) if an_import.looked else None


class Kind(Protocol):
    """One kind of file."""

    def look(self, an_import: Import, stream: BinaryIO) -> Looked | None:
        """What is seen in the file; None where it is of another kind. Raises BadInput where it cannot be read."""

    def carry(self, an_import: Import, stream: BinaryIO) -> None:
        """Bring it in, going on where the import is, in steps that note themselves; the last one ends the import."""

    def take_back(self, an_import: Import) -> bool:
        """Undo some of it in a transaction of its own; False when nothing is left to undo."""


_kinds: dict[str, Kind] = {}


def add_kind(what: Import.What, kind: Kind) -> None:
    """Make a kind of file known; called when the room is ready."""
    _kinds[what] = kind


def kinds() -> Mapping[str, Kind]:
    return _kinds
