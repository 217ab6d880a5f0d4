"""Cards that are kept show everybody the same, and never what is no longer so."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.matching.cards import marked_products, product_cards
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.venue.notes.actions.collections import save_note
from meadow.venue.notes.actions.likes import like_note
from meadow.venue.notes.cards import marked_notes, note_cards
from meadow.venue.notes.models.notes import Note
from meadow.venue.notes.tests.made import note_of, photo_of


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    caches["fragments"].clear()
    yield
    caches["fragments"].clear()


def cards() -> str:
    return "".join(note_cards(list(marked_notes(Note.objects.order_by("-pk")))))


def shelf() -> str:
    return "".join(product_cards(list(marked_products(Product.objects.order_by("pk")))))


def test_what_was_rendered_for_ada_shows_bo_nothing_of_ada(
    ada: Person, bo: Person, bai: Person, lamp_product: Product
) -> None:
    note = note_of(bai, title="Of Bai", products=(lamp_product,))
    like_note(note, by=ada)
    save_note(note, by=ada)
    urls = (
        "/",
        "/?language=all",
        "/products/",
        "/shops/",
        "/shops/cy-clay/",
        "/shops/cy-clay/?tab=notes",
        "/shops/cy-clay/lamp/",
    )
    for reader in (ada, bo, None):
        client = Client()
        if reader is not None:
            client.force_login(reader)
        for url in urls:
            html = client.get(url).content.decode()
            assert ("/people/ada/" in html) is (reader == ada), url
            assert (f'data-person="{ada.pk}"' in html) is (reader == ada), url
    kept = cards() + shelf()
    assert "Of Bai" in kept
    assert not [word for word in ("csrf", "<form", "aria-pressed", "Ada") if word in kept]


def test_a_second_reader_costs_one_statement(
    ada: Person, bo: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for author in (ada, bo):
        note_of(author)

    with django_assert_num_queries(2):
        first = cards()
    with django_assert_num_queries(1):
        assert cards() == first


def test_a_card_follows_what_it_shows(ada: Person, bo: Person) -> None:
    note = note_of(ada, title="Evening")
    before = cards()

    like_note(note, by=bo)
    liked = cards()
    assert liked != before
    Person.objects.filter(pk=ada.pk).update(name="Ada Lovelace")
    assert "Ada Lovelace" in cards()
    Person.objects.filter(pk=ada.pk).update(picture=photo_of(ada))
    faced = cards()
    assert faced.count("<img") > liked.count("<img")
    assert note.cover_id
    Photo.objects.filter(pk=note.cover_id).update(
        state=Photo.State.READY, sizes=[{"width": 360, "height": 480, "kind": "webp", "name": "photos/aa/small.webp"}]
    )
    assert "small.webp" in cards()


def test_a_product_card_follows_prices_stock_and_shop(lamp_product: Product, shop: Shop) -> None:
    assert "$49.00" in shelf()

    Product.objects.update(price_from=3900, price_to=3900)
    assert "$39.00" in shelf()
    Product.objects.update(in_stock=False)
    assert "Sold out" in shelf()
    Shop.objects.update(name="Clay and Light", translations={"zh-hans": {"name": "陶与光"}})
    assert "Clay and Light" in shelf()
    with override("zh-hans"):
        assert "陶与光" in shelf()


def test_a_card_escapes_what_was_typed(ada: Person, lamp_product: Product) -> None:
    evil = "<script>alert(1)</script>"
    note_of(ada, title=evil)
    Product.objects.update(title=evil)

    assert "<script" not in cards() + shelf()
