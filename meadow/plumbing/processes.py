"""How a process of ours works until it is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable


def run_until_told(work: Callable[[], Awaitable[None]]) -> None:
    """Run until SIGINT or SIGTERM, then let `finally` clauses close what is open."""

    async def main() -> None:
        task = asyncio.ensure_future(work())
        for told in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(told, task.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await task

    asyncio.run(main())
