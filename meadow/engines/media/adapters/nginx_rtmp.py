"""nginx with the RTMP module: RTMP in, HLS out; hooks as forms, state as XML, viewers by nginx's own signed links.

Traps (module 1.2.2): a second publisher to the same name is first asked about and allowed, then refused, and then told
as done, so that a session is a connection and never a name. Connections are numbered from 1 after every start. `stat`
and `control` know only the worker that answers, so that there must be one.
"""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import md5
from pathlib import PurePosixPath
from time import time
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from meadow.engines.media import places
from meadow.engines.media.adapter import (
    Health,
    HookEvent,
    HookForged,
    HookKind,
    HookReply,
    Session,
    SessionState,
)
from meadow.engines.media.adapters.foreign import (
    API,
    HOOK_SECRET,
    RTMP,
    ForeignWithFolder,
)

_KINDS = {
    "publish": HookKind.PUBLISH_REQUEST,
    "update_publish": HookKind.PUBLISH_START,  # every few seconds, for as long as it lasts
    "publish_done": HookKind.PUBLISH_END,
    "record_done": HookKind.RECORD_READY,
}


class NginxRtmp(ForeignWithFolder):
    """Asks nginx's `rtmp_stat` and `rtmp_control`, below `MEADOW_MEDIA_API_URL`."""

    name = "nginx-rtmp"
    needs: ClassVar[tuple[str, ...]] = (RTMP, API, HOOK_SECRET, places.SECRET)
    able = frozenset({"ingest:rtmp", "auth:callback", "auth:token", "kick", "health"})

    # -- addresses --------------------------------------------------------------------------------

    def viewer_token(self, path: str, *, lifetime: timedelta, viewer: str = "") -> str:
        return self._link(f"live:{path}", lifetime)

    def replay_token(self, recording: str, *, lifetime: timedelta, viewer: str = "") -> str:
        return self._link(f"replay:{recording}", lifetime)

    def _link(self, subject: str, lifetime: timedelta) -> str:
        """`MAC.EXPIRY`, as `secure_link_md5 "$until:SUBJECT:SECRET"` wants it; MD5 is what that module knows."""
        until = int(time() + lifetime.total_seconds())
        told = f"{until}:{subject}:{self._set[places.SECRET]}"
        mac = base64.urlsafe_b64encode(md5(told.encode(), usedforsecurity=False).digest()).decode().rstrip("=")
        return f"{mac}.{until}"

    # -- hooks ------------------------------------------------------------------------------------

    def parse_hook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> HookEvent | None:
        self._check_shared_secret(query)
        told = _form(body)
        kind = _KINDS.get(told.get("call", ""))
        if not kind or told.get("app") != self._app:
            return None
        path, recording = told.get("name", ""), None
        if kind is HookKind.RECORD_READY:
            name = PurePosixPath(told.get("path", "")).name
            recording = next((it for it in self.recordings(path) if it.name == name), None)
            if recording is None:
                return None  # a publisher who was refused leaves an empty file
        _, run = self._stat()
        return HookEvent(
            kind=kind,
            path=path,
            session=f"{run}.{told.get('clientid', '')}",
            engine=self.name,
            secret=told.get("key", ""),
            ip=told.get("addr", ""),
            protocol="rtmp",
            recording=recording.name if recording else "",
            seconds=recording.seconds if recording else None,
            bytes=recording.bytes if recording else None,
            started_at=recording.started_at if recording else None,
            final=kind is HookKind.PUBLISH_END,
        )

    def hook_reply(self, event: HookEvent | None, allow: bool, reason: str = "", *, record: bool = True) -> HookReply:
        return HookReply(200 if event and allow else 403, "text/plain", b"")

    # -- questions and commands -------------------------------------------------------------------

    def state(self) -> dict[str, Session]:
        return {session.path: session for session in self._sessions()}

    def kick(self, *, path: str = "", session: str = "", reason: str = "") -> bool:
        """End it by the number of its connection, so that whoever came meanwhile stays."""
        for found in self._sessions():
            if (session and found.session == session) or (not session and found.path == path):
                words = {"app": self._app, "name": found.path, "clientid": found.session.partition(".")[2]}
                return self._api.ask("GET", f"/control/drop/publisher?{urlencode(words)}").body.strip() == b"1"
        return False

    @staticmethod
    def _named(file: str) -> tuple[str, float] | None:
        """`PATH-SECONDS.flv`, as `record_unique` makes it."""
        path, _, began = PurePosixPath(file).stem.rpartition("-")
        return (path, float(began)) if path and began.isdigit() else None

    def _sessions(self) -> list[Session]:
        stat, run = self._stat()
        app = next((it for it in stat.iter("application") if it.findtext("name") == self._app), None)
        streams = app.findall("live/stream") if app is not None else []
        return [session for stream in streams if (session := _session(stream, run))]

    def _stat(self) -> tuple[Element, int]:
        """What `rtmp_stat` says, and the second at which the worker began, both from the same clock."""
        answer = self._api.ask("GET", "/stat")
        try:
            stat: Element = fromstring(answer.body)
            date = parsedate_to_datetime(answer.headers["Date"])
            return stat, int(date.timestamp()) - int(stat.findtext("uptime", ""))
        except (ParseError, DefusedXmlException, ValueError, TypeError, KeyError) as error:
            raise self._api.strange("no statistics to GET /stat") from error


def _form(body: bytes) -> dict[str, str]:
    """The hook's words. nginx appends, as it came, what the publisher wrote behind the name: whoever says one of
    nginx's own words there wants to be taken for it.
    """
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=50)
    except ValueError as error:
        raise HookForged("The hook is not a form.") from error
    told = dict(pairs)
    if len(told) < len(pairs):
        raise HookForged("The hook says a word twice.")
    return told


def _session(stream: Element, run: int) -> Session | None:
    publisher = next((it for it in stream.findall("client") if it.find("publishing") is not None), None)
    if publisher is None:
        return None  # only viewers wait
    video, audio = stream.find("meta/video"), stream.find("meta/audio")
    health = Health(
        kbps=_number(stream, "bw_in", 1000),
        audio_kbps=_number(stream, "bw_audio", 1000) if audio is not None else None,
        fps=_number(video, "frame_rate"),
        width=int(_number(video, "width") or 0) or None,
        height=int(_number(video, "height") or 0) or None,
        dropped=int(_number(publisher, "dropped") or 0),
    )
    since = _number(publisher, "time", 1000) or 0
    return Session(
        path=stream.findtext("name", ""),
        session=f"{run}.{publisher.findtext('id', '')}",
        state=SessionState.LIVE if stream.find("active") is not None else SessionState.CONNECTING,
        protocol="rtmp",
        started_at=datetime.now(UTC) - timedelta(seconds=since),
        ip=publisher.findtext("address", ""),
        health=health,
    )


def _number(element: Element | None, name: str, divisor: int = 1) -> float | None:
    text = element.findtext(name) if element is not None else None
    try:
        return float(text) / divisor if text else None
    except ValueError:
        return None
