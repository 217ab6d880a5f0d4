"""Alipay and WeChat Pay, over HTTP against servers of ours that sign as theirs do: what both must stand up to."""

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

from meadow.goods.models.products import Stock, Variant
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.trade.actions.orders import expire_groups
from meadow.trade.actions.payments import begin_payment, reconcile, refund_what_is_due
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.payments import Payment, ProviderNotice
from meadow.trade.payments.offered import offered, provider_called
from meadow.trade.payments.provider import Device
from meadow.trade.refusals import CannotCharge, ProviderUnreachable
from meadow.trade.tests.china import AlipayThere, There, WeChatThere, in_china, settle_at
from meadow.trade.tests.local_alipay import LocalAlipay
from meadow.trade.tests.local_server import serving
from meadow.trade.tests.local_wechat import LocalWeChat
from meadow.trade.tests.made import place, standing_of

PHONE = "Mozilla/5.0 (Linux; Android 15; Pixel) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36"


@pytest.fixture(params=["alipay", "wechat"])
def there(request: pytest.FixtureRequest, settings: Settings) -> Iterator[There]:
    made: There = AlipayThere(LocalAlipay()) if request.param == "alipay" else WeChatThere(LocalWeChat())
    with serving(made.local) as base:
        settle_at(settings, request.param, base)
        yield made


@pytest.fixture
def payment(there: There, ada: Person, lamp: Variant) -> Payment:
    """Ada's checkout of the lamp, begun over there."""
    in_china()
    return begin_payment(place(ada, lamp), provider=there.name, by=ada)[0]


def standing(payment: Payment) -> tuple[str, str]:
    payment.refresh_from_db()
    return payment.state, OrderGroup.objects.get(pk=payment.group_id).state


def counts(lamp: Variant) -> tuple[int, int]:
    stock = Stock.objects.get(variant=lamp)
    return stock.on_hand, stock.held


def expire() -> None:
    OrderGroup.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert expire_groups() == 1


def grown_old() -> None:
    Payment.objects.update(begun_at=timezone.now() - timedelta(minutes=6), asked_at=None)


def test_a_notice_pays_the_order_before_the_browser_is_back(
    client: Client, there: There, payment: Payment, ada: Person, lamp: Variant
) -> None:
    there.pay(payment)
    answer = there.tell(client, payment)
    assert (answer.status_code, answer.content) == ((200, b"success") if there.name == "alipay" else (204, b""))
    assert standing(payment) == ("succeeded", "paid")
    assert counts(lamp) == (0, 0)

    client.force_login(ada)
    back = client.get(reverse("trade:standing", args=[payment.group_id]))
    assert back["Location"] == payment.group.get_absolute_url()
    assert "Thank you" in client.get(back["Location"]).content.decode()


def test_coming_back_asks_over_there_and_believes_no_address(
    client: Client, there: There, payment: Payment, ada: Person
) -> None:
    client.force_login(ada)
    back = reverse("trade:standing", args=[payment.group_id])
    answer = client.get(back, {"trade_status": "TRADE_SUCCESS", "total_amount": "54.00"})
    assert standing(payment) == ("open", "open")
    page = client.get(answer["Location"]).content.decode()
    assert "Your payment is being confirmed" in page

    there.pay(payment)
    assert client.get(back)["Location"] == payment.group.get_absolute_url()
    assert standing(payment) == ("succeeded", "paid")


def test_what_a_stranger_signed_is_refused(client: Client, there: There, payment: Payment) -> None:
    answer = there.tell(client, payment, whose="stranger")
    assert answer.status_code == 400
    assert b"fail" in answer.content.lower()
    assert standing(payment) == ("open", "open")
    assert not ProviderNotice.objects.exists()


def test_a_changed_body_is_refused(client: Client, there: There, payment: Payment) -> None:
    for body in (b"", b"{}", b"\xff\xfe", b"a=1&sign=%%%&sign_type=RSA2", b"[" * 5000):
        path = f"/payments/{there.name}/"
        assert client.post(path, body, content_type="application/json").status_code == 400
    assert not ProviderNotice.objects.exists()


