"""Passes, shown to a real nats-server through its WebSocket door."""

import asyncio
import base64
import contextlib
import itertools
import json
from collections.abc import Iterator
from datetime import timedelta

import aiohttp
import pytest

from meadow.engines import bus, ports
from meadow.engines import nats as engine
from meadow.engines.children import kept
from meadow.engines.nats import Nats
from meadow.engines.passes import Pass, issue_pass
from meadow.engines.places import Place
from meadow.engines.refusals import EngineRefused
from meadow.engines.signing import Key, Role

_PAGE = "http://127.0.0.1:8000"


@pytest.fixture
def server(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nats]:
    it = engine.embedded(place, port=ports.free_port(), websocket_port=ports.free_port(), origins=[_PAGE])
    for name, value in it.environment.items():
        monkeypatch.setenv(name, value)
    with kept(it.child(), place.logs / "nats.log"):
        yield it


def pass_for(name: str, *subjects: str, lifetime: timedelta = timedelta(minutes=5)) -> Pass:
    return issue_pass(account=engine.account_key(), name=name, subjects=subjects, lifetime=lifetime)


class Browser:
    """A page's connection, speaking NATS's protocol over a WebSocket: what it heard, and what it was refused."""

    def __init__(self, jwt: str, origin: str = _PAGE) -> None:
        self._jwt = jwt
        self._origin = origin
        self._subscriptions = itertools.count(1)
        self._answered = asyncio.Event()
        self.heard: list[str] = []
        self.errors: list[str] = []
        self.gone = asyncio.Event()

    async def __aenter__(self) -> "Browser":
        self._session = aiohttp.ClientSession()
        try:
            self._socket = await self._session.ws_connect(
                engine.websocket_url_from_environment(), headers={"Origin": self._origin}
            )
        except aiohttp.WSServerHandshakeError:
            await self._session.close()
            raise
        self._reading = asyncio.create_task(self._read())
        await self.send("CONNECT " + json.dumps({"verbose": False, "jwt": self._jwt, "lang": "test", "protocol": 1}))
        await self.settle()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()
        await self._reading
        await self._session.close()

    async def send(self, *lines: str) -> None:
        with contextlib.suppress(ConnectionError):  # the server may have hung up
            await self._socket.send_bytes("".join(f"{line}\r\n" for line in lines).encode())

    async def settle(self) -> None:
        """Wait until the server has dealt with everything sent so far, or has hung up."""
        self._answered.clear()
        await self.send("PING")
        await asyncio.wait_for(self._answered.wait(), 5)

    async def listen(self, *subjects: str) -> None:
        await self.send(*(f"SUB {subject} {next(self._subscriptions)}" for subject in subjects))
        await self.settle()

    async def _read(self) -> None:
        rest = b""
        async for message in self._socket:
            *lines, rest = (rest + message.data).split(b"\r\n")
            for line in map(bytes.decode, lines):
                verb, _, words = line.partition(" ")
                if verb == "MSG":
                    self.heard.append(words.split()[0])
                elif verb == "-ERR":
                    self.errors.append(words.strip("'"))
                elif verb == "PONG":
                    self._answered.set()
                elif verb == "PING":
                    await self.send("PONG")
        self.gone.set()
        self._answered.set()


async def say(*subjects: str) -> None:
    connection = await bus.connect_bus("test")
    for subject in subjects:
        await connection.publish(subject, b"hello")
    await connection.flush()
    await connection.close()


async def refused(jwt: str, origin: str = _PAGE) -> bool:
    """Whether the server hangs up on whoever shows this pass."""
    try:
        async with Browser(jwt, origin) as it:
            return it.gone.is_set()
    except aiohttp.WSServerHandshakeError:
        return True


def test_a_pass_hears_its_own_subjects_and_no_others(server: Nats) -> None:
    async def visit() -> Browser:
        async with Browser(pass_for("ada", "room.1.>", "inbox.ada").jwt) as ada:
            await ada.listen("room.1.>", "inbox.ada", "room.2.>", "inbox.bo", ">", "room.*.chat", "_INBOX.>", "$SYS.>")
            await say("room.1.chat", "room.2.chat", "inbox.ada", "inbox.bo")
            await ada.settle()
            return ada

    ada = asyncio.run(visit())

    assert sorted(ada.heard) == ["inbox.ada", "room.1.chat"]
    assert ada.errors == [
        f'Permissions Violation for Subscription to "{subject}"'
        for subject in ("room.2.>", "inbox.bo", ">", "room.*.chat", "_INBOX.>", "$SYS.>")
    ]


def test_a_pass_cannot_say_anything(server: Nats) -> None:
    async def visit() -> tuple[list[str], list[str]]:
        async with Browser(pass_for("bo", "room.1.>").jwt) as bo, Browser(pass_for("ada", "room.1.>").jwt) as ada:
            await ada.listen("room.1.>")
            for subject in ("room.1.chat", "room.2.chat", "$JS.API.INFO"):
                await bo.send(f"PUB {subject} 6", "forged")
            await bo.settle()
            await ada.settle()
            return ada.heard, bo.errors

    heard, errors = asyncio.run(visit())

    assert heard == []
    assert [error.split(" to ")[0] for error in errors] == ["Permissions Violation for Publish"] * 3


