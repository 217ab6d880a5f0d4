"""Stripe, over HTTP against localstripe: intents, signed notices, replays, wrong sums, late money and lost notices."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import stripe
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from meadow.goods.models.products import Stock, Variant
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.plumbing.models import Announcement
from meadow.trade.actions.orders import cancel_order, expire_groups
from meadow.trade.actions.payments import begin_payment, catch_up, reconcile, refund_what_is_due
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.payments import Payment, ProviderNotice
from meadow.trade.payments.offered import provider_called
from meadow.trade.payments.provider import Given
from meadow.trade.payments.stripe import amount_for_stripe, amount_from_stripe
from meadow.trade.refusals import CannotCharge, ProviderUnreachable
from meadow.trade.tests.local_stripe import (
    SECRET_KEY,
    WEBHOOK_SECRET,
    confirm,
    events,
    forget_keys,
    local_stripe,
    refunds,
    send_notices_to,
)
from meadow.trade.tests.made import Answer, place, shop_of, standing_of, variant

HOOK = "/payments/stripe/"
DECLINED = "4000000000000341"


@pytest.fixture(scope="module")
def running_stripe() -> Iterator[str]:
    with local_stripe() as base:
        yield base


@pytest.fixture
def base(running_stripe: str, settings: Settings) -> str:
    settings.STRIPE_SECRET_KEY = SECRET_KEY
    settings.STRIPE_PUBLISHABLE_KEY = "pk_test_meadow"
    settings.STRIPE_WEBHOOK_SECRET = WEBHOOK_SECRET
    settings.STRIPE_API_BASE = running_stripe
    settings.SANDBOX_PAYMENT = False
    return running_stripe


@pytest.fixture
def payment(base: str, ada: Person, lamp: Variant) -> Payment:
    """Ada's checkout of the lamp, begun with Stripe."""
    return begin_payment(place(ada, lamp), provider="stripe", by=ada)[0]


def told(
    client: Client,
    payment: Payment,
    kind: str = "payment_intent.succeeded",
    notice: str = "evt_1",
    secret: str = WEBHOOK_SECRET,
    at: int | None = None,
    intent: Mapping[str, object] | None = None,
) -> Answer:
    """Post what Stripe would post about the payment's intent."""
    thing = {
        "id": payment.reference,
        "object": "payment_intent",
        "status": "succeeded",
        "amount": payment.amount,
        "amount_received": payment.amount,
        "currency": payment.currency.lower(),
        "metadata": {"meadow_payment": str(payment.pk)},
        **(intent or {}),
    }
    body = json.dumps({"id": notice, "object": "event", "type": kind, "data": {"object": thing}})
    signature = stripe.WebhookSignature.generate_signature_header(body, secret, at)
    return client.post(HOOK, body, content_type="application/json", headers={"Stripe-Signature": signature})


def standing(payment: Payment) -> tuple[str, str]:
    payment.refresh_from_db()
    return payment.state, OrderGroup.objects.get(pk=payment.group_id).state


def counts(lamp: Variant) -> tuple[int, int]:
    stock = Stock.objects.get(variant=lamp)
    return stock.on_hand, stock.held


def test_stripe_is_asked_for_the_total_and_asked_again_gives_the_same_intent(payment: Payment, ada: Person) -> None:
    assert payment.reference.startswith("pi_")
    again, begun = begin_payment(payment.group, provider="stripe", by=ada)
    assert again == payment
    assert begun.reference == payment.reference
    assert begun.fields
    assert begun.fields["client_secret"].startswith(f"{payment.reference}_secret_")


def test_the_payment_page_carries_what_the_form_of_stripe_needs(client: Client, payment: Payment, ada: Person) -> None:
    client.force_login(ada)
    page = client.get(payment.group.get_absolute_url()).content.decode()
    assert 'data-stripe="pk_test_meadow"' in page
    assert f'data-secret="{payment.reference}_secret_' in page


@pytest.mark.django_db(transaction=True)
def test_a_notice_that_stripe_itself_signs_and_posts_pays_the_order(
    live_server: LiveServer, base: str, ada: Person, lamp: Variant
) -> None:
    send_notices_to(base, live_server.url + HOOK)
    try:
        payment, _ = begin_payment(place(ada, lamp), provider="stripe", by=ada)
        assert confirm(base, payment.reference).status_code == 200
        mine = events(base, payment.reference)  # those of other tests may still be on their way here, too
        deadline = time.monotonic() + 15
        while standing(payment) != ("succeeded", "paid") and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        send_notices_to(base, "http://127.0.0.1:9/")
    assert standing(payment) == ("succeeded", "paid")
    assert counts(lamp) == (0, 0)
    assert len(mine) == 1
    assert ProviderNotice.objects.get(notice=mine[0]).kind == "payment_intent.succeeded"
    assert announced().count("trade.order_paid") == 1


