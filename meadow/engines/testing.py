"""Throw-away engines for a test session, as a pytest plugin: `-p meadow.engines.testing`.

They start once, before Django's settings are read; xdist's workers find them in the environment. The folder stays
between sessions, and with it the databases in it, unless another session holds it: then a temporary one is used.
"""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType

import pytest

from meadow.engines.children import kept
from meadow.engines.embedded import embedded_engines
from meadow.engines.places import REPOSITORY, Place, Running, held
from meadow.engines.refusals import EngineRefused


class TestEngines:
    """PostgreSQL (fsync off) and NATS (empty) while the block lasts, with their addresses in the environment."""

    __test__ = False  # for pytest: not a test

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or REPOSITORY / "build" / "test"
        self._stack = contextlib.ExitStack()
        self.environment: dict[str, str] = {}

    def __enter__(self) -> "TestEngines":
        with contextlib.ExitStack() as stack:
            place = self._hold(stack)
            shutil.rmtree(place.nats, ignore_errors=True)
            engines = embedded_engines(place, throw_away=True)
            for child in engines.children:
                stack.enter_context(kept(child, place.logs / f"{child.name}.log"))
            self.environment = engines.environment
            os.environ.update(self.environment)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in self.environment:
            os.environ.pop(name, None)
        self._stack.close()

    def _hold(self, stack: contextlib.ExitStack) -> Place:
        mine = Running(pid=os.getpid(), verb="test")
        place = Place(self._folder)
        try:
            stack.enter_context(held(place, mine))
        except EngineRefused:
            place = Place(Path(tempfile.mkdtemp(prefix="meadow-test-")))
            place.root.chmod(0o711)  # PostgreSQL's own user passes through
            stack.callback(shutil.rmtree, place.root, ignore_errors=True)
            stack.enter_context(held(place, mine))
        return place


_engines: TestEngines | None = None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the engines in the process that the tests were asked of; its workers inherit the environment."""
    global _engines
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _engines = TestEngines().__enter__()


def pytest_unconfigure() -> None:
    """Stop them when the session is over."""
    global _engines
    if _engines:
        _engines.__exit__(None, None, None)
        _engines = None
