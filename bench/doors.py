"""Knocking at doors over keep-alive connections of one asyncio process, as pages do."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode

TOKEN = "b" * 32


@dataclass(frozen=True)
class Answered:
    """A status and a body."""

    status: int
    body: bytes


class Doors:
    """So many connections to one server, each used by one request at a time."""

    def __init__(self, address: str, connections: int) -> None:
        self.host = address.removeprefix("http://")
        self._free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter] | None] = asyncio.Queue()
        for _ in range(connections):
            self._free.put_nowait(None)

    async def ask(
        self, path: str, *, said: dict[str, str] | None = None, session: str = "", address: str = ""
    ) -> Answered:
        """GET, or POST what is said, as whoever holds the session, or as a guest from the address."""
        body = urlencode(said).encode() if said is not None else b""
        lines = [f"{'GET' if said is None else 'POST'} {path} HTTP/1.1", f"Host: {self.host}"]
        lines += ["Accept: application/json", f"Cookie: csrftoken={TOKEN}{session and f'; {session}'}"]
        lines += [f"X-Forwarded-For: {address}"] if address else []
        if said is not None:
            lines += [f"X-CSRFToken: {TOKEN}", "Content-Type: application/x-www-form-urlencoded"]
            lines += [f"Content-Length: {len(body)}"]
        async with self._connection() as (reader, writer):
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            head = await reader.readuntil(b"\r\n\r\n")
            fields = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:] if b": " in line)
            answer = await reader.readexactly(int(fields.get(b"content-length", 0)))
        return Answered(int(head[9:12]), answer)

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        pair = await self._free.get()
        try:
            pair = pair or await asyncio.open_connection(*self.host.split(":"))
            yield pair
        except BaseException:
            if pair:
                pair[1].close()
            pair = None
            raise
        finally:
            self._free.put_nowait(pair)

    def close(self) -> None:
        while not self._free.empty():
            if pair := self._free.get_nowait():
                pair[1].close()
