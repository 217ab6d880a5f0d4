"""Keeps child processes alive: starts them in order, restarts what crashes, stops them in reverse."""

import asyncio
import contextlib
import itertools
import logging
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from meadow.engines.children import Child
from meadow.engines.refusals import EngineRefused

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
HEALTHY_AFTER = 60.0  # seconds of life that let the pauses begin anew

_COLOURS = itertools.cycle((36, 32, 33, 35, 34, 31))


@dataclass
class _Kept:
    """One child under watch."""

    child: Child
    log: logging.Logger
    prefix: str
    process: asyncio.subprocess.Process | None = None
    watch: asyncio.Task[None] | None = None
    output: asyncio.Task[None] | None = None
    launching: asyncio.Lock = field(default_factory=asyncio.Lock)
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=20))
    crashes: int = 0  # since it was last healthy
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


class Supervisor:
    """A tree of processes that stands and falls with this one.

    Use it from the main thread: the kernel ties a child to the thread that started it.
    """

    def __init__(self, logs: Path, *, changed: Callable[[dict[str, int]], None] | None = None) -> None:
        self._logs = logs
        self._changed = changed or (lambda pids: None)
        self._kept: list[_Kept] = []
        self._stop = asyncio.Event()
        self._colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    @property
    def pids(self) -> dict[str, int]:
        """The process numbers of the children that are alive."""
        return {it.child.name: it.process.pid for it in self._kept if it.process and it.process.returncode is None}

    @property
    def crashes(self) -> dict[str, int]:
        """How often each child has ended by itself since it was last healthy."""
        return {it.child.name: it.crashes for it in self._kept if it.crashes}

    async def __aenter__(self) -> "Supervisor":
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.ask_to_stop)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop_all()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    def ask_to_stop(self) -> None:
        """End `until_asked_to_stop`, and whatever start is still being awaited."""
        self._stop.set()

    async def until_asked_to_stop(self) -> None:
        """Wait for SIGINT, SIGTERM or `ask_to_stop`."""
        await self._stop.wait()

    async def start(self, children: Sequence[Child]) -> None:
        """Start the children one after the other, each when the one before serves, and keep them from then on."""
        for child in children:
            kept = self._keep(child)
            await self._launch(kept)
            await self._unless_stopped(self._first_readiness(kept))
            kept.watch = asyncio.create_task(self._watch(kept), name=f"watch {child.name}")

    async def run(self, child: Child) -> int:
        """Run a child to its end, without restarting it, and return its exit code."""
        kept = self._keep(child)
        kept.stopping.set()  # an end is what we want
        await self._launch(kept)
        assert kept.process is not None
        await self._unless_stopped(kept.process.wait())
        await self._hear_out(kept)
        self._kept.remove(kept)
        self._changed(self.pids)
        assert kept.process.returncode is not None
        return kept.process.returncode

    # -- starting --------------------------------------------------------------------------------

    def _keep(self, child: Child) -> _Kept:
        log = logging.Logger(child.name)  # of its own, outside the tree that Django configures
        log.addHandler(RotatingFileHandler(self._logs / f"{child.name}.log", maxBytes=10 * 2**20, backupCount=3))
        prefix = f"{child.name:<9}"
        if self._colour:
            prefix = f"\033[{next(_COLOURS)}m{prefix}\033[0m"
        kept = _Kept(child, log, prefix)
        self._kept.append(kept)
        return kept

    async def _launch(self, kept: _Kept) -> None:
        child = kept.child
        await asyncio.to_thread(child.prepare)
        # A pipe of our own: asyncio's would delay `wait()` until the last grandchild has closed it.
        ours, theirs = os.pipe()
        kept.process = await asyncio.create_subprocess_exec(
            *child.leashed_argv,
            env=child.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,  # Ctrl-C reaches us alone, and we stop them in order
        )
        os.close(theirs)
        kept.output = asyncio.create_task(self._forward(kept, ours))
        self._changed(self.pids)

    async def _first_readiness(self, kept: _Kept) -> None:
        child, process = kept.child, kept.process
        assert process is not None
        deadline = time.monotonic() + child.ready_seconds
        while not await asyncio.to_thread(child.ready):
            if process.returncode is not None:
                await asyncio.sleep(0.1)  # let its last words arrive
                words = kept.last_lines[-1] if kept.last_lines else "it said nothing."
                raise EngineRefused(f"{child.name} stopped while starting: {words}")
            if time.monotonic() > deadline:
                raise EngineRefused(
                    f"{child.name} did not answer within {child.ready_seconds:.0f} seconds; "
                    f"see {self._logs / f'{child.name}.log'}."
                )
            await asyncio.sleep(0.05)

    async def _unless_stopped(self, work: Coroutine[Any, Any, object]) -> None:
        """Await the work, or raise `Stopped` as soon as we are asked to stop."""
        task = asyncio.ensure_future(work)
        stop = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not task.done():
            task.cancel()
            raise Stopped
        task.result()

    # -- keeping ---------------------------------------------------------------------------------

    async def _watch(self, kept: _Kept) -> None:
        """Start the child again whenever it ends, after a pause that doubles until it stays alive."""
        pause = FIRST_PAUSE
        while True:
            assert kept.process is not None
            try:
                code = await asyncio.wait_for(kept.process.wait(), HEALTHY_AFTER)
            except TimeoutError:
                pause, kept.crashes = FIRST_PAUSE, 0
                self._changed(self.pids)
                code = await kept.process.wait()
            if kept.stopping.is_set():
                return
            kept.crashes += 1
            self._changed(self.pids)
            self._tell(kept, f"{_end_in_words(code)}; starting it again in {pause:g} s")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            async with kept.launching:
                if kept.stopping.is_set():
                    return
                try:
                    await self._launch(kept)
                except (EngineRefused, OSError) as error:
                    self._tell(kept, f"could not be started: {error}")

    async def _forward(self, kept: _Kept, pipe: int) -> None:
        """Pass on what a child says, line by line, until the last process that can write has gone."""
        reader = asyncio.StreamReader(limit=2**20)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb", 0)
        )
        try:
            while True:
                try:
                    line = await reader.readline()
                except ValueError:  # a line longer than the limit; what follows of it is told as a line of its own
                    continue
                if not line:
                    return
                self._tell(kept, line.decode(errors="replace").rstrip("\r\n"))
        finally:
            transport.close()

    def _tell(self, kept: _Kept, line: str) -> None:
        kept.last_lines.append(line)
        kept.log.info("%s", line)
        if kept.child.small_talk and kept.child.small_talk.search(line):
            return
        with contextlib.suppress(OSError):  # the terminal may be gone; the log file stays
            sys.stdout.write(f"{kept.prefix} {line}\n")
            sys.stdout.flush()

    # -- stopping --------------------------------------------------------------------------------

    async def _stop_all(self) -> None:
        for kept in self._kept:
            kept.stopping.set()
        for kept in reversed(self._kept):
            await self._stop_one(kept)
        self._changed({})

    async def _stop_one(self, kept: _Kept) -> None:
        """Ask a child to stop; after its time, kill it with all that it started."""
        if kept.watch:
            async with kept.launching:  # a child that is just being born must not escape us
                kept.watch.cancel()
        process = kept.process
        if process and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(kept.child.stop_signal)
            try:
                await asyncio.wait_for(process.wait(), kept.child.stop_seconds)
            except TimeoutError:
                self._tell(kept, f"did not stop within {kept.child.stop_seconds:g} s and is killed")
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        await self._hear_out(kept)

    async def _hear_out(self, kept: _Kept) -> None:
        """Take a child's last words and close its log."""
        if kept.output:
            await asyncio.wait({kept.output}, timeout=1)
            kept.output.cancel()
        for handler in kept.log.handlers:
            handler.close()


class Stopped(Exception):
    """We were asked to stop before everything had started."""


def _end_in_words(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
