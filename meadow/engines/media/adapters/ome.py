"""OvenMediaEngine: RTMP and WHIP in, LL-HLS and WebRTC out; one signed question for both, the admission webhook."""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from meadow.engines.media.adapter import (
    Health,
    HookEvent,
    HookForged,
    HookKind,
    HookReply,
    Session,
    SessionState,
)
from meadow.engines.media.adapters.foreign import API, HOOK_SECRET, RTMP, Foreign, moment, read_json, words_of
from meadow.engines.media.conversation import Api
from meadow.engines.media.signatures import WINDOW

API_SECRET = "MEADOW_MEDIA_API_SECRET"  # noqa: S105 -- the variable's name
VHOST = "MEADOW_MEDIA_VHOST"

_KINDS = {
    ("incoming", "opening"): HookKind.PUBLISH_REQUEST,
    ("incoming", "closing"): HookKind.PUBLISH_END,
    ("outgoing", "opening"): HookKind.PLAY_REQUEST,
}


class OvenMediaEngine(Foreign):
    """Asks the REST API, `/v1/` below `MEADOW_MEDIA_API_URL`, with its access token.

    The webhook names no session. One is made of the client's address and port and of the stream,
    `ADDRESS:PORT/APP/PATH`; the query stays out of it, because the secret is there.
    """

    name = "ome"
    needs = (RTMP, API, HOOK_SECRET, API_SECRET)
    able = frozenset({"ingest:rtmp", "auth:callback", "kick", "health"})

    @property
    def _api(self) -> Api:
        credentials = base64.b64encode(self._set[API_SECRET].encode()).decode()
        return Api(self._set[API], {"Authorization": f"Basic {credentials}"})

    @property
    def _streams(self) -> str:
        vhost = quote(os.environ.get(VHOST) or "default", safe="")
        return f"/v1/vhosts/{vhost}/apps/{quote(self._app, safe='')}/streams"

    # -- hooks ------------------------------------------------------------------------------------

    def parse_hook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> HookEvent | None:
        self._verify(headers, body)
        told = read_json(body)
        client, request = told.get("client") or {}, told.get("request") or {}
        at = moment(request.get("time"))
        if at is None or abs((datetime.now(UTC) - at).total_seconds()) > WINDOW:
            raise HookForged("The hook's signature is too old.")
        kind = _KINDS.get((str(request.get("direction")), str(request.get("status"))))
        url = urlsplit(str(request.get("url", "")))
        app, _, path = url.path.strip("/").partition("/")
        path = path.partition("/")[0]  # players ask for a file of the stream
        if not kind or app != self._app:
            return None
        words = words_of(url.query)
        return HookEvent(
            kind=kind,
            path=path,
            session=f"{client.get('address')}:{client.get('port')}/{app}/{path}",
            engine=self.name,
            id=hashlib.sha256(body).hexdigest()[:32],
            secret=words.get("token" if kind is HookKind.PLAY_REQUEST else "key", ""),
            ip=str(client.get("real_ip") or client.get("address") or ""),
            protocol={"webrtc": "whip"}.get(str(request.get("protocol")), str(request.get("protocol", ""))),
            at=at,
            final=kind is HookKind.PUBLISH_END,
        )

    def _verify(self, headers: Mapping[str, str], body: bytes) -> None:
        shown = next((value for name, value in headers.items() if name.lower() == "x-ome-signature"), "")
        mac = hmac.digest(self._set[HOOK_SECRET].encode(), body, "sha1")
        right = base64.urlsafe_b64encode(mac).decode().rstrip("=")
        if not hmac.compare_digest(right.encode(), shown.rstrip("=").encode()):
            raise HookForged("The hook's signature is wrong.")

    def hook_reply(self, event: HookEvent | None, allow: bool, reason: str = "", *, record: bool = True) -> HookReply:
        if event and event.kind is HookKind.PUBLISH_END:
            return _reply({})
        return _reply({"allowed": True} if event and allow else {"allowed": False, "reason": reason})

    # -- questions and commands -------------------------------------------------------------------

    def state(self) -> dict[str, Session]:
        names = self._api.json("GET", self._streams).get("response")
        if not isinstance(names, list):
            raise self._api.strange(f"no streams to GET {self._streams}")
        found = {}
        for name in names:
            said = self._api.json("GET", f"{self._streams}/{quote(str(name), safe='')}", fine=(200, 404))
            if said.get("response"):  # it may have ended since
                found[str(name)] = self._session(str(name), said["response"])
        return found

    def _session(self, name: str, told: dict[str, Any]) -> Session:
        given = told.get("input") or {}
        tracks = [track.get("video") or {} for track in given.get("tracks") or [] if track.get("type") == "Video"]
        video = tracks[0] if tracks else {}
        source = str(given.get("sourceUrl", "")).rpartition("://")[2]  # TCP://ADDRESS:PORT; not with WebRTC, nor always
        kind = str(given.get("sourceType", "")).lower()
        return Session(
            path=name,
            session=f"{source}/{self._app}/{name}" if source and kind == "rtmp" else "",
            state=SessionState.LIVE,
            protocol={"webrtc": "whip"}.get(kind, kind),
            started_at=moment(given.get("createdTime")),
            ip=source.rpartition(":")[0],
            health=Health(fps=video.get("framerate"), width=video.get("width"), height=video.get("height")),
        )

    def kick(self, *, path: str = "", session: str = "", reason: str = "") -> bool:
        """A stream is ended by its name; where a session is given, only while it is the one on it, if that is told."""
        path = path or session.rpartition("/")[2]
        if session:
            now = self.state().get(path)
            if now is None or now.session not in ("", session):
                return False
        where = f"{self._streams}/{quote(path, safe='')}"
        return self._api.ask("DELETE", where, fine=(200, 404)).status == 200


def _reply(told: dict[str, Any]) -> HookReply:
    return HookReply(200, "application/json", json.dumps(told).encode())
