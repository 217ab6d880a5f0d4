"""nginx with the RTMP module: RTMP in, HLS out; hooks as forms, state as XML, viewers by nginx's own signed links.

Traps (module 1.2.2): a second publisher to the same name is first asked about and allowed, then refused, and then told
as done, so that a session is a connection and never a name. Connections are numbered from 1 after every start. `stat`
and `control` know only the worker that answers, so that there must be one.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
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
    Recording,
    Session,
    SessionState,
)
from meadow.engines.media.adapters.foreign import API, HOOK_SECRET, RTMP, Api, Foreign, needed

RECORDINGS = "MEADOW_MEDIA_RECORDINGS_URL"

_KINDS = {
    "publish": HookKind.PUBLISH_REQUEST,
    "publish_done": HookKind.PUBLISH_END,
    "record_done": HookKind.RECORD_READY,
}


class NginxRtmp(Foreign):
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
        _, run = self._stat()
        recorded = kind is HookKind.RECORD_READY
        return HookEvent(
            kind=kind,
            path=told.get("name", ""),
            session=f"{run}.{told.get('clientid', '')}",
            engine=self.name,
            secret=told.get("key", ""),
            ip=told.get("addr", ""),
            protocol="rtmp",
            recording=PurePosixPath(told.get("path", "")).name if recorded else "",
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

    def recordings(self, path: str = "") -> list[Recording]:
        """What nginx's own listing of the folder shows; empty files are what refused publishers left."""
        if "record" not in self.capabilities:
            return []
        where = Api(needed(self.name, RECORDINGS)[RECORDINGS])
        try:
            listed = json.loads(where.ask("GET", "/").body)
            found = [recording for file in listed if (recording := _recording(file))]
        except (ValueError, TypeError, KeyError) as error:
            raise where.strange("no listing of recordings") from error
        found.sort(key=lambda it: (it.started_at, it.name))
        newest = {recording.path: recording.name for recording in found}
        written = {newest[live] for live in self.state() if live in newest}
        return [replace(it, finished=it.name not in written) for it in found if path in ("", it.path)]

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
    """The hook's words. nginx mixes in what the publisher wrote behind the application and behind the name, unescaped:
    whoever says one of nginx's own words a second time wants to be taken for it.
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


def _recording(file: dict[str, object]) -> Recording | None:
    """`PATH-SECONDS.flv`, as `record_unique` makes it."""
    name = PurePosixPath(str(file["name"]))
    path, _, began = name.stem.rpartition("-")
    if not path or not began.isdigit() or not file["size"]:
        return None
    ended = datetime.strptime(str(file["mtime"]), "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    return Recording(
        name=name.name,
        path=path,
        started_at=datetime.fromtimestamp(int(began), UTC),
        seconds=max(0.0, ended.timestamp() - int(began)),
        bytes=int(str(file["size"])),
    )
