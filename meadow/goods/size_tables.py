"""Size tables as people write them: a line for each row, with tabs or bars between the cells. No database.

A block copied from a spreadsheet comes with tabs; what is shown again has bars, which can be typed.
"""

import re
from collections.abc import Mapping
from typing import Any

from meadow.plumbing.bad_input import BadInput, gettext_noop

MOST_COLUMNS = 12
MOST_ROWS = 60
LONGEST_CELL = 60
_BETWEEN = re.compile(r"\t|\s*[|｜]\s*")

SizeTable = dict[str, Any]
"""`{"columns": ["Size", "Chest, cm"], "rows": [["S", "92"]]}`, or nothing at all."""


class TooWide(BadInput):
    code = "size_table_too_wide"
    message = gettext_noop("A size table has at most %(most)d columns; line %(line)d has more.")


class TooLong(BadInput):
    code = "size_table_too_long"
    message = gettext_noop("A size table has at most %(most)d lines.")


class CellTooLong(BadInput):
    code = "size_table_cell_too_long"
    message = gettext_noop("A cell of a size table has at most %(most)d characters; line %(line)d has more.")


class OnlyAHead(BadInput):
    code = "size_table_only_a_head"
    message = gettext_noop("The first line names the columns. Add a line for each size.")


def read_size_table(text: str) -> SizeTable:
    """The table that is written so; the first line names the columns, and short lines are filled up.

    Raises TooWide, TooLong, CellTooLong or OnlyAHead.
    """
    lines = [line.strip(" \r") for line in text.split("\n")]
    rows = [_cells(line) for line in lines if line.strip()]
    if not rows:
        return {}
    if len(rows) > MOST_ROWS + 1:
        raise TooLong(most=MOST_ROWS + 1)
    for number, row in enumerate(rows, 1):
        if len(row) > MOST_COLUMNS:
            raise TooWide(most=MOST_COLUMNS, line=number)
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise CellTooLong(most=LONGEST_CELL, line=number)
    if len(rows) == 1:
        raise OnlyAHead
    width = max(map(len, rows))
    filled = [row + [""] * (width - len(row)) for row in rows]
    return {"columns": filled[0], "rows": filled[1:]}


def write_size_table(table: Mapping[str, Any]) -> str:
    """The text that `read_size_table` reads back."""
    rows = [table.get("columns", []), *table.get("rows", [])]
    return "\n".join(" | ".join(map(str, row)) for row in rows if row)


def _cells(line: str) -> list[str]:
    cells = [cell.strip() for cell in _BETWEEN.split(line)]
    while cells and not cells[-1]:
        cells.pop()
    return cells
