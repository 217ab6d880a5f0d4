"""Orders as their rows tell them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.shelf import Place, Shelf
from meadow.moving.history.columns import OrderColumns
from meadow.moving.history.records import Found, LineRecord, OrderRecord
from meadow.moving.history.sheet import LONGEST, Draft, Sheet
from meadow.plumbing.money import CURRENCIES, decimal_text

MOST_ROWS = 1000
ROUNDING = 2
"""Minor units that rounded taxes may be off by."""


def place_of(row: Row, columns: OrderColumns, shelf: Shelf) -> Place:
    """An order goes by its number; a row whose number could not be read belongs to nothing."""
    number = next((text for name in columns.number if (text := row.text(name)) and row.vouches_for(name)), "")
    return Place(number.casefold() or None)


def order_of(owner: str, count: int, shelf: Shelf, columns: OrderColumns, sheet: Sheet) -> Iterator[Found]:
    """One order with all its rows, or what is wrong with it."""
    draft = Draft(sheet)
    if count > MOST_ROWS:
        first = shelf.first_of(owner)
        draft.tell(first, sheet.first(columns.number), "too_many_rows", found=count, limit=MOST_ROWS)
        yield from draft.finish([first], None)
        return
    rows = shelf.rows_of(owner)
    draft.damage(rows)
    yield from draft.finish(rows, _order(rows, columns, draft))


def _order(rows: Sequence[Row], columns: OrderColumns, draft: Draft) -> OrderRecord:
    currency = draft.text(rows, columns.currency).upper() or draft.sheet.currency
    if currency not in CURRENCIES:
        row, column = draft.where(rows, columns.currency)
        draft.tell(row, column, "order_currency", value=currency[:20])
        currency = draft.sheet.currency
    total = draft.money(rows, columns.total, currency)
    if not draft.text(rows, columns.total):
        draft.tell(rows[0], draft.sheet.first(columns.total), "no_total")
    placed_at = draft.moment(rows, columns.placed_at)
    lines = tuple(_lines(rows, columns, currency, draft))
    if not lines and not draft.is_broken:
        draft.tell(rows[0], draft.sheet.first(columns.line_title), "no_line", "warning")
    goods = draft.money(rows, columns.goods, currency)
    order = OrderRecord(
        key=draft.text(rows, columns.key, "key"),
        number=draft.text(rows, columns.number, "number"),
        placed_at=placed_at or datetime.min.replace(tzinfo=UTC),
        currency=currency,
        goods_total=goods if goods is not None else sum(line.price * line.quantity for line in lines),
        shipping_total=draft.money(rows, columns.shipping, currency) or 0,
        tax_total=draft.money(rows, columns.tax, currency) or 0,
        discount_total=draft.money(rows, columns.discount, currency, absolute=True) or 0,
        refunded_total=draft.money(rows, columns.refunded, currency, absolute=True) or 0,
        total=total or 0,
        payment_state=draft.text(rows, columns.payment, "state"),
        shipping_state=draft.text(rows, columns.fulfilment, "state"),
        customer=draft.person(rows, columns.person, "", placed_at),
        lines=lines,
        row=rows[0].number,
        rows=tuple(row.number for row in rows),
    )
    _add_up(order, rows, columns, draft)
    return order


def _add_up(order: OrderRecord, rows: Sequence[Row], columns: OrderColumns, draft: Draft) -> None:
    """Warn where the total is none of the sums that it may be: with tax in the prices or on top of them, and with a
    subtotal before the discount or after it."""
    if draft.is_broken or not draft.text(rows, columns.goods):
        return
    parts = order.goods_total + order.shipping_total
    sums = [parts + tax - discount for tax in (order.tax_total, 0) for discount in (0, order.discount_total)]
    if all(abs(order.total - each) > ROUNDING for each in sums):
        row, column = draft.where(rows, columns.total)
        told = {"total": decimal_text(order.total, order.currency), "parts": decimal_text(sums[0], order.currency)}
        draft.tell(row, column, "does_not_add_up", "warning", **told)


def _lines(rows: Sequence[Row], columns: OrderColumns, currency: str, draft: Draft) -> Iterator[LineRecord]:
    for row in rows:
        title = draft.text([row], columns.line_title, "title")
        sku = draft.text([row], columns.line_sku, "sku").removeprefix("'")
        if title or sku:
            if not title:
                draft.tell(row, draft.sheet.first(columns.line_title), "line_without_title", "warning")
            quantity = draft.quantity([row], columns.line_quantity, 1)
            price = draft.money([row], columns.line_price, currency)
            if price is None:
                whole = draft.money([row], columns.line_total, currency) or 0
                price = whole // max(quantity, 1)
            yield LineRecord(title=title or sku, sku=sku, price=price, quantity=quantity)
        if columns.packed:
            yield from _packed(row, columns, currency, draft)


def _packed(row: Row, columns: OrderColumns, currency: str, draft: Draft) -> Iterator[LineRecord]:
    """Lines that stand whole in cells: `name:Cup|sku:C1|quantity:2|total:30.00`, several with semicolons between."""
    for column, cell in row.cells.items():
        if not column.startswith(columns.packed) or "|" not in cell:
            continue
        for part in cell.split(";"):
            said = dict(pair.split(":", 1) for pair in part.split("|") if ":" in pair)
            title, sku = said.get("name", "").strip(), said.get("sku", "").strip()
            if not (title or sku):
                continue
            row_of_line = Row(
                row.number, row.line, {column: said.get("total", "").strip(), "n": said.get("quantity", "")}
            )
            quantity = draft.quantity([row_of_line], ("n",), 1)
            whole = draft.money([row_of_line], (column,), currency) or 0
            yield LineRecord(
                title=(title or sku)[: LONGEST["title"]],
                sku=sku[: LONGEST["sku"]],
                price=whole // max(quantity, 1),
                quantity=quantity,
            )
