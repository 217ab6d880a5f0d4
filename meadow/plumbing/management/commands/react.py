"""`meadow react`: bring events from the journal to the reactions until stopped."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meadow.plumbing.processes import run_until_told
from meadow.plumbing.relay import listen_for_ever, react_again


class Command(BaseCommand):
    help = "Bring events from the journal to the reactions until stopped."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="try what was put aside once more, and stop")

    def handle(self, *args: object, **options: Any) -> None:
        if not options["again"]:
            run_until_told(listen_for_ever)
            return
        done, failed = react_again()
        self.stdout.write(f"{done} facts were reacted to, {failed} failed again.")
        if failed:
            raise CommandError("The log above says why.")
