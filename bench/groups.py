"""Groups for `meadow bench room`: members on passes who are talked to, and how long it takes to know what is unread."""

import asyncio
import itertools
import json
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from bench.doors import Doors
from bench.orders import _session
from bench.room import Crowds, _cpu, _heard, _span, replay
from meadow.engines.bus import connect_bus

GROUPS = ((2_000, 20), (10_000, 2))
"""So many members, and so many messages a second."""
SECONDS, SPEAKERS = 60, 60
THREADS, MESSAGES = 200, 10_000


@dataclass(frozen=True)
class Gathering:
    """A group, and the sessions of its members."""

    group: int
    sessions: list[str]


def gather(members: int) -> Gathering:
    """A shop's group with so many members who have signed in."""
    from meadow.goods.models.shops import Seat, Shop
    from meadow.people.models.persons import Person
    from meadow.venue.groups.actions.making import Plan, make_group
    from meadow.venue.groups.models.groups import Group, Member
    from meadow.venue.talk.models.threads import Reader

    mark = uuid.uuid4().hex[:8]
    with transaction.atomic():
        people = Person.objects.bulk_create(
            Person(email=f"g{n}-{mark}@bench.example", handle=f"g{mark}.{n}", name=f"Member {n}", password="!")
            for n in range(members + 1)
        )
        owner, *others = people
        shop = Shop.objects.create(handle=f"group-{mark}", name="Bench", currency="USD", state=Shop.State.OPEN)
        Seat.objects.create(shop=shop, person=owner, role=Seat.Role.OWNER)
        group = make_group(Plan(name="Bench", capacity=100_000), by=owner, shop=shop)
        Member.objects.bulk_create([Member(group=group, person=person) for person in others], batch_size=2_000)
        Reader.objects.bulk_create([Reader(thread_id=group.pk, person=person) for person in others], batch_size=2_000)
        Group.objects.filter(pk=group.pk).update(member_count=members + 1)
        sessions = [f"{settings.SESSION_COOKIE_NAME}={_session(person)}" for person in others]
    return Gathering(group.pk, sessions)


async def measure(
    gathering: Gathering, address: str, pace: float, seconds: float, pids: dict[str, int]
) -> dict[str, Any]:
    """One group: what is said through its door, as its members hear it; then the same told by nobody."""
    bus, doors = await connect_bus("bench"), Doors(address, 12)
    path, members = f"/talk/{gathering.group}/", len(gathering.sessions)
    told: list[tuple[float, str, bytes]] = []
    is_kept = False

    async def hear(message: Any) -> None:
        if is_kept:
            told.append((time.monotonic(), message.subject, message.data))

    await bus.subscribe(f"group.{gathering.group}.>", cb=hear)
    await bus.flush()

    async def ticket(session: str) -> tuple[str, str]:
        answer = await doors.ask(f"{path}pass/", session=session)
        if answer.status != 200:
            raise SystemExit(f"no pass: {answer.status} {answer.body[:200]!r}")
        return json.loads(answer.body)["jwt"], ""

    tickets = list(await asyncio.gather(*map(ticket, gathering.sessions)))
    crowds = Crowds(gathering.group, tickets, place="group")
    await crowds.wait("ready")
    await crowds.order("reset")

    answers: Counter[int] = Counter()
    numbers = itertools.count()

    async def say(session: str) -> None:
        mark = f"b-{next(numbers)}-{time.time_ns()}"
        said = {"text": "Where did you find it?", "mark": mark}
        answers[(await doors.ask(f"{path}messages/", said=said, session=session)).status] += 1

    used, began, going = _cpu(pids, crowds), time.monotonic(), []
    is_kept = True
    for n in range(round(seconds * pace)):
        await asyncio.sleep(max(began + n / pace - time.monotonic(), 0))
        going.append(asyncio.ensure_future(say(gathering.sessions[n % min(SPEAKERS, members)])))
    await asyncio.gather(*going)
    messages = answers[201]
    heard = await _heard(crowds, messages)
    is_kept = False
    took, spent = _span(told, heard), time.monotonic() - began
    cpu = {name: round((now - used[name]) / spent, 2) for name, now in _cpu(pids, crowds).items()}

    await crowds.order("reset")
    raw = await _heard(crowds, await replay(bus, told))
    await crowds.order("stop")
    doors.close()
    await bus.close()
    per_s, raw_per_s = heard.deliveries / took, raw.deliveries / _span(told, raw)
    return {
        "members": members,
        "messages_per_s": pace,
        "messages": messages,
        "refused": sum(answers.values()) - messages,
        "lost": heard.lost,
        "duplicated": heard.duplicated,
        "out_of_order": heard.out_of_order,
        "cut": heard.cut,
        "deliveries": heard.deliveries,
        "deliveries_per_s": round(per_s),
        "raw_deliveries_per_s": round(raw_per_s),
        "ratio_to_raw": round(per_s / max(raw_per_s, 1), 3),
        "p50_ms": heard.percentile(0.5),
        "p99_ms": heard.percentile(0.99),
        "raw_p50_ms": raw.percentile(0.5),
        "raw_p99_ms": raw.percentile(0.99),
        "raw_lost": raw.lost,
        "cpu": cpu,
    }


def measured(address: str, pids: dict[str, int], scale: float) -> list[dict[str, Any]]:
    """Each of the groups, one after the other."""
    runs = []
    for members, pace in GROUPS:
        gathering = gather(max(round(members * scale), 20))
        connection.close()
        runs.append(asyncio.run(measure(gathering, address, pace, max(SECONDS * scale, 5), pids)))
        print(", ".join(f"{key} {value}" for key, value in runs[-1].items()))
    return runs


def unread_ms() -> float:
    """What one person has not read in 200 groups of 10,000 messages: the median of fifty askings."""
    from meadow.people.models.persons import Person
    from meadow.venue.talk.models.threads import Reader, Thread
    from meadow.venue.talk.unread import unread_of

    mark = uuid.uuid4().hex[:8]
    with transaction.atomic():
        person = Person.objects.create(email=f"u-{mark}@bench.example", handle=f"u{mark}", name="Reader", password="!")
        threads = Thread.objects.bulk_create([Thread(place="group", last=MESSAGES) for _ in range(THREADS)])
        Reader.objects.bulk_create([Reader(thread=thread, person=person, read=MESSAGES // 2) for thread in threads])
    took = []
    for _ in range(50):
        began = time.perf_counter()
        if unread_of(person) != THREADS * MESSAGES // 2:
            raise SystemExit("What is unread is not what was left unread.")
        took.append((time.perf_counter() - began) * 1_000)
    Thread.objects.filter(pk__in=[thread.pk for thread in threads]).delete()
    person.delete()
    connection.close()
    return round(median(took), 2)
