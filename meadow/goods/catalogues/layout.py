"""How a catalogue file is written, whatever it says: as text, as a workbook, as XML or JSON."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import BinaryIO, Literal

from meadow.goods.catalogues.encodings import MARK, detect_encoding, encoding_name
from meadow.goods.catalogues.reading import ROW_LIMIT
from meadow.goods.catalogues.wording import MESSAGES
from meadow.goods.catalogues.workbooks import is_workbook
from meadow.plumbing.bad_input import BadInput

Kind = Literal["csv", "xlsx", "xml", "json"]

DELIMITERS = (",", ";", "\t", "|")
NOT_READ = {b"PK\x03\x04": "ZIP", b"\xd0\xcf\x11\xe0": "XLS", b"%PDF": "PDF", b"\x1f\x8b": "GZIP"}
KIND_NAMES: dict[Kind, str] = {"xml": "HTML/XML", "json": "JSON"}
STARTS: dict[str, Kind] = {"{": "json", "[": "json", "<": "xml"}
LOOKED_AT = 20
"""So many records tell what stands between the cells."""


class NotCSV(BadInput):
    code = "not_csv"
    message = MESSAGES["not_csv"]


class EmptyCatalogue(BadInput):
    code = "empty_file"
    message = MESSAGES["empty_file"]


@dataclass(frozen=True, slots=True)
class Layout:
    """One file's kind; for text its encoding and what stands between its cells, for a workbook the sheet."""

    kind: Kind
    encoding: str = "utf-8"
    delimiter: str = ""
    sheet: str = ""

    @property
    def is_table(self) -> bool:
        return self.kind in ("csv", "xlsx")

    @property
    def kind_name(self) -> str:
        return KIND_NAMES.get(self.kind, self.kind.upper())

    @property
    def encoding_name(self) -> str:
        return "XLSX" if self.kind == "xlsx" else encoding_name(self.encoding)


def lay_out(stream: BinaryIO, name: str, sheet: str = "") -> Layout:
    """The layout of a seekable file; of text, its delimiter is still to be found.

    Raises NotCSV, or what opening a workbook raises.
    """
    stream.seek(0)
    start = stream.read(4096)
    stream.seek(0)
    if start.startswith(b"PK\x03\x04") and is_workbook(stream, name):
        return Layout("xlsx", sheet=sheet)
    for sign, what in NOT_READ.items():
        if start.startswith(sign):
            raise NotCSV(name=name, what=what)
    encoding = detect_encoding(stream)
    text = start.decode(encoding, MARK).removeprefix("\ufeff").lstrip()
    return Layout(STARTS.get(text[:1], "csv"), encoding)


def titles_by_delimiter(stream: BinaryIO, encoding: str) -> dict[str, tuple[str, ...]]:
    """The cells of the first line, as each delimiter would cut them."""
    with _Text(stream, encoding) as text:
        line = text.readline(ROW_LIMIT)
    rows = {delimiter: next(csv.reader([line], delimiter=delimiter), []) for delimiter in DELIMITERS}
    return {delimiter: tuple(title.strip() for title in row) for delimiter, row in rows.items()}


def likeliest_delimiter(stream: BinaryIO, encoding: str) -> str:
    """The one by which the first records have the same number of cells, and many."""

    def regularity(delimiter: str) -> int:
        with _Text(stream, encoding) as text:
            lines = iter(lambda: text.readline(ROW_LIMIT), "")
            counts: list[int] = []
            try:
                for cells in csv.reader(lines, delimiter=delimiter):
                    counts.append(len(cells))
                    if len(counts) == LOOKED_AT:
                        break
            except csv.Error:
                pass  # Reading itself will say where.
        usual, times = next(iter(Counter(counts).most_common(1)), (0, 0))
        return (usual - 1) * times

    return max(DELIMITERS, key=regularity)


class _Text:
    """The file as text, from its beginning; the stream stays open."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        stream.seek(0)
        self.text = io.TextIOWrapper(stream, encoding=encoding, errors=MARK, newline="")

    def __enter__(self) -> io.TextIOWrapper:
        return self.text

    def __exit__(self, *_: object) -> None:
        self.text.detach()
