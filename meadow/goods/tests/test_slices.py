"""Slices of stock: kept for an occasion, drawn from by its orders only, and given back."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from meadow.goods.actions.keeping_up import catch_up
from meadow.goods.actions.slices import close_slices, open_slices
from meadow.goods.actions.stock import hold_stock
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.stock import StockSlice
from meadow.goods.refusals import OutOfStock, SliceIsOver

ROOM = "room:12"


@pytest.fixture
def ten(lamp: Variant) -> Variant:
    Stock.objects.update(on_hand=10)
    return lamp


def counts(one: Variant) -> tuple[int, int, int]:
    stock = Stock.objects.get(variant=one)
    return stock.on_hand, stock.held, stock.reserved


def in_stock(one: Variant) -> bool:
    return Product.objects.get(pk=one.product_id).in_stock


def test_a_slice_is_kept_from_everybody_else_and_given_back(ten: Variant) -> None:
    open_slices({ten.pk: 8}, occasion=ROOM)
    assert counts(ten) == (10, 0, 8)
    with pytest.raises(OutOfStock, match="has only 2 left"):
        hold_stock({ten.pk: 3})
    assert close_slices(ROOM) == 8
    assert counts(ten) == (10, 0, 0)
    hold_stock({ten.pk: 3})


def test_said_twice_a_slice_is_opened_and_closed_once(ten: Variant) -> None:
    for _ in range(2):
        open_slices({ten.pk: 4}, occasion=ROOM)
    assert counts(ten) == (10, 0, 4)
    open_slices({ten.pk: 6}, occasion=ROOM)
    open_slices({ten.pk: 1}, occasion=ROOM)
    assert counts(ten) == (10, 0, 1)
    assert [close_slices(ROOM) for _ in range(2)] == [1, 0]
    with pytest.raises(SliceIsOver, match="given back already"):
        open_slices({ten.pk: 4}, occasion=ROOM)
    assert counts(ten) == (10, 0, 0)


def test_more_than_there_is_is_not_reserved(ten: Variant) -> None:
    hold_stock({ten.pk: 5})
    with pytest.raises(OutOfStock, match="has only 5 left"):
        open_slices({ten.pk: 6}, occasion=ROOM)
    assert counts(ten) == (10, 5, 0)
    assert not StockSlice.objects.exists()


def test_a_slice_of_everything_takes_the_product_out_of_stock_for_others(ten: Variant) -> None:
    open_slices({ten.pk: 10}, occasion=ROOM)
    assert not in_stock(ten)
    close_slices(ROOM)
    assert in_stock(ten)


@pytest.mark.django_db(transaction=True)
def test_of_rooms_and_buyers_at_once_nobody_gets_more_than_there_is(ten: Variant) -> None:
    together = threading.Barrier(8)

    def want(number: int) -> int:
        try:
            together.wait(timeout=30)
            if number % 2:
                open_slices({ten.pk: 3}, occasion=f"room:{number}")
            else:
                hold_stock({ten.pk: 3})
        except OutOfStock:
            return 0
        finally:
            connection.close()
        return 3

    with ThreadPoolExecutor(8) as pool:
        taken = sum(pool.map(want, range(8)))
    on_hand, held, reserved = counts(ten)
    assert (taken, held + reserved, on_hand) == (9, 9, 10)


@pytest.mark.django_db(transaction=True)
def test_a_room_closed_by_two_at_once_gives_back_once(ten: Variant) -> None:
    open_slices({ten.pk: 8}, occasion=ROOM)
    together = threading.Barrier(2)

    def close(_: int) -> int:
        try:
            together.wait(timeout=30)
            return close_slices(ROOM)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(close, range(2))) == [0, 8]
    assert counts(ten) == (10, 0, 0)


def test_what_is_marked_is_caught_up_with(ten: Variant) -> None:
    Stock.objects.update(held=10, is_stale=True)
    assert in_stock(ten)
    assert catch_up() == 1
    assert not in_stock(ten)
    assert catch_up() == 0
