"""Which media engine this place uses: the one that `MEADOW_MEDIA_ENGINE` names, else the embedded one."""

import os
from importlib import import_module

from meadow.engines.media.adapter import MediaEngine
from meadow.engines.refusals import EngineRefused

# name -> module:class, imported when it is chosen; a class is made with the name by which the browser reached us.
ENGINES = {
    "embedded": "meadow.engines.media.adapters.embedded:Embedded",
    "nginx-rtmp": "meadow.engines.media.adapters.nginx_rtmp:NginxRtmp",
    "srs": "meadow.engines.media.adapters.srs:Srs",
    "mediamtx": "meadow.engines.media.adapters.mediamtx:MediaMtx",
    "ome": "meadow.engines.media.adapters.ome:OvenMediaEngine",
    "livekit": "meadow.engines.media.adapters.livekit:LiveKit",
}


def media_engine(host: str = "") -> MediaEngine:
    """The chosen engine. The host is the one of the page's request: an engine that listens everywhere has no name."""
    name = os.environ.get("MEADOW_MEDIA_ENGINE") or "embedded"
    if name not in ENGINES:
        raise EngineRefused(f"MEADOW_MEDIA_ENGINE knows {', '.join(ENGINES)}; not {name}.")
    module, _, noun = ENGINES[name].partition(":")
    engine: MediaEngine = getattr(import_module(module), noun)(host=host)
    return engine
