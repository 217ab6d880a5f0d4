"""LiveKit: RTMP and WHIP through its ingress service, WebRTC out with tokens of ours; it asks nothing.

Who may publish is decided when an ingress is made (`provision`) or deleted (`kick`); hooks only tell.
What its egress service writes elsewhere is no recording here: it forgets what it has written.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from time import time
from typing import Any

from meadow.engines.media.adapter import (
    Health,
    HookEvent,
    HookForged,
    HookKind,
    HookReply,
    Ingest,
    Session,
    SessionState,
    Source,
    SourceKind,
)
from meadow.engines.media.adapters.foreign import API, Foreign, read_json
from meadow.engines.media.conversation import Api

WATCH = "MEADOW_MEDIA_LIVEKIT_URL"
API_KEY = "MEADOW_MEDIA_API_KEY"
API_SECRET = "MEADOW_MEDIA_API_SECRET"  # noqa: S105 -- the variable's name

_RTMP, _WHIP = "RTMP_INPUT", "WHIP_INPUT"
_IDENTITY = "host"
_STATES = {
    "ENDPOINT_BUFFERING": SessionState.CONNECTING,
    "ENDPOINT_PUBLISHING": SessionState.LIVE,
}
_KINDS = {
    "ingress_started": HookKind.PUBLISH_START,
    "ingress_ended": HookKind.PUBLISH_END,
}
_LEEWAY = 60.0  # seconds that clocks may differ


class LiveKit(Foreign):
    """Asks LiveKit's server API (Twirp in JSON) below `MEADOW_MEDIA_API_URL`, signed with the API key.

    A session is an ingress at the moment it began: `INGRESS.NANOSECONDS`.
    """

    name = "livekit"
    needs = (API, WATCH, API_KEY, API_SECRET)
    able = frozenset({"ingest:rtmp", "ingest:whip", "play:livekit", "auth:token", "kick", "health"})

    # -- addresses --------------------------------------------------------------------------------

    def provision(self, path: str, secret: str) -> Ingest:
        """Make one ingress for RTMP and one for WHIP; those of another secret are deleted first, but for what is live.

        There is no other way to know a secret beforehand, so that only the last one who asked can begin to publish.
        """
        mark = "meadow:" + hmac.digest(self._set[API_SECRET].encode(), f"{path}:{secret}".encode(), "sha256").hex()[:24]
        found = {}
        for ingress in self._ingresses(path):
            kind = str(ingress.get("input_type", _RTMP))
            if ingress.get("name") == mark and kind not in found:
                found[kind] = ingress
            elif not _is_live(ingress):
                self._delete(ingress)
        for kind in (_RTMP, _WHIP):
            if kind not in found:
                found[kind] = self._create(path, kind, mark)
        rtmp, whip = found[_RTMP], found[_WHIP]
        return Ingest(
            rtmp_url=rtmp["url"],
            stream_key=rtmp["stream_key"],
            whip_url=whip["url"],
            whip_token=whip["stream_key"],
        )

    def viewer_token(self, path: str, *, lifetime: timedelta, viewer: str = "") -> str:
        grant = {
            "room": path,
            "roomJoin": True,
            "canSubscribe": True,
            "canPublish": False,
            "canPublishData": False,
            "hidden": True,
        }
        return self._token(grant, lifetime, subject=viewer or f"guest-{secrets.token_hex(8)}")

    def playback(self, path: str, *, token: str) -> list[Source]:
        return [Source(SourceKind.LIVEKIT, self._set[WATCH], token)]

    def _token(self, grant: dict[str, Any], lifetime: timedelta, *, subject: str = "") -> str:
        now = int(time())
        claims = {
            "iss": self._set[API_KEY],
            "nbf": now - 5,
            "exp": now + int(lifetime.total_seconds()),
            "video": grant,
            **({"sub": subject} if subject else {}),
        }
        signed = f"{_encoded({'alg': 'HS256', 'typ': 'JWT'})}.{_encoded(claims)}"
        return f"{signed}.{_base64(self._mac(signed))}"

    def _mac(self, signed: str) -> bytes:
        return hmac.digest(self._set[API_SECRET].encode(), signed.encode(), "sha256")

    # -- hooks ------------------------------------------------------------------------------------

    def parse_hook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> HookEvent | None:
        self._verify(headers, body)
        told = _snake(read_json(body))
        kind = _KINDS.get(str(told.get("event")))
        if not kind:
            return None
        ingress = told.get("ingress_info") or {}
        return HookEvent(
            kind=kind,
            engine=self.name,
            id=str(told.get("id", "")),
            at=_seconds(told.get("created_at")),
            path=str(ingress.get("room_name", "")),
            session=_session_name(ingress),
            protocol=_protocol(ingress),
            started_at=_nanoseconds((ingress.get("state") or {}).get("started_at")),
            reason=str((ingress.get("state") or {}).get("error", "")),
            final=kind is HookKind.PUBLISH_END,
        )

    def _verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """The header is a JWT of our key that carries the body's SHA-256; its own lifetime bounds a replay."""
        shown = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
        signed, _, mac = shown.removeprefix("Bearer ").rpartition(".")
        head, _, payload = signed.partition(".")
        try:
            if not hmac.compare_digest(self._mac(signed), _decoded(mac)):
                raise HookForged("The hook's signature is wrong.")
            algorithm, claims = json.loads(_decoded(head))["alg"], json.loads(_decoded(payload))
            hashed = base64.b64decode(claims["sha256"])
            fresh = float(claims.get("nbf", 0)) - _LEEWAY <= time() <= float(claims["exp"]) + _LEEWAY
            ours = algorithm == "HS256" and claims["iss"] == self._set[API_KEY]
        except (ValueError, KeyError, TypeError) as error:
            raise HookForged("The hook bears no token.") from error
        if not ours or not hmac.compare_digest(hashed, hashlib.sha256(body).digest()):
            raise HookForged("The hook's token is for something else.")
        if not fresh:
            raise HookForged("The hook's token is too old.")

    def hook_reply(self, event: HookEvent | None, allow: bool, reason: str = "", *, record: bool = True) -> HookReply:
        """LiveKit only wants to know that it was heard; whatever it is told, it changes nothing."""
        return HookReply(200, "text/plain", b"")

    # -- questions and commands -------------------------------------------------------------------

    def state(self) -> dict[str, Session]:
        found = {}
        for ingress in self._ingresses():
            told = ingress.get("state") or {}
            state = _STATES.get(str(told.get("status")))
            if state and (state is SessionState.LIVE or ingress["room_name"] not in found):
                found[ingress["room_name"]] = _session(ingress, state)
        return found

    def kick(self, *, path: str = "", session: str = "", reason: str = "") -> bool:
        """Delete the ingress, which ends what it carries; its key opens nothing any more."""
        for ingress in self._ingresses(path):
            if _is_live(ingress) and (not session or _session_name(ingress) == session):
                self._delete(ingress)
                return True
        return False

    def _ingresses(self, path: str = "") -> list[dict[str, Any]]:
        said = self._ask("Ingress/ListIngress", {"room_name": path} if path else {}, {"ingressAdmin": True})
        return [told for told in said.get("items") or [] if str(told.get("name", "")).startswith("meadow:")]

    def _create(self, path: str, kind: str, mark: str) -> dict[str, Any]:
        wanted = {
            "input_type": kind,
            "name": mark,
            "room_name": path,
            "participant_identity": _IDENTITY,
            "participant_name": _IDENTITY,
        }
        said = self._ask("Ingress/CreateIngress", wanted, {"ingressAdmin": True})
        if not said.get("url") or not said.get("stream_key"):
            raise self._api.strange("no address to CreateIngress")
        return said

    def _delete(self, ingress: dict[str, Any]) -> None:
        self._ask("Ingress/DeleteIngress", {"ingress_id": ingress["ingress_id"]}, {"ingressAdmin": True})

    def _ask(self, verb: str, told: dict[str, Any], grant: dict[str, Any]) -> dict[str, Any]:
        token = self._token(grant, timedelta(minutes=1))
        api = Api(self._set[API], {"Authorization": f"Bearer {token}"})
        said: dict[str, Any] = _snake(api.json("POST", f"/twirp/livekit.{verb}", told))
        return said


