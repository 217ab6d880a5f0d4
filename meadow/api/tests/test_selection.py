"""What is open to buyers over the API: for buyers only, and the same as on the page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.actions.agreements import pick
from meadow.trade.actions.offers import lay_out_offers
from meadow.trade.models.plans import SampleKind
from meadow.trade.tests.cooperating import plan
from meadow.trade.tests.test_cooperation_pages import cup
from meadow.trade.tests.test_pages import signed_in

URL = "/api/selection"


def test_guests_and_other_members_are_turned_away(ada: Person, shop: Shop, client: Client) -> None:
    thing = cup(shop)
    plan(shop)
    for path in (URL, f"{URL}/product_{thing.pk}"):
        guest, member = client.get(path), signed_in(ada).get(path)
        assert (guest.status_code, member.status_code) == (401, 403)
        assert guest["Content-Type"] == member["Content-Type"] == "application/problem+json"
        assert "Cup" not in guest.content.decode() + member.content.decode()


def test_an_offer_says_what_the_page_says(bai: Person, shop: Shop) -> None:
    thing = cup(shop, "Cup", 1999)
    plan(shop, rate=1250, steps=[(10, 1500)], sample=SampleKind.FREE, needs_approval=True)
    client = signed_in(bai)
    (item,) = client.get(URL).json()["items"]
    assert item == client.get(f"{URL}/product_{thing.pk}").json()
    assert item["product"] == f"product_{thing.pk}"
    assert item["commission"] == {"amount": 249, "currency": "USD"}
    assert (item["rate"], item["steps"]) == (1250, [{"sold": 10, "rate": 1500}])
    assert (item["sample"], item["on_application"], item["agreement"]) == ("free", True, None)
    pick(thing, by=bai)
    answer = client.get(URL)
    assert answer.json()["items"][0]["agreement"] == "applied"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("query", ["q=tea", "rate_from=20", "price_to=1", "sample=yes", "country=DE", "category=none"])
def test_what_does_not_fit_is_not_told(bai: Person, shop: Shop, query: str) -> None:
    cup(shop)
    plan(shop)
    assert signed_in(bai).get(f"{URL}?{query}").json()["items"] == []


def test_what_is_not_there_is_not_found(bai: Person, shop: Shop) -> None:
    thing = cup(shop)
    client = signed_in(bai)
    assert client.get(f"{URL}/product_{thing.pk}").status_code == 404
    plan(shop)
    Product.objects.update(status=Product.Status.DRAFT)
    assert client.get(f"{URL}/product_{thing.pk}").status_code == 404
    assert client.get(f"{URL}?sort=odd").status_code == 422


def test_pages_go_on_and_cost_the_same(bai: Person, shop: Shop) -> None:
    def taken() -> int:
        with CaptureQueriesContext(connection) as statements:
            client.get(URL)
        return len(statements)

    client = signed_in(bai)
    cup(shop)
    plan(shop)
    taken()
    few = taken()
    for n in range(6):
        pick(cup(shop, f"Cup {n}"), by=bai)
    lay_out_offers()
    assert taken() == few
    first = client.get(f"{URL}?limit=4").json()
    second = client.get(f"{URL}?limit=4&after={first['next']}").json()
    seen = [item["product"] for item in (*first["items"], *second["items"])]
    assert len(set(seen)) == 7
    assert second["next"] is None
