"""Where earnings are sent: to a bank account by hand, or through Stripe Connect, over HTTP against a server of ours."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from meadow.goods.models.shops import Seat, Shop, TrailEntry
from meadow.people.models.persons import Person
from meadow.trade.actions.payout_accounts import Owner, begin_connect, look_at_account, look_at_accounts, pay_by_hand
from meadow.trade.models.payout_accounts import HandTransfer, PayoutAccount
from meadow.trade.payments.payouts import ByHand, connect, payout_names, payout_provider_called
from meadow.trade.refusals import BalanceTooLow, NoSuchProvider, ProviderUnreachable
from meadow.trade.tests.local_connect import SECRET_KEY, LocalConnect
from meadow.trade.tests.local_server import serving
from tests.cast import PASSWORD

BANK = {"holder": "Cy Potter", "reference": "de89 3704 0044 0532 0130 00", "country": "DE"}
State = PayoutAccount.State


@pytest.fixture
def stripe(settings: Settings) -> Iterator[LocalConnect]:
    local = LocalConnect()
    settings.STRIPE_SECRET_KEY, settings.MEADOW_STRIPE_CONNECT = SECRET_KEY, True
    with serving(local) as base:
        settings.STRIPE_API_BASE = base
        yield local


@pytest.fixture
def account(stripe: LocalConnect, shop: Shop, cy: Person) -> PayoutAccount:
    """Cy's shop at Stripe, with everything said."""
    made = begin_connect(Owner(shop=shop), country="DE", email=cy.email, by=cy)
    stripe.finish(made.reference)
    return look_at_account(made)


def signed_in(client: Client, person: Person) -> Client:
    answer = client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def here(shop: Shop) -> str:
    return reverse("trade:desk-payout-account", args=[shop.handle])


def test_an_owner_names_a_bank_account(client: Client, shop: Shop, cy: Person) -> None:
    signed_in(client, cy)
    assert "Nothing is said yet" in client.get(here(shop)).content.decode()
    assert client.post(here(shop), BANK).status_code == 302

    account = PayoutAccount.objects.get()
    assert (account.provider, account.state, account.shop) == ("by_hand", State.READY, shop)
    assert account.reference == "DE89370400440532013000"
    page = client.get(here(shop)).content.decode()
    assert "Ends in 3000" in page
    assert account.reference not in page
    entry = TrailEntry.objects.get(verb="payout_account_changed")
    assert entry.said == {}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reference": "DE89370400440532013001"}, "This IBAN is not right"),
        ({"reference": "12?"}, "letters and digits only"),
        ({"holder": ""}, "required"),
        ({"country": "XX"}, "valid choice"),
    ],
)
def test_what_cannot_be_an_account_is_said_and_not_kept(
    client: Client, shop: Shop, cy: Person, wrong: dict[str, str], words: str
) -> None:
    answer = signed_in(client, cy).post(here(shop), {**BANK, **wrong})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not PayoutAccount.objects.exists()


def test_another_account_takes_the_place_of_the_one_before(client: Client, shop: Shop, cy: Person) -> None:
    first = pay_by_hand(Owner(shop=shop), by=cy, **BANK)
    signed_in(client, cy).post(here(shop), {**BANK, "reference": "1234567"})
    first.refresh_from_db()
    assert first.state == State.CLOSED
    assert PayoutAccount.objects.standing().get().reference == "1234567"

    client.post(here(shop), {"_method": "delete"})
    assert not PayoutAccount.objects.standing().exists()
    assert PayoutAccount.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_owner_who_asks_four_times_at_once_has_one_account(shop: Shop, cy: Person) -> None:
    together = threading.Barrier(4)

    def ask(number: int) -> None:
        try:
            together.wait(timeout=20)
            pay_by_hand(Owner(shop=shop), by=cy, **{**BANK, "reference": f"000{number}"})
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))
    assert PayoutAccount.objects.count() == 4
    assert PayoutAccount.objects.standing().count() == 1


def test_only_owners_and_buyers_find_the_page(client: Client, shop: Shop, bo: Person, bai: Person, ada: Person) -> None:
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.SUPPORT)
    assert signed_in(client, bo).get(here(shop)).status_code == 404
    assert client.post(here(shop), BANK).status_code == 404
    assert client.get(reverse("trade:payout-account")).status_code == 404
    assert not PayoutAccount.objects.exists()

    signed_in(Client(), ada)
    buyer = signed_in(Client(), bai)
    assert buyer.post(reverse("trade:payout-account"), BANK).status_code == 302
    assert PayoutAccount.objects.get().person == bai


def test_who_signed_in_long_ago_shows_again_who_they_are(client: Client, shop: Shop, cy: Person) -> None:
    client.force_login(cy)
    answer = client.post(here(shop), BANK)
    assert answer["Location"].startswith("/account/reauthenticate/")
    assert not PayoutAccount.objects.exists()


