"""What the clock does: lets goods go, gives money back, asks providers, and forgets old carts."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from meadow.goods.models.products import Stock, Variant
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.trade import jobs
from meadow.trade.actions.carts import put_in_cart
from meadow.trade.actions.payments import settle_payment
from meadow.trade.models.carts import Cart
from meadow.trade.models.groups import Hold, OrderGroup
from meadow.trade.models.payments import Payment
from meadow.trade.tests.made import collected, open_payment, place


def test_the_clock_lets_unpaid_goods_go_and_closes_their_payment(ada: Person, lamp: Variant) -> None:
    group = place(ada, lamp)
    payment = open_payment(group)
    OrderGroup.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    Payment.objects.update(begun_at=timezone.now() - timedelta(minutes=40))
    jobs.expire(0)
    jobs.ask_providers(0)
    group.refresh_from_db()
    payment.refresh_from_db()
    assert (group.state, payment.state) == ("expired", "failed")
    assert Stock.objects.get().held == 0


def test_one_checkout_that_cannot_be_given_up_does_not_hold_up_the_others(
    ada: Person, bo: Person, lamp: Variant, caplog: pytest.LogCaptureFixture
) -> None:
    Stock.objects.update(on_hand=2)
    broken, whole = place(ada, lamp), place(bo, lamp)
    Stock.objects.update(held=1)  # as no action leaves it: of the two held, one is gone
    minutes = {broken.pk: 2, whole.pk: 1}
    for pk, ago in minutes.items():
        OrderGroup.objects.filter(pk=pk).update(expires_at=timezone.now() - timedelta(minutes=ago))
    Hold.objects.filter(group=broken).update(quantity=2)

    jobs.expire(0)

    assert OrderGroup.objects.get(pk=broken.pk).state == "open"
    assert OrderGroup.objects.get(pk=whole.pk).state == "expired"
    assert f"checkout {broken.pk} could not be given up" in caplog.text


def test_the_clock_gives_back_what_is_owed(ada: Person, lamp: Variant) -> None:
    group = place(ada, lamp)
    first, second = (
        open_payment(group),
        Payment.objects.create(
            group=group, provider="sandbox", reference="again", amount=group.total, currency=group.currency
        ),
    )
    settle_payment(first, collected(first))
    settle_payment(second, collected(second))
    jobs.refund(0)
    jobs.refund(0)
    second.refresh_from_db()
    assert second.state == Payment.State.REFUNDED
    assert announced().count("trade.payment_refunded") == 1


def test_the_clock_forgets_the_carts_of_guests_who_are_gone(ada: Person, lamp: Variant) -> None:
    Stock.objects.update(on_hand=9)
    put_in_cart(lamp, 1, by=None, key=uuid4())
    put_in_cart(lamp, 1, by=ada)
    Cart.objects.update(changed_at=timezone.now() - timedelta(days=61))
    young = put_in_cart(lamp, 1, by=None, key=uuid4()).cart
    jobs.forget_carts(0)
    assert set(Cart.objects.all()) == {Cart.objects.get(person=ada), young}


@pytest.mark.django_db(transaction=True)
def test_a_payment_told_by_four_at_once_pays_once(ada: Person, lamp: Variant) -> None:
    payment = open_payment(place(ada, lamp))
    together = threading.Barrier(4)

    def tell(_: int) -> str:
        try:
            together.wait(timeout=20)
            return settle_payment(payment, collected(payment)).state
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(tell, range(4))) == {"succeeded"}
    assert announced().count("trade.order_paid") == 1
    stock = Stock.objects.get()
    assert (stock.on_hand, stock.held) == (0, 0)
