"""Where the media worker is, and the secret that it shares with the application."""

import os
import secrets

from meadow.engines.addresses import address
from meadow.engines.places import Place, data_folder, kept_text

RTMP = "MEADOW_MEDIA_RTMP_URL"
HTTP = "MEADOW_MEDIA_HTTP_URL"
API = "MEADOW_MEDIA_API_URL"
HOOK = "MEADOW_MEDIA_HOOK_URL"
SECRET = "MEADOW_MEDIA_SECRET"  # noqa: S105 -- the variable's name
NAMES = ("MEADOW_MEDIA_URL", RTMP, HTTP, API, HOOK, SECRET)


def rtmp_url() -> str:
    """Where broadcasting software sends to."""
    return address(RTMP, "rtmp://127.0.0.1:1935/live").rstrip("/")


def http_url() -> str:
    """Where browsers watch, and send from."""
    return address(HTTP, "http://127.0.0.1:8002").rstrip("/")


def api_url() -> str:
    """Where the application asks and commands; nobody else may reach it."""
    return address(API, os.environ.get("MEADOW_MEDIA_URL") or "http://127.0.0.1:8003").rstrip("/")


def secret() -> str:
    """What signs tokens and hooks: `MEADOW_MEDIA_SECRET`, else the one in the data folder."""
    return os.environ.get(SECRET) or kept_secret(Place(data_folder()))


def kept_secret(place: Place) -> str:
    """The secret of this data folder, made the first time and readable by nobody else."""
    return kept_text(place.keys / "media.secret", lambda: secrets.token_urlsafe(48))
