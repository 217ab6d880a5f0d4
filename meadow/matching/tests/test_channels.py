"""Channels fetch what is on sale, all of it and nothing else, and fetch nothing twice."""

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from defusedxml import ElementTree
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meadow.goods.actions.stock import hold_stock
from meadow.goods.models.attributes import Attribute
from meadow.goods.models.products import Category, Product, ProductPhoto, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.matching.channels import pieces
from meadow.matching.channels.pieces import Feed
from meadow.people.models.persons import Person
from meadow.trade.models.shipping import ShippingRate
from meadow.trade.tests.made import rate
from meadow.venue.notes.tests.made import photo_of

G = "{http://base.google.com/ns/1.0}"
GOOGLE = "/shops/cy-clay/feeds/google.xml"


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every feed begins anew, and looks at once whether something changed."""
    caches["feeds"].clear()
    monkeypatch.setattr(pieces, "FRESH_SECONDS", 0)
    yield
    caches["feeds"].clear()


def body(client: Client, url: str, **headers: str) -> bytes:
    response = client.get(url, headers=headers)
    assert response.status_code == 200, url
    assert response.streaming
    return b"".join(response)


def items(client: Client, url: str = GOOGLE) -> list[dict[str, str]]:
    root = ElementTree.fromstring(body(client, url))
    return [
        {element.tag.removeprefix(G): element.text or "" for element in item} for item in root.iterfind("channel/item")
    ]


@pytest.fixture
def shown(lamp_product: Product, cy: Person) -> Product:
    """The lamp with two photos, in a shop that sends to Germany and to everywhere."""
    for position in range(2):
        ProductPhoto.objects.create(product=lamp_product, photo=photo_of(cy), position=position, alt=f"Side {position}")
    rate(lamp_product.shop, name="Post", countries=["DE"], price=490, free_from=100_00)
    rate(lamp_product.shop, name="By air", price=1990)
    return lamp_product


def test_google_is_told_everything_that_is_known(client: Client, shown: Product) -> None:
    home = Category.objects.create(slug="home", name="Home", google_id=536)
    light = Category.objects.create(slug="light", name="Lighting", parent=home)
    shown.categories.set([light])
    for slug, google_name in (("stoff", "material"), ("for", "gender"), ("care", "")):
        Attribute.objects.create(
            slug=slug,
            name=slug.title(),
            kind="choice",
            google_name=google_name,
            choices=[{"slug": "paper", "name": "Paper"}, {"slug": "unisex", "name": "Anybody"}],
        )
    Product.objects.update(
        attributes={"stoff": ["paper"], "for": "unisex", "care": "dust it", "never heard of": "x"},
        description="<p>Folded &amp; warm.</p>",
        options=["Colour"],
    )
    Variant.objects.update(
        option_values=["White"],
        compare_at=5900,
        barcode="4006381333931",
        weight_grams=800,
        length_mm=300,
        width_mm=300,
        height_mm=450,
        net_amount=2,
        net_unit="piece",
    )

    (item,) = items(client)

    lamp = Variant.objects.get()
    assert item["id"] == str(lamp.pk)
    assert item["title"] == "Paper lamp"
    assert item["link"].endswith("/shops/cy-clay/lamp/")
    assert item["description"] == "Folded & warm."
    assert item["product_type"] == "Home > Lighting"
    assert item["google_product_category"] == "536"
    assert (item["price"], item["sale_price"]) == ("59.00 USD", "49.00 USD")
    assert (item["gtin"], item["brand"]) == ("4006381333931", "Cy Clay")
    assert (item["color"], item["material"], item["gender"]) == ("White", "Paper", "unisex")
    assert (item["shipping_weight"], item["shipping_height"]) == ("800 g", "45 cm")
    assert item["unit_pricing_measure"] == "2 ct"
    assert item["availability"] == "in_stock"
    text = body(client, GOOGLE).decode()
    assert text.count("<g:country>") == 1
    assert "<g:price>4.90 USD</g:price>" in text
    assert "<g:attribute_name>Care</g:attribute_name><g:attribute_value>dust it<" in text
    text = body(client, f"{GOOGLE}?country=fr").decode()
    assert "<g:country>FR</g:country><g:service>By air</g:service><g:price>19.90 USD</g:price>" in text


def test_a_feed_speaks_the_language_that_its_address_names(client: Client, shown: Product) -> None:
    Product.objects.update(translations={"zh-hans": {"title": "纸灯"}})

    assert items(client, f"{GOOGLE}?language=zh-hans")[0]["title"] == "纸灯"
    headers = {"Accept-Language": "zh-hans"}  # a robot's language says nothing
    assert "Paper lamp" in body(client, GOOGLE, **headers).decode()
    for nonsense in ("language=xx", "country=ZZ", "country=<"):
        assert client.get(f"{GOOGLE}?{nonsense}").status_code == 404
    assert client.get("/shops/cy-clay/feeds/google.php").status_code == 404


def test_availability_follows_the_stock(client: Client, shown: Product, lamp: Variant) -> None:
    assert items(client)[0]["availability"] == "in_stock"

    hold_stock({lamp.pk: 1})
    assert items(client)[0]["availability"] == "out_of_stock"

    Stock.objects.update(sells_on=True)
    Product.objects.update(preorder_ships_on=timezone.localdate() + timedelta(days=30))
    (item,) = items(client)
    assert item["availability"] == "preorder"
    assert item["availability_date"].startswith((timezone.localdate() + timedelta(days=30)).isoformat())

    Product.objects.update(preorder_ships_on=timezone.localdate())
    assert items(client)[0]["availability"] == "in_stock"


def test_only_what_is_on_sale_is_listed(client: Client, shown: Product) -> None:
    Product.objects.create(shop=shown.shop, handle="draft", title="Draft")
    other = Shop.objects.create(handle="other", name="Other", state=Shop.State.SUSPENDED)
    Product.objects.create(shop=other, handle="cup", title="Cup", status="active")
    Variant.objects.create(product=shown, option_values=["Old"], price=100, is_active=False)

    assert [item["title"] for item in items(client, "/feeds/google.xml")] == ["Paper lamp"]
    assert client.get("/shops/other/feeds/google.xml").status_code == 404
    assert client.get("/shops/never/feeds/google.xml").status_code == 404


def test_a_shop_on_holiday_lists_nothing(client: Client, shown: Product) -> None:
    today = timezone.localdate()
    for begins, ends, listed in (
        (today - timedelta(days=3), None, 0),
        (today, today, 0),
        (today + timedelta(days=1), None, 1),
        (today - timedelta(days=3), today - timedelta(days=1), 1),
    ):
        Shop.objects.update(holiday_from=begins, holiday_until=ends)
        assert len(items(client)) == listed
        assert len(items(client, "/feeds/google.xml")) == listed


@pytest.mark.parametrize("file", pieces.FORMATS)
def test_nothing_is_sent_twice(client: Client, shown: Product, file: str) -> None:
    url = f"/shops/cy-clay/feeds/{file}"
    first = client.get(url)
    b"".join(first)

    for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = client.get(url, headers=header)
        assert again.status_code == 304
        assert again.content == b""
        assert again["ETag"] == first["ETag"]

    Variant.objects.update(price=5100)
    changed = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    text = b"".join(changed).decode()
    assert "51.00" in text or "5100" in text


CHANGES: dict[str, Any] = {
    "title": lambda: Product.objects.update(title="Lamp"),
    "price": lambda: Variant.objects.update(price=1),
    "sold out": lambda: Stock.objects.update(on_hand=0),
    "photo": lambda: ProductPhoto.objects.all().delete(),
    "alt": lambda: ProductPhoto.objects.update(alt="Another side"),
    "shelf": lambda: Category.objects.create(slug="home", name="Home").products.add(Product.objects.get()),
    "shop": lambda: Shop.objects.update(name="Clay"),
    "rate": lambda: ShippingRate.objects.update(price=1),
    "attribute": lambda: Attribute.objects.create(slug="a", name="A", kind="text"),
    "archived": lambda: Product.objects.update(status="archived"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_makes_another_feed(shown: Product, change: str) -> None:
    feed = Feed(shown.shop, "google.xml", "en")
    before, since = feed.state()
    assert feed.state() == (before, since)

    CHANGES[change]()

    assert feed.state()[0] != before


def test_whether_anything_changed_is_asked_once_a_minute(shown: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "FRESH_SECONDS", 60)
    feed = Feed(shown.shop, "google.xml", "en")
    before = feed.state()
    Product.objects.update(title="Lamp")

    with CaptureQueriesContext(connection) as captured:
        assert feed.state() == before
    assert not captured.captured_queries


def test_counting_stock_without_running_out_changes_nothing(shown: Product) -> None:
    feed = Feed(shown.shop, "google.xml", "en")
    before = feed.state()
    Stock.objects.update(on_hand=40)
    assert feed.state() == before


def many(shop: Shop, cy: Person, count: int) -> None:
    photo = photo_of(cy)
    products = Product.objects.bulk_create(
        Product(shop=shop, handle=f"p{n}", title=f"Thing {n}", status="active") for n in range(count)
    )
    variants = Variant.objects.bulk_create(
        Variant(product=product, sku=product.handle, price=100) for product in products
    )
    Stock.objects.bulk_create(Stock(variant=variant, on_hand=1) for variant in variants)
    ProductPhoto.objects.bulk_create(ProductPhoto(product=product, photo=photo) for product in products)


def test_a_long_feed_comes_in_pieces_of_which_only_changed_ones_are_read_again(
    client: Client, shop: Shop, cy: Person
) -> None:
    many(shop, cy, 1000)

    with CaptureQueriesContext(connection) as first:
        assert len(items(client)) == 1000
    with CaptureQueriesContext(connection) as second:
        assert {item["title"] for item in items(client)} == {f"Thing {n}" for n in range(1000)}
    Product.objects.filter(handle="p500").update(title="Changed")
    with CaptureQueriesContext(connection) as third:
        assert "Changed" in {item["title"] for item in items(client)}

    assert len(first) <= 70  # some statements for each of five or six pieces
    assert len(second) <= 8
    assert len(third) <= len(second) + 8
    products = json.loads(body(client, "/shops/cy-clay/feeds/acp.json"))["products"]
    assert [product["title"] for product in products].count("Changed") == 1
    assert len(products) == 1000


def test_one_less_in_the_middle_moves_no_other_piece(shop: Shop, cy: Person) -> None:
    many(shop, cy, 1000)
    feed = Feed(shop, "google.xml", "en")
    before = [digest for _pks, digest in feed._cuts()]

    Product.objects.filter(handle="p500").update(status="archived")

    after = [digest for _pks, digest in feed._cuts()]
    assert len(set(before) - set(after)) == 1


def test_a_feed_is_compressed_for_who_can_read_that(client: Client, shown: Product) -> None:
    response = client.get(GOOGLE, headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert b"Paper lamp" in gzip.decompress(b"".join(response))
    assert client.head(GOOGLE).status_code == 200


def test_nobody_fetches_feeds_without_end(client: Client, shown: Product) -> None:
    codes = [client.head(GOOGLE).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]
