"""The kinds of files that archives hold: tables, lists, texts, and files as they are kept. Each comes in pieces."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import Any, TypeVar

from django.core.files.storage import Storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from meadow.plumbing.spreadsheet import cell

_AT_ONCE = 100
_PIECE = 2**16
_BOM = "\ufeff"  # without it spreadsheets take UTF-8 for something else
_Row = TypeVar("_Row", bound=models.Model)
_Thing = TypeVar("_Thing")

Pieces = Iterator[tuple[bytes, int]]
"""Some bytes, and how many rows, photos or files are complete with them."""


@dataclass(frozen=True)
class Entry:
    """One file of an archive: its path there, and its content, which is not made before it is asked for.

    `size` matters only to files of gigabytes, `is_packed` says that nothing is won by compressing it.
    """

    path: str
    pieces: Callable[[], Pieces]
    size: int | None = None
    is_packed: bool = False
    has_rows: bool = False


def text(path: str, words: str) -> Entry:
    return Entry(path, lambda: iter([(words.encode(), 0)]))


def document(path: str, content: Mapping[str, Any]) -> Entry:
    """One JSON object."""
    return Entry(path, lambda: iter([(_json(content, indent=1), 0)]))


def listing(path: str, things: Callable[[], Iterable[Mapping[str, Any]]]) -> Entry:
    """A JSON array with one thing a line, however many there are."""

    def pieces() -> Pieces:
        begin = b"["
        for some in _together(things(), _AT_ONCE):
            yield begin + b",".join(b"\n" + _json(thing) for thing in some), len(some)
            begin = b","
        yield (b"[]\n" if begin == b"[" else b"\n]\n"), 0

    return Entry(path, pieces, has_rows=True)


def table(path: str, titles: Sequence[str], rows: Callable[[], Iterable[Sequence[object]]]) -> Entry:
    """A CSV file that a spreadsheet opens as it is: UTF-8 with its mark, and no cell that runs as a formula."""

    def pieces() -> Pieces:
        buffer = StringIO()
        writer = csv.writer(buffer)
        buffer.write(_BOM)
        writer.writerow(titles)
        for some in _together(rows(), _AT_ONCE):
            writer.writerows([cell(value) for value in row] for row in some)
            yield buffer.getvalue().encode(), len(some)
            buffer.seek(0)
            buffer.truncate()
        yield buffer.getvalue().encode(), 0

    return Entry(path, pieces, has_rows=True)


def kept_file(path: str, storage: Storage, name: str, *, size: int | None = None, is_packed: bool = True) -> Entry:
    """A file as the storage has it."""

    def pieces() -> Pieces:
        with storage.open(name) as file:
            while piece := file.read(_PIECE):
                yield piece, 0
        yield b"", 1

    return Entry(path, pieces, size=size, is_packed=is_packed)


def by_key(rows: "models.QuerySet[_Row]", *, at_once: int = 200) -> Iterator[_Row]:
    """The rows in the order of their keys, some at a time with all that they prefetch, whatever changes meanwhile."""
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:at_once]):
        yield from some
        last = some[-1].pk


def said(row: models.Model, *fields: str) -> dict[str, Any]:
    """These fields of a row, by their names."""
    return {field: getattr(row, field) for field in fields}


def _together(things: Iterable[_Thing], count: int) -> Iterator[list[_Thing]]:
    iterator = iter(things)
    while some := list(islice(iterator, count)):
        yield some


def _json(content: object, indent: int | None = None) -> bytes:
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=indent).encode()
