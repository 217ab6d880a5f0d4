"""`meadow bench room`: a room full of viewers on passes, who are talked to, and beside it the same told by nobody.

Every viewer is a WebSocket with a pass of its own that beats as a page does. People talk through the door, likes come
in bursts, and something is explained every ten seconds. What everybody in the room was told is then published once more
at the same pace straight into nats-server, to the same viewers: that is the limit. `--danmaku FILE` has real comments
said at fifty times their speed (columns video, t_seconds, mode, text). Groups are measured in the same run, with the
same keys (`bench.groups`).
"""

import argparse
import asyncio
import csv
import gzip
import itertools
import json
import multiprocessing
import os
import random
import re
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from bench.doors import Doors
from bench.figures import begun, surroundings, write
from bench.orders import _session
from bench.pages import served
from bench.viewers import BIN_NS, watch
from meadow.engines.bus import connect_bus
from meadow.engines.children import Child, kept
from meadow.engines.jobs import meadow
from meadow.engines.nats import websocket_url_from_environment
from meadow.engines.places import data_folder

VIEWERS = (2_000, 10_000)
SECONDS = 60
MESSAGES_A_SECOND, LIKES_A_SECOND, PIN_EVERY = 20, 5, 10.0
SPEAKERS = 60
PROCESSES = 4
FASTER = 50
PATIENCE = 60.0
_STAMP = re.compile(rb'("mark":"b-\d+-)\d{19}"')


@dataclass(frozen=True)
class Stage:
    """A room on air, who hosts it and who speaks (their sessions), and two products on its shelf."""

    room: int
    show: int
    host: str
    speakers: list[str]
    products: list[int]


def stand(speakers: int) -> Stage:
    """Put up a room of a shop with two products, and people who have signed in."""
    from meadow.goods.models.products import Product, Stock, Variant
    from meadow.goods.models.shops import Seat, Shop
    from meadow.people.models.persons import Person
    from meadow.venue.live.actions.opening import open_room
    from meadow.venue.live.actions.planning import Plan, plan_room
    from meadow.venue.live.models.shelf import ShelfItem

    mark = uuid.uuid4().hex[:8]
    with transaction.atomic():
        people = Person.objects.bulk_create(
            Person(email=f"{n}-{mark}@bench.example", handle=f"s{mark}.{n}", name=f"Speaker {n}", password="!")
            for n in range(speakers + 1)
        )
        host = people[0]
        shop = Shop.objects.create(handle=f"bench-{mark}", name="Bench", currency="USD", state=Shop.State.OPEN)
        Seat.objects.create(shop=shop, person=host, role=Seat.Role.OWNER)
        room = plan_room(Plan(title="Bench"), by=host, shop=shop)
        products = Product.objects.bulk_create(
            Product(
                shop=shop, handle=f"t{n}", title=f"Thing {n}", status=Product.Status.ACTIVE, price_from=1, price_to=1
            )
            for n in range(2)
        )
        for product in products:
            Stock.objects.create(
                variant=Variant.objects.create(product=product, sku=product.handle, price=1), on_hand=9
            )
            ShelfItem.objects.create(room=room, product=product)
    show = open_room(room, by=host)
    name = settings.SESSION_COOKIE_NAME
    sessions = [f"{name}={_session(person)}" for person in people]
    return Stage(room.pk, show.pk, sessions[0], sessions[1:], [product.pk for product in products])


class Crowds:
    """The load processes and the viewers in them."""

    def __init__(self, room: int, tickets: list[tuple[str, str]], *, place: str = "room") -> None:
        parts = urlsplit(websocket_url_from_environment())
        address = (parts.hostname or "127.0.0.1", parts.port or 80)
        context = multiprocessing.get_context("spawn")  # a fork would share this process's loop and connections
        count = min(PROCESSES, len(tickets))
        beat = settings.MEADOW_ROOM_SILENCE / 3 if place == "room" else 0
        self.pipes: list[Connection] = []
        self.processes = []
        for n in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=watch, args=(theirs, address, place, room, tickets[n::count], beat), daemon=True
            )
            process.start()
            self.pipes.append(ours)
            self.processes.append(process)

    async def wait(self, word: str | None = None, seconds: float = 300) -> list[Any]:
        """What each of them says next."""
        said = []
        deadline = time.monotonic() + seconds
        for pipe, process in zip(self.pipes, self.processes, strict=True):
            while not pipe.poll():
                if not process.is_alive() or time.monotonic() > deadline:
                    raise SystemExit("A load process ended, or does not answer.")
                await asyncio.sleep(0.01)
            said.append(pipe.recv())
            assert word is None or said[-1] == word, said[-1]
        return said

    async def order(self, order: str, value: object = None) -> list[Any]:
        for pipe in self.pipes:
            pipe.send((order, value))
        return await self.wait()

    def like(self, n: int) -> None:
        self.pipes[n % len(self.pipes)].send(("like", 5))


