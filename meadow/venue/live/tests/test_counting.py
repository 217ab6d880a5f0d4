"""The counting process: who is here, exactly, whatever is killed, lost, made up or said twice."""

import asyncio
import contextlib
import json
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from meadow.engines import nats as nats_engine
from meadow.engines import ports
from meadow.engines.bus import connect_bus
from meadow.engines.children import kept
from meadow.engines.jobs import meadow
from meadow.engines.places import Place
from meadow.engines.signing import Role
from meadow.engines.tests.conftest import until
from meadow.people.models.persons import Person
from meadow.plumbing.models import Announcement
from meadow.venue.live.actions.minutes import count_click, count_minutes
from meadow.venue.live.actions.opening import close_room
from meadow.venue.live.actions.presence import begin_visit, end_visit, viewer
from meadow.venue.live.counting.crowd import LIKES_A_SECOND, Presence
from meadow.venue.live.counting.process import _number
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Minute, Participation, Show, Visit
from meadow.venue.live.tests.made import planned

pytestmark = pytest.mark.xdist_group("presence")
SILENCE = 2.0


# -- the memory -----------------------------------------------------------------------------------


@pytest.fixture
def presence() -> Presence:
    presence = Presence(silence=30)
    presence.open(1, 7)
    presence.open(2, 8)
    return presence


def test_two_pages_of_one_person_are_one_viewer(presence: Presence) -> None:
    for key, who in (("a", "p5"), ("b", "p5"), ("c", "g9"), ("a", "p5")):
        presence.enter(key, 1, who, 0.0)
    crowd = presence.crowds[1]
    assert (crowd.now, crowd.total, crowd.peak) == (2, 2, 2)

    presence.leave("a")
    assert crowd.now == 2
    presence.leave("b")
    presence.leave("b")
    assert (crowd.now, crowd.total, crowd.peak) == (1, 2, 2)


def test_silence_is_found_in_the_order_in_which_pages_were_heard(presence: Presence) -> None:
    for key in "abc":
        presence.enter(key, 1, f"g{key}", 0.0, is_heard=key != "c")
    assert presence.beat(7, "a", 25.0)
    assert presence.silent(29.9) == {}
    assert presence.silent(31.0) == {"b": 31.0, "c": None}
    assert presence.fresh(31.0) == {"a": 6.0}
    assert presence.fresh(31.0) == {}


def test_nobody_is_silent_who_could_not_be_heard(presence: Presence) -> None:
    presence.enter("a", 1, "g1", 0.0)
    presence.forgive(100.0)
    assert presence.silent(129.9) == {}
    assert presence.silent(130.0) == {"a": 130.0}


def test_another_rooms_beat_keeps_nobody_here(presence: Presence) -> None:
    presence.enter("a", 1, "g1", 0.0)
    assert presence.beat(8, "a", 29.0)
    assert not presence.beat(7, "unknown", 29.0)
    assert presence.silent(30.0) == {"a": 30.0}
    assert presence.like(8, "a", 3, 1.0) is None


def test_a_viewer_cannot_add_more_likes_than_a_hand_can(presence: Presence) -> None:
    presence.enter("a", 1, "p5", 0.0)

    def liked(count: int, at: float) -> int:
        found = presence.like(7, "a", count, at)
        return found[1] if found else 0

    assert liked(10_000, 1.0) == LIKES_A_SECOND
    assert liked(5, 1.0) == 0
    assert liked(15, 1.5) == 10
    assert liked(-5, 9.0) == liked(0, 9.0) == 0
    assert sum(liked(3, 10.0 + n / 100) for n in range(1000)) <= LIKES_A_SECOND * 11


@pytest.mark.parametrize(
    ("payload", "count"),
    [
        (b"3", 3),
        (b'{"count":3}', 3),
        *((payload, None) for payload in (b"", b"\xff", b"[]", b"true", b"1.5", b'{"count":true}', b'{"n":1}')),
        *((payload, None) for payload in (b"{" * 60, b"9" * 5000)),
    ],
)
def test_likes_that_are_no_number_are_none(payload: bytes, count: int | None) -> None:
    assert _number(payload) == count


def test_a_closed_show_is_forgotten(presence: Presence) -> None:
    presence.enter("a", 1, "g1", 0.0)
    presence.enter("b", 2, "g1", 0.0)
    presence.close(1)
    assert list(presence.seats) == ["b"]
    presence.enter("c", 1, "g1", 0.0)
    assert list(presence.seats) == ["b"]


def test_memory_does_not_grow_with_time_or_beats(presence: Presence) -> None:
    """Ten thousand viewers who beat for an hour, and as many who come and go."""
    import tracemalloc

    keys = [str(uuid4()) for _ in range(1_000)]
    for n, key in enumerate(keys):
        presence.enter(key, 1, f"p{n}", 0.0)

    def beats(times: int) -> None:
        for _ in range(times):
            for n, key in enumerate(keys):
                presence.beat(7, key, 1.0)
                presence.leave(key) if n % 10 == 0 else None
                presence.enter(key, 1, f"p{n}", 1.0)
            presence.fresh(1.0)

    beats(3)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    beats(10)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 400_000  # one small thing kept of each beat would be over a million
    assert presence.crowds[1].now == 1_000


