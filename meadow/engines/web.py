"""The web server: granian, whose worker processes die with it even when it is killed."""

import multiprocessing
import os
import sys
from collections.abc import Sequence

from meadow.engines.leash import tie_to_parent


def web_argv(host: str, port: int, *, workers: int) -> list[str]:
    """The command line of the web server.

    Two threads for each worker: more only wait for one another at the interpreter's lock. Keep-alive connections count
    as well in `--backpressure`, so it stays far above the number of threads.
    """
    return [
        *(sys.executable, "-m", "meadow.engines.web"),
        *("--interface", "wsgi", "--http", "1", "--no-ws", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "2", "--backlog", "2048", "--backpressure", "512"),
        *("--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", "10"),
        *("--log-level", "warning", "meadow.config.wsgi:application"),
    ]


def main(words: Sequence[str] | None = None) -> None:
    """Run granian's own command line, with a leash on every worker that it forks."""
    from granian.cli import entrypoint

    multiprocessing.set_start_method("fork")  # a spawned worker would not know the hook below
    server = os.getpid()

    def tie_worker() -> None:
        if os.getppid() == server:  # what a worker forks is the worker's own affair
            tie_to_parent(server)

    os.register_at_fork(after_in_child=tie_worker)
    sys.argv[1:] = words if words is not None else sys.argv[1:]
    entrypoint()  # type: ignore[no-untyped-call]  # granian leaves it without types


if __name__ == "__main__":
    main()
