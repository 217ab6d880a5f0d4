"""A catalogue file as rows: decoded, split into cells, limited in size, with what is damaged in each row."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

from meadow.goods.catalogues.encodings import MARK, UNDECODABLE, encoding_name
from meadow.goods.catalogues.records import RowProblem
from meadow.plumbing.spreadsheet import plain

CELL_LIMIT = 1_000_000
ROW_LIMIT = 4_000_000
PIECE = 1 << 16

# The limit of the csv module (131,072) holds for the whole process and would refuse cells that we accept. It is only
# ever raised; our own limits are checked row by row.
csv.field_size_limit(max(csv.field_size_limit(), ROW_LIMIT * 2))

BLANK = " "
PADDED = re.compile(r'" | "')
QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"')


def column_key(title: str) -> str:
    """How a column is found whatever the case and spacing of its title."""
    return " ".join(title.split()).casefold()


def place_key(place: int) -> str:
    """How a column is found by its place, counted from 0, where titles may be missing or the same."""
    return f"#{place + 1}"


@dataclass(frozen=True, slots=True)
class Row:
    """One record of the file; cells are found by `column_key`.

    `cut_at` is the last column that could be read of a row that is damaged from there on. `unsure` are columns whose
    cells hold what is no text; there it has been replaced. A row that `may_swallow` has lost a quotation mark and may
    have taken rows below it for its own text.
    """

    number: int
    line: int
    cells: dict[str, str]
    damage: tuple[RowProblem, ...] = ()
    cut_at: str | None = None
    unsure: tuple[str, ...] = ()
    may_swallow: bool = False

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def vouches_for(self, column: str) -> bool:
        """Whether the cell was read whole. An empty one was, in a whole row."""
        if self.cut_at is not None and (column not in self.cells or column == self.cut_at):
            return False
        return column not in self.unsure


def plainly(row: Row) -> Row:
    """The row without the apostrophes that keep a spreadsheet from running a text as a formula."""
    return replace(row, cells={key: plain(cell) for key, cell in row.cells.items()})


class RowTooLong(Exception):
    """A row passed ROW_LIMIT; what follows of it has been skipped."""


class Lines:
    """The physical lines of a text, and those of the record being read, for a second look at a damaged one."""

    def __init__(self, text: io.TextIOBase, delimiter: str) -> None:
        self.text = text
        self.delimiter = delimiter
        self.is_quoted = False
        self.number = 0
        self.record: list[str] = []
        self.size = 0
        self.ends_with_newline = True

    def begin_record(self) -> None:
        self.record, self.size, self.is_quoted = [], 0, False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._line()
        if not line:
            raise StopIteration
        return line

    def _line(self) -> str:
        line = self.text.readline(ROW_LIMIT)
        if line:
            self.number += 1
            line = self._without_padding(line)
            self.record.append(line)
            self.size += len(line)
            self.ends_with_newline = line[-1] in "\r\n"
            if self.size >= ROW_LIMIT:
                self._skip_record()
                raise RowTooLong
        return line

    def _without_padding(self, line: str) -> str:
        """The line without blanks between a quotation and its delimiters, with which some exporters align columns."""
        was_quoted = self.is_quoted
        self.is_quoted ^= line.count('"') % 2 == 1
        if not PADDED.search(line):
            return line
        parts = line.split('"')
        for place in range(was_quoted, len(parts), 2):  # What stands outside of quotations.
            part = parts[place]
            if place > 0 and part.lstrip(BLANK)[:1] in ("", "\r", "\n", self.delimiter):
                part = part.lstrip(BLANK)
            if place < len(parts) - 1 and part.rstrip(BLANK)[-1:] in ("", self.delimiter):
                part = part.rstrip(BLANK)
            parts[place] = part
        return '"'.join(parts)

    def _skip_record(self) -> None:
        """Go on to where the record ends: at a line break that is not between quotation marks."""
        quotes = sum(line.count('"') for line in self.record)
        while (quotes % 2 or not self.ends_with_newline) and (piece := self.text.readline(PIECE)):
            quotes += piece.count('"')
            self.number += self.ends_with_newline
            self.ends_with_newline = piece[-1] in "\r\n"


class Table:
    """The rows of a CSV file, one after the other, and the titles of its columns."""

    def __init__(
        self, stream: BinaryIO, encoding: str, delimiter: str, *, has_titles: bool = True, by_place: bool = False
    ) -> None:
        self.encoding = encoding
        self.delimiter = delimiter
        stream.seek(0)
        # Detached when read, so that the caller's stream is never closed by the wrapper.
        self._text = io.TextIOWrapper(stream, encoding=encoding, errors=MARK, newline="")
        self.lines = Lines(self._text, delimiter)
        self._reader = csv.reader(self.lines, delimiter=delimiter, strict=True)
        self._number = 0
        self.titles: tuple[str, ...] = ()
        self._first = next(self._records(), None)
        if self._first is not None:
            self.titles = tuple(storable(title.strip()) for title in self._first[1])
        if has_titles:
            self._first = None
        else:
            self.titles = tuple(f"Column {place + 1}" for place in range(len(self.titles)))
        self.keys = tuple(
            place_key(place) if by_place else column_key(title) for place, title in enumerate(self.titles)
        )

    @property
    def ends_cleanly(self) -> bool:
        return self.lines.ends_with_newline

    def detach(self) -> None:
        """Give the stream back, open."""
        self._text.detach()

    def __iter__(self) -> Iterator[Row]:
        """Every row below the titles but those that are empty."""
        for line, cells, code in chain([self._first] if self._first else [], self._records()):
            if any(cell.strip() for cell in cells) or code or self._is_cut_short(cells):
                yield self._row(line, cells, code)

    def _is_cut_short(self, cells: list[str]) -> bool:
        """Whether the file ends in this row, of which only empty cells are left."""
        if self.lines.ends_with_newline or len(cells) >= len(self.titles):
            return False
        return any(line.strip() for line in self.lines.record)

    def _records(self) -> Iterator[tuple[int, list[str], str]]:
        while True:
            self._number += 1
            self.lines.begin_record()
            line = self.lines.number + 1
            try:
                yield line, next(self._reader), ""
            except StopIteration:
                return
            except RowTooLong:
                yield line, self._as_far_as_readable(), "row_too_long"
            except csv.Error as error:
                # Strict reading complains of two things: the file's end inside a quotation, and text after one.
                if str(error) == "unexpected end of data":
                    yield line, self._as_far_as_readable(), "unclosed_quote"
                else:
                    # What follows a stray quotation mark may be shifted by it, even if the number of cells is right.
                    yield line, self._as_far_as_readable()[: self._stray_cell() + 1], "stray_quote"

    def _as_far_as_readable(self) -> list[str]:
        return next(csv.reader(self.lines.record, delimiter=self.delimiter), [])

    def _stray_cell(self) -> int:
        """Which cell of the record has text after its closing quotation mark."""
        text, column, at = "".join(self.lines.record), 0, 0
        while True:
            quoted = QUOTED.match(text, at)
            end = quoted.end() if quoted else at
            delimiter = text.find(self.delimiter, end)
            if delimiter < 0 or (quoted and delimiter > end):
                return column
            at, column = delimiter + 1, column + 1

    def _row(self, line: int, cells: list[str], code: str) -> Row:
        expected, found = len(self.titles), len(cells)
        damage: list[RowProblem] = []

        def damaged(column: int, code: str, **params: str | int) -> None:
            title = self.titles[column] if 0 <= column < expected else ""
            damage.append(RowProblem(self._number, line, title, code, params))

        if code == "row_too_long":
            damaged(found - 1, code, limit=ROW_LIMIT)
        elif code:
            damaged(found - 1, code)
        elif found < expected:
            damaged(found - 1, "too_few_cells", found=found, expected=expected)
        elif found > expected:
            damaged(expected - 1, "too_many_cells", found=found, expected=expected)
        for column, cell in enumerate(cells[:expected]):
            if len(cell) > CELL_LIMIT and code != "row_too_long":
                damaged(column, "cell_too_long", limit=CELL_LIMIT)
            if UNDECODABLE in cell:
                damaged(column, "undecodable", encoding=encoding_name(self.encoding))
            if "\0" in cell:
                damaged(column, "nul_byte")

        cut = bool(code) or found < expected
        may_swallow = code in ("stray_quote", "unclosed_quote") and len(self.lines.record) > 1
        read = list(zip(self.keys, cells, strict=False))
        kept = {key: storable(cell[:CELL_LIMIT]) for key, cell in read}
        unsure = tuple(key for key, cell in read if UNDECODABLE in cell or "\0" in cell)
        cut_at = (self.keys[min(found, expected) - 1] if found and expected else "") if cut else None
        return Row(self._number, line, kept, tuple(damage), cut_at, unsure, may_swallow)


def storable(text: str) -> str:
    """The text with what is none replaced by the sign for that, as no database takes it."""
    return text.replace(UNDECODABLE, "\N{REPLACEMENT CHARACTER}").replace("\0", "\N{REPLACEMENT CHARACTER}")