@pytest.mark.parametrize("account", ["app_id", "seller_id"])
def test_a_notice_for_another_account_is_refused(client: Client, there: There, payment: Payment, account: str) -> None:
    assert there.tell(client, payment, account=account).status_code == 400
    assert standing(payment) == ("open", "open")
    assert not ProviderNotice.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"amount": 1}, {"amount": 10_000_000}, {"currency": "USD"}], ids=["little", "much", "currency"]
)
def test_a_wrong_sum_pays_nothing_and_is_due_back(
    client: Client, there: There, payment: Payment, lamp: Variant, wrong: dict[str, object]
) -> None:
    assert there.tell(client, payment, **wrong).status_code in {200, 204}
    assert standing(payment) == ("refund_due", "open")
    assert "was asked for" in payment.problem
    assert counts(lamp) == (1, 1)
    assert "trade.order_paid" not in announced()


def test_a_notice_told_again_changes_nothing(client: Client, there: There, payment: Payment, lamp: Variant) -> None:
    for notice in ("one", "one", "two"):  # the same again, and the same fact under another name
        assert there.tell(client, payment, notice=notice).status_code in {200, 204}
    assert standing(payment) == ("succeeded", "paid")
    assert counts(lamp) == (0, 0)
    assert announced().count("trade.order_paid") == 1
    assert ProviderNotice.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_notices_that_arrive_together_pay_once(there: There, payment: Payment, lamp: Variant) -> None:
    together = threading.Barrier(6)

    def tell(number: int) -> int:
        try:
            together.wait(timeout=20)
            return there.tell(Client(), payment, notice=f"notice-{number % 2}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(tell, range(6))) <= {200, 204}
    assert standing(payment) == ("succeeded", "paid")
    assert counts(lamp) == (0, 0)
    assert announced().count("trade.order_paid") == 1
    assert ProviderNotice.objects.count() == 2


def test_a_notice_about_nothing_of_ours_is_only_remembered(client: Client, there: There, payment: Payment) -> None:
    payment.reference = "strange-and-unknown"
    assert there.tell(client, payment).status_code in {200, 204}
    assert standing(Payment.objects.get()) == ("open", "open")
    assert ProviderNotice.objects.count() == 1


def test_money_after_the_hold_buys_the_goods_that_are_still_there(
    client: Client, there: There, payment: Payment, lamp: Variant
) -> None:
    there.pay(payment)
    expire()
    assert counts(lamp) == (1, 0)
    there.tell(client, payment)
    assert standing(payment) == ("succeeded", "paid")
    assert counts(lamp) == (0, 0)


def test_money_after_the_hold_goes_back_when_the_goods_are_gone(
    client: Client, there: There, payment: Payment, bo: Person, lamp: Variant
) -> None:
    there.pay(payment)
    expire()
    place(bo, lamp)
    there.tell(client, payment)
    assert standing(payment) == ("refund_due", "expired")

    assert refund_what_is_due() == 1
    assert standing(payment) == ("refunded", "expired")
    assert refund_what_is_due() == 0
    assert there.refunds() == [payment.amount]
    assert announced().count("trade.payment_refunded") == 1


def test_the_same_key_gives_back_once(client: Client, there: There, payment: Payment) -> None:
    there.pay(payment)
    there.tell(client, payment)
    payment.refresh_from_db()
    network = provider_called(there.name)

    first = network.refund(payment, amount=1000, key="a")
    again = network.refund(payment, amount=1000, key="a")
    second = network.refund(payment, amount=500, key="b")

    assert first.is_done
    assert again.is_done
    assert second.is_done
    assert first.reference == again.reference != second.reference
    assert there.refunds() == [1000, 500]
    assert standing_of(payment, "a").is_done
    unknown = standing_of(payment, "never-sent")
    assert (unknown.is_done, unknown.problem) == (False, "")


def test_more_than_was_taken_is_not_given_back(client: Client, there: There, payment: Payment) -> None:
    there.pay(payment)
    there.tell(client, payment)
    payment.refresh_from_db()
    given = provider_called(there.name).refund(payment, amount=payment.amount + 1, key="a")
    assert not given.is_done
    assert given.problem
    assert there.refunds() == []


def test_a_lost_notice_is_made_up_for(there: There, payment: Payment) -> None:
    there.pay(payment)
    assert reconcile() == 0  # too young to worry
    grown_old()
    assert reconcile() == 1
    assert standing(payment) == ("succeeded", "paid")


def test_a_payment_that_nobody_made_ends_with_its_checkout(there: There, payment: Payment) -> None:
    grown_old()
    assert reconcile() == 1
    assert standing(payment) == ("open", "open")
    OrderGroup.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    expire_groups()
    grown_old()
    assert reconcile() == 1
    assert standing(payment) == ("failed", "expired")


def test_a_payment_that_was_opened_is_withdrawn_with_its_checkout(there: There, payment: Payment) -> None:
    if isinstance(there, AlipayThere):
        there.local.open(provider_called("alipay").begin(payment, _computer()).url)
    expire()
    grown_old()
    reconcile()
    assert standing(payment) == ("failed", "expired")
    assert there.is_closed(payment)


def test_an_answer_that_a_stranger_signed_is_not_believed(there: There, payment: Payment) -> None:
    there.pay(payment)
    there.local.broken = True
    grown_old()
    assert reconcile() == 0
    assert standing(payment) == ("open", "open")


def test_when_nobody_answers_it_is_said_and_the_rest_goes_on(
    client: Client, there: There, payment: Payment, ada: Person, settings: Settings
) -> None:
    there.pay(payment)
    there.tell(client, payment, amount=1)
    settings.MEADOW_ALIPAY_GATEWAY = settings.MEADOW_WECHAT_GATEWAY = "http://127.0.0.1:9"
    with pytest.raises(ProviderUnreachable, match="Nothing was charged"):
        provider_called(there.name).look_up(payment)
    assert refund_what_is_due() == 0
    assert standing(payment) == ("refund_due", "open")
    client.force_login(ada)
    assert client.get(payment.group.get_absolute_url()).status_code == 200


def test_only_yuan_are_taken(there: There, ada: Person, lamp: Variant) -> None:
    group = place(ada, lamp)  # in dollars
    assert offered("USD") == []
    assert offered("CNY") == [there.name]
    with pytest.raises(CannotCharge, match="this amount of USD"):
        begin_payment(group, provider=there.name, by=ada)
    assert not Payment.objects.exists()
    assert there.asked == []


def test_the_page_offers_nothing_that_does_not_take_the_currency(
    client: Client, there: There, ada: Person, lamp: Variant
) -> None:
    group = place(ada, lamp)
    client.force_login(ada)
    page = client.get(group.get_absolute_url()).content.decode()
    assert "takes no payments in USD" in page
    assert f'value="{there.name}"' not in page


def test_a_phone_and_a_computer_each_have_their_own_way(
    client: Client, there: There, payment: Payment, ada: Person
) -> None:
    client.force_login(ada)
    group = payment.group
    answer = client.post(group.get_absolute_url(), {"provider": there.name}, headers={"User-Agent": PHONE})
    assert answer.status_code == 302
    flows = set(Payment.objects.values_list("flow", flat=True))
    assert flows == ({"page", "wap"} if there.name == "alipay" else {"native", "h5"})
    assert "alipay" in answer["Location"] or "gateway.do" in answer["Location"] or "wx.tenpay.com" in answer["Location"]

    client.post(group.get_absolute_url(), {"provider": there.name}, headers={"User-Agent": PHONE})
    assert Payment.objects.count() == 2  # what was begun is taken up again


def test_the_open_page_is_loaded_anew_once_the_money_is_there(
    client: Client, there: There, payment: Payment, ada: Person
) -> None:
    client.force_login(ada)
    news = reverse("trade:payment-news", args=[payment.group_id])
    waiting = client.get(news, {"asked": "0"})
    assert waiting.status_code == 200
    assert "asked=1" in waiting.content.decode()
    asked = len(there.asked)

    there.pay(payment)
    client.get(news, {"asked": "1"})  # the network is not asked each time
    assert standing(payment) == ("open", "open")
    told = client.get(news, {"asked": "3"})
    assert told["HX-Refresh"] == "true"
    assert standing(payment) == ("succeeded", "paid")
    assert len(there.asked) > asked


def test_the_open_page_does_not_ask_for_ever(client: Client, there: There, payment: Payment, ada: Person) -> None:
    client.force_login(ada)
    last = client.get(reverse("trade:payment-news", args=[payment.group_id]), {"asked": "59"}).content.decode()
    assert "Nothing was heard of your payment yet" in last
    assert "hx-get" not in last


def test_news_of_others_are_not_there(client: Client, there: There, payment: Payment, bo: Person) -> None:
    client.force_login(bo)
    assert client.get(reverse("trade:payment-news", args=[payment.group_id])).status_code == 404


def test_looking_for_news_costs_little(
    client: Client,
    there: There,
    payment: Payment,
    ada: Person,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(ada)
    with django_assert_max_num_queries(5):
        client.get(reverse("trade:payment-news", args=[payment.group_id]))


def _computer() -> Device:
    return Device()
