"""The desk's table: many cells at once, all of them or none."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meadow.goods.actions.products import save_products
from meadow.goods.actions.shops import open_shop, seat_person
from meadow.goods.actions.stock import hold_stock
from meadow.goods.actions.table import Cell, edit_table
from meadow.goods.forms.table import LABELS, shown_of
from meadow.goods.models.products import PriceChange, Product, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.models.stock import StockChange
from meadow.goods.refusals import CellsRefused
from meadow.goods.texts import ProductText, VariantText
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced

URL = "/desk/cy-clay/products/table/"


@pytest.fixture
def bowls(shop: Shop, cy: Person) -> list[Variant]:
    """Three bowls in two sizes each."""
    texts = [
        ProductText(
            title=f"Bowl {n}",
            options=("Size",),
            variants=tuple(VariantText(option_values=(s,), price=1000, sku=f"B{n}{s}", on_hand=5) for s in "SL"),
        )
        for n in range(3)
    ]
    save_products(texts, shop=shop, by=cy)
    return list(Variant.objects.order_by("product", "position"))


def typed(*variants: Variant, **cells: str) -> dict[str, str]:
    """What a browser sends of these rows where nothing but the given cells is changed: `price=…` of the first row."""
    sent: dict[str, str] = {}
    for variant in variants:
        variant = Variant.objects.select_related("product__shop", "stock").get(pk=variant.pk)
        said = shown_of(variant, variant.product.shop)
        sent |= {f"{name}-{variant.pk}": value for name, value in said.items()}
        sent[f"seen-{variant.pk}"] = json.dumps(said)
    return sent | {f"{name}-{variants[0].pk}": value for name, value in cells.items()}


def kept(variant: Variant) -> dict[str, Any]:
    variant = Variant.objects.select_related("product__shop", "stock").get(pk=variant.pk)
    return shown_of(variant, variant.product.shop)


def test_cells_are_changed_with_everything_that_hangs_on_them(client: Client, bowls: list[Variant], cy: Person) -> None:
    client.force_login(cy)
    first = bowls[0]
    cells = {
        "title": "Soup bowl",
        "sku": "SOUP",
        "price": "12,50",
        "compare_at": "15",
        "on_hand": "9",
        "barcode": "4006381333931",
        "weight_grams": "300",
        "low_at": "2",
    }
    response = client.post(f"{URL}?sort=title", typed(*bowls, **cells))
    assert response.headers["Location"] == f"{URL}?sort=title"
    assert kept(first) == cells | {"price": "12.50", "compare_at": "15.00"}
    product = Product.objects.get(pk=first.product_id)
    assert (product.title, product.price_from, product.price_to) == ("Soup bowl", 1000, 1250)
    changes = StockChange.objects.filter(variant=first).order_by("pk")
    assert list(changes.values_list("reason", "change", "by")) == [
        ("counted", 5, cy.pk),
        ("counted", 4, cy.pk),
    ]
    assert PriceChange.objects.filter(variant=first).count() == 2
    assert announced().count("goods.price_changed") == 1
    assert "Soup bowl" in client.get("/desk/cy-clay/products/", {"q": "soup"}).content.decode()
    assert kept(bowls[1])["price"] == "10.00"


def test_only_what_was_changed_is_written(client: Client, bowls: list[Variant], cy: Person) -> None:
    """A page that was open for an hour writes nothing but its own change."""
    sent = typed(*bowls, sku="MINE")
    Variant.objects.filter(pk=bowls[0].pk).update(price=7700)
    Stock.objects.filter(variant=bowls[0]).update(on_hand=3)
    client.force_login(cy)
    client.post(URL, sent)
    assert (kept(bowls[0])["sku"], kept(bowls[0])["price"], kept(bowls[0])["on_hand"]) == ("MINE", "77.00", "3")


def test_a_cell_that_somebody_else_changed_meanwhile_is_refused_and_taken_the_second_time(
    client: Client, bowls: list[Variant], cy: Person
) -> None:
    sent = typed(*bowls, on_hand="8") | {f"price-{bowls[2].pk}": "11"}
    hold_stock({bowls[0].pk: 1})
    Stock.objects.filter(variant=bowls[0]).update(on_hand=4)
    client.force_login(cy)

    response = client.post(URL, sent)

    assert response.status_code == 409
    page = response.content.decode()
    assert "Somebody else wrote “4” here meanwhile" in page
    assert f'name="price-{bowls[2].pk}" value="11"' in page
    assert (kept(bowls[0])["on_hand"], kept(bowls[2])["price"]) == ("4", "10.00")

    seen = json.loads(sent[f"seen-{bowls[0].pk}"]) | {"on_hand": "4"}
    assert client.post(URL, sent | {f"seen-{bowls[0].pk}": json.dumps(seen)}).status_code == 302
    assert (kept(bowls[0])["on_hand"], kept(bowls[2])["price"]) == ("8", "11.00")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "required"),
        ("title", "x" * 201, "at most 200"),
        ("price", "", "required"),
        ("price", "cheap", "“cheap” is not an amount"),
        ("price", "-1", "cannot be negative"),
        ("price", "99999999999", "An amount is at most"),
        ("compare_at", "1.999", "more decimals"),
        ("on_hand", "-1", "greater than or equal to 0"),
        ("on_hand", "", "required"),
        ("weight_grams", "heavy", "whole number"),
        ("low_at", "-3", "greater than or equal to 0"),
        ("sku", "x" * 101, "at most 100"),
        ("barcode", "4006381333932", "should be 1"),
    ],
)
def test_what_is_wrong_is_said_in_its_cell_and_nothing_is_saved(
    client: Client, bowls: list[Variant], cy: Person, field: str, value: str, words: str
) -> None:
    client.force_login(cy)
    response = client.post(URL, typed(*bowls, **{field: value}) | {f"sku-{bowls[3].pk}": "NEW"})
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert f'id="error-{field}-{bowls[0].pk}"' in page
    assert 'value="NEW"' in page
    assert kept(bowls[3])["sku"] == "B1L"


def test_a_count_below_what_is_held_is_refused(client: Client, bowls: list[Variant], cy: Person) -> None:
    hold_stock({bowls[0].pk: 4})
    client.force_login(cy)
    response = client.post(URL, typed(*bowls, on_hand="3"))
    assert response.status_code == 409
    assert "are held for open checkouts" in response.content.decode()
    assert kept(bowls[0])["on_hand"] == "5"


def test_what_is_not_of_this_shop_is_not_written(
    client: Client, shop: Shop, bowls: list[Variant], ada: Person, bo: Person
) -> None:
    other = open_shop(Shop(handle="ada-wool", name="Ada Wool"), by=ada)
    seat_person(bo, shop, role=Seat.Role.SUPPORT)
    sent = typed(*bowls, price="1")
    client.force_login(ada)
    assert client.post("/desk/ada-wool/products/table/", sent).status_code == 302
    assert client.post(URL, sent).status_code == 404
    client.force_login(bo)
    assert client.get(URL).status_code == 404
    with pytest.raises(CellsRefused):
        edit_table(other, {bowls[0].pk: {"price": Cell(1000, 1)}}, by=ada)
    assert kept(bowls[0])["price"] == "10.00"


def test_pages_hold_whole_products_and_at_most_a_hundred_variants(client: Client, shop: Shop, cy: Person) -> None:
    sizes = [60, 30, 20, 1]
    texts = [
        ProductText(
            title=f"Bowl {n}",
            options=("Size",),
            variants=tuple(VariantText(option_values=(str(size),), price=1) for size in range(count)),
        )
        for n, count in enumerate(sizes)
    ]
    save_products(texts, shop=shop, by=cy)
    client.force_login(cy)
    first = client.get(URL, {"sort": "title"})
    assert len(first.context["table"].rows) == 90
    second = client.get(URL, {"sort": "title", "after": first.context["after"]})
    assert [row.variant.product.title for row in second.context["table"].rows] == ["Bowl 2"] * 20 + ["Bowl 3"]
    assert second.context["after"] is None
    assert len(client.get(URL, {"q": "bowl 3"}).context["table"].rows) == 1


def test_the_table_asks_and_writes_as_often_for_many_as_for_few(
    client: Client, shop: Shop, bowls: list[Variant], cy: Person
) -> None:
    client.force_login(cy)

    def statements(count: int, value: str) -> tuple[int, int]:
        sent = typed(*bowls[:count])
        for variant in bowls[:count]:
            sent |= {f"price-{variant.pk}": value, f"on_hand-{variant.pk}": value, f"sku-{variant.pk}": value}
        with CaptureQueriesContext(connection) as writing:
            assert client.post(URL, sent).status_code == 302
        with CaptureQueriesContext(connection) as reading:
            client.get(URL)
        return len(writing), len(reading)

    statements(6, "10")  # what is kept for everybody is kept from now on
    assert statements(1, "20") == statements(6, "30")


def test_every_cell_says_what_it_is(client: Client, bowls: list[Variant], cy: Person) -> None:
    client.force_login(cy)
    page = client.get(URL).content.decode()
    for label in LABELS.values():
        assert f'aria-label="{label}: Bowl 0 · S"' in page
    assert page.count('data-column="title"') == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_the_same_cell_at_the_same_moment_one_is_refused(
    shop: Shop, bowls: list[Variant], cy: Person
) -> None:
    for turn in range(6):
        start = threading.Barrier(2)
        seen = 5 + turn * 10

        def write(number: int, seen: int = seen, start: threading.Barrier = start) -> bool:
            try:
                start.wait(timeout=30)
                edit_table(shop, {bowls[0].pk: {"on_hand": Cell(seen, number)}}, by=cy)
            except CellsRefused:
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(write, [seen + 10, seen + 100]))
        assert sorted(done) == [False, True]
        Stock.objects.filter(variant=bowls[0]).update(on_hand=seen + 10)
    assert StockChange.objects.filter(variant=bowls[0], reason="counted").count() == 7
