"""Spreadsheet workbooks (XLSX) as rows, opened only when their archive cannot do harm."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, dropwhile, islice
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml import DEFUSEDXML

from meadow.goods.catalogues.reading import CELL_LIMIT, ROW_LIMIT, Row, column_key, place_key, storable
from meadow.goods.catalogues.records import RowProblem
from meadow.plumbing.bad_input import BadInput, gettext_noop

MOST_PARTS = 2_000
MOST_BYTES = 600_000_000
"""Unpacked, all parts together: about two million filled cells."""
MOST_SHARED = 150_000_000
"""The texts of all sheets, which are held in memory."""
MOST_RATIO, FREE_BYTES = 300, 10_000_000
"""A part that unpacks to more than `FREE_BYTES` may not be packed more tightly than this."""
LOOKED_AT = 20
"""So many rows are looked at to find the titles below a caption."""
MOST_ROWS, MOST_CELLS = 1_048_576, 50_000_000
SAVED_WIDTH = re.compile(r"0+")
"""How a spreadsheet is told to show the zeros before a number, as postcodes and article numbers have them."""
ERRORS = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError,
    IndexError, EOFError, OSError, NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
"""What openpyxl and the archive raise where a file is damaged."""


class WorkbookTooLarge(BadInput):
    code = "workbook_too_large"
    message = gettext_noop(
        "%(name)s would unpack to more than is safe (%(part)s). "
        "Save only the sheet with the products, or save it as CSV."
    )


class WorkbookDamaged(BadInput):
    code = "workbook_damaged"
    message = gettext_noop("%(name)s cannot be opened as a workbook: it is damaged or locked with a password.")


class NoSuchSheet(BadInput):
    code = "no_such_sheet"
    message = gettext_noop("%(name)s has no sheet “%(sheet)s”. Its sheets: %(sheets)s.")


def is_workbook(stream: BinaryIO, name: str) -> bool:
    """Whether the archive is a workbook. Raises WorkbookTooLarge, judged by its directory, before anything is unpacked.

    The directory cannot understate: what a part holds beyond the size that it states there is never read.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise WorkbookDamaged(name=name) from error
    names = {part.filename for part in parts}
    if not ({"xl/workbook.xml", "[Content_Types].xml"} <= names):
        return False
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise WorkbookTooLarge(name=name, part=f"{sum(part.file_size for part in parts):,}")
    for part in parts:
        is_tight = part.file_size > FREE_BYTES and part.file_size > MOST_RATIO * max(part.compress_size, 1)
        if is_tight or (part.filename.casefold().endswith("sharedstrings.xml") and part.file_size > MOST_SHARED):
            raise WorkbookTooLarge(name=name, part=part.filename[:60])
    return True


class Workbook:
    """The rows of one sheet, the first unless another is named. A formula counts as what it last came to."""

    def __init__(
        self, stream: BinaryIO, name: str, sheet: str = "", *, has_titles: bool = True, by_place: bool = False
    ) -> None:
        if not DEFUSEDXML:
            raise RuntimeError("openpyxl is set to parse without defusedxml")
        stream.seek(0)
        try:
            self._book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            self.sheets: tuple[str, ...] = tuple(sheet.title for sheet in self._book.worksheets)
        except ERRORS as error:
            raise WorkbookDamaged(name=name) from error
        if not self.sheets or (sheet and sheet not in self.sheets):
            sheets = ", ".join(f"“{title[:40]}”" for title in self.sheets[:12])
            raise NoSuchSheet(name=name, sheet=sheet[:40], sheets=sheets)
        self._sheet: Any = self._book[sheet or self.sheets[0]]
        self._sheet.reset_dimensions()  # What a sheet says of its own size may be wrong by far.
        self.ends_cleanly = True
        self._number = 0
        records = self._read()
        first: list[tuple[int, list[str]]] = []
        try:
            first.extend(islice(records, LOOKED_AT))
        except ERRORS as error:
            if not first:
                raise WorkbookDamaged(name=name) from error
            records = _raising(error)  # The rows above the damage are read.
        # A caption above the table fills fewer cells than the table does.
        widest = max((_filled(cells) for _, cells in first), default=0)
        first = list(dropwhile(lambda record: _filled(record[1]) * 2 < widest, first))
        cells = first[0][1] if first else []
        self._records = chain(first[1:] if has_titles else first, records)
        self.titles = tuple(storable(title.strip()) for title in cells)
        if not has_titles:
            self.titles = tuple(f"Column {place + 1}" for place in range(len(cells)))
        self.keys = tuple(
            place_key(place) if by_place else column_key(title) for place, title in enumerate(self.titles)
        )

    def detach(self) -> None:
        self._book.close()

    def __iter__(self) -> Iterator[Row]:
        while True:
            try:
                record = next(self._records, None)
            except ERRORS:
                number = self._number + 1
                yield Row(number, number, {}, (RowProblem(number, number, "", "sheet_damaged"),), "")
                return
            if record is None:
                return
            yield self._row(*record)

    def _read(self) -> Iterator[tuple[int, list[str]]]:
        """Every row that holds anything, with its number."""
        seen = 0
        for number, cells in enumerate(self._sheet.iter_rows(), start=1):
            self._number = number
            seen += len(cells) + 1
            if number > MOST_ROWS or seen > MOST_CELLS:
                raise OverflowError
            texts = [_text(cell.value, cell) if cell.value is not None else "" for cell in cells]
            while texts and not texts[-1].strip():
                texts.pop()
            if texts:
                yield number, texts

    def _row(self, number: int, cells: Sequence[str]) -> Row:
        damage = [
            RowProblem(number, number, title, "cell_too_long", {"limit": CELL_LIMIT})
            for title, cell in zip(self.titles, cells, strict=False)
            if len(cell) > CELL_LIMIT
        ]
        if sum(map(len, cells)) > ROW_LIMIT and not damage:
            damage.append(RowProblem(number, number, self.titles[0], "row_too_long", {"limit": ROW_LIMIT}))
        kept = {key: storable(cell[:CELL_LIMIT]) for key, cell in zip(self.keys, cells, strict=False)}
        return Row(number, number, kept, tuple(damage))


def _raising(error: Exception) -> Iterator[tuple[int, list[str]]]:
    yield from ()
    raise error


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _text(value: object, cell: Any) -> str:
    """What the cell shows, without the format of a country: 19.9, 4006381333931, 2026-06-15."""
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            width = str(cell.number_format)
            return str(value).zfill(len(width)) if SAVED_WIDTH.fullmatch(width) else str(value)
        case float():
            # A spreadsheet shows fifteen digits; what comes after them is the computer's own.
            text = f"{Decimal(format(value, '.15g')):f}" if value == value and abs(value) < 1e30 else str(value)
            return text.rstrip("0").rstrip(".") if "." in text else text
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
    return str(value)
