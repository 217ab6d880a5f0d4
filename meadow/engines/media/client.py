"""The application's side of the media worker's internal API, as plain questions with plain answers."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from meadow.engines.media.adapter import MediaUnreachable
from meadow.engines.media.conversation import Api
from meadow.engines.media.signatures import api_token


@dataclass(frozen=True)
class MediaClient:
    """One worker's API. Every method raises MediaUnreachable when it gets no answer within seconds."""

    url: str
    secret: str

    def state(self) -> dict[str, dict[str, Any]]:
        """What `GET /state` says: the session of every path."""
        paths: dict[str, dict[str, Any]] = self._ask("GET", "/state")["paths"]
        return paths

    def kick(self, *, path: str = "", session: str = "", reason: str = "") -> bool:
        """End a session; whether there was one."""
        return bool(self._ask("POST", "/kick", {"path": path, "session": session, "reason": reason})["kicked"])

    def record(self, path: str, on: bool) -> bool:
        """Begin or end recording what is live on a path; whether something is."""
        return bool(self._ask("POST", "/record", {"path": path, "on": on})["found"])

    def recordings(self, path: str = "") -> list[dict[str, Any]]:
        """What `GET /recordings` says, oldest first."""
        words = f"?{urlencode({'path': path})}" if path else ""
        found: list[dict[str, Any]] = self._ask("GET", f"/recordings{words}")["recordings"]
        return found

    def delete_recording(self, name: str) -> bool:
        """Delete one; whether there was one that is finished."""
        return bool(self._ask("DELETE", f"/recordings/{quote(name, safe='')}")["deleted"])

    def is_well(self) -> bool:
        """Whether the worker answers at all, to us."""
        try:
            self.state()
        except MediaUnreachable:
            return False
        return True

    def _ask(self, method: str, path: str, told: object = None) -> dict[str, Any]:
        api = Api(self.url, {"Authorization": f"Bearer {api_token(self.secret)}"})
        return api.json(method, path, told, fine=(200, 404, 409))
