"""Facts travel: outbox, journal and reactions, over real PostgreSQL and real NATS."""

import asyncio
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from django.core.management import CommandError, call_command
from django.db import transaction
from nats.aio.msg import Msg

from meadow.engines.bus import connect_bus, ensure_streams
from meadow.plumbing import events
from meadow.plumbing.events import Event, Told, announce, announced, react, reaction
from meadow.plumbing.health import reactions
from meadow.plumbing.models import Announcement, GivenUp, Reacted
from meadow.plumbing.relay import JOURNAL, carry, connect_to_outbox, deliver


@dataclass(frozen=True, kw_only=True)
class GrassGrew(Event):
    """Something green got longer."""

    blade: int


# Importing this file must tell nobody that grass grows: the list of events is read by tests in the same process.
del Event.known[GrassGrew.name]


@pytest.fixture(autouse=True)
def _only_here_grass_grows() -> Iterator[None]:
    Event.known[GrassGrew.name] = GrassGrew
    yield
    Event.known.pop(GrassGrew.name, None)
    events._reactions.pop(GrassGrew.name, None)


def _carry_and_read(count: int) -> list[dict[str, Any]]:
    """Carry the outbox, and read what this added to the journal; other tests write to the same one meanwhile."""
    mine = {str(event) for event in Announcement.objects.values_list("event", flat=True)}
    return [fact for fact in asyncio.run(_carry(count)) if fact["id"] in mine]


async def _carry(count: int) -> list[dict[str, Any]]:
    bus = await connect_bus("test")
    journal = bus.jetstream()
    await ensure_streams(journal, [JOURNAL])
    before = (await journal.stream_info("JOURNAL")).state.last_seq
    async with await connect_to_outbox() as outbox:
        assert await carry(outbox, journal) == count
    found = []
    last = (await journal.stream_info("JOURNAL")).state.last_seq
    for sequence in range(before + 1, last + 1):
        message = await journal.get_msg("JOURNAL", sequence)
        found.append(json.loads(message.data or b""))
    await bus.close()
    return found


def test_a_fact_is_told_only_when_the_transaction_holds(transactional_db: None) -> None:
    with transaction.atomic():
        announce(GrassGrew(blade=1))
        transaction.set_rollback(True)

    assert announced() == []


def test_a_fact_outside_a_transaction_is_a_bug(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match=r"plumbing\.grass_grew was announced outside a transaction"):
        announce(GrassGrew(blade=1))


def test_facts_reach_the_journal_in_order_and_leave_the_outbox(transactional_db: None) -> None:
    with transaction.atomic():
        for blade in range(5):
            announce(GrassGrew(blade=blade))

    told = _carry_and_read(5)

    assert [fact["data"]["blade"] for fact in told] == [0, 1, 2, 3, 4]
    assert announced() == []


def test_a_fact_carried_twice_stands_once_in_the_journal(transactional_db: None) -> None:
    with transaction.atomic():
        announce(GrassGrew(blade=7))
    row = Announcement.objects.get()
    assert len(_carry_and_read(1)) == 1

    row.save(force_insert=True)  # as if the relay had died before it deleted the row

    assert _carry_and_read(1) == []


def test_a_reaction_works_once_per_event(db: None) -> None:
    seen: list[int] = []

    @reaction(GrassGrew.name)
    def mow(told: Told) -> None:
        seen.append(told.data["blade"])

    told = Told(event=uuid.uuid4(), name=GrassGrew.name, data={"blade": 3})

    assert react(told) == 1
    assert react(told) == 0
    assert seen == [3]


def test_a_reaction_that_breaks_is_not_remembered_as_done(db: None) -> None:
    @reaction(GrassGrew.name)
    def stumble(told: Told) -> None:
        raise ValueError(told.data["blade"])

    with pytest.raises(ValueError, match="3"):
        react(Told(event=uuid.uuid4(), name=GrassGrew.name, data={"blade": 3}))

    assert not Reacted.objects.exists()


def test_a_reaction_that_breaks_does_not_keep_the_others_from_it(db: None) -> None:
    seen: list[int] = []

    @reaction(GrassGrew.name)
    def stumble(told: Told) -> None:
        raise ValueError(told.data["blade"])

    @reaction(GrassGrew.name)
    def mow(told: Told) -> None:
        seen.append(told.data["blade"])

    told = Told(event=uuid.uuid4(), name=GrassGrew.name, data={"blade": 3})
    for _ in range(2):
        with pytest.raises(ValueError, match="3"):
            react(told)

    assert seen == [3]


@dataclass
class Delivery:
    """A message of the journal at one of its deliveries, as far as `deliver` looks at it."""

    data: bytes
    tries: int
    answer: str = ""

    @property
    def metadata(self) -> "Delivery":
        return self

    @property
    def num_delivered(self) -> int:
        return self.tries

    async def nak(self, delay: float) -> None:
        self.answer = "later"

    async def term(self) -> None:
        self.answer = "never"

    async def ack(self) -> None:
        self.answer = "done"


def test_what_fails_for_good_is_put_aside_and_can_be_tried_again(
    transactional_db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[int] = []
    broken = [True]

    @reaction(GrassGrew.name)
    def mow(told: Told) -> None:
        if broken:
            raise ValueError("no fuel")
        seen.append(told.data["blade"])

    fact = {"id": str(uuid.uuid4()), "name": GrassGrew.name, "data": {"blade": 4}}
    deliveries = [Delivery(json.dumps(fact).encode(), tries) for tries in (19, 20)]
    for delivery in deliveries:
        async_to_sync(deliver)(cast(Msg, delivery))

    assert [delivery.answer for delivery in deliveries] == ["later", "never"]
    assert GivenUp.objects.get().reason == "ValueError: no fuel"
    assert [finding.says for finding in reactions()] == ["1 facts were put aside: plumbing.grass_grew"]

    with pytest.raises(CommandError):
        call_command("react", "--again")
    broken.clear()
    call_command("react", "--again")

    assert seen == [4]
    assert not GivenUp.objects.exists()
    assert "1 facts were reacted to, 0 failed again." in capsys.readouterr().out
