"""Bringing in orders and customers from before: read only, and apart from the platform's own.

Nobody becomes a member by it, and nothing is sent to anybody.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import BinaryIO, TypeVar

from django.db import transaction
from django.utils import timezone

from meadow.goods.catalogues.records import LeftOut, RowProblem
from meadow.goods.importing.journal import Journal, Step
from meadow.goods.models.shops import Shop
from meadow.moving.actions.history.customers import write_customers
from meadow.moving.actions.history.orders import write_orders
from meadow.moving.history.columns import CustomerColumns, OrderColumns
from meadow.moving.history.reading import History, read_customers, read_orders
from meadow.moving.history.records import CustomerRecord, Found, OrderRecord
from meadow.moving.history.report import HistoryReport
from meadow.moving.models.imports import Import

AT_ONCE = 200
"""So many orders or customers are looked up and written together, in one transaction."""
_Thing = TypeVar("_Thing")


def import_orders(
    stream: BinaryIO,
    *,
    name: str,
    shop: Shop,
    import_row: Import | None = None,
    dry_run: bool = False,
    journal: Journal | None = None,
    done: int = 0,
    counted: Mapping[str, int] | None = None,
    hear: Callable[[HistoryReport], None] = lambda report: None,
) -> HistoryReport:
    """Bring the shop's orders from before to what a file of Shopify or WooCommerce says.

    An order is known by its source and its key there, so a file brought twice changes nothing, and a later one only
    adds. Orders that the file does not name stay. The first `done` of the file are passed over; `journal` hears of
    every step in its transaction. Raises what `read_orders` raises.
    """
    history = read_orders(stream, name=name, currency=shop.currency, zone=timezone.get_current_timezone())
    return _bring(history, shop, import_row, dry_run, journal, done, counted, hear)


def import_customers(
    stream: BinaryIO,
    *,
    name: str,
    shop: Shop,
    import_row: Import | None = None,
    dry_run: bool = False,
    journal: Journal | None = None,
    done: int = 0,
    counted: Mapping[str, int] | None = None,
    hear: Callable[[HistoryReport], None] = lambda report: None,
) -> HistoryReport:
    """The same for customers. What such a file says of letters stands over what orders say."""
    history = read_customers(stream, name=name, currency=shop.currency, zone=timezone.get_current_timezone())
    return _bring(history, shop, import_row, dry_run, journal, done, counted, hear)


def _bring(
    history: History[OrderColumns] | History[CustomerColumns],
    shop: Shop,
    import_row: Import | None,
    dry_run: bool,
    journal: Journal | None,
    done: int,
    counted: Mapping[str, int] | None,
    hear: Callable[[HistoryReport], None],
) -> HistoryReport:
    report = HistoryReport(name=history.name, format=history.format, encoding=history.encoding, dry_run=dry_run)
    report.go_on(counted or {})
    seen = 0
    for found in _together(history):
        dealt = sum(not isinstance(item, RowProblem) for item in found)
        seen += dealt
        if done and seen <= done:
            continue
        step = Step(
            products=seen,
            row=max((_row(item) for item in found), default=0),
            problems=[item for item in found if isinstance(item, RowProblem)],
            left_out=[item for item in found if isinstance(item, LeftOut)],
        )
        with transaction.atomic():
            Shop.objects.locked().get(pk=shop.pk)  # two imports at once write one after the other
            write_orders(
                [item for item in found if isinstance(item, OrderRecord)], history.source, shop, import_row, report
            )
            write_customers(
                [item for item in found if isinstance(item, CustomerRecord)], history.source, shop, import_row, report
            )
            report.note(step.problems)
            report.left_out += len(step.left_out)
            if dry_run:
                transaction.set_rollback(True)
            elif journal:
                journal.keep(step, report.counts)
        if dry_run and journal:
            with transaction.atomic():
                journal.keep(step, report.counts)
        hear(report)
    if journal:
        with transaction.atomic():
            journal.keep(Step(products=seen, row=0, is_last=True), report.counts)
    report.problems.sort(key=lambda problem: problem.row)
    return report


def _row(item: Found) -> int:
    return item.rows[-1] if isinstance(item, OrderRecord) else item.row


def _together(found: Iterable[Found]) -> Iterator[list[Found]]:
    iterator = iter(found)
    while some := list(islice(iterator, AT_ONCE)):
        yield some
