"""What only WeChat Pay does: times that run out, sealed resources, certificates, and refunds that take their time."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from meadow.goods.models.products import Variant
from meadow.people.models.persons import Person
from meadow.plumbing.models import Tally
from meadow.trade.actions.payments import begin_payment, refund_what_is_due
from meadow.trade.models.payments import Payment, ProviderNotice
from meadow.trade.payments.offered import provider_called
from meadow.trade.payments.provider import Device
from meadow.trade.refusals import ProviderUnreachable
from meadow.trade.tests import local_wechat
from meadow.trade.tests.china import WeChatThere, in_china, settle_at
from meadow.trade.tests.local_server import serving
from meadow.trade.tests.local_wechat import LocalWeChat, certificate, notice, signed, transaction
from meadow.trade.tests.made import place

HOOK = "/payments/wechat/"


@pytest.fixture
def there(settings: Settings) -> Iterator[WeChatThere]:
    local = LocalWeChat()
    with serving(local) as base:
        settle_at(settings, "wechat", base)
        yield WeChatThere(local)


@pytest.fixture
def payment(there: WeChatThere, ada: Person, lamp: Variant) -> Payment:
    in_china()
    return begin_payment(place(ada, lamp), provider="wechat", by=ada)[0]


def post(client: Client, body: str, headers: dict[str, str]) -> int:
    return int(client.post(HOOK, body.encode(), content_type="application/json", headers=headers).status_code)


def state(payment: Payment) -> str:
    payment.refresh_from_db()
    return payment.state


@pytest.mark.parametrize("seconds", [-301, -3600, 302], ids=["old", "very old", "of tomorrow"])
def test_a_notice_that_is_not_of_now_is_refused(
    client: Client, there: WeChatThere, payment: Payment, seconds: int
) -> None:
    answer = there.tell(client, payment, at=int(time.time()) + seconds)
    assert answer.status_code == 400
    assert b'"FAIL"' in answer.content
    assert state(payment) == "open"
    assert not ProviderNotice.objects.exists()


def test_a_notice_of_some_minutes_ago_is_taken(client: Client, there: WeChatThere, payment: Payment) -> None:
    assert there.tell(client, payment, at=int(time.time()) - 290).status_code == 204
    assert state(payment) == "succeeded"


def test_a_replayed_notice_is_refused_once_it_is_old_and_ignored_before(
    client: Client, there: WeChatThere, payment: Payment
) -> None:
    body = notice(transaction(payment.reference, payment.amount))
    headers = signed(body)
    assert post(client, body, headers) == 204
    assert post(client, body, headers) == 204
    assert ProviderNotice.objects.count() == 1
    assert post(client, body, {**headers, "Wechatpay-Timestamp": str(int(time.time()) + 1)}) == 400


def test_a_resource_sealed_with_another_key_is_refused(client: Client, there: WeChatThere, payment: Payment) -> None:
    body = notice(transaction(payment.reference, payment.amount), api_key="f" * 32)
    assert post(client, body, signed(body)) == 400
    assert state(payment) == "open"


@pytest.mark.parametrize("missing", ["Signature", "Timestamp", "Nonce", "Serial"])
def test_a_notice_without_one_of_the_headers_is_refused(
    client: Client, there: WeChatThere, payment: Payment, missing: str
) -> None:
    body = notice(transaction(payment.reference, payment.amount))
    headers = signed(body)
    del headers[f"Wechatpay-{missing}"]
    assert post(client, body, headers) == 400


def test_what_wechat_sends_to_try_us_out_is_refused(client: Client, there: WeChatThere, payment: Payment) -> None:
    body = notice(transaction(payment.reference, payment.amount))
    headers = {**signed(body), "Wechatpay-Signature": "WECHATPAY/SIGNTEST/" + "A" * 300}
    assert post(client, body, headers) == 400
    assert state(payment) == "open"


def test_strangers_cannot_have_us_ask_for_certificates_for_ever(
    client: Client, there: WeChatThere, payment: Payment
) -> None:
    body = notice(transaction(payment.reference, payment.amount))
    answers = [post(client, body, signed(body, serial=f"{number:040X}")) for number in range(1, 10)]
    assert set(answers) == {400, 429}
    assert there.asked.count("GET /v3/certificates") <= 6
    assert Tally.objects.filter(key__startswith="wechat-certificates").exists()
    assert there.tell(client, payment).status_code == 204  # WeChat's own is heard meanwhile


def test_its_certificates_serve_where_there_is_no_public_key(
    client: Client, there: WeChatThere, ada: Person, lamp: Variant, settings: Settings, tmp_path: Path
) -> None:
    settings.MEADOW_WECHAT_PUBLIC_KEY = settings.MEADOW_WECHAT_PUBLIC_KEY_ID = ""
    settings.DATA = tmp_path
    there.local.by_certificate = True
    in_china()
    payment, begun = begin_payment(place(ada, lamp), provider="wechat", by=ada)
    assert begun.fields
    assert begun.fields["code"].startswith("weixin://")
    assert list((tmp_path / "wechat-certificates").rglob("*.pem"))

    there.pay(payment)
    body = notice(transaction(payment.reference, payment.amount))
    assert post(client, body, signed(body, serial=f"{certificate().serial_number:X}")) == 204
    assert state(payment) == "succeeded"
    assert there.asked.count("GET /v3/certificates") == 1


def test_the_page_shows_a_code_and_looks_out_for_news(
    client: Client, there: WeChatThere, payment: Payment, ada: Person
) -> None:
    client.force_login(ada)
    page = client.get(payment.group.get_absolute_url()).content.decode()
    assert "scan this code" in page
    assert '<path d="M4 4h1v1h-1z' in page  # the first finder pattern, after four modules of quiet
    assert "/news/?asked=0" in page
    assert there.local.orders[payment.reference]["_flow"] == "native"


def test_a_phone_is_led_to_the_app_and_back(there: WeChatThere, ada: Person, lamp: Variant) -> None:
    in_china()
    phone = Device(address="203.0.113.7", is_phone=True)
    payment, begun = begin_payment(place(ada, lamp), provider="wechat", by=ada, device=phone)
    assert begun.url.startswith("https://wx.tenpay.com/")
    assert begun.url.endswith(
        f"redirect_url=https%3A%2F%2Fmeadow.example%2Fpayments%2F{payment.group_id}%2Fstanding%2F"
    )


def test_a_refund_under_way_is_done_once_wechat_says_so(client: Client, there: WeChatThere, payment: Payment) -> None:
    there.local.pending = True
    there.pay(payment)
    there.tell(client, payment, amount=payment.amount)
    Payment.objects.update(state="refund_due", collected=payment.amount, collected_currency="CNY")
    assert refund_what_is_due() == 0
    assert state(payment) == "refund_due"

    (made,) = there.local.refunds.values()
    made["status"] = "SUCCESS"
    told = {**made, "mchid": local_wechat.MERCHANT, "refund_status": "SUCCESS"}
    body = notice(told, kind="REFUND.SUCCESS")
    assert post(client, body, signed(body)) == 204
    assert Payment.objects.get().asked_at is None  # so the next run asks about it first
    assert refund_what_is_due() == 1
    assert state(payment) == "refunded"
    assert there.refunds() == [payment.amount]


def test_a_refund_that_wechat_cannot_make_stays_due_with_its_words(
    client: Client, there: WeChatThere, payment: Payment
) -> None:
    there.pay(payment)
    there.tell(client, payment)
    Payment.objects.update(state="refund_due", collected=payment.amount, collected_currency="CNY")
    there.local.refuses = (400, "USER_ACCOUNT_ABNORMAL")
    assert refund_what_is_due() == 0
    payment.refresh_from_db()
    assert (payment.state, payment.refused) == ("refund_due", "USER_ACCOUNT_ABNORMAL")
    there.local.refuses = None
    assert refund_what_is_due() == 0  # not again within the hour
    Payment.objects.update(asked_at=None)
    assert refund_what_is_due() == 1
    payment.refresh_from_db()
    assert (payment.state, payment.refused) == ("refunded", "")


def test_too_low_a_balance_is_no_refusal_for_good(client: Client, there: WeChatThere, payment: Payment) -> None:
    there.pay(payment)
    there.tell(client, payment)
    payment.refresh_from_db()
    there.local.refuses = (403, "NOT_ENOUGH")
    with pytest.raises(ProviderUnreachable):
        provider_called("wechat").refund(payment, amount=100, key="a")
    there.local.refuses = None
    assert provider_called("wechat").refund(payment, amount=100, key="a").is_done
