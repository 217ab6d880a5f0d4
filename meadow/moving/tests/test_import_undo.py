"""Undoing whole imports: what comes back, what stays, and what is told."""

import itertools
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from meadow.goods.actions.products import save_product
from meadow.goods.actions.stock import hold_stock, sell_stock
from meadow.goods.importing.known import look_up
from meadow.goods.models.products import PriceChange, Product, Stock, Variant
from meadow.goods.models.shops import Shop, TrailEntry
from meadow.goods.models.stock import StockChange
from meadow.goods.tests.catalogue_files import csv_bytes, legacy
from meadow.moving.actions.importing.carrying import STALE
from meadow.moving.actions.importing.undoing import carry_undo, undo_import
from meadow.moving.actions.importing.uploads import bring_file
from meadow.moving.importing.catalogue import CatalogueKind
from meadow.moving.models.imports import Import
from meadow.moving.refusals import TooLateToUndo
from meadow.moving.tests.test_importing import photo, ran, upload, zipped
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.trade.models.plans import Offer
from meadow.trade.tests.cooperating import plan
from meadow.venue.notes.models.notes import Pin
from tests.cast import published

Row = dict[str, str]


def cup(**cells: str) -> Row:
    said = {"variant_sku": "CUP", "variant_price": "20", "variant_inventory_tracker": "shopify"}
    return legacy("cup", "Cup", **{**said, "variant_inventory_qty": "7", "tags": "clay", "vendor": "Cy", **cells})


def bowl(**cells: str) -> Row:
    return legacy("bowl", "Bowl", **{"variant_sku": "BOWL", "variant_price": "9", **cells})


@pytest.fixture
def bring(shop: Shop, cy: Person, own_files: object) -> Any:
    numbers = itertools.count()

    def brought(*rows: Row, photos: dict[str, bytes] | None = None, **options: Any) -> Import:
        file = upload(csv_bytes(rows), f"goods-{next(numbers)}.csv")
        return ran(bring_file(shop, file, photos=zipped(photos) if photos else None, by=cy), cy, **options)

    return brought


def undone(an_import: Import, cy: Person) -> Import:
    undo_import(an_import, by=cy)
    carry_undo(an_import.pk)
    an_import.refresh_from_db()
    return an_import


def texts() -> dict[str, object]:
    return {
        known.product.handle: known.text for known in look_up(Product.objects.values_list("pk", flat=True)).values()
    }


def test_what_it_made_is_gone_and_what_it_changed_says_again_what_it_said(bring: Any, cy: Person) -> None:
    bring(cup(type="Cups"))
    before = texts()
    changed = {"variant_price": "25", "tags": "wide, new", "vendor": "Cy Clay", "variant_inventory_qty": "2"}
    second = bring(cup(type="Bowls", body_html="<p>Wide.</p>", **changed), bowl())
    assert texts() != before

    undone(second, cy)

    assert texts() == before
    assert (second.state, second.counts["undone"], second.counts["undo_left"]) == ("undone", 2, 0)
    assert list(PriceChange.objects.order_by("pk").values_list("price", flat=True)) == [2000, 2500, 2000]
    assert list(StockChange.objects.order_by("pk").values_list("change", "reason")) == [
        (7, "imported"),
        (-5, "imported"),
        (5, "imported"),
    ]
    verbs = ["import_undo_begun", "import_undone"]
    assert list(TrailEntry.objects.order_by("pk").values_list("verb", flat=True))[-2:] == verbs


def test_variants_that_it_added_go_and_those_that_it_took_away_come_back(bring: Any, cy: Person) -> None:
    tee = [
        legacy("tee", "Tee", option1_name="Size", option1_value="S", variant_sku="T-S", variant_price="30"),
        legacy("tee", option1_value="L", variant_sku="T-L", variant_price="35"),
    ]
    bring(*tee)
    before = texts()
    second = bring({**tee[0], "Option1 Value": "Small"}, {**tee[1], "Option1 Value": "XL", "Variant SKU": "T-XL"})

    undone(second, cy)

    assert texts() == before
    assert set(Variant.objects.filter(is_active=True).values_list("sku", flat=True)) == {"T-S", "T-L"}


def test_what_was_sold_since_then_stays_sold(bring: Any, cy: Person) -> None:
    bring(cup())
    second = bring(cup(variant_inventory_qty="20"))
    variant = Variant.objects.get()
    hold_stock({variant.pk: 4})
    sell_stock({variant.pk: 3})

    undone(second, cy)

    stock = Stock.objects.get()
    assert (stock.on_hand, stock.held) == (4, 1)


def test_what_is_held_for_a_checkout_stays_on_hand(bring: Any, cy: Person) -> None:
    bring(cup(variant_inventory_qty="1"))
    second = bring(cup(variant_inventory_qty="20"))
    hold_stock({Variant.objects.get().pk: 4})

    undone(second, cy)

    assert (second.state, Stock.objects.get().on_hand) == ("undone", 4)


