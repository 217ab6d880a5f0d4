"""A shop's catalogue file, opened: iterate over it for its products and for what is wrong in it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from meadow.goods.catalogues.building import Sheet
from meadow.goods.catalogues.detection import Dialect, FormatName, Shape, detect
from meadow.goods.catalogues.encodings import encoding_name
from meadow.goods.catalogues.prices import PriceStyle
from meadow.goods.catalogues.reading import Row, Table
from meadow.goods.catalogues.records import Found, RowProblem
from meadow.goods.catalogues.shelf import Shelf
from meadow.plumbing.money import exponent


def read_catalogue(stream: BinaryIO, *, name: str, currency: str, today: date | None = None) -> "Catalogue":
    """Open a catalogue file of any known format; `name` is what messages call it.

    Prices are read in `currency`; sale prices count if they hold `today`. The stream must be seekable (it is read more
    than once), stays open, and must do so while the catalogue is iterated over.

    Raises UnknownCatalogue, NotCSV, EmptyCatalogue or UnknownCurrency.
    """
    exponent(currency)
    return Catalogue(stream, detect(stream, name), name, currency, today or date.today())


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
        return encoding_name(self.shape.encoding)

    def __iter__(self) -> Iterator[Found]:
        table = Table(self.stream, self.shape.encoding, self.shape.delimiter)
        try:
            yield from self._read(table)
        finally:
            table.detach()

    def _read(self, table: Table) -> Iterator[Found]:
        dialect = self.shape.format.dialect()
        twice = list(_duplicate_columns(table, dialect))
        yield from twice
        if any(problem.severity == "error" for problem in twice):
            return
        # A file that a spreadsheet saved with other delimiters follows that spreadsheet's country, not its format.
        prices = PriceStyle(dialect.usual_decimal if self.shape.delimiter == "," else None)
        titles = dict(zip(table.keys, table.titles, strict=True))
        with Shelf() as shelf:
            last: Row | None = None
            for last in table:
                if place := dialect.place(last, shelf):
                    shelf.put(last, place, titles.get(dialect.sku_column, ""))
                for column in dialect.price_columns:
                    prices.see(last.text(column))
            if last and not last.damage and not table.lines.ends_with_newline:
                yield RowProblem(last.number, last.line, table.titles[-1], "no_final_newline", severity="warning")
            yield from dialect.products(shelf, Sheet(titles, prices, self.currency, self.today))


def _duplicate_columns(table: Table, dialect: Dialect) -> Iterator[RowProblem]:
    for key, count in Counter(table.keys).items():
        if count > 1 and key:
            first = table.keys.index(key)
            params: dict[str, str | int] = {"first": first + 1, "second": table.keys.index(key, first + 1) + 1}
            if dialect.reads(key):
                yield RowProblem(1, 1, table.titles[first], "duplicate_column", params)
            else:
                yield RowProblem(1, 1, table.titles[first], "duplicate_unused_column", params, "warning")
