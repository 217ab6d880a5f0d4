"""Viewer tokens: who bears one may watch one path or one recording until a moment in time; nobody keeps a list.

A token is `EXPIRY.MAC`, the expiry in Unix seconds and the MAC an HMAC-SHA256 over `SUBJECT:EXPIRY:SCOPE`,
in base64url.
"""

import base64
import hmac
import time
from enum import StrEnum

_LONGEST = 100


class Scope(StrEnum):
    """What the subject of a token is."""

    LIVE = "live"  # a path
    REPLAY = "replay"  # the name of a recording


def make_token(secret: str, subject: str, scope: Scope, *, expires_at: float) -> str:
    """A token for this subject; it ends at that Unix time."""
    expiry = str(int(expires_at))
    return f"{expiry}.{_mac(secret, subject, scope, expiry)}"


def is_valid(secret: str, subject: str, scope: Scope, token: str, *, now: float | None = None) -> bool:
    """Whether this token opens this subject now."""
    expiry, _, mac = token.partition(".")
    if len(token) > _LONGEST or not (expiry.isascii() and expiry.isdigit()) or not mac.isascii():
        return False
    if not hmac.compare_digest(_mac(secret, subject, scope, expiry), mac):
        return False
    return int(expiry) > (time.time() if now is None else now)


def _mac(secret: str, subject: str, scope: Scope, expiry: str) -> str:
    told = f"viewer:{subject}:{expiry}:{scope}"
    return base64.urlsafe_b64encode(hmac.digest(secret.encode(), told.encode(), "sha256")).decode().rstrip("=")