def test_a_pass_without_subjects_hears_nothing(server: Nats) -> None:
    async def visit() -> list[str]:
        async with Browser(pass_for("ada").jwt) as ada:
            await ada.listen(">", "room.1.>")
            await say("room.1.chat")
            await ada.settle()
            return ada.heard

    assert asyncio.run(visit()) == []


def test_a_forged_pass_is_refused(server: Nats) -> None:
    mine = pass_for("ada", "room.1.>").jwt
    stranger = issue_pass(
        account=Key.new(Role.ACCOUNT), name="ada", subjects=["room.1.>"], lifetime=timedelta(minutes=5)
    )
    head, body, signature = mine.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["nats"]["sub"] = {"allow": [">"]}
    widened = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")

    assert not asyncio.run(refused(mine))
    assert asyncio.run(refused(stranger.jwt))
    assert asyncio.run(refused(f"{head}.{widened}.{signature}"))
    assert asyncio.run(refused(mine[:-6] + "AAAAAA"))
    assert asyncio.run(refused(""))


def test_an_expired_pass_is_refused_and_an_expiring_one_cut_off(server: Nats) -> None:
    async def visit() -> None:
        async with Browser(pass_for("ada", "room.1.>", lifetime=timedelta(seconds=2)).jwt) as ada:
            await asyncio.wait_for(ada.gone.wait(), 6)

    asyncio.run(visit())

    assert asyncio.run(refused(pass_for("ada", "room.1.>", lifetime=timedelta(seconds=-1)).jwt))


def test_a_pass_opens_the_websocket_door_only(server: Nats) -> None:
    jwt = pass_for("ada", "room.1.>").jwt

    async def knock() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"CONNECT " + json.dumps({"verbose": False, "jwt": jwt}).encode() + b"\r\nPING\r\n")
        said = await reader.read(-1)
        writer.close()
        await writer.wait_closed()
        return said

    assert b"-ERR 'Authorization Violation'" in asyncio.run(knock())


def test_a_page_of_another_origin_is_refused(server: Nats) -> None:
    assert asyncio.run(refused(pass_for("ada", "room.1.>").jwt, origin="http://evil.example"))


def test_a_kick_cuts_every_connection_of_a_name_and_no_other(server: Nats) -> None:
    async def visit() -> tuple[int, bool, list[str]]:
        jwt = pass_for("ada", "room.1.>").jwt
        async with Browser(jwt) as here, Browser(jwt) as there, Browser(pass_for("bo", "room.1.>").jwt) as bo:
            for it in (here, there, bo):
                await it.listen("room.1.>")
            cut = await bus.kick("ada")
            await asyncio.wait_for(asyncio.gather(here.gone.wait(), there.gone.wait()), 5)
            await say("room.1.chat")
            await bo.settle()
            return cut, bo.gone.is_set(), bo.heard

    assert asyncio.run(visit()) == (2, False, ["room.1.chat"])


@pytest.mark.parametrize(
    "subject",
    [">", "*", "*.1", "$SYS.>", "$JS.API.>", "_INBOX.>", "", "room..1", "room.1 >", "room.>.x", "room.1.", "rööm"],
)
def test_a_pass_never_names_what_is_not_ours(subject: str) -> None:
    with pytest.raises(ValueError, match="is not a subject that a pass may name"):
        issue_pass(account=Key.new(Role.ACCOUNT), name="ada", subjects=[subject], lifetime=timedelta(minutes=5))


def test_a_key_survives_being_written_down() -> None:
    for role, letter in ((Role.OPERATOR, "O"), (Role.ACCOUNT, "A"), (Role.USER, "U")):
        key = Key.new(role)
        assert key.seed.startswith(f"S{letter}")
        assert key.public.startswith(letter)
        assert Key.from_seed(key.seed) == key
    with pytest.raises(ValueError, match="not the seed"):
        Key.from_seed(key.seed[:-4] + "AAAA")


def test_the_keys_are_for_us_alone_and_stay_the_same(place: Place) -> None:
    first = engine.account_key()

    assert engine.account_key() == first
    assert [path.stat().st_mode & 0o777 for path in place.keys.glob("nats-*.seed")] == [0o600]


def test_a_foreign_seed_is_refused_in_words(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEADOW_NATS_ACCOUNT_SEED", "hello")
    with pytest.raises(EngineRefused, match="MEADOW_NATS_ACCOUNT_SEED does not hold the seed of a NATS account"):
        engine.account_key()
    monkeypatch.setenv("MEADOW_NATS_ACCOUNT_SEED", Key.new(Role.USER).seed)
    with pytest.raises(EngineRefused, match="seed of another kind of key"):
        engine.account_key()
