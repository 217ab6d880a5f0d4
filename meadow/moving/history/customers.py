"""Customers as their rows tell them."""

from collections.abc import Iterator
from dataclasses import replace

from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.shelf import Shelf
from meadow.moving.history.columns import CustomerColumns
from meadow.moving.history.records import CustomerRecord, Found
from meadow.moving.history.sheet import MOST_PIECES, Draft, Sheet


def customers_of(shelf: Shelf, columns: CustomerColumns, sheet: Sheet) -> Iterator[Found]:
    """Every row's customer; of two with the same key, the first."""
    for row in shelf.rows():
        draft = Draft(sheet)
        draft.damage([row])
        record = _customer(row, columns, draft)
        if record is None:
            draft.tell(row, sheet.first(columns.person.email), "nobody")
        elif (first := int(shelf.claim(record.key, str(row.number)))) != row.number:
            draft.tell(row, sheet.first(columns.person.email), "customer_twice", first=first)
        yield from draft.finish([row], record)


def _customer(row: Row, columns: CustomerColumns, draft: Draft) -> CustomerRecord | None:
    rows = [row]
    record = draft.person(rows, columns.person, draft.text(rows, columns.key, "key").strip("'"), None)
    if record is None:
        return None
    spent = draft.money(rows, columns.spent, draft.sheet.currency) or 0
    return replace(record, order_count=min(draft.quantity(rows, columns.orders, 0), MOST_PIECES), spent=spent)