def test_coming_back_from_stripe_asks_stripe(client: Client, base: str, payment: Payment, ada: Person) -> None:
    client.force_login(ada)
    back = reverse("trade:standing", args=[payment.group_id])
    assert client.get(back, {"redirect_status": "succeeded"}).status_code == 302
    assert standing(payment) == ("open", "open")  # the address alone is not believed

    confirm(base, payment.reference)
    client.get(back)
    assert standing(payment) == ("succeeded", "paid")


def test_a_declined_card_leaves_the_payment_open(client: Client, base: str, payment: Payment, ada: Person) -> None:
    assert confirm(base, payment.reference, DECLINED).status_code == 402
    catch_up(payment)
    assert standing(payment) == ("open", "open")
    assert "declined" in payment.problem
    client.force_login(ada)
    page = client.get(payment.group.get_absolute_url()).content.decode()
    assert "The last try did not go through" in page
    assert "data-stripe=" in page


def test_a_notice_with_a_bad_signature_is_refused(client: Client, payment: Payment) -> None:
    answer = told(client, payment, secret="whsec_somebody_else")
    assert answer.status_code == 400
    assert "not signed by the payment provider" in answer.content.decode()
    assert standing(payment) == ("open", "open")
    assert not ProviderNotice.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xfe", b"[" * 5000])
def test_a_notice_without_a_signature_is_refused(client: Client, base: str, db: None, body: bytes) -> None:
    assert client.post(HOOK, body, content_type="application/json").status_code == 400
    bad = {"Stripe-Signature": "t=1,v1=x"}
    assert client.post(HOOK, body, content_type="application/json", headers=bad).status_code == 400


def test_without_a_secret_every_notice_is_refused(client: Client, payment: Payment, settings: Settings) -> None:
    settings.STRIPE_WEBHOOK_SECRET = ""
    assert told(client, payment, secret="").status_code == 400
    assert standing(payment) == ("open", "open")
    assert not ProviderNotice.objects.exists()


def test_an_old_notice_is_refused(client: Client, payment: Payment) -> None:
    assert told(client, payment, at=int(time.time()) - 3600).status_code == 400
    assert standing(payment) == ("open", "open")


def test_a_replayed_notice_changes_nothing(client: Client, payment: Payment, lamp: Variant) -> None:
    assert told(client, payment).status_code == 200
    assert told(client, payment).status_code == 200
    assert told(client, payment, notice="evt_2").status_code == 200  # the same fact under another id
    assert standing(payment) == ("succeeded", "paid")
    assert counts(lamp) == (0, 0)
    assert announced().count("trade.order_paid") == 1
    assert ProviderNotice.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [{"amount_received": 1}, {"currency": "eur"}, {"amount_received": 10_000_000}],
    ids=["too little", "another currency", "too much"],
)
def test_a_wrong_sum_pays_nothing_and_is_given_back(
    client: Client, payment: Payment, lamp: Variant, wrong: dict[str, object]
) -> None:
    assert told(client, payment, intent=wrong).status_code == 200
    assert standing(payment) == ("refund_due", "open")
    assert "was asked for" in payment.problem
    assert counts(lamp) == (1, 1)
    assert "trade.order_paid" not in announced()


def test_what_is_told_to_be_given_back_is_what_was_taken(client: Client, base: str, payment: Payment) -> None:
    confirm(base, payment.reference)
    told(client, payment, intent={"amount_received": 1, "currency": "eur"})
    assert refund_what_is_due() == 1
    said = Announcement.objects.get(name="trade.payment_refunded").data
    assert (said["amount"], said["currency"]) == (1, "EUR")


def test_a_failure_that_arrives_after_the_success_is_ignored(client: Client, payment: Payment) -> None:
    told(client, payment)
    failed = {"status": "requires_payment_method", "last_payment_error": {"message": "Your card was declined."}}
    assert told(client, payment, "payment_intent.payment_failed", "evt_0", intent=failed).status_code == 200
    assert standing(payment) == ("succeeded", "paid")
    assert payment.problem == ""


