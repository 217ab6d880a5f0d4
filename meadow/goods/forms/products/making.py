"""Rows made of options: “S, M, L” and “red, blue” become six, beside those that are there already."""

import re
from itertools import product as every_way

from django.http import QueryDict
from django.utils.translation import gettext as _

from meadow.goods.forms.products.words import OPTIONS, VALUES
from meadow.goods.refusals import TooManyVariants
from meadow.goods.texts import MOST_VARIANTS

_PREFIX = "variants"
_BETWEEN = re.compile(r"\s*[,，、;；\n\t]\s*")
_COPIED = ("price", "compare_at", "weight_grams", "is_tracked", "sells_on", "net_amount", "net_unit", "low_at", "cost")


def with_made_rows(data: QueryDict) -> QueryDict:
    """What was typed, with a row for every combination of the options' values; rows that say something stay.

    A new row costs and weighs what the first one does. Raises TooManyVariants.
    """
    values = [_values(data.get(field, "")) for field in VALUES]
    named = [bool(data.get(option, "").strip()) for option in OPTIONS]
    if not any(values):
        return data
    data = data.copy()
    for place, (has_name, own) in enumerate(zip(named, values, strict=True)):
        if own and not has_name:
            data[OPTIONS[place]] = _("Option %(number)s") % {"number": place + 1}
    rows = [row for row in _rows(data) if _says_something(row)]
    wanted = [list(way) for way in every_way(*(own or [""] for own in values))]
    _name_the_unnamed(rows, wanted)
    there = {_options_of(row) for row in rows}
    first = rows[0] if rows else {}
    like_the_first = {"is_tracked": ["on"]} | {field: first[field] for field in _COPIED if field in first}
    made = [like_the_first | _as_row(way) for way in wanted if tuple(way) not in there]
    if len(rows) + len(made) > MOST_VARIANTS:
        raise TooManyVariants(limit=MOST_VARIANTS, found=len(rows) + len(made))
    _write(data, [*rows, *made])
    return data


def _values(text: str) -> list[str]:
    return list(dict.fromkeys(value[:100] for value in _BETWEEN.split(text.strip()) if value))


def _rows(data: QueryDict) -> list[dict[str, list[str]]]:
    """The fields of each row, by their names."""
    rows: dict[int, dict[str, list[str]]] = {}
    for name in data:
        if match := re.fullmatch(rf"{_PREFIX}-(\d{{1,3}})-(.+)", name):
            rows.setdefault(int(match[1]), {})[match[2]] = data.getlist(name)
    return [rows[place] for place in sorted(rows)]


def _says_something(row: dict[str, list[str]]) -> bool:
    plain = {"is_tracked", "sells_on", "DELETE", "seen", "net_unit", "parts-shown"}
    return any(value.strip() for name, values in row.items() if name not in plain for value in values)


def _options_of(row: dict[str, list[str]]) -> tuple[str, ...]:
    return tuple((row.get(option) or [""])[0].strip() for option in OPTIONS)


def _name_the_unnamed(rows: list[dict[str, list[str]]], wanted: list[list[str]]) -> None:
    """A row that stood alone, without options, becomes the first combination: it keeps its SKU and its stock."""
    if len(rows) == 1 and not any(_options_of(rows[0])) and wanted:
        rows[0].update(_as_row(wanted[0]))


def _as_row(way: list[str]) -> dict[str, list[str]]:
    return {option: [value] for option, value in zip(OPTIONS, way, strict=True)}


def _write(data: QueryDict, rows: list[dict[str, list[str]]]) -> None:
    known = sum(1 for row in rows if (row.get("pk") or [""])[0])
    for name in [name for name in data if re.match(rf"{_PREFIX}-\d", name)]:
        del data[name]
    for place, row in enumerate(sorted(rows, key=lambda row: not (row.get("pk") or [""])[0])):
        for name, values in row.items():
            data.setlist(f"{_PREFIX}-{place}-{name}", values)
    data[f"{_PREFIX}-TOTAL_FORMS"] = str(len(rows))
    data[f"{_PREFIX}-INITIAL_FORMS"] = str(known)
