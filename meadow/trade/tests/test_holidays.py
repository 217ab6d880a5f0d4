"""Shops on holiday: they can be looked at, and nothing can be ordered from them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from meadow.goods.models.products import Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Address, Person
from meadow.trade.actions.carts import change_line, put_in_cart
from meadow.trade.actions.placing import place_order
from meadow.trade.checkout import look_over
from meadow.trade.models.carts import CartLine
from meadow.trade.models.orders import Order
from meadow.trade.refusals import ShopOnHoliday
from meadow.trade.tests.made import rate
from tests.cast import on_hand

DAY = timedelta(days=1)


def go_on_holiday(begin: date, until: date | None) -> None:
    Shop.objects.update(holiday_from=begin, holiday_until=until)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def test_nothing_new_goes_into_a_cart_from_a_shop_on_holiday(ada: Person, lamp: Variant, today: date) -> None:
    go_on_holiday(today, date(2099, 5, 1))

    with pytest.raises(ShopOnHoliday, match=r"Cy Clay is on holiday until May 1, 2099"):
        put_in_cart(Variant.objects.get(), 1, by=ada)

    assert not CartLine.objects.exists()


def test_a_holiday_without_an_end_says_so(ada: Person, lamp: Variant, today: date) -> None:
    go_on_holiday(today, None)

    with pytest.raises(ShopOnHoliday, match=r"^Cy Clay is on holiday and takes no orders for now\.$"):
        put_in_cart(Variant.objects.get(), 1, by=ada)


def test_what_lies_in_a_cart_cannot_be_ordered_but_can_be_taken_out(ada: Person, lamp: Variant, today: date) -> None:
    line = put_in_cart(lamp, 1, by=ada)
    rate(Shop.objects.get(), name="Post", price=0)
    address = Address.objects.create(person=ada, name="Ada", country="DE", city="Berlin", street="Weg 1")
    go_on_holiday(today - DAY, today)

    assert isinstance(look_over(line.cart, country="DE").obstacle, ShopOnHoliday)
    with pytest.raises(ShopOnHoliday, match="Cy Clay is on holiday"):
        place_order(line.cart, by=ada, address=address, rates={}, expected_total=4900)

    assert not Order.objects.exists()
    assert (on_hand(lamp), Stock.objects.get().held) == (1, 0)
    change_line(line, 0)
    assert not CartLine.objects.exists()


def test_before_and_after_the_holiday_orders_are_taken(ada: Person, lamp: Variant, today: date) -> None:
    for begin, until in ((today + DAY, None), (today - 3 * DAY, today - DAY)):
        go_on_holiday(begin, until)
        line = put_in_cart(Variant.objects.get(), 1, by=ada)
        assert look_over(line.cart).obstacle is None
        change_line(line, 0)


def test_the_cart_says_which_shop_is_on_holiday(client: Client, ada: Person, lamp: Variant, today: date) -> None:
    put_in_cart(lamp, 1, by=ada)
    go_on_holiday(today, None)
    client.force_login(ada)

    html = client.get("/cart/").content.decode()

    assert "Cy Clay is on holiday" in html
    assert "To the checkout" not in html
