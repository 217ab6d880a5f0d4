"""What only Alipay does: addresses that are signed and asked of nobody, refunds that move later, closing by itself."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from meadow.goods.models.products import Variant
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.trade.actions.payments import begin_payment
from meadow.trade.models.payments import Payment
from meadow.trade.payments.alipay import fen, yuan
from meadow.trade.payments.offered import provider_called
from meadow.trade.payments.provider import Device
from meadow.trade.refusals import ProviderUnreachable
from meadow.trade.tests.china import AlipayThere, in_china, settle_at
from meadow.trade.tests.keys import pair
from meadow.trade.tests.local_alipay import LocalAlipay
from meadow.trade.tests.local_server import serving
from meadow.trade.tests.made import place, standing_of


@pytest.fixture
def there(settings: Settings) -> Iterator[AlipayThere]:
    local = LocalAlipay()
    with serving(local) as base:
        settle_at(settings, "alipay", base)
        yield AlipayThere(local)


@pytest.fixture
def payment(there: AlipayThere, ada: Person, lamp: Variant) -> Payment:
    in_china()
    return begin_payment(place(ada, lamp), provider="alipay", by=ada)[0]


@pytest.mark.parametrize(("is_phone", "method"), [(False, "alipay.trade.page.pay"), (True, "alipay.trade.wap.pay")])
def test_the_address_is_signed_for_the_device_and_asks_nobody(
    there: AlipayThere, ada: Person, lamp: Variant, is_phone: bool, method: str
) -> None:
    in_china()
    payment, begun = begin_payment(place(ada, lamp), provider="alipay", by=ada, device=Device(is_phone=is_phone))
    assert there.asked == []
    said = parse_qs(urlsplit(begun.url).query)
    assert said["method"] == [method]
    assert said["return_url"] == [f"https://meadow.example/payments/{payment.group_id}/standing/"]
    trade = there.local.open(begun.url)  # checks the signature, the time and the product
    assert (trade.number, trade.amount) == (payment.reference, yuan(payment.amount))


def test_a_form_leads_straight_on_to_alipay(client: Client, there: AlipayThere, ada: Person, lamp: Variant) -> None:
    in_china()
    group = place(ada, lamp)
    client.force_login(ada)
    answer = client.post(group.get_absolute_url(), {"provider": "alipay"})
    assert "alipay.trade.page.pay" in answer["Location"]
    page = client.get(group.get_absolute_url()).content.decode()
    assert "Go on to Alipay" in page
    assert "alipay.trade.page.pay" in page


def test_a_refund_that_moves_later_is_not_done_before(client: Client, there: AlipayThere, payment: Payment) -> None:
    there.pay(payment)
    there.tell(client, payment)
    payment.refresh_from_db()
    there.local.slow_refunds = True
    given = provider_called("alipay").refund(payment, amount=1000, key="a")
    assert (given.is_done, given.problem) == (False, "")
    there.local.slow_refunds = False
    assert standing_of(payment, "a").is_done
    assert provider_called("alipay").refund(payment, amount=1000, key="a").is_done
    assert there.refunds() == [1000]


def test_another_amount_under_the_same_key_is_refused(client: Client, there: AlipayThere, payment: Payment) -> None:
    there.pay(payment)
    there.tell(client, payment)
    payment.refresh_from_db()
    provider_called("alipay").refund(payment, amount=1000, key="a")
    given = provider_called("alipay").refund(payment, amount=900, key="a")
    assert (given.is_done, given.problem) == (False, "ACQ.DISCORDANT_REPEAT_REQUEST")
    assert there.refunds() == [1000]


def test_that_all_was_given_back_closes_nothing_here(client: Client, there: AlipayThere, payment: Payment) -> None:
    """Alipay tells of a trade that is closed once all its money has gone back."""
    there.pay(payment)
    there.tell(client, payment)
    there.tell(client, payment, state="TRADE_CLOSED")
    payment.refresh_from_db()
    assert payment.state == "succeeded"
    assert announced().count("trade.order_paid") == 1


def test_a_notice_that_it_waits_arrives_late_and_changes_nothing(
    client: Client, there: AlipayThere, payment: Payment
) -> None:
    there.tell(client, payment)
    there.tell(client, payment, state="WAIT_BUYER_PAY")
    payment.refresh_from_db()
    assert payment.state == "succeeded"


def test_a_system_error_of_theirs_is_tried_again(client: Client, there: AlipayThere, payment: Payment) -> None:
    there.pay(payment)
    there.tell(client, payment)
    payment.refresh_from_db()
    there.local.refuses = "ACQ.SYSTEM_ERROR"
    with pytest.raises(ProviderUnreachable):
        provider_called("alipay").refund(payment, amount=1000, key="a")
    assert there.refunds() == []


def test_another_key_of_ours_is_said_in_the_log_and_not_shown(
    there: AlipayThere, payment: Payment, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MEADOW_ALIPAY_PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\nsecret-letters\n-----END PRIVATE KEY-----"
    with pytest.raises(ProviderUnreachable):
        provider_called("alipay").look_up(payment)
    assert "a key of ours is wrong" in caplog.text
    assert "secret" not in caplog.text

    settings.MEADOW_ALIPAY_PRIVATE_KEY = pair("stranger").private
    with pytest.raises(ProviderUnreachable):
        provider_called("alipay").look_up(payment)


@pytest.mark.parametrize(
    ("amount", "minor"), [("20.00", 2000), ("0.01", 1), ("20", 2000), ("1.001", -1), ("x", -1), ("NaN", -1), ("", -1)]
)
def test_amounts_are_read_exactly(amount: str, minor: int) -> None:
    assert fen(amount) == minor
    assert minor < 0 or fen(yuan(minor)) == minor
