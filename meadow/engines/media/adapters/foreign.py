"""What the adapters of foreign engines share: settings refused by name, address templates, folders of recordings."""

import hmac
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import time
from typing import Any, ClassVar
from urllib.parse import parse_qsl, quote, urlsplit

from meadow.engines.media import places, tokens
from meadow.engines.media.adapter import (
    HookEvent,
    HookForged,
    HookKind,
    Ingest,
    Recording,
    Source,
    SourceKind,
)
from meadow.engines.media.conversation import Api
from meadow.engines.media.tokens import Scope
from meadow.engines.refusals import EngineRefused

RTMP = places.RTMP
API = places.API
WHIP = "MEADOW_MEDIA_WHIP_URL"
HOOK_SECRET = "MEADOW_MEDIA_HOOK_SECRET"  # noqa: S105 -- the variable's name
REPLAY = "MEADOW_MEDIA_REPLAY_URL"
RECORDINGS = "MEADOW_MEDIA_RECORDINGS_URL"

# Best first: that is the order in which a player tries them.
PLAYBACK = {
    SourceKind.WHEP: "MEADOW_MEDIA_WHEP_URL",
    SourceKind.LLHLS: "MEADOW_MEDIA_LLHLS_URL",
    SourceKind.FLV: "MEADOW_MEDIA_FLV_URL",
    SourceKind.HLS: "MEADOW_MEDIA_HLS_URL",
}


# -- settings -------------------------------------------------------------------------------------


def needed(engine: str, *names: str) -> dict[str, str]:
    """The values of these settings; the missing ones are refused by name."""
    if missing := [name for name in names if not os.environ.get(name)]:
        raise EngineRefused(f"To use {engine}, set {', '.join(missing)} as well; see docs/howto/media-engines.md.")
    return {name: os.environ[name] for name in names}


def template(name: str, *places_in_it: str) -> str:
    """An address with these places in braces, or nothing where it is not set."""
    text = os.environ.get(name, "")
    if text and (missing := [place for place in places_in_it if f"{{{place}}}" not in text]):
        raise EngineRefused(f"{name} has no {' and no '.join(f'{{{place}}}' for place in missing)} in it.")
    return text


def filled(text: str, **words: str) -> str:
    """The address with its places filled in, quoted as one part of a path or a query."""
    for place, word in words.items():
        text = text.replace(f"{{{place}}}", quote(word, safe=""))
    return text


# -- hooks ----------------------------------------------------------------------------------------


def bears_token(event: HookEvent) -> bool:
    """Whether a `play_request` shows a token of ours for what it wants to see."""
    if event.kind is not HookKind.PLAY_REQUEST:
        return False
    subject, scope = (event.recording, Scope.REPLAY) if event.recording else (event.path, Scope.LIVE)
    return tokens.is_valid(places.secret(), subject, scope, event.secret)


def read_json(body: bytes) -> dict[str, Any]:
    """The object that a body is; HookForged when it is none."""
    try:
        told = json.loads(body)
    except ValueError as error:
        raise HookForged("The hook is not JSON.") from error
    if not isinstance(told, dict):
        raise HookForged("The hook is not a JSON object.")
    return told


def words_of(query: str) -> dict[str, str]:
    """What a query says; of a word that comes twice the first counts, as it did when it was checked."""
    words: dict[str, str] = {}
    for name, value in parse_qsl(query.lstrip("?"), keep_blank_values=True, max_num_fields=50):
        words.setdefault(name, value)
    return words


def moment(text: object) -> datetime | None:
    """A moment as ISO 8601 writes it; without a zone it is UTC."""
    if not isinstance(text, str) or not text:
        return None
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    return told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)


# -- recordings in a folder -----------------------------------------------------------------------


def _listed(name_of: Callable[[str], tuple[str, float] | None]) -> list[Recording]:
    """The files of `MEADOW_MEDIA_RECORDINGS_URL`, as nginx lists a folder in JSON (`autoindex_format json`).

    A name says its path and the second at which it began, or it is none of ours. Empty files are what refused
    publishers leave behind. Oldest first.
    """
    where = Api(os.environ[RECORDINGS])
    found = []
    try:
        for file in json.loads(where.ask("GET", "/").body):
            known = name_of(file["name"])
            if not known or not file.get("size"):
                continue
            path, began = known
            ended = parsedate_to_datetime(file["mtime"]).timestamp()
            found.append(
                Recording(
                    name=file["name"],
                    path=path,
                    started_at=datetime.fromtimestamp(began, UTC),
                    seconds=max(0.0, ended - began),
                    bytes=int(file["size"]),
                )
            )
    except (ValueError, TypeError, KeyError) as error:
        raise where.strange("no listing of recordings") from error
    return sorted(found, key=lambda it: (it.started_at or datetime.min.replace(tzinfo=UTC), it.name))


