"""Returns: asked, answered, sent back, looked at and paid back; by hand, by the clock, and at the same moment."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from meadow.goods.models.products import Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.trade.actions.answering import approve_return, refuse_return
from meadow.trade.actions.completing import complete_overdue, deliver_overdue
from meadow.trade.actions.giving_back import give_back
from meadow.trade.actions.returns import Wanted, ask_return, send_back, withdraw_return
from meadow.trade.actions.taking_back import (
    answer_overdue,
    pay_instead,
    receive_return,
    send_exchange,
    settle_overdue,
    settle_return,
    withdraw_overdue,
)
from meadow.trade.models.orders import Order
from meadow.trade.models.refunds import Refund
from meadow.trade.models.returns import Return, ReturnTerms
from meadow.trade.models.shipping import Shipment
from meadow.trade.refusals import (
    GoneMeanwhile,
    MoreThanCameBack,
    MoreThanIsLeft,
    NothingChosen,
    NotInExchange,
    NotReturnable,
    NotSoMany,
    RefusedTooOften,
    ReturnIsElsewhere,
)
from meadow.trade.returnable import givable
from meadow.trade.tests.made import bought, variant
from meadow.trade.tests.roads import (
    asked,
    assert_sums_agree,
    at_once,
    come_back,
    delivered,
    line_of,
    on_its_way_back,
    refusals,
    sent,
    steps,
    stock,
    wanted,
)

Kind, Reason, State = Return.Kind, Return.Reason, Return.State


def another(variant: Variant, value: str = "Blue", on_hand: int = 5) -> Variant:
    """One more variant of the same product at the same price."""
    other = Variant.objects.create(
        product=variant.product, sku=f"{variant.sku}-{value}", price=variant.price, option_values=[value]
    )
    Stock.objects.create(variant=other, on_hand=on_hand)
    return other


def test_a_return_from_asking_to_the_money(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    order = delivered(ada, cy, cup, quantity=3)
    ret = settle_return(come_back(asked(order, 2), cy), by=cy, restocked={})
    assert ret.state == State.DONE
    assert ret.refund is not None
    assert (ret.refund.amount, ret.refund.reason, ret.refund.shipping) == (2400, "returned", 0)
    line = line_of(order)
    assert (line.returned, line.refunded_quantity, line.kept) == (2, 2, 1)
    assert steps(order)[3:] == [
        "return_asked",
        "return_answered",
        "return_sent",
        "return_received",
        "refunded",
        "return_settled",
    ]
    told = [name for name in announced() if name.startswith("trade.return") or name == "trade.refund_made"]
    assert told == [
        "trade.return_asked",
        "trade.return_answered",
        "trade.return_sent_back",
        "trade.return_received",
        "trade.refund_made",
        "trade.return_settled",
    ]
    assert stock(cup) == (7, 0)  # nobody said that they can be sold again
    assert_sums_agree(order)


def test_what_can_be_sold_again_goes_on_the_shelf_and_damage_is_kept_back(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    order = delivered(ada, cy, cup, quantity=3)
    ret = come_back(asked(order, 2), cy)
    row = ret.lines.get()
    with pytest.raises(MoreThanCameBack, match="Of “Cup” only 2 came back"):
        settle_return(ret, restocked={row.pk: 3}, by=cy)
    with pytest.raises(MoreThanIsLeft):
        settle_return(ret, deducted=2401, deducted_words="All broken", by=cy)
    assert Return.objects.get().state == State.RECEIVED
    assert stock(cup) == (7, 0)

    settle_return(ret, restocked={row.pk: 1}, deducted=300, deducted_words="One rim is chipped", by=cy)
    settle_return(ret, restocked={row.pk: 1}, by=cy)  # told again it changes nothing
    assert stock(cup) == (8, 0)
    assert Refund.objects.get().amount == 2100
    # what was kept back does not make the last piece worth more
    assert give_back(order, pieces={line_of(order).pk: 1}, by=cy).amount == 1200
    assert_sums_agree(order)


def test_the_shops_fault_gives_shipping_back_with_the_last_piece(ada: Person, cy: Person, shop: Shop) -> None:
    order = delivered(ada, cy, variant(shop), quantity=2)
    settle_return(come_back(asked(order, 1, reason=Reason.DAMAGED), cy), by=cy)
    assert Refund.objects.get().shipping == 0
    settle_return(come_back(asked(order, 1, reason=Reason.DAMAGED), cy), by=cy)
    order.refresh_from_db()
    assert Refund.objects.latest("pk").shipping == 500
    assert order.left == 0


def test_a_shop_may_keep_shipping(ada: Person, cy: Person, lamp: Variant, shop: Shop) -> None:
    ReturnTerms.objects.create(shop=shop, refunds_shipping=False)
    order = delivered(ada, cy, lamp)
    settle_return(come_back(asked(order, reason=Reason.WRONG), cy), by=cy)
    order.refresh_from_db()
    assert order.left == 500


def test_money_without_sending_back_goes_when_it_is_granted(ada: Person, cy: Person, lamp: Variant) -> None:
    order = sent(ada, cy, lamp)
    ret = asked(order, kind=Kind.REFUND_ONLY, reason=Reason.MISSING)
    ret = approve_return(ret, by=cy)
    approve_return(ret, by=cy)
    refund = Refund.objects.get()
    assert (ret.state, refund.amount, refund.reason) == (State.DONE, 5400, "missing")
    assert stock(lamp) == (0, 0)
    assert_sums_agree(order)


@pytest.mark.parametrize(
    ("what", "refusal", "words"),
    [
        ("too many", NotSoMany, "Of “Cup” at most 3 can be given back"),
        ("nothing", NothingChosen, "Please choose what to give back"),
        ("strange", NotReturnable, "can no longer be given back"),
        ("too late", NotReturnable, "can no longer be given back"),
        ("unsent", NotReturnable, "can no longer be given back"),
        ("no exchange", NotInExchange, "“Cup” cannot be had in exchange"),
    ],
)
def test_what_cannot_be_given_back_is_refused_by_name(
    ada: Person, cy: Person, shop: Shop, what: str, refusal: type[Exception], words: str
) -> None:
    cup = variant(shop)
    order = bought(ada, cup, quantity=3) if what == "unsent" else delivered(ada, cy, cup, quantity=3)
    if what == "too late":
        Order.objects.update(returnable_until=timezone.now() - timedelta(seconds=1))
    rows = {"too many": wanted(order, 4), "nothing": wanted(order, 0), "strange": [Wanted(10**9, cup.pk, 1)]}
    kind = Kind.EXCHANGE if what == "no exchange" else Kind.RETURN
    with pytest.raises(refusal, match=words):
        ask_return(order, rows.get(what, wanted(order)), kind=kind, reason=Reason.NOT_LIKED, by=ada)
    assert not Return.objects.exists()
    assert "trade.return_asked" not in announced()


def test_nobody_returns_the_order_of_another(ada: Person, bo: Person, cy: Person, lamp: Variant) -> None:
    order = delivered(ada, cy, lamp)
    with pytest.raises(Order.DoesNotExist):
        ask_return(order, wanted(order), kind=Kind.RETURN, reason=Reason.NOT_LIKED, by=bo)
    ret = asked(order)
    with pytest.raises(Order.DoesNotExist):
        approve_return(ret, by=bo)
    with pytest.raises(Order.DoesNotExist):
        refuse_return(ret, words="No", by=bo)
    with pytest.raises(Order.DoesNotExist):
        withdraw_return(ret, by=bo)
    assert Return.objects.get().state == State.ASKED


def test_the_same_request_asks_once(ada: Person, cy: Person, lamp: Variant) -> None:
    order = delivered(ada, cy, lamp)
    ask = {"kind": Kind.RETURN, "reason": Reason.NOT_LIKED, "request_key": "one", "by": ada}
    assert ask_return(order, wanted(order), **ask) == ask_return(order, wanted(order), **ask)  # type: ignore[arg-type]  # as typed above
    assert Return.objects.count() == 1


def test_what_was_refused_can_be_asked_again_three_times_in_all(ada: Person, cy: Person, lamp: Variant) -> None:
    order = delivered(ada, cy, lamp)
    for _ in range(3):
        ret = refuse_return(asked(order), words="It was worn", by=cy)
        assert (ret.state, ret.answer) == (State.REFUSED, "It was worn")
    with pytest.raises(RefusedTooOften, match="The shop has refused “Paper lamp” 3 times"):
        asked(order)
    assert Return.objects.count() == 3


def test_without_a_reason_it_is_granted_at_once_where_the_shop_says_so(ada: Person, cy: Person, shop: Shop) -> None:
    ReturnTerms.objects.create(shop=shop, approves_at_once=True)
    order = delivered(ada, cy, variant(shop), quantity=2)
    assert asked(order).state == State.APPROVED
    assert asked(order, reason=Reason.DAMAGED).state == State.ASKED


def test_who_thinks_better_of_it_keeps_the_goods(ada: Person, cy: Person, lamp: Variant) -> None:
    order = delivered(ada, cy, lamp)
    ret = withdraw_return(asked(order), by=ada)
    withdraw_return(ret, by=ada)
    assert ret.state == State.WITHDRAWN
    assert announced().count("trade.return_withdrawn") == 1
    assert [piece.quantity for piece in givable(order)] == [1]
    on_the_way = on_its_way_back(asked(order), cy)
    with pytest.raises(ReturnIsElsewhere, match="This return has moved on meanwhile: On its way back"):
        withdraw_return(on_the_way, by=ada)


# -- exchanges


def test_an_exchange_from_asking_to_the_other_goods(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    blue = another(cup)
    order = delivered(ada, cy, cup, quantity=2)
    ret = approve_return(asked(order, kind=Kind.EXCHANGE, instead=blue), by=cy)
    assert stock(blue) == (5, 1)

    ret = receive_return(send_back(ret, carrier="DHL", tracking="B", by=ada), by=cy)
    ret = settle_return(ret, restocked={ret.lines.get().pk: 1}, by=cy)
    assert (ret.state, stock(cup)) == (State.REPLACING, (9, 0))
    ret = send_exchange(ret, carrier="UPS", tracking="X", by=cy)
    send_exchange(ret, carrier="UPS", tracking="X", by=cy)
    assert (ret.state, stock(blue)) == (State.DONE, (4, 0))
    assert list(Shipment.objects.filter(of_return=ret).values_list("carrier", "tracking")) == [("UPS", "X")]
    assert not Refund.objects.exists()
    assert sorted((piece.variant.pk, piece.quantity) for piece in givable(order)) == [(cup.pk, 1), (blue.pk, 1)]


def test_what_came_in_exchange_can_be_given_back(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    blue = another(cup)
    order = delivered(ada, cy, cup)
    ret = settle_return(come_back(asked(order, kind=Kind.EXCHANGE, instead=blue), cy), by=cy)
    send_exchange(ret, carrier="UPS", tracking="X", by=cy)
    line = line_of(order)
    back = ask_return(order, [Wanted(line.pk, blue.pk, 1)], kind=Kind.RETURN, reason=Reason.NOT_LIKED, by=ada)
    back = come_back(back, cy)
    settle_return(back, restocked={back.lines.get().pk: 1}, by=cy)
    assert stock(blue) == (5, 0)
    assert Refund.objects.get().amount == 1200
    assert givable(order) == []
    assert line_of(order).returned == 1


def test_what_is_gone_cannot_be_promised_but_its_money_can(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    blue = another(cup, on_hand=1)
    order = delivered(ada, cy, cup)
    ret = asked(order, kind=Kind.EXCHANGE, instead=blue)
    Stock.objects.filter(variant=blue).update(on_hand=0)
    with pytest.raises(GoneMeanwhile, match="What was wanted in exchange is gone"):
        approve_return(ret, by=cy)
    assert Return.objects.get().state == State.ASKED
    assert stock(blue) == (0, 0)
    ret = approve_return(ret, as_money=True, by=cy)
    assert (ret.state, ret.kind) == (State.APPROVED, Kind.RETURN)


def test_the_money_may_go_instead_of_the_other_goods(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    blue = another(cup)
    order = delivered(ada, cy, cup)
    ret = settle_return(come_back(asked(order, kind=Kind.EXCHANGE, instead=blue), cy), by=cy)
    pay_instead(ret, by=cy)
    pay_instead(ret, by=cy)
    assert stock(blue) == (5, 0)
    assert Refund.objects.get().amount == 1200
    assert_sums_agree(order)


def test_withdrawing_an_exchange_lets_the_other_goods_go(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    blue = another(cup)
    ret = approve_return(asked(delivered(ada, cy, cup), kind=Kind.EXCHANGE, instead=blue), by=cy)
    withdraw_return(ret, by=ada)
    assert stock(blue) == (5, 0)


# -- trusted members


@pytest.fixture
def trusted(ada: Person, cy: Person, shop: Shop) -> Order:
    """A delivered order of a member with five completed ones."""
    cup = variant(shop, on_hand=50)
    for _ in range(5):
        delivered(ada, cy, cup)
    Order.objects.update(state=Order.State.COMPLETED)
    return delivered(ada, cy, cup, quantity=2)


def test_a_trusted_member_is_paid_when_the_parcel_is_handed_over(trusted: Order, cy: Person) -> None:
    ret = on_its_way_back(asked(trusted), cy)
    assert (ret.is_instant, Refund.objects.get().amount) == (True, 1200)
    ret = settle_return(receive_return(ret, by=cy), deducted=500, by=cy)
    assert (ret.state, ret.deducted) == (State.DONE, 0)
    assert Refund.objects.count() == 1
    assert_sums_agree(trusted)


def too_dear(order: Order) -> None:
    line = line_of(order)
    order.lines.filter(pk=line.pk).update(price=9000, total=18000)
    rest = order.total - line.total
    Order.objects.filter(pk=order.pk).update(goods_total=18000, total=18000 + rest)


def another_one_out(order: Order) -> None:
    manager = order.shop.team.get()
    assert on_its_way_back(asked(order), manager).is_instant


def has_returned_much(order: Order) -> None:
    other = Order.objects.filter(state=Order.State.COMPLETED).earliest("pk")
    Return.objects.create(
        order=other, kind=Kind.RETURN, reason=Reason.NOT_LIKED, state=State.DONE, answer_by=timezone.now()
    )


def has_bought_little(order: Order) -> None:
    Order.objects.filter(pk=Order.objects.earliest("pk").pk).update(state=Order.State.CANCELLED)


@pytest.mark.parametrize("why_not", [too_dear, another_one_out, has_returned_much, has_bought_little])
def test_who_is_not_trusted_waits_for_the_shop(trusted: Order, cy: Person, why_not: Callable[[Order], None]) -> None:
    why_not(trusted)
    before = Refund.objects.count()
    assert not on_its_way_back(asked(trusted), cy).is_instant
    assert Refund.objects.count() == before


# -- the clock


def days_ago(days: int) -> object:
    return timezone.now() - timedelta(days=days, minutes=1)


def test_a_shop_that_says_nothing_has_granted_it(ada: Person, cy: Person, shop: Shop) -> None:
    order = delivered(ada, cy, variant(shop), quantity=2)
    old, new = asked(order), asked(order)
    Return.objects.filter(pk=old.pk).update(answer_by=days_ago(0))
    assert [answer_overdue(), answer_overdue()] == [1, 0]
    assert dict(Return.objects.values_list("pk", "state")) == {old.pk: State.APPROVED, new.pk: State.ASKED}


def test_silence_gives_money_for_what_cannot_be_exchanged_any_more(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    blue = another(cup)
    asked(delivered(ada, cy, cup), kind=Kind.EXCHANGE, instead=blue)
    Stock.objects.filter(variant=blue).update(on_hand=0)
    Return.objects.update(answer_by=days_ago(0))
    assert answer_overdue() == 1
    ret = Return.objects.get()
    assert (ret.state, ret.kind, ret.lines.get().instead) == (State.APPROVED, Kind.RETURN, None)


def test_what_is_never_sent_back_is_withdrawn(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    blue = another(cup)
    approve_return(asked(delivered(ada, cy, cup), kind=Kind.EXCHANGE, instead=blue), by=cy)
    assert withdraw_overdue() == 0
    Return.objects.update(answered_at=days_ago(14))
    assert [withdraw_overdue(), withdraw_overdue()] == [1, 0]
    assert Return.objects.get().state == State.WITHDRAWN
    assert stock(blue) == (5, 0)


@pytest.mark.parametrize("looked", [False, True])
def test_a_shop_that_never_looks_pays_back(ada: Person, cy: Person, lamp: Variant, looked: bool) -> None:
    order = delivered(ada, cy, lamp)
    ret = on_its_way_back(asked(order), cy)
    if looked:
        receive_return(ret, by=cy)
    assert settle_overdue() == 0
    Return.objects.update(sent_back_at=days_ago(14))
    assert [settle_overdue(), settle_overdue()] == [1, 0]
    assert Return.objects.get().state == State.DONE
    assert Refund.objects.get().amount == 4900
    assert stock(lamp) == (0, 0)
    assert_sums_agree(order)


def test_an_order_is_delivered_and_completed_by_the_clock(ada: Person, cy: Person, lamp: Variant) -> None:
    order = sent(ada, cy, lamp)
    assert deliver_overdue() == 0
    Order.objects.update(sent_at=days_ago(14))
    assert deliver_overdue() == 0  # its last parcel is of today
    Shipment.objects.update(sent_at=days_ago(14))
    assert [deliver_overdue(), deliver_overdue()] == [1, 0]
    assert complete_overdue() == 0
    Order.objects.update(returnable_until=days_ago(0))
    assert [complete_overdue(), complete_overdue()] == [1, 0]
    order.refresh_from_db()
    assert order.state == Order.State.COMPLETED
    assert steps(order) == ["paid", "sent", "delivered", "completed"]
    assert announced()[-2:] == ["trade.order_delivered", "trade.order_completed"]


def test_an_open_return_keeps_an_order_from_being_completed(ada: Person, cy: Person, lamp: Variant) -> None:
    ret = asked(delivered(ada, cy, lamp))
    Order.objects.update(returnable_until=days_ago(0))
    assert complete_overdue() == 0
    withdraw_return(ret, by=ada)
    assert complete_overdue() == 1


def test_one_order_that_breaks_does_not_hold_up_the_others(
    ada: Person, cy: Person, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (delivered(ada, cy, variant(shop)) for _ in range(2))
    Order.objects.update(returnable_until=days_ago(0))
    as_it_was = Order.complete

    def complete(order: Order) -> None:
        if order.pk == first.pk:
            raise ZeroDivisionError
        as_it_was(order)

    monkeypatch.setattr(Order, "complete", complete)
    assert complete_overdue() == 1
    assert Order.objects.get(state=Order.State.COMPLETED) == second


# -- at the same moment


@pytest.mark.django_db(transaction=True)
def test_two_returns_of_the_same_piece_are_one(ada: Person, cy: Person, lamp: Variant) -> None:
    order = delivered(ada, cy, lamp)
    outcomes = at_once(lambda: asked(order), lambda: asked(order))
    assert refusals(outcomes) == ["NotReturnable"]
    assert Return.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_granting_and_withdrawing_at_once_leave_one_truth(ada: Person, cy: Person, shop: Shop) -> None:
    cup = variant(shop)
    blue = another(cup)
    ret = asked(delivered(ada, cy, cup), kind=Kind.EXCHANGE, instead=blue)
    at_once(lambda: approve_return(ret, by=cy), lambda: withdraw_return(ret, by=ada))
    assert Return.objects.get().state == State.WITHDRAWN  # before the answer or after it
    assert stock(blue) == (5, 0)


@pytest.mark.django_db(transaction=True)
def test_settling_twice_at_once_pays_once(ada: Person, cy: Person, lamp: Variant) -> None:
    order = delivered(ada, cy, lamp)
    ret = come_back(asked(order), cy)
    row = ret.lines.get().pk
    at_once(*(lambda: settle_return(ret, restocked={row: 1}, by=cy) for _ in range(3)))
    assert Refund.objects.count() == 1
    assert stock(lamp) == (1, 0)
    assert_sums_agree(order)


@pytest.mark.django_db(transaction=True)
def test_asking_and_completing_at_once_leave_one_truth(ada: Person, cy: Person, lamp: Variant) -> None:
    order = delivered(ada, cy, lamp)
    Order.objects.update(returnable_until=timezone.now() + timedelta(seconds=1))

    def complete() -> int:
        Order.objects.filter(pk=order.pk).update(returnable_until=days_ago(0))
        return complete_overdue()

    outcomes = at_once(lambda: asked(order), complete)
    order.refresh_from_db()
    is_open = Return.objects.filter(state=State.ASKED).exists()
    assert is_open == (refusals(outcomes) == [])
    assert (order.state == Order.State.COMPLETED) == (not is_open)
