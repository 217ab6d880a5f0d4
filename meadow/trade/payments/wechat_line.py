"""The line to WeChat Pay: requests signed by us, answers and notices signed by them, over the package wechatpayv3.

Reference: https://pay.weixin.qq.com/doc/v3/merchant/4012365342 (signatures) and /4012071382 (decryption).
"""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wechatpayv3.core import Core
from wechatpayv3.type import RequestType

from meadow.plumbing.limits import limit
from meadow.trade.refusals import BadNotice

WINDOW = 300  # seconds that a notice may be old, or early; WeChat Pay signs anew whenever it tells again
_SCHEME = "WECHATPAY2-SHA256-RSA2048"
_SIGNED = ("Wechatpay-Signature", "Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Serial")


class Line(Core):  # type: ignore[misc]  # the package says no types
    """One merchant's line. With the platform's public key nothing is fetched; without, its certificates are."""

    def __init__(self, gateway: str, certificates: Path, **keys: str | None) -> None:
        self._to = gateway
        super().__init__(cert_dir=str(certificates), timeout=(5, 10), **keys)

    @property
    def _gate_way(self) -> str:
        return self._to

    @_gate_way.setter
    def _gate_way(self, value: str) -> None:
        """The package would set its own; it knows one only."""

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        status, body = self.request(path)
        return status, _read(body)

    def post(self, path: str, content: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        status, body = self.request(path, RequestType.POST, data=content)
        return status, _read(body)

    def open(self, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        """A notice with its resource decrypted; refuses with `BadNotice` what is not signed, or not of now."""
        signed = {name: headers.get(name, "") for name in _SIGNED}
        if not all(signed.values()) or not _is_of_now(signed["Wechatpay-Timestamp"]):
            raise BadNotice
        if not self._knows(signed["Wechatpay-Serial"]):
            limit("wechat-certificates", "all", times=6, seconds=60)  # each stranger's would be asked for over there
        signed["Wechatpay-Signature-Type"] = headers.get("Wechatpay-Signature-Type", _SCHEME)
        try:
            said = self.callback(signed, body)
        except Exception as error:  # the package raises nothing narrower
            raise BadNotice from error
        if not isinstance(said, dict) or not isinstance(said.get("resource"), dict):
            raise BadNotice
        return said

    def _knows(self, serial: str) -> bool:
        known = {f"{certificate.serial_number:X}" for certificate in self._certificates}
        return serial == self._public_key_id or serial.upper().lstrip("0") in known


def _is_of_now(timestamp: str) -> bool:
    is_number = timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12
    return is_number and abs(time.time() - int(timestamp)) <= WINDOW


def _read(body: str | bytes) -> dict[str, Any]:
    """An answer; one without a body says nothing."""
    said = json.loads(body) if body else {}
    return said if isinstance(said, dict) else {}
