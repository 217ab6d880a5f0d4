"""Alipay and WeChat Pay side by side for the tests: what a member does over there, and what each of them then tells."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from meadow.goods.models.shops import Shop
from meadow.trade.models.payments import Payment
from meadow.trade.payments.alipay import Alipay, yuan
from meadow.trade.payments.offered import provider_called
from meadow.trade.payments.provider import Device
from meadow.trade.tests import local_alipay, local_wechat
from meadow.trade.tests.keys import pair
from meadow.trade.tests.local_alipay import LocalAlipay
from meadow.trade.tests.local_wechat import LocalWeChat


@dataclass
class AlipayThere:
    """Alipay, as its members and its merchants know it. In what it tells, `amount`, `currency`, `whose` key, `notice`,
    `state` and `account` may be others than they ought to be."""

    local: LocalAlipay
    name = "alipay"

    @property
    def asked(self) -> list[str]:
        return self.local.asked

    def pay(self, payment: Payment) -> None:
        self.local.pay(provider_called("alipay").begin(payment, Device()).url)

    def tell(self, client: Client, payment: Payment, **said: object) -> HttpResponse:
        more = {"notify_id": str(said["notice"])} if "notice" in said else {}
        if "currency" in said:
            more["trans_currency"] = str(said["currency"])
        if "account" in said:
            more[str(said["account"])] = "2088999999999999"
        if "state" in said:
            more["trade_status"] = str(said["state"])
        amount = said.get("amount", payment.amount)
        assert isinstance(amount, int)
        body = local_alipay.notice(payment.reference, yuan(amount), str(said.get("whose", "alipay")), **more)
        return _post(client, "/payments/alipay/", body, "application/x-www-form-urlencoded; charset=utf-8")

    def refunds(self) -> list[int]:
        return [round(float(sum_) * 100) for trade in self.local.trades.values() for sum_ in trade.refunds.values()]

    def is_closed(self, payment: Payment) -> bool:
        return self.local.trades[payment.reference].status == "TRADE_CLOSED"


@dataclass
class WeChatThere:
    """The same of WeChat Pay; `at` is the moment for which a notice is signed."""

    local: LocalWeChat
    name = "wechat"

    @property
    def asked(self) -> list[str]:
        return self.local.asked

    def pay(self, payment: Payment) -> None:
        provider_called("wechat").begin(payment, Device())
        self.local.pay(payment.reference)

    def tell(self, client: Client, payment: Payment, **said: object) -> HttpResponse:
        amount = said.get("amount", payment.amount)
        assert isinstance(amount, int)
        told = local_wechat.transaction(payment.reference, amount, currency=str(said.get("currency", "CNY")))
        if "account" in said:
            told[{"app_id": "appid", "seller_id": "mchid"}[str(said["account"])]] = "1999999999"
        body = local_wechat.notice(told, notice=str(said.get("notice", "")))
        at = said.get("at")
        assert at is None or isinstance(at, int)
        headers = local_wechat.signed(body, whose=str(said.get("whose", "wechat")), at=at)
        return _post(client, "/payments/wechat/", body.encode(), "application/json", headers)

    def refunds(self) -> list[int]:
        return [made["amount"]["refund"] for made in self.local.refunds.values()]

    def is_closed(self, payment: Payment) -> bool:
        return bool(self.local.orders[payment.reference]["trade_state"] == "CLOSED")


There = AlipayThere | WeChatThere


def settle_at(settings: Settings, name: str, base: str) -> None:
    """Have Meadow pay at one of the two, and nowhere else."""
    settings.SANDBOX_PAYMENT, settings.STRIPE_SECRET_KEY = False, ""
    settings.PUBLIC_URL = "https://meadow.example"
    settings.MEADOW_ALIPAY_APP_ID = settings.MEADOW_WECHAT_APP_ID = ""
    if name == Alipay.name:
        settings.MEADOW_ALIPAY_APP_ID = local_alipay.APP
        settings.MEADOW_ALIPAY_SELLER_ID = local_alipay.SELLER
        settings.MEADOW_ALIPAY_PRIVATE_KEY = pair("ours").private
        settings.MEADOW_ALIPAY_PUBLIC_KEY = pair("alipay").public
        settings.MEADOW_ALIPAY_GATEWAY = f"{base}/gateway.do"
        return
    settings.MEADOW_WECHAT_APP_ID = local_wechat.APP
    settings.MEADOW_WECHAT_MERCHANT_ID = local_wechat.MERCHANT
    settings.MEADOW_WECHAT_SERIAL = local_wechat.SERIAL
    settings.MEADOW_WECHAT_PRIVATE_KEY = pair("ours").private
    settings.MEADOW_WECHAT_API_KEY = local_wechat.API_KEY
    settings.MEADOW_WECHAT_PUBLIC_KEY = pair("wechat").public
    settings.MEADOW_WECHAT_PUBLIC_KEY_ID = local_wechat.PLATFORM
    settings.MEADOW_WECHAT_GATEWAY = base


def in_china() -> None:
    """The shops of this test price in yuan."""
    Shop.objects.update(currency="CNY")


def _post(client: Client, path: str, body: bytes, kind: str, headers: dict[str, str] | None = None) -> HttpResponse:
    answer = client.post(path, body, content_type=kind, headers=headers or {})
    assert isinstance(answer, HttpResponse)
    return answer
