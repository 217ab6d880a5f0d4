"""Orders and customers from before, which the shop brought along and takes with it as it brought them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from meadow.moving.archives.entries import Entry, by_key, listing, said
from meadow.moving.archives.shops.asked import Asked
from meadow.moving.models.history import HistoryCustomer, HistoryOrder

_CUSTOMER = ("source", "source_key", "name", "email", "phone", "country", "city", "agreed_to_letters", "agreed_at")
_ORDER = (
    *("source", "source_key", "number", "placed_at", "currency", "goods_total", "shipping_total", "tax_total"),
    *("discount_total", "refunded_total", "total", "payment_state", "shipping_state"),
)


def count(asked: Asked) -> int:
    return _orders(asked).count() + HistoryCustomer.objects.filter(shop=asked.shop).count()


def entries(asked: Asked) -> Iterator[Entry]:
    yield listing("history-orders.json", lambda: map(_order, by_key(_orders(asked))))
    customers = HistoryCustomer.objects.filter(shop=asked.shop)
    yield listing(
        "history-customers.json",
        lambda: (said(customer, *_CUSTOMER, "order_count", "spent") for customer in by_key(customers)),
    )


def _orders(asked: Asked) -> "QuerySet[HistoryOrder]":
    orders = HistoryOrder.objects.filter(shop=asked.shop).select_related("customer").prefetch_related("lines")
    return asked.within(orders, "placed_at")


def _order(order: HistoryOrder) -> dict[str, Any]:
    return {
        **said(order, *_ORDER),
        "customer": order.customer and order.customer.source_key,
        "lines": [said(line, "title", "sku", "price", "quantity") for line in order.lines.all()],
    }
