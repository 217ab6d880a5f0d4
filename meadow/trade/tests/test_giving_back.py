"""Partial refunds: to the cent, never more than is left, and sent to the provider until it is done."""

from collections.abc import Mapping

import pytest

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.models import Announcement
from meadow.trade.actions.giving_back import give_back
from meadow.trade.actions.refunds import retry_refund, send_refunds
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment
from meadow.trade.models.refunds import Refund
from meadow.trade.payments.provider import Given
from meadow.trade.payments.sandbox import Sandbox
from meadow.trade.refusals import MoreThanIsLeft, NothingToGiveBack, NotPaidYet, ProviderUnreachable
from meadow.trade.tests.made import bought, place, variant
from meadow.trade.tests.roads import asked, assert_sums_agree, at_once, delivered, line_of, refusals, stock


def with_tax(order: Order, *, total: int, tax: int, discount: int = 0) -> None:
    """Have the first line cost so much with so much tax in it."""
    line = line_of(order)
    assert line.total == total
    OrderLine.objects.filter(pk=line.pk).update(tax=tax, tax_rate=1900, discount=discount)
    Order.objects.filter(pk=order.pk).update(tax_total=tax, discount_total=discount, total=order.total - discount)


def test_giving_back_piece_by_piece_gives_back_exactly_what_was_paid(ada: Person, cy: Person, shop: Shop) -> None:
    order = delivered(ada, cy, variant(shop, price=1000), quantity=3)
    with_tax(order, total=3000, tax=479, discount=1)
    pk = line_of(order).pk
    amounts = [give_back(order, pieces={pk: 1}, by=cy).lines.get() for _ in range(3)]
    assert sum(one.amount for one in amounts) == 2999
    assert sorted(one.amount for one in amounts) == [999, 1000, 1000]
    assert sum(one.tax for one in amounts) == 479
    assert_sums_agree(order)
    with pytest.raises(MoreThanIsLeft, match="Of “Cup” at most 0"):
        give_back(order, pieces={pk: 1}, by=cy)


def test_goodwill_falls_on_lines_and_then_on_shipping(ada: Person, cy: Person, shop: Shop) -> None:
    order = delivered(ada, cy, variant(shop, price=1000), variant(shop, "Pot", price=2000))
    refund = give_back(order, goodwill=100, words="For the wait", by=cy)
    assert [line.amount for line in refund.lines.order_by("pk")] == [33, 67]
    assert {line.quantity for line in refund.lines.all()} == {0}
    rest = give_back(order, goodwill=3400, by=cy)
    order.refresh_from_db()
    assert (rest.amount, rest.shipping, order.left) == (3400, 500, 0)
    assert order.state == Order.State.DELIVERED
    assert_sums_agree(order)


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ({"goodwill": 1701}, "Of “Goodwill” at most \\$17.00"),
        ({"shipping": 501}, "Of “Shipping” at most \\$5.00"),
        ({"amount": 1201}, "Of “Cup” at most \\$12.00"),
        ({"piece": 2}, "Of “Cup” at most 1"),
    ],
)
def test_more_than_is_left_is_refused_by_name(
    ada: Person, cy: Person, shop: Shop, measure: Mapping[str, int], words: str
) -> None:
    order = delivered(ada, cy, variant(shop))
    pk = line_of(order).pk
    shipping, goodwill = measure.get("shipping", 0), measure.get("goodwill", 0)
    pieces = {pk: measure["piece"]} if "piece" in measure else {}
    amounts = {pk: measure["amount"]} if "amount" in measure else {}
    with pytest.raises(MoreThanIsLeft, match=words):
        give_back(order, pieces=pieces, amounts=amounts, shipping=shipping, goodwill=goodwill, by=cy)
    order.refresh_from_db()
    assert order.refunded_total == 0
    assert not Refund.objects.exists()


def test_nothing_is_not_given_back(ada: Person, cy: Person, lamp: Variant) -> None:
    order = delivered(ada, cy, lamp)
    with pytest.raises(NothingToGiveBack, match="There is nothing to give back"):
        give_back(order, by=cy)
    assert not Refund.objects.exists()


def test_unpaid_orders_give_nothing_back(ada: Person, cy: Person, lamp: Variant) -> None:
    order = place(ada, lamp).orders.get()
    with pytest.raises(NotPaidYet):
        give_back(order, goodwill=1, by=cy)
    assert not Refund.objects.exists()


