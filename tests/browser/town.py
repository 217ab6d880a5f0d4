"""A whole Meadow with its demo community: the process tree that `meadow up` is, on a free port."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from meadow.engines import ports
from meadow.engines.jobs import meadow
from meadow.engines.places import Place, read_running
from meadow.engines.tests.conftest import alive, descendants, until

ADA, BAI, CY, DI = (f"{name}@meadow.example" for name in ("ada", "bai", "cy", "di"))


@dataclass(frozen=True)
class Town:
    """One running Meadow: where it is, what it has said, and what stands in its database."""

    url: str
    place: Place
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def password(self) -> str:
        """What `meadow demo --who` prints when Meadow starts."""
        found = re.search(r"with the password: (.+)", self.said)
        assert found, self.said
        return found[1].strip()

    def row(self, statement: str, *values: object) -> tuple[Any, ...]:
        """The one row that a statement finds in the town's database."""
        running = read_running(self.place)
        assert running is not None
        with psycopg.connect(running.environment["MEADOW_POSTGRES_URL"]) as connection:
            found = connection.execute(statement.encode(), values).fetchall()
        assert len(found) == 1, f"{len(found)} rows: {statement} {values}"
        return found[0]

    def change(self, statement: str, *values: object) -> None:
        """Change the town's database: for time that no test can wait for."""
        running = read_running(self.place)
        assert running is not None
        with psycopg.connect(running.environment["MEADOW_POSTGRES_URL"]) as connection:
            connection.execute(statement.encode(), values)

    def work(self, job: str) -> None:
        """Have a clock's job (`meadow.trade.jobs.complete`) done now rather than when its minute comes."""
        running = read_running(self.place)
        assert running is not None
        module, _, name = job.rpartition(".")
        code = f"import django; django.setup()\nfrom {module} import {name}\n{name}(0)"
        environment = {**os.environ, **running.environment, "DJANGO_SETTINGS_MODULE": "meadow.config.settings"}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


@contextmanager
def running_town() -> Iterator[Town]:
    """A town while the block lasts; afterwards no process of it is left."""
    root = Path(tempfile.mkdtemp(prefix="meadow-town-"))
    root.chmod(0o711)  # PostgreSQL's own user passes through
    place, log, port = Place(root / "data"), root / "up.log", ports.free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MEADOW_")}
    environment["MEADOW_GUEST_SECONDS"] = "0"  # what one visitor does shows on the next visitor's page
    command = meadow("up", "--port", str(port), "--data", str(place.root), "--workers", "1")
    try:
        with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said, env=environment) as process:
            try:
                town = Town(f"http://127.0.0.1:{port}", place, log)
                until(lambda: "Stop: Ctrl-C" in town.said or process.poll() is not None, seconds=300)
                assert process.poll() is None, town.said
                until(lambda: len(_children(place)) == 8, seconds=60)
                yield town
            finally:
                below = descendants(process.pid)
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=90)
        assert process.returncode == 0, town.said
        assert not any(map(alive, below))
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _children(place: Place) -> dict[str, int]:
    """The processes that Meadow keeps alive."""
    running = read_running(place)
    return running.children if running else {}
