"""The table that says which order went with which carrier under which number: order, carrier, tracking number."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_ROWS = 1000
_COLUMNS = ("order", "carrier", "tracking")
_HEADS = {
    "order": {"order", "order number", "order no", "number", "name", "订单", "订单号", "订单编号"},
    "carrier": {"carrier", "courier", "company", "shipping company", "承运商", "快递", "快递公司", "物流公司"},
    "tracking": {
        *("tracking", "tracking number", "tracking no", "tracking code", "waybill"),
        *("单号", "快递单号", "物流单号", "运单号"),
    },
}
_LONGEST = {"carrier": 60, "tracking": 80}


@dataclass(frozen=True)
class Row:
    """One row: its number in the file as people count, and what it says."""

    number: int
    order: int
    carrier: str
    tracking: str


@dataclass(frozen=True)
class Problem:
    """What is wrong in which row and column."""

    row: int
    column: str
    words: str


def read_rows(text: str) -> tuple[list[Row], list[Problem]]:
    """What the table says, and what cannot be read in it; with commas, semicolons or tabs, with a head or without."""
    rows: list[Row] = []
    problems: list[Problem] = []
    places: dict[str, int] | None = None
    seen: dict[int, int] = {}
    for number, cells in _cells(text):
        if places is None:
            places = _head(cells)
            if places is not None:
                continue
            places = {column: place for place, column in enumerate(_COLUMNS)}
        if len(rows) + len(problems) >= MOST_ROWS:
            problems.append(Problem(number, "order", _("At most %(most)s rows at once.") % {"most": MOST_ROWS}))
            break
        found = {column: cells[place].strip() if place < len(cells) else "" for column, place in places.items()}
        wrong = list(_wrong(number, found, seen))
        problems += wrong
        if not wrong:
            order = int(found["order"].lstrip("#"))
            seen[order] = number
            rows.append(Row(number, order, found["carrier"], found["tracking"]))
    return rows, problems


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    text = text.removeprefix("\ufeff")
    first = text.lstrip().partition("\n")[0]
    mark = max("\t;,，", key=first.count)
    if mark == "，":
        text, mark = text.replace("，", ","), ","
    reader = csv.reader(text.splitlines(), delimiter=mark)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _head(cells: list[str]) -> dict[str, int] | None:
    """Where the columns are, when this row is a head."""
    names = [cell.strip().lower().strip("#.") for cell in cells]
    places = {
        column: next((place for place, name in enumerate(names) if name in heads), -1)
        for column, heads in _HEADS.items()
    }
    if places["order"] < 0 or places["carrier"] < 0:
        return None
    return {column: place if place >= 0 else len(cells) for column, place in places.items()}


def _wrong(number: int, found: dict[str, str], seen: dict[int, int]) -> Iterator[Problem]:
    digits = found["order"].lstrip("#")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 19):
        yield Problem(number, "order", _("“%(text)s” is not the number of an order.") % {"text": found["order"][:40]})
    elif int(digits) in seen:
        words = _("Order %(number)s stands in row %(row)s already.")
        yield Problem(number, "order", words % {"number": digits, "row": seen[int(digits)]})
    if not found["carrier"]:
        yield Problem(number, "carrier", _("Say who carries it."))
    for column, longest in _LONGEST.items():
        if len(found[column]) > longest:
            words = _("At most %(most)s characters, please.")
            yield Problem(number, column, words % {"most": longest})
