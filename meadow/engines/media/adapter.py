"""What every media engine, embedded or foreign, must be able to do, and the words in which it is asked and answers.

A *path* is the public name of a stream, a *session* one publisher's stay on it (it survives a lost connection for some
seconds), a *recording* one file that a session left behind. Secrets never appear in a path.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from meadow.engines.refusals import EngineRefused


class HookForged(Exception):
    """A hook does not bear the engine's signature, or is older than a signature may be: answer 403."""


class MediaUnreachable(EngineRefused):
    """The engine's API does not answer, or not in its language."""


# -- what a publisher and a viewer need -----------------------------------------------------------


@dataclass(frozen=True)
class Ingest:
    """Where and with what a publisher publishes; what the engine does not offer is empty. All of it is secret."""

    rtmp_url: str = ""  # what broadcasting software calls the server
    stream_key: str = ""  # what it calls the stream key
    ws_url: str = ""  # a browser's door when it sends over WebSocket
    whip_url: str = ""  # a browser's door when it sends over WebRTC
    whip_token: str = ""  # the bearer token that belongs to it; empty when the address carries the secret


class SourceKind(StrEnum):
    """How a viewer receives a stream."""

    LLHLS = "llhls"
    HLS = "hls"
    FLV = "flv"
    WHEP = "whep"
    LIVEKIT = "livekit"
    MP4 = "mp4"


@dataclass(frozen=True)
class Source:
    """One way to watch."""

    kind: SourceKind
    url: str
    token: str = ""  # where the player hands it over beside the address (LiveKit)


# -- what the engine tells ------------------------------------------------------------------------


class SessionState(StrEnum):
    """Where a session stands; after `ended` it is gone and a new one begins."""

    CONNECTING = "connecting"  # admitted, no picture yet
    LIVE = "live"
    RECONNECTING = "reconnecting"  # the publisher is away and may come back
    ENDED = "ended"


@dataclass(frozen=True)
class Health:
    """How well a publisher sends; what an engine does not measure is None."""

    kbps: float | None = None  # of the last 10 s, sound included
    audio_kbps: float | None = None  # 0 where sound was promised and none arrives
    fps: float | None = None
    width: int | None = None
    height: int | None = None
    video_codec: str | None = None  # as RFC 6381 writes it, avc1.42C01F
    audio_codec: str | None = None
    keyframe_seconds: float | None = None  # between the last two keyframes
    keyframe_seconds_max: float | None = None
    late: int | None = None  # packets whose clock ran backwards or that arrived long after their time
    dropped: int | None = None  # packets that could not be shown
    packet_age: float | None = None  # seconds since anything arrived


@dataclass(frozen=True)
class Session:
    """One publisher's stay on a path, as the engine sees it now."""

    path: str
    session: str  # as its hooks bear it; empty where the engine does not say whose the stream is
    state: SessionState
    protocol: str = ""  # rtmp, ws, whip, srt ...
    started_at: datetime | None = None
    ip: str = ""
    health: Health = Health()
    recording: str = ""  # the file being written, if any


@dataclass(frozen=True)
class Recording:
    """One file that a session left behind, or is still writing."""

    name: str  # unique within the engine; `replay` and `delete_recording` take it
    path: str
    session: str = ""
    started_at: datetime | None = None
    seconds: float | None = None
    bytes: int = 0
    finished: bool = True
    # Where the clock on the wall jumps against the recording's: (second of the recording, moment), the first at 0.
    clock: tuple[tuple[float, datetime], ...] = ()

    def second_of(self, moment: datetime) -> float | None:
        """Which second of the recording shows this moment, or what came next; None outside of it.

        A publisher may be away for some seconds, of which the recording holds nothing.
        """
        clock = self.clock or (((0.0, self.started_at),) if self.started_at else ())
        found = None
        for second, wall in clock:
            if moment < wall:
                return None if found is None else min(found, second)
            found = second + (moment - wall).total_seconds()
        return None if found is None or (self.seconds is not None and found > self.seconds) else found


