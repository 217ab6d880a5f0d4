"""What the tests of the engines share: a place of their own, and processes that can be looked at."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from meadow.engines.places import Place


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A data folder that PostgreSQL's own user may pass through, and an environment that points nowhere else."""
    root = Path(tempfile.mkdtemp(prefix="meadow-engines-"))
    root.chmod(0o711)
    for name in [name for name in os.environ if name.startswith("MEADOW_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MEADOW_DATA", str(root / "data"))
    place = Place(root / "data")
    place.prepare()
    yield place
    shutil.rmtree(root, ignore_errors=True)


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something is true, and fail when it does not become so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never became true"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def descendants(pid: int) -> set[int]:
    """The processes that a process started, and theirs."""
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            children = {int(word) for word in task.read_text().split()} - found
            found |= children
            waiting += children
    return found
