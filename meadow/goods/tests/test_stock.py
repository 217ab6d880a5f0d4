"""Stock is held, sold, let go and put back, and never promised twice."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from meadow.goods.actions.products import save_product
from meadow.goods.actions.stock import hold_stock, put_back_stock, release_stock, sell_stock
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.refusals import OutOfStock
from meadow.goods.texts import ProductText, VariantText
from meadow.people.models.persons import Person

ROUNDS = 30


def counts(variant: Variant) -> tuple[int, int]:
    stock = Stock.objects.get(variant=variant)
    return stock.on_hand, stock.held


def in_stock(variant: Variant) -> bool:
    return Product.objects.get(pk=variant.product_id).in_stock


def test_the_last_one_held_takes_the_product_out_of_stock_and_letting_go_brings_it_back(lamp: Variant) -> None:
    hold_stock({lamp.pk: 1})
    assert counts(lamp) == (1, 1)
    assert not in_stock(lamp)

    release_stock({lamp.pk: 1})
    assert counts(lamp) == (1, 0)
    assert in_stock(lamp)


def test_what_is_sold_leaves_the_shelf_and_can_be_put_back(lamp: Variant) -> None:
    hold_stock({lamp.pk: 1})
    sell_stock({lamp.pk: 1})
    assert counts(lamp) == (0, 0)
    assert not in_stock(lamp)

    put_back_stock({lamp.pk: 1})
    assert counts(lamp) == (1, 0)
    assert in_stock(lamp)


def test_more_than_there_is_cannot_be_held(lamp: Variant) -> None:
    with pytest.raises(OutOfStock, match="“Paper lamp” has only 1 left"):
        hold_stock({lamp.pk: 2})
    assert counts(lamp) == (1, 0)


def test_one_short_variant_leaves_the_others_alone(lamp: Variant, lamp_product: Product) -> None:
    other = Variant.objects.create(product=lamp_product, option_values=["Blue"], price=100)
    Stock.objects.create(variant=other, on_hand=0)
    with pytest.raises(OutOfStock, match="has only 0 left"):
        hold_stock({lamp.pk: 1, other.pk: 1})
    assert counts(lamp) == (1, 0)


def test_a_variant_without_a_stock_row_cannot_be_held(lamp: Variant) -> None:
    Stock.objects.all().delete()
    with pytest.raises(OutOfStock, match="“Paper lamp” has only 0 left"):
        hold_stock({lamp.pk: 1})


@pytest.mark.parametrize(
    ("fields", "left"), [({"is_tracked": False}, (1, 0)), ({"sells_on": True}, (-4, 0))], ids=["uncounted", "sells on"]
)
def test_what_has_no_limit_is_always_in_stock(lamp: Variant, fields: dict[str, bool], left: tuple[int, int]) -> None:
    Stock.objects.update(**fields)
    hold_stock({lamp.pk: 5})
    assert counts(lamp) == (1, 5)
    sell_stock({lamp.pk: 5})
    assert counts(lamp) == left
    assert in_stock(lamp)


def test_the_database_itself_refuses_to_oversell(lamp: Variant) -> None:
    with pytest.raises(IntegrityError, match="never_oversold"), transaction.atomic():
        Stock.objects.update(held=2)


def test_a_hundred_variants_cost_as_many_statements_as_one(
    lamp: Variant, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with CaptureQueriesContext(connection) as one:
        hold_stock({lamp.pk: 1})
    release_stock({lamp.pk: 1})
    products = Product.objects.bulk_create(
        Product(shop=lamp.product.shop, handle=f"lamp-{n}", title=f"Lamp {n}", in_stock=True) for n in range(99)
    )
    variants = Variant.objects.bulk_create(Variant(product=product, price=1) for product in products)
    Stock.objects.bulk_create(Stock(variant=variant, on_hand=1) for variant in variants)
    with django_assert_num_queries(len(one)):
        hold_stock({lamp.pk: 1, **{variant.pk: 1 for variant in variants}})
    assert not Product.objects.filter(in_stock=True).exists()


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_want_the_last_three_exactly_three_get_one(lamp: Variant) -> None:
    Stock.objects.update(on_hand=3)
    together = threading.Barrier(8)

    def want(_: int) -> bool:
        try:
            together.wait(timeout=20)
            hold_stock({lamp.pk: 1})
        except OutOfStock:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(want, range(8)))
    assert got.count(True) == 3
    assert counts(lamp) == (3, 3)
    assert not in_stock(lamp)


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_last_of_two_variants_leave_the_product_out_of_stock(lamp: Variant) -> None:
    other = Variant.objects.create(product=lamp.product, option_values=["Blue"], price=100)
    Stock.objects.create(variant=other, on_hand=1)
    first_has_it, second_waits = threading.Event(), threading.Event()

    def first() -> None:
        try:
            with transaction.atomic():
                hold_stock({lamp.pk: 1})
                first_has_it.set()
                second_waits.wait(timeout=1)  # the second is now stopped by the product's lock
        finally:
            connection.close()

    def second() -> None:
        try:
            first_has_it.wait(timeout=20)
            hold_stock({other.pk: 1})
            second_waits.set()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(first), pool.submit(second)]:
            done.result(timeout=30)
    assert not in_stock(lamp)


@pytest.mark.django_db(transaction=True)
def test_checkouts_and_the_desk_never_wait_for_each_other_in_a_circle(lamp: Variant, cy: Person) -> None:
    blue = Variant.objects.create(product=lamp.product, option_values=["Blue"], price=100)
    Stock.objects.create(variant=blue, on_hand=50)
    Stock.objects.filter(variant=lamp).update(on_hand=50)
    product, shop = lamp.product, lamp.product.shop
    together = threading.Barrier(4)

    def buy(keys: list[int]) -> None:
        quantities = dict.fromkeys(keys, 1)
        for _ in range(ROUNDS):
            hold_stock(quantities)
            release_stock(quantities)

    def write(colours: str) -> None:
        """Save the sheet with a variant more, and without it again."""
        for turn in range(ROUNDS):
            kept = ["Red", "Blue", *([f"{colours} {turn}"] if turn % 2 else [])]
            variants = tuple(VariantText(option_values=(colour,), price=100) for colour in kept)
            text = ProductText(title="Paper lamp", options=("Colour",), variants=variants)
            save_product(text, shop=shop, by=cy, product=product)

    def run(task: Callable[[], None]) -> None:
        try:
            together.wait(timeout=20)
            task()
        finally:
            connection.close()

    tasks = [partial(buy, [lamp.pk, blue.pk]), partial(buy, [blue.pk]), partial(write, "Sea"), partial(write, "Sky")]
    Variant.objects.filter(pk=lamp.pk).update(option_values=["Red"])
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(run, task) for task in tasks]:
            done.result(timeout=120)  # a deadlock is an OperationalError

    assert (counts(lamp), counts(blue)) == ((50, 0), (50, 0))
    assert Variant.objects.filter(is_active=True).count() == 3
