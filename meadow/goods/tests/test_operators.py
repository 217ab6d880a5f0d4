"""The operators' view of people and goods: complete, searchable, and careful with money and stock."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from meadow.goods.models.products import Product, Stock, Variant
from meadow.people.models.persons import Address, Block, Follow, Person
from meadow.people.models.photos import Photo

MODELS = [model for model in admin.site._registry if model._meta.app_label in {"people", "goods"}]


@pytest.fixture
def one_of_each(lamp: Variant, ada: Person, bo: Person) -> None:
    Follow.objects.create(follower=ada, followed=bo)
    Block.objects.create(by=bo, blocked=ada)
    Address.objects.create(person=ada, name="Ada", country="DE", city="Berlin", street="1")
    photo = Photo.objects.create(by=ada, name="photos/a.jpg", width=1, height=1, placeholder="")
    lamp.product.photos.create(photo=photo)
    lamp.price_changes.create(price=1)


def test_everything_is_registered() -> None:
    assert len(MODELS) == 15


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.model_name)
def test_operators_list_search_and_open_every_row(
    client: Client, di: Person, one_of_each: None, model: type[Product]
) -> None:
    client.force_login(di)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert client.get(reverse(f"{name}_changelist"), {"q": "a"}).status_code == 200
    for row in model._default_manager.all()[:1]:
        assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200


def test_members_and_managers_are_not_operators(client: Client, cy: Person) -> None:
    client.force_login(cy)
    assert client.get("/operators/people/person/").status_code == 302


def test_an_operator_opens_an_account_with_a_password(client: Client, di: Person) -> None:
    client.force_login(di)
    new = {"email": "New@Example.org", "handle": "new.one", "name": "New", "usable_password": "true"}
    client.post(
        "/operators/people/person/add/",
        new | {"password1": "a long and calm river", "password2": "a long and calm river"},
    )
    person = Person.objects.get(handle="new.one")
    assert person.email == "new@example.org"
    assert person.check_password("a long and calm river")
    page = client.get(f"/operators/people/person/{person.pk}/change/").content.decode()
    assert person.password not in page
    assert client.get(f"/operators/people/person/{person.pk}/password/").status_code == 200


def test_money_and_stock_are_not_typed_over(client: Client, di: Person, lamp: Variant) -> None:
    client.force_login(di)
    client.post(f"/operators/goods/variant/{lamp.pk}/change/", {"price": "1"})
    client.post(f"/operators/goods/stock/{lamp.stock.pk}/change/", {"on_hand": "99"})
    lamp.refresh_from_db()
    assert lamp.price == 4900
    assert Stock.objects.get().on_hand == 1