# -- the minutes ----------------------------------------------------------------------------------


def test_minutes_count_viewers_who_overlap_once(db: None, bai: Person, ada: Person) -> None:
    begin = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=6)
    show = opened(bai, begin)
    guest = uuid4()
    for who, came, went in ((ada, 10, 100), (ada, 50, 130), (guest, 20, 50), (uuid4(), 50, 50), (uuid4(), 250, None)):
        visit = visited(show, who)
        times = {"entered_at": begin + timedelta(seconds=came)}
        times["left_at"] = begin + timedelta(seconds=went) if went else None  # type: ignore[assignment]  # who is here
        Visit.objects.filter(pk=visit.pk).update(**times)
    count_click(show)

    count_minutes(show)
    whole = list(Minute.objects.values_list("viewers", "entered", "left"))
    assert whole[:6] == [(3, 4, 2), (1, 0, 1), (1, 0, 1), (0, 0, 0), (1, 1, 0), (1, 0, 0)]
    Minute.objects.update(viewers=99)
    count_minutes(show, since=timezone.now() - timedelta(minutes=2))
    assert list(Minute.objects.values_list("viewers", flat=True))[-2:] == [1, 1]
    assert Minute.objects.first().viewers == 99  # type: ignore[union-attr]  # there are seven
    assert sum(Minute.objects.values_list("clicks", flat=True)) == 1


# -- the process ----------------------------------------------------------------------------------


def opened(host: Person, at: Any = None) -> Show:
    """A show whose number and whose room's no other database of this session has: they share one NATS."""
    room = planned(host)
    number = random.randrange(10**6, 2 * 10**9)
    Room.objects.filter(pk=room.pk).update(id=number, state=Room.State.LIVE, is_public=True)
    return Show.objects.create(id=number, room_id=number, opened_at=at or timezone.now())


def visited(show: Show, who: Person | UUID) -> Visit:
    person, guest = (who, None) if isinstance(who, Person) else (None, who)
    return begin_visit(show, key=uuid4(), person=person, guest=guest, source="feed")


def said(name: str) -> list[dict[str, Any]]:
    return list(Announcement.objects.filter(name=name).values_list("data", flat=True))


class Pages:
    """Pages of viewers: they beat until they are told to stop, and hear what everybody in the room hears."""

    def __init__(self, show: Show) -> None:
        self.show = show
        self.keys: list[str] = []
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self._waiting: list[tuple[str, bytes]] = []
        self._is_over = False
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), daemon=True)

    def __enter__(self) -> "Pages":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        self._thread.join(10)

    def say(self, subject: str, payload: bytes = b"{}") -> None:
        self._waiting.append((subject, payload))

    def last(self, kind: str) -> dict[str, Any] | None:
        return next((data for subject, data in reversed(self.heard) if subject.endswith(f".{kind}")), None)

    async def _live(self) -> None:
        async def hear(message: Any) -> None:
            self.heard.append((message.subject, json.loads(message.data)))

        bus = await connect_bus("pages")
        await bus.subscribe(f"room.{self.show.room_id}.>", cb=hear)
        await bus.subscribe(f"console.{self.show.room_id}.>", cb=hear)
        while not self._is_over:
            for key in list(self.keys):
                await bus.publish(f"beat.{self.show.room_id}.{key}", b"")
            while self._waiting:
                await bus.publish(*self._waiting.pop(0))
            await asyncio.sleep(0.3)
        await bus.close()


