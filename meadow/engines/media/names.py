"""How paths, sessions and recordings are called; nothing else is ever part of a file's name or an address."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_RECORDING = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]{0,63})\.(\d{8}T\d{9}Z)\.([0-9a-f]{16})\.(\d{1,6})")


def is_path(text: str) -> bool:
    """Whether this may name a stream."""
    return _PATH.fullmatch(text) is not None


def new_session() -> str:
    """A name that no other session ever has."""
    return secrets.token_hex(8)


@dataclass(frozen=True)
class RecordingName:
    """What the name of a recording says; `str()` of it is the name."""

    path: str
    started_at: datetime  # to the millisecond
    session: str
    number: int  # within the session: a stream that changes its shape begins a new file

    def __str__(self) -> str:
        moment = self.started_at.astimezone(UTC)
        return f"{self.path}.{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03}Z.{self.session}.{self.number}"

    @classmethod
    def parse(cls, text: str) -> "RecordingName | None":
        """The name that this text is, or None."""
        found = _RECORDING.fullmatch(text)
        if not found:
            return None
        path, moment, session, number = found.groups()
        try:
            started_at = datetime.strptime(moment[:-4] + moment[-4:-1] + "000", "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
        except ValueError:
            return None
        return cls(path, started_at, session, int(number))
