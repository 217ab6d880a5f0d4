"""The pages on which both sides follow orders, parcels and money that goes back: what they say, refuse and cost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.trade.actions.cancelling import ask_to_cancel
from meadow.trade.actions.giving_back import give_back
from meadow.trade.actions.shipping import send_order
from meadow.trade.carriers import CARRIERS, tracking_url
from meadow.trade.models.cancellations import Cancellation
from meadow.trade.models.orders import Order
from meadow.trade.models.refunds import Refund
from meadow.trade.models.shipping import Shipment
from meadow.trade.tests.made import bought, place, variant
from meadow.trade.tests.roads import asked, delivered, line_of, sent, stock
from meadow.trade.tests.test_pages import DESK, signed_in, statements, text


def test_the_member_sees_who_did_what_and_follows_the_parcel(ada: Person, cy: Person, lamp: Variant) -> None:
    order = send_order(bought(ada, lamp), carrier="sf express", tracking="SF 12", by=cy)
    page = text(signed_in(ada).get(order.get_absolute_url()))
    assert "A parcel with 1 piece was sent" in page
    assert "Cy Clay</time>" in page  # the team is the shop to the member
    assert 'href="https://www.kuaidi100.com/chaxun?com=shunfeng&amp;nu=SF12"' in page
    desk = text(signed_in(cy).get(f"{DESK}{order.pk}/"))
    assert "Cy.Potter</time>" in desk


def test_the_story_is_told_in_the_readers_language(ada: Person, cy: Person, lamp: Variant) -> None:
    order = sent(ada, cy, lamp)
    page = text(signed_in(ada).get(order.get_absolute_url(), headers={"Accept-Language": "zh-hans"}))
    assert "已付款" in page


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_known_carrier_has_a_page_for_its_number(carrier: object) -> None:
    name = getattr(carrier, "name", "")
    url = tracking_url(f" {name.upper()} ", "A/1 2")
    assert url.startswith("https://")
    assert url.endswith("A%2F12")
    assert tracking_url(name, " ") == ""
    assert tracking_url("Uncle Wang's van", "1") == ""


def test_orders_are_found_by_shelf_and_words(ada: Person, bo: Person, cy: Person, shop: Shop) -> None:
    cup, pot = variant(shop), variant(shop, "Pot")
    unpaid, there = place(ada, cup).orders.get(), delivered(ada, cy, pot)
    asked(there)
    bought(bo, cup)
    client = signed_in(ada)

    def found(query: str) -> set[int]:
        return {order.pk for order in client.get(f"/orders/?{query}").context["orders"]}

    assert found("") == {unpaid.pk, there.pk}
    assert found("state=to-pay") == {unpaid.pk}
    assert found("state=returns") == found("state=delivered") == found("q=pot") == {there.pk}
    assert found(f"q=%23{unpaid.pk}") == {unpaid.pk}
    assert found("q=cy+clay") == {unpaid.pk, there.pk}
    assert found("state=cancelled") == set()
    assert "Nothing found" in text(client.get("/orders/?state=cancelled"))


# -- calling off


def test_a_paid_order_is_called_off_at_its_page(ada: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    client = signed_in(ada)
    assert "your money goes back at once" in text(client.get(order.get_absolute_url()))
    answer = client.post(f"/orders/{order.pk}/cancellation/", follow=True)
    assert "$54.00 given back: Called off before it was sent" in text(answer)
    assert stock(lamp) == (1, 0)


def test_later_the_member_asks_and_the_shop_answers(ada: Person, cy: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    Order.objects.update(paid_at=timezone.now() - timedelta(hours=2))
    member, desk = signed_in(ada), signed_in(cy)
    assert "Ask the shop to cancel" in text(member.get(order.get_absolute_url()))
    answer = member.post(f"/orders/{order.pk}/cancellation/", {"words": "<b>Wrong size</b>"}, follow=True)
    assert "It has not answered yet" in text(answer)
    assert "&lt;b&gt;Wrong size&lt;/b&gt;" in text(desk.get(f"{DESK}{order.pk}/"))
    assert [order.pk for order, _ in desk.get(f"{DESK}?state=to-cancel").context["orders"]] == [order.pk]

    words = {"answer": "refused", "wish-words": "It is at the door"}
    desk.post(f"{DESK}{order.pk}/cancellation/", words)
    page = text(member.get(order.get_absolute_url()))
    assert "The shop sends it all the same" in page
    assert "It is at the door" in page
    assert not Refund.objects.exists()


def test_the_shop_grants_a_wish(ada: Person, cy: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    ask_to_cancel(order, by=ada)
    signed_in(cy).post(f"{DESK}{order.pk}/cancellation/", {"answer": "granted"})
    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED
    assert Cancellation.objects.get().state == Cancellation.State.GRANTED


def test_pieces_are_called_off_at_the_desk(ada: Person, cy: Person, shop: Shop) -> None:
    order = bought(ada, variant(shop), quantity=3)
    pk = line_of(order).pk
    desk = signed_in(cy)
    for wrong in ("4", "0", "one"):
        answer = desk.post(f"{DESK}{order.pk}/calling-off/", {f"off-pieces_{pk}": wrong})
        assert answer.status_code == 422
        assert answer.context["call_off_form"].errors
    assert not Refund.objects.exists()
    desk.post(f"{DESK}{order.pk}/calling-off/", {f"off-pieces_{pk}": "1", "off-words": "One broke"})
    assert Refund.objects.get().amount == 1200
    page = text(signed_in(ada).get(order.get_absolute_url()))
    assert "Called off: 1 × Cup" in page
    assert "One broke" in page


# -- giving back


def test_money_is_given_back_at_the_desk_once_for_one_key(ada: Person, cy: Person, shop: Shop) -> None:
    order = delivered(ada, cy, variant(shop), quantity=3)
    pk = line_of(order).pk
    typed = {f"back-pieces_{pk}": "1", "back-goodwill": "0.50", "back-reason": "damaged", "back-words": "Sorry"}
    desk = signed_in(cy)
    for _ in range(2):
        desk.post(f"{DESK}{order.pk}/refunds/", {**typed, "idempotency_key": "one"})
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.words, refund.by) == (1250, "damaged", "Sorry", cy)
    page = text(signed_in(ada).get(order.get_absolute_url()))
    assert "on its way back" in page
    assert "$28.50" in page  # what is left of 41.00


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("pieces", "4", "At most 3."),
        ("amount", "36.01", "At most 36.00 can still be given back."),
        ("shipping", "5.01", "At most 5.00 can still be given back."),
        ("goodwill", "41.01", "At most 41.00 can still be given back."),
        ("goodwill", "1,50", "is not an amount"),
        ("goodwill", "-1", "A price is not less than nothing."),
        ("goodwill", "", "There is nothing to give back."),
    ],
)
def test_too_much_is_named_by_field(ada: Person, cy: Person, shop: Shop, name: str, value: str, words: str) -> None:
    order = delivered(ada, cy, variant(shop), quantity=3)
    field = f"back-{name}_{line_of(order).pk}" if name in {"pieces", "amount"} else f"back-{name}"
    answer = signed_in(cy).post(f"{DESK}{order.pk}/refunds/", {field: value, "back-reason": "goodwill"})
    assert answer.status_code == 422
    assert words in text(answer)
    assert not Refund.objects.exists()


def test_strangers_and_editors_give_nothing_back(ada: Person, bo: Person, cy: Person, shop: Shop) -> None:
    order = delivered(ada, cy, variant(shop))
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.EDITOR)
    for client in (signed_in(ada), signed_in(bo)):
        for door in ("refunds", "calling-off", "cancellation", "shipment"):
            assert client.post(f"{DESK}{order.pk}/{door}/", {"back-goodwill": "1"}).status_code == 404
    assert not Refund.objects.exists()


# -- parcels


def test_a_part_is_sent_and_corrected_at_the_desk(ada: Person, cy: Person, shop: Shop) -> None:
    order = bought(ada, variant(shop), variant(shop, "Pot"), quantity=2)
    cup, pot = order.lines.order_by("pk")
    desk = signed_in(cy)
    typed = {"carrier": "DHL", "tracking": "1", f"pieces_{cup.pk}": "1", f"pieces_{pot.pk}": ""}
    page = text(desk.post(f"{DESK}{order.pk}/shipment/", typed, follow=True))
    assert "Partly on its way" in page
    parcel = Shipment.objects.get()
    assert list(parcel.lines.values_list("line", "quantity")) == [(cup.pk, 1)]

    wrong = desk.post(f"{DESK}{order.pk}/parcels/{parcel.pk}/", {f"p{parcel.pk}-carrier": ""})
    assert wrong.status_code == 422
    right = {f"p{parcel.pk}-carrier": "UPS", f"p{parcel.pk}-tracking": "2"}
    desk.post(f"{DESK}{order.pk}/parcels/{parcel.pk}/", right)
    assert "https://www.ups.com/track?tracknum=2" in text(signed_in(ada).get(order.get_absolute_url()))


def test_the_slip_says_what_to_pack_and_nothing_of_money(ada: Person, cy: Person, shop: Shop) -> None:
    order = bought(ada, variant(shop), quantity=2)
    page = text(signed_in(cy).get(f"{DESK}{order.pk}/slip/"))
    assert "1 Meadow Lane" in page
    assert "SKU-0" in page
    assert "$" not in page


def test_many_are_sent_from_a_table_pasted_or_brought(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    first, second, third = (bought(ada, cup) for _ in range(3))
    desk = signed_in(cy)
    wrong = desk.post(f"{DESK}parcels/", {"table": f"{first.pk},DHL,1\n{second.pk},,2\n"})
    assert wrong.status_code == 422
    assert [(problem.row, problem.column) for problem in wrong.context["problems"]] == [(2, "carrier")]
    wrong = desk.post(f"{DESK}parcels/", {"table": f"{first.pk},DHL,1\n999999,DHL,2\n"})
    assert "There is no order 999999 here." in text(wrong)
    assert not Shipment.objects.exists()

    desk.post(f"{DESK}parcels/", {"table": f"{first.pk},DHL,1\n{second.pk},DHL,2\n"})
    file = SimpleUploadedFile("sent.csv", f"order;carrier;tracking\n{third.pk};UPS;3\n".encode())
    desk.post(f"{DESK}parcels/", {"file": file})
    assert list(Shipment.objects.order_by("pk").values_list("order", "carrier")) == [
        (first.pk, "DHL"),
        (second.pk, "DHL"),
        (third.pk, "UPS"),
    ]
    broken = SimpleUploadedFile("sent.csv", b"\xff\xfe\x00")
    assert "not a CSV file in UTF-8" in text(desk.post(f"{DESK}parcels/", {"file": broken}))


def test_the_table_of_another_shops_orders_sends_nothing(ada: Person, bo: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    other = Shop.objects.create(handle="bo-books", name="Bo Books", currency="USD")
    Seat.objects.create(shop=other, person=bo, role=Seat.Role.OWNER)
    answer = signed_in(bo).post("/desk/bo-books/orders/parcels/", {"table": f"{order.pk},DHL,1"})
    assert f"There is no order {order.pk} here." in text(answer)
    order.refresh_from_db()
    assert order.state == Order.State.PAID


# -- operators


def test_operators_send_refused_refunds_again(ada: Person, cy: Person, di: Person, lamp: Variant) -> None:
    refund = give_back(delivered(ada, cy, lamp), goodwill=100, by=cy)
    Refund.objects.update(state=Refund.State.FAILED, problem="the account is closed")
    assert signed_in(cy).get("/review/refunds/").status_code == 404
    assert signed_in(cy).post(f"/review/refunds/{refund.pk}/").status_code == 404
    client = signed_in(di)
    assert "the account is closed" in text(client.get("/review/refunds/"))
    client.post(f"/review/refunds/{refund.pk}/")
    refund.refresh_from_db()
    assert refund.state == Refund.State.DUE
    assert "No refund was refused" in text(client.get("/review/refunds/"))


# -- what they cost


def test_a_long_story_costs_as_many_statements_as_a_short_one(ada: Person, cy: Person, di: Person, shop: Shop) -> None:
    order = delivered(ada, cy, variant(shop), variant(shop, "Pot"), quantity=8)
    asked(order)
    give_back(order, goodwill=1, by=cy)
    Refund.objects.update(state=Refund.State.FAILED)
    member, desk, operator = signed_in(ada), signed_in(cy), signed_in(di)

    def costs() -> list[int]:
        mine = ["/orders/?state=returns&q=cup", order.get_absolute_url()]
        theirs = [DESK, f"{DESK}{order.pk}/", f"{DESK}{order.pk}/slip/", f"{DESK}parcels/"]
        return [
            *(statements(member, path) for path in mine),
            *(statements(desk, path) for path in theirs),
            statements(operator, "/review/refunds/"),
        ]

    few = costs()
    for _ in range(4):
        asked(order)
        give_back(order, goodwill=1, by=cy)
    Refund.objects.update(state=Refund.State.FAILED)
    part = bought(ada, variant(shop, "Bowl"), quantity=4)
    for n in range(3):
        send_order(part, carrier="DHL", tracking=str(n), pieces={line_of(part).pk: 1}, by=cy)
    Shipment.objects.filter(order=part).exclude(tracking="0").update(order=order)
    assert costs() == few
