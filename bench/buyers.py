"""Buyers over HTTP that cost little: keep-alive connections of one asyncio process, and what they were answered."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class Asked:
    """What a crowd was answered: how often what, how long each answer took, and when the last thing was sold."""

    answers: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    seconds: float = 0.0
    selling_seconds: float = 0.0
    first_error: str = ""

    @property
    def sold(self) -> int:
        return self.answers["sold"]

    def percentile(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)], 1) if ordered else 0.0


Requests = Iterator[bytes]
Judge = Callable[[int, bytes], str]


def judged(status: int, body: bytes) -> str:
    """`sold`, the name of a refusal (`out-of-stock`), or `error`."""
    if status == 201:
        return "sold"
    if status == 409 and b'"type":"urn:meadow:out-of-stock"' in body:
        return "out-of-stock"
    return "error"


def order(host: str, body: bytes, *, cookies: str, token: str, key: str) -> bytes:
    """The bytes of one `POST /api/orders/`."""
    head = (
        f"POST /api/orders/ HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nX-CSRFToken: {token}\r\n"
        f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def ask(
    address: str, crowds: list[tuple[Requests, int]], *, seconds: float | None = None, judge: Judge = judged
) -> list[Asked]:
    """Have each crowd send its requests over so many connections, all at once, until they or the seconds are over."""
    host, _, port = address.removeprefix("http://").partition(":")
    return asyncio.run(_ask(host, int(port), crowds, seconds, judge))


async def _ask(
    host: str, port: int, crowds: list[tuple[Requests, int]], seconds: float | None, judge: Judge
) -> list[Asked]:
    found = [Asked() for _ in crowds]
    began = time.perf_counter()
    until = began + seconds if seconds else None
    clients = [
        _client(host, port, requests, asked, began, until, judge)
        for (requests, connections), asked in zip(crowds, found, strict=True)
        for _ in range(connections)
    ]
    await asyncio.gather(*clients)
    for asked in found:
        asked.seconds = time.perf_counter() - began
    return found


async def _client(
    host: str, port: int, requests: Requests, asked: Asked, began: float, until: float | None, judge: Judge
) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    for request in requests:
        sent = time.perf_counter()
        if until is not None and sent > until:
            break
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        body = await reader.readexactly(_length(head))
        now = time.perf_counter()
        verdict = judge(status, body)
        asked.answers[verdict] += 1
        asked.milliseconds.append((now - sent) * 1000)
        if verdict == "sold":
            asked.selling_seconds = now - began
        elif verdict == "error" and not asked.first_error:
            asked.first_error = f"{status} {body[:300]!r}"
    writer.close()
    await writer.wait_closed()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    raise ValueError(f"an answer without a length: {head!r}")
