"""The engines for the length of one command: those of the running Meadow, or some started just for it."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator

from meadow.engines.children import kept
from meadow.engines.embedded import Engines, embedded_engines
from meadow.engines.jobs import meadow
from meadow.engines.places import Place, Running, data_folder, held, read_running
from meadow.engines.refusals import EngineRefused


@contextlib.contextmanager
def engines_for_command() -> Iterator[None]:
    """Make the engines' addresses known to this process while its command runs, starting what does not run yet.

    Enter it before Django's settings are read. A refusal ends the process with one sentence and exit code 1.
    """
    try:
        with contextlib.ExitStack() as stack:
            if environment := _borrow(stack):
                os.environ.update(environment)
            yield
    except EngineRefused as refusal:
        sys.exit(f"meadow: {refusal}")


def _borrow(stack: contextlib.ExitStack) -> dict[str, str]:
    if os.environ.get("MEADOW_POSTGRES_URL") and os.environ.get("MEADOW_NATS_URL"):
        return {}
    place = Place(data_folder())
    running = read_running(place)
    if running and running.verb == "up":
        if not running.environment:
            raise EngineRefused(f"Meadow is just starting (process {running.pid}); try again in a moment.")
        return running.environment
    verb = sys.argv[1] if len(sys.argv) > 1 else "shell"
    mine = stack.enter_context(held(place, Running(pid=os.getpid(), verb=verb)))
    engines = embedded_engines(place)
    for child in engines.children:
        mine.children[child.name] = stack.enter_context(kept(child, place.logs / f"{child.name}.log"))
    mine.environment = engines.environment
    mine.write(place)
    if engines.fresh and verb != "migrate":
        _make_tables(engines)
    return engines.environment


def _make_tables(engines: Engines) -> None:
    """Give a database that was made just now its tables, so that any command may be the first one."""
    environment = {**os.environ, **engines.environment}
    if subprocess.run(meadow("migrate", "--verbosity", "0"), env=environment, check=False).returncode:
        raise EngineRefused("the new database could not be given its tables; see above.")
