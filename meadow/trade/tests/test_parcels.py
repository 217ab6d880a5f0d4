"""Parcels: several of one order, many at once from a table, and their corrections."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.trade.actions.shipping import change_parcel, send_order, send_orders
from meadow.trade.models.cancellations import Cancellation
from meadow.trade.models.orders import Order
from meadow.trade.models.shipping import Shipment
from meadow.trade.parcels import Row, read_rows
from meadow.trade.refusals import AlreadySent, MoreThanToSend, NothingToSend, ParcelsNotSent
from meadow.trade.tests.made import bought, variant
from meadow.trade.tests.roads import at_once, line_of, refusals, steps


def test_an_order_leaves_in_parts(ada: Person, cy: Person, shop: Shop) -> None:
    order = bought(ada, variant(shop), variant(shop, "Pot"), quantity=3)
    cup, pot = order.lines.order_by("pk")
    order = send_order(order, carrier="DHL", tracking="1", pieces={cup.pk: 2}, by=cy)
    assert order.state == Order.State.PART_SENT
    first_sent = order.sent_at

    order = send_order(order, carrier="DHL", tracking="2", by=cy)
    assert (order.state, order.sent_at) == (Order.State.SENT, first_sent)
    inside = [list(parcel.lines.values_list("line", "quantity")) for parcel in order.shipments.order_by("pk")]
    assert inside == [[(cup.pk, 2)], [(cup.pk, 1), (pot.pk, 3)]]
    assert steps(order) == ["paid", "sent", "sent"]
    assert announced().count("trade.order_sent") == 2


@pytest.mark.parametrize(
    ("pieces", "refusal", "words"),
    [(4, MoreThanToSend, "Of “Cup” only 3 are left to send"), (0, NothingToSend, "Nothing of order")],
)
def test_a_parcel_holds_what_is_left_and_not_nothing(
    ada: Person, cy: Person, shop: Shop, pieces: int, refusal: type[Exception], words: str
) -> None:
    order = bought(ada, variant(shop), quantity=3)
    with pytest.raises(refusal, match=words):
        send_order(order, carrier="DHL", tracking="1", pieces={line_of(order).pk: pieces}, by=cy)
    order.refresh_from_db()
    assert (order.state, line_of(order).sent) == (Order.State.PAID, 0)
    assert not Shipment.objects.exists()


def test_nothing_is_sent_after_everything(ada: Person, cy: Person, lamp: Variant) -> None:
    order = send_order(bought(ada, lamp), carrier="DHL", tracking="1", by=cy)
    with pytest.raises(AlreadySent, match=f"Everything in order {order.pk} is sent already"):
        send_order(order, carrier="DHL", tracking="2", by=cy)
    assert Shipment.objects.count() == 1


def test_sending_answers_a_wish_to_cancel(ada: Person, cy: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    wish = Cancellation.objects.create(order=order)
    send_order(order, carrier="DHL", tracking="1", by=cy)
    wish.refresh_from_db()
    assert (wish.state, bool(wish.answered_at)) == (Cancellation.State.REFUSED, True)
    assert steps(order) == ["paid", "cancel_refused", "sent"]


def test_a_parcel_is_corrected_and_both_sides_see_it(ada: Person, cy: Person, lamp: Variant) -> None:
    order = send_order(bought(ada, lamp), carrier="DHL", tracking="1", by=cy)
    parcel = order.shipments.get()
    change_parcel(parcel, carrier="UPS", tracking="2", by=cy)
    change_parcel(parcel, carrier="UPS", tracking="2", by=cy)
    parcel.refresh_from_db()
    assert (parcel.carrier, parcel.tracking) == ("UPS", "2")
    assert steps(order) == ["paid", "sent", "parcel_changed"]


def test_a_stranger_corrects_no_parcel(ada: Person, bo: Person, cy: Person, lamp: Variant) -> None:
    order = send_order(bought(ada, lamp), carrier="DHL", tracking="1", by=cy)
    with pytest.raises(Order.DoesNotExist):
        change_parcel(order.shipments.get(), carrier="UPS", tracking="2", by=bo)
    assert order.shipments.get().carrier == "DHL"


def test_many_orders_are_sent_at_once_or_none(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    first, second = bought(ada, cup), bought(ada, cup)
    rows = [Row(2, first.pk, "DHL", "1"), Row(3, 10**9, "DHL", "2"), Row(4, second.pk, "DHL", "3")]
    with pytest.raises(ParcelsNotSent, match="Nothing was sent") as refused:
        send_orders(shop, rows, by=cy)
    problems = refused.value.facts["problems"]
    assert isinstance(problems, list)
    (problem,) = problems
    assert (problem.row, problem.column, problem.words) == (3, "order", "There is no order 1000000000 here.")
    assert not Shipment.objects.exists()
    assert set(Order.objects.values_list("state", flat=True)) == {Order.State.PAID}

    assert send_orders(shop, [rows[0], rows[2]], by=cy) == 2
    assert send_orders(shop, [rows[0], rows[2]], by=cy) == 0  # the same table again changes nothing
    assert set(Order.objects.values_list("state", flat=True)) == {Order.State.SENT}
    assert announced().count("trade.order_sent") == 2


def test_sending_many_costs_as_many_statements_as_sending_one(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop, on_hand=100)
    orders = [bought(ada, cup) for _ in range(6)]
    with CaptureQueriesContext(connection) as few:
        send_orders(shop, [Row(1, orders[0].pk, "DHL", "1")], by=cy)
    with CaptureQueriesContext(connection) as many:
        send_orders(shop, [Row(n, order.pk, "DHL", str(n)) for n, order in enumerate(orders[1:])], by=cy)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "text",
    [
        "order,carrier,tracking\n7,DHL,00 1\n#8,UPS,\n",
        "\ufeffOrder Number;Carrier;Tracking Number\r\n7;DHL;00 1\r\n8;UPS;\r\n",
        "订单号\t快递公司\t运单号\n7\tDHL\t00 1\n\n8\tUPS\n",
        "7,DHL,00 1\n8,UPS",
        "tracking,order,carrier\n00 1,7,DHL\n,8,UPS",
    ],
)
def test_a_table_is_read_as_shops_write_it(text: str) -> None:
    rows, problems = read_rows(text)
    assert [(row.order, row.carrier, row.tracking) for row in rows] == [(7, "DHL", "00 1"), (8, "UPS", "")]
    assert problems == []


def test_what_cannot_be_read_is_named_by_row_and_column() -> None:
    rows, problems = read_rows(f"order,carrier,tracking\n7,DHL,1\nseven,,2\n7,UPS,3\n9,DHL,{'1' * 81}\n")
    assert [row.order for row in rows] == [7]
    assert [(problem.row, problem.column) for problem in problems] == [
        (3, "order"),
        (3, "carrier"),
        (4, "order"),
        (5, "tracking"),
    ]
    assert problems[2].words == "Order 7 stands in row 2 already."


@pytest.mark.django_db(transaction=True)
def test_two_people_who_send_the_same_goods_send_them_once(ada: Person, cy: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    outcomes = at_once(
        lambda: send_order(order, carrier="DHL", tracking="1", by=cy),
        lambda: send_order(order, carrier="UPS", tracking="2", by=cy),
    )
    assert refusals(outcomes) == ["AlreadySent"]
    assert Shipment.objects.count() == 1
    assert line_of(order).sent == 1