class HookKind(StrEnum):
    """What an engine tells by itself."""

    PUBLISH_REQUEST = "publish_request"  # may this one publish? the only one that is asked and not told
    PUBLISH_START = "publish_start"
    PUBLISH_END = "publish_end"  # the publisher is away; whether for ever, `final` or the next hook tells
    PLAY_REQUEST = "play_request"  # may this one watch? only engines that check no tokens themselves ask it
    RECORD_READY = "record_ready"


@dataclass(frozen=True)
class HookEvent:
    """What a hook says. Hooks may be lost and doubled: `state()` is the truth, and `id` finds the doubles."""

    kind: HookKind
    path: str
    session: str  # of the engine; hooks of a refused publisher bear another one than the session that is live
    engine: str
    id: str = ""  # the same for every repetition of one hook; empty where the engine gives none
    secret: str = ""  # what the publisher showed, or the viewer's token
    ip: str = ""
    protocol: str = ""
    at: datetime | None = None
    recording: str = ""  # its name
    seconds: float | None = None  # length of the recording
    bytes: int | None = None
    started_at: datetime | None = None  # of the recording, or of the session
    reason: str = ""  # why it ended
    final: bool = False  # the session is over, and not only its publisher away


class HookReply(NamedTuple):
    """The HTTP answer that an engine expects to its hook."""

    status: int
    content_type: str
    body: bytes


# -- the engine -----------------------------------------------------------------------------------


class MediaEngine(Protocol):
    """A media engine as the application sees it.

    Synchronous, because the web application is; every method that asks the engine gives up after seconds with
    `MediaUnreachable`.
    """

    @property
    def name(self) -> str:
        """As MEADOW_MEDIA_ENGINE names it."""
        ...

    @property
    def capabilities(self) -> frozenset[str]:
        """Out of `ingest:rtmp ingest:ws ingest:whip play:llhls play:hls play:flv play:whep play:livekit
        auth:callback auth:token record record:switch replay kick health`.

        `auth:callback`: the engine asks `publish_request` before it admits a publisher. `auth:token`: it checks viewer
        tokens by itself; without it, it asks `play_request`, or everybody who knows an address may watch.
        """
        ...

    def provision(self, path: str, secret: str) -> Ingest:
        """Where a publisher who knows this secret publishes to this path. Asks the engine only where it must know
        publishers beforehand (LiveKit); calling it again with a new secret makes the old one worthless there."""
        ...

    def viewer_token(self, path: str, *, lifetime: timedelta, viewer: str = "") -> str:
        """What lets its bearer watch this path for so long."""
        ...

    def playback(self, path: str, *, token: str) -> list[Source]:
        """The ways to watch a live path, best first."""
        ...

    def replay_token(self, recording: str, *, lifetime: timedelta, viewer: str = "") -> str:
        """What lets its bearer watch this recording for so long."""
        ...

    def replay(self, recording: str, *, token: str) -> list[Source]:
        """The ways to watch a recording, best first; none without `replay`."""
        ...

    def parse_hook(self, headers: Mapping[str, str], body: bytes, query: Mapping[str, str]) -> HookEvent | None:
        """What a hook says; None when it says nothing that matters. Raises HookForged before believing a word.

        The names of the headers may be written in any case.
        """
        ...

    def hook_reply(self, event: HookEvent | None, allow: bool, reason: str = "", *, record: bool = True) -> HookReply:
        """The answer this engine understands; the publisher reads the reason where the engine passes it on.

        Without `record` an engine with `record:switch` keeps nothing until `record` asks it to (a rehearsal).
        """
        ...

    def state(self) -> dict[str, Session]:
        """The session of every path that has one now."""
        ...

    def kick(self, *, path: str = "", session: str = "", reason: str = "") -> bool:
        """End the session (or whichever is on the path) at once; whether there was one."""
        ...

    def record(self, path: str, on: bool) -> bool:
        """Begin or end recording what is live on this path; whether something is. Only with `record:switch`."""
        ...

    def recordings(self, path: str = "") -> list[Recording]:
        """The recordings of a path, or all, oldest first."""
        ...

    def delete_recording(self, name: str) -> bool:
        """Delete one for ever; whether there was one. The one being written stays."""
        ...
