"""One publisher's stay on a path, through lost connections, from the first packet to the end of the show."""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Protocol

from meadow.engines.media.adapter import HookKind, SessionState
from meadow.engines.media.formats.samples import Sample, Shape
from meadow.engines.media.formats.tracks import Track
from meadow.engines.media.stream.meter import Meter
from meadow.engines.media.stream.packager import Packager
from meadow.engines.media.stream.recorder import Recorder
from meadow.engines.media.stream.window import Window

_log = logging.getLogger(__name__)


class Publisher(Protocol):
    """The connection of whoever publishes."""

    protocol: str
    ip: str

    def dismiss(self, reason: str) -> None:
        """Tell the publisher why, if it can hear, and end the connection."""
        ...


class Session:
    """What is shown on a path until it ends; the next show is another session."""

    def __init__(
        self,
        path: str,
        name: str,
        *,
        recorder: Recorder,
        tell: Callable[..., None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path, self.name = path, name
        self.state = SessionState.CONNECTING
        self.started_at = datetime.now(UTC)
        self.window = Window(name)
        self.recorder = recorder
        self.meter = Meter(now)
        self.packager = Packager([self.window, recorder], now=now)
        self.publisher: Publisher | None = None
        self.since = now()  # when it came to be in its state
        self.last_protocol = self.last_ip = ""
        self._tell, self._now = tell, now

    # -- the publisher ----------------------------------------------------------------------------

    def begin(self, publisher: Publisher) -> None:
        """A publisher has been admitted, for the first time or again."""
        self.publisher = publisher
        self.last_protocol, self.last_ip = publisher.protocol, publisher.ip
        self.packager.begin()
        self.meter.begin()
        if self.state is not SessionState.CONNECTING:
            self._turn(SessionState.RECONNECTING)

    def expect(self, shape: Shape, *, bursts: float = 0) -> None:
        """What will come, and how many seconds of it at once."""
        self.packager.expect(shape)
        self.window.bursts = self.meter.bursts = bursts

    def configure(self, track: Track) -> None:
        self.packager.configure(track)

    def push(self, sample: Sample) -> None:
        """A sample has arrived. Malformed when it is none."""
        self.meter.count(sample)
        self.packager.push(sample)
        if self.packager.is_flowing and self.state is not SessionState.LIVE:
            self._turn(SessionState.LIVE)
            self.tell(HookKind.PUBLISH_START, started_at=self.started_at.isoformat())

    def leave(self, publisher: Publisher, reason: str) -> None:
        """The publisher is away, and may come back."""
        if self.publisher is not publisher:
            return
        self.publisher = None
        self.packager.suspend()
        if self.state is SessionState.LIVE:
            self._turn(SessionState.RECONNECTING)
            self.tell(HookKind.PUBLISH_END, reason=reason, final=False)
        _log.info("The publisher of %s (%s) has left: %s", self.path, self.name, reason)

    def end(self, reason: str) -> None:
        """The show is over."""
        if self.state is SessionState.ENDED:
            return
        publisher, self.publisher = self.publisher, None
        self.packager.suspend()
        self.window.end()
        self.recorder.end()
        self._turn(SessionState.ENDED)
        self.tell(HookKind.PUBLISH_END, reason=reason, final=True)
        if publisher:
            publisher.dismiss(reason)
        _log.info("The session %s on %s has ended: %s", self.name, self.path, reason)

    # -- what is told -----------------------------------------------------------------------------

    @property
    def age(self) -> float:
        """Seconds in its state."""
        return self._now() - self.since

    @property
    def silence(self) -> float:
        """Seconds since the publisher sent anything."""
        return self._now() - self.meter.last_packet

    def tell(self, kind: HookKind, **told: Any) -> None:
        self._tell(kind, path=self.path, session=self.name, protocol=self.last_protocol, ip=self.last_ip, **told)

    def as_json(self) -> dict[str, Any]:
        """What the internal API says."""
        return {
            "session": self.name,
            "state": self.state.value,
            "protocol": self.last_protocol,
            "started_at": self.started_at.isoformat(),
            "ip": self.last_ip,
            "recording": self.recorder.name,
            "health": asdict(self.meter.health(self.packager.tracks, self.packager.counts)),
        }

    def _turn(self, state: SessionState) -> None:
        self.state, self.since = state, self._now()