def test_a_cancellation_and_then_money_is_still_money(client: Client, payment: Payment) -> None:
    told(client, payment, "payment_intent.canceled", "evt_0", intent={"status": "canceled"})
    assert standing(payment) == ("failed", "open")
    told(client, payment)
    assert standing(payment) == ("succeeded", "paid")


def test_a_notice_finds_a_payment_whose_reference_was_lost(client: Client, payment: Payment) -> None:
    reference = payment.reference
    Payment.objects.update(reference="")
    told(client, payment)
    assert standing(payment) == ("succeeded", "paid")
    assert payment.reference == reference


def test_a_notice_about_something_else_is_only_remembered(client: Client, payment: Payment) -> None:
    assert told(client, payment, "charge.updated").status_code == 200
    assert told(client, payment, notice="evt_2", intent={"id": "pi_strange", "metadata": {}}).status_code == 200
    assert standing(payment) == ("open", "open")
    assert ProviderNotice.objects.count() == 2


def expire() -> None:
    OrderGroup.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert expire_groups() == 1


def test_late_money_buys_the_goods_when_they_are_still_there(client: Client, payment: Payment, lamp: Variant) -> None:
    expire()
    assert counts(lamp) == (1, 0)
    told(client, payment)
    assert standing(payment) == ("succeeded", "paid")
    assert counts(lamp) == (0, 0)
    assert announced() == ["trade.order_placed", "trade.order_cancelled", "trade.order_paid"]


def test_late_money_goes_back_when_the_goods_are_gone(
    client: Client, base: str, payment: Payment, bo: Person, lamp: Variant
) -> None:
    expire()
    place(bo, lamp)
    before = len(refunds(base))
    confirm(base, payment.reference)
    told(client, payment)
    assert standing(payment) == ("refund_due", "expired")
    assert counts(lamp) == (1, 1)  # Bo's

    assert refund_what_is_due() == 1
    assert standing(payment) == ("refunded", "expired")
    assert refund_what_is_due() == 0
    assert len(refunds(base)) == before + 1
    assert announced().count("trade.payment_refunded") == 1


def test_money_for_a_cancelled_checkout_goes_back(client: Client, payment: Payment, ada: Person, lamp: Variant) -> None:
    cancel_order(payment.group.orders.get(), by=ada)
    told(client, payment)
    assert standing(payment) == ("refund_due", "cancelled")
    assert counts(lamp) == (1, 0)


def test_the_same_key_gives_back_once(client: Client, base: str, payment: Payment) -> None:
    """Also after a day, when Stripe has forgotten it."""
    confirm(base, payment.reference)
    told(client, payment)
    payment.refresh_from_db()
    before = len(refunds(base))
    network = provider_called("stripe")

    first = network.refund(payment, amount=1000, key="a")
    forget_keys(base)
    again = network.refund(payment, amount=1000, key="a")
    second = network.refund(payment, amount=500, key="b")

    assert first.is_done
    assert first == again
    assert first.reference != second.reference
    assert len(refunds(base)) == before + 2
    assert standing_of(payment, "a") == first
    unknown = standing_of(payment, "never-sent")
    assert (unknown.is_done, unknown.problem) == (False, "")


def test_money_that_two_send_back_at_once_goes_back_once(base: str, payment: Payment) -> None:
    confirm(base, payment.reference)
    catch_up(payment)
    before = len(refunds(base))
    start = threading.Barrier(4)

    def send() -> Given:
        start.wait(timeout=30)
        return provider_called("stripe").refund(payment, amount=1000, key="at-once")

    with ThreadPoolExecutor(4) as pool:
        given = [turn.result() for turn in [pool.submit(send) for _ in range(4)]]

    assert {one.is_done for one in given} == {True}
    assert len({one.reference for one in given}) == 1
    assert len(refunds(base)) == before + 1


def test_what_stripe_refuses_to_give_back_is_a_failure(base: str, payment: Payment) -> None:
    Payment.objects.update(reference="pi_unknown")
    payment.refresh_from_db()
    given = provider_called("stripe").refund(payment, amount=1000, key="a")
    assert not given.is_done
    assert given.problem


def test_a_group_is_paid_once(client: Client, payment: Payment, ada: Person, lamp: Variant) -> None:
    Payment.objects.filter(pk=payment.pk).update(state=Payment.State.FAILED)
    second, _ = begin_payment(payment.group, provider="stripe", by=ada)
    assert second != payment
    told(client, second)
    told(client, payment, notice="evt_2")
    assert standing(second) == ("succeeded", "paid")
    assert standing(payment) == ("refund_due", "paid")
    assert counts(lamp) == (0, 0)


