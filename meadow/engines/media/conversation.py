"""One HTTP conversation with a media engine's API, bounded in time and size."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import urllib3

from meadow.engines.media.adapter import MediaUnreachable

_PATIENCE = urllib3.Timeout(connect=2, read=5)
_MOST = 8 * 2**20
_pool = urllib3.PoolManager(num_pools=4, maxsize=4, retries=False, timeout=_PATIENCE)


@dataclass(frozen=True)
class Answer:
    """What an engine's API answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Api:
    """One engine's API. Every question raises MediaUnreachable when it gets no answer within seconds."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def ask(self, method: str, path: str, told: object = None, *, fine: tuple[int, ...] = (200,)) -> Answer:
        """Ask once; an answer with another status than these counts as none."""
        headers, body = dict(self.headers), None
        if told is not None:
            body, headers["Content-Type"] = json.dumps(told).encode(), "application/json"
        where = self.url.rstrip("/") + path
        try:
            said = _pool.request(
                method, where, body=body, headers=headers, preload_content=False, redirect=False, retries=False
            )
            try:
                text = said.read(_MOST)
            finally:
                said.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise MediaUnreachable(f"The media engine at {self.url} does not answer ({error!r}).") from error
        if said.status not in fine:
            raise self.strange(f"{said.status} to {method} {path.partition('?')[0]}")
        return Answer(said.status, said.headers, text)

    def json(self, method: str, path: str, told: object = None, *, fine: tuple[int, ...] = (200,)) -> dict[str, Any]:
        """Ask for a JSON object."""
        try:
            said = json.loads(self.ask(method, path, told, fine=fine).body or b"{}")
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise self.strange(f"no JSON object to {method} {path.partition('?')[0]}")
        return said

    def strange(self, what: str) -> MediaUnreachable:
        """The refusal of an answer that is not in the engine's language."""
        return MediaUnreachable(f"The media engine at {self.url} answers {what}.")
