"""Big shops: an archive of many products takes no more memory than one of few."""

import gc
import tracemalloc
from collections import deque

import pytest
from pytest_django import DjangoAssertNumQueries

from meadow.goods.actions.products import save_products
from meadow.goods.models.shops import Shop
from meadow.goods.texts import ProductText, VariantText
from meadow.moving.archives.shops import catalogue
from meadow.moving.archives.shops.asked import Asked
from meadow.people.models.persons import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


def fill(shop: Shop, by: Person, count: int) -> None:
    texts = [
        ProductText(
            title=f"Cup {number}",
            description=f"<p>{'Thrown by hand. ' * 40}</p>",
            options=("Size",),
            variants=tuple(VariantText(option_values=(size,), price=900, on_hand=3) for size in "SML"),
        )
        for number in range(count)
    ]
    for begin in range(0, count, 100):
        save_products(texts[begin : begin + 100], shop=shop, by=by)


def peak(shop: Shop) -> int:
    """The most memory that the pieces of a shop's catalogue hold on to at any moment, in bytes."""
    held = []
    tracemalloc.start()
    for entry in catalogue.entries(Asked(shop)):
        for _ in entry.pieces():
            gc.collect()  # rows that point at each other are cleared away when Python finds the time
            held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return max(held)


def test_memory_stays_flat_while_a_shop_grows(shop: Shop, cy: Person) -> None:
    fill(shop, cy, 150)
    peak(shop)
    small = peak(shop)
    fill(shop, cy, 350)

    assert peak(shop) < 1.2 * small


def test_statements_grow_with_chunks_and_not_with_products(
    shop: Shop,
    cy: Person,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    fill(shop, cy, 300)

    with django_assert_max_num_queries(90):
        for entry in catalogue.entries(Asked(shop)):
            deque(entry.pieces(), maxlen=0)