def _but_for_those_being_written(found: list[Recording], live: Iterable[str]) -> list[Recording]:
    """The same; the newest of every live path is not finished."""
    newest = {recording.path: recording.name for recording in found}
    written = {newest.get(path) for path in live}
    return [replace(it, finished=it.name not in written) for it in found]


# -- the engine -----------------------------------------------------------------------------------


class Foreign:
    """What is the same for every foreign engine; each says the rest itself.

    It is made anew for every question, and refuses missing settings then.
    """

    name: ClassVar[str]
    needs: ClassVar[tuple[str, ...]] = (RTMP, API, HOOK_SECRET)
    able: ClassVar[frozenset[str]]  # beyond what the settings of playback, WHIP and recordings bring
    replay_places: ClassVar[tuple[str, ...]] = ("recording", "token")

    def __init__(self, host: str = "") -> None:
        self._set = needed(self.name, *self.needs)
        self._playback = {kind: text for kind, name in PLAYBACK.items() if (text := template(name, "path", "token"))}
        self._whip = template(WHIP, "path")
        self._replay = template(REPLAY, *self.replay_places)

    @property
    def capabilities(self) -> frozenset[str]:
        able = {*self.able, *(f"play:{kind}" for kind in self._playback)}
        if self._whip:
            able.add("ingest:whip")
        if self._keeps_recordings:
            able |= {"record", "replay"} if self._replay else {"record"}
        return frozenset(able)

    @property
    def _keeps_recordings(self) -> bool:
        """Whether there are any that can be listed: what cannot be looked at again is not kept."""
        return False

    @property
    def _api(self) -> Api:
        return Api(self._set[API])

    @property
    def _app(self) -> str:
        """What stands between the server and the stream in an RTMP address."""
        return urlsplit(self._set[RTMP]).path.strip("/")

    def provision(self, path: str, secret: str) -> Ingest:
        whip = filled(self._whip, path=path, token=secret)
        return Ingest(
            rtmp_url=self._set[RTMP].rstrip("/"),
            stream_key=f"{path}?key={quote(secret, safe='')}",
            whip_url=whip,
            whip_token=secret if whip and "{token}" not in self._whip else "",
        )

    def viewer_token(self, path: str, *, lifetime: timedelta, viewer: str = "") -> str:
        return tokens.make_token(places.secret(), path, Scope.LIVE, expires_at=time() + lifetime.total_seconds())

    def playback(self, path: str, *, token: str) -> list[Source]:
        return [Source(kind, filled(text, path=path, token=token)) for kind, text in self._playback.items()]

    def replay_token(self, recording: str, *, lifetime: timedelta, viewer: str = "") -> str:
        return tokens.make_token(places.secret(), recording, Scope.REPLAY, expires_at=time() + lifetime.total_seconds())

    def replay(self, recording: str, *, token: str) -> list[Source]:
        if not self._replay:
            return []
        kinds = {".flv": SourceKind.FLV, ".m3u8": SourceKind.HLS}
        kind = kinds.get(os.path.splitext(recording)[1], SourceKind.MP4)  # noqa: PTH122 -- a name, not a file of ours
        return [Source(kind, filled(self._replay, recording=recording, token=token))]

    def record(self, path: str, on: bool) -> bool:
        return False

    def recordings(self, path: str = "") -> list[Recording]:
        return []

    def delete_recording(self, name: str) -> bool:
        return False

    def _check_shared_secret(self, query: Mapping[str, str]) -> None:
        """Raise HookForged unless the address that was called bears the secret: these engines can sign nothing."""
        if not hmac.compare_digest(self._set[HOOK_SECRET].encode(), query.get("token", "").encode()):
            raise HookForged("The hook does not bear the secret.")


class ForeignWithFolder(Foreign):
    """An engine that lists no recordings itself: a web server lists the folder that it writes them to."""

    def recordings(self, path: str = "") -> list[Recording]:
        if not self._keeps_recordings:
            return []
        found = _but_for_those_being_written(_listed(self._named), self.state())
        return [it for it in found if path in ("", it.path)]

    def state(self) -> Mapping[str, object]:
        """The sessions that there are, by their paths."""
        raise NotImplementedError

    @staticmethod
    def _named(file: str) -> tuple[str, float] | None:
        """The path and the second at which it began that a file's name says, if it is one of the engine's."""
        raise NotImplementedError

    @property
    def _keeps_recordings(self) -> bool:
        return bool(os.environ.get(RECORDINGS))
