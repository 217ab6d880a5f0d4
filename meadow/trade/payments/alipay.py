"""Alipay: a page of its own for computers and one for phones, believed only when Alipay itself has signed.

Reference: https://opendocs.alipay.com/open/270 (page pay), /open/203 (wap pay), and /open/270/105902 (notices).
Everything is signed with RSA2; amounts are yuan with two decimals; times are China's.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from http.client import HTTPException
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from alipay import AliPay
from alipay.exceptions import AliPayException, AliPayValidationError
from alipay.utils import AliPayConfig
from django.conf import settings
from django.utils import timezone

from meadow.trade.models.payments import Payment
from meadow.trade.payments.keys import KeyUnreadable, private_key, public_key
from meadow.trade.payments.numbers import refund_number, trade_number
from meadow.trade.payments.provider import Begun, Device, Given, Notice, Outcome, Standing, unbegun
from meadow.trade.refusals import BadNotice, CannotCharge, ProviderUnreachable

log = logging.getLogger("meadow.payments")
CHINA = ZoneInfo("Asia/Shanghai")
_SECONDS = 10
_OK = "10000"
_STATUS = {
    "WAIT_BUYER_PAY": Outcome.WAITING,
    "TRADE_CLOSED": Outcome.OVER,
    "TRADE_SUCCESS": Outcome.COLLECTED,
    "TRADE_FINISHED": Outcome.COLLECTED,  # the same, and too old to be given back
}
_PAGES = {"page": ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"), "wap": ("alipay.trade.wap.pay", "QUICK_WAP_WAY")}
# Refunds that are refused for good; everything else, such as too low a balance, is tried again.
_FINAL = {
    "ACQ.DISCORDANT_REPEAT_REQUEST",
    "ACQ.INVALID_PARAMETER",
    "ACQ.REASON_TRADE_REFUND_FEE_ERR",
    "ACQ.REASON_TRADE_STATUS_INVALID",
    "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL",
    "ACQ.REFUND_FEE_ERROR",
    "ACQ.TRADE_HAS_FINISHED",
    "ACQ.TRADE_NOT_ALLOW_REFUND",
    "ACQ.TRADE_NOT_EXIST",
    "ACQ.TRADE_STATUS_ERROR",
}


@dataclass(frozen=True)
class Alipay:
    """One application at Alipay, through its gateway or through something on this machine that speaks it."""

    app_id: str
    seller_id: str
    private_key: str
    public_key: str
    gateway: str

    name = "alipay"

    def takes(self, currency: str) -> bool:
        return currency == "CNY"

    def flow_for(self, device: Device) -> str:
        return "wap" if device.is_phone else "page"

    def reference_for(self, payment: Payment) -> str:
        return trade_number(payment)

    def begin(self, payment: Payment, device: Device) -> Begun:
        """Sign the address of the page that collects; Alipay is not asked, and knows the trade once it is opened."""
        if not self.takes(payment.currency):
            raise CannotCharge(currency=payment.currency)
        reference = payment.reference or trade_number(payment)
        method, product = _PAGES[payment.flow]
        expires_at = payment.group.expires_at
        trade = {
            "out_trade_no": reference,
            "total_amount": yuan(payment.amount),
            "subject": f"{settings.MEADOW_NAME} {payment.group_id}"[:256],
            "product_code": product,
            "time_expire": _china(expires_at),
        }
        back = f"{settings.PUBLIC_URL}{payment.group.get_absolute_url()}standing/"
        where = {"notify_url": f"{settings.PUBLIC_URL}/payments/alipay/", "return_url": back}
        signed = self._sdk.client_api(method, trade, timestamp=_china(timezone.now()), **where)
        return Begun(reference=reference, template="trade/pay_alipay.html", url=f"{self.gateway}?{signed}")

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """A form that Alipay has signed, for our application and our account."""
        try:
            said = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=100))
        except ValueError:  # not UTF-8, or far too many fields
            raise BadNotice from None
        signature = said.pop("sign", "")
        try:
            is_theirs = said.get("sign_type") == "RSA2" and self._sdk.verify(dict(said), signature)
        except (AliPayException, ValueError):  # ValueError: not base64
            is_theirs = False
        if not is_theirs or not said.get("notify_id"):
            raise BadNotice
        if (said.get("app_id"), said.get("seller_id")) != (self.app_id, self.seller_id):
            log.error("Alipay tells us of a trade of another account: notice %s", said["notify_id"])
            raise BadNotice
        kind = f"{said.get('notify_type', '')} {said.get('trade_status', '')}"
        standing = _standing(said) if said.get("notify_type") == "trade_status_sync" else None
        is_refund = "refund_fee" in said
        return Notice(
            said["notify_id"],
            kind.strip(),
            reference=said.get("out_trade_no", ""),
            standing=standing,
            is_about_refund=is_refund,
        )

    def look_up(self, payment: Payment) -> Standing:
        said = self._ask("alipay.trade.query", {"out_trade_no": payment.reference})
        if said["code"] == _OK:
            if said.get("out_trade_no") != payment.reference:
                raise _unusable("it spoke of another trade")
            return _standing(said)
        if said.get("sub_code") == "ACQ.TRADE_NOT_EXIST":  # nobody has opened the page yet
            return unbegun(payment, "never opened")
        raise _unusable(said.get("sub_code") or said["code"])

    def withdraw(self, payment: Payment) -> Standing:
        said = self._ask("alipay.trade.close", {"out_trade_no": payment.reference})
        if said["code"] == _OK:
            return Standing(Outcome.OVER, problem="withdrawn")
        return self.look_up(payment)  # it is paid, or closed already, or was never opened

    def refund(self, payment: Payment, *, amount: int, key: str) -> Given:
        number = refund_number(payment, key)
        said = self._ask(
            "alipay.trade.refund",
            {"out_trade_no": payment.reference, "refund_amount": yuan(amount), "out_request_no": number},
        )
        if said["code"] == _OK:
            if said.get("fund_change") == "Y":
                return Given(reference=number)
            return self.refund_standing(payment, amount=amount, key=key, reference=number)  # it moved before, or will
        problem = str(said.get("sub_code") or said["code"])
        if problem in _FINAL:
            return Given(reference=number, is_done=False, problem=problem)
        raise _unusable(problem)

    def refund_standing(self, payment: Payment, *, amount: int, key: str, reference: str) -> Given:
        number = refund_number(payment, key)
        said = self._ask(
            "alipay.trade.fastpay.refund.query",
            {"out_trade_no": payment.reference, "out_request_no": number},
        )
        is_done = said["code"] == _OK and said.get("refund_status") == "REFUND_SUCCESS"
        if is_done and fen(str(said.get("refund_amount", ""))) != amount:
            return Given(reference=number, is_done=False, problem="another amount was given back")
        return Given(reference=number, is_done=is_done)

    @property
    def _sdk(self) -> AliPay:
        return _sdk(self)

    def _ask(self, method: str, content: Mapping[str, str]) -> dict[str, Any]:
        """What Alipay answers, with its signature checked."""
        try:
            said = self._sdk.server_api(method, dict(content), timestamp=_china(timezone.now()))
        except AliPayValidationError:
            raise _unusable("it is not signed by Alipay") from None
        except AliPayException as error:  # an answer without a signature: our key or our application is wrong
            raise _unusable(f"code {error.code}") from None
        except (OSError, HTTPException, ValueError) as error:
            raise _unusable(type(error).__name__) from None
        if not isinstance(said, dict) or "code" not in said:
            raise _unusable("no code")
        return said


def yuan(minor: int) -> str:
    """Fen as Alipay writes amounts."""
    return f"{minor // 100}.{minor % 100:02d}"


def fen(amount: str) -> int:
    """What Alipay writes as an amount in fen; -1 where it is none."""
    try:
        exact = Decimal(amount) * 100
        return int(exact) if exact == int(exact) else -1
    except (InvalidOperation, ValueError, OverflowError):
        return -1


@cache  # reading the keys takes a while
def _sdk(at: Alipay) -> AliPay:
    try:
        sdk = AliPay(
            at.app_id,
            app_private_key_string=private_key(at.private_key),
            alipay_public_key_string=public_key(at.public_key),
            config=AliPayConfig(timeout=_SECONDS),
        )
    except KeyUnreadable as error:
        raise _unusable(f"a key of ours is wrong: {error}") from None
    sdk._gateway = at.gateway  # it knows two only
    return sdk


def _china(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def _standing(said: Mapping[str, Any]) -> Standing:
    """What a notice or an answer says of its trade."""
    outcome = _STATUS.get(str(said.get("trade_status", "")), Outcome.WAITING)
    if outcome != Outcome.COLLECTED:
        return Standing(outcome, problem="closed by Alipay" if outcome == Outcome.OVER else "")
    amount = fen(str(said.get("total_amount", "")))
    if amount < 0:
        raise _unusable("it names no amount")
    return Standing(outcome, amount, str(said.get("trans_currency") or "CNY"))


def _unusable(why: str) -> ProviderUnreachable:
    log.error("Alipay's answer cannot be used: %s", why)
    return ProviderUnreachable()
