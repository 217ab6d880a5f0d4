"""`meadow demo`: a community to look around in."""

import argparse
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meadow.demo.loading.everything import load
from meadow.demo.loading.guides import PASSWORD, Guides, is_public
from meadow.demo.loading.texts import PICTURES, Texts, email_of, read_texts
from meadow.people.jobs import make_sizes
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.plumbing.refusals import Refusal


class Command(BaseCommand):
    """Moves the demo community in: through the actions of the rooms, all of it or nothing, and only once.

    Follows, comments, likes and saves go in bulk, since their actions would announce thousands of old things as news.
    """

    help = "Invite the demo community: people, shops, goods, notes and orders to look around in."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are people already")
        parser.add_argument("--who", action="store_true", help="only say who can sign in")
        parser.add_argument("--force", action="store_true", help="move in although other people live here")
        parser.add_argument("--sizes", action="store_true", help="make all sizes of the photos at once")
        parser.add_argument("--pictures", type=Path, default=PICTURES, help="the folder with the demo's pictures")

    def handle(self, *args: Any, **options: Any) -> None:
        texts = read_texts()
        if options["who"]:
            self._say_who(texts)
            return
        if options["if_empty"] and Person.objects.exists():
            return
        if self._is_here(texts):
            self.stdout.write("The demo community lives here already; nothing was changed.")
        else:
            if Person.objects.exists() and not options["force"]:
                raise CommandError("Other people live here. Use --force to move the demo community in beside them.")
            self._move_in(texts, options["pictures"])
        if options["sizes"]:
            self._make_sizes()

    def _is_here(self, texts: Texts) -> bool:
        return Person.objects.get_queryset().filter(email__in=map(email_of, texts.people)).exists()

    def _move_in(self, texts: Texts, pictures: Path) -> None:
        begun = time.monotonic()
        self.stdout.write("The demo community is moving in.")
        try:
            load(texts, pictures=pictures, password=None if is_public() else PASSWORD, say=self._say)
        except Refusal as refusal:
            raise CommandError(f"The demo community could not move in, and nothing was changed: {refusal}") from refusal
        self.stdout.write(self.style.SUCCESS(f"It has moved in ({time.monotonic() - begun:.0f} s)."))
        self._say_who(texts)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _say_who(self, texts: Texts) -> None:
        guides = Guides(texts)
        if not guides.here:
            return
        open_ones = guides.with_password
        if not open_ones:
            self.stdout.write("  The demo accounts have no known password here; give them one in the admin.")
            return
        self.stdout.write(f"  Sign in to look around, with the password: {PASSWORD}\n\n")
        for row in open_ones:
            self.stdout.write(f"    {row['guide']:<9} {row['name']:<13} {email_of(row)}")
        self.stdout.write("\n  These accounts are for looking around on your own machine.")
        if is_public():
            self.stdout.write(
                self.style.WARNING("  This address is public and the password is in the source: change or remove them.")
            )

    def _make_sizes(self) -> None:
        begun = time.monotonic()
        waiting = list(Photo.objects.filter(state=Photo.State.WAITING).order_by("pk").values_list("pk", flat=True))
        for number, photo in enumerate(waiting, 1):
            make_sizes(photo)
            if number % 100 == 0 or number == len(waiting):
                self._say(f"  sizes of {number} of {len(waiting)} photos ({time.monotonic() - begun:.0f} s)")