def test_unsent_pieces_are_called_off_rather_than_given_back(ada: Person, cy: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    with pytest.raises(MoreThanIsLeft, match="Of “Paper lamp” at most 0"):
        give_back(order, pieces={line_of(order).pk: 1}, by=cy)
    assert not Refund.objects.exists()


def test_pieces_of_an_open_return_wait_for_it(ada: Person, cy: Person, shop: Shop) -> None:
    order = delivered(ada, cy, variant(shop), quantity=3)
    asked(order, 2)
    with pytest.raises(MoreThanIsLeft, match="Of “Cup” at most 1"):
        give_back(order, pieces={line_of(order).pk: 2}, by=cy)
    assert give_back(order, pieces={line_of(order).pk: 1}, by=cy).amount == 1200


def test_an_unsent_order_whose_money_is_all_back_is_cancelled(ada: Person, cy: Person, lamp: Variant) -> None:
    order = bought(ada, lamp)
    give_back(order, goodwill=5400, by=cy)
    order.refresh_from_db()
    assert (order.state, order.left) == (Order.State.CANCELLED, 0)
    assert stock(lamp) == (1, 0)
    assert_sums_agree(order)


def test_the_fact_of_a_refund_names_its_lines(ada: Person, cy: Person, lamp: Variant) -> None:
    order = delivered(ada, cy, lamp)
    refund = give_back(order, pieces={line_of(order).pk: 1}, shipping=500, by=cy)
    told = Announcement.objects.get(name="trade.refund_made").data
    assert (told["refund"], told["amount"], told["shipping"]) == (refund.pk, 5400, 500)
    assert told["lines"] == [
        {
            "line": line_of(order).pk,
            "product": lamp.product_id,
            "variant": lamp.pk,
            "quantity": 1,
            "amount": 4900,
            "tax": 0,
        }
    ]


def test_refunds_are_sent_under_their_key_until_they_are_done(
    ada: Person, cy: Person, lamp: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = delivered(ada, cy, lamp)
    refund = give_back(order, goodwill=100, by=cy)
    said: list[tuple[int, str]] = []
    answers: list[Given | ProviderUnreachable] = [
        ProviderUnreachable(),
        Given(reference="r1", is_done=False),
        Given(reference="r1"),
    ]

    def network(self: Sandbox, payment: Payment, *, amount: int, key: str) -> Given:
        said.append((amount, key))
        answer = answers.pop(0)
        if isinstance(answer, ProviderUnreachable):
            raise answer
        return answer

    monkeypatch.setattr(Sandbox, "refund", network)
    assert [send_refunds() for _ in range(4)] == [0, 0, 1, 0]
    refund.refresh_from_db()
    assert (refund.state, refund.reference, bool(refund.done_at)) == (Refund.State.DONE, "r1", True)
    assert said == [(100, str(refund.key))] * 3
    order.refresh_from_db()
    assert order.refunded_total == 100


def test_a_refund_that_the_provider_refuses_waits_for_an_operator(
    ada: Person, cy: Person, lamp: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    refund = give_back(delivered(ada, cy, lamp), goodwill=100, by=cy)
    monkeypatch.setattr(Sandbox, "refund", lambda *a, **k: Given(is_done=False, problem="the account is closed"))
    assert [send_refunds(), send_refunds()] == [0, 0]
    refund.refresh_from_db()
    assert (refund.state, refund.problem) == (Refund.State.FAILED, "the account is closed")
    monkeypatch.undo()
    retry_refund(refund)
    assert send_refunds() == 1
    retry_refund(refund)  # what is done stays done
    refund.refresh_from_db()
    assert (refund.state, refund.problem) == (Refund.State.DONE, "")


def test_one_refund_that_breaks_does_not_hold_up_the_others(
    ada: Person, cy: Person, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (give_back(delivered(ada, cy, variant(shop)), goodwill=100, by=cy) for _ in range(2))
    as_it_was = Sandbox.refund

    def network(self: Sandbox, payment: Payment, *, amount: int, key: str) -> Given:
        if key == str(first.key):
            raise ZeroDivisionError
        return as_it_was(self, payment, amount=amount, key=key)

    monkeypatch.setattr(Sandbox, "refund", network)
    assert send_refunds() == 1
    second.refresh_from_db()
    assert second.state == Refund.State.DONE


@pytest.mark.django_db(transaction=True)
def test_two_refunds_at_once_never_give_back_more_than_was_paid(ada: Person, cy: Person, lamp: Variant) -> None:
    order = delivered(ada, cy, lamp)
    outcomes = at_once(*(lambda: give_back(order, goodwill=3000, by=cy) for _ in range(3)))
    assert refusals(outcomes) == ["MoreThanIsLeft"] * 2
    assert_sums_agree(order)
