"""Something on this machine that speaks Alipay's gateway: signed questions, signed answers, signed notices.

Written from https://opendocs.alipay.com/common/02mse7 (signing) and the pages of each method; it signs with keys of its
own and checks every question with the application's public key, by other code than ours.
"""

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from meadow.trade.tests.keys import Pair, pair

APP, SELLER = "2021000000000001", "2088000000000009"
_numbers = count(1)


@dataclass
class Trade:
    """A trade that a member opened at Alipay."""

    number: str
    amount: str
    status: str = "WAIT_BUYER_PAY"
    refunds: dict[str, str] = field(default_factory=dict)

    @property
    def left(self) -> int:
        return _fen(self.amount) - sum(map(_fen, self.refunds.values()))


@dataclass
class LocalAlipay:
    """The gateway. `slow_refunds` takes refunds in and moves the money later; `broken` signs with a stranger's key."""

    trades: dict[str, Trade] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    slow_refunds: bool = False
    broken: bool = False
    refuses: str = ""

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        said = dict(parse_qsl(urlsplit(path).query or body.decode(), keep_blank_values=True))
        kind = said.get("method", "")
        self.asked.append(kind)
        name = kind.replace(".", "_") + "_response"
        answer = self._problem(said) or self._do(kind, json.loads(said["biz_content"]))
        plain = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        signed = json.dumps(_sign(plain, pair("stranger" if self.broken else "alipay")))
        return 200, {"Content-Type": "text/html;charset=utf-8"}, f'{{"{name}":{plain},"sign":{signed}}}'.encode()

    def open(self, address: str) -> Trade:
        """What Alipay does when a member follows our address: check it, and begin the trade."""
        said = dict(parse_qsl(urlsplit(address).query))
        assert self._problem(said) is None, self._problem(said)
        order = json.loads(said["biz_content"])
        expected = {"alipay.trade.page.pay": "FAST_INSTANT_TRADE_PAY", "alipay.trade.wap.pay": "QUICK_WAP_WAY"}
        assert order["product_code"] == expected[said["method"]]
        assert said["notify_url"].endswith("/payments/alipay/")
        assert order["time_expire"] > datetime.now(_CHINA).strftime("%Y-%m-%d %H:%M:%S")
        number = order["out_trade_no"]
        return self.trades.setdefault(number, Trade(number, order["total_amount"]))

    def pay(self, address: str) -> Trade:
        """The member opens the page and pays."""
        trade = self.open(address)
        assert trade.status == "WAIT_BUYER_PAY"
        trade.status = "TRADE_SUCCESS"
        return trade

    def _problem(self, said: dict[str, str]) -> dict[str, str] | None:
        """What is wrong with a question before it is looked into."""
        rest = {name: value for name, value in said.items() if name != "sign"}
        plain = "&".join(f"{name}={value}" for name, value in sorted(rest.items()) if value)
        key = pair("ours").key.public_key()
        try:
            key.verify(base64.b64decode(said.get("sign", "")), plain.encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            return {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-signature"}
        if said["app_id"] != APP or said["sign_type"] != "RSA2" or said["charset"] != "utf-8":
            return {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-app-id"}
        at = datetime.strptime(said["timestamp"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=_CHINA)
        if abs((datetime.now(_CHINA) - at).total_seconds()) > 600:
            return {"code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-timestamp"}
        return None

    def _do(self, kind: str, order: dict[str, Any]) -> dict[str, str]:
        if self.refuses:
            return _failed(self.refuses)
        trade = self.trades.get(order["out_trade_no"])
        if trade is None:
            return _failed("ACQ.TRADE_NOT_EXIST")
        if kind == "alipay.trade.query":
            return _good(out_trade_no=trade.number, trade_status=trade.status, total_amount=trade.amount)
        if kind == "alipay.trade.close":
            if trade.status != "WAIT_BUYER_PAY":
                return _failed("ACQ.TRADE_STATUS_ERROR")
            trade.status = "TRADE_CLOSED"
            return _good(out_trade_no=trade.number)
        if kind == "alipay.trade.refund":
            return self._refund(trade, order)
        assert kind == "alipay.trade.fastpay.refund.query"
        if (amount := trade.refunds.get(order["out_request_no"])) is None or self.slow_refunds:
            return _good()
        return _good(out_trade_no=trade.number, refund_status="REFUND_SUCCESS", refund_amount=amount)

    def _refund(self, trade: Trade, order: dict[str, Any]) -> dict[str, str]:
        number, amount = order["out_request_no"], order["refund_amount"]
        if number in trade.refunds:
            if trade.refunds[number] != amount:
                return _failed("ACQ.DISCORDANT_REPEAT_REQUEST")
            return _good(out_trade_no=trade.number, fund_change="N")
        if trade.status != "TRADE_SUCCESS":
            return _failed("ACQ.TRADE_STATUS_ERROR")
        if _fen(amount) > trade.left:
            return _failed("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
        trade.refunds[number] = amount
        if trade.left == 0:
            trade.status = "TRADE_CLOSED"
        return _good(out_trade_no=trade.number, fund_change="N" if self.slow_refunds else "Y")


def notice(number: str, amount: str, whose: str = "alipay", **said: str) -> bytes:
    """The form that Alipay posts about a trade, signed with the key of this name."""
    now = datetime.now(_CHINA).strftime("%Y-%m-%d %H:%M:%S")
    fields = {
        "notify_id": f"2026112300222{next(_numbers):016d}",
        "notify_type": "trade_status_sync",
        "notify_time": now,
        "gmt_create": now,
        "app_id": APP,
        "auth_app_id": APP,
        "seller_id": SELLER,
        "charset": "utf-8",
        "version": "1.0",
        "trade_no": "2026112322001400000000000001",
        "out_trade_no": number,
        "trade_status": "TRADE_SUCCESS",
        "total_amount": amount,
        "receipt_amount": amount,
        "subject": "Meadow 1 草原",
        "fund_bill_list": f'[{{"amount":"{amount}","fundChannel":"ALIPAYACCOUNT"}}]',
        **said,
    }
    plain = "&".join(f"{name}={value}" for name, value in sorted(fields.items()))
    return urlencode({**fields, "sign": _sign(plain, pair(whose)), "sign_type": "RSA2"}).encode()


_CHINA = ZoneInfo("Asia/Shanghai")


def _sign(plain: str, by: Pair) -> str:
    return base64.b64encode(by.key.sign(plain.encode(), PKCS1v15(), SHA256())).decode()


def _fen(amount: str) -> int:
    return round(float(amount) * 100)


def _good(**said: str) -> dict[str, str]:
    return {"code": "10000", "msg": "Success", **said}


def _failed(code: str) -> dict[str, str]:
    return {"code": "40004", "msg": "Business Failed", "sub_code": code, "sub_msg": "业务处理失败"}