@dataclass(frozen=True)
class Heard:
    """What the viewers heard in one phase, added up."""

    received: int
    lost: int
    duplicated: int
    out_of_order: int
    cut: int
    deliveries: int
    bins: Counter[int]

    def percentile(self, share: float) -> float:
        """In milliseconds, from the moment at which it was sent."""
        wanted, seen = share * sum(self.bins.values()), 0
        for n in sorted(self.bins):
            seen += self.bins[n]
            if seen >= wanted:
                return round((n + 1) * BIN_NS / 1e6, 1)
        return 0.0


async def _heard(crowds: Crowds, messages: int) -> Heard:
    """Wait until everybody has heard everything, or nothing more comes for five seconds, and add up."""
    before, quiet_since = -1, time.monotonic()
    while True:
        reports = await crowds.order("report")
        received = [count for report in reports for count in report["received"]]
        if sum(received) != before:
            before, quiet_since = sum(received), time.monotonic()
        if sum(received) >= messages * len(received) or time.monotonic() - quiet_since > 5:
            break
        await asyncio.sleep(0.3)
    bins: Counter[int] = Counter()
    kinds: Counter[str] = Counter()
    for report in reports:
        bins.update(report["bins"])
        kinds.update(report["kinds"])
    return Heard(
        received=sum(received),
        lost=sum(max(messages - count, 0) for count in received),
        duplicated=sum(report["duplicated"] for report in reports),
        out_of_order=sum(report["out_of_order"] for report in reports),
        cut=sum(report["cut"] for report in reports),
        deliveries=sum(kinds.values()),
        bins=bins,
    )


class Room:
    """One measured room: its doors, its crowd, and what is said in it."""

    def __init__(self, stage: Stage, doors: Doors, bus: Any) -> None:
        self.stage, self.doors, self.bus = stage, doors, bus
        self.path = f"/live/{stage.room}/"
        self.told: list[tuple[float, str, bytes]] = []
        self.viewers: dict[str, int] = {}
        self.is_kept = False
        self.refused: Counter[int] = Counter()
        self.numbers = itertools.count()

    async def listen(self) -> None:
        async def hear(message: Any) -> None:
            if self.is_kept:
                self.told.append((time.monotonic(), message.subject, message.data))
            if message.subject.endswith(".viewers"):
                self.viewers = json.loads(message.data)

        await self.bus.subscribe(f"room.{self.stage.room}.>", cb=hear)
        await self.bus.flush()

    async def admit(self, count: int) -> tuple[Crowds, list[str]]:
        """Give so many guests a pass through the door, let them connect, and have each begin a visit."""
        keys = [str(uuid.uuid4()) for _ in range(count)]

        async def ticket(n: int, key: str) -> tuple[str, str]:
            answer = await self.doors.ask(f"{self.path}pass/?visit={key}", address=_address(n))
            if answer.status != 200:
                raise SystemExit(f"no pass: {answer.status} {answer.body[:200]!r}")
            return json.loads(answer.body)["jwt"], key

        async def enter(n: int, key: str) -> None:
            answer = await self.doors.ask(
                f"{self.path}visits/", said={"visit": key, "from": "feed"}, address=_address(n)
            )
            if answer.status != 200:
                raise SystemExit(f"no visit: {answer.status} {answer.body[:200]!r}")

        crowds = Crowds(self.stage.room, await asyncio.gather(*(ticket(n, key) for n, key in enumerate(keys))))
        await crowds.wait("ready")
        await asyncio.gather(*(enter(n, key) for n, key in enumerate(keys)))
        return crowds, keys

    async def rest(self, now: int, total: int) -> bool:
        """Whether the count that everybody hears comes to this, and the rows say the same."""
        from meadow.venue.live.models.shows import Visit

        deadline = time.monotonic() + PATIENCE
        while self.viewers != {"now": now, "total": total} and time.monotonic() < deadline:
            await asyncio.sleep(0.2)
        here = await _ask_rows(lambda: Visit.objects.here().filter(show=self.stage.show).count())
        return self.viewers == {"now": now, "total": total} and here == now

    async def say(self, text: str, session: str) -> None:
        mark = f"b-{next(self.numbers)}-{time.time_ns()}"
        answer = await self.doors.ask(f"{self.path}messages/", said={"text": text, "mark": mark}, session=session)
        self.refused[answer.status] += 1

    async def talk(self, seconds: float, crowds: Crowds) -> None:
        """Messages, likes and pins at their pace, whatever they take."""

        async def at_pace(every: float, step: Any) -> None:
            began = time.monotonic()
            going = []
            for n in range(round(seconds / every)):
                await asyncio.sleep(max(began + n * every - time.monotonic(), 0))
                going.append(asyncio.ensure_future(step(n)))
            await asyncio.gather(*going)

        async def message(n: int) -> None:
            await self.say(f"Where did you find it, number {n}?", self.stage.speakers[n % len(self.stage.speakers)])

        async def like(n: int) -> None:
            crowds.like(n)

        async def pin(n: int) -> None:
            product = self.stage.products[n % len(self.stage.products)]
            answer = await self.doors.ask(f"{self.path}shelf/{product}/explaining/", said={}, session=self.stage.host)
            if answer.status >= 400:
                raise SystemExit(f"no pin: {answer.status} {answer.body[:200]!r}")

        await asyncio.gather(
            at_pace(1 / MESSAGES_A_SECOND, message), at_pace(1 / LIKES_A_SECOND, like), at_pace(PIN_EVERY, pin)
        )


