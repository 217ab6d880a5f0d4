"""Product and shop pages: what can be chosen, what it costs, and to whom they open."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meadow.goods.models.products import Category, PriceChange, Product, ProductPhoto, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.trade.tests.made import rate
from meadow.venue.notes.tests.made import note_of, photo_of
from tests.cast import person

EVIL = "</script><script>alert(1)</script>"


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def variant_of(product: Product, *values: str, on_hand: int = 1, price: int = 4900, **fields: object) -> Variant:
    variant = Variant.objects.create(product=product, option_values=list(values), price=price, **fields)
    Stock.objects.create(variant=variant, on_hand=on_hand)
    return variant


@pytest.fixture
def cups(shop: Shop) -> Product:
    """A cup in two sizes and two glazes; the small oat one is sold out, the large moss one was never made."""
    product = Product.objects.create(
        shop=shop,
        handle="cup",
        title="Cup",
        status="active",
        published_at=timezone.now(),
        options=["Size", "Glaze"],
        price_from=1800,
        price_to=2400,
        in_stock=True,
    )
    variant_of(product, "Small", "Oat", on_hand=0, price=1800)
    variant_of(product, "Small", "Moss", price=1800)
    variant_of(product, "Large", "Oat", on_hand=9, price=2400)
    return product


def test_a_variant_is_chosen_by_links(client: Client, cups: Product) -> None:
    small_oat, small_moss, large_oat = cups.variants.all()

    html = page(client, "/shops/cy-clay/cup/")
    assert f'name="variant" value="{small_moss.pk}"' in html
    assert "$18.00" in html
    assert "Only 1 left" in html
    assert f'href="?variant={small_oat.pk}"' in html
    assert f'href="?variant={large_oat.pk}"' in html

    html = page(client, f"/shops/cy-clay/cup/?variant={large_oat.pk}")
    assert "$24.00" in html
    assert "In stock" in html
    html = page(client, f"/shops/cy-clay/cup/?variant={small_oat.pk}")
    assert f'name="variant" value="{small_oat.pk}"' in html
    assert "Sold out" in html
    assert "Tell me when it is back" in html
    assert "Add to cart" not in html
    page(client, "/shops/cy-clay/cup/?variant=999999", 404)
    page(client, "/shops/cy-clay/cup/?variant=x", 404)


def test_a_reduced_price_names_the_lowest_of_thirty_days(client: Client, lamp: Variant) -> None:
    now = timezone.now()
    for price, days in ((5900, 90), (4500, 20), (6000, 10), (4900, 1)):
        PriceChange.objects.create(variant=lamp, price=price, at=now - timedelta(days=days))
    assert "Lowest price" not in page(client, "/shops/cy-clay/lamp/")

    Variant.objects.filter(pk=lamp.pk).update(compare_at=6000)

    html = page(client, "/shops/cy-clay/lamp/")
    assert "Lowest price of the last 30 days: $45.00" in html
    assert "$60.00" in html


def test_the_page_knows_the_note_that_led_here(client: Client, ada: Person, lamp_product: Product) -> None:
    showing, other = note_of(ada, products=(lamp_product,), title="With the lamp"), note_of(ada, title="Without")

    html = page(client, f"/shops/cy-clay/lamp/?note={showing.pk}")
    assert f'name="note" value="{showing.pk}"' in html
    assert "With the lamp" in html
    assert 'name="note"' not in page(client, f"/shops/cy-clay/lamp/?note={other.pk}")
    assert 'name="note"' not in page(client, "/shops/cy-clay/lamp/?note=x")


def test_only_the_team_sees_what_is_not_on_sale(client: Client, cy: Person, bo: Person, lamp_product: Product) -> None:
    Product.objects.update(status=Product.Status.DRAFT)
    team, stranger = Client(), Client()
    team.force_login(cy)
    stranger.force_login(bo)

    assert "Only your team sees this product" in page(team, "/shops/cy-clay/lamp/")
    page(client, "/shops/cy-clay/lamp/", 404)
    page(stranger, "/shops/cy-clay/lamp/", 404)
    Shop.objects.update(state=Shop.State.CLOSED)
    assert "it is closed" in page(team, "/shops/cy-clay/")
    page(client, "/shops/cy-clay/", 404)
    assert "Cy Clay" not in page(client, "/shops/")


def test_machines_read_the_product_and_nothing_typed_ends_the_block(client: Client, lamp_product: Product) -> None:
    Product.objects.update(title=f"Lamp {EVIL}", brand=f"B {EVIL}")
    Variant.objects.update(sku=f"S {EVIL}")

    html = page(client, "/shops/cy-clay/lamp/")

    assert "<script>alert" not in html
    data = json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert data["name"] == f"Lamp {EVIL}"
    assert data["offers"]["price"] == "49.00"
    assert data["offers"]["priceCurrency"] == "USD"
    assert data["offers"]["availability"] == "https://schema.org/InStock"


def test_shelves_hold_what_stands_below_them(client: Client, lamp_product: Product, cups: Product) -> None:
    home = Category.objects.create(slug="home", name="Home")
    light = Category.objects.create(slug="light", name="Light", parent=home)
    table = Category.objects.create(slug="table", name="Table", translations={"zh-hans": {"name": "餐桌"}})
    lamp_product.categories.set([home, light])
    cups.categories.add(table)

    html = page(client, "/products/?category=home")
    assert html.count("Paper lamp") == 1
    assert "Cup" not in html
    assert "Paper lamp" in page(client, "/products/?category=light")
    html = page(client, "/products/?sort=cheapest")
    assert html.index(">Cup<") < html.index(">Paper lamp<")
    html = page(client, "/products/?sort=dearest")
    assert html.index(">Cup<") > html.index(">Paper lamp<")
    assert "餐桌" in client.get("/products/", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert page(client, "/products/?category=never&sort=odd").count("<article") == 2


def test_shelves_on_which_nothing_stands_are_not_shown(client: Client, lamp_product: Product, cups: Product) -> None:
    home = Category.objects.create(slug="home", name="Home")
    light = Category.objects.create(slug="light", name="Light", parent=home)
    Category.objects.create(slug="shoes", name="Shoes")
    table = Category.objects.create(slug="table", name="Table")
    lamp_product.categories.add(light)
    cups.categories.add(table)
    Product.objects.filter(pk=cups.pk).update(status=Product.Status.DRAFT)

    shown = client.get("/products/").context["shelves"]

    assert [shelf.slug for shelf in shown] == ["home"]
    assert [shelf.slug for shelf in client.get("/products/?category=home").context["shelves"]] == ["light"]


def test_all_products_come_once(client: Client, shop: Shop) -> None:
    now = timezone.now()
    Product.objects.bulk_create(
        [
            Product(shop=shop, handle=f"p{n}", title=f"Thing {n}.", status="active", published_at=now, price_from=n % 3)
            for n in range(60)
        ]
    )
    for sort in ("newest", "cheapest", "dearest"):
        html, url = "", f"/products/?sort={sort}"
        while url:
            leaf = page(client, url)
            html += leaf
            url = ""
            if 'rel="next"' in leaf:
                url = "/products/" + leaf.split('class="more"')[1].split('href="')[1].split('"')[0].replace(
                    "&amp;", "&"
                )
        assert all(html.count(f">Thing {n}.<") == 1 for n in range(60)), sort


def test_a_shop_tells_who_runs_it(client: Client, ada: Person, shop: Shop, lamp_product: Product) -> None:
    Seat.objects.create(shop=shop, person=ada, role=Seat.Role.SUPPORT)
    note_of(ada, products=(lamp_product,), title="With the lamp")

    html = page(client, "/shops/cy-clay/")
    assert "thrown by hand" in html
    assert "/people/cy.potter/" in html
    assert "/people/ada/" not in html
    assert "Paper lamp" in html
    assert "With the lamp" in page(client, "/shops/cy-clay/?tab=notes")


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/?language=all",
        "/following/",
        "/products/",
        "/products/?category=light&sort=cheapest",
        "/shops/cy-clay/lamp/",
        "/shops/",
        "/shops/cy-clay/",
        "/shops/cy-clay/?tab=notes",
    ],
)
def test_every_page_costs_the_same_with_few_rows_and_many(
    url: str,
    signed_in: bool,
    ada: Person,
    bo: Person,
    lamp_product: Product,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = Client()
    if signed_in:
        client.force_login(bo)
    shop, light = lamp_product.shop, Category.objects.create(slug="light", name="Light")
    bo.following.create(followed=ada)
    lamp_product.categories.add(light)

    def grow(times: int) -> None:
        for _ in range(times):
            number = Product.objects.count()
            other = Product.objects.create(
                shop=shop,
                handle=f"p{number}",
                title="Thing",
                status="active",
                published_at=timezone.now(),
                cover=photo_of(ada),
                in_stock=True,
            )
            other.categories.add(light)
            ProductPhoto.objects.create(product=lamp_product, photo=photo_of(ada), position=number)
            variant_of(lamp_product, f"Size {number}")
            note_of(ada, products=(lamp_product,))
            rate(shop, name="Post", price=500)
            Category.objects.create(slug=f"c{number}", name="Kind")
            Shop.objects.create(handle=f"s{number}", name="Shop", picture=photo_of(ada))
            Seat.objects.create(shop=shop, person=person(f"owner{number}"), role=Seat.Role.OWNER)

    def statements() -> int:
        with django_assert_max_num_queries(20) as captured:
            client.get(url)
        return len(captured)

    grow(2)
    statements()  # every kind of thing has been kept once
    grow(1)
    few = statements()
    grow(5)
    assert statements() == few


@pytest.mark.parametrize(("url", "most"), [("/", 2), ("/products/", 2), ("/shops/cy-clay/lamp/", 8)])
def test_what_is_kept_leaves_few_statements_for_a_guest(
    client: Client,
    url: str,
    most: int,
    ada: Person,
    lamp_product: Product,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    note_of(ada, products=(lamp_product,))
    client.get(url)

    with django_assert_num_queries(most):
        client.get(url)
    assert "sessionid" not in client.cookies