def test_the_page_costs_little(
    client: Client, shop: Shop, cy: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    pay_by_hand(Owner(shop=shop), by=cy, **BANK)
    signed_in(client, cy)
    client.get(here(shop))
    with django_assert_max_num_queries(9):
        client.get(here(shop))


def test_an_owner_goes_to_stripe_and_comes_back_ready(
    client: Client, stripe: LocalConnect, shop: Shop, cy: Person
) -> None:
    signed_in(client, cy)
    answer = client.post(here(shop), {"provider": "stripe", "country": "DE"})
    assert answer["Location"].startswith("https://connect.stripe.com/setup/")
    account = PayoutAccount.objects.get()
    assert (account.state, account.country) == (State.BEGUN, "DE")
    assert "Go on with Stripe" in client.get(here(shop)).content.decode()

    again = client.get(here(shop) + "onboarding/")
    assert again["Location"].startswith(f"https://connect.stripe.com/setup/e/{account.reference}/")
    client.get(here(shop) + "standing/")
    account.refresh_from_db()
    assert account.state == State.BEGUN  # coming back alone says nothing

    stripe.finish(account.reference)
    client.get(here(shop) + "standing/")
    account.refresh_from_db()
    assert account.state == State.READY
    assert len(stripe.accounts) == 1


def test_an_answer_of_stripe_that_was_lost_is_asked_for_again(stripe: LocalConnect, shop: Shop, cy: Person) -> None:
    owner = Owner(shop=shop)
    begun = begin_connect(owner, country="DE", email=cy.email, by=cy)
    PayoutAccount.objects.update(reference="")
    assert begin_connect(owner, country="DE", email=cy.email, by=cy).reference == begun.reference
    assert len(stripe.accounts) == 1


def test_the_clock_sees_what_stripe_wants_to_know(stripe: LocalConnect, account: PayoutAccount) -> None:
    stripe.accounts[account.reference].update(payouts_enabled=False)
    assert look_at_accounts() == 0  # asked a moment ago
    PayoutAccount.objects.update(asked_at=timezone.now() - timedelta(days=2))
    assert look_at_accounts() == 1
    account.refresh_from_db()
    assert account.state == State.HELD_UP


def test_stripe_is_no_choice_where_it_is_not_set_up(shop: Shop, cy: Person, settings: Settings) -> None:
    settings.STRIPE_SECRET_KEY = ""
    assert payout_names() == ["by_hand"]
    with pytest.raises(NoSuchProvider):
        begin_connect(Owner(shop=shop), country="DE", email=cy.email, by=cy)
    settings.MEADOW_PAYOUTS_BY_HAND = False
    with pytest.raises(NoSuchProvider):
        pay_by_hand(Owner(shop=shop), by=cy, **BANK)
    assert not PayoutAccount.objects.exists()


def test_the_same_key_sends_once_even_when_stripe_has_forgotten_it(
    stripe: LocalConnect, account: PayoutAccount
) -> None:
    first = connect().send("k", amount=4900, currency="USD", to=account)
    stripe.forgets_keys = True
    again = connect().send("k", amount=4900, currency="USD", to=account)
    assert first.is_done
    assert first == again
    assert [one["amount"] for one in stripe.transfers.values()] == [4900]
    assert connect().standing("k", reference=first.reference, to=account).is_done
    assert not connect().standing("other", reference="", to=account).is_done


def test_a_reversal_takes_back_once_under_its_key(stripe: LocalConnect, account: PayoutAccount) -> None:
    sent = connect().send("k", amount=4900, currency="USD", to=account)
    stripe.forgets_keys = True
    first = connect().reverse("r", reference=sent.reference, amount=900, currency="USD", to=account)
    again = connect().reverse("r", reference=sent.reference, amount=900, currency="USD", to=account)
    assert first == again
    assert stripe.transfers[sent.reference]["amount_reversed"] == 900
    too_much = connect().reverse("s", reference=sent.reference, amount=4900, currency="USD", to=account)
    assert not too_much.is_done
    assert "more than is left" in too_much.problem


def test_too_low_a_balance_waits_and_sends_later(stripe: LocalConnect, account: PayoutAccount) -> None:
    stripe.balance["usd"] = 100
    with pytest.raises(BalanceTooLow, match="does not hold enough"):
        connect().send("k", amount=4900, currency="USD", to=account)
    assert stripe.transfers == {}
    stripe.balance["usd"] = 5000
    assert connect().send("k", amount=4900, currency="USD", to=account).is_done


def test_an_account_that_takes_no_transfers_is_a_failure(stripe: LocalConnect, shop: Shop, cy: Person) -> None:
    begun = begin_connect(Owner(shop=shop), country="DE", email=cy.email, by=cy)
    given = connect().send("k", amount=100, currency="USD", to=begun)
    assert not given.is_done
    assert "takes no transfers" in given.problem


def test_silence_of_stripe_is_said(account: PayoutAccount, settings: Settings) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(ProviderUnreachable):
        payout_provider_called("stripe").send("k", amount=100, currency="USD", to=account)


def test_by_hand_one_row_stands_for_one_key(shop: Shop, cy: Person, di: Person) -> None:
    account = pay_by_hand(Owner(shop=shop), by=cy, **BANK)
    for _ in range(2):
        given = ByHand().send("k", amount=4900, currency="USD", to=account)
        assert (given.is_done, given.problem) == (False, "")
    HandTransfer.objects.update(reference="bank-1", sent_at=timezone.now(), by=di)
    assert ByHand().standing("k", reference="", to=account).is_done
    assert ByHand().send("k", amount=4900, currency="USD", to=account).reference == "bank-1"
    assert not ByHand().reverse("r", reference="bank-1", amount=900, currency="USD", to=account).is_done
    assert HandTransfer.objects.filter(is_back=True).count() == 1
    assert ByHand().standing("never", reference="", to=account).problem
