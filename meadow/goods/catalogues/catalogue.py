"""A shop's catalogue file, opened: iterate over it for its products and for what is wrong in it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from meadow.goods.catalogues.cells import Sheet
from meadow.goods.catalogues.detection import Format, FormatName, Shape, detect
from meadow.goods.catalogues.dialect import Dialect
from meadow.goods.catalogues.mapping.mapped import Mapped
from meadow.goods.catalogues.mapping.mapping import Mapping
from meadow.goods.catalogues.mapping.refused import MappingDoesNotFit
from meadow.goods.catalogues.prices import Mark, PriceStyle
from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.records import Found, RowProblem
from meadow.goods.catalogues.sampling import sample_of
from meadow.goods.catalogues.shelf import Shelf
from meadow.goods.catalogues.sources import Source, open_source
from meadow.plumbing.money import exponent


def read_catalogue(
    stream: BinaryIO,
    *,
    name: str,
    currency: str,
    today: date | None = None,
    mapping: Mapping | None = None,
    sheet: str = "",
) -> "Catalogue":
    """Open a catalogue file of any known format, or any table by a mapping; `name` is what messages call it.

    Prices are read in `currency`; sale prices count if they hold `today`. The stream must be seekable (it is read more
    than once), stays open, and must do so while the catalogue is iterated over.

    `sheet` is that of a workbook, by default the first.

    Raises UnknownCatalogue (which brings a sample of the table for a mapping), NotCSV, EmptyCatalogue, UnknownCurrency,
    what refuses a workbook (`workbooks`), or what refuses a mapping (`mapping.refused`).
    """
    exponent(currency)
    if mapping is None:
        shape = detect(stream, name, sheet)
    else:
        mapping.check()
        shape = _mapped(stream, name, sheet, mapping)
    return Catalogue(stream, shape, name, currency, today or date.today())


def _mapped(stream: BinaryIO, name: str, sheet: str, mapping: Mapping) -> Shape:
    sample = sample_of(stream, name=name, sheet=sheet, has_titles=mapping.has_titles)
    if not mapping.fits(sample):
        columns = ", ".join(f"“{title[:40]}”" for title in sample.titles[:12])
        raise MappingDoesNotFit(name=name, columns=columns)
    form = Format("mapped", "Table", "table", frozenset(), frozenset(), 0, lambda: Mapped(mapping))
    return Shape(sample.layout, form, has_titles=mapping.has_titles, by_place=True)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One file in a known format. Each iteration reads it anew.

    Products come whole and in the order of their first rows. A product of which any row has an error does not come; the
    errors come in its place. One case nobody can see: a file cut off exactly between two rows is simply a shorter file.
    Magento names a product's variants, so there it shows; the last product of a Shopify file may then lack variants,
    and so may any variable product of WooCommerce.
    """

    stream: BinaryIO
    shape: Shape
    name: str
    currency: str
    today: date

    @property
    def format(self) -> FormatName:
        return self.shape.format.name

    @property
    def encoding(self) -> str:
        return self.shape.layout.encoding_name

    def __iter__(self) -> Iterator[Found]:
        with self.opened() as table:
            yield from self._read(table)

    @contextmanager
    def opened(self) -> Iterator[Source]:
        """The rows as the file has them, from its beginning."""
        shape = self.shape
        table = open_source(self.stream, shape.layout, self.name, has_titles=shape.has_titles, by_place=shape.by_place)
        try:
            yield table
        finally:
            table.detach()

    def _read(self, table: Source) -> Iterator[Found]:
        dialect = self.shape.format.dialect()
        twice = list(_duplicate_columns(table, dialect))
        yield from twice
        if any(problem.severity == "error" for problem in twice):
            return
        prices = PriceStyle(self._usual_decimal(dialect))
        titles = dict(zip(table.keys, table.titles, strict=True))
        with Shelf() as shelf:
            last: Row | None = None
            for last in table:
                if place := dialect.place(last, shelf):
                    shelf.put(last, place, titles.get(dialect.sku_column, dialect.sku_column))
                for column in dialect.price_columns:
                    prices.see(last.text(column))
            if last and not last.damage and not table.ends_cleanly:
                yield RowProblem(last.number, last.line, table.titles[-1], "no_final_newline", severity="warning")
            yield from dialect.products(shelf, Sheet(titles, prices, self.currency, self.today))

    def _usual_decimal(self, dialect: Dialect) -> Mark | None:
        layout = self.shape.layout
        if layout.kind == "xlsx":
            return "."  # Its numbers are written out here, so that texts alone may have a comma.
        if layout.kind in ("xml", "json") or self.shape.format.is_strict:
            return dialect.usual_decimal
        # A file that a spreadsheet saved with other delimiters follows that spreadsheet's country, not its format.
        return dialect.usual_decimal if layout.delimiter == "," or self.shape.by_place else None


def _duplicate_columns(table: Source, dialect: Dialect) -> Iterator[RowProblem]:
    for key, count in Counter(table.keys).items():
        if count > 1 and key:
            first = table.keys.index(key)
            params: dict[str, str | int] = {"first": first + 1, "second": table.keys.index(key, first + 1) + 1}
            if dialect.reads(key):
                yield RowProblem(1, 1, table.titles[first], "duplicate_column", params)
            else:
                yield RowProblem(1, 1, table.titles[first], "duplicate_unused_column", params, "warning")