def test_a_lost_notice_is_made_up_for(base: str, payment: Payment) -> None:
    confirm(base, payment.reference)
    assert reconcile() == 0  # too young to worry
    Payment.objects.update(begun_at=timezone.now() - timedelta(minutes=6))
    assert reconcile() == 1
    assert standing(payment) == ("succeeded", "paid")


def test_what_the_page_took_up_again_is_asked_about_too(
    client: Client, base: str, payment: Payment, ada: Person
) -> None:
    Payment.objects.update(reference="")  # as if the answer to the beginning had been lost
    client.force_login(ada)
    page = client.get(payment.group.get_absolute_url()).content.decode()
    payment.refresh_from_db()
    assert payment.reference.startswith("pi_")
    assert f'data-secret="{payment.reference}_secret_' in page
    confirm(base, payment.reference)
    Payment.objects.update(begun_at=timezone.now() - timedelta(minutes=6))
    assert reconcile() == 1
    assert standing(payment) == ("succeeded", "paid")


def test_an_intent_for_a_closed_checkout_is_withdrawn(base: str, payment: Payment) -> None:
    expire()
    Payment.objects.update(begun_at=timezone.now() - timedelta(minutes=6))
    reconcile()
    assert standing(payment) == ("failed", "expired")
    assert confirm(base, payment.reference).status_code == 400  # nobody can pay it any more


def test_a_payment_that_never_reached_stripe_is_over(base: str, payment: Payment) -> None:
    Payment.objects.update(reference="", begun_at=timezone.now() - timedelta(minutes=6))
    reconcile()
    assert standing(payment) == ("failed", "open")


def test_when_stripe_does_not_answer_it_is_said_and_can_be_tried_again(
    client: Client, base: str, settings: Settings, ada: Person, lamp: Variant
) -> None:
    group = place(ada, lamp)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(ProviderUnreachable, match="Nothing was charged"):
        begin_payment(group, provider="stripe", by=ada)
    client.force_login(ada)
    page = client.get(group.get_absolute_url())
    assert page.status_code == 200
    assert "does not answer" in page.content.decode()
    Payment.objects.update(begun_at=timezone.now() - timedelta(minutes=6), reference="pi_1")
    assert reconcile() == 0

    settings.STRIPE_API_BASE = base
    Payment.objects.update(reference="")
    begin_payment(group, provider="stripe", by=ada)
    assert Payment.objects.get().reference.startswith("pi_")


def test_stripe_is_a_stranger_where_it_is_not_configured(client: Client, ada: Person, lamp: Variant) -> None:
    place(ada, lamp)
    assert client.post(HOOK, b"{}", content_type="application/json").status_code == 404


@pytest.mark.parametrize(
    ("minor", "currency", "amount"),
    [(1234, "USD", 1234), (500, "JPY", 500), (500, "ISK", 50000), (1500, "MGA", 15), (1230, "KWD", 1230)],
)
def test_amounts_cross_over_to_stripe_and_back(minor: int, currency: str, amount: int) -> None:
    assert amount_for_stripe(minor, currency) == amount
    assert amount_from_stripe(amount, currency) == minor


@pytest.mark.parametrize(("minor", "currency"), [(1501, "MGA"), (1234, "KWD")])
def test_what_stripe_has_no_unit_for_is_refused(minor: int, currency: str) -> None:
    with pytest.raises(CannotCharge, match=f"this amount of {currency}"):
        amount_for_stripe(minor, currency)


def test_a_foreign_payment_page_is_not_there(client: Client, payment: Payment, bo: Person, shop: object) -> None:
    client.force_login(bo)
    assert client.get(payment.group.get_absolute_url()).status_code == 404
    assert client.post(payment.group.get_absolute_url(), {"provider": "stripe"}).status_code == 404
    assert client.get(reverse("trade:standing", args=[payment.group_id])).status_code == 404


def test_several_shops_are_one_payment(client: Client, base: str, ada: Person, bo: Person, lamp: Variant) -> None:
    group = place(ada, lamp, variant(shop_of(bo, "bo-books")))
    payment, _ = begin_payment(group, provider="stripe", by=ada)
    assert payment.amount == group.total == sum(order.total for order in group.orders.all())
    told(client, payment)
    assert set(group.orders.values_list("state", flat=True)) == {"paid"}
    assert announced().count("trade.order_paid") == 2
