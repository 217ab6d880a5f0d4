"""Wishes for what is sold out: made, taken back, and answered once when it can be had again."""

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meadow.goods.actions import wishes
from meadow.goods.actions.wishes import tell_who_waits, wish_for
from meadow.goods.back_in_stock import back_in_stock_letter
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.stock import StockWish
from meadow.goods.refusals import StillInStock, TooManyWishes
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.plumbing.models import Announcement


@pytest.fixture
def gone(lamp: Variant) -> Variant:
    """A lamp that is sold out."""
    Stock.objects.update(on_hand=0)
    Product.objects.update(in_stock=False)
    return Variant.objects.select_related("product__shop", "stock").get()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_who_waits_is_told_once_when_it_is_back(ada: Person, bo: Person, gone: Variant) -> None:
    for person in (ada, bo, ada):
        wish_for(gone, by=person)
    assert StockWish.objects.count() == 2
    assert tell_who_waits() == 0
    Stock.objects.update(on_hand=1)
    assert tell_who_waits() == 2
    assert tell_who_waits() == 0
    assert announced() == ["goods.back_in_stock"]
    assert Announcement.objects.get().data["members"] == [ada.pk, bo.pk]


@pytest.mark.parametrize("why", ["held", "archived", "inactive"])
def test_nobody_is_told_of_what_cannot_be_bought(ada: Person, gone: Variant, why: str) -> None:
    wish_for(gone, by=ada)
    Stock.objects.update(on_hand=1, held=int(why == "held"))
    if why == "archived":
        Product.objects.update(status=Product.Status.ARCHIVED)
    if why == "inactive":
        Variant.objects.update(is_active=False)
    assert tell_who_waits() == 0
    assert announced() == []


def test_what_is_there_needs_no_wish(ada: Person, lamp: Variant) -> None:
    with pytest.raises(StillInStock, match="“Paper lamp” can be had right now"):
        wish_for(Variant.objects.select_related("product", "stock").get(), by=ada)
    assert not StockWish.objects.exists()


def test_wishes_have_an_end(ada: Person, gone: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wishes, "MOST", 0)
    with pytest.raises(TooManyWishes, match="waiting for 0 things"):
        wish_for(gone, by=ada)
    assert not StockWish.objects.exists()


def test_the_letter_is_in_the_reader_s_language_and_leads_to_the_product(ada: Person, gone: Variant) -> None:
    back_in_stock_letter(person=ada.pk, variant=gone.pk)
    (letter,) = mail.outbox
    assert letter.subject == "Paper lamp can be had again"
    assert f"/shops/cy-clay/lamp/?variant={gone.pk}" in letter.body


def test_members_wish_at_the_product_and_take_it_back(ada: Person, bo: Person, gone: Variant) -> None:
    client = signed_in(ada)
    assert "Tell me when it is back" in client.get(gone.product.get_absolute_url()).content.decode()
    assert client.post("/me/wishes/", {"variant": gone.pk}).status_code == 302
    wish = StockWish.objects.get()
    assert "Paper lamp" in client.get("/me/wishes/").content.decode()
    assert signed_in(bo).post(f"/me/wishes/{wish.pk}/").status_code == 404
    assert client.post(f"/me/wishes/{wish.pk}/").status_code == 302
    assert not StockWish.objects.exists()
    assert client.post("/me/wishes/", {"variant": "x"}).status_code == 404
    assert Client().get("/me/wishes/").status_code == 302


def test_a_long_list_costs_as_many_statements_as_a_short_one(ada: Person, gone: Variant) -> None:
    client = signed_in(ada)
    wish_for(gone, by=ada)
    client.get("/me/wishes/")
    with CaptureQueriesContext(connection) as few:
        client.get("/me/wishes/")
    more = Variant.objects.bulk_create(Variant(product=gone.product, option_values=[str(n)], price=1) for n in range(5))
    Stock.objects.bulk_create(Stock(variant=variant) for variant in more)
    StockWish.objects.bulk_create(StockWish(member=ada, variant=variant) for variant in more)
    with CaptureQueriesContext(connection) as many:
        assert client.get("/me/wishes/").content.decode().count("Wait no more") == 6
    assert len(few) == len(many)
