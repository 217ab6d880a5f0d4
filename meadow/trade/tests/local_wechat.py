"""Something on this machine that speaks WeChat Pay's API v3: signed questions, signed answers, sealed notices.

Written from https://pay.weixin.qq.com/doc/v3/merchant/4012365342 (signing), /4012071382 (sealing) and the pages of each
method; it checks every question with the merchant's public key, by other code than ours.
"""

import base64
import json
import os
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from meadow.trade.tests.keys import pair

APP, MERCHANT, SERIAL = "wx0000000000000001", "1900000001", "5157F09EFDC096DE15EBE81A47057A72"
API_KEY = "0123456789abcdef0123456789ABCDEF"
PLATFORM = "PUB_KEY_ID_0000000000000001"
_AUTHORIZATION = re.compile(
    r'WECHATPAY2-SHA256-RSA2048 mchid="(\d+)",nonce_str="(\w+)",signature="([^"]+)",timestamp="(\d+)",serial_no="(\w+)"'
)
_numbers = count(1)
Said = dict[str, Any]


@dataclass
class LocalWeChat:
    """The API. `pending` leaves refunds under way; `broken` signs answers with a stranger's key."""

    orders: dict[str, Said] = field(default_factory=dict)
    refunds: dict[str, Said] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    pending: bool = False
    broken: bool = False
    refuses: tuple[int, str] | None = None
    by_certificate: bool = False

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(f"{method} {urlsplit(path).path}")
        if not _is_ours(method, path, headers.get("Authorization", ""), body):
            return self._signed(401, {"code": "SIGN_ERROR", "message": "签名错误"})
        if path == "/v3/certificates":
            return self._signed(200, {"data": [_sealed_certificate()]})
        if self.refuses:
            return self._signed(self.refuses[0], {"code": self.refuses[1], "message": "refused"})
        return self._signed(*self._do(method, path, json.loads(body) if body else {}))

    def pay(self, number: str) -> Said:
        """The member scans the code, or opens the app, and pays."""
        order = self.orders[number]
        assert order["trade_state"] == "NOTPAY"
        order["trade_state"] = "SUCCESS"
        return order

    def _do(self, method: str, path: str, said: Said) -> tuple[int, Said]:
        parts = urlsplit(path).path.removeprefix("/v3/").split("/")
        if parts[:2] == ["pay", "transactions"] and method == "POST" and parts[2] in {"native", "h5"}:
            return self._order(parts[2], said)
        if parts[:3] == ["pay", "transactions", "out-trade-no"]:
            order = self.orders.get(parts[3])
            if order is None:
                return 404, {"code": "ORDER_NOT_EXIST", "message": "订单不存在"}
            if parts[-1] != "close":
                assert urlsplit(path).query == f"mchid={MERCHANT}"
                return 200, order
            if order["trade_state"] != "NOTPAY":
                return 400, {"code": "ORDER_CLOSED", "message": "订单已关闭或已支付"}
            assert said == {"mchid": MERCHANT}
            order["trade_state"] = "CLOSED"
            return 204, {}
        assert parts[:3] == ["refund", "domestic", "refunds"]
        if method == "POST":
            return self._refund(said)
        made = self.refunds.get(parts[3])
        return (200, made) if made else (404, {"code": "RESOURCE_NOT_EXISTS", "message": "退款单不存在"})

    def _order(self, flow: str, said: Said) -> tuple[int, Said]:
        assert (said["appid"], said["mchid"]) == (APP, MERCHANT)
        assert said["notify_url"].endswith("/payments/wechat/")
        assert datetime.fromisoformat(said["time_expire"]) > datetime.now(UTC)
        assert re.fullmatch(r"[0-9A-Za-z_*|-]{6,32}", said["out_trade_no"])
        if flow == "h5":
            assert said["scene_info"]["payer_client_ip"]
            assert said["scene_info"]["h5_info"]["type"] == "Wap"
        order = transaction(said["out_trade_no"], said["amount"]["total"], state="NOTPAY")
        order = self.orders.setdefault(said["out_trade_no"], {**order, "_flow": flow})
        if order["_flow"] != flow or order["amount"]["total"] != said["amount"]["total"]:
            return 400, {"code": "INVALID_REQUEST", "message": "商户订单号重复"}
        if flow == "h5":
            return 200, {"h5_url": f"https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id={uuid4().hex}"}
        return 200, {"code_url": f"weixin://wxpay/bizpayurl?pr={said['out_trade_no'][-8:]}"}

    def _refund(self, said: Said) -> tuple[int, Said]:
        number, money = said["out_refund_no"], said["amount"]
        order = self.orders.get(said["out_trade_no"])
        if order is None or order["trade_state"] not in {"SUCCESS", "REFUND"}:
            return 404, {"code": "RESOURCE_NOT_EXISTS", "message": "订单不存在"}
        if money["total"] != order["amount"]["total"]:
            return 400, {"code": "INVALID_REQUEST", "message": "订单金额不一致"}
        if (made := self.refunds.get(number)) is None:
            earlier = [made for made in self.refunds.values() if made["out_trade_no"] == said["out_trade_no"]]
            given = sum(made["amount"]["refund"] for made in earlier)
            if given + money["refund"] > order["amount"]["total"]:
                return 400, {"code": "INVALID_REQUEST", "message": "退款金额超限"}
            made = self.refunds[number] = {
                "refund_id": f"5030000{next(_numbers):09d}",
                "out_refund_no": number,
                "out_trade_no": said["out_trade_no"],
                "status": "PROCESSING" if self.pending else "SUCCESS",
                "amount": money,
            }
            order["trade_state"] = "REFUND"
        elif made["amount"]["refund"] != money["refund"]:
            return 400, {"code": "INVALID_REQUEST", "message": "退款单号重复"}
        return 200, made

    def _signed(self, status: int, said: Said) -> tuple[int, dict[str, str], bytes]:
        shown = {name: value for name, value in said.items() if not name.startswith("_")}
        body = json.dumps(shown, ensure_ascii=False) if status != 204 else ""
        headers = signed(body, whose="stranger" if self.broken else "wechat", serial=self._serial)
        return status, {"Content-Type": "application/json; charset=utf-8", **headers}, body.encode()

    @property
    def _serial(self) -> str:
        return f"{certificate().serial_number:X}" if self.by_certificate else PLATFORM


