"""Orders: placed whole or not at all, never for more than there is, and closed when nobody pays."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import OutOfStock
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.plumbing.models import Announcement
from meadow.plumbing.refusals import Refusal
from meadow.trade.actions.completing import confirm_receipt
from meadow.trade.actions.orders import cancel_order, expire_group, expire_groups
from meadow.trade.actions.placing import place_order
from meadow.trade.actions.shipping import send_order
from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.models.groups import Hold, OrderGroup
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.shipping import Shipment
from meadow.trade.refusals import (
    AlreadyPaid,
    AlreadyReceived,
    DoesNotShipThere,
    EmptyCart,
    MixedCurrencies,
    NoLongerOnSale,
    NotPaidYet,
    NotSentYet,
    PriceChanged,
    TooLateToCancel,
)
from meadow.trade.tests.made import bought, cart_with, home, pay, place, rate, shop_of, variant


def counts(lamp: Variant) -> tuple[int, int]:
    stock = Stock.objects.get(variant=lamp)
    return stock.on_hand, stock.held


def assert_nothing_was_ordered(lamp: Variant) -> None:
    assert not OrderGroup.objects.exists()
    assert not Hold.objects.exists()
    assert counts(lamp) == (1, 0)
    assert CartLine.objects.exists()
    assert announced() == []


def test_an_order_holds_its_goods_and_empties_the_cart(ada: Person, lamp: Variant) -> None:
    rate(lamp.product.shop, 500)
    cart = cart_with(ada, lamp)
    group = place_order(cart, by=ada, address=home(ada), rates={}, expected_total=5400)

    order = group.orders.get()
    assert (group.goods_total, group.shipping_total, group.total, group.currency) == (4900, 500, 5400, "USD")
    assert (order.shop, order.total, order.shipping_name) == (lamp.product.shop, 5400, "Post")
    assert group.address["street"] == "1 Meadow Lane"
    assert counts(lamp) == (1, 1)
    assert not Product.objects.get().in_stock
    assert not cart.lines.exists()
    assert announced() == ["trade.order_placed"]


def test_a_later_price_never_rewrites_an_order(ada: Person, lamp: Variant) -> None:
    place(ada, lamp)
    Variant.objects.update(price=1)
    Product.objects.update(title="Torch")
    line = OrderLine.objects.get()
    assert (line.title, line.price, line.total, line.sku) == ("Paper lamp", 4900, 4900, "LAMP")


def test_a_checkout_across_shops_is_one_group_with_an_order_per_shop(ada: Person, bo: Person, lamp: Variant) -> None:
    other = shop_of(bo, "bo-books")
    book = variant(other, "Book", 1500)
    rate(lamp.product.shop, 700, free_from=4900)
    rate(other, 300)
    cart = cart_with(ada, lamp, book)
    group = place_order(cart, by=ada, address=home(ada), rates={}, expected_total=4900 + 0 + 1500 + 300)

    assert sorted(group.orders.values_list("shop__handle", "goods_total", "shipping_total")) == [
        ("bo-books", 1500, 300),
        ("cy-clay", 4900, 0),
    ]
    assert announced() == ["trade.order_placed"] * 2


def test_the_rate_that_was_chosen_counts_and_a_foreign_one_does_not(ada: Person, bo: Person, lamp: Variant) -> None:
    rate(lamp.product.shop, 500)
    express = rate(lamp.product.shop, 1500, name="Express")
    strange = rate(shop_of(bo, "bo-books"), 0)
    cart, address = cart_with(ada, lamp), home(ada)
    with pytest.raises(PriceChanged):
        place_order(cart, by=ada, address=address, rates={lamp.product.shop.pk: strange.pk}, expected_total=4900)
    group = place_order(cart, by=ada, address=address, rates={lamp.product.shop.pk: express.pk}, expected_total=6400)
    assert group.orders.get().shipping_name == "Express"


def test_the_same_request_gives_the_same_order(ada: Person, lamp: Variant) -> None:
    first = place(ada, lamp, request_key="one")
    cart = Cart.objects.get()
    again = place_order(cart, by=ada, address=home(ada), rates={}, expected_total=5400, request_key="one")
    assert again == first
    assert Order.objects.count() == 1
    assert counts(lamp) == (1, 1)


def test_a_changed_price_is_told_and_nothing_is_written(ada: Person, lamp: Variant) -> None:
    rate(lamp.product.shop, 500)
    cart, address = cart_with(ada, lamp), home(ada)
    Variant.objects.update(price=5000)
    with pytest.raises(PriceChanged, match="look over the new total") as changed:
        place_order(cart, by=ada, address=address, rates={}, expected_total=5400)
    assert changed.value.facts["summary"].total == 5500  # type: ignore[attr-defined]  # facts are objects
    assert_nothing_was_ordered(lamp)


@pytest.mark.parametrize(
    ("what", "refusal", "words"),
    [
        ("sold out", OutOfStock, "“Paper lamp” has only 0 left"),
        ("withdrawn", NoLongerOnSale, "“Paper lamp” is no longer on sale"),
        ("far away", DoesNotShipThere, "Cy Clay does not ship to this address"),
        ("two currencies", MixedCurrencies, "different currencies"),
    ],
)
def test_what_stands_in_the_way_is_said_and_nothing_is_written(
    ada: Person, bo: Person, lamp: Variant, what: str, refusal: type[Refusal], words: str
) -> None:
    rate(lamp.product.shop, 500, countries=["US"])
    cart = cart_with(ada, lamp)
    address = home(ada, country="DE" if what == "far away" else "US")
    if what == "sold out":
        Stock.objects.update(on_hand=0)
    elif what == "withdrawn":
        Product.objects.update(status=Product.Status.ARCHIVED)
    elif what == "two currencies":
        cart_with(ada, variant(shop_of(bo, "bo-books", currency="EUR")))
    with pytest.raises(refusal, match=words):
        place_order(cart, by=ada, address=address, rates={}, expected_total=5400)
    Stock.objects.filter(variant=lamp).update(on_hand=1)
    assert_nothing_was_ordered(lamp)


def test_an_empty_cart_cannot_be_ordered(ada: Person) -> None:
    with pytest.raises(EmptyCart, match="Your cart is empty"):
        place_order(Cart.objects.create(person=ada), by=ada, address=home(ada), rates={}, expected_total=0)


def test_nobody_orders_from_the_cart_of_another(ada: Person, bo: Person, lamp: Variant) -> None:
    cart = cart_with(ada, lamp)
    with pytest.raises(Cart.DoesNotExist):
        place_order(cart, by=bo, address=home(bo), rates={}, expected_total=4900)
    assert_nothing_was_ordered(lamp)


def test_what_costs_nothing_is_paid_at_once(ada: Person, shop: Shop) -> None:
    rate(shop, 0)
    group = place(ada, variant(shop, "Leaflet", 0))
    assert group.state == OrderGroup.State.PAID
    assert announced() == ["trade.order_placed", "trade.order_paid"]


def test_a_long_cart_costs_as_many_statements_as_a_short_one(ada: Person, bo: Person, shop: Shop) -> None:
    place(ada, variant(shop))  # what the process learns once is not counted
    rows = [variant(shop, f"Thing {n}") for n in range(20)]
    cart = cart_with(bo, *rows[:1])
    address = home(bo)
    with CaptureQueriesContext(connection) as short:
        place_order(cart, by=bo, address=address, rates={}, expected_total=1700)
    cart_with(bo, *rows)
    with CaptureQueriesContext(connection) as long:
        place_order(cart, by=bo, address=address, rates={}, expected_total=20 * 1200 + 500)
    assert len(long) == len(short)


def test_unpaid_goods_go_back_when_the_time_is_over(ada: Person, lamp: Variant) -> None:
    group = place(ada, lamp)
    assert not expire_group(group)

    OrderGroup.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert expire_groups() == 1
    assert expire_groups() == 0
    group.refresh_from_db()
    assert group.state == OrderGroup.State.EXPIRED
    assert Order.objects.get().state == Order.State.CANCELLED
    assert counts(lamp) == (1, 0)
    assert Product.objects.get().in_stock
    assert announced() == ["trade.order_placed", "trade.order_cancelled"]
    assert Announcement.objects.latest("pk").data["expired"] is True


def test_the_member_calls_an_unpaid_order_off_once(ada: Person, lamp: Variant) -> None:
    order = place(ada, lamp).orders.get()
    assert cancel_order(order, by=ada).state == Order.State.CANCELLED
    assert cancel_order(order, by=ada).state == Order.State.CANCELLED
    assert OrderGroup.objects.get().state == OrderGroup.State.CANCELLED
    assert counts(lamp) == (1, 0)
    assert announced() == ["trade.order_placed", "trade.order_cancelled"]


def test_calling_one_order_off_calls_off_the_whole_checkout(ada: Person, bo: Person, lamp: Variant) -> None:
    group = place(ada, lamp, variant(shop_of(bo, "bo-books")))
    order = group.orders.first()
    assert order
    cancel_order(order, by=ada)
    assert set(group.orders.values_list("state", flat=True)) == {Order.State.CANCELLED}
    assert not Stock.objects.exclude(held=0).exists()


def test_the_history_of_the_stock_names_the_order(ada: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    assert list(lamp.stock_changes.values_list("reason", "change", "words")) == [("sold", -1, f"#{order.pk}")]


def test_a_paid_order_is_not_called_off(ada: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    with pytest.raises(AlreadyPaid, match=f"Order {order.pk} is paid"):
        cancel_order(order, by=ada)
    assert Order.objects.get().state == Order.State.PAID
    assert counts(lamp) == (0, 0)


def test_a_sent_order_stays_sent(ada: Person, cy: Person, lamp: Variant) -> None:
    order = send_order(bought(ada, lamp), carrier="Post", tracking="1", by=cy)
    with pytest.raises(TooLateToCancel, match=f"Order {order.pk} has already been sent"):
        cancel_order(order, by=ada)
    assert Order.objects.get().state == Order.State.SENT
    assert counts(lamp) == (0, 0)


def test_nobody_cancels_the_order_of_another(ada: Person, bo: Person, lamp: Variant) -> None:
    order = place(ada, lamp).orders.get()
    with pytest.raises(Order.DoesNotExist):
        cancel_order(order, by=bo)
    assert OrderGroup.objects.get().state == OrderGroup.State.OPEN


def test_an_order_is_sent_once_however_often_it_is_told(ada: Person, cy: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    send_order(order, carrier="Post", tracking="RR1", by=cy)
    sent_at = Order.objects.get().sent_at
    send_order(order, carrier="Post", tracking="RR1", by=cy)
    assert Shipment.objects.count() == 1
    assert Order.objects.get().sent_at == sent_at
    assert announced().count("trade.order_sent") == 1


def test_an_unpaid_order_is_not_sent(ada: Person, cy: Person, lamp: Variant) -> None:
    order = place(ada, lamp).orders.get()
    with pytest.raises(NotPaidYet, match=f"Order {order.pk} has not been paid"):
        send_order(order, carrier="Post", tracking="1", by=cy)
    assert not Shipment.objects.exists()
    assert Order.objects.get().state == Order.State.PLACED


def test_a_stranger_sends_nothing(ada: Person, bo: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    with pytest.raises(Order.DoesNotExist):
        send_order(order, carrier="Post", tracking="1", by=bo)
    assert not Shipment.objects.exists()


def test_what_was_sent_is_received_once(ada: Person, cy: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    with pytest.raises(NotSentYet, match=f"Order {order.pk} has not been sent yet"):
        confirm_receipt(order, by=ada)
    send_order(order, carrier="Post", tracking="1", by=cy)
    assert confirm_receipt(order, by=ada).delivered_at
    with pytest.raises(AlreadyReceived, match=f"Order {order.pk} was already confirmed"):
        confirm_receipt(order, by=ada)
    assert announced().count("trade.order_delivered") == 1


@pytest.mark.django_db(transaction=True)
def test_two_members_who_order_the_last_lamp_get_one_between_them(ada: Person, bo: Person, lamp: Variant) -> None:
    rate(lamp.product.shop, 500)
    carts = {person: (cart_with(person, lamp), home(person)) for person in (ada, bo)}
    together = threading.Barrier(2)

    def order(person: Person) -> bool:
        cart, address = carts[person]
        try:
            together.wait(timeout=20)
            place_order(cart, by=person, address=address, rates={}, expected_total=5400)
        except OutOfStock:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(order, [ada, bo])) == [False, True]
    assert counts(lamp) == (1, 1)
    assert OrderGroup.objects.count() == 1
    assert CartLine.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_cart_ordered_twice_at_once_is_ordered_once(ada: Person, lamp: Variant) -> None:
    Stock.objects.update(on_hand=5)
    rate(lamp.product.shop, 500)
    cart, address = cart_with(ada, lamp), home(ada)
    together = threading.Barrier(2)

    def order(_: int) -> int:
        try:
            together.wait(timeout=20)
            return place_order(cart, by=ada, address=address, rates={}, expected_total=5400, request_key="same").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(order, range(2)))) == 1
    assert counts(lamp) == (5, 1)


@pytest.mark.django_db(transaction=True)
def test_paying_and_calling_off_at_once_leave_one_truth(ada: Person, lamp: Variant) -> None:
    group = place(ada, lamp)
    order = group.orders.get()
    together = threading.Barrier(2)

    def either(verb: str) -> None:
        try:
            together.wait(timeout=20)
            if verb == "pay":
                pay(group)
            else:
                cancel_order(order, by=ada)
        except AlreadyPaid:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(either, ["pay", "cancel"]))
    group.refresh_from_db()
    paid = group.state == OrderGroup.State.PAID
    assert Order.objects.get().state == (Order.State.PAID if paid else Order.State.CANCELLED)
    assert counts(lamp) == ((0, 0) if paid else (1, 0))
    assert group.payments.get().state == ("succeeded" if paid else "refund_due")