def test_what_somebody_changed_since_then_is_left_and_told(bring: Any, cy: Person, shop: Shop) -> None:
    bring(cup(), bowl())
    second = bring(cup(variant_price="25"), bowl(variant_price="11"))
    product = Product.objects.get(handle="cup")
    text = look_up([product.pk])[product.pk].text
    save_product(replace(text, title="My cup"), shop=shop, by=cy, product=product)

    undone(second, cy)

    said = Product.objects.order_by("handle").values_list("title", "price_from")
    assert list(said) == [("Bowl", 900), ("My cup", 2500)]
    assert (second.counts["undone"], second.counts["undo_left"]) == (1, 1)
    assert second.changes.get(was_left=True).product == product


def test_what_was_made_and_is_pointed_at_goes_into_the_archive(bring: Any, cy: Person, ada: Person) -> None:
    first = bring(cup(), bowl())
    Pin.objects.create(note=published(ada, "My cup"), product=Product.objects.get(handle="cup"))

    undone(first, cy)

    assert list(Product.objects.values_list("handle", "status")) == [("cup", "archived")]
    assert Pin.objects.count() == 1


def test_what_a_shop_offers_to_buyers_as_a_whole_does_not_keep_it(bring: Any, shop: Shop, cy: Person) -> None:
    first = bring(cup(), bowl())
    plan(shop)
    assert Offer.objects.count() == 2

    undone(first, cy)

    assert (Product.objects.count(), Offer.objects.count()) == (0, 0)


def test_a_product_made_by_hand_has_no_source_again(bring: Any, cy: Person, lamp_product: Product) -> None:
    before = texts()
    an_import = bring(legacy("paper-light", "Paper light", variant_sku="LAMP", variant_price="45"))
    assert Product.objects.get().source_key == "paper-light"

    undone(an_import, cy)

    assert texts() == before


def test_photos_that_nobody_shows_any_more_are_forgotten(bring: Any, cy: Person) -> None:
    first = bring(cup(), photos={"CUP.jpg": photo("teal")})
    second = bring(bowl(), photos={"BOWL.jpg": photo("tan")})
    kept = Product.objects.get(handle="cup").cover
    assert kept

    undone(second, cy)

    assert list(Photo.objects.all()) == [kept]
    assert default_storage.exists(kept.name)
    assert first.changes.count() == 1


def test_an_undoing_that_was_killed_goes_on(bring: Any, cy: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meadow.moving.actions.importing.taking_back.AT_ONCE", 1)
    first = bring(cup(), bowl(), legacy("dish", "Dish", variant_price="4"))
    undo_import(first, by=cy)
    assert CatalogueKind().take_back(first)
    assert Product.objects.count() == 2
    carry_undo(first.pk)
    assert Product.objects.count() == 2, "the first worker is taken for alive"
    Import.objects.update(beat_at=timezone.now() - 2 * STALE)

    carry_undo(first.pk)

    first.refresh_from_db()
    assert (first.state, first.counts["undone"], Product.objects.count()) == ("undone", 3, 0)


def test_pressed_twice_it_is_undone_once(bring: Any, cy: Person) -> None:
    first = bring(cup())
    undo_import(first, by=cy)
    undo_import(first, by=cy)

    carry_undo(first.pk)
    carry_undo(first.pk)

    assert list(TrailEntry.objects.values_list("verb", flat=True)).count("import_undone") == 1


def test_after_thirty_days_it_stays(bring: Any, cy: Person, settings: Settings) -> None:
    first = bring(cup())
    settings.IMPORT_UNDO_DAYS = 0

    with pytest.raises(TooLateToUndo):
        undo_import(first, by=cy)
    assert Product.objects.count() == 1


def test_a_trial_has_nothing_to_undo(bring: Any, cy: Person) -> None:
    trial = bring(cup(), trial=True)

    with pytest.raises(TooLateToUndo):
        undo_import(trial, by=cy)


def test_two_imports_are_undone_one_after_the_other(bring: Any, cy: Person) -> None:
    first, second = bring(cup()), bring(cup(variant_price="25"), bowl())

    undone(second, cy)
    undone(first, cy)

    assert (first.state, first.counts["undo_left"], Product.objects.count()) == ("undone", 0, 0)


def test_statements_do_not_grow_with_what_is_taken_back(bring: Any, cy: Person) -> None:
    def statements(count: int) -> int:
        rows = [legacy(f"k{count}-{n}", "Cup", variant_price="9", type=f"Cups {n % 3}") for n in range(count)]
        bring(*rows)
        second = bring(*({**row, "Variant Price": "11", "Type": "Bowls"} for row in rows))
        undo_import(second, by=cy)
        with CaptureQueriesContext(connection) as queries:
            assert CatalogueKind().take_back(second)
        return len(queries)

    assert statements(3) == statements(30)
