"""The counting process: hears viewers' pages over NATS, keeps who is here in memory, and writes it down.

One of them counts at a time; another that is started waits for its end. What it keeps in memory can be lost: the next
one takes up what the rows say, and gives everybody as long to be heard as they have anyway.
"""

import asyncio
import logging
import re
import time
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, ParamSpec, TypeVar

import orjson
import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from meadow.engines.bus import connect_bus
from meadow.plumbing.relay import connect_to_outbox
from meadow.venue.live.actions.minutes import add_likes, count_minutes
from meadow.venue.live.actions.presence import all_took_part, batched, end_silent, end_stragglers, keep_seen
from meadow.venue.live.board import numbers
from meadow.venue.live.counting import rows
from meadow.venue.live.counting.crowd import Presence
from meadow.venue.live.models.shows import Participation, Show

Given = ParamSpec("Given")
Found = TypeVar("Found")
log = logging.getLogger(__name__)

TICK, VIEWERS, BOARD, WRITING = 1.0, 2.0, 5.0, 10.0
"""Seconds: likes, silence and unknown visits; viewers; the console's board; rows, and comparing memory with them."""
_MOST_UNKNOWN = 20_000
_AT_ONCE = 2_000
_TOLD_AT_ONCE = 100
_LONG_TICK = 5.0
_SELDOM = 20
"""How many times as long as it takes to reckon the boards is waited until they are reckoned again."""
_SUBJECT = re.compile(r"(?:beat|like)\.([1-9]\d{0,17})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_LONGEST = 64


async def count_for_ever() -> None:
    """Count until cancelled; waits for engines that are away, and for another process that counts to end."""
    likes: Likes = Counter()
    while True:
        try:
            async with await connect_to_outbox() as lock:
                while not await _is_true(lock, f"SELECT pg_try_advisory_lock({rows.LOCK})"):
                    await asyncio.sleep(1)
                await _Counting(likes).run(lock)
        except (psycopg.OperationalError, OperationalError, InterfaceError, NatsError, OSError) as error:
            log.warning("counting begins anew: %s", str(error) or type(error).__name__)
            await asyncio.sleep(1)


Likes = Counter[tuple[int, datetime]]


class _Counting:
    """The memory, what waits to be written, and what is done again and again."""

    def __init__(self, likes: Likes) -> None:
        self.presence = Presence(settings.MEADOW_ROOM_SILENCE)
        self.likes = likes
        self.likers: dict[int, set[int]] = defaultdict(set)
        self.unknown: OrderedDict[str, int] = OrderedDict()
        self.not_found: dict[str, float] = {}
        self.gone: set[str] = set()
        self.has_new_show = True
        self.is_connected = True
        self.bus: Client | None = None

    async def run(self, lock: psycopg.AsyncConnection[tuple[Any, ...]]) -> None:
        async def lost() -> None:
            self.is_connected = False

        async def back() -> None:
            self.presence.forgive(time.monotonic())
            self.is_connected = True
            log.warning("NATS is back; everybody may be silent for another %s s", self.presence.silence)

        self.bus = await connect_bus("presence", disconnected_cb=lost, reconnected_cb=back)
        try:
            await self.bus.subscribe("presence.>", cb=self._told)
            await self.bus.subscribe("beat.>", cb=self._beat)
            await self.bus.subscribe("like.>", cb=self._like)
            await self._work(lock)
        finally:
            await self.bus.close()

    async def _work(self, lock: psycopg.AsyncConnection[tuple[Any, ...]]) -> None:
        due = dict.fromkeys((VIEWERS, BOARD, WRITING), 0.0)
        before = time.monotonic()
        while True:
            began = time.monotonic()
            if began - before > _LONG_TICK or not self.is_connected:
                self.presence.forgive(began)  # this process slept, or nobody could reach it
            before = began
            if began >= due[WRITING]:
                await _is_true(lock, "SELECT true")  # raises when the lock went with its connection
            if self.has_new_show or began >= due[WRITING]:
                await self._compare()
            await self._find()
            await self._end_silent()
            await self._write_likes()
            if began >= due[WRITING]:
                due[WRITING] = began + WRITING
                await self._write()
            if began >= due[VIEWERS]:
                due[VIEWERS] = began + VIEWERS
                await self._tell_viewers()
            if began >= due[BOARD]:
                await self._tell_boards()
                due[BOARD] = began + max(BOARD, _SELDOM * (time.monotonic() - began))
            await asyncio.sleep(max(0.0, began + TICK - time.monotonic()))

    # -- what is heard ---------------------------------------------------------------------------

    async def _beat(self, message: Msg) -> None:
        if found := _SUBJECT.fullmatch(message.subject):
            room, key = int(found[1]), found[2]
            if not self.presence.beat(room, key, time.monotonic()):
                self._ask_for(key)

    async def _like(self, message: Msg) -> None:
        found = _SUBJECT.fullmatch(message.subject)
        if found is None or (count := _number(message.data)) is None:
            return
        liked = self.presence.like(int(found[1]), found[2], count, time.monotonic())
        if liked is None:
            return
        crowd, counted, who = liked
        self.likes[crowd.show, datetime.now(UTC).replace(second=0, microsecond=0)] += counted
        if who[0] == "p" and who not in crowd.who_liked:
            crowd.who_liked.add(who)
            self.likers[crowd.show].add(int(who[1:]))

    async def _told(self, message: Msg) -> None:
        """Our own web processes say who entered and left."""
        kind, said = message.subject.rpartition(".")[2], orjson.loads(message.data)
        if kind == "entered":
            if said["show"] not in self.presence.crowds:
                self.has_new_show = True
            for key, viewer in said["visits"].items():
                self.not_found.pop(key, None)
                self.presence.enter(key, said["show"], viewer, time.monotonic())
        elif kind == "left":
            self.gone.update(said["visits"])
            for key in said["visits"]:
                self.presence.leave(key)
        elif kind == "closed":
            self.presence.close(said["show"])

    def _ask_for(self, key: str) -> None:
        """Look for a visit in the database, unless it was looked for a moment ago; a flood of made-up ones is cut."""
        if len(self.unknown) < _MOST_UNKNOWN and self.not_found.get(key, 0.0) < time.monotonic():
            self.unknown[key] = 1

    # -- what is done about it ---------------------------------------------------------------------

    async def _find(self) -> None:
        while self.unknown:
            keys = [self.unknown.popitem(last=False)[0] for _ in range(min(_AT_ONCE, len(self.unknown)))]
            self.gone.clear()
            found = await _in_rows(rows.find, keys)
            now = time.monotonic()
            self._take_up(found, now, is_heard=True)
            missing = {*keys} - {key for key, _, _ in found}
            self.not_found |= dict.fromkeys(missing, now + WRITING)
            await self._tell_ended(missing)
        if len(self.not_found) > _MOST_UNKNOWN:
            now = time.monotonic()
            self.not_found = {key: until for key, until in self.not_found.items() if until > now}

    async def _tell_ended(self, missing: Collection[str]) -> None:
        """Have pages know that beat although their visit has ended, so that they begin another one.

        With a key that has ended nothing can be done any more, so that everybody may hear it.
        """
        for room, several in groupby(await _in_rows(rows.ended, missing) if missing else [], key=itemgetter(0)):
            for some in batched([key for _, key in several], _TOLD_AT_ONCE):
                await self._say(f"room.{room}.ended", {"visits": some})

    def _take_up(self, found: Iterable[tuple[str, int, str]], at: float, *, is_heard: bool) -> None:
        for key, show, viewer in found:
            if show not in self.presence.crowds:
                self.has_new_show = True
            elif key not in self.gone:
                self.presence.enter(key, show, viewer, at, is_heard=is_heard)

    async def _compare(self) -> None:
        """Make memory what the rows say, wherever a word was lost; what happened meanwhile is left as it is."""
        began = time.monotonic()
        self.has_new_show = False
        self.gone.clear()
        shows = await _in_rows(rows.shows_on)
        for show, room, peak, total in shows:
            crowd = self.presence.crowds.get(show)
            if crowd is None or crowd.total != total:
                came = set(await _in_rows(rows.viewers_of, show))
                came |= {seat.viewer for seat in self.presence.seats.values() if seat.show == show}
                self.presence.open(show, room, peak=peak).viewers = came
        for show in self.presence.crowds.keys() - {show for show, *_ in shows}:
            self.presence.close(show)
        here = await _in_rows(rows.visits_here)
        known = {key for key, _, _ in here}
        for key in [key for key, seat in self.presence.seats.items() if seat.since < began and key not in known]:
            self.presence.leave(key)
        self._take_up(here, time.monotonic(), is_heard=False)

    async def _end_silent(self) -> None:
        silent = list(self.presence.silent(time.monotonic()).items())
        for begin in range(0, len(silent), _AT_ONCE):
            some = dict(silent[begin : begin + _AT_ONCE])
            await _in_rows(end_silent, some)
            for key in some:
                self.presence.leave(key)

    async def _write_likes(self) -> None:
        """Likes are told once they are kept, so that nobody hears a number that is taken back."""
        if self.likes:
            written = dict(self.likes)
            totals = await _in_rows(add_likes, written)
            self.likes.subtract(written)
            for key in [key for key, count in self.likes.items() if not count]:
                del self.likes[key]
            counts: Counter[int] = Counter()
            for (show, _), count in written.items():
                counts[show] += count
            for show, total in totals.items():
                if crowd := self.presence.crowds.get(show):
                    await self._say(f"room.{crowd.room}.likes", {"count": counts[show], "total": total})
        likers, self.likers = self.likers, defaultdict(set)
        for show_id, members in likers.items():
            await _in_rows(_note_likers, show_id, members)

    async def _write(self) -> None:
        await _in_rows(end_stragglers)
        fresh = list(self.presence.fresh(time.monotonic()).items())
        for begin in range(0, len(fresh), _AT_ONCE):
            await _in_rows(keep_seen, dict(fresh[begin : begin + _AT_ONCE]))
        for show in list(self.presence.crowds):
            await _in_rows(_count_last_minutes, show)

    async def _tell_viewers(self) -> None:
        for crowd in list(self.presence.crowds.values()):
            now, total = crowd.now, crowd.total
            if crowd.told == (now, total):
                continue
            await _in_rows(rows.write, crowd.show, here=now, viewers=total, peak=crowd.peak)
            await self._say(f"room.{crowd.room}.viewers", {"now": now, "total": total})
            crowd.told = (now, total)

    async def _tell_boards(self) -> None:
        for crowd in list(self.presence.crowds.values()):
            said = await _in_rows(_board, crowd.show)
            if said:
                await self._say(f"console.{crowd.room}.board", said)

    async def _say(self, subject: str, said: dict[str, Any]) -> None:
        assert self.bus
        if self.is_connected:
            await self.bus.publish(subject, orjson.dumps(said))


def _number(payload: bytes) -> int | None:
    """How many likes a page says: a number, or an object with a `count`; None for anything else."""
    if len(payload) > _LONGEST:
        return None
    try:
        said = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return None
    count = said.get("count") if isinstance(said, dict) else said
    return count if type(count) is int else None


async def _is_true(connection: psycopg.AsyncConnection[tuple[Any, ...]], statement: str) -> bool:
    row = await (await connection.execute(statement.encode())).fetchone()
    return bool(row and row[0])


async def _in_rows(function: Callable[Given, Found], *values: Given.args, **named: Given.kwargs) -> Found:
    """Call a function that reads or writes rows, in the one thread that does so."""

    def call() -> Found:
        close_old_connections()
        return function(*values, **named)

    return await sync_to_async(call)()


def _note_likers(show: int, members: set[int]) -> None:
    if found := Show.objects.filter(pk=show).first():
        all_took_part(found, members, Participation.Kind.LIKE)


def _count_last_minutes(show: int) -> None:
    """The last few: whoever fell silent left before it was noticed."""
    if found := Show.objects.filter(pk=show, closed_at=None).first():
        count_minutes(found, since=datetime.now(UTC) - timedelta(minutes=3))


def _board(show: int) -> dict[str, Any] | None:
    found = Show.objects.select_related("room").filter(pk=show, closed_at=None).first()
    return numbers(found) if found else None
