"""Where encoders knock: accepts RTMP connections, so many from each address and no more."""

import asyncio
from collections import Counter

from meadow.engines.media.rtmp.connection import RtmpConnection
from meadow.engines.media.stream.stage import Stage


class RtmpListener:
    """All RTMP connections of the worker."""

    def __init__(self, stage: Stage, *, most_per_address: int, patience: float) -> None:
        self._stage, self._most, self._patience = stage, most_per_address, patience
        self._open: set[RtmpConnection] = set()
        self._per_address: Counter[str] = Counter()
        self._server: asyncio.Server | None = None

    async def listen(self, host: str, port: int) -> int:
        """Accept connections; the port, which may have been any."""
        self._server = await asyncio.get_running_loop().create_server(self._new, host, port, backlog=256)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Accept no more, and cut what is open."""
        if self._server:
            self._server.close()
        for connection in list(self._open):
            connection.abort()
        await asyncio.sleep(0)

    @property
    def count(self) -> int:
        return len(self._open)

    def _new(self) -> RtmpConnection:
        return RtmpConnection(self._stage, self._patience, self._come, self._gone)

    def _come(self, connection: RtmpConnection) -> bool:
        """Whether there is room for one more of its address."""
        self._open.add(connection)
        self._per_address[connection.ip] += 1
        return self._per_address[connection.ip] <= self._most

    def _gone(self, connection: RtmpConnection) -> None:
        self._open.discard(connection)
        self._per_address[connection.ip] -= 1
        if not self._per_address[connection.ip]:
            del self._per_address[connection.ip]
