"""An order's whole life at random: whatever both sides do, no sum is off by one and no piece is lost."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.refusals import Refusal
from meadow.trade.actions.answering import approve_return, refuse_return
from meadow.trade.actions.cancelling import call_off_pieces
from meadow.trade.actions.completing import confirm_receipt
from meadow.trade.actions.giving_back import give_back
from meadow.trade.actions.returns import Wanted, ask_return, send_back, withdraw_return
from meadow.trade.actions.shipping import send_order
from meadow.trade.actions.taking_back import receive_return, send_exchange, settle_return
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.returns import Return, ReturnLine
from meadow.trade.tests.made import bought, variant
from meadow.trade.tests.roads import assert_sums_agree, stock

ON_HAND = 20
Few = st.integers(0, 4)


class _Undo(Exception):
    """Leaves the example's transaction."""


@pytest.mark.django_db
def test_no_life_of_an_order_loses_a_unit_or_a_piece(ada: Person, cy: Person, shop: Shop) -> None:
    cups = [variant(shop, "Cup", price=333, on_hand=ON_HAND), variant(shop, "Pot", price=1001, on_hand=ON_HAND)]
    others = []
    for cup in cups:
        other = Variant.objects.create(product=cup.product, sku=f"{cup.sku}-B", price=cup.price, option_values=["B"])
        type(cup.stock).objects.create(variant=other, on_hand=ON_HAND)
        others.append(other)

    class Life(RuleBasedStateMachine):
        """One order of two lines, three and four pieces, with a discount and a tax that do not divide evenly."""

        def __init__(self) -> None:
            super().__init__()
            self.transaction = transaction.atomic()
            self.transaction.__enter__()
            self.order = bought(ada, *cups, quantity=4)
            for line, discount, tax in zip(self.lines(), (10, 7), (211, 499), strict=True):
                OrderLine.objects.filter(pk=line.pk).update(discount=discount, tax=tax)
            Order.objects.filter(pk=self.order.pk).update(discount_total=17, tax_total=710, total=self.order.total - 17)

        def teardown(self) -> None:
            self.transaction.__exit__(_Undo, _Undo(), None)

        def lines(self) -> list[OrderLine]:
            return list(self.order.lines.order_by("pk"))

        def attempt(self, work: Any, *args: Any, **words: Any) -> None:
            """What is refused changes nothing, which the invariants see to."""
            try:
                with transaction.atomic():
                    work(*args, **words)
            except Refusal:
                pass
            self.order.refresh_from_db()

        def pieces(self, first: int, second: int) -> dict[int, int]:
            return {line.pk: number for line, number in zip(self.lines(), (first, second), strict=True)}

        def returns(self, *states: Return.State) -> list[Return]:
            return list(self.order.returns.filter(state__in=states).order_by("pk"))

        @rule(first=Few, second=Few)
        def send(self, first: int, second: int) -> None:
            self.attempt(send_order, self.order, carrier="DHL", tracking="", pieces=self.pieces(first, second), by=cy)

        @rule(first=Few, second=Few)
        def call_off(self, first: int, second: int) -> None:
            self.attempt(call_off_pieces, self.order, self.pieces(first, second), by=cy)

        @rule(first=Few, second=Few, amount=st.integers(0, 400), shipping=st.sampled_from([0, 0, 1, 499]))
        def refund(self, first: int, second: int, amount: int, shipping: int) -> None:
            line = self.lines()[0]
            pieces = self.pieces(first % 2, second % 2)
            self.attempt(give_back, self.order, pieces=pieces, amounts={line.pk: amount}, shipping=shipping, by=cy)

        @rule(goodwill=st.one_of(st.integers(1, 7000), st.just(0)))
        def goodwill(self, goodwill: int) -> None:
            self.attempt(give_back, self.order, goodwill=goodwill or self.order.left, by=cy)

        @precondition(lambda self: self.order.state == Order.State.SENT)
        @rule()
        def receive(self) -> None:
            self.attempt(confirm_receipt, self.order, by=ada)

        @rule(first=Few, second=Few, kind=st.sampled_from(Return.Kind), reason=st.sampled_from(Return.Reason))
        def ask(self, first: int, second: int, kind: Return.Kind, reason: Return.Reason) -> None:
            rows = [
                Wanted(line.pk, line.variant_id, number, other.pk)
                for line, number, other in zip(self.lines(), (first, second), others, strict=True)
            ]
            self.attempt(ask_return, self.order, rows, kind=kind, reason=reason, by=ada)

        @precondition(lambda self: self.returns(Return.State.ASKED))
        @rule(granted=st.booleans())
        def answer(self, granted: bool) -> None:
            ret = self.returns(Return.State.ASKED)[0]
            if granted:
                self.attempt(approve_return, ret, by=cy)
            else:
                self.attempt(refuse_return, ret, words="No", by=cy)

        @precondition(lambda self: self.returns(Return.State.APPROVED))
        @rule(goes=st.booleans())
        def go_back(self, goes: bool) -> None:
            ret = self.returns(Return.State.APPROVED)[0]
            if goes:
                self.attempt(send_back, ret, carrier="UPS", tracking="", by=ada)
            else:
                self.attempt(withdraw_return, ret, by=ada)

        @precondition(lambda self: self.returns(Return.State.SENT_BACK, Return.State.RECEIVED))
        @rule(sold_again=Few, deducted=st.sampled_from([0, 1, 50, 5000]))
        def look(self, sold_again: int, deducted: int) -> None:
            ret = self.returns(Return.State.SENT_BACK, Return.State.RECEIVED)[0]
            self.attempt(receive_return, ret, by=cy)
            rows = {row.pk: min(sold_again, row.quantity) for row in ret.lines.all()}
            self.attempt(settle_return, ret, restocked=rows, deducted=deducted, deducted_words="Worn", by=cy)

        @precondition(lambda self: self.returns(Return.State.REPLACING))
        @rule()
        def replace(self) -> None:
            ret = self.returns(Return.State.REPLACING)[0]
            self.attempt(send_exchange, ret, carrier="UPS", tracking="", by=cy)

        @invariant()
        def sums_agree(self) -> None:
            assert_sums_agree(self.order)
            for line in self.lines():
                assert line.sent + line.cancelled + line.to_send == line.quantity
                assert 0 <= line.refunded <= line.paid
                assert 0 <= line.refunded_tax <= line.tax
                assert line.standing >= line.to_send
            if self.order.state == Order.State.CANCELLED:
                assert self.order.left == 0

        @invariant()
        def no_piece_is_lost(self) -> None:
            """What is on the shelf is what began there, less what was sold, with what came back to be sold."""
            rows = list(ReturnLine.objects.filter(ret__order=self.order).select_related("ret"))
            for line, other in zip(self.lines(), others, strict=True):
                cup = stock(line.variant)
                mine = [row for row in rows if row.line_id == line.pk]
                shelved = sum(row.restocked for row in mine if row.variant_id == line.variant_id)
                assert cup == (ON_HAND - line.quantity + line.cancelled + shelved, 0)
                swapped = [row for row in mine if row.instead_id == other.pk]
                gone = sum(row.quantity for row in swapped if row.ret.state == Return.State.DONE)
                held = sum(row.quantity for row in swapped if row.ret.is_open and row.ret.state != Return.State.ASKED)
                assert stock(other) == (ON_HAND - gone, held)

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        ),
    )
