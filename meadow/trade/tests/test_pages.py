"""The pages of orders and of the desk: who may see them, what they say, and what they cost."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.trade.actions.carts import put_in_cart
from meadow.trade.actions.shipping import send_order
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.orders import Order
from meadow.trade.models.shipping import Shipment, ShippingRate
from meadow.trade.tests.made import Answer, bought, cart_with, home, pay, place, rate, shop_of, variant

DESK = "/desk/cy-clay/orders/"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def statements(client: Client, path: str) -> int:
    """How many statements a page takes, once what every process does only once is done."""
    client.get(path)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(path).status_code == 200
    return len(taken)


def text(answer: Answer) -> str:
    return answer.content.decode()


def table(client: Client, path: str) -> list[list[str]]:
    body = client.get(path).getvalue()
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


# -- who may see what ---------------------------------------------------------------------------


def test_bo_cannot_see_or_change_adas_order(ada: Person, bo: Person, lamp: Variant) -> None:
    order = place(ada, lamp).orders.get()
    client = signed_in(bo)
    assert client.get(order.get_absolute_url()).status_code == 404
    assert client.post(reverse("trade:receipt", args=[order.pk])).status_code == 404
    assert client.post(reverse("trade:cancellation", args=[order.pk])).status_code == 404
    assert client.get(reverse("trade:payment", args=[order.group_id])).status_code == 404
    assert client.post(reverse("trade:sandbox", args=[order.group_id]), {"outcome": "pay"}).status_code == 404
    assert text(client.get("/orders/")).count("Paper lamp") == 0
    order.refresh_from_db()
    assert order.state == Order.State.PLACED


@pytest.mark.parametrize(
    "path", ["/orders/", "/orders/1/", "/checkout/", "/payments/1/", DESK, "/desk/cy-clay/orders.csv"]
)
def test_guests_are_asked_to_sign_in(client: Client, db: None, path: str) -> None:
    assert client.get(path)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("role", "orders", "shipping"), [("owner", 200, 200), ("support", 200, 404), ("editor", 404, 404), (None, 404, 404)]
)
def test_the_desk_opens_for_those_who_sit_at_it(
    ada: Person, bo: Person, shop: Shop, lamp: Variant, role: str | None, orders: int, shipping: int
) -> None:
    order = bought(ada, lamp)
    if role:
        Seat.objects.create(shop=shop, person=bo, role=role)
    client = signed_in(bo)
    assert client.get(DESK).status_code == orders
    assert client.get(f"{DESK}{order.pk}/").status_code == orders
    assert client.get("/desk/cy-clay/orders.csv").status_code == orders
    assert client.get("/desk/cy-clay/shipping/").status_code == shipping
    answer = client.post(f"{DESK}{order.pk}/shipment/", {"carrier": "Post"})
    assert answer.status_code == (302 if orders == 200 else 404)
    assert Shipment.objects.exists() == (orders == 200)


def test_a_manager_sees_no_order_of_another_shop(ada: Person, bo: Person, shop: Shop, lamp: Variant) -> None:
    other = shop_of(bo, "bo-books")
    group = place(ada, lamp, variant(other, "Book"))
    mine, theirs = group.orders.get(shop=other), group.orders.get(shop=shop)
    client = signed_in(bo)
    assert client.get(f"/desk/bo-books/orders/{mine.pk}/").status_code == 200
    assert client.get(f"/desk/bo-books/orders/{theirs.pk}/").status_code == 404
    assert client.post(f"/desk/bo-books/orders/{theirs.pk}/shipment/", {"carrier": "Post"}).status_code == 404
    assert "Paper lamp" not in text(client.get(f"/desk/bo-books/orders/{mine.pk}/"))


# -- what they say ------------------------------------------------------------------------------


def test_an_unpaid_order_offers_to_pay_and_to_cancel(ada: Person, bo: Person, lamp: Variant) -> None:
    group = place(ada, lamp, variant(shop_of(bo, "bo-books")))
    order = group.orders.get(shop__handle="cy-clay")
    client = signed_in(ada)
    page = text(client.get(order.get_absolute_url()))
    assert group.get_absolute_url() in page
    assert "One other order of the same checkout is cancelled with it." in page

    answer = client.post(reverse("trade:cancellation", args=[order.pk]), headers={"HX-Request": "true"})
    assert "Cancelled" in text(answer)
    assert "<html" not in text(answer)
    assert "This checkout was cancelled" in text(client.get(group.get_absolute_url()))


def test_a_refusal_is_said_in_words(ada: Person, cy: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    client = signed_in(ada)
    answer = client.post(reverse("trade:receipt", args=[order.pk]))
    assert answer.status_code == 409
    assert f"Order {order.pk} has not been sent yet" in text(answer)
    send_order(order, carrier="Post", tracking="1", by=cy)
    answer = client.post(reverse("trade:cancellation", args=[order.pk]))
    assert answer.status_code == 409
    assert f"Order {order.pk} has already been sent" in text(answer)


def test_paying_too_late_is_refused_and_lets_the_goods_go(ada: Person, lamp: Variant) -> None:
    group = place(ada, lamp)
    client = signed_in(ada)
    client.post(group.get_absolute_url(), {"provider": "sandbox"})
    OrderGroup.objects.update(expires_at=group.placed_at)
    assert "The time to pay is over" in text(client.get(group.get_absolute_url()))
    answer = client.post(reverse("trade:sandbox", args=[group.pk]), {"outcome": "pay"})
    assert answer.status_code == 409
    assert "no longer open for payment" in text(answer)
    assert Stock.objects.get().held == 0
    assert client.post(group.get_absolute_url(), {"provider": "sandbox"}).status_code == 409


def test_a_parcel_without_a_carrier_is_named_by_field(ada: Person, cy: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    answer = signed_in(cy).post(f"{DESK}{order.pk}/shipment/", {"tracking": "x" * 81})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"carrier", "tracking"}
    assert not Shipment.objects.exists()


def test_orders_are_found_by_number_name_and_state(ada: Person, bo: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    first, second = bought(ada, cup), place(bo, cup).orders.get()
    client = signed_in(cy)

    def found(query: str) -> set[int]:
        return {order.pk for order, _ in client.get(f"{DESK}?{query}").context["orders"]}

    assert found("") == {first.pk, second.pk}
    assert found(f"q={first.pk}") == found(f"q=%23{first.pk}") == {first.pk}
    assert found("q=bo.l") == found("q=@bo.li") == {second.pk}
    assert found("state=paid") == {first.pk}
    assert found("state=nonsense&before=nonsense") == {first.pk, second.pk}
    assert client.get(f"{DESK}?q=%00").status_code == 404
    assert "Nothing found" in text(client.get(f"{DESK}?q=nobody"))


def test_lists_go_on_page_by_page_without_a_gap_or_a_repeat(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop, on_hand=99)
    placed = [place(ada, cup).orders.get().pk for _ in range(23)]
    for client, path, key in ((signed_in(ada), "/orders/", "orders"), (signed_in(cy), DESK, "orders")):
        seen: list[int] = []
        while path:
            context = client.get(path).context
            seen += [row.pk if isinstance(row, Order) else row[0].pk for row in context[key]]
            path = context["next_url"]
        assert seen == placed[::-1]


def test_the_table_has_a_row_per_line_and_runs_no_formulas(ada: Person, cy: Person, shop: Shop) -> None:
    ada.name = "=HYPERLINK(1)"
    ada.save()
    cup = variant(shop, '=cmd|"/C calc"!A0')
    order = bought(ada, cup, variant(shop, "Bowl", 900), quantity=2)
    send_order(order, carrier="@SUM(1)", tracking="-1+1", by=cy)
    head, first, second = table(signed_in(cy), "/desk/cy-clay/orders.csv")
    row = dict(zip(head, first, strict=True))
    assert row["Product"] == '\'=cmd|"/C calc"!A0'
    assert row["Full name"] == "'=HYPERLINK(1)"
    assert (row["Carrier"], row["Tracking number"]) == ("'@SUM(1)", "'-1+1")
    assert (row["Quantity"], row["Price"], row["Total"], row["Currency"]) == ("2", "12.00", "24.00", "USD")
    assert second[head.index("Product")] == "Bowl"


def test_the_table_holds_what_the_filter_finds(ada: Person, bo: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    bought(ada, cup)
    place(bo, cup)
    assert len(table(signed_in(cy), "/desk/cy-clay/orders.csv")) == 3
    assert len(table(signed_in(cy), "/desk/cy-clay/orders.csv?state=paid")) == 2


def test_what_people_type_is_escaped(ada: Person, cy: Person, shop: Shop) -> None:
    evil = "<script>alert(1)</script>"
    Shop.objects.update(name=evil)
    ada.name = evil[:60]
    ada.save()
    order = bought(ada, variant(Shop.objects.get(), evil))
    send_order(order, carrier=evil, tracking=evil, by=cy)
    for client in (signed_in(ada), signed_in(cy)):
        paths = ["/orders/", order.get_absolute_url(), order.group.get_absolute_url(), DESK, f"{DESK}{order.pk}/"]
        for path in paths:
            assert "<script>alert" not in text(client.get(path))


# -- shipping rates -----------------------------------------------------------------------------


def test_the_owner_makes_changes_and_removes_a_rate(cy: Person, shop: Shop) -> None:
    client = signed_in(cy)
    assert "Nobody can order from this shop" in text(client.get("/desk/cy-clay/shipping/"))
    typed = {
        "name": "Post", "price": "4.90", "free_from": "100", "countries": "de, FR", "is_active": "on",
        "name_zh-hans": "邮寄",
    }  # fmt: skip
    assert client.post("/desk/cy-clay/shipping/", typed).status_code == 302
    made = ShippingRate.objects.get()
    assert (made.price, made.free_from, made.countries) == (490, 10000, ["DE", "FR"])
    assert made.translations == {"zh-hans": {"name": "邮寄"}}

    path = f"/desk/cy-clay/shipping/{made.pk}/"
    page = text(client.get(path))
    assert 'value="4.90"' in page
    assert 'value="DE, FR"' in page
    client.post(path, typed | {"price": "5", "countries": ""})
    made.refresh_from_db()
    assert (made.price, made.countries) == (500, [])
    client.post(path, {"_method": "delete"})
    assert not ShippingRate.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("price", "4.999", "more decimals than USD"),
        ("price", "free", "is not an amount"),
        ("price", "-1", "not less than nothing"),
        ("price", "9" * 19, "more money than can be handled"),
        ("free_from", "lots", "is not an amount"),
        ("countries", "Germany", "“GERMANY” is not the code of a country"),
        ("name", "x" * 81, "at most 80 characters"),
    ],
)
def test_a_wrong_rate_is_named_by_field_and_not_kept(
    cy: Person, shop: Shop, field: str, typed: str, words: str
) -> None:
    answer = signed_in(cy).post("/desk/cy-clay/shipping/", {"name": "Post", "price": "1", field: typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert words in str(answer.context["form"].errors[field])
    assert not ShippingRate.objects.exists()


def test_nobody_changes_the_rates_of_another_shop(bo: Person, shop: Shop) -> None:
    kept = rate(shop)
    other = shop_of(bo, "bo-books")
    client = signed_in(bo)
    for handle in (shop.handle, other.handle):
        path = f"/desk/{handle}/shipping/{kept.pk}/"
        assert client.post(path, {"_method": "delete"}).status_code == 404
        assert client.post(path, {"name": "Mine", "price": "0"}).status_code == 404
    kept.refresh_from_db()
    assert kept.name == "Post"


# -- what they cost -----------------------------------------------------------------------------


def test_a_full_cart_and_checkout_cost_as_many_statements_as_small_ones(ada: Person, shop: Shop) -> None:
    rate(shop)
    home(ada)
    cart_with(ada, variant(shop))
    client = signed_in(ada)
    few = [statements(client, path) for path in ("/cart/", "/checkout/")]
    for n in range(12):
        put_in_cart(variant(shop, f"Thing {n}"), 1, by=ada)
        home(ada)
        rate(shop, n)
    assert [statements(client, path) for path in ("/cart/", "/checkout/")] == few


def test_long_lists_and_orders_cost_as_many_statements_as_short_ones(ada: Person, cy: Person, shop: Shop) -> None:
    order = bought(ada, variant(shop))
    member, desk = signed_in(ada), signed_in(cy)

    def costs(order: Order) -> list[int]:
        mine = ["/orders/", order.get_absolute_url(), order.group.get_absolute_url()]
        theirs = [DESK, f"{DESK}{order.pk}/", "/desk/cy-clay/shipping/"]
        return [statements(member, path) for path in mine] + [statements(desk, path) for path in theirs]

    few = costs(order)
    for _ in range(8):
        pay(place(ada, variant(shop)))
    rate(shop)
    order = bought(ada, *(variant(shop, f"Thing {n}") for n in range(9)))
    assert costs(order) == few


def test_a_guest_without_a_cart_costs_no_statement(client: Client, db: None) -> None:
    with CaptureQueriesContext(connection) as taken:
        client.get("/cart/")
    assert len(taken) == 0


def test_counting_the_cart_is_one_statement(ada: Person, lamp: Variant) -> None:
    client = signed_in(ada)
    Product.objects.get()
    with CaptureQueriesContext(connection) as taken:
        page = client.get("/orders/")
    assert sum("trade_cartline" in statement["sql"] for statement in taken) == 1
    assert page.context["cart_count"] == 0
