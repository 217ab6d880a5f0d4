"""A shop's orders: as the table that Shopify exports, and as a list that says everything."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from meadow.moving.archives.entries import Entry, by_key, listing, said, table
from meadow.moving.archives.shops.asked import Asked
from meadow.plumbing.money import decimal_text
from meadow.trade.models.orders import Order
from meadow.trade.models.shipping import Shipment

TITLES = (
    *("Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing"),
    *("Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method"),
    *("Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku", "Shipping Name"),
    *("Shipping Street", "Shipping City", "Shipping Zip", "Shipping Province", "Shipping Country", "Shipping Phone"),
    *("Cancelled at", "Refunded Amount", "Id"),
)
_PAYMENT = {Order.State.PLACED: "pending", Order.State.CANCELLED: "voided"}
_SENT = {Order.State.SENT, Order.State.DELIVERED, Order.State.COMPLETED}


def count(asked: Asked) -> int:
    return 2 * _orders(asked).count()


def entries(asked: Asked) -> Iterator[Entry]:
    yield table("orders.csv", TITLES, lambda: _rows(asked))
    yield listing("orders.json", lambda: map(whole, by_key(_orders(asked))))


def _orders(asked: Asked) -> "QuerySet[Order]":
    shipments = Prefetch("shipments", Shipment.objects.order_by("pk"))
    orders = (
        Order.objects.filter(shop=asked.shop).select_related("group", "member").prefetch_related("lines", shipments)
    )
    return asked.within(orders, "placed_at")


def _rows(asked: Asked) -> Iterator[list[object]]:
    """A row for each line; what belongs to the order stands in its first one only, as Shopify has it."""
    for order in by_key(_orders(asked)):
        number = f"#{order.pk}"
        for place, line in enumerate(order.lines.all()):
            told = _of_order(order) if place == 0 else {}
            told |= {
                "Name": number,
                "Lineitem quantity": line.quantity,
                "Lineitem name": " - ".join([line.title, *([" / ".join(line.options)] if line.options else [])]),
                "Lineitem price": decimal_text(line.price, order.currency),
                "Lineitem sku": line.sku,
            }
            yield [told.get(title, "") for title in TITLES]


def _of_order(order: Order) -> dict[str, object]:
    where = order.group.address.get
    return {
        "Financial Status": _PAYMENT.get(Order.State(order.state), "paid"),
        "Paid at": order.paid_at and order.paid_at.isoformat(sep=" ", timespec="seconds"),
        "Fulfillment Status": "fulfilled" if order.state in _SENT else "unfulfilled",
        "Fulfilled at": order.sent_at and order.sent_at.isoformat(sep=" ", timespec="seconds"),
        "Accepts Marketing": "no",
        "Currency": order.currency,
        "Subtotal": decimal_text(order.goods_total, order.currency),
        "Shipping": decimal_text(order.shipping_total, order.currency),
        "Total": decimal_text(order.total, order.currency),
        "Shipping Method": order.shipping_name,
        "Created at": order.placed_at.isoformat(sep=" ", timespec="seconds"),
        "Shipping Name": where("name", ""),
        "Shipping Street": where("street", ""),
        "Shipping City": where("city", ""),
        "Shipping Zip": where("postcode", ""),
        "Shipping Province": where("region", ""),
        "Shipping Country": where("country", ""),
        "Shipping Phone": where("phone", ""),
        "Cancelled at": order.cancelled_at and order.cancelled_at.isoformat(sep=" ", timespec="seconds"),
        "Id": order.pk,
    }


def whole(order: Order) -> dict[str, Any]:
    """One order with its lines, its address and its parcels; money in minor units of its currency."""
    times = ("placed_at", "paid_at", "sent_at", "delivered_at", "completed_at", "cancelled_at")
    return {
        "number": order.pk,
        **said(order, "state", "currency", "goods_total", "shipping_total", "total", "shipping_name", *times),
        "member": order.member.handle,
        "address": order.group.address,
        "lines": [said(line, "title", "options", "sku", "price", "quantity", "total") for line in order.lines.all()],
        "parcels": [said(parcel, "carrier", "tracking", "sent_at") for parcel in order.shipments.all()],
    }
