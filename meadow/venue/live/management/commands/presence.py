"""`meadow presence`: count who is in live rooms until stopped."""

from django.core.management.base import BaseCommand

from meadow.plumbing.processes import run_until_told
from meadow.venue.live.counting.process import count_for_ever


class Command(BaseCommand):
    help = "Count who is in live rooms until stopped."

    def handle(self, *args: object, **options: object) -> None:
        run_until_told(count_for_ever)
