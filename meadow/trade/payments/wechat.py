"""WeChat Pay (API v3): a code to scan on computers, its own app on phones, and believed only what it has signed.

Reference: https://pay.weixin.qq.com/doc/v3/merchant/4012791874 (Native) and /4012791832 (H5). Amounts are fen.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from django.conf import settings

from meadow.trade.models.payments import Payment
from meadow.trade.payments.keys import KeyUnreadable, private_key, public_key
from meadow.trade.payments.numbers import refund_number, trade_number
from meadow.trade.payments.provider import Begun, Device, Given, Notice, Outcome, Standing, unbegun
from meadow.trade.payments.wechat_line import Line
from meadow.trade.refusals import BadNotice, CannotCharge, ProviderUnreachable

log = logging.getLogger("meadow.payments")
_STATE = {
    "SUCCESS": Outcome.COLLECTED,
    "REFUND": Outcome.COLLECTED,  # and something of it has gone back since
    "PAYERROR": Outcome.DECLINED,
    "CLOSED": Outcome.OVER,
    "REVOKED": Outcome.OVER,
}
_NO_SUCH_ORDER = {"ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS"}
# Refunds that are refused for good; everything else, such as too low a balance, is tried again.
_FINAL = {"INVALID_REQUEST", "PARAM_ERROR", "RESOURCE_NOT_EXISTS", "USER_ACCOUNT_ABNORMAL"}


@dataclass(frozen=True)
class WeChatPay:
    """One merchant at WeChat Pay, through its API or through something on this machine that speaks it.

    `public_key` and `public_key_id` are the platform's; where they are missing, its certificates are fetched.
    """

    app_id: str
    merchant_id: str
    serial: str
    private_key: str
    api_key: str
    public_key: str
    public_key_id: str
    gateway: str

    name = "wechat"

    def takes(self, currency: str) -> bool:
        return currency == "CNY"

    def flow_for(self, device: Device) -> str:
        return "h5" if device.is_phone else "native"

    def reference_for(self, payment: Payment) -> str:
        return trade_number(payment)

    def begin(self, payment: Payment, device: Device) -> Begun:
        if not self.takes(payment.currency):
            raise CannotCharge(currency=payment.currency)
        reference = payment.reference or trade_number(payment)
        order: dict[str, Any] = {
            "appid": self.app_id,
            "mchid": self.merchant_id,
            "description": f"{settings.MEADOW_NAME} {payment.group_id}"[:127],
            "out_trade_no": reference,
            "time_expire": payment.group.expires_at.isoformat(timespec="seconds"),
            "notify_url": self._notices,
            "amount": {"total": payment.amount, "currency": "CNY"},
        }
        if payment.flow == "h5":
            order["scene_info"] = {"payer_client_ip": device.address, "h5_info": {"type": "Wap"}}
        status, said = self._post(f"/v3/pay/transactions/{payment.flow}", order)
        if status != 200:
            raise _unusable(said.get("code", status))
        if payment.flow == "h5":
            back = f"{settings.PUBLIC_URL}{payment.group.get_absolute_url()}standing/"
            url = f"{said['h5_url']}&redirect_url={quote(back, safe='')}"
            return Begun(reference=reference, template="trade/pay_wechat.html", url=url, is_told_later=True)
        fields = {"code": str(said["code_url"])}
        return Begun(reference=reference, template="trade/pay_wechat.html", fields=fields, is_told_later=True)

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        said = self._line.open(body, headers)
        told, kind, notice = said["resource"], str(said.get("event_type", "")), str(said.get("id", ""))
        if not notice:
            raise BadNotice
        if not self._is_ours(told, with_app=kind.startswith("TRANSACTION.")):
            log.error("WeChat Pay tells us of an order of another account: notice %s", notice)
            raise BadNotice
        reference = str(told.get("out_trade_no", ""))
        if kind == "TRANSACTION.SUCCESS":
            return Notice(notice, kind, reference=reference, standing=_standing(told))
        return Notice(notice, kind, reference=reference, is_about_refund=kind.startswith("REFUND."))

    def look_up(self, payment: Payment) -> Standing:
        path = f"/v3/pay/transactions/out-trade-no/{payment.reference}?mchid={self.merchant_id}"
        status, said = self._get(path)
        if status == 404 and said.get("code") in _NO_SUCH_ORDER:  # our asking for it was lost, or is on its way
            return unbegun(payment, "never begun")
        if status != 200 or said.get("out_trade_no") != payment.reference or not self._is_ours(said, with_app=True):
            raise _unusable(said.get("code", status))
        return _standing(said)

    def withdraw(self, payment: Payment) -> Standing:
        path = f"/v3/pay/transactions/out-trade-no/{payment.reference}/close"
        status, _said = self._post(path, {"mchid": self.merchant_id})
        if status == 204:
            return Standing(Outcome.OVER, problem="withdrawn")
        return self.look_up(payment)  # it is paid, or closed already, or unknown

    def refund(self, payment: Payment, *, amount: int, key: str) -> Given:
        number = refund_number(payment, key)
        money = {"refund": amount, "total": payment.collected or payment.amount, "currency": "CNY"}
        status, said = self._post(
            "/v3/refund/domestic/refunds",
            {
                "out_trade_no": payment.reference,
                "out_refund_no": number,
                "notify_url": self._notices,
                "amount": money,
            },
        )
        if status == 200:
            return _given(said, number, amount)
        problem = str(said.get("code", status))
        if problem in _FINAL:
            return Given(reference=number, is_done=False, problem=problem)
        raise _unusable(problem)

    def refund_standing(self, payment: Payment, *, amount: int, key: str, reference: str) -> Given:
        number = refund_number(payment, key)
        status, said = self._get(f"/v3/refund/domestic/refunds/{number}")
        if status == 404 and said.get("code") == "RESOURCE_NOT_EXISTS":  # it was never taken in: send it again
            return Given(reference=number, is_done=False)
        if status != 200 or said.get("out_refund_no") != number:
            raise _unusable(said.get("code", status))
        return _given(said, number, amount)

    @property
    def _line(self) -> Line:
        return _line(self)

    @property
    def _notices(self) -> str:
        return f"{settings.PUBLIC_URL}/payments/wechat/"

    def _is_ours(self, said: Mapping[str, Any], *, with_app: bool) -> bool:
        return said.get("mchid") == self.merchant_id and (not with_app or said.get("appid") == self.app_id)

    def _get(self, path: str) -> tuple[int, dict[str, Any]]:
        line = self._line
        try:
            return line.get(path)
        except Exception as error:  # the package raises nothing narrower where a signature is wrong
            raise _unusable(f"{type(error).__name__}") from error

    def _post(self, path: str, content: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        line = self._line
        try:
            return line.post(path, content)
        except Exception as error:  # as above
            raise _unusable(f"{type(error).__name__}") from error


@cache  # reading the keys takes a while, and so does fetching certificates
def _line(at: WeChatPay) -> Line:
    try:
        platform = public_key(at.public_key) if at.public_key else None
        keys = {
            "mchid": at.merchant_id,
            "cert_serial_no": at.serial,
            "private_key": private_key(at.private_key),
            "apiv3_key": at.api_key,
            "public_key": platform,
            "public_key_id": at.public_key_id if platform else None,
        }
    except KeyUnreadable as error:
        raise _unusable(f"a key of ours is wrong: {error}") from None
    try:
        return Line(at.gateway, settings.DATA / "wechat-certificates" / at.merchant_id, **keys)
    except Exception as error:  # the package raises nothing narrower where there are no certificates to be had
        raise _unusable(f"no certificates: {type(error).__name__}") from error


def _standing(said: Mapping[str, Any]) -> Standing:
    """What a notice or an answer says of its order."""
    outcome = _STATE.get(str(said.get("trade_state", "")), Outcome.WAITING)
    if outcome != Outcome.COLLECTED:
        problem = str(said.get("trade_state_desc", "")) if outcome != Outcome.WAITING else ""
        return Standing(outcome, problem=problem[:300])
    amount = said.get("amount")
    if not isinstance(amount, dict) or not isinstance(amount.get("total"), int):
        raise _unusable("it names no amount")
    return Standing(outcome, amount["total"], str(amount.get("currency") or "CNY"))


def _given(said: Mapping[str, Any], number: str, amount: int) -> Given:
    """How a refund stands; its amount must be what we asked for under this number."""
    money = said.get("amount")
    if not isinstance(money, dict) or money.get("refund") != amount:
        return Given(reference=number, is_done=False, problem="another amount was given back")
    status = str(said.get("status", ""))
    if status in {"CLOSED", "ABNORMAL"}:  # closed: not given; abnormal: their card takes no money any more
        return Given(reference=number, is_done=False, problem=status)
    return Given(reference=number, is_done=status == "SUCCESS")


def _unusable(why: object) -> ProviderUnreachable:
    log.error("WeChat Pay's answer cannot be used: %s", why)
    return ProviderUnreachable()