@contextlib.contextmanager
def counting(log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """The process while the block lasts, on this test's own database."""
    name = settings.DATABASES["default"]["NAME"]
    url = urlsplit(os.environ["MEADOW_POSTGRES_URL"])._replace(path=f"/{name}").geturl()
    environment = {**os.environ, "MEADOW_POSTGRES_URL": url, "MEADOW_ROOM_SILENCE": str(SILENCE), **environment}
    with log.open("ab") as words:
        process = subprocess.Popen(meadow("presence"), env=environment, stdout=words, stderr=words)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            assert process.wait(20) in {0, -signal.SIGKILL}, log.read_text()


def holds(pages: Pages, now: int, total: int) -> Callable[[], bool]:
    return lambda: pages.last("viewers") == {"now": now, "total": total}


def test_who_is_here_is_counted_and_silence_ends_a_visit(
    transactional_db: None, bai: Person, ada: Person, bo: Person, tmp_path: Path
) -> None:
    show = opened(bai)
    mine, hers, hers_too, guest = (visited(show, who) for who in (bo, ada, ada, uuid4()))
    over = visited(show, uuid4())
    end_visit(over)
    elsewhere = visited(opened(bai), uuid4())
    room = show.room_id
    with counting(tmp_path / "log"), Pages(show) as pages:
        pages.keys += [str(one.key) for one in (mine, hers, hers_too, guest)]
        until(holds(pages, 3, 4), seconds=60)

        for subject in (f"beat.{room}.{over.key}", f"beat.{room}.{uuid4()}", f"beat.{room}.x", f"beat.{room}"):
            pages.say(subject)
        for subject in (f"beat.{room}.{elsewhere.key}", f"like.{room}.{elsewhere.key}", f"like.{room}.{over.key}"):
            pages.say(subject, b'{"count":5}')
        pages.say(f"like.{room}.{hers.key}", b'{"count":5000}')
        pages.say(f"like.{room}.{guest.key}", b"no number")
        pages.say(f"like.{room}.{guest.key}", b'{"count":2}')
        until(lambda: (pages.last("likes") or {}).get("total") == LIKES_A_SECOND + 2)

        until(lambda: pages.last("ended") == {"visits": [str(over.key)]})

        pages.keys.remove(str(mine.key))
        until(holds(pages, 2, 4))
        late = visited(show, uuid4())
        pages.keys.append(str(late.key))
        until(holds(pages, 3, 5), seconds=20)
        until(lambda: pages.last("board") is not None)
        until(lambda: Show.objects.get(pk=show.pk).viewer_count == 5)

        left = {fact["visit"]: fact for fact in said("venue.room_left") if fact["room"] == room}
        assert left.keys() == {str(over.key), str(mine.key)}
        assert left[str(mine.key)]["member"] == bo.pk
        show.refresh_from_db()
        assert (show.here, show.like_count) == (3, LIKES_A_SECOND + 2)
        assert sum(Minute.objects.filter(show=show).values_list("likes", flat=True)) == LIKES_A_SECOND + 2
        assert list(Participation.objects.values_list("person", "kind")) == [(ada.pk, "like")]

        close_room(Room.objects.get(pk=room), by=bai)
        show.refresh_from_db()
        assert (show.viewer_count, show.here, show.peak) == (5, 0, 4)  # whoever was over was here with the others
        assert not show.visits.here().exists()
        closing = len(pages.heard)
        time.sleep(2.5)
        assert not [words for words in pages.heard[closing:] if words[0].endswith("viewers")]


def test_a_process_that_is_killed_is_taken_up_without_counting_anybody_twice_or_losing_them(
    transactional_db: None, bai: Person, tmp_path: Path
) -> None:
    show = opened(bai)
    visits = [visited(show, uuid4()) for _ in range(30)]
    with Pages(show) as pages:
        pages.keys += [str(visit.key) for visit in visits]
        with counting(tmp_path / "log") as process:
            until(holds(pages, 30, 30), seconds=60)
            with counting(tmp_path / "log") as waiting:
                process.send_signal(signal.SIGKILL)
                process.wait()
                gone, new = pages.keys.pop(), visited(show, uuid4())
                pages.keys.append(str(new.key))
                until(holds(pages, 30, 31), seconds=60)
                until(lambda: not show.visits.here().filter(key=gone).exists())
                pages.keys.clear()
                until(holds(pages, 0, 31), seconds=20)
                assert waiting.poll() is None
    assert len(said("venue.room_entered")) == len(said("venue.room_left")) == 31
    assert len({fact["visit"] for fact in said("venue.room_left")}) == 31
    assert not show.visits.here().exists()


def test_nobody_has_left_whom_nobody_could_hear(
    transactional_db: None, bai: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NATS is killed and comes back after a longer time than anybody may be silent."""
    own = Place(tmp_path / "nats")
    server = nats_engine.embedded(own, port=ports.free_port(), websocket_port=ports.free_port())
    seed = nats_engine.kept_key(own, "account", Role.ACCOUNT).seed
    environment = {**server.environment, "MEADOW_NATS_ACCOUNT_SEED": seed}
    show = opened(bai)
    visits = [visited(show, uuid4()) for _ in range(5)]
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with kept(server.child(), tmp_path / "nats.log"):
        before = Pages(show)
        before.__enter__()
        before.keys += [str(visit.key) for visit in visits]
        process = counting(tmp_path / "log")
        process.__enter__()
        until(holds(before, 5, 5), seconds=60)
    try:
        time.sleep(SILENCE * 1.5)
        with kept(server.child(), tmp_path / "nats.log"):
            time.sleep(SILENCE * 2)
            assert show.visits.here().count() == 5
            before.keys.pop()
            until(lambda: show.visits.here().count() == 4)
            assert len(said("venue.room_left")) == 1
            before.__exit__()
            process.__exit__(None, None, None)
    finally:
        before.__exit__()


def test_one_person_has_one_name() -> None:
    guest = uuid4()
    assert (viewer(5, None), viewer(None, guest)) == ("p5", f"g{guest}")