def _is_live(ingress: dict[str, Any]) -> bool:
    return (ingress.get("state") or {}).get("status") in _STATES


def _session(ingress: dict[str, Any], state: SessionState) -> Session:
    told = ingress["state"]
    video, audio = told.get("video") or {}, told.get("audio") or {}
    rates = [rate / 1000 for it in (video, audio) if (rate := it.get("average_bitrate"))]
    return Session(
        path=ingress["room_name"],
        session=_session_name(ingress),
        state=state,
        protocol=_protocol(ingress),
        started_at=_nanoseconds(told.get("started_at")),
        health=Health(
            kbps=sum(rates) if rates else None,
            audio_kbps=audio["average_bitrate"] / 1000 if audio.get("average_bitrate") else None,
            fps=video.get("framerate"),
            width=video.get("width"),
            height=video.get("height"),
        ),
    )


def _session_name(ingress: dict[str, Any]) -> str:
    return f"{ingress.get('ingress_id', '')}.{(ingress.get('state') or {}).get('started_at') or 0}"


def _protocol(ingress: dict[str, Any]) -> str:
    return "whip" if ingress.get("input_type") == _WHIP else "rtmp"


def _snake(told: Any) -> Any:
    """The same with names as the protocol's files write them: hooks come in camelCase, answers in snake_case."""
    if isinstance(told, dict):
        return {re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower(): _snake(value) for name, value in told.items()}
    return [_snake(it) for it in told] if isinstance(told, list) else told


def _nanoseconds(text: object) -> datetime | None:
    since = int(str(text)) if str(text).isdigit() else 0
    return datetime.fromtimestamp(since / 1e9, UTC) if since else None


def _seconds(text: object) -> datetime | None:
    return datetime.fromtimestamp(int(str(text)), UTC) if str(text).isdigit() else None


def _encoded(told: object) -> str:
    return _base64(json.dumps(told, separators=(",", ":")).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
