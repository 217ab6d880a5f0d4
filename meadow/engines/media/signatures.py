"""How the worker and the application know each other: signed hooks in one direction, a bearer token in the other."""

import hmac
import time
from collections.abc import Mapping

from meadow.engines.media.adapter import HookForged

TIMESTAMP = "X-Meadow-Media-Timestamp"
SIGNATURE = "X-Meadow-Media-Signature"
WINDOW = 300.0  # seconds that a signature is good for, in both directions: clocks differ


def signed_headers(secret: str, body: bytes, *, now: float | None = None) -> dict[str, str]:
    """The headers that prove who sends this body, and when."""
    moment = str(int(time.time() if now is None else now))
    return {TIMESTAMP: moment, SIGNATURE: _mac(secret, moment, body)}


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: float | None = None) -> None:
    """Raise HookForged unless the headers prove that the body is ours and fresh."""
    told = {name.lower(): value for name, value in headers.items()}
    moment, mac = told.get(TIMESTAMP.lower(), ""), told.get(SIGNATURE.lower(), "")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 16 and mac.isascii()):
        raise HookForged("The hook bears no signature.")
    if not hmac.compare_digest(_mac(secret, moment, body), mac):
        raise HookForged("The hook's signature is wrong.")
    if abs((time.time() if now is None else now) - int(moment)) > WINDOW:
        raise HookForged("The hook's signature is too old.")


def api_token(secret: str) -> str:
    """What the internal API wants to be shown: `Authorization: Bearer ...`. Knowing it, one cannot sign anything."""
    return hmac.digest(secret.encode(), b"api", "sha256").hex()


def _mac(secret: str, moment: str, body: bytes) -> str:
    return hmac.digest(secret.encode(), b"hook:" + moment.encode() + b"." + body, "sha256").hex()
