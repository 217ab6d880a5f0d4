"""All sessions of this worker: who is admitted, who has been away for too long, whose show is over."""

import asyncio
import contextlib
import logging
import shutil
from concurrent.futures import ThreadPoolExecutor

from meadow.engines.media.adapter import HookKind, SessionState
from meadow.engines.media.configuration import Configuration
from meadow.engines.media.hooks import Hooks
from meadow.engines.media.names import RecordingName, is_path, new_session
from meadow.engines.media.stream.archive import Archive, Kept
from meadow.engines.media.stream.index import Index
from meadow.engines.media.stream.recorder import Recorder
from meadow.engines.media.stream.session import Publisher, Session
from meadow.engines.media.stream.tape import LEAST_FREE

_log = logging.getLogger(__name__)
STALE = 3.0  # seconds of silence after which the same publisher may take its own place
_NO_PICTURE = 30.0
_MOST_FORMS = 200
_HOUSEKEEPING = 60.0
_WRONG_KEY_PAUSE = 1.0


class TurnedAway(Exception):
    """A publisher may not publish; the message says why."""


class Stage:
    """What is shown now, by path."""

    def __init__(self, wishes: Configuration, hooks: Hooks, archive: Archive) -> None:
        self._wishes, self._hooks, self.archive = wishes, hooks, archive
        self._sessions: dict[str, Session] = {}
        self._disk = ThreadPoolExecutor(1, "disk")
        self._loop = asyncio.get_running_loop()
        self._tasks: list[asyncio.Task[None]] = []
        self.admitted = self.turned_away = 0

    async def __aenter__(self) -> "Stage":
        await self._loop.run_in_executor(self._disk, self.archive.load)
        self._tasks = [asyncio.create_task(it) for it in (self._watch(), self._keep_house(), self._adopt())]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        for session in list(self._sessions.values()):
            session.end("the media engine stops")
        await asyncio.to_thread(self._disk.shutdown)
        await asyncio.sleep(0)  # what the disk's thread has told

    # -- admission --------------------------------------------------------------------------------

    async def admit(self, path: str, key: str, publisher: Publisher) -> Session:
        """Let a publisher on, or raise TurnedAway."""
        if not is_path(path):
            raise TurnedAway("this is not the name of a stream")
        try:
            return await self._admit(path, key, publisher)
        except TurnedAway as refusal:
            self.turned_away += 1
            _log.info("A publisher of %s from %s is turned away: %s", path, publisher.ip, refusal)
            raise

    async def _admit(self, path: str, key: str, publisher: Publisher) -> Session:
        session = self._vacant(path)
        name = session.name if session else new_session()
        answer = await self._hooks.ask(
            path=path, session=name, secret=key, ip=publisher.ip, protocol=publisher.protocol
        )
        if not answer.allow:
            await asyncio.sleep(_WRONG_KEY_PAUSE)  # so that guessing is slow; the path is open to others meanwhile
            raise TurnedAway(answer.reason)
        was, session = session, self._vacant(path)  # while we asked, another may have come, or the show have ended
        if was is not session:
            raise TurnedAway("already live" if session else "the show has just ended; try again")
        if session is None:
            session = self._sessions[path] = self._new_session(path, name, record=answer.record)
        elif stale := session.publisher:
            session.leave(stale, "it has come back on another connection")
            stale.dismiss("you have come back on another connection")
        self.admitted += 1
        session.begin(publisher)
        _log.info("%s is being published from %s by %s (%s)", path, publisher.ip, publisher.protocol, session.name)
        return session

    def _vacant(self, path: str) -> Session | None:
        """The session that waits for its publisher, if there is one; TurnedAway where somebody publishes."""
        session = self._current(path)
        if session and session.publisher and session.silence < STALE:
            raise TurnedAway("already live")
        return session

    def _new_session(self, path: str, name: str, *, record: bool) -> Session:
        recorder = Recorder(
            self.archive.folder,
            path,
            name,
            quota=self._wishes.quota,
            disk=self._disk,
            begun=self.archive.begin,
            finished=self._recorded,
        )
        recorder.wanted = record and self._wishes.record
        return Session(path, name, recorder=recorder, tell=self._hooks.tell)

    # -- questions and commands -------------------------------------------------------------------

    def session(self, path: str) -> Session | None:
        """What is, or until a moment ago was, shown on this path."""
        return self._sessions.get(path)

    @property
    def sessions(self) -> list[Session]:
        """Those that have not ended."""
        return [it for it in self._sessions.values() if it.state is not SessionState.ENDED]

    def kick(self, *, path: str = "", session: str = "", reason: str = "") -> bool:
        """End a session at once; whether there was one."""
        for it in self.sessions:
            if (session and it.name == session and path in {"", it.path}) or (not session and path == it.path):
                it.end(reason or "ended by the host")
                return True
        return False

    def record(self, path: str, on: bool) -> bool:
        """Begin or end recording at the next segment; whether there is a session."""
        session = self._current(path)
        if session is None:
            return False
        session.recorder.wanted = on
        if not on and not session.packager.is_flowing:
            session.recorder.end()
        return True

    def _current(self, path: str) -> Session | None:
        session = self._sessions.get(path)
        return session if session and session.state is not SessionState.ENDED else None

    # -- time passes ------------------------------------------------------------------------------

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(0.5)
            for session in list(self._sessions.values()):
                self._look_at(session)

    def _look_at(self, session: Session) -> None:
        publisher = session.publisher
        if session.state is SessionState.ENDED:
            if session.age > self._wishes.patience.afterglow and self._sessions.get(session.path) is session:
                del self._sessions[session.path]
        elif publisher and session.silence > self._wishes.patience.idle:
            session.leave(publisher, "nothing has arrived for a while")
            publisher.dismiss("nothing has arrived for a while")
        elif publisher and session.meter.load_kbps > self._wishes.most_kbps:
            session.end(f"more than {self._wishes.most_kbps} kbit/s arrive")
        elif publisher and session.state is not SessionState.LIVE and session.age > _NO_PICTURE:
            session.end("no picture has arrived")
        elif len(session.window.forms) > _MOST_FORMS:
            session.end("the stream changes its shape too often")
        elif publisher is None and session.age > self._wishes.patience.grace:
            session.end("the publisher did not come back")

    async def _keep_house(self) -> None:
        while True:
            await self._loop.run_in_executor(self._disk, self.archive.prune)
            if shutil.disk_usage(self.archive.folder).free < LEAST_FREE:
                for session in self.sessions:
                    session.recorder.give_up("the disk is nearly full")
            await asyncio.sleep(_HOUSEKEEPING)

    async def _adopt(self) -> None:
        def told(kept: Kept) -> None:
            self._loop.call_soon_threadsafe(self._tell_of, kept)

        await asyncio.to_thread(self.archive.adopt_all, told)

    def _recorded(self, name: RecordingName, index: Index | None) -> None:
        """Called in the disk's thread."""
        if kept := self.archive.finish(name, index):
            self._loop.call_soon_threadsafe(self._tell_of, kept)

    def _tell_of(self, kept: Kept) -> None:
        self._hooks.tell(
            HookKind.RECORD_READY,
            path=kept.name.path,
            session=kept.name.session,
            recording=str(kept.name),
            seconds=kept.seconds,
            bytes=kept.bytes,
            started_at=kept.name.started_at.isoformat(),
        )
