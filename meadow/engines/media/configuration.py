"""Every setting of the media worker; what differs between machines comes from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from meadow.engines.media import places
from meadow.engines.media.stream.archive import Limits
from meadow.engines.media.stream.recorder import Quota
from meadow.engines.places import Place, data_folder
from meadow.engines.refusals import EngineRefused

_GB = 2**30
_QUOTA = Quota(12 * 3600, 20 * _GB)
_LIMITS = Limits(1095, 100 * _GB)


@dataclass(frozen=True)
class Door:
    """An address to listen on; port 0 is any free one."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Door":
        """`host:port`, IPv6 hosts in brackets."""
        host, _, port = text.rpartition(":")
        if not (port.isascii() and port.isdigit() and int(port) < 65536):
            raise EngineRefused(f"{text!r} is not an address of the form host:port.")
        return cls(host.strip("[]") or "127.0.0.1", int(port))


@dataclass(frozen=True)
class Patience:
    """How many seconds the worker waits."""

    hello: float = 10.0  # for whoever connects to say what he wants
    idle: float = 12.0  # for the next packet of a publisher
    grace: float = 15.0  # for a publisher to come back
    afterglow: float = 30.0  # for viewers to learn that the show is over


_PATIENCE = Patience()


@dataclass(frozen=True)
class Configuration:
    """What one worker is told before it starts."""

    rtmp: Door
    http: Door
    api: Door
    secret: str = field(repr=False)
    folder: Path  # of recordings
    hook_url: str = ""
    hook_host: str = ""  # by which the application is called, where its address is not its name
    origins: frozenset[str] = frozenset()  # of pages that may watch and send; none is any
    behind_proxy: bool = False  # one proxy stands before the public door and says who comes
    record: bool = True
    quota: Quota = _QUOTA
    limits: Limits = _LIMITS
    patience: Patience = _PATIENCE
    most_kbps: int = 20_000  # of one publisher
    most_per_address: int = 16  # connections of publishers
    most_viewers: int = 5000  # connections, all together

    @classmethod
    def from_environment(cls, rtmp: str, http: str, api: str) -> "Configuration":
        """The settings that `docs/howto/media.md` lists."""
        told = os.environ
        number = _Numbers(told)
        return cls(
            rtmp=Door.parse(rtmp),
            http=Door.parse(http),
            api=Door.parse(api),
            secret=places.secret(),
            folder=Path(told.get("MEADOW_MEDIA_RECORDINGS") or Place(data_folder()).media),
            hook_url=told.get(places.HOOK, ""),
            hook_host=told.get("MEADOW_MEDIA_HOOK_HOST", ""),
            origins=frozenset(it.strip() for it in told.get("MEADOW_MEDIA_ORIGINS", "").split(",") if it.strip()),
            behind_proxy=_flag("MEADOW_BEHIND_PROXY", "false"),
            record=_flag("MEADOW_MEDIA_RECORD", "true"),
            quota=Quota(
                number("MEADOW_MEDIA_RECORD_HOURS", 12) * 3600, int(number("MEADOW_MEDIA_RECORD_GB", 20) * _GB)
            ),
            limits=Limits(number("MEADOW_MEDIA_KEEP_DAYS", 1095), int(number("MEADOW_MEDIA_KEEP_GB", 100) * _GB)),
            patience=Patience(
                number("MEADOW_MEDIA_HELLO_SECONDS", 10),
                number("MEADOW_MEDIA_IDLE_SECONDS", 12),
                number("MEADOW_MEDIA_GRACE_SECONDS", 15),
                number("MEADOW_MEDIA_AFTERGLOW_SECONDS", 30),
            ),
            most_kbps=int(number("MEADOW_MEDIA_MOST_KBPS", 20_000)),
            most_per_address=int(number("MEADOW_MEDIA_MOST_PER_ADDRESS", 16)),
            most_viewers=int(number("MEADOW_MEDIA_MOST_VIEWERS", 5000)),
        )


def _flag(name: str, otherwise: str) -> bool:
    return os.environ.get(name, otherwise).lower() in {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class _Numbers:
    told: Mapping[str, str]

    def __call__(self, name: str, otherwise: float) -> float:
        text = self.told.get(name)
        try:
            return float(text) if text else otherwise
        except ValueError as error:
            raise EngineRefused(f"{name} must be a number, not {text!r}.") from error
