"""Samples: promised once, sent or bought, and paid back with the first sale that stands."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from meadow.goods.models.products import Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.models.stock import StockChange
from meadow.people.models.persons import Address, Person
from meadow.plumbing.events import Told, react
from meadow.trade.actions.agreements import end_agreement, pick
from meadow.trade.actions.samples import (
    approve_sample,
    ask_for_sample,
    follow_order,
    pay_sample_back,
    receive_sample,
    refuse_sample,
    samples_to_pay_back,
    send_sample,
    withdraw_sample,
)
from meadow.trade.models.orders import Order
from meadow.trade.models.plans import Plan, SampleKind
from meadow.trade.models.refunds import Refund
from meadow.trade.models.samples import Sample
from meadow.trade.refusals import NoSampleHere, NoSamplesLeft, SampleIsPaidFor, SampleMovedOn
from meadow.trade.tests.cooperating import agreed, came_through, note_with, plan
from meadow.trade.tests.made import bought, home, variant

State = Sample.State


def at_home(person: Person, street: str) -> Address:
    return Address.objects.create(
        person=person, name=person.name, country="US", city="Springfield", street=street, postcode="12345"
    )


def asked(bai: Person, one: Variant, kind: SampleKind = SampleKind.FREE, **fields: int) -> Sample:
    agreement = agreed(bai, one.product, sample=kind, **fields)
    address = Address.objects.filter(person=bai).first() or at_home(bai, "7 Kiln Road")
    return ask_for_sample(agreement, one, by=bai, address=address if kind == SampleKind.FREE else None)


def completed(order: Order) -> Order:
    Order.objects.filter(pk=order.pk).update(state=Order.State.COMPLETED, completed_at=timezone.now())
    order.refresh_from_db()
    return order


def hear(name: str, order: Order) -> None:
    """Let trade react to a fact about this order, as the relay would."""
    react(Told(uuid4(), name, {"order": order.pk}))


# -- free ones ----------------------------------------------------------------------------------


def test_a_free_sample_leaves_the_stock_as_a_sample_and_not_as_a_sale(bai: Person, cy: Person, shop: Shop) -> None:
    one = variant(shop)
    sample = asked(bai, one)
    approve_sample(sample, by=cy, words="Gladly")
    assert Stock.objects.get().on_hand == 10
    send_sample(sample, carrier="Post", tracking="7", by=cy)
    assert Stock.objects.get().on_hand == 9
    change = StockChange.objects.get()
    assert (change.change, change.reason, change.words) == (-1, "sample", "@bai")
    receive_sample(sample, by=bai)
    sample.refresh_from_db()
    assert (sample.state, sample.address) == (State.SETTLED, {})


def test_a_sample_that_is_not_there_is_not_sent_and_stays_approved(bai: Person, cy: Person, shop: Shop) -> None:
    one = variant(shop)
    sample = asked(bai, one)
    approve_sample(sample, by=cy)
    Stock.objects.update(on_hand=0)
    with pytest.raises(Exception, match="there"):
        send_sample(sample, carrier="Post", tracking="", by=cy)
    sample.refresh_from_db()
    assert (sample.state, sample.carrier) == (State.APPROVED, "")


def test_a_sample_moves_only_along_its_ways(bai: Person, cy: Person, shop: Shop) -> None:
    sample = asked(bai, variant(shop))
    with pytest.raises(SampleMovedOn, match="Waiting for the shop"):
        send_sample(sample, carrier="Post", tracking="", by=cy)
    refuse_sample(sample, by=cy, words="Not now")
    with pytest.raises(SampleMovedOn, match="Refused"):
        approve_sample(sample, by=cy)
    sample.refresh_from_db()
    assert (sample.state, sample.answer, sample.address) == (State.REFUSED, "Not now", {})
    assert Plan.objects.get().samples_given == 0


def test_one_sample_is_asked_for_at_a_time_and_only_where_there_is_one(bai: Person, cy: Person, shop: Shop) -> None:
    one, other = variant(shop), variant(shop, "Bowl")
    sample = asked(bai, one)
    agreement = sample.agreement
    with pytest.raises(NoSampleHere, match="no sample of this"):
        ask_for_sample(agreement, one, by=bai, address=Address.objects.get(person=bai))
    refuse_sample(sample, by=cy)
    with pytest.raises(NoSampleHere, match="no sample of this"):
        ask_for_sample(agreement, other, by=bai, address=Address.objects.get(person=bai))
    with pytest.raises(NoSampleHere, match="no sample of this"):
        ask_for_sample(agreement, one, by=bai, address=None)
    without = agreed(bai, other.product)
    with pytest.raises(NoSampleHere, match="no sample of this"):
        ask_for_sample(without, other, by=bai, address=Address.objects.get(person=bai))
    end_agreement(agreement, by=bai)
    with pytest.raises(NoSampleHere, match="no sample of this"):
        ask_for_sample(agreement, one, by=bai, address=Address.objects.get(person=bai))
    assert Sample.objects.count() == 1


def test_what_is_withdrawn_can_be_promised_to_somebody_else(ada: Person, bai: Person, cy: Person, shop: Shop) -> None:
    one = variant(shop)
    sample = asked(bai, one, samples=1)
    approve_sample(sample, by=cy)
    Person.objects.filter(pk=ada.pk).update(is_buyer=True)
    ada.refresh_from_db()
    theirs = pick(one.product, by=ada)
    with pytest.raises(NoSamplesLeft, match="All samples of “Winter” are promised"):
        ask_for_sample(theirs, one, by=ada, address=home(ada))
    withdraw_sample(sample, by=bai)
    again = ask_for_sample(theirs, one, by=ada, address=Address.objects.get(person=ada))
    approve_sample(again, by=cy)
    assert Plan.objects.get().samples_given == 1


@pytest.mark.django_db(transaction=True)
def test_of_six_approvals_at_once_a_plan_with_two_samples_gives_two(bai: Person, cy: Person, shop: Shop) -> None:
    one = variant(shop)
    plan(shop, sample=SampleKind.FREE, samples=2)
    samples = []
    for n in range(6):
        buyer = Person.objects.create_user(f"b{n}@example.org", "x", handle=f"buyer{n}", name=f"B{n}", is_buyer=True)
        agreement = pick(one.product, by=buyer)
        samples.append(ask_for_sample(agreement, one, by=buyer, address=at_home(buyer, f"{n} Lane")))
    together = Barrier(6)

    def approve(sample: Sample) -> bool:
        try:
            together.wait(timeout=20)
            approve_sample(sample, by=cy)
        except NoSamplesLeft:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as crowd:
        assert sum(crowd.map(approve, samples)) == 2
    assert Plan.objects.get().samples_given == 2
    assert Sample.objects.filter(state=State.APPROVED).count() == 2


# -- refundable ones ----------------------------------------------------------------------------


@pytest.fixture
def paid_for(bai: Person, cy: Person, shop: Shop) -> Sample:
    """A refundable sample that Bai has bought and that has arrived."""
    one = variant(shop)
    sample = asked(bai, one, SampleKind.REFUNDABLE)
    approve_sample(sample, by=cy)
    order = bought(bai, one)
    hear("trade.order_paid", order)
    Order.objects.filter(pk=order.pk).update(state=Order.State.DELIVERED)
    hear("trade.order_delivered", order)
    sample.refresh_from_db()
    return sample


def test_a_refundable_sample_moves_with_the_order_that_bought_it(paid_for: Sample, bai: Person, cy: Person) -> None:
    assert paid_for.state == State.RECEIVED
    assert paid_for.line is not None
    assert paid_for.line.order.member == bai
    with pytest.raises(SampleIsPaidFor, match="orders this sample themselves"):
        send_sample(paid_for, carrier="Post", tracking="", by=cy)
    with pytest.raises(SampleIsPaidFor, match="orders this sample themselves"):
        withdraw_sample(paid_for, by=bai)


def test_the_first_sale_that_stands_pays_the_sample_back_once(paid_for: Sample, ada: Person, bai: Person) -> None:
    product = paid_for.agreement.product
    came_through(note_with(bai, product), product, by=ada)
    sale = bought(ada, product.variants.get())
    assert samples_to_pay_back(sale) == []  # paid, and may still be given back

    completed(sale)
    hear("trade.order_completed", sale)
    hear("trade.order_completed", sale)
    paid_for.refresh_from_db()
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.order_id) == (1200, Refund.Reason.SAMPLE, paid_for.line.order_id)  # type: ignore[union-attr]
    assert (paid_for.state, paid_for.refund) == (State.SETTLED, refund)
    assert pay_sample_back(paid_for) is None
    line = refund.lines.get()
    assert line.quantity == 0  # the piece stays with the buyer: nothing comes back to the shelf


def test_what_was_given_back_is_no_first_sale(paid_for: Sample, ada: Person, bai: Person) -> None:
    product = paid_for.agreement.product
    came_through(note_with(bai, product), product, by=ada)
    sale = completed(bought(ada, product.variants.get()))
    sale.lines.update(refunded_quantity=1)
    assert samples_to_pay_back(sale) == []


def test_a_sale_to_oneself_pays_no_sample_back(paid_for: Sample, bai: Person) -> None:
    product = paid_for.agreement.product
    came_through(note_with(bai, product), product, by=bai)
    assert samples_to_pay_back(completed(bought(bai, product.variants.get()))) == []


def test_a_sample_that_was_returned_is_not_paid_back_twice(paid_for: Sample, ada: Person, bai: Person) -> None:
    line = paid_for.line
    assert line is not None
    line.refunded, line.refunded_quantity = line.paid, 1
    line.save()
    Order.objects.filter(pk=line.order_id).update(refunded_total=line.paid)
    product = paid_for.agreement.product
    came_through(note_with(bai, product), product, by=ada)
    sale = completed(bought(ada, product.variants.get()))
    for sample in samples_to_pay_back(sale):
        assert pay_sample_back(sample) is None
    paid_for.refresh_from_db()
    assert (paid_for.state, Refund.objects.exists()) == (State.SETTLED, False)


def test_an_order_of_something_else_takes_no_sample_along(bai: Person, cy: Person, shop: Shop) -> None:
    sample = asked(bai, variant(shop), SampleKind.REFUNDABLE)
    approve_sample(sample, by=cy)
    follow_order(bought(bai, variant(shop, "Bowl")))
    sample.refresh_from_db()
    assert (sample.state, sample.line) == (State.APPROVED, None)
