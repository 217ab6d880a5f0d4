"""The media worker of our own, as the application sees it."""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from meadow.engines.addresses import seen_from
from meadow.engines.media import places, signatures, tokens
from meadow.engines.media.adapter import (
    Health,
    HookEvent,
    HookForged,
    HookKind,
    HookReply,
    Ingest,
    Recording,
    Session,
    SessionState,
    Source,
    SourceKind,
)
from meadow.engines.media.client import MediaClient
from meadow.engines.media.tokens import Scope


class Embedded:
    """Asks the worker that `meadow up` started, or another one that runs `meadow media` elsewhere."""

    name = "embedded"
    capabilities = frozenset(
        {
            *("ingest:rtmp", "ingest:ws", "play:llhls", "auth:callback", "auth:token"),
            *("record", "record:switch", "replay", "kick", "health"),
        }
    )

    def __init__(self, host: str = "") -> None:
        self._host = host

    # -- addresses --------------------------------------------------------------------------------

    def provision(self, path: str, secret: str) -> Ingest:
        key = urlencode({"key": secret})
        socket = "ws" + self._http.removeprefix("http")
        return Ingest(
            rtmp_url=seen_from(self._host, places.rtmp_url()),
            stream_key=f"{path}?{key}",
            ws_url=f"{socket}/ingest/{quote(path, safe='')}?{key}",
        )

    def viewer_token(self, path: str, *, lifetime: timedelta, viewer: str = "") -> str:
        return _token(path, Scope.LIVE, lifetime)

    def playback(self, path: str, *, token: str) -> list[Source]:
        url = f"{self._http}/watch/{quote(path, safe='')}/index.m3u8?{urlencode({'token': token})}"
        return [Source(SourceKind.LLHLS, url)]

    def replay_token(self, recording: str, *, lifetime: timedelta, viewer: str = "") -> str:
        return _token(recording, Scope.REPLAY, lifetime)

    def replay(self, recording: str, *, token: str) -> list[Source]:
        start, end = f"{self._http}/replay/{quote(recording, safe='')}", urlencode({"token": token})
        return [Source(SourceKind.HLS, f"{start}.m3u8?{end}"), Source(SourceKind.MP4, f"{start}.mp4?{end}")]

    @property
    def _http(self) -> str:
        return seen_from(self._host, places.http_url())

    # -- hooks ------------------------------------------------------------------------------------

    def parse_hook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> HookEvent | None:
        signatures.verify(places.secret(), headers, body)
        try:
            told = json.loads(body)
        except ValueError as error:
            raise HookForged("The hook is not JSON.") from error
        if not isinstance(told, dict) or told.get("kind") not in set(HookKind):
            return None  # a newer worker may tell what we do not know yet
        return HookEvent(
            kind=HookKind(told["kind"]),
            path=str(told.get("path", "")),
            session=str(told.get("session", "")),
            engine=self.name,
            id=str(told.get("id", "")),
            secret=str(told.get("secret", "")),
            ip=str(told.get("ip", "")),
            protocol=str(told.get("protocol", "")),
            at=_moment(told.get("at")),
            recording=str(told.get("recording", "")),
            seconds=told.get("seconds"),
            bytes=told.get("bytes"),
            started_at=_moment(told.get("started_at")),
            reason=str(told.get("reason", "")),
            final=bool(told.get("final")),
        )

    def hook_reply(self, event: HookEvent | None, allow: bool, reason: str = "", *, record: bool = True) -> HookReply:
        answer = {"allow": True, "record": record} if allow else {"allow": False, "reason": reason}
        return HookReply(200, "application/json", json.dumps(answer).encode())

    # -- questions and commands -------------------------------------------------------------------

    def state(self) -> dict[str, Session]:
        return {path: _session(path, told) for path, told in self._client.state().items()}

    def kick(self, *, path: str = "", session: str = "", reason: str = "") -> bool:
        return self._client.kick(path=path, session=session, reason=reason)

    def record(self, path: str, on: bool) -> bool:
        return self._client.record(path, on)

    def recordings(self, path: str = "") -> list[Recording]:
        return [_recording(told) for told in self._client.recordings(path)]

    def delete_recording(self, name: str) -> bool:
        return self._client.delete_recording(name)

    @property
    def _client(self) -> MediaClient:
        return MediaClient(places.api_url(), places.secret())


def _token(subject: str, scope: Scope, lifetime: timedelta) -> str:
    return tokens.make_token(places.secret(), subject, scope, expires_at=time.time() + lifetime.total_seconds())


def _session(path: str, told: dict[str, Any]) -> Session:
    return Session(
        path=path,
        session=told["session"],
        state=SessionState(told["state"]),
        protocol=told["protocol"],
        started_at=_moment(told["started_at"]),
        ip=told["ip"],
        health=Health(**told["health"]),
        recording=told["recording"],
    )


def _recording(told: dict[str, Any]) -> Recording:
    clock = tuple((second, datetime.fromisoformat(moment)) for second, moment in told["clock"])
    return Recording(**{**told, "started_at": _moment(told["started_at"]), "clock": clock})


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if isinstance(text, str) else None
