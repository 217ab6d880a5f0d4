"""Calling paid orders off: the money goes back, the goods go on the shelf, and nothing goes twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meadow.goods.models.products import Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.trade.actions.cancelling import (
    ask_to_cancel,
    call_off_order,
    call_off_pieces,
    refuse_cancellation,
)
from meadow.trade.actions.shipping import send_order
from meadow.trade.models.cancellations import Cancellation
from meadow.trade.models.orders import Order
from meadow.trade.models.refunds import Refund
from meadow.trade.refusals import AskTheShop, MoreThanToSend, NoMoreAsking, TooLateToCancel
from meadow.trade.tests.made import bought, place, rate, variant
from meadow.trade.tests.roads import assert_sums_agree, at_once, line_of, refusals, sent, steps, stock


def an_hour_later() -> None:
    Order.objects.update(paid_at=timezone.now() - timedelta(minutes=61))


def test_a_member_calls_a_paid_order_off_at_once(ada: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    assert stock(lamp) == (0, 0)
    order = call_off_order(order, by=ada)
    call_off_order(order, by=ada)  # once more changes nothing

    refund = Refund.objects.get()
    assert (order.state, order.refunded_total) == (Order.State.CANCELLED, 5400)
    assert (refund.amount, refund.shipping, refund.reason, refund.state) == (5400, 500, "cancelled", "due")
    assert stock(lamp) == (1, 0)
    assert steps(order) == ["paid", "refunded", "cancelled"]
    assert announced()[-2:] == ["trade.refund_made", "trade.order_cancelled"]
    assert_sums_agree(order)


def test_after_an_hour_it_is_a_wish(ada: Person, cy: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    an_hour_later()
    with pytest.raises(AskTheShop, match=f"Order {order.pk} is being packed"):
        call_off_order(order, by=ada)
    assert Order.objects.get().state == Order.State.PAID
    assert not Refund.objects.exists()

    wish = ask_to_cancel(order, words="Too late for the party", by=ada)
    assert ask_to_cancel(order, by=ada) == wish
    assert announced().count("trade.cancellation_asked") == 1
    call_off_pieces(order, by=cy)
    wish.refresh_from_db()
    assert wish.state == Cancellation.State.GRANTED
    assert Order.objects.get().state == Order.State.CANCELLED
    assert stock(lamp) == (1, 0)


def test_the_shop_may_send_it_all_the_same(ada: Person, cy: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    an_hour_later()
    ask_to_cancel(order, by=ada)
    refuse_cancellation(order, words="It is at the door already", by=cy)
    refuse_cancellation(order, words="It is at the door already", by=cy)
    assert announced().count("trade.cancellation_refused") == 1
    with pytest.raises(NoMoreAsking, match="answered already"):
        ask_to_cancel(order, by=ada)
    assert Order.objects.get().state == Order.State.PAID
    assert not Refund.objects.exists()


def test_a_sent_order_is_not_called_off(ada: Person, cy: Person, lamp: Variant) -> None:
    order = sent(ada, cy, lamp)
    too_late = f"Order {order.pk} has already been sent"
    with pytest.raises(TooLateToCancel, match=too_late):
        call_off_order(order, by=ada)
    with pytest.raises(TooLateToCancel, match=too_late):
        call_off_pieces(order, by=cy)
    assert Order.objects.get().state == Order.State.SENT
    assert stock(lamp) == (0, 0)
    assert not Refund.objects.exists()


def test_nobody_calls_off_the_order_of_another(ada: Person, bo: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    with pytest.raises(Order.DoesNotExist):
        call_off_order(order, by=bo)
    with pytest.raises(Order.DoesNotExist):
        call_off_pieces(order, by=bo)
    assert Order.objects.get().state == Order.State.PAID


def test_one_piece_that_broke_is_called_off_and_the_rest_is_sent(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    order = bought(ada, cup, quantity=3)
    line = line_of(order)
    call_off_pieces(order, {line.pk: 1}, words="One broke", by=cy)
    order.refresh_from_db()
    line.refresh_from_db()
    assert (order.state, order.refunded_total) == (Order.State.PAID, 1200)
    assert (line.to_send, line.cancelled, line.refunded_quantity) == (2, 1, 1)
    assert stock(cup) == (8, 0)

    order = send_order(order, carrier="DHL", tracking="1", by=cy)
    assert order.state == Order.State.SENT
    assert line_of(order).sent == 2
    assert_sums_agree(order)


def test_when_the_rest_is_called_off_what_was_sent_is_the_whole(ada: Person, cy: Person, shop: Shop) -> None:
    order = bought(ada, variant(shop), quantity=3)
    line = line_of(order)
    send_order(order, carrier="DHL", tracking="1", pieces={line.pk: 2}, by=cy)
    call_off_pieces(order, by=cy)
    order.refresh_from_db()
    assert (order.state, order.refunded_total) == (Order.State.SENT, 1200)  # shipping was needed
    assert steps(order) == ["paid", "sent", "refunded", "called_off"]


def test_more_than_is_left_is_not_called_off(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    order = bought(ada, cup, quantity=3)
    with pytest.raises(MoreThanToSend, match="Of “Cup” only 3 are left"):
        call_off_pieces(order, {line_of(order).pk: 4}, by=cy)
    assert stock(cup) == (7, 0)
    assert not Refund.objects.exists()


def test_what_cost_nothing_is_called_off_without_a_refund(ada: Person, shop: Shop) -> None:
    rate(shop, 0)
    leaflet = variant(shop, "Leaflet", 0)
    order = place(ada, leaflet).orders.get()
    order.refresh_from_db()
    order = call_off_order(order, by=ada)
    assert order.state == Order.State.CANCELLED
    assert not Refund.objects.exists()
    assert stock(leaflet) == (10, 0)


@pytest.mark.django_db(transaction=True)
def test_both_sides_calling_off_at_once_give_everything_back_once(ada: Person, cy: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    at_once(lambda: call_off_order(order, by=ada), lambda: call_off_pieces(order, by=cy))
    assert Refund.objects.count() == 1
    assert Stock.objects.get(variant=lamp).on_hand == 1
    assert_sums_agree(order)


@pytest.mark.django_db(transaction=True)
def test_sending_and_calling_off_at_once_leave_one_truth(ada: Person, cy: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    outcomes = at_once(
        lambda: send_order(order, carrier="DHL", tracking="1", by=cy), lambda: call_off_order(order, by=ada)
    )
    order.refresh_from_db()
    was_sent = order.state == Order.State.SENT
    assert refusals(outcomes) == (["TooLateToCancel"] if was_sent else ["OrderIsCancelled"])
    assert stock(lamp) == ((0, 0) if was_sent else (1, 0))
    assert Refund.objects.count() == (0 if was_sent else 1)
