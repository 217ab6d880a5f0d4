"""An export of orders or customers, opened: iterate over it for its records and for what is wrong in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import BinaryIO, Generic, TypeVar

from meadow.goods.catalogues.layout import EmptyCatalogue, Layout, NotCSV, lay_out, titles_by_delimiter
from meadow.goods.catalogues.prices import PriceStyle
from meadow.goods.catalogues.reading import Row, column_key
from meadow.goods.catalogues.shelf import Place, Shelf
from meadow.goods.catalogues.sources import open_table
from meadow.moving.history.columns import CUSTOMERS, ORDERS, CustomerColumns, OrderColumns
from meadow.moving.history.customers import customers_of
from meadow.moving.history.orders import order_of, place_of
from meadow.moving.history.records import Found, HistoryProblem
from meadow.moving.history.sheet import Sheet
from meadow.moving.history.wording import MESSAGES
from meadow.plumbing.bad_input import BadInput
from meadow.plumbing.money import exponent

SHOWN_COLUMNS = 12
Columns = TypeVar("Columns", OrderColumns, CustomerColumns)


class UnknownHistory(BadInput):
    """The file is no export that we read; nothing of it was read."""

    def __init__(self, *, name: str, columns: Sequence[str], known: Sequence[OrderColumns | CustomerColumns]) -> None:
        shown = ", ".join(f"“{column[:40]}”" for column in columns[:SHOWN_COLUMNS])
        if len(columns) > SHOWN_COLUMNS:
            shown += f" … (+{len(columns) - SHOWN_COLUMNS})"
        super().__init__(name=name, columns=shown, known=", ".join(form.title for form in known))


class UnknownOrders(UnknownHistory):
    code = "unknown_orders"
    message = MESSAGES["unknown_orders"]


class UnknownCustomers(UnknownHistory):
    code = "unknown_customers"
    message = MESSAGES["unknown_customers"]


@dataclass(frozen=True, slots=True)
class History(Generic[Columns]):
    """One file in a known format. Each iteration reads it anew; memory stays flat whatever its size.

    Orders come whole and in the order of their first rows; one of which any row has an error does not come, and the
    errors come in its place.
    """

    stream: BinaryIO
    layout: Layout
    name: str
    columns: Columns
    currency: str
    zone: tzinfo

    @property
    def format(self) -> str:
        return self.columns.title

    @property
    def source(self) -> str:
        return self.columns.source

    @property
    def encoding(self) -> str:
        return self.layout.encoding_name

    def rows(self) -> int:
        table = open_table(self.stream, self.layout, self.name)
        try:
            return sum(1 for _ in table)
        finally:
            table.detach()

    def __iter__(self) -> Iterator[Found]:
        table = open_table(self.stream, self.layout, self.name)
        try:
            titles = dict(zip(table.keys, table.titles, strict=True))
            sheet = Sheet(titles, PriceStyle("."), self.currency, self.zone)
            with Shelf() as shelf:
                last: Row | None = None
                for last in table:
                    if isinstance(self.columns, OrderColumns):
                        shelf.put(last, place_of(last, self.columns, shelf))
                        sheet.see(last, (self.columns.total, self.columns.goods, self.columns.line_price))
                    else:
                        shelf.put(last, Place(str(last.number)))
                        sheet.see(last, (self.columns.spent,))
                if last and not last.damage and not table.ends_cleanly:
                    yield HistoryProblem(last.number, last.line, table.titles[-1], "no_final_newline", {}, "warning")
                yield from self._found(shelf, sheet)
        finally:
            table.detach()

    def _found(self, shelf: Shelf, sheet: Sheet) -> Iterator[Found]:
        if isinstance(self.columns, CustomerColumns):
            yield from customers_of(shelf, self.columns, sheet)
            return
        for row in shelf.ownerless():
            yield from row.damage or [HistoryProblem(row.number, row.line, "", "no_number")]
        for owner, count in shelf.owners():
            yield from order_of(owner, count, shelf, self.columns, sheet)


def read_orders(stream: BinaryIO, *, name: str, currency: str, zone: tzinfo) -> History[OrderColumns]:
    """Open a file of orders of any known format; the stream must be seekable and stays open.

    Orders that name no currency are in `currency`, moments without an offset in `zone`. Raises UnknownOrders, NotCSV,
    EmptyCatalogue, UnknownCurrency or what refuses a workbook.
    """
    exponent(currency)
    layout, columns = _detect(stream, name, ORDERS, UnknownOrders)
    return History(stream, layout, name, columns, currency, zone)


def read_customers(stream: BinaryIO, *, name: str, currency: str, zone: tzinfo) -> History[CustomerColumns]:
    """The same for a file of customers. Raises UnknownCustomers instead."""
    exponent(currency)
    layout, columns = _detect(stream, name, CUSTOMERS, UnknownCustomers)
    return History(stream, layout, name, columns, currency, zone)


def _detect(
    stream: BinaryIO, name: str, known: Sequence[Columns], unknown: type[UnknownHistory]
) -> tuple[Layout, Columns]:
    layout = lay_out(stream, name)
    if not layout.is_table:
        raise NotCSV(name=name, what=layout.kind_name)
    titles: tuple[str, ...] = ()
    for candidate, titles_so in _titles(stream, layout, name):
        keys = {column_key(title) for title in titles_so}
        for form in known:
            if len(form.signs & keys) >= form.enough:
                return candidate, form
        titles = max(titles, titles_so, key=len)
    raise unknown(name=name, columns=titles, known=known)


def _titles(stream: BinaryIO, layout: Layout, name: str) -> list[tuple[Layout, tuple[str, ...]]]:
    if layout.kind == "xlsx":
        table = open_table(stream, layout, name)
        table.detach()
        if not table.titles:
            raise EmptyCatalogue(name=name)
        return [(layout, table.titles)]
    found = titles_by_delimiter(stream, layout.encoding)
    if not any(found[","]):
        raise EmptyCatalogue(name=name)
    return [(replace(layout, delimiter=delimiter), titles) for delimiter, titles in found.items()]
