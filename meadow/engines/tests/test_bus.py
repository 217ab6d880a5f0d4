"""The bus: streams that are made as asked, and chatter from threads and forked processes."""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from nats.js.api import StreamConfig

from meadow.engines import bus, nats, ports
from meadow.engines.children import kept
from meadow.engines.places import Place


@pytest.fixture
def server(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[nats.Nats]:
    it = nats.embedded(place, port=ports.free_port(), websocket_port=ports.free_port())
    for name, value in it.environment.items():
        monkeypatch.setenv(name, value)
    with kept(it.child(), place.logs / "nats.log"):
        yield it


def test_streams_are_made_and_then_changed(server: nats.Nats) -> None:
    async def visit() -> tuple[int, float | None]:
        connection = await bus.connect_bus("test")
        js = connection.jetstream()
        await bus.ensure_streams(js, [StreamConfig(name="facts", subjects=["fact.>"])])
        await js.publish("fact.one", b"1", headers={"Nats-Msg-Id": "a"})
        await js.publish("fact.one", b"1", headers={"Nats-Msg-Id": "a"})
        week = timedelta(days=7).total_seconds()
        await bus.ensure_streams(js, [StreamConfig(name="facts", subjects=["fact.>"], max_age=week)])
        told = await js.stream_info("facts")
        await connection.close()
        return told.state.messages, told.config.max_age

    assert asyncio.run(visit()) == (1, 604_800)


def test_the_journal_is_there_after_a_restart(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def write() -> None:
        connection = await bus.connect_bus("test")
        await bus.ensure_streams(connection.jetstream(), [StreamConfig(name="facts", subjects=["fact.>"])])
        await connection.jetstream().publish("fact.one", b"1")
        await connection.close()

    async def read() -> int:
        connection = await bus.connect_bus("test")
        told = await connection.jetstream().stream_info("facts")
        await connection.close()
        return told.state.messages

    it = nats.embedded(place, port=ports.free_port(), websocket_port=ports.free_port())
    monkeypatch.setenv("MEADOW_NATS_URL", it.url)
    with kept(it.child(), place.logs / "nats.log") as pid:
        asyncio.run(write())
        os.kill(pid, signal.SIGKILL)
    with kept(it.child(), place.logs / "nats.log"):
        assert asyncio.run(read()) == 1


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")  # which is what is tried here
def test_every_thread_and_a_forked_process_may_chat(server: nats.Nats) -> None:
    heard: list[str] = []

    def fork_and_say(subject: str) -> None:
        child = os.fork()
        if child == 0:
            bus.publish(subject, b"hello")
            threading.Event().wait(1)
            os._exit(0)
        os.waitpid(child, 0)

    async def visit() -> None:
        connection = await bus.connect_bus("listener")
        words = await connection.subscribe("chat.>")
        await connection.flush()
        threads = [threading.Thread(target=bus.publish, args=(f"chat.{n}", b"hello")) for n in range(4)]
        for thread in threads:
            thread.start()
        heard.extend([(await words.next_msg(5)).subject for _ in threads])
        await asyncio.to_thread(fork_and_say, "chat.forked")
        heard.append((await words.next_msg(5)).subject)
        await connection.close()

    bus._chatter = bus._Chatter()
    asyncio.run(visit())

    bus._chatter.close()
    assert sorted(heard) == ["chat.0", "chat.1", "chat.2", "chat.3", "chat.forked"]


def test_chatter_is_lost_rather_than_waited_for(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEADOW_NATS_URL", f"nats://127.0.0.1:{ports.free_port()}")
    monkeypatch.setattr(bus, "_LONGEST_QUEUE", 100)
    chatter = bus._Chatter()

    for _ in range(1000):
        chatter.say("chat.nobody", b"hello")

    done = threading.Event()
    chatter.loop().call_soon_threadsafe(done.set)
    assert done.wait(5)
    chatter.close()
    assert chatter.lost >= 899
