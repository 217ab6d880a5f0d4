"""The key by which browsers' push services know this platform (VAPID, RFC 8292): P-256, in bare base64url."""

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def new_key() -> str:
    """A new private key: its 32 bytes."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _written(number.to_bytes(32, "big"))


def public_key(private: str) -> str:
    """What pages give to browsers: the point that belongs to a private key, 65 bytes."""
    number = int.from_bytes(base64.urlsafe_b64decode(private + "=" * (-len(private) % 4)), "big")
    key = ec.derive_private_key(number, ec.SECP256R1())
    return _written(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
