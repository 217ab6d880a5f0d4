"""SRS (Simple Realtime Server): RTMP and WHIP in; HTTP-FLV, HLS and WHEP out; JSON hooks that want `{"code": 0}`."""

import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from meadow.engines.media.adapter import Health, HookEvent, HookKind, HookReply, Session, SessionState
from meadow.engines.media.adapters.foreign import (
    ForeignWithFolder,
    read_json,
    words_of,
)

_KINDS = {
    "on_publish": HookKind.PUBLISH_REQUEST,
    "on_hls": HookKind.PUBLISH_START,  # with every segment, for as long as it lasts
    "on_unpublish": HookKind.PUBLISH_END,
    "on_play": HookKind.PLAY_REQUEST,
    "on_dvr": HookKind.RECORD_READY,
}
_MOST = 10_000  # streams in one listing; without a count SRS shows ten


class Srs(ForeignWithFolder):
    """Asks the HTTP API of SRS 5 or later, `/api/v1/` below `MEADOW_MEDIA_API_URL`.

    SRS signs nothing: the addresses of its hooks bear the secret. It lists no recordings: a web server has to list the
    folder into which it writes them.
    """

    name = "srs"
    able = frozenset({"ingest:rtmp", "auth:callback", "kick", "health"})

    def parse_hook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> HookEvent | None:
        self._check_shared_secret(query)
        told = read_json(body)
        kind = _KINDS.get(str(told.get("action")))
        if not kind or told.get("app") != self._app:
            return None
        shown = words_of(str(told.get("param") or ""))
        return HookEvent(
            kind=kind,
            path=str(told.get("stream", "")),
            session=str(told.get("client_id", "")),
            engine=self.name,
            secret=shown.get("token" if kind is HookKind.PLAY_REQUEST else "key", ""),
            ip=str(told.get("ip", "")),
            recording=PurePosixPath(str(told.get("file", ""))).name if kind is HookKind.RECORD_READY else "",
            final=kind is HookKind.PUBLISH_END,
        )

    def hook_reply(self, event: HookEvent | None, allow: bool, reason: str = "", *, record: bool = True) -> HookReply:
        return HookReply(200, "application/json", json.dumps({"code": 0 if event and allow else 1}).encode())

    def state(self) -> dict[str, Session]:
        listed = self._ask("GET", f"/api/v1/streams/?count={_MOST}").get("streams")
        if not isinstance(listed, list):
            raise self._api.strange("no streams to GET /api/v1/streams/")
        mine = (told for told in listed if told.get("app") == self._app and told.get("publish", {}).get("active"))
        return {str(told["name"]): _session(told) for told in mine}

    def kick(self, *, path: str = "", session: str = "", reason: str = "") -> bool:
        for found in self.state().values():
            if (session and found.session == session) or (not session and found.path == path):
                self._ask("DELETE", f"/api/v1/clients/{quote(found.session, safe='')}")
                return True
        return False

    @staticmethod
    def _named(file: str) -> tuple[str, float] | None:
        """`PATH.MILLISECONDS.flv`, as `dvr_path .../[stream].[timestamp].flv` makes it."""
        path, _, began = PurePosixPath(file).stem.rpartition(".")
        return (path, int(began) / 1000) if path and began.isdigit() else None

    def _ask(self, method: str, path: str) -> dict[str, Any]:
        said = self._api.json(method, path)
        if said.get("code") != 0:
            raise self._api.strange(f"code {said.get('code')} to {method} {path.partition('?')[0]}")
        return said


def _session(told: dict[str, Any]) -> Session:
    video, audio = told.get("video") or {}, told.get("audio") or {}
    return Session(
        path=str(told["name"]),
        session=str(told["publish"].get("cid", "")),
        state=SessionState.LIVE if told.get("frames") or video or audio else SessionState.CONNECTING,
        health=Health(
            kbps=told.get("kbps", {}).get("recv_30s"),
            fps=video.get("fps"),
            width=video.get("width"),
            height=video.get("height"),
        ),
    )
