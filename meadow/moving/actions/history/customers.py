"""Writing some customers from before, in the transaction at hand: no more of them than is needed, and their word on
letters as the files give it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Max

from meadow.goods.models.shops import Shop
from meadow.moving.history.records import CustomerRecord, OrderRecord
from meadow.moving.history.report import HistoryReport
from meadow.moving.models.history import HistoryCustomer
from meadow.moving.models.imports import Import

FACTS = ("name", "email", "phone", "country", "city")
COUNTED = ("order_count", "spent")
LETTERS = ("agreed_to_letters", "agreed_at")


def write_customers(
    records: Sequence[CustomerRecord], source: str, shop: Shop, import_row: Import | None, report: HistoryReport
) -> None:
    """Add the new ones, change those that say something else now."""
    if not records:
        return
    known = _known(shop, source, (record.key for record in records))
    new: list[HistoryCustomer] = []
    changed: list[HistoryCustomer] = []
    for record in records:
        customer = known.get(record.key)
        report.agreed += bool(record.agreed)
        if customer is None:
            customer = HistoryCustomer(shop=shop, source=source, source_key=record.key, brought_by=import_row)
            new.append(customer)
            report.count("added")
            _take(customer, record)
        elif _take(customer, record):
            changed.append(customer)
            report.count("updated")
        else:
            report.count("unchanged")
    HistoryCustomer.objects.bulk_create(new)
    HistoryCustomer.objects.bulk_update(changed, [*FACTS, *COUNTED, *LETTERS])


def customers_of_orders(
    records: Sequence[OrderRecord], source: str, shop: Shop, import_row: Import | None, report: HistoryReport
) -> dict[str, HistoryCustomer]:
    """Who placed these orders, by key; those who are new are added, of the others only what was unknown is filled in.

    What a buyer said of letters with the newest order counts. Where a file of customers has spoken, it is not touched:
    such a file says how it stands today, and an old order could only bring back a word that was withdrawn since.
    """
    placed = [(record.customer, record.placed_at) for record in records if record.customer]
    known = _known(shop, source, (customer.key for customer, _at in placed))
    new: dict[str, HistoryCustomer] = {}
    changed: dict[str, HistoryCustomer] = {}
    newest: dict[str, datetime | None] = {key: getattr(customer, "newest", None) for key, customer in known.items()}
    for record, at in placed:
        customer = known.get(record.key)
        if customer is None:
            customer = HistoryCustomer(shop=shop, source=source, source_key=record.key, brought_by=import_row)
            known[record.key] = new[record.key] = customer
        before = _said(customer)
        for fact in FACTS:
            setattr(customer, fact, getattr(customer, fact) or getattr(record, fact))
        last = newest.get(record.key)
        if record.agreed is not None and not customer.order_count and (last is None or at >= last):
            customer.agreed_to_letters, customer.agreed_at = record.agreed, record.agreed_at
        newest[record.key] = max(at, last) if last else at
        if customer.pk and _said(customer) != before:
            changed[record.key] = customer
    HistoryCustomer.objects.bulk_create(new.values())
    HistoryCustomer.objects.bulk_update(changed.values(), [*FACTS, *LETTERS])
    met = [customer for key, customer in new.items() if key not in report.met]
    report.customers += len(met)
    report.agreed += sum(customer.agreed_to_letters for customer in met)
    if report.dry_run:
        report.met.update(new)
    return known


def _known(shop: Shop, source: str, keys: Iterable[str]) -> dict[str, HistoryCustomer]:
    """Customers by key, each with the moment of its `newest` order."""
    found = HistoryCustomer.objects.filter(shop=shop, source=source, source_key__in=set(keys))
    return {customer.source_key: customer for customer in found.annotate(newest=Max("orders__placed_at"))}


def _take(customer: HistoryCustomer, record: CustomerRecord) -> bool:
    """Say what the record says; True where that is something new."""
    before = _said(customer)
    for fact in (*FACTS, *COUNTED):
        setattr(customer, fact, getattr(record, fact) or getattr(customer, fact))
    if record.agreed is not None and record.agreed != customer.agreed_to_letters:
        customer.agreed_to_letters, customer.agreed_at = record.agreed, record.agreed_at
    return _said(customer) != before


def _said(customer: HistoryCustomer) -> tuple[object, ...]:
    return tuple(getattr(customer, name) for name in (*FACTS, *COUNTED, *LETTERS))
