"""`meadow bench NAME --json FILE`: measure Meadow on engines of its own, beside the limit or the peer."""

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meadow.engines.children import kept
from meadow.engines.embedded import embedded_engines
from meadow.engines.jobs import meadow
from meadow.engines.places import Place, Running, held
from meadow.engines.refusals import EngineRefused

NAMES = {
    "flash": "an offer of 200 pieces in a live room, wanted by 2,000 viewers when its countdown ends",
    "import": "a catalogue file of so many rows, new, changed and unchanged, and its undoing",
    "load": "fill a data folder with 10,000 products, 50,000 notes and 1,000,000 likes",
    "desk": "the desk's list of products in a shop of 100,000, under wrk",
    "ledger": "a ledger of a million orders: trial balance and a shop's monthly statement",
    "orders": "one hot SKU bought by many at once, over HTTP and by the action, beside pgbench",
    "room": "a room full of viewers on passes, talked to, beside the same told straight by NATS",
    "video": "how old a picture is when it is seen, publishers and viewers, beside nginx-rtmp",
    "pages": "pages and API reads under wrk, beside a hand-written WSGI application",
}

OWN_LOADS = {"desk", "flash", "import", "ledger", "orders", "room"}
NO_ENGINES = {"video"}  # it starts the one that it measures
MODULES = {"import": "importing"}  # where the name is a word of Python


class Command(BaseCommand):
    help = "Measure Meadow: " + "; ".join(f"{name}: {what}" for name, what in NAMES.items()) + "."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=NAMES)
        parser.add_argument("--json", type=Path, help="where the figures go")
        parser.add_argument("--data", type=Path, help="a data folder to keep; a temporary one otherwise")
        parser.add_argument("--scale", type=float, default=1.0, help="a part of the load; 0.01 is a smoke run")
        parser.add_argument("--danmaku", type=Path, help="real comments to be said at fifty times their speed (room)")
        parser.add_argument("--rows", type=int, default=10_000, help="how many rows the imported file has (10,000)")
        parser.add_argument("--seconds", type=float, default=10.0, help="how long each page is asked for (10)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["scale"] < 1:
            self.stdout.write(f"A smoke run at scale {options['scale']}: its figures say nothing about the full load.")
        with contextlib.ExitStack() as stack:
            folder = options["data"] or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="meadow-bench-")))
            folder.mkdir(parents=True, exist_ok=True)
            if not options["data"]:
                folder.chmod(0o711)  # PostgreSQL's own user passes through
            try:
                self._measure(stack, Place(folder.absolute()), options)
            except EngineRefused as refusal:
                raise CommandError(str(refusal)) from refusal

    def _measure(self, stack: contextlib.ExitStack, place: Place, options: dict[str, Any]) -> None:
        stack.enter_context(held(place, Running(pid=os.getpid(), verb="bench")))
        environment = {**os.environ, "MEADOW_DATA": str(place.root), "MEADOW_LOG_LEVEL": "ERROR"}
        alone = options["name"] in NO_ENGINES
        if not alone:
            engines = embedded_engines(place)
            for child in engines.children:
                stack.enter_context(kept(child, place.logs / f"{child.name}.log"))
            environment |= engines.environment
        words = ["--scale", str(options["scale"]), "--seconds", str(options["seconds"])]
        words += ["--rows", str(options["rows"])] if options["name"] == "import" else []
        if options["name"] == "room" and options["danmaku"]:
            words += ["--danmaku", str(options["danmaku"].absolute())]
        if options["json"]:
            words += ["--json", str(options["json"].absolute())]
        # A bench that brings a load of its own needs only a village around it.
        village = ["--scale", "0.01"] if options["name"] in OWN_LOADS else []
        module = MODULES.get(options["name"], options["name"])
        steps = [
            *([] if alone else [meadow("migrate", "--verbosity", "0")]),
            *([] if alone else [[sys.executable, "-m", "bench.load", *words, *village]]),
            *([[sys.executable, "-m", f"bench.{module}", *words]] if options["name"] != "load" else []),
        ]
        for step in steps:
            if subprocess.run(step, env=environment, check=False).returncode:
                raise CommandError(f"{' '.join(step[1:4])} failed; see above.")
