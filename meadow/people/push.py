"""Web Push: a piece of news, encrypted for one device, handed to its browser's push service (RFC 8030, 8291, 8292)."""

import base64
import json
from collections.abc import Mapping
from enum import Enum
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings

from meadow.people.models.news import Device
from meadow.plumbing.fetching.fetching import Patience, send
from meadow.plumbing.fetching.places import is_public, networks, target_of
from meadow.plumbing.fetching.refused import NotFetched

PATIENCE = Patience(bytes=2**16, seconds=20.0)
KEPT_SECONDS = 24 * 3600
"""How long a push service keeps it for a device that is off."""
POINT, SECRET = 65, 16
"""Bytes of a device's public key and of its secret."""


class Fate(Enum):
    """What became of it."""

    ARRIVED = "arrived"
    GONE = "gone"
    REFUSED = "refused"


def is_endpoint(url: str) -> bool:
    """Whether something may be pushed to this address: safe, and nowhere inside somebody's network.

    A name is looked up when something is sent, by `send`, which goes to the machine that it checked.
    """
    try:
        target = target_of(url)
    except NotFetched:
        return False
    allowed = networks(settings.MEADOW_FETCH_ALLOW)
    try:
        address = ip_address(target.host)
    except ValueError:
        return target.is_safe and "." in target.host
    if any(address in network for network in allowed):
        return True
    return target.is_safe and is_public(address)


def is_key(written: str, length: int) -> bool:
    """Whether this is so many bytes in base64url."""
    try:
        raw = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
    except ValueError:
        return False
    return len(raw) == length and (length != POINT or raw[0] == 4)


def push(device: Device, said: Mapping[str, str], *, topic: str) -> Fate:
    """Hand it over, in place of what the device has not heard yet of this topic. Raises NotFetched."""
    # Only jobs need them, and they are heavy.
    from py_vapid import Vapid02
    from pywebpush import WebPusher

    place = urlsplit(device.endpoint)
    claims = {"aud": f"{place.scheme}://{place.netloc}", "sub": settings.MEADOW_VAPID_CONTACT}
    signed = Vapid02.from_string(settings.MEADOW_VAPID_KEY).sign(claims)
    keys = {"p256dh": device.key, "auth": device.secret}
    message = WebPusher({"endpoint": device.endpoint, "keys": keys}).encode(json.dumps(said).encode())
    headers = {
        **signed,
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(KEPT_SECONDS),
        "Urgency": "normal",
        "Topic": topic,
    }
    allowed = networks(settings.MEADOW_FETCH_ALLOW)
    status = send(device.endpoint, message["body"], headers, patience=PATIENCE, allowed=allowed)
    if status in (404, 410):
        return Fate.GONE
    return Fate.ARRIVED if 200 <= status < 300 else Fate.REFUSED
