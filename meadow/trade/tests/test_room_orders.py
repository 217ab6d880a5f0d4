"""Orders out of a live room's slice of the stock."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from meadow.goods.actions.slices import close_slices, open_slices
from meadow.goods.models.products import Stock, Variant
from meadow.goods.models.stock import StockSlice
from meadow.goods.refusals import OutOfStock
from meadow.people.models.persons import Person
from meadow.trade.actions.orders import cancel_order
from meadow.trade.actions.placing import buy
from meadow.trade.models.groups import Hold, OrderGroup
from meadow.trade.tests.made import home, pay, rate
from tests.cast import person

ROOM = "room:12"


@pytest.fixture
def five(lamp: Variant) -> Variant:
    """Five lamps, of which three are kept for the room."""
    Stock.objects.update(on_hand=5)
    rate(lamp.product.shop, 500)
    open_slices({lamp.pk: 3}, occasion=ROOM)
    return lamp


def counts(one: Variant) -> tuple[int, int, int, int]:
    stock, slice_ = Stock.objects.get(variant=one), StockSlice.objects.get(variant=one)
    return stock.on_hand, stock.held, stock.reserved, slice_.taken


def order(who: Person, one: Variant, quantity: int = 1, occasion: str = ROOM) -> OrderGroup:
    total = 4900 * quantity + 500
    known = Variant.objects.to_buy().get(pk=one.pk)
    return buy(known, quantity, by=who, address=home(who), expected_total=total, occasion=occasion)


def test_the_room_draws_from_its_slice_and_others_cannot(ada: Person, bo: Person, five: Variant) -> None:
    with pytest.raises(OutOfStock, match="has only 2 left"):
        order(bo, five, 3, occasion="")
    group = order(ada, five, 2)
    assert counts(five) == (5, 2, 1, 2)
    hold = group.holds.get()
    assert (hold.quantity, hold.drawn) == (2, 2)
    pay(group)
    assert counts(five) == (3, 0, 1, 2)
    close_slices(ROOM)
    assert counts(five) == (3, 0, 0, 2)


def test_what_the_slice_lacks_comes_from_the_shelf(ada: Person, bo: Person, five: Variant) -> None:
    order(ada, five, 4)
    assert counts(five) == (5, 4, 0, 3)
    with pytest.raises(OutOfStock, match="has only 1 left"):
        order(bo, five, 2)
    assert counts(five) == (5, 4, 0, 3)


def test_an_order_called_off_goes_back_to_the_open_room(ada: Person, five: Variant) -> None:
    group = order(ada, five, 2)
    cancel_order(group.orders.get(), by=ada)
    assert counts(five) == (5, 0, 3, 0)


def test_an_order_called_off_after_the_room_goes_to_everybody(ada: Person, five: Variant) -> None:
    group = order(ada, five, 2)
    close_slices(ROOM)
    cancel_order(group.orders.get(), by=ada)
    assert counts(five) == (5, 0, 0, 2)


@pytest.mark.django_db(transaction=True)
def test_of_a_room_and_a_crowd_at_once_nobody_gets_more_than_there_is(five: Variant) -> None:
    members = [person(f"member-{n}") for n in range(12)]
    for member in members:
        home(member)
    together = threading.Barrier(12)

    def want(number: int) -> str:
        occasion = ROOM if number % 2 else ""
        try:
            together.wait(timeout=60)
            order(members[number], five, 1, occasion)
        except OutOfStock:
            return ""
        finally:
            connection.close()
        return occasion or "shop"

    with ThreadPoolExecutor(12) as pool:
        got = list(pool.map(want, range(12)))
    assert len([one for one in got if one]) == 5
    assert got.count(ROOM) >= 3
    assert counts(five) == (5, 5, 0, 3)
    assert sum(Hold.objects.values_list("drawn", flat=True)) == 3
