"""Viewers without a screen: each reloads the playlist as LL-HLS asks for, and fetches every part; runs as a process.

`python -m bench.video.crowd ADDRESS VIEWERS SECONDS` prints one JSON object.
"""

import asyncio
import json
import re
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import urljoin

import aiohttp

_PART = re.compile(r'#EXT-X-PART:.*URI="([^"]+)"')
_PLACE = re.compile(r"/(\d+)\.(\d+)\.m4s")


@dataclass
class Crowd:
    """What all viewers saw together."""

    errors: list[str] = field(default_factory=list)
    requests: int = 0
    received: int = 0  # bytes
    parts: int = 0
    gaps: int = 0  # parts that a viewer never saw
    waits: list[float] = field(default_factory=list)  # ms from asking for a part that is there until it has come

    async def watch(self, client: aiohttp.ClientSession, address: str, until: float) -> None:
        last, query = (-1, -1), ""
        while time.monotonic() < until:
            try:
                text = (await self._get(client, address + query)).decode()
                found = [urljoin(address, it) for it in _PART.findall(text)]
                new = [it for it in found if _place(it) > last]
                if last == (-1, -1):
                    new = new[-3:]
                for it in new:
                    begun = time.perf_counter()
                    data = await self._get(client, it)
                    self.received += len(data)
                    self.waits.append((time.perf_counter() - begun) * 1000)
                    self.parts += 1
                    place = _place(it)
                    if last != (-1, -1) and place not in {(last[0], last[1] + 1), (last[0] + 1, 0)}:
                        self.gaps += 1
                    last = place
                query = f"&_HLS_msn={last[0]}&_HLS_part={last[1] + 1}"
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                self.errors.append(repr(error)[:200])
                await asyncio.sleep(0.2)

    async def _get(self, client: aiohttp.ClientSession, address: str) -> bytes:
        self.requests += 1
        async with client.get(address) as answer:
            answer.raise_for_status()
            return await answer.read()


def _place(address: str) -> tuple[int, int]:
    found = _PLACE.search(address)
    assert found
    return int(found[1]), int(found[2])


async def main() -> None:
    address, viewers, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    crowd = Crowd()
    connector = aiohttp.TCPConnector(limit=0)
    begun = time.monotonic()
    patience = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(connector=connector, timeout=patience) as client, asyncio.TaskGroup() as group:
        for _viewer in range(viewers):
            await asyncio.sleep(min(2.0 / viewers, 0.05))
            group.create_task(crowd.watch(client, address, begun + seconds))
    spent = time.monotonic() - begun
    crowd.waits.sort()
    figures = {
        "requests_per_s": round(crowd.requests / spent, 1),
        "mbit_per_s": round(crowd.received * 8 / spent / 1e6, 1),
        "parts": crowd.parts,
        "gaps": crowd.gaps,
        "part_p99_ms": round(crowd.waits[int(len(crowd.waits) * 0.99)], 1) if crowd.waits else None,
        "errors": len(crowd.errors),
        "first_error": crowd.errors[0] if crowd.errors else None,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
