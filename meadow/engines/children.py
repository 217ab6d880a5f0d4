"""What one child process is, and how it is started, awaited and stopped by whoever needs it for a while."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from meadow.engines import leash
from meadow.engines.refusals import EngineRefused


@dataclass(frozen=True)
class Account:
    """A system user that a child runs as."""

    name: str
    uid: int
    gid: int


def _at_once() -> bool:
    return True


def _nothing() -> None:
    return None


@dataclass(frozen=True)
class Child:
    """One process to be kept: how to start it, how to know that it serves, how to stop it."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)  # on top of ours
    ready: Callable[[], bool] = _at_once
    ready_seconds: float = 60
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 15
    orphan_signal: signal.Signals = signal.SIGKILL  # what it gets when we die
    user: Account | None = None
    prepare: Callable[[], None] = _nothing  # before every start; may refuse
    small_talk: re.Pattern[str] | None = None  # lines for the log file alone

    @property
    def leashed_argv(self) -> list[str]:
        """The command, tied to the life of the calling process (and of the calling thread: start from the main one)."""
        account = f"{self.user.uid}:{self.user.gid}" if self.user else "-"
        tie = [sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), str(int(self.orphan_signal)), account]
        return [*tie, *self.argv]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, **self.env}


@contextlib.contextmanager
def kept(child: Child, log: Path) -> Iterator[int]:
    """Start a child, wait until it serves, yield its process number, and stop it at the end.

    For commands and tests, which need an engine for a while; `meadow up` keeps its children with the Supervisor.
    """
    child.prepare()
    with log.open("ab") as output:
        process = subprocess.Popen(
            child.leashed_argv,
            env=child.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + child.ready_seconds
        while not child.ready():
            if process.poll() is not None:
                raise EngineRefused(f"{child.name} stopped while starting: {last_words(log)}")
            if time.monotonic() > deadline:
                raise EngineRefused(f"{child.name} did not answer within {child.ready_seconds:.0f} seconds; see {log}.")
            time.sleep(0.05)
        yield process.pid
    finally:
        process.send_signal(child.stop_signal)
        try:
            process.wait(child.stop_seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def last_words(log: Path) -> str:
    """The last line that a child wrote, for a message about why it stopped."""
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else "it said nothing."