def transaction(number: str, total: int, state: str = "SUCCESS", currency: str = "CNY") -> Said:
    """An order as answers and notices tell it."""
    return {
        "appid": APP,
        "mchid": MERCHANT,
        "out_trade_no": number,
        "transaction_id": "4200000000202611230000000001",
        "trade_type": "NATIVE",
        "trade_state": state,
        "trade_state_desc": "支付成功",
        "payer": {"openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
        "amount": {"total": total, "payer_total": total, "currency": currency, "payer_currency": currency},
    }


def notice(told: Said, kind: str = "TRANSACTION.SUCCESS", notice: str = "", api_key: str = API_KEY) -> str:
    """The body of a notice, its resource sealed with the APIv3 key."""
    return json.dumps(
        {
            "id": notice or str(uuid4()),
            "create_time": datetime.now(UTC).isoformat(timespec="seconds"),
            "resource_type": "encrypt-resource",
            "event_type": kind,
            "summary": "支付成功",
            "resource": {"original_type": "transaction", **_seal(json.dumps(told), "transaction", api_key)},
        },
        ensure_ascii=False,
    )


def signed(body: str, whose: str = "wechat", serial: str = PLATFORM, at: int | None = None) -> dict[str, str]:
    """The headers with which the platform signs a body."""
    timestamp, nonce = str(at if at is not None else int(time.time())), uuid4().hex
    plain = f"{timestamp}\n{nonce}\n{body}\n".encode()
    signature = base64.b64encode(pair(whose).key.sign(plain, PKCS1v15(), SHA256())).decode()
    return {
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": serial,
        "Wechatpay-Signature": signature,
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
    }


def certificate() -> x509.Certificate:
    """The platform's certificate, made once."""
    if not _made:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tenpay.com Root CA")])
        now = datetime.now(UTC)
        draft = x509.CertificateBuilder(name, name, pair("wechat").key.public_key())
        draft = draft.serial_number(0x5157F09EFDC096DE15EBE81A47057A7232F1B8E1)
        draft = draft.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
        _made.append(draft.sign(pair("wechat").key, SHA256()))
    return _made[0]


_made: list[x509.Certificate] = []


def _sealed_certificate() -> Said:
    pem = certificate().public_bytes(Encoding.PEM).decode()
    return {
        "serial_no": f"{certificate().serial_number:X}",
        "effective_time": "2026-01-01T00:00:00+08:00",
        "expire_time": "2031-01-01T00:00:00+08:00",
        "encrypt_certificate": _seal(pem, "certificate", API_KEY),
    }


def _seal(text: str, about: str, api_key: str) -> dict[str, str]:
    nonce = os.urandom(6).hex()
    sealed = AESGCM(api_key.encode()).encrypt(nonce.encode(), text.encode(), about.encode())
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "nonce": nonce,
        "associated_data": about,
        "ciphertext": base64.b64encode(sealed).decode(),
    }


def _is_ours(method: str, path: str, authorization: str, body: bytes) -> bool:
    """Whether the merchant signed this question, a moment ago."""
    found = _AUTHORIZATION.fullmatch(authorization)
    if not found or (found[1], found[5]) != (MERCHANT, SERIAL) or abs(time.time() - int(found[4])) > 300:
        return False
    plain = f"{method}\n{path}\n{found[4]}\n{found[2]}\n".encode() + body + b"\n"
    try:
        pair("ours").key.public_key().verify(base64.b64decode(found[3]), plain, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True
