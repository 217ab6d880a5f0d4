"""The rows that were left out, handed back to be corrected and uploaded again, each with what is wrong in it."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell

from meadow.goods.catalogues.catalogue import Catalogue
from meadow.moving.importing.catalogue import OURS, catalogue_of
from meadow.moving.importing.wording import MESSAGES
from meadow.moving.models.imports import Import, ImportProblem
from meadow.plumbing.spreadsheet import cell

_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(slots=True)
class _Wrong:
    columns: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def rows_back(an_import: Import, stream: BinaryIO) -> Iterator[list[str]]:
    """The titles, then every row of every product that was left out, as the file has them; ours are the last columns.

    All rows of such a product are handed back, not only the wrong one: a product that came without some of its rows
    would lose these variants.
    """
    wrong = _wrong(an_import)
    catalogue = catalogue_of(an_import, stream)
    keys, titles = _columns(catalogue, wrong)
    yield [*titles, f"{OURS}{_('row')}", f"{OURS}{_('column')}", f"{OURS}{_('what is wrong')}"]
    with catalogue.opened() as table:
        for row in table:
            if said := wrong.get(row.number):
                cells = [row.cells.get(key, "") for key in keys]
                yield [*cells, str(row.number), ", ".join(said.columns), " ".join(said.reasons)]


def as_csv(rows: Iterator[list[str]], *, delimiter: str) -> Iterator[bytes]:
    """UTF-8 with a mark, as spreadsheets want it; no cell is one that a spreadsheet would run."""
    yield "\ufeff".encode()
    for row in rows:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter).writerow([_safe(value) for value in row])
        yield text.getvalue().encode()


def as_workbook(rows: Iterator[list[str]]) -> bytes:
    """A workbook in which every cell is a text, also one that looks like a formula."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Meadow")
    for row in rows:
        cells = []
        for value in row:
            written = WriteOnlyCell(sheet, _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", value)[:32_767])
            written.data_type = "s"
            cells.append(written)
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def message_of(problem: ImportProblem) -> str:
    """What is wrong, in the language at hand."""
    return str(_(MESSAGES.get(problem.code, problem.code)) % problem.params)


def _safe(value: str) -> str:
    return value if _NUMBER.fullmatch(value) else cell(value)


def _wrong(an_import: Import) -> dict[int, _Wrong]:
    """By their numbers, the rows to hand back; those that are only the company of a wrong one have nothing to say."""
    found: dict[int, _Wrong] = {}
    for problem in an_import.problems.filter(severity=ImportProblem.Severity.ERROR).order_by("row", "pk").iterator():
        for number in problem.left_out:
            found.setdefault(number, _Wrong())
        said = found.setdefault(problem.row, _Wrong())
        if problem.column and problem.column not in said.columns:
            said.columns.append(problem.column)
        if (words := message_of(problem)) not in said.reasons:
            said.reasons.append(words)
    return found


def _columns(catalogue: Catalogue, wrong: dict[int, _Wrong]) -> tuple[Sequence[str], Sequence[str]]:
    """How cells are found and what their columns are called; of a feed, what the wrong items name."""
    with catalogue.opened() as table:
        if table.titles:
            return table.keys, table.titles
        keys = dict.fromkeys(key for row in table if row.number in wrong for key in row.cells)
    return list(keys), list(keys)
