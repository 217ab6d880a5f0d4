"""MediaMTX: RTMP and WHIP in, LL-HLS and WHEP out; it asks over HTTP and tells by commands, which call us with curl."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from meadow.engines.media.adapter import (
    HookEvent,
    HookKind,
    HookReply,
    MediaUnreachable,
    Recording,
    Session,
    SessionState,
    Source,
    SourceKind,
)
from meadow.engines.media.adapters.foreign import Foreign, filled, moment, read_json, words_of

_ASKED = {
    "publish": HookKind.PUBLISH_REQUEST,
    "read": HookKind.PLAY_REQUEST,
    "playback": HookKind.PLAY_REQUEST,
}
_TOLD = {
    "available": HookKind.PUBLISH_START,
    "unavailable": HookKind.PUBLISH_END,
    "recorded": HookKind.RECORD_READY,
}
# What the API calls the kind of a source -> the protocol, and where its sessions are listed.
_SOURCES = {
    "rtmpConn": ("rtmp", "rtmpconns"),
    "rtmpsConn": ("rtmp", "rtmpsconns"),
    "webRTCSession": ("whip", "webrtcsessions"),
    "srtConn": ("srt", "srtconns"),
    "rtspSession": ("rtsp", "rtspsessions"),
    "rtspsSession": ("rtsp", "rtspssessions"),
}
_PAGES = 20


class MediaMtx(Foreign):
    """Asks the control API, `/v3/` below `MEADOW_MEDIA_API_URL`.

    A recording's name is `PATH@START`, the start as the playback server takes it.
    """

    name = "mediamtx"
    able = frozenset({"ingest:rtmp", "auth:callback", "kick"})
    replay_places = ("path", "start", "token")

    def replay(self, recording: str, *, token: str) -> list[Source]:
        path, _, start = recording.partition("@")
        if not self._replay:
            return []
        return [Source(SourceKind.MP4, filled(self._replay, path=path, start=start, token=token))]

    @property
    def _keeps_recordings(self) -> bool:
        return bool(self._replay)

    # -- hooks ------------------------------------------------------------------------------------

    def parse_hook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> HookEvent | None:
        self._check_shared_secret(query)
        if body.lstrip()[:1] == b"{":
            return self._asked(read_json(body))
        return self._told(words_of(body.decode("utf-8", "replace")))

    def _asked(self, told: dict[str, Any]) -> HookEvent | None:
        kind, path = _ASKED.get(str(told.get("action"))), self._inner(str(told.get("path", "")))
        if not kind or not path:
            return None  # the control API and the metrics are asked about as well
        words = words_of(str(told.get("query") or ""))
        word = "key" if kind is HookKind.PUBLISH_REQUEST else "token"
        start = words.get("start", "") if told["action"] == "playback" else ""
        return HookEvent(
            kind=kind,
            path=path,
            session=str(told.get("id") or ""),
            engine=self.name,
            secret=words.get(word) or str(told.get("token") or "") or _password(told),
            ip=str(told.get("ip", "")),
            protocol={"webrtc": "whip"}.get(str(told.get("protocol")), str(told.get("protocol", ""))),
            recording=f"{path}@{start}" if told["action"] == "playback" else "",
        )

    def _told(self, told: dict[str, str]) -> HookEvent | None:
        kind, path = _TOLD.get(told.get("event", "")), self._inner(told.get("path", ""))
        if not kind or not path:
            return None
        recorded = self._just_recorded(path, told) if kind is HookKind.RECORD_READY else None
        if kind is HookKind.RECORD_READY and not recorded:
            return None
        return HookEvent(
            kind=kind,
            path=path,
            session=told.get("session", ""),
            engine=self.name,
            protocol=_SOURCES.get(told.get("type", ""), ("", ""))[0],
            recording=recorded.name if recorded else "",
            started_at=recorded.started_at if recorded else None,
            seconds=recorded.seconds if recorded else None,
            final=kind is HookKind.PUBLISH_END,
        )

    def _just_recorded(self, path: str, told: dict[str, str]) -> Recording | None:
        """The segment that ended now: the command is told its file and length, the API only knows when it began."""
        try:
            seconds = float(told.get("seconds", ""))
        except ValueError:
            return None
        began = datetime.now(UTC) - timedelta(seconds=seconds)
        found = [it for it in self.recordings(path) if it.started_at]
        nearest = min(found, key=lambda it: abs((it.started_at or began) - began), default=None)
        return nearest and Recording(
            name=nearest.name, path=path, started_at=nearest.started_at, seconds=seconds, finished=True
        )

    def hook_reply(self, event: HookEvent | None, allow: bool, reason: str = "", *, record: bool = True) -> HookReply:
        """401 makes a client that has not yet shown anything show it; whatever we do not know is refused."""
        return HookReply(200 if event and allow else 401, "text/plain", b"")

    # -- questions and commands -------------------------------------------------------------------

    def state(self) -> dict[str, Session]:
        return {session.path: session for session, _ in self._sessions()}

    def kick(self, *, path: str = "", session: str = "", reason: str = "") -> bool:
        for found, where in self._sessions():
            if (session and found.session == session) or (not session and found.path == path):
                number = quote(found.session, safe="")
                return self._api.ask("POST", f"/v3/{where}/kick/{number}", fine=(200, 404)).status == 200
        return False

    def recordings(self, path: str = "") -> list[Recording]:
        if not self._keeps_recordings:
            return []
        if path:
            where = f"/v3/recordings/get/{quote(self._outer(path), safe='/')}"
            listed = [self._api.json("GET", where, fine=(200, 404))]
        else:
            listed = list(self._pages("/v3/recordings/list"))
        live = self.state()
        found = []
        for told in listed:
            inner = self._inner(str(told.get("name", ""))) if told.get("name") else ""
            starts = sorted(str(segment["start"]) for segment in told.get("segments") or [])
            for start in starts:
                finished = inner not in live or start != starts[-1]
                found.append(Recording(f"{inner}@{start}", inner, started_at=moment(start), finished=finished))
        mine = (recording for recording in found if recording.path)
        return sorted(mine, key=lambda it: (it.started_at or datetime.min.replace(tzinfo=UTC), it.name))

    def delete_recording(self, name: str) -> bool:
        path, _, start = name.partition("@")
        if not any(it.name == name and it.finished for it in self.recordings(path)):
            return False
        words = urlencode({"path": self._outer(path), "start": start})
        return self._api.ask("DELETE", f"/v3/recordings/deletesegment?{words}", fine=(200, 404)).status == 200

    def _sessions(self) -> Iterator[tuple[Session, str]]:
        for told in self._pages("/v3/paths/list"):
            source, path = told.get("source") or {}, self._inner(str(told.get("name", "")))
            if not path or source.get("type") not in _SOURCES:
                continue
            protocol, where = _SOURCES[source["type"]]
            ready = told.get("ready") or told.get("available")
            session = Session(
                path=path,
                session=str(source.get("id", "")),
                state=SessionState.LIVE if ready else SessionState.CONNECTING,
                protocol=protocol,
                started_at=moment(told.get("readyTime") or told.get("availableTime")),
            )
            yield session, where

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        for page in range(_PAGES):
            said = self._api.json("GET", f"{path}?itemsPerPage=500&page={page}")
            if not isinstance(said.get("items"), list):
                raise MediaUnreachable(f"The media engine at {self._api.url} lists nothing under {path}.")
            yield from said["items"]
            if page + 1 >= int(said.get("pageCount", 1)):
                return

    # -- names ------------------------------------------------------------------------------------

    def _outer(self, path: str) -> str:
        return f"{self._app}/{path}" if self._app else path

    def _inner(self, path: str) -> str:
        """Our name of a path, or nothing when it is not one of ours."""
        app, _, inner = path.rpartition("/")
        return inner if app == self._app else ""


def _password(told: dict[str, Any]) -> str:
    """MediaMTX takes a bearer token with a colon in it for a user and a password."""
    user, password = str(told.get("user") or ""), str(told.get("password") or "")
    return f"{user}:{password}" if user and told.get("protocol") == "webrtc" else password
