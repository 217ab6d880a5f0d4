"""Rows of cells as the bytes of a CSV file."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

AT_ONCE = 1 << 16


def csv_bytes(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """UTF-8 with a mark at the beginning, by which spreadsheets know it; in pieces, so that memory stays flat."""
    text = io.StringIO()
    writer = csv.writer(text)
    text.write("\ufeff")
    for row in rows:
        writer.writerow(row)
        if text.tell() >= AT_ONCE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()
