"""What goods are like: told on their pages, and asked for on their shelves."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meadow.goods.actions.attributes import bring_taxonomy
from meadow.goods.models.products import Category, Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.models.stock import BundlePart
from meadow.people.models.persons import Person
from meadow.venue.notes.tests.made import note_of


@pytest.fixture(autouse=True)
def taxonomy(db: None) -> None:
    bring_taxonomy()


def shelf(slug: str) -> Category:
    return Category.objects.get(slug=slug)


def page(client: Client, url: str, language: str = "en") -> str:
    response = client.get(url, headers={"Accept-Language": language})
    assert response.status_code == 200
    return response.content.decode()


def cup(shop: Shop, title: str, **attributes: object) -> Product:
    product = Product.objects.create(
        shop=shop,
        handle=title.lower().replace(" ", "-"),
        title=title,
        status="active",
        published_at=timezone.now(),
        attributes=attributes,
        in_stock=True,
        price_from=100,
        price_to=100,
    )
    product.categories.add(shelf("cups"))
    variant = Variant.objects.create(product=product, price=100)
    Stock.objects.create(variant=variant, on_hand=5)
    return product


def test_a_product_tells_what_it_is_like_in_both_languages(client: Client, lamp_product: Product) -> None:
    Product.objects.update(
        attributes={"material": ["paper", "wood"], "power": "usb", "handmade": True, "burning-time": 5, "gone": "x"},
        origin="JP",
        brand="Andō",
        care="Dust it.",
        size_table={"columns": ["Size", "Height"], "rows": [["S", "20"], ["L", "40"]]},
    )
    Variant.objects.update(length_mm=200, width_mm=155, weight_grams=1500, net_amount=Decimal("200"), net_unit="ml")

    html = page(client, "/shops/cy-clay/lamp/")
    for said in ("Paper, Wood", "USB", "<dd>Yes</dd>", "5 h", "Japan", "Andō", "Dust it.", "20 × 15.5 cm", "1.5 kg"):
        assert said in html, said
    assert '<th scope="col">Height</th>' in html
    assert "200 ml" in html
    assert "$24.50 / 100 ml" in html
    chinese = page(client, "/shops/cy-clay/lamp/", "zh-hans")
    assert "<dt>材质</dt><dd>纸" in chinese
    assert "日本" in chinese
    assert "<dt>gone</dt>" not in html


def test_the_price_of_a_unit_stands_on_cards_too(client: Client, lamp: Variant) -> None:
    Variant.objects.update(net_amount=Decimal("0.5"), net_unit="kg")
    assert "$98.00 / kg" in page(client, "/products/")


def test_a_bundle_a_file_and_a_pre_order_say_what_they_are(client: Client, lamp: Variant, shop: Shop) -> None:
    one = cup(shop, "Tea")
    Product.objects.filter(pk=one.pk).update(kind=Product.Kind.BUNDLE)
    BundlePart.objects.create(bundle=one.variants.get(), part=lamp, quantity=3)
    html = page(client, "/shops/cy-clay/tea/")
    assert "What is in it" in html
    assert "3 ×" in html
    assert "Paper lamp" in html

    Product.objects.filter(pk=one.pk).update(kind=Product.Kind.DIGITAL)
    assert "A download" in page(client, "/shops/cy-clay/tea/")
    day = timezone.localdate() + timedelta(days=9)
    Product.objects.filter(pk=lamp.product_id).update(preorder_ships_on=day)
    assert "Pre-order: it is sent from" in page(client, "/shops/cy-clay/lamp/")


def test_a_shelf_is_narrowed_down_by_what_goods_are_like(client: Client, shop: Shop) -> None:
    cup(shop, "Redcup", color=["red", "white"], material=["stoneware"])
    cup(shop, "Bluecup", color=["blue"], material=["stoneware"])
    cup(shop, "Plaincup")

    def shown(query: str) -> set[str]:
        html = page(client, f"/products/?category=table{query}")
        return {title for title in ("Redcup", "Bluecup", "Plaincup") if f">{title}<" in html}

    assert shown("") == {"Redcup", "Bluecup", "Plaincup"}
    assert shown("&with-color=white") == {"Redcup"}
    assert shown("&with-material=stoneware") == {"Redcup", "Bluecup"}
    assert shown("&with-material=stoneware&with-color=blue") == {"Bluecup"}
    assert shown("&with-color=green") == set()
    assert shown("&with-color=never&with-size=XL") == {"Redcup", "Bluecup", "Plaincup"}
    assert "Nothing here is like that" in page(client, "/products/?category=cups&with-color=green")
    html = page(client, "/products/?category=cups&with-color=red")
    assert "category=cups&amp;with-color=red&amp;sort=cheapest" in html


def test_yes_and_no_narrow_down_too(client: Client, shop: Shop) -> None:
    cup(shop, "Sturdy", **{"dishwasher-safe": True})
    cup(shop, "Delicate", **{"dishwasher-safe": False})
    html = page(client, "/products/?category=cups&with-dishwasher-safe=yes")
    assert ">Sturdy<" in html
    assert ">Delicate<" not in html


@pytest.mark.parametrize("query", ["category=cups", "category=cups&with-color=red"])
def test_filters_cost_the_same_for_few_and_many(
    client: Client, shop: Shop, query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def statements() -> int:
        with django_assert_max_num_queries(9) as captured:
            page(client, f"/products/?{query}")
        return len(captured)

    cup(shop, "First", color=["red"])
    statements()
    cup(shop, "Second", color=["red"])
    few = statements()
    for number in range(6):
        cup(shop, f"More {number}", color=["red"])
    assert statements() == few


def test_a_note_tells_the_lowest_price_of_what_it_shows(client: Client, lamp_product: Product, ada: Person) -> None:
    lamp = lamp_product.variants.get()
    now = timezone.now()
    for price, days in ((4500, 20), (4900, 1)):
        lamp.price_changes.create(price=price, at=now - timedelta(days=days))
    Variant.objects.update(compare_at=6000)
    Product.objects.update(compare_at_from=6000)

    note = note_of(ada, products=(lamp_product,))

    assert "Lowest price of the last 30 days: $45.00" in page(client, note.get_absolute_url())
