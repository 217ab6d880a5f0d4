"""Background jobs: how the process that works them off is started."""

import sys
from collections.abc import Sequence

_GRACE = ("--shutdown-graceful-timeout", "20")


def meadow(*words: str) -> list[str]:
    """The command line of a verb of `meadow`, run by this very interpreter."""
    return [sys.executable, "-m", "meadow", *words]


def worker_argv(*, at_once: int = 2, queues: Sequence[str] = ()) -> list[str]:
    """The command line of a worker that does so many jobs at once, of these queues or of all."""
    chosen = ["--queues", ",".join(queues)] if queues else []
    return meadow("procrastinate", "worker", "--concurrency", str(at_once), *_GRACE, *chosen)
