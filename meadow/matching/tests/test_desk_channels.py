"""The desk's page of channels counts what is missing as the feeds do, and shows it to the shop's keepers only."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from meadow.goods.catalogues.gtin import is_gtin, plain_digits
from meadow.goods.feeds.google import Google
from meadow.goods.feeds.listings import Source
from meadow.goods.models.products import Category, Product, ProductPhoto, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.matching.channels.gathering import listings
from meadow.matching.channels.ground import Ground
from meadow.matching.channels.judging import REASONS, Judgement, judged, wanting
from meadow.people.models.persons import Person
from meadow.trade.tests.made import rate
from meadow.venue.notes.tests.made import photo_of

PAGE = "/desk/cy-clay/channels/"


@pytest.fixture
def manager(cy: Person, lamp_product: Product) -> Client:
    client = Client()
    client.force_login(cy)
    return client


def judgement(shop: Shop, channel: str = "google") -> Judgement:
    return next(one for one in judged(shop, Ground.of_now()) if one.channel == channel)


def reasons(shop: Shop, channel: str = "google") -> dict[str, int]:
    return {reason.code: count for reason, count, _refusing in judgement(shop, channel).reasons}


def test_what_a_bare_product_misses_is_named(lamp_product: Product, cy: Person) -> None:
    shop = lamp_product.shop
    assert reasons(shop) == {"no-photo": 1, "no-barcode": 1, "no-description": 1, "no-category": 1}
    assert (judgement(shop).taken, judgement(shop).refused) == (0, 1)
    assert judgement(shop, "acp").taken == 1

    shelf = Category.objects.create(slug="light", name="Light", google_id=594)
    lamp_product.categories.add(Category.objects.create(slug="lamps", name="Lamps", parent=shelf))
    ProductPhoto.objects.create(product=lamp_product, photo=photo_of(cy))
    Product.objects.update(description="<p>Warm.</p>")
    Variant.objects.update(barcode="4006381333931")

    assert reasons(shop) == {}
    assert (judgement(shop).taken, judgement(shop).refused) == (1, 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda shop, cy: Variant.objects.update(price=0), "no-price"),
        (lambda shop, cy: Variant.objects.update(is_active=False), "no-price"),
        (lambda shop, cy: Variant.objects.update(barcode="4006381333932"), "wrong-barcode"),
        (lambda shop, cy: Variant.objects.update(barcode="abc"), "wrong-barcode"),
        (lambda shop, cy: Product.objects.update(title="x" * 160), "long-title"),
        (lambda shop, cy: Product.objects.update(cover=photo_of(cy)), ""),
    ],
)
def test_each_thing_that_is_wrong_is_found(lamp_product: Product, cy: Person, change: object, code: str) -> None:
    before = reasons(lamp_product.shop)
    change(lamp_product.shop, cy)  # type: ignore[operator]  # a lambda of the list above
    assert set(reasons(lamp_product.shop)) - set(before) == ({code} if code else set())


def test_a_small_first_photo_is_told(lamp_product: Product, cy: Person) -> None:
    photo = photo_of(cy)
    Product.objects.update(cover=photo)
    assert "small-photo" not in reasons(lamp_product.shop)
    photo.width = 300
    photo.save()
    assert reasons(lamp_product.shop)["small-photo"] == 1


def test_the_page_leaves_out_what_the_feed_leaves_out(shop: Shop, cy: Person) -> None:
    photo = photo_of(cy)
    for number, (has_photo, price) in enumerate([(True, 100), (True, 0), (False, 100), (False, 0), (True, 5)]):
        product = Product.objects.create(shop=shop, handle=f"p{number}", title="Thing", status="active")
        variant = Variant.objects.create(product=product, price=price)
        Stock.objects.create(variant=variant, on_hand=1)
        if has_photo:
            ProductPhoto.objects.create(product=product, photo=photo)
    source = Source("", "", "", "en", "")
    pks = list(Product.objects.values_list("pk", flat=True))
    written = [text for one in listings(pks, Ground.of_now()) if (text := Google().listing(one, source))]

    assert len(written) == judgement(shop).taken == 2
    assert judgement(shop).refused == 3


DIGITS = st.text("0123456789", max_size=15) | st.text("0123456789 -x", max_size=16)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(codes=st.lists(DIGITS.filter(bool), min_size=5, max_size=20))
def test_the_database_tells_a_barcode_as_the_catalogues_do(lamp: Variant, codes: list[str]) -> None:
    reason = next(reason for reason in REASONS if reason.code == "wrong-barcode")
    for code in ["4006381333931", "96385074", "036000291452", "0036000291452", "978-3-16-148410-0", "00000000", *codes]:
        Variant.objects.filter(pk=lamp.pk).update(barcode=code)
        is_wrong = wanting(lamp.product.shop, reason, Ground.of_now()).exists()
        assert is_wrong is not is_gtin(plain_digits(code)), code


def test_the_page_tells_addresses_counts_and_the_way_to_mend(manager: Client, lamp_product: Product) -> None:
    html = manager.get(PAGE).content.decode()
    for file in ("google.xml", "meta.csv", "pinterest.csv", "acp.json"):
        assert f"/shops/cy-clay/feeds/{file}" in html
    assert "1 product would be refused and is left out." in html
    assert "0 of 1 product" in html
    assert "Your ways of sending name no country" in html
    assert 'href="/desk/cy-clay/channels/no-photo/"' in html

    html = manager.get(f"{PAGE}no-photo/").content.decode()
    assert f'href="/desk/cy-clay/products/{lamp_product.pk}/"' in html
    assert "No product is left here" in manager.get(f"{PAGE}long-title/").content.decode()
    assert manager.get(f"{PAGE}never/").status_code == 404


def test_addresses_follow_the_country_and_the_language(manager: Client, lamp_product: Product) -> None:
    rate(lamp_product.shop, name="Post", countries=["DE"], price=490)
    html = manager.get(f"{PAGE}?country=DE&language=zh-hans").content.decode()
    assert "google.xml?language=zh-hans&amp;country=DE" in html
    assert "name no country" not in html
    html = manager.get(f"{PAGE}?country=<x>&language=xx").content.decode()
    assert "google.xml?" not in html
    assert "<x>" not in html


def test_a_shop_that_is_away_is_told_so(manager: Client) -> None:
    Shop.objects.update(holiday_from="2026-01-01")
    assert "the feeds list nothing" in manager.get(PAGE).content.decode()
    Shop.objects.update(state=Shop.State.PREPARING)
    assert "as soon as the shop is open" in manager.get(PAGE).content.decode()


def test_only_keepers_see_the_page(client: Client, manager: Client, shop: Shop, ada: Person, bo: Person) -> None:
    Seat.objects.create(shop=shop, person=ada, role=Seat.Role.SUPPORT)
    for url in (PAGE, f"{PAGE}no-photo/"):
        assert client.get(url).status_code == 302
        for person in (ada, bo):
            other = Client()
            other.force_login(person)
            assert other.get(url).status_code == 404
        Seat.objects.filter(person=ada).update(role=Seat.Role.EDITOR)
        keeper = Client()
        keeper.force_login(ada)
        assert keeper.get(url).status_code == 200
        Seat.objects.filter(person=ada).update(role=Seat.Role.SUPPORT)


@pytest.mark.parametrize("url", [PAGE, f"{PAGE}no-photo/"])
def test_the_pages_cost_the_same_with_few_products_and_many(
    url: str,
    manager: Client,
    shop: Shop,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(12) as captured:
        manager.get(url)
    few = len(captured)
    for number in range(20):
        product = Product.objects.create(shop=shop, handle=f"p{number}", title="Thing", status="active")
        Variant.objects.create(product=product, price=1)
        Category.objects.create(slug=f"c{number}", name="Kind")
    with django_assert_num_queries(few):
        assert manager.get(url).status_code == 200
