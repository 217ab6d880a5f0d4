"""What holds for the whole house: its doors have the names that rooms link to, and operators can open every list."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db.models import Field, Model
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from meadow.people.models.persons import Person

# Whatever templates of any room may link to, and how many parts of the address each takes.
DOORS = {
    "language": 0,
    "account_login": 0,
    "account_signup": 0,
    "account_logout": 0,
    "admin:index": 0,
    "web:design": 0,
    "people:person": 1,
    "people:following": 1,
    "people:block": 1,
    "people:me": 0,
    "people:addresses": 0,
    "people:address": 1,
    "people:photos": 0,
    "people:crop": 1,
    "people:pass": 0,
    "goods:desk": 0,
    "goods:desk-products": 1,
    "goods:desk-product-new": 1,
    "goods:desk-product": 2,
    "goods:desk-shop": 1,
    "goods:desk-team": 1,
    "direct:conversations": 0,
    "direct:person": 1,
    "direct:shop": 1,
    "notes:note": 1,
    "notes:compose": 0,
    "notes:edit": 1,
    "notes:deletion": 1,
    "notes:like": 1,
    "notes:ask": 1,
    "notes:opening": 0,
    "notes:saving": 1,
    "notes:comments": 1,
    "notes:comment": 1,
    "notes:comment-hiding": 1,
    "notes:comment-pin": 1,
    "notes:collections": 0,
    "notes:collection": 1,
    "notes:drafts": 0,
    "notes:hashtag": 1,
    "notes:desk": 1,
    "notes:product-search": 0,
    "trade:cart": 0,
    "trade:cart-lines": 0,
    "trade:cart-line": 1,
    "trade:checkout": 0,
    "trade:payment": 1,
    "trade:order": 1,
    "trade:orders": 0,
    "trade:receipt": 1,
    "trade:cancellation": 1,
    "trade:desk-orders": 1,
    "trade:desk-order": 2,
    "trade:shipment": 2,
    "trade:desk-shipping": 1,
    "trade:stripe-notices": 0,
    "trade:alipay-notices": 0,
    "trade:wechat-notices": 0,
    "matching:home": 0,
    "matching:following": 0,
    "matching:products": 0,
    "matching:product": 2,
    "matching:shops": 0,
    "matching:shop": 1,
}


@pytest.fixture
def operator(di: Person) -> Client:
    client = Client()
    client.force_login(di, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_operators_can_open_every_list(operator: Client, model: type[Model], lamp_product: object) -> None:
    meta = model._meta

    assert operator.get(reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")).status_code == 200


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_operators_can_add_what_may_be_added(operator: Client, model: type[Model]) -> None:
    meta = model._meta

    assert operator.get(reverse(f"admin:{meta.app_label}_{meta.model_name}_add")).status_code in {200, 403}


@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models() if model.__module__.startswith("meadow.") and model in admin.site._registry],
    ids=lambda model: model._meta.label_lower,
)
def test_operators_read_every_name_in_chinese(model: type[Model]) -> None:
    meta = model._meta
    names = [meta.verbose_name, meta.verbose_name_plural]
    names += [field.verbose_name for field in meta.get_fields() if isinstance(field, Field) and not field.primary_key]

    with override("zh-hans"):
        assert [str(name) for name in names if str(name).isascii()] in ([], ["SKU"])


@pytest.mark.parametrize(("name", "parts"), DOORS.items())
def test_every_door_is_where_others_look_for_it(name: str, parts: int) -> None:
    assert reverse(name, args=[1] * parts)


def test_the_list_of_events_is_what_the_code_says() -> None:
    call_command("events", check=True)
