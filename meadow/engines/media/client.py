"""The application's side of the media worker's internal API, as plain questions with plain answers."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import urllib3

from meadow.engines.media.adapter import MediaUnreachable
from meadow.engines.media.signatures import api_token

_PATIENCE = urllib3.Timeout(connect=2, read=5)
_MOST = 8 * 2**20
_pool = urllib3.PoolManager(num_pools=4, maxsize=4, retries=False, timeout=_PATIENCE)


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
        headers = {"Authorization": f"Bearer {api_token(self.secret)}", "Content-Type": "application/json"}
        body = None if told is None else json.dumps(told).encode()
        try:
            answer = _pool.request(method, self.url + path, body=body, headers=headers, preload_content=False)
            try:
                text = answer.read(_MOST)
            finally:
                answer.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise MediaUnreachable(f"The media engine at {self.url} does not answer ({error!r}).") from error
        try:
            said = json.loads(text)
        except ValueError:
            said = None
        if answer.status not in {200, 404, 409} or not isinstance(said, dict):
            raise MediaUnreachable(f"The media engine at {self.url} answers {answer.status} to {method} {path}.")
        return said
