"""Buying one thing at once: the cart stays as it is, and nobody gets what is not there."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import OutOfStock
from meadow.people.models.persons import Address, Person
from meadow.plumbing.events import announced
from meadow.trade.actions.placing import buy
from meadow.trade.models.carts import CartLine
from meadow.trade.models.groups import Hold, OrderGroup
from meadow.trade.models.orders import Order
from meadow.trade.tests.made import Answer, cart_with, home, rate, variant
from meadow.venue.notes.tests.made import note_of
from tests.cast import person


@pytest.fixture
def where(ada: Person, lamp: Variant) -> Address:
    rate(lamp.product.shop, 500)
    return home(ada)


def counts(one: Variant) -> tuple[int, int]:
    stock = Stock.objects.get(variant=one)
    return stock.on_hand, stock.held


def to_buy(pk: int) -> Variant:
    return Variant.objects.to_buy().get(pk=pk)


def ask(client: Client, body: dict[str, Any], key: str | None = "one", **headers: str) -> Any:
    if key is not None:
        headers["Idempotency-Key"] = key
    return client.post("/api/orders/", json.dumps(body), content_type="application/json", headers=headers)


def wish(lamp: Variant, where: Address, **more: Any) -> dict[str, Any]:
    return {"variant": f"variant_{lamp.pk}", "address": f"address_{where.pk}", "expected_total": 5400, **more}


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_who_comes_too_late_is_told_before_anything_is_asked(
    ada: Person, bo: Person, lamp: Variant, where: Address
) -> None:
    first = buy(to_buy(lamp.pk), by=ada, address=where, expected_total=5400, request_key="k")
    late, there = to_buy(lamp.pk), home(bo)
    said = pytest.raises(OutOfStock, match="“Paper lamp” has only 0 left")
    with CaptureQueriesContext(connection) as queries, said:
        buy(late, by=bo, address=there, expected_total=5400)
    assert len(queries) == 0

    # Who was in time and asks again, since the answer was lost, hears what it was.
    assert buy(to_buy(lamp.pk), by=ada, address=where, expected_total=5400, request_key="k") == first


def test_one_thing_is_bought_and_the_cart_stays_as_it_is(
    ada: Person, shop: Shop, lamp: Variant, where: Address
) -> None:
    cart = cart_with(ada, variant(shop))
    group = buy(to_buy(lamp.pk), by=ada, address=where, expected_total=5400)
    order = group.orders.get()
    assert (order.total, order.lines.get().title, group.address["city"]) == (5400, "Paper lamp", "Springfield")
    assert counts(lamp) == (1, 1)
    assert not Product.objects.get(pk=lamp.product_id).in_stock
    assert cart.lines.count() == 1
    assert announced() == ["trade.order_placed"]


def test_the_same_request_buys_once_even_when_it_was_the_last_one(ada: Person, lamp: Variant, where: Address) -> None:
    first = buy(to_buy(lamp.pk), by=ada, address=where, expected_total=5400, request_key="k")
    again = buy(to_buy(lamp.pk), by=ada, address=where, expected_total=5400, request_key="k")
    assert first == again
    assert (Order.objects.count(), counts(lamp)) == (1, (1, 1))


def test_who_comes_too_late_is_told_and_nothing_is_written(
    ada: Person, bo: Person, lamp: Variant, where: Address
) -> None:
    seen = to_buy(lamp.pk)  # with the lamp still there
    buy(to_buy(lamp.pk), by=ada, address=where, expected_total=5400)
    with pytest.raises(OutOfStock, match="“Paper lamp” has only 0 left"):
        buy(seen, by=bo, address=home(bo), expected_total=5400)
    assert (OrderGroup.objects.count(), Hold.objects.count(), counts(lamp)) == (1, 1, (1, 1))
    assert announced() == ["trade.order_placed"]


@pytest.mark.django_db(transaction=True)
def test_of_forty_who_want_the_last_ten_exactly_ten_get_one(lamp: Variant) -> None:
    Stock.objects.update(on_hand=10)
    rate(lamp.product.shop, 500)
    members = [person(f"member-{n}") for n in range(40)]
    places = [home(member) for member in members]
    seen = to_buy(lamp.pk)
    together = threading.Barrier(40)

    def want(number: int) -> bool:
        try:
            mine = to_buy(seen.pk)  # everybody saw ten
            together.wait(timeout=60)
            buy(mine, by=members[number], address=places[number], expected_total=5400)
        except OutOfStock:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(40) as pool:
        got = list(pool.map(want, range(40)))
    assert got.count(True) == 10
    assert (counts(lamp), OrderGroup.objects.count(), Hold.objects.count()) == ((10, 10), 10, 10)
    assert not Product.objects.get(pk=lamp.product_id).in_stock
    assert not Stock.objects.filter(is_stale=True).exists()


# -- the page -----------------------------------------------------------------------------------


def text(answer: Answer) -> str:
    return answer.content.decode()


def test_the_product_leads_to_a_checkout_of_its_own(ada: Person, lamp: Variant, where: Address) -> None:
    note = note_of(ada, title="Dusk", text="Warm", things=("a lamp",))
    client = signed_in(ada)
    assert f"/buy/?variant={lamp.pk}" in text(client.get(lamp.product.get_absolute_url()))
    page = text(client.get(f"/buy/?variant={lamp.pk}&note={note.pk}"))
    assert "Place the order · $54.00" in page
    form = {"variant": lamp.pk, "quantity": 1, "note": note.pk, "address": where.pk, "expected_total": 5400}
    answer = client.post("/buy/", {**form, "idempotency_key": "one"})
    order = Order.objects.get()
    assert answer.status_code == 302
    assert order.lines.get().note == note
    again = client.post("/buy/", {**form, "idempotency_key": "one"})
    assert again["Idempotent-Replayed"] == "true"
    assert again["Location"] == answer["Location"]
    assert Order.objects.count() == 1


def test_a_guest_is_asked_to_sign_in(client: Client, lamp: Variant) -> None:
    assert client.get(f"/buy/?variant={lamp.pk}")["Location"].startswith("/account/login/")


@pytest.mark.parametrize("asked", ["", "variant=x", "variant=99999999", "variant=99999999999999999999999"])
def test_what_is_not_there_cannot_be_bought(ada: Person, lamp: Variant, asked: str) -> None:
    assert signed_in(ada).get(f"/buy/?{asked}").status_code == 404


def test_a_draft_is_not_there(ada: Person, lamp: Variant, where: Address) -> None:
    Product.objects.update(status=Product.Status.DRAFT)
    assert signed_in(ada).get(f"/buy/?variant={lamp.pk}").status_code == 404
    assert ask(signed_in(ada), wish(lamp, where)).status_code == 422


def test_the_page_says_what_stands_in_the_way(ada: Person, lamp: Variant, where: Address) -> None:
    client = signed_in(ada)
    form = {"variant": lamp.pk, "address": where.pk, "expected_total": 1, "idempotency_key": "one"}
    answer = client.post("/buy/", form)
    assert answer.status_code == 409
    assert "Please look over the new total" in text(answer)
    answer = client.post("/buy/", {**form, "quantity": 2, "idempotency_key": "two"})
    assert "“Paper lamp” has only 1 left" in text(answer)
    assert client.post("/buy/", {**form, "address": 99999}).status_code == 422
    assert not Order.objects.exists()
    assert counts(lamp) == (1, 0)


def test_an_address_is_added_on_the_way(ada: Person, lamp: Variant) -> None:
    rate(lamp.product.shop, 500)
    client = signed_in(ada)
    assert "Where shall it go?" in text(client.get(f"/buy/?variant={lamp.pk}&quantity=1"))
    typed = {"name": "Ada", "country": "US", "city": "Springfield", "street": "1 Meadow Lane", "postcode": "12345"}
    answer = client.post(f"/buy/address/?variant={lamp.pk}&quantity=1", typed)
    kept = Address.objects.get(person=ada)
    assert answer["Location"] == f"/buy/?variant={lamp.pk}&quantity=1&address={kept.pk}"


def test_the_page_costs_as_many_statements_with_many_addresses(ada: Person, lamp: Variant, where: Address) -> None:
    client = signed_in(ada)
    client.get(f"/buy/?variant={lamp.pk}")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/buy/?variant={lamp.pk}")
    for price in range(5):
        home(ada)
        rate(lamp.product.shop, price)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/buy/?variant={lamp.pk}")
    assert len(few) == len(many) <= 14


# -- the API ------------------------------------------------------------------------------------


def test_the_api_buys_and_says_where_to_pay(ada: Person, lamp: Variant, where: Address) -> None:
    answer = ask(signed_in(ada), wish(lamp, where))
    group = OrderGroup.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": f"group_{group.pk}",
        "url": f"/payments/{group.pk}/",
        "state": "open",
        "total": {"amount": 5400, "currency": "USD"},
        "expires_at": group.expires_at.isoformat(),
    }
    assert group.request_key == "one"


def test_the_api_repeats_its_answer_and_refuses_another_body(ada: Person, lamp: Variant, where: Address) -> None:
    client = signed_in(ada)
    first = ask(client, wish(lamp, where))
    again = ask(client, wish(lamp, where))
    assert (again.status_code, again["Idempotent-Replayed"], again.content) == (201, "true", first.content)
    other = ask(client, wish(lamp, where, quantity=2))
    assert (other.status_code, other.json()["type"]) == (422, "urn:meadow:key-used-for-another-request")
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "status", "kind"),
    [
        ({"expected_total": 1}, 409, "price-changed"),
        ({"quantity": 2, "expected_total": 10300}, 409, "out-of-stock"),
        ({"quantity": 0}, 422, "invalid-input"),
        ({"variant": "variant_99999999"}, 422, "invalid-input"),
        ({"address": "address_99999999"}, 422, "invalid-input"),
        ({"variant": "lamp"}, 404, "not-found"),
        ({"address": None}, 409, "nowhere-to-send"),
    ],
)
def test_the_api_refuses_by_name(
    ada: Person, lamp: Variant, where: Address, change: dict[str, Any], status: int, kind: str
) -> None:
    answer = ask(signed_in(ada), wish(lamp, where, **change))
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:meadow:{kind}")
    assert answer["Content-Type"] == "application/problem+json"
    assert (OrderGroup.objects.count(), counts(lamp)) == (0, (1, 0))


def test_the_api_wants_to_know_who_and_under_which_key(ada: Person, lamp: Variant, where: Address) -> None:
    answer = ask(Client(), wish(lamp, where))
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:meadow:sign-in")
    answer = ask(signed_in(ada), wish(lamp, where), key=None)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:meadow:key-is-missing")
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(ada)
    assert ask(careful, wish(lamp, where)).status_code == 403
    assert signed_in(ada).post("/api/orders/", "{", content_type="application/json").status_code in {400, 422}
    assert not OrderGroup.objects.exists()


def test_nobody_sends_to_the_address_of_another(ada: Person, bo: Person, lamp: Variant, where: Address) -> None:
    answer = ask(signed_in(bo), wish(lamp, where))
    assert answer.json()["errors"].keys() == {"address"}
    assert not OrderGroup.objects.exists()
    assert not CartLine.objects.exists()


def test_buying_takes_few_statements(ada: Person, lamp: Variant, where: Address) -> None:
    Stock.objects.update(on_hand=9)
    client = signed_in(ada)
    ask(client, wish(lamp, where), key="warm")
    with CaptureQueriesContext(connection) as taken:
        assert ask(client, wish(lamp, where), key="two").status_code == 201
    assert len(taken) <= 18, [query["sql"][:80] for query in taken]
