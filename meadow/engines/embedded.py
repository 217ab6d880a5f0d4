"""All engines that no setting points elsewhere, as children to start and addresses to hand on."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from meadow.engines import nats, ports, postgres
from meadow.engines.children import Child
from meadow.engines.media import engine as media
from meadow.engines.media import places as media_places
from meadow.engines.media.registry import media_engine
from meadow.engines.places import Place
from meadow.engines.refusals import EngineRefused

_NATS = ("MEADOW_NATS_URL", "MEADOW_NATS_WS_URL", "MEADOW_NATS_ACCOUNT_SEED")


@dataclass(frozen=True)
class MediaWishes:
    """How live video is to be served; commands that need none leave it out."""

    http_port: int
    hook_url: str
    hook_host: str


@dataclass
class Engines:
    """What to start, in this order, and what every other process must then know."""

    children: list[Child] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    fresh: bool = False  # the database was made just now and has no tables


def embedded_engines(
    place: Place,
    *,
    host: str = "127.0.0.1",
    websocket_port: int | None = None,
    origins: Sequence[str] = (),
    throw_away: bool = False,
    video: MediaWishes | None = None,
) -> Engines:
    """Prepare the embedded engines of a place; those that the environment names elsewhere are only handed on."""
    engines = Engines(environment={"MEADOW_DATA": str(place.root)})
    if url := os.environ.get("MEADOW_POSTGRES_URL"):
        engines.environment["MEADOW_POSTGRES_URL"] = url
    else:
        port = os.environ.get("MEADOW_POSTGRES_PORT")
        database = postgres.embedded(place, throw_away=throw_away, port=int(port) if port else None)
        engines.children.append(database.child())
        engines.environment["MEADOW_POSTGRES_URL"] = database.url
        engines.fresh = database.fresh

    named = [name for name in _NATS if os.environ.get(name)]
    if not named:
        bus = nats.embedded(
            place,
            port=ports.free_port(),
            host=host,
            websocket_port=websocket_port or ports.free_port(host),
            origins=origins,
        )
        engines.children.append(bus.child())
        engines.environment |= bus.environment
    elif len(named) < len(_NATS):
        missing = ", ".join(name for name in _NATS if name not in named)
        raise EngineRefused(f"To use your own NATS, set {missing} as well; {', '.join(named)} alone is not enough.")
    else:
        engines.environment |= {name: os.environ[name] for name in _NATS}

    if (os.environ.get("MEADOW_MEDIA_ENGINE") or "embedded") != "embedded":
        media_engine()  # which refuses what it lacks
    elif os.environ.get("MEADOW_MEDIA_URL"):
        engines.environment |= {name: value for name in media_places.NAMES if (value := os.environ.get(name))}
    elif video:
        worker = media.embedded(
            place,
            host=host,
            http_port=video.http_port,
            hook_url=video.hook_url,
            hook_host=video.hook_host,
            origins=origins,
        )
        engines.children.append(worker.child())
        engines.environment |= worker.environment
    return engines
