"""What the worker asks and tells the application: signed JSON, POSTed to `MEADOW_MEDIA_HOOK_URL`."""

import asyncio
import contextlib
import json
import logging
import secrets
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp

from meadow.engines.media.adapter import HookKind
from meadow.engines.media.signatures import signed_headers

_log = logging.getLogger(__name__)
PATIENCE = 5.0
_PAUSES = (0.5, 1, 2, 4, 8, 15, 30)
_LONGEST = 3600.0  # seconds that a hook is tried for
_MOST_WAITING = 5000
_LARGEST_ANSWER = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """Whether a publisher may publish."""

    allow: bool
    reason: str = ""
    record: bool = True


class Hooks:
    """The worker's voice. What is told arrives in its order, at least once; what is asked is answered or refused."""

    def __init__(self, url: str, secret: str, *, host: str = "") -> None:
        """The host, where given, is what the application is called by: it may not answer to its address."""
        self._url, self._secret, self._host = url, secret, host
        self._waiting: deque[dict[str, Any]] = deque()
        self._news = asyncio.Event()
        self._client: aiohttp.ClientSession | None = None
        self._teller: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Hooks":
        self._client = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=PATIENCE),
            connector=aiohttp.TCPConnector(limit=16),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        self._teller = asyncio.create_task(self._tell_all())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._client
        assert self._teller
        for _attempt in range(20):  # the last words, if somebody listens
            if not self._waiting:
                break
            await asyncio.sleep(0.05)
        self._teller.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._teller
        await self._client.close()

    async def ask(self, **told: Any) -> Answer:
        """May this one publish? No, unless the application says so."""
        if not self._url:
            return Answer(False, "not open")
        try:
            status, said = await self._post(_event(HookKind.PUBLISH_REQUEST, told))
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            _log.warning("The application did not say who may publish: %r", error)
            return Answer(False, "the application does not answer")
        if not isinstance(said, dict) or not 200 <= status < 300 or said.get("allow") is not True:
            reason = said.get("reason") if isinstance(said, dict) else None
            return Answer(False, str(reason or "not allowed")[:200])
        return Answer(True, record=said.get("record") is not False)

    def tell(self, kind: HookKind, **told: Any) -> None:
        """Something has happened."""
        if not self._url:
            return
        if len(self._waiting) >= _MOST_WAITING:
            _log.error("A hook is lost, too many wait: %s", self._waiting.popleft())
        self._waiting.append(_event(kind, told))
        self._news.set()

    @property
    def waiting(self) -> int:
        """How many have not arrived yet."""
        return len(self._waiting)

    async def _tell_all(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                event, begun = self._waiting[0], loop.time()
                tries = 0
                while not await self._arrives(event) and loop.time() - begun < _LONGEST:
                    await asyncio.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
                    tries += 1
                if self._waiting and self._waiting[0] is event:
                    self._waiting.popleft()

    async def _arrives(self, event: dict[str, Any]) -> bool:
        try:
            status, _ = await self._post(event)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            _log.warning("The hook %s did not arrive and is tried again: %r", event["kind"], error)
            return False
        if 200 <= status < 300:
            return True
        _log.warning("The hook %s was answered with %s and is tried again.", event["kind"], status)
        return False

    async def _post(self, event: dict[str, Any]) -> tuple[int, object]:
        assert self._client
        body = json.dumps(event).encode()
        headers = {"Content-Type": "application/json", **signed_headers(self._secret, body)}
        if self._host:
            headers["Host"] = self._host
        async with self._client.post(self._url, data=body, headers=headers, allow_redirects=False) as answer:
            raw = await answer.content.read(_LARGEST_ANSWER)
            try:
                return answer.status, json.loads(raw)
            except ValueError:
                return answer.status, None


def _event(kind: HookKind, told: dict[str, Any]) -> dict[str, Any]:
    moment = datetime.now(UTC).isoformat()
    return {"id": secrets.token_hex(12), "kind": kind.value, "at": moment, **told}
