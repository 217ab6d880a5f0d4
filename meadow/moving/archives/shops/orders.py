"""A shop's orders: as the table that Shopify exports, and as a list that says everything."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from meadow.moving.archives.entries import Entry, by_key, listing, said, table
from meadow.moving.archives.shops.asked import Asked
from meadow.plumbing.money import decimal_text
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order, OrderStep
from meadow.trade.models.refunds import Refund
from meadow.trade.models.returns import Return, ReturnLine
from meadow.trade.models.shipping import Shipment

TITLES = (
    *("Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing"),
    *("Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method"),
    *("Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku", "Shipping Name"),
    *("Shipping Street", "Shipping City", "Shipping Zip", "Shipping Province", "Shipping Country", "Shipping Phone"),
    *("Cancelled at", "Refunded Amount", "Id"),
)
_SENT = {Order.State.SENT, Order.State.DELIVERED, Order.State.COMPLETED}


def count(asked: Asked) -> int:
    return 2 * _orders(asked).count()


def entries(asked: Asked) -> Iterator[Entry]:
    yield table("orders.csv", TITLES, lambda: _rows(asked))
    yield listing("orders.json", lambda: map(whole, by_key(_orders(asked))))


def _orders(asked: Asked) -> "QuerySet[Order]":
    orders = Order.objects.filter(shop=asked.shop).select_related("group", "member")
    return asked.within(in_full(orders), "placed_at")


def in_full(orders: "QuerySet[Order]") -> "QuerySet[Order]":
    """With everything that `whole` tells."""
    return orders.prefetch_related(
        "lines",
        Prefetch("shipments", Shipment.objects.order_by("pk").prefetch_related("lines")),
        Prefetch("steps", OrderStep.objects.select_related("by").order_by("pk")),
        Prefetch("refunds", Refund.objects.order_by("pk").prefetch_related("lines")),
        Prefetch("returns", Return.objects.order_by("pk").prefetch_related("lines__variant", "lines__instead")),
        "cancellations",
    )


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
        "Financial Status": _payment(order),
        "Paid at": order.paid_at and order.paid_at.isoformat(sep=" ", timespec="seconds"),
        "Fulfillment Status": _sending(order),
        "Fulfilled at": order.sent_at and order.sent_at.isoformat(sep=" ", timespec="seconds"),
        "Accepts Marketing": "no",
        "Currency": order.currency,
        "Subtotal": decimal_text(order.goods_total, order.currency),
        "Shipping": decimal_text(order.shipping_total, order.currency),
        "Taxes": decimal_text(order.tax_total, order.currency),
        "Total": decimal_text(order.total, order.currency),
        "Discount Amount": decimal_text(order.discount_total, order.currency),
        "Refunded Amount": decimal_text(order.refunded_total, order.currency),
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


def _payment(order: Order) -> str:
    """How it was paid, in the words that Shopify has for it."""
    if order.paid_at is None:
        return "voided" if order.state == Order.State.CANCELLED else "pending"
    if order.refunded_total:
        return "partially_refunded" if order.left else "refunded"
    return "paid"


def _sending(order: Order) -> str:
    if order.state == Order.State.PART_SENT:
        return "partial"
    return "fulfilled" if order.state in _SENT else "unfulfilled"


def whole(order: Order) -> dict[str, Any]:
    """One order with all that was written about it; money in minor units of its currency."""
    times = ("placed_at", "paid_at", "sent_at", "delivered_at", "returnable_until", "completed_at", "cancelled_at")
    sums = ("goods_total", "discount_total", "shipping_total", "tax_total", "tax_added", "total", "refunded_total")
    return {
        "number": order.pk,
        **said(order, "state", "currency", *sums, "shipping_name", *times),
        "member": order.member.handle,
        "address": order.group.address,
        "lines": [_line(line) for line in order.lines.all()],
        "parcels": [_parcel(parcel) for parcel in order.shipments.all()],
        "refunds": [_refund(refund) for refund in order.refunds.all()],
        "returns": [_return(ret) for ret in order.returns.all()],
        "cancellations": [said(one, "state", "words", "answer", "asked_at") for one in order.cancellations.all()],
        "steps": [
            {**said(step, "kind", "at", "facts"), "by": step.by and step.by.handle} for step in order.steps.all()
        ],
    }


def _line(line: OrderLine) -> dict[str, Any]:
    sums = ("discount", "tax", "tax_added", "refunded")
    pieces = ("quantity", "sent", "cancelled", "returned")
    return {"number": line.pk, **said(line, "title", "options", "sku", "price", *pieces, "total", *sums)}


def _parcel(parcel: Shipment) -> dict[str, Any]:
    inside = [{"line": row.line_id, "quantity": row.quantity} for row in parcel.lines.all()]
    about = said(parcel, "carrier", "tracking", "sent_at", "delivered_at")
    return {**about, "lines": inside, "in_exchange_for_return": parcel.of_return_id}


def _refund(refund: Refund) -> dict[str, Any]:
    about = said(refund, "amount", "shipping", "currency", "state", "reason", "words", "asked_at", "done_at")
    return {
        **about,
        "lines": [{"line": row.line_id, **said(row, "quantity", "amount", "tax")} for row in refund.lines.all()],
    }


def _return(ret: Return) -> dict[str, Any]:
    about = ("kind", "state", "reason", "words", "answer", "is_instant", "carrier", "tracking", "deducted")
    times = ("asked_at", "answered_at", "sent_back_at", "received_at", "settled_at")
    return {
        "number": ret.pk,
        **said(ret, *about, "deducted_words", *times),
        "lines": [_given_back(row) for row in ret.lines.all()],
    }


def _given_back(row: ReturnLine) -> dict[str, Any]:
    instead = row.instead.sku if row.instead else None
    return {"line": row.line_id, "sku": row.variant.sku, **said(row, "quantity", "restocked"), "instead": instead}
