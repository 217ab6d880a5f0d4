"""The ledger under sales, refunds, completions and payouts in any order: it balances, and each account is what the
orders say, to the minor unit."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from meadow.goods.models.products import Variant
from meadow.people.models.persons import Person
from meadow.trade.actions.completing import complete_order
from meadow.trade.actions.days import check_ledger, sum_days
from meadow.trade.actions.payouts import bring_back, plan_payouts, say_sent
from meadow.trade.actions.refunds import Back, send_refunds, shipping_left, write_refund
from meadow.trade.actions.shares import share_sale
from meadow.trade.books import trial_balance
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.ledger import Account, Posting
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment
from meadow.trade.models.payouts import Payout
from meadow.trade.models.refunds import Refund
from meadow.trade.models.touches import LineTouch
from meadow.trade.tests.test_payouts import bank

pytestmark = pytest.mark.django_db
FEES = {"sandbox": {"rate": 290, "fixed": {"USD": 30}}}


class Trade(RuleBasedStateMachine):
    """One shop, one buyer who sells for it, one member who buys; `scene` has them."""

    scene: dict[str, Any] = {}
    orders: Bundle[int] = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        try:
            self.everything_goes_back()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @rule(
        target=orders,
        lines=st.lists(
            st.tuples(
                st.integers(1, 5000),
                st.integers(1, 4),
                st.integers(0, 5000),
                st.integers(0, 5000),
                st.integers(0, 9000),
            ),
            min_size=1,
            max_size=3,
        ),
        sending=st.integers(0, 900),
    )
    def sell(self, lines: list[tuple[int, int, int, int, int]], sending: int) -> int:
        member, shop = self.scene["member"], self.scene["variant"].product.shop
        made = []
        for price, quantity, discount, platform, rate in lines:
            total = price * quantity
            discount = min(discount, total)
            made.append((price, quantity, total, discount, min(platform, discount), (total - discount) // 6, rate))
        goods, off = sum(one[2] for one in made), sum(one[3] for one in made)
        sums = {"goods_total": goods, "discount_total": off, "shipping_total": sending, "total": goods - off + sending}
        now = timezone.now()
        group = OrderGroup.objects.create(
            member=member, currency="USD", state=OrderGroup.State.PAID, expires_at=now, paid_at=now, **sums
        )
        tax = sum(one[5] for one in made)
        order = Order.objects.create(
            group=group, shop=shop, member=member, currency="USD", state=Order.State.DELIVERED, paid_at=now,
            delivered_at=now, returnable_until=now, tax_total=tax, **sums,
        )  # fmt: skip
        Payment.objects.create(
            group=group, provider="sandbox", reference=f"p{group.pk}", amount=group.total, currency="USD",
            collected=group.total, collected_currency="USD", state=Payment.State.SUCCEEDED,
        )  # fmt: skip
        rows = []
        for price, quantity, total, discount, platform, line_tax, rate in made:
            line = OrderLine.objects.create(
                order=order, variant=self.scene["variant"], title="Cup", price=price, quantity=quantity, total=total,
                discount=discount, discount_platform=platform, tax=line_tax,
            )  # fmt: skip
            LineTouch.objects.create(line=line, kind="note", earner=self.scene["buyer"], commission_rate=rate)
            rows.append(line)
        share_sale([order], rows, provider="sandbox" if group.total else "")
        return order.pk

    @rule(order=orders, line=st.integers(0, 2), part=st.integers(1, 100), sending=st.integers(0, 900))
    def give_back(self, order: int, line: int, part: int, sending: int) -> None:
        found = Order.objects.locked().get(pk=order)
        lines = list(found.lines.select_related("variant").order_by("pk"))
        chosen = lines[line % len(lines)]
        amount = chosen.refundable * part // 100
        pieces = chosen.standing if chosen.paid == 0 else 0
        write_refund(
            found, [Back(chosen, amount, pieces)], shipping=min(sending, shipping_left(found)),
            reason=Refund.Reason.GOODWILL,
        )  # fmt: skip

    @rule(order=orders)
    def complete(self, order: int) -> None:
        found = Order.objects.locked().get(pk=order)
        if found.state == Order.State.DELIVERED:
            complete_order(found)

    @rule()
    def pay_out(self) -> None:
        plan_payouts()

    @rule(arrives=st.booleans())
    def answer(self, arrives: bool) -> None:
        payout = Payout.objects.under_way().order_by("pk").first()
        if payout is None:
            return
        if arrives:
            say_sent(payout, reference="TX", by=self.scene["member"])
        else:
            bring_back(payout, problem="It came back")

    @rule()
    def send(self) -> None:
        send_refunds()

    @rule()
    def add_up(self) -> None:
        sum_days()

    @invariant()
    def everything_agrees(self) -> None:
        assert check_ledger().problems == []
        rows = trial_balance()
        assert sum(row.debit for row in rows) == sum(row.credit for row in rows)
        stands = {row.kind: row.balance for row in rows}
        paid = sum(Order.objects.values_list("total", flat=True))
        back = sum(Order.objects.values_list("refunded_total", flat=True))
        handed = sum(Refund.objects.filter(state=Refund.State.DONE).values_list("amount", flat=True))
        out = sum(Payout.objects.filter(state=Payout.State.PAID).values_list("amount", flat=True))
        assert stands.get(Account.Kind.CLEARING, 0) == paid - handed - out
        assert stands.get(Account.Kind.REFUNDS, 0) == handed - back
        assert stands.get(Account.Kind.ROUNDING, 0) == 0
        under_way = sum(Payout.objects.under_way().values_list("amount", flat=True))
        assert stands.get(Account.Kind.PAYOUTS, 0) == -under_way

    def everything_goes_back(self) -> None:
        """Once everything is refunded nobody has earned anything: payment fees alone are kept, borne by the shop."""
        for order in Order.objects.locked():
            lines = list(order.lines.select_related("variant"))
            backs = [Back(line, line.refundable, line.standing) for line in lines]
            write_refund(order, backs, shipping=shipping_left(order, ()), reason=Refund.Reason.CANCELLED)
        while payout := Payout.objects.exclude(state=Payout.State.FAILED).first():
            bring_back(payout, problem="Undone")
        self.everything_agrees()
        stands: Counter[str] = Counter()
        for kind, amount in Posting.objects.values_list("account__kind", "amount"):
            stands[kind] += amount
        kept = -stands["payment_fees"]
        assert kept >= 0
        owed = {kind: amount for kind, amount in stands.items() if amount and kind not in {"clearing", "refunds"}}
        shops = {kind: amount for kind, amount in owed.items() if kind.startswith("shop_")}
        assert sum(shops.values()) == kept
        assert {kind for kind in owed if kind not in shops} <= {"payment_fees"}


def test_the_ledger_agrees_in_whatever_order_things_happen(
    ada: Person, bai: Person, lamp: Variant, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEADOW_PAYMENT_FEES = FEES
    bank(shop=lamp.product.shop)
    bank(person=bai)
    monkeypatch.setattr(Trade, "scene", {"member": ada, "buyer": bai, "variant": lamp})
    _run(Trade)


def _run(machine: type[RuleBasedStateMachine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
