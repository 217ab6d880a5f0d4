"""The relay carries announcements from the outbox to the journal; the listener brings them to the reactions."""

import asyncio
import json
import logging
from typing import Any
from uuid import UUID

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections, connections
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig

from meadow.engines.bus import connect_bus, ensure_streams
from meadow.plumbing import metrics
from meadow.plumbing.events import CHANNEL, Told, react
from meadow.plumbing.logs import set_request_id
from meadow.plumbing.models import GivenUp

log = logging.getLogger(__name__)

JOURNAL = StreamConfig(
    name="JOURNAL",
    description="Every fact that a room announced, in order.",
    subjects=["journal.>"],
    max_age=90 * 24 * 3600,
    duplicate_window=600,
)
_BATCH = 500
_LOCK = 0x6D656164  # one relay at a time keeps the order
_TRIES = 20


async def carry_for_ever() -> None:
    """Carry what is announced until cancelled; waits for engines that are away, and for another relay to end."""
    while True:
        try:
            bus = await connect_bus("relay")
            try:
                await ensure_streams(bus.jetstream(), [JOURNAL])
                await _carry_while_connected(bus.jetstream())
            finally:
                await bus.close()
        except (psycopg.OperationalError, NatsError, OSError) as error:
            log.warning("the relay starts again: %s", str(error) or type(error).__name__)
            await asyncio.sleep(1)


async def _carry_while_connected(journal: JetStreamContext) -> None:
    async with await connect_to_outbox() as outbox:
        while not await _one(outbox, "SELECT pg_try_advisory_lock(%s)", _LOCK):
            await asyncio.sleep(1)
        await outbox.execute(f"LISTEN {CHANNEL}")
        while True:
            if await carry(outbox, journal) < _BATCH:
                async for _ in outbox.notifies(timeout=2, stop_after=1):
                    pass


async def connect_to_outbox() -> psycopg.AsyncConnection[tuple[Any, ...]]:
    """A connection of our own to the database that Django is configured with."""
    parameters = {
        name: value
        for name, value in connections["default"].get_connection_params().items()
        if name in {"host", "port", "user", "password", "dbname", "sslmode"}
    }
    parameters["dbname"] = settings.DATABASES["default"]["NAME"]
    return await psycopg.AsyncConnection.connect(**parameters, autocommit=True)


async def carry(outbox: psycopg.AsyncConnection[tuple[Any, ...]], journal: JetStreamContext) -> int:
    """Carry the oldest announcements, at most one batch; return how many.

    A row is deleted once the journal has acknowledged it. Dying in between sends it again under the same
    `Nats-Msg-Id`, which the journal drops.
    """
    rows = await (
        await outbox.execute(
            "SELECT id, event, name, data, request, announced_at FROM plumbing_announcement ORDER BY id LIMIT %s",
            [_BATCH],
        )
    ).fetchall()
    carried: list[int] = []
    try:
        for pk, event, name, data, request, at in rows:
            fact = {"id": str(event), "name": name, "at": at.isoformat(), "request": request, "data": data}
            await journal.publish(
                f"journal.{name}", json.dumps(fact).encode(), headers={"Nats-Msg-Id": str(event)}, stream=JOURNAL.name
            )
            carried.append(pk)
            metrics.CARRIED.labels(name).inc()
    finally:
        if carried:
            await outbox.execute("DELETE FROM plumbing_announcement WHERE id = ANY(%s)", [carried])
    return len(carried)


async def _one(outbox: psycopg.AsyncConnection[tuple[Any, ...]], statement: str, *values: object) -> Any:
    row = await (await outbox.execute(statement, values)).fetchone()
    return row[0] if row else None


async def listen_for_ever() -> None:
    """Bring every event to the reactions, one after another, until cancelled."""
    bus = await connect_bus("reactions")
    try:
        journal = bus.jetstream()
        await ensure_streams(journal, [JOURNAL])
        deliveries = await journal.pull_subscribe(
            "journal.>",
            durable="reactions",
            stream=JOURNAL.name,
            config=ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, max_deliver=_TRIES, ack_wait=60),
        )
        while True:
            try:
                messages = await deliveries.fetch(50, timeout=5)
            except TimeoutError:  # nothing came; nats-py raises asyncio's own beside its own, which is one of these
                continue
            except NatsError as error:
                log.warning("the journal does not answer: %s", str(error) or type(error).__name__)
                await asyncio.sleep(1)
                continue
            for message in messages:
                await deliver(message)
    finally:
        await bus.close()


async def deliver(message: Msg) -> None:
    """Let the reactions see one event; what fails is delivered again later, and put aside after twenty tries."""
    fact = json.loads(message.data)
    set_request_id(fact.get("request", ""))
    told = Told(event=UUID(fact["id"]), name=fact["name"], data=fact["data"])
    try:
        await sync_to_async(_react)(told)
    except Exception as error:
        tries = message.metadata.num_delivered
        log.exception("%s could not be reacted to, try %s of %s", told.name, tries, _TRIES, extra={"event": fact["id"]})
        metrics.REACTIONS.labels(told.name, "failed").inc()
        if tries < _TRIES:
            await message.nak(delay=min(2**tries, 300))
        else:
            await sync_to_async(_put_aside)(told, error)
            await message.term()
    else:
        metrics.REACTIONS.labels(told.name, "done").inc()
        await message.ack()


def react_again() -> tuple[int, int]:
    """Let the reactions see what was put aside once more; returns how many events succeeded and how many failed."""
    done = failed = 0
    for fact in GivenUp.objects.all():
        try:
            react(Told(event=fact.event, name=fact.name, data=fact.data))
        except Exception:
            log.exception("%s could not be reacted to again", fact.name, extra={"event": str(fact.event)})
            failed += 1
        else:
            fact.delete()
            done += 1
    return done, failed


def _react(told: Told) -> None:
    close_old_connections()
    react(told)


def _put_aside(told: Told, error: Exception) -> None:
    close_old_connections()
    reason = f"{type(error).__name__}: {error}"
    GivenUp.objects.get_or_create(
        event=told.event, defaults={"name": told.name, "data": told.data, "reason": reason[:2000]}
    )
