"""The beginning of a table, for a person or a program to see what its columns mean."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO

from meadow.goods.catalogues.layout import EmptyCatalogue, Layout, NotCSV, lay_out, likeliest_delimiter
from meadow.goods.catalogues.mapping.headings import names_columns
from meadow.goods.catalogues.reading import column_key
from meadow.goods.catalogues.sources import open_table
from meadow.goods.catalogues.workbooks import Workbook

SAMPLE_ROWS = 100
LONGEST_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Sample:
    """The titles of a table and its first rows, each with as many cells as there are titles.

    A table without titles has columns called "Column 1" and so on. Long cells are cut. `sheets` are those of a
    workbook.
    """

    titles: tuple[str, ...]
    has_titles: bool
    rows: tuple[tuple[str, ...], ...]
    layout: Layout
    sheets: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The same for every table with these titles in this order."""
        return fingerprint(self.titles, has_titles=self.has_titles)

    def column(self, place: int) -> tuple[str, ...]:
        return tuple(row[place] for row in self.rows)


def fingerprint(titles: Sequence[str], *, has_titles: bool) -> str:
    """Of a table without titles, only the number of columns counts."""
    keys = [column_key(title) for title in titles] if has_titles else [str(len(titles))]
    return hashlib.sha256(json.dumps([has_titles, *keys]).encode()).hexdigest()


def sample_of(stream: BinaryIO, *, name: str, sheet: str = "", has_titles: bool | None = None) -> Sample:
    """The sample of a seekable CSV, TSV or XLSX file; `has_titles` None finds out by itself.

    Raises NotCSV, EmptyCatalogue, WorkbookTooLarge, WorkbookDamaged or NoSuchSheet.
    """
    layout = lay_out(stream, name, sheet)
    if not layout.is_table:
        raise NotCSV(name=name, what=layout.kind_name)
    if layout.kind == "csv":
        layout = replace(layout, delimiter=likeliest_delimiter(stream, layout.encoding))
    table = open_table(stream, layout, name, has_titles=False, by_place=True)
    try:
        rows = [[row.text(key)[:LONGEST_SHOWN] for key in table.keys] for row in islice(table, SAMPLE_ROWS + 1)]
    finally:
        table.detach()
    if not rows:
        raise EmptyCatalogue(name=name)
    if has_titles is None:
        has_titles = names_columns(rows)
    titles = tuple(rows.pop(0)) if has_titles else table.titles
    sheets = table.sheets if isinstance(table, Workbook) else ()
    return Sample(titles, has_titles, tuple(map(tuple, rows)), layout, sheets)
