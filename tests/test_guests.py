"""Pages kept for guests never show one visitor what belongs to another."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.venue.notes.models.notes import Note
from tests.cast import published


@pytest.fixture(autouse=True)
def _keep_pages(settings: Settings) -> None:
    settings.MEADOW_GUEST_SECONDS = 60
    caches["guests"].clear()


@pytest.fixture
def note(ada: Person) -> Note:
    return published(ada, "Lamp at dusk")


def _addresses(note: Note, product: Product) -> list[str]:
    return ["/", "/products/", "/shops/", note.get_absolute_url(), product.get_absolute_url(), "/shops/cy-clay/"]


def test_a_guest_never_sees_what_a_member_saw(ada: Person, note: Note, lamp_product: Product) -> None:
    member = Client()
    member.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
    for address in _addresses(note, lamp_product):
        assert "/me/" in member.get(address).content.decode()

        seen = Client().get(address).content.decode()

        assert reverse("account_login") in seen, address
        assert "data-person" not in seen, address
        assert reverse("account_logout") not in seen, address


def test_a_member_never_sees_what_was_kept_for_guests(
    ada: Person, bo: Person, note: Note, lamp_product: Product
) -> None:
    for address in _addresses(note, lamp_product):
        Client().get(address)
        for person in (ada, bo):
            member = Client()
            member.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

            seen = member.get(address).content.decode()

            assert f'data-person="{person.pk}"' in seen, address


def test_each_guest_gets_a_token_of_their_own(note: Note, lamp_product: Product) -> None:
    address = lamp_product.get_absolute_url()
    one, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    pages = [client.get(address).content.decode() for client in (one, other)]
    tokens = [page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0] for page in pages]

    assert one.cookies["csrftoken"].value != other.cookies["csrftoken"].value
    form = {"variant": lamp_product.variants.get().pk, "quantity": 1}
    taken = one.post(reverse("trade:cart-lines"), {**form, "csrfmiddlewaretoken": tokens[0]})
    stolen = other.post(reverse("trade:cart-lines"), {**form, "csrfmiddlewaretoken": tokens[0]})
    assert taken.status_code == 302
    assert stolen.status_code == 403


def test_a_guest_with_a_cart_sees_their_own_cart_and_nobody_elses(note: Note, lamp_product: Product) -> None:
    shopper = Client()
    shopper.get("/")
    shopper.post(reverse("trade:cart-lines"), {"variant": lamp_product.variants.get().pk, "quantity": 1})

    assert '<span class="count">1</span>' in shopper.get("/").content.decode()
    assert '<span class="count">' not in Client().get("/").content.decode()


def test_language_and_theme_are_kept_apart(note: Note) -> None:
    assert 'lang="en"' in Client().get("/").content.decode()
    assert 'lang="zh-hans"' in Client(HTTP_ACCEPT_LANGUAGE="zh-CN").get("/").content.decode()
    dark = Client()
    dark.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in dark.get("/").content.decode()
    assert 'data-theme="' not in Client().get("/").content.decode()


def test_what_is_kept_costs_no_statement(
    note: Note, lamp_product: Product, django_assert_num_queries: "pytest.FixtureRequest"
) -> None:
    for address in _addresses(note, lamp_product):
        Client().get(address)
        with django_assert_num_queries(0):  # type: ignore[operator]  # pytest-django names no public type for it
            Client().get(address)


def test_what_a_visitor_makes_up_does_not_fill_the_cache(note: Note) -> None:
    def statements(address: str, theme: str) -> int:
        visitor = Client()
        visitor.cookies["theme"] = theme
        with CaptureQueriesContext(connection) as seen:
            visitor.get(address)
        return len(seen)

    assert statements("/", "none-of-them") > 0
    assert statements("/", "another") == 0, "an unknown theme is no theme"
    assert statements("/?made=up", "dark") > 0
    assert statements("/?made=up", "dark") > 0