async def replay(bus: Any, told: list[tuple[float, str, bytes]]) -> int:
    """Publish what was told once more, at its pace, with the moment of now; returns how many messages."""
    if not told:
        return 0
    first, began, messages = told[0][0], time.monotonic(), 0
    for at, subject, payload in list(told):
        await asyncio.sleep(max(began + at - first - time.monotonic(), 0))
        fresh, count = _STAMP.subn(rb"\g<1>%d" % time.time_ns() + b'"', payload)
        messages += count
        await bus.publish(subject, fresh)
    return messages


async def measure(stage: Stage, address: str, viewers: int, seconds: float, pids: dict[str, int]) -> dict[str, Any]:
    """One room with so many viewers: live, raw, and at rest before and after."""
    bus, doors = await connect_bus("bench"), Doors(address, 12)
    room = Room(stage, doors, bus)
    await room.listen()
    crowds, _keys = await room.admit(viewers)
    came = await _ask_rows(lambda: _total(stage.show))
    is_exact = await room.rest(viewers, came)
    await crowds.order("reset")

    used, began = _cpu(pids, crowds), time.monotonic()
    room.is_kept = True
    await room.talk(seconds, crowds)
    messages = room.refused[201]
    heard = await _heard(crowds, messages)
    room.is_kept = False
    took = _span(room.told, heard)
    spent = time.monotonic() - began
    cpu = {name: round((now - used[name]) / spent, 2) for name, now in _cpu(pids, crowds).items()}

    await crowds.order("reset")
    raw_messages = await replay(bus, room.told)
    raw = await _heard(crowds, raw_messages)
    is_exact &= await room.rest(viewers, came)

    leaving = viewers // 2
    per_process = [leaving // len(crowds.pipes) + (n < leaving % len(crowds.pipes)) for n in range(len(crowds.pipes))]
    for pipe, count in zip(crowds.pipes, per_process, strict=True):
        pipe.send(("leave", count))
    await crowds.wait("leave")
    is_exact &= await room.rest(viewers - leaving, came)
    await crowds.order("stop")
    doors.close()
    await bus.close()
    raw_took = _span(room.told, raw)
    per_s, raw_per_s = heard.deliveries / took, raw.deliveries / raw_took
    return {
        "viewers": viewers,
        "messages": messages,
        "refused": sum(room.refused.values()) - messages,
        "lost": heard.lost,
        "duplicated": heard.duplicated,
        "out_of_order": heard.out_of_order,
        "cut": heard.cut,
        "deliveries": heard.deliveries,
        "deliveries_per_s": round(per_s),
        "raw_deliveries_per_s": round(raw_per_s),
        "ratio_to_raw": round(per_s / raw_per_s, 3),
        "p50_ms": heard.percentile(0.5),
        "p99_ms": heard.percentile(0.99),
        "raw_p50_ms": raw.percentile(0.5),
        "raw_p99_ms": raw.percentile(0.99),
        "raw_lost": raw.lost,
        "is_count_exact": is_exact,
        "cpu": cpu,
    }


async def danmaku(stage: Stage, address: str, file: Path, viewers: int, most: int) -> dict[str, Any]:
    """Real comments, said through the door at fifty times their speed before some viewers."""
    lines = _comments(file, most)
    bus, doors = await connect_bus("bench"), Doors(address, 12)
    room = Room(stage, doors, bus)
    await room.listen()
    crowds, _keys = await room.admit(viewers)
    await crowds.order("reset")
    began, going = time.monotonic(), []
    for n, (at, text) in enumerate(lines):
        await asyncio.sleep(max(began + at / FASTER - time.monotonic(), 0))
        going.append(asyncio.ensure_future(room.say(text, stage.speakers[n % len(stage.speakers)])))
    await asyncio.gather(*going)
    seconds = time.monotonic() - began
    heard = await _heard(crowds, room.refused[201])
    await crowds.order("stop")
    doors.close()
    await bus.close()
    return {
        "comments": len(lines),
        "said": room.refused[201],
        "refused": len(lines) - room.refused[201],
        "viewers": viewers,
        "messages_per_s": round(room.refused[201] / seconds, 1),
        "lost": heard.lost,
        "duplicated": heard.duplicated,
        "out_of_order": heard.out_of_order,
        "p50_ms": heard.percentile(0.5),
        "p99_ms": heard.percentile(0.99),
    }


def _comments(file: Path, most: int) -> list[tuple[float, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as text:
        rows = [(float(row["t_seconds"]), row["text"].strip()[:300]) for row in csv.DictReader(text)]
    return sorted(row for row in rows if row[1])[:most]


def _span(told: list[tuple[float, str, bytes]], heard: Heard) -> float:
    """From the first word to the last receipt: the pace of what was told, and the slowest delivery."""
    slowest = max(heard.bins, default=0) * BIN_NS / 1e9
    return max(told[-1][0] - told[0][0] if told else 0.0, 0.001) + slowest


async def _ask_rows(question: Callable[[], int]) -> int:
    """The answer of the database, over a connection of its own."""

    def ask() -> int:
        try:
            return question()
        finally:
            connection.close()

    return await asyncio.to_thread(ask)


def _total(show: int) -> int:
    from meadow.venue.live.counting.rows import viewers_of

    return len(viewers_of(show))


def _address(n: int) -> str:
    """Where a guest comes from: limits count by address, and a hall full of people has many."""
    return f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"


def _cpu(pids: dict[str, int], crowds: Crowds) -> dict[str, float]:
    """Processor seconds so far, of each and all that it started."""
    found = {name: sum(map(_seconds, _tree(pid))) for name, pid in pids.items()}
    found["load"] = sum(_seconds(process.pid) for process in crowds.processes if process.pid)
    return found


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _tree(int(child))


def _processes(port: str) -> dict[str, int]:
    """The process numbers of the engines of this data folder, and of the web server at this port."""
    folder = str(data_folder())
    found: dict[str, int] = {}
    wanted = {"nats": ("nats-server", folder), "postgres": ("postgres", folder), "web": ("meadow.engines.web", port)}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        for name, (program, mark) in wanted.items():
            runs = any(word.endswith(program) for word in words[:3]) and any(mark in word for word in words)
            if runs and found.get(name) != parent:  # not a worker that looks like its parent
                found[name] = int(process.name)
    return found


@contextmanager
def running(folder: Path, environment: dict[str, str]) -> Iterator[tuple[str, dict[str, int]]]:
    """The web server behind a proxy, and the counting process: where the first is, and their process numbers."""
    environment = {"MEADOW_BEHIND_PROXY": "yes", **environment}
    log = folder / "log"
    with (
        kept(Child("presence", meadow("presence"), environment), folder / "presence.log") as presence,
        served("meadow.config.wsgi:application", environment, log) as address,
    ):
        yield address, {"presence": presence, **_processes(address.rpartition(":")[2])}


def main() -> None:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--danmaku", type=Path)
    own, others = parser.parse_known_args()
    options = begun(others)
    started = time.perf_counter()
    random.seed(7)
    from bench import groups  # it measures with what stands here

    figures: dict[str, Any] = {}
    runs = []
    with tempfile.TemporaryDirectory() as name, running(Path(name), {}) as (address, pids):
        for viewers in VIEWERS:
            stage = stand(SPEAKERS)
            connection.close()
            count, seconds = max(round(viewers * options.scale), 20), max(SECONDS * options.scale, 5)
            runs.append(asyncio.run(measure(stage, address, count, seconds, pids)))
            print(", ".join(f"{key} {value}" for key, value in runs[-1].items()))
        if own.danmaku:
            stage = stand(400)
            connection.close()
            most, count = max(round(3_000 * options.scale), 50), max(round(1_000 * options.scale), 20)
            figures["danmaku"] = asyncio.run(danmaku(stage, address, own.danmaku, count, most))
            print(", ".join(f"{key} {value}" for key, value in figures["danmaku"].items()))
        figures["groups"] = groups.measured(address, pids, options.scale)
        figures["unread_ms"] = groups.unread_ms()
        print(f"unread_ms {figures['unread_ms']}")
    figures = {**runs[-1], "runs": runs, **figures, "scale": options.scale}
    write(options.json, {**figures, **surroundings(time.perf_counter() - started)})


if __name__ == "__main__":
    main()
