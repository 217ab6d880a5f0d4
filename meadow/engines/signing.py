"""NATS keys and the tokens they sign: what an operator, an account and a user may do, in the server's own format.

Keys follow the nkey format (base32 of prefix, Ed25519 key and CRC-16), tokens are JWTs with the algorithm
`ed25519-nkey` and claims of version 2, as nats-server's `jwt/v2` reads them.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from nacl.signing import SigningKey

_SEED = 18 << 3


class Role(IntEnum):
    """Whom a key belongs to; the number is its prefix in the written form."""

    OPERATOR = 14 << 3
    ACCOUNT = 0
    USER = 20 << 3


@dataclass(frozen=True)
class Key:
    """One Ed25519 key of one role."""

    role: Role
    secret: bytes

    def __repr__(self) -> str:
        return f"<Key {self.public}>"

    @classmethod
    def new(cls, role: Role) -> "Key":
        return cls(role, bytes(SigningKey.generate()))

    @classmethod
    def from_seed(cls, seed: str) -> "Key":
        """The key that a written seed (`SO...`, `SA...`, `SU...`) stands for; ValueError when it is none."""
        raw = base64.b32decode(seed.strip() + "=" * (-len(seed.strip()) % 8))
        body, check = raw[:-2], raw[-2:]
        if len(body) != 34 or _crc16(body) != check or body[0] & 0xF8 != _SEED:
            raise ValueError("This is not the seed of a NATS key.")
        return cls(Role((body[0] & 7) << 5 | body[1] >> 3), body[2:])

    @property
    def seed(self) -> str:
        body = bytes([_SEED | self.role >> 5, (self.role & 31) << 3]) + self.secret
        return base64.b32encode(body + _crc16(body)).decode().rstrip("=")

    @property
    def public(self) -> str:
        body = bytes([self.role]) + bytes(SigningKey(self.secret).verify_key)
        return base64.b32encode(body + _crc16(body)).decode().rstrip("=")

    def sign(self, message: bytes) -> bytes:
        return SigningKey(self.secret).sign(message).signature

    def user(self, name: str) -> "Key":
        """The user key that belongs to a name: always the same, so that the name's connections can be found."""
        return Key(Role.USER, hmac.digest(self.secret, b"user " + name.encode(), "sha256"))


def token(issuer: Key, subject: str, name: str, nats: Mapping[str, Any], *, expires_at: datetime | None = None) -> str:
    """A JWT in which the issuer says what the subject (a public key) may do."""
    claims: dict[str, Any] = {"iat": int(time.time()), "iss": issuer.public, "name": name, "sub": subject, "nats": nats}
    if expires_at:
        claims["exp"] = int(expires_at.timestamp())
    claims["jti"] = base64.b32encode(hashlib.sha256(_json(claims)).digest()).decode().rstrip("=")
    signed = _base64(_json({"typ": "JWT", "alg": "ed25519-nkey"})) + "." + _base64(_json(claims))
    return signed + "." + _base64(issuer.sign(signed.encode()))


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _crc16(data: bytes) -> bytes:
    """CRC-16/XMODEM, little-endian, as the nkey format appends it."""
    check = 0
    for byte in data:
        check ^= byte << 8
        for _ in range(8):
            check = ((check << 1) ^ 0x1021) & 0xFFFF if check & 0x8000 else check << 1
    return check.to_bytes(2, "little")
