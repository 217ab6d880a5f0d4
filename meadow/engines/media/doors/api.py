"""What only the application may ask and command; it listens on an address that nobody else reaches."""

import asyncio
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from meadow.engines.media.adapter import SessionState
from meadow.engines.media.hooks import Hooks
from meadow.engines.media.signatures import api_token
from meadow.engines.media.stream.archive import Kept
from meadow.engines.media.stream.session import Session
from meadow.engines.media.stream.stage import Stage

_PATIENCE = 5.0


class Api:
    """Answers the application."""

    def __init__(self, secret: str, stage: Stage, hooks: Hooks, counts: Callable[[], dict[str, int]]) -> None:
        """`counts` says how many connections each door has."""
        self._token = f"Bearer {api_token(secret)}".encode()
        self._stage, self._hooks, self._counts = stage, hooks, counts

    @property
    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/state", self.state),
            web.post("/kick", self.kick),
            web.post("/record", self.record),
            web.get("/recordings", self.recordings),
            web.delete("/recordings/{name}", self.recording),
            web.get("/metrics", self.metrics),
        ]

    @property
    def middleware(self) -> Middleware:
        """Lets in who bears the token."""

        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            shown = request.headers.get("Authorization", "").encode("utf-8", "replace")
            if not hmac.compare_digest(shown, self._token):
                raise web.HTTPUnauthorized(text="The application's token is missing.")
            return await handler(request)

        return check

    async def state(self, request: web.Request) -> web.Response:
        """Every path that has a session."""
        return web.json_response({"paths": {it.path: it.as_json() for it in self._stage.sessions}})

    async def kick(self, request: web.Request) -> web.Response:
        """End a session."""
        told = await _told(request)
        path, session, reason = (str(told.get(name) or "") for name in ("path", "session", "reason"))
        return web.json_response({"kicked": self._stage.kick(path=path, session=session, reason=reason[:200])})

    async def record(self, request: web.Request) -> web.Response:
        """Begin or end a recording."""
        told = await _told(request)
        return web.json_response({"found": self._stage.record(str(told.get("path")), told.get("on") is True)})

    async def recordings(self, request: web.Request) -> web.Response:
        """Those of a path, or all: the finished, then those being written."""
        path = request.query.get("path", "")
        found = [_recording(it) for it in self._stage.archive.recordings(path)]
        found += [_unfinished(it) for it in self._stage.sessions if it.recorder.name and path in {"", it.path}]
        return web.json_response({"recordings": found})

    async def recording(self, request: web.Request) -> web.Response:
        """Delete one."""
        deleted = await asyncio.to_thread(self._stage.archive.delete, request.match_info["name"])
        return web.json_response({"deleted": deleted}, status=200 if deleted else 404)

    async def metrics(self, request: web.Request) -> web.Response:
        """The worker's figures, as Prometheus reads them."""
        states = [it.state for it in self._stage.sessions]
        lines = [f'meadow_media_sessions{{state="{it.value}"}} {states.count(it)}' for it in SessionState]
        lines += [f'meadow_media_connections{{door="{door}"}} {count}' for door, count in self._counts().items()]
        lines += [
            f"meadow_media_admitted_total {self._stage.admitted}",
            f"meadow_media_turned_away_total {self._stage.turned_away}",
            f"meadow_media_hooks_waiting {self._hooks.waiting}",
            f"meadow_media_recordings_bytes {await asyncio.to_thread(self._stage.archive.bytes)}",
        ]
        for it in self._stage.sessions:
            mark = f'{{path="{it.path}"}}'
            lines.append(f"meadow_media_received_bytes{mark} {it.meter.bytes}")
            lines.append(f"meadow_media_kbps{mark} {it.meter.kbps:.1f}")
        return web.Response(text="\n".join(lines) + "\n", content_type="text/plain")


async def _told(request: web.Request) -> dict[str, Any]:
    try:
        told = await asyncio.wait_for(request.json(), _PATIENCE)
    except (ValueError, TimeoutError) as error:
        raise web.HTTPBadRequest(text="This is not JSON.") from error
    if not isinstance(told, dict):
        raise web.HTTPBadRequest(text="This is not a JSON object.")
    return told


def _recording(kept: Kept) -> dict[str, Any]:
    return {
        "name": str(kept.name),
        "path": kept.name.path,
        "session": kept.name.session,
        "started_at": kept.name.started_at.isoformat(),
        "seconds": kept.seconds,
        "bytes": kept.bytes,
        "finished": True,
        "clock": [(second, datetime.fromtimestamp(wall, UTC).isoformat()) for second, wall in kept.clock],
    }


def _unfinished(session: Session) -> dict[str, Any]:
    begun = session.recorder.started_at
    return {
        "name": session.recorder.name,
        "path": session.path,
        "session": session.name,
        "started_at": begun.isoformat() if begun else None,
        "seconds": None,
        "bytes": session.recorder.size,
        "finished": False,
        "clock": [],
    }
