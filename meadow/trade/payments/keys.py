"""Keys and names of payment providers, as operators give them: in the environment, or in a file that it names.

A value is the PEM text itself (line breaks may be written `\\n`), the bare base64 that some consoles hand out, or the
path of a file with either. What is read here is never stored and never logged.
"""

import base64
import binascii
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)
from cryptography.x509 import load_der_x509_certificate


class KeyUnreadable(Exception):
    """A key that a setting names cannot be used; says why, and nothing of the key."""


def private_key(value: str) -> str:
    """The RSA private key behind a setting, as PKCS#8 in PEM."""
    try:
        key = load_der_private_key(_der(value), None)
    except (ValueError, TypeError):
        raise KeyUnreadable("it is not a private key") from None
    if not isinstance(key, RSAPrivateKey):
        raise KeyUnreadable("it is not an RSA key")
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_key(value: str) -> str:
    """The RSA public key behind a setting, in PEM; a certificate gives the key that it certifies."""
    der = _der(value)
    try:
        key = load_der_x509_certificate(der).public_key() if _is_certificate(value) else load_der_public_key(der)
    except ValueError:
        raise KeyUnreadable("it is not a public key") from None
    if not isinstance(key, RSAPublicKey):
        raise KeyUnreadable("it is not an RSA key")
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _is_certificate(value: str) -> bool:
    return "BEGIN CERTIFICATE" in _text(value)


def _der(value: str) -> bytes:
    """The bytes of the first block."""
    text = _text(value)
    if "-----BEGIN" in text:
        text = text.partition("-----BEGIN")[2].partition("-----")[2].partition("-----END")[0]
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise KeyUnreadable("it is neither PEM nor base64") from None


def _text(value: str) -> str:
    value = value.strip().replace("\\n", "\n")
    if "-----BEGIN" in value or not _is_path(value):
        return value
    try:
        return Path(value).expanduser().read_text()
    except OSError as error:
        raise KeyUnreadable(f"the file cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise KeyUnreadable("the file is not text") from None


def _is_path(value: str) -> bool:
    """Base64 may begin with a slash as well, but is far longer than paths are."""
    return len(value) < 300 and (value.startswith(("/", "~", ".")) or value.endswith((".pem", ".txt", ".key", ".crt")))
