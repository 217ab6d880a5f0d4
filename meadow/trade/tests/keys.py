"""Keys made for one run of the tests: ours, the providers', and a stranger's."""

from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


@dataclass(frozen=True)
class Pair:
    """A private key, and both halves in PEM."""

    key: RSAPrivateKey
    private: str
    public: str


@cache
def pair(whose: str) -> Pair:
    """The pair of this name; the same one as long as the tests run."""
    key = generate_private_key(65537, 2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return Pair(key, private, public)
