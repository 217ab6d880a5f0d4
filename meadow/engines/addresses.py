"""Where an engine is: what the environment says, else what the running Meadow of this data folder has noted."""

import os
from urllib.parse import urlsplit, urlunsplit

from meadow.engines.places import Place, data_folder, read_running

WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 -- recognised here, not listened on


def address(name: str, otherwise: str) -> str:
    """The address that goes by this name."""
    if url := os.environ.get(name):
        return url
    running = read_running(Place(data_folder()))
    return running.environment.get(name, otherwise) if running else otherwise


def seen_from(host: str, url: str) -> str:
    """The address as somebody writes it who reached us at this host: a server that listens everywhere has no name."""
    parts = urlsplit(url)
    if not host or parts.hostname not in WILDCARDS:
        return url
    return urlunsplit(parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host))


def in_a_url(host: str) -> str:
    """The host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host
