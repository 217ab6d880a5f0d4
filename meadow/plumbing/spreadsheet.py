"""Tables as files, with cells that are safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

_AT_ONCE = 1 << 16

_FORMULA = "[=+\\-@\t\r\n＝＋－＠]"
"""A spreadsheet runs a cell that begins with one of these as a formula
(https://owasp.org/www-community/attacks/CSV_Injection)."""
_TAKEN = re.compile(f"(?='*{_FORMULA})")
_GUARDED = re.compile(f"'(?='*{_FORMULA})")


def cell(value: object) -> str:
    """The value as text that no spreadsheet takes for a formula: such a text gets an apostrophe in front.

    So does one that has apostrophes there already, so that `plain` undoes exactly what was done.
    """
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and _TAKEN.match(text) else text


def plain(text: str) -> str:
    """The text that `cell` was given."""
    return text[1:] if _GUARDED.match(text) else text


def csv_table(rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """Rows of values, the headings first, as a CSV file for people: each text is guarded by `cell`."""
    return csv_bytes([cell(value) for value in row] for row in rows)


def csv_bytes(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """UTF-8 with a mark at the beginning, by which spreadsheets know it; in pieces, so that memory stays flat."""
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    for row in rows:
        writer.writerow(row)
        if text.tell() >= _AT_ONCE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()
