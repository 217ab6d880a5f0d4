"""Imports and their undoing while something else happens at the same moment."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection

from meadow.goods.actions.stock import hold_stock, sell_stock
from meadow.goods.importing.known import Known
from meadow.goods.importing.texts_kept import Kept
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Shop, TrailEntry
from meadow.goods.texts import ProductText
from meadow.moving.actions.importing import taking_back
from meadow.moving.actions.importing.carrying import carry_import, start_import
from meadow.moving.actions.importing.undoing import carry_undo, undo_import
from meadow.moving.actions.importing.uploads import bring_file
from meadow.moving.models.imports import Import
from meadow.moving.tests.test_importing import ran, shopify, upload
from meadow.people.models.persons import Person

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works: Callable[[], object]) -> list[Exception]:
    """Do these things at the same moment, each with a connection of its own; returns what went wrong."""
    start, wrong = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait()
            work()
        except Exception as error:  # noqa: BLE001 - told to the test
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_a_sale_while_an_import_is_taken_back_is_not_lost(
    shop: Shop, cy: Person, own_files: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(bring_file(shop, upload(shopify(1)), by=cy), cy)
    second = ran(bring_file(shop, upload(shopify(1, price="30"), "dearer.csv"), by=cy), cy)
    variant = Variant.objects.get()
    hold_stock({variant.pk: 2})
    undo_import(second, by=cy)
    read, as_before = threading.Event(), taking_back._as_before

    def slow(kept: Kept, now: Known, there: taking_back._There) -> ProductText:
        text = as_before(kept, now, there)
        read.set()
        time.sleep(0.5)  # what is on hand has been read, and is not written yet
        return text

    monkeypatch.setattr(taking_back, "_as_before", slow)

    def sell() -> None:
        assert read.wait(10)
        sell_stock({variant.pk: 2})

    assert together(lambda: carry_undo(second.pk), sell) == []
    stock = Stock.objects.get()
    assert (stock.on_hand, stock.held) == (5, 0)
    assert Variant.objects.get().price == 2000


def test_a_sale_while_an_import_counts_is_not_lost(
    shop: Shop, cy: Person, own_files: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran(bring_file(shop, upload(shopify(1)), by=cy), cy)
    second = bring_file(shop, upload(shopify(1, price="30"), "dearer.csv"), by=cy)
    start_import(second, by=cy, trial=False, options={})
    variant = Variant.objects.get()
    hold_stock({variant.pk: 2})
    counting, recount = threading.Event(), Stock.recount

    def slow(stock: Stock, on_hand: int, *, seen: int | None) -> None:
        counting.set()
        time.sleep(0.5)
        recount(stock, on_hand, seen=seen)

    monkeypatch.setattr(Stock, "recount", slow)

    def sell() -> None:
        assert counting.wait(10)
        sell_stock({variant.pk: 2})

    assert together(lambda: carry_import(second.pk), sell) == []
    assert Stock.objects.get().on_hand == 5, "the file counts seven, and two of them were sold after that"


def test_of_two_who_bring_the_same_file_one_brings_it(shop: Shop, cy: Person, own_files: object) -> None:
    assert together(*[lambda: bring_file(shop, upload(shopify(2)), by=cy)] * 3) == []

    assert Import.objects.count() == 1


def test_pressed_by_two_at_once_it_begins_once(shop: Shop, cy: Person, own_files: object) -> None:
    an_import = bring_file(shop, upload(shopify(2)), by=cy)

    def start() -> None:
        start_import(Import.objects.get(pk=an_import.pk), by=cy, trial=False, options={})

    assert together(start, start, start) == []
    assert TrailEntry.objects.filter(verb="import_begun").count() == 1


def test_two_workers_with_one_import_bring_everything_once(shop: Shop, cy: Person, own_files: object) -> None:
    an_import = bring_file(shop, upload(shopify(120)), by=cy)
    start_import(an_import, by=cy, trial=False, options={})

    wrong = together(lambda: carry_import(an_import.pk), lambda: carry_import(an_import.pk))

    an_import.refresh_from_db()
    assert wrong == []
    assert (an_import.state, an_import.counts["added"], an_import.products_done) == ("done", 120, 120)
    assert Product.objects.count() == an_import.changes.count() == 120
