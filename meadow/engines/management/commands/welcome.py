"""`meadow welcome`: what `meadow up` has done once, between starting the engines and opening the doors."""

import argparse
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Brings the tables and the taxonomy up to date, invites the demo community where nobody lives, and notes who can
    sign in.

    One process for all of it: most of each one's time would go into starting.
    """

    help = "Bring the tables up to date and invite the demo community (done by `meadow up`)."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--empty", action="store_true", help="do not invite the demo community")
        parser.add_argument("--who", type=Path, help="write here who can sign in")

    def handle(self, *args: Any, empty: bool, who: Path | None, **options: Any) -> None:
        call_command("migrate", verbosity=1, interactive=False, skip_checks=True)
        call_command("taxonomy")
        told = StringIO()
        if not empty:
            call_command("demo", "--if-empty")
            call_command("demo", "--who", stdout=told)
        if who:
            who.write_text(told.getvalue())
