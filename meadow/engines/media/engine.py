"""The embedded media worker as a child of `meadow up`: its addresses, its secret, and how it is started."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from meadow.engines import ports
from meadow.engines.addresses import in_a_url
from meadow.engines.children import Child
from meadow.engines.jobs import meadow
from meadow.engines.media import places
from meadow.engines.places import Place
from meadow.engines.refusals import EngineRefused

RTMP_PORT = 1935


@dataclass(frozen=True)
class Media:
    """The worker of one data folder, ready to be started."""

    host: str
    rtmp_port: int
    http_port: int
    api_port: int
    secret: str
    settings: dict[str, str]  # what it is told, beside its addresses

    @property
    def environment(self) -> dict[str, str]:
        """What other processes must know; a public address that the environment names stays (a proxy's)."""
        host = in_a_url(self.host)
        own = {
            places.RTMP: f"rtmp://{host}:{self.rtmp_port}/live",
            places.HTTP: f"http://{host}:{self.http_port}",
        }
        return {
            **{name: os.environ.get(name) or url for name, url in own.items()},
            places.API: f"http://127.0.0.1:{self.api_port}",
            places.SECRET: self.secret,
        }

    def child(self) -> Child:
        host = in_a_url(self.host)
        return Child(
            name="media",
            argv=meadow(
                "media",
                *("--rtmp", f"{host}:{self.rtmp_port}"),
                *("--http", f"{host}:{self.http_port}"),
                *("--api", f"127.0.0.1:{self.api_port}"),
            ),
            env={**self.settings, places.SECRET: self.secret},
            ready=lambda: ports.answers("127.0.0.1", self.api_port),
        )


def embedded(
    place: Place, *, host: str, http_port: int, hook_url: str = "", hook_host: str = "", origins: Sequence[str] = ()
) -> Media:
    """The worker of this place: the application at the hook's address is asked who may publish."""
    place.prepare()
    asked = os.environ.get("MEADOW_MEDIA_RTMP_PORT")
    if asked and not (asked.isdigit() and 0 < int(asked) < 65536 and ports.is_free(host, int(asked))):
        raise EngineRefused(f"MEADOW_MEDIA_RTMP_PORT names {asked}, which is taken or no port.")
    usual = RTMP_PORT if ports.is_free(host, RTMP_PORT) else ports.free_port(host)
    settings = {
        "MEADOW_DATA": str(place.root),
        places.HOOK: os.environ.get(places.HOOK) or hook_url,
        "MEADOW_MEDIA_HOOK_HOST": os.environ.get("MEADOW_MEDIA_HOOK_HOST") or hook_host,
        "MEADOW_MEDIA_ORIGINS": os.environ.get("MEADOW_MEDIA_ORIGINS") or ",".join(origins),
        "PYTHONUNBUFFERED": "1",
    }
    secret = os.environ.get(places.SECRET) or places.kept_secret(place)
    return Media(host, int(asked) if asked else usual, http_port, ports.free_port(), secret, settings)
