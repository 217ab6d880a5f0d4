"""Where rows come from: a text with delimiters, a workbook, an XML or a JSON feed."""

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from meadow.goods.catalogues.feeds.json_items import JsonItems
from meadow.goods.catalogues.feeds.xml_items import XmlItems
from meadow.goods.catalogues.layout import Layout
from meadow.goods.catalogues.reading import Row, Table
from meadow.goods.catalogues.workbooks import Workbook


class Source(Protocol):
    """Rows, one after the other, and what is known before the first."""

    @property
    def titles(self) -> tuple[str, ...]:
        """The columns as the file names them; of a feed none are known beforehand."""

    @property
    def keys(self) -> tuple[str, ...]:
        """How a row's cells are found: `column_key` of the titles, or by their places."""

    @property
    def ends_cleanly(self) -> bool:
        """When the rows are read: whether the last one is certainly whole."""

    def __iter__(self) -> Iterator[Row]: ...

    def detach(self) -> None:
        """Give the stream back, open."""


def open_table(
    stream: BinaryIO, layout: Layout, name: str, *, has_titles: bool = True, by_place: bool = False
) -> Table | Workbook:
    """A table's rows; `has_titles` False takes the first row for one of them, `by_place` names cells by `place_key`."""
    if layout.kind == "xlsx":
        return Workbook(stream, name, layout.sheet, has_titles=has_titles, by_place=by_place)
    return Table(stream, layout.encoding, layout.delimiter, has_titles=has_titles, by_place=by_place)


def open_source(
    stream: BinaryIO, layout: Layout, name: str, *, has_titles: bool = True, by_place: bool = False
) -> Source:
    """The rows of any file whose layout is known."""
    match layout.kind:
        case "xml":
            return XmlItems(stream, layout.encoding, name)
        case "json":
            return JsonItems(stream, layout.encoding, name)
    return open_table(stream, layout, name, has_titles=has_titles, by_place=by_place)
