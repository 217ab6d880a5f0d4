"""Passes: short-lived permissions to read exactly some subjects, which browsers show to nats-server themselves."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from meadow.engines.signing import Key, Role, token

_UNLIMITED = {"subs": -1, "data": -1, "payload": -1}
# The first word is literal and begins with a letter: no pass ever reads `>`, `$SYS`, `$JS` or `_INBOX`.
_SUBJECT = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.([A-Za-z0-9_-]+|\*))*(\.>)?")


@dataclass(frozen=True)
class Pass:
    """A token that lets its bearer read some subjects until it expires."""

    jwt: str
    expires_at: datetime


@dataclass(frozen=True)
class Credentials:
    """What a process of ours shows to the server: a token, and the key with which it answers the server's challenge."""

    jwt: str
    key: Key

    def answer(self, nonce: str) -> bytes:
        """The signed challenge, as nats-py's `signature_cb` returns it."""
        return base64.b64encode(self.key.sign(nonce.encode()))


def issue_pass(
    *, account: Key, name: str, subjects: Sequence[str], lifetime: timedelta, publish: Sequence[str] = ()
) -> Pass:
    """Let the bearer read these subjects (and publish to those) through the WebSocket door until the lifetime is over.

    Without a subject it lets nobody read anything. The same name always gets the same user key, which is how
    `kick` finds the name's connections. Raises ValueError for a subject that is not one of ours.
    """
    for subject in (*subjects, *publish):
        if not _SUBJECT.fullmatch(subject):
            raise ValueError(f"{subject!r} is not a subject that a pass may name.")
    expires_at = datetime.now(UTC).replace(microsecond=0) + lifetime
    claims = {
        "type": "user",
        "version": 2,
        "bearer_token": True,
        "allowed_connection_types": ["WEBSOCKET"],
        # An empty list of what is allowed would mean everything.
        "sub": {"allow": list(subjects)} if subjects else {"deny": [">"]},
        "pub": {"allow": list(publish)} if publish else {"deny": [">"]},
        "subs": len(subjects) + 16,
        "data": -1,
        "payload": 4096,
    }
    return Pass(token(account, account.user(name).public, name, claims, expires_at=expires_at), expires_at)


def service_credentials(account: Key, name: str) -> Credentials:
    """Everything within the account, JetStream included, for a process of our own."""
    key = Key.new(Role.USER)
    claims = {"type": "user", "version": 2, "sub": {}, "pub": {}, **_UNLIMITED}
    return Credentials(token(account, key.public, name, claims), key)


def operator_token(operator: Key, system: Key) -> str:
    """The operator's word on itself, which nats-server is configured with."""
    return token(
        operator, operator.public, "meadow", {"type": "operator", "version": 2, "system_account": system.public}
    )


def account_token(operator: Key, account: Key, name: str, *, journal: bool) -> str:
    """The operator's word on an account; with a journal it may keep streams on disk."""
    limits: dict[str, Any] = {
        **_UNLIMITED,
        "imports": -1,
        "exports": -1,
        "wildcards": True,
        "conn": -1,
        "leaf": -1,
        **({"mem_storage": -1, "disk_storage": -1, "streams": -1, "consumer": -1} if journal else {}),
    }
    return token(operator, account.public, name, {"type": "account", "version": 2, "limits": limits})
