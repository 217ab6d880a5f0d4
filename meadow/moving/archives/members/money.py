"""What a person bought, means to buy, and bought before."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from meadow.goods.models.stock import StockWish
from meadow.moving.archives.entries import Entry, by_key, listing, said
from meadow.moving.archives.shops.orders import in_full, whole
from meadow.moving.models.history import HistoryOrder
from meadow.people.models.persons import Person
from meadow.trade.models.carts import CartLine
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment
from meadow.trade.models.payout_accounts import PayoutAccount
from meadow.trade.models.promotions import Coupon


def count(person: Person) -> int:
    return _orders(person).count() + _before(person).count()


def entries(person: Person) -> Iterator[Entry]:
    yield listing("orders.json", lambda: map(_order, by_key(_orders(person))))
    payments = Payment.objects.filter(group__member=person)
    fields = ("group_id", "provider", "reference", "amount", "currency", "collected", "state", "begun_at", "settled_at")
    yield listing("payments.json", lambda: (said(row, *fields) for row in by_key(payments)))
    accounts = PayoutAccount.objects.of_person(person)
    about = ("provider", "reference", "holder", "country", "state", "begun_at")
    yield listing("payout-accounts.json", lambda: (said(row, *about) for row in by_key(accounts)))
    lines = CartLine.objects.filter(cart__person=person).select_related("variant__product__shop")
    yield listing("cart.json", lambda: map(_line, by_key(lines)))
    coupons = Coupon.objects.filter(person=person).select_related("promotion__shop")
    yield listing("coupons.json", lambda: map(_coupon, by_key(coupons)))
    wishes = StockWish.objects.filter(member=person).select_related("variant__product__shop")
    yield listing("waiting-for.json", lambda: map(_wish, by_key(wishes)))
    yield listing("orders-before.json", lambda: map(_order_before, by_key(_before(person))))


def _orders(person: Person) -> "QuerySet[Order]":
    return in_full(Order.objects.placed_by(person).select_related("group", "member", "shop"))


def _order(order: Order) -> dict[str, Any]:
    return {"shop": order.shop.handle, "payment_group": order.group_id, **whole(order)}


def _line(line: CartLine) -> dict[str, Any]:
    product = line.variant.product
    options = list(line.variant.option_values)
    return {"shop": product.shop.handle, "product": product.handle, "options": options, "quantity": line.quantity}


def _coupon(coupon: Coupon) -> dict[str, Any]:
    promotion = coupon.promotion
    shop = promotion.shop.handle if promotion.shop else None
    return {"shop": shop, "promotion": promotion.name, **said(coupon, "claimed_at", "used")}


def _wish(wish: StockWish) -> dict[str, Any]:
    product = wish.variant.product
    options = list(wish.variant.option_values)
    about = {"shop": product.shop.handle, "product": product.handle, "options": options}
    return {**about, **said(wish, "asked_at", "told_at")}


def _before(person: Person) -> "QuerySet[HistoryOrder]":
    orders = HistoryOrder.objects.filter(customer__person=person)
    return orders.select_related("shop").prefetch_related("lines")


def _order_before(order: HistoryOrder) -> dict[str, Any]:
    return {
        "shop": order.shop.handle,
        **said(order, "number", "placed_at", "currency", "total"),
        "lines": [said(line, "title", "sku", "price", "quantity") for line in order.lines.all()],
    }
