"""Which verb an order and a return allow in which state: two tables, and every pair of them tried."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from meadow.plumbing.refusals import Refusal
from meadow.trade.models.orders import Order
from meadow.trade.models.returns import Return

S, R = Order.State, Return.State

# Where each verb leads from each state; "" says that it changes nothing; what is missing is refused.
ORDERS: dict[str, dict[Order.State, Order.State | str]] = {
    "pay": {S.PLACED: S.PAID, S.CANCELLED: S.PAID},
    "cancel": {S.PLACED: S.CANCELLED, S.CANCELLED: ""},
    "lessen": {S.PAID: "", S.PART_SENT: ""},
    "call_off": {S.PAID: S.CANCELLED},
    "send": {S.PAID: S.SENT, S.PART_SENT: S.SENT},
    "send a part": {S.PAID: S.PART_SENT, S.PART_SENT: ""},
    "receive": {S.SENT: S.DELIVERED},
    "hand_over": {S.PAID: S.DELIVERED, S.PART_SENT: S.DELIVERED},
    "complete": {S.DELIVERED: S.COMPLETED, S.COMPLETED: ""},
}
REFUSALS = {
    ("pay", S.PAID): "AlreadyPaid",
    ("cancel", S.PAID): "AlreadyPaid",
    ("cancel", S.PART_SENT): "TooLateToCancel",
    ("cancel", S.SENT): "TooLateToCancel",
    ("call_off", S.PLACED): "NotPaidYet",
    ("call_off", S.PART_SENT): "TooLateToCancel",
    ("call_off", S.SENT): "TooLateToCancel",
    ("call_off", S.COMPLETED): "TooLateToCancel",
    ("send", S.PLACED): "NotPaidYet",
    ("send", S.CANCELLED): "OrderIsCancelled",
    ("send", S.SENT): "AlreadySent",
    ("send", S.COMPLETED): "AlreadySent",
    ("receive", S.PAID): "NotSentYet",
    ("receive", S.PART_SENT): "NotSentYet",
    ("receive", S.DELIVERED): "AlreadyReceived",
    ("receive", S.COMPLETED): "AlreadyReceived",
    ("complete", S.SENT): "NotDeliveredYet",
    ("lessen", S.SENT): "TooLateToCancel",
    ("lessen", S.CANCELLED): "OrderIsCancelled",
}
RETURNS: dict[str, dict[Return.State, Return.State]] = {
    "approve": {R.ASKED: R.APPROVED},
    "refuse": {R.ASKED: R.REFUSED},
    "withdraw": {R.ASKED: R.WITHDRAWN, R.APPROVED: R.WITHDRAWN},
    "send_back": {R.APPROVED: R.SENT_BACK},
    "receive": {R.APPROVED: R.RECEIVED, R.SENT_BACK: R.RECEIVED},
    "look_over": {R.RECEIVED: R.DONE},
    "replace": {R.REPLACING: R.DONE},
}


def do(order: Order, verb: str) -> None:
    if verb == "send a part":
        order.send(whole=False)
    else:
        getattr(order, verb)()


@pytest.mark.parametrize(("verb", "state"), list(product(ORDERS, Order.State)))
def test_an_order_goes_only_where_the_table_says(verb: str, state: Order.State) -> None:
    order = Order(pk=7, state=state)
    if state in Order.PAID_STATES:
        order.paid_at = timezone.now()
    to = ORDERS[verb].get(state)
    if to is None:
        with pytest.raises(Refusal) as refused:
            do(order, verb)
        assert order.state == state
        expected = REFUSALS.get((verb, state))
        assert expected in {None, type(refused.value).__name__}
    else:
        do(order, verb)
        assert order.state == (to or state)


@pytest.mark.parametrize(("verb", "state"), list(product(RETURNS, Return.State)))
def test_a_return_goes_only_where_the_table_says(verb: str, state: Return.State) -> None:
    ret = Return(pk=7, state=state, kind=Return.Kind.RETURN)
    to = RETURNS[verb].get(state)
    if to is None:
        with pytest.raises(Refusal, match="This return has moved on meanwhile"):
            getattr(ret, verb)()
        assert ret.state == state
    else:
        getattr(ret, verb)()
        assert ret.state == to


def test_money_without_sending_back_is_settled_when_it_is_granted() -> None:
    ret = Return(kind=Return.Kind.REFUND_ONLY)
    ret.approve()
    assert ret.state == Return.State.DONE


def test_an_exchange_that_came_back_still_owes_the_other_goods() -> None:
    ret = Return(kind=Return.Kind.EXCHANGE, state=Return.State.RECEIVED)
    ret.look_over()
    assert ret.state == Return.State.REPLACING


def test_an_order_that_was_paid_and_called_off_is_not_paid_again() -> None:
    order = Order(pk=7, state=Order.State.CANCELLED, paid_at=timezone.now())
    with pytest.raises(Refusal, match="Order 7 is paid"):
        order.pay()


@pytest.mark.parametrize("state", Order.State)
def test_goods_can_be_given_back_from_the_first_parcel_until_the_time_is_over(state: Order.State) -> None:
    now = timezone.now()
    order = Order(state=state, returnable_until=now)
    on_the_way = state in {S.PART_SENT, S.SENT}
    assert order.may_be_returned(now) == (on_the_way or state == S.DELIVERED)
    assert order.may_be_returned(now + timedelta(seconds=1)) == on_the_way
