"""`meadow react`: bring events from the journal to the reactions until stopped."""

from django.core.management.base import BaseCommand

from meadow.plumbing.processes import run_until_told
from meadow.plumbing.relay import listen_for_ever


class Command(BaseCommand):
    help = "Bring events from the journal to the reactions until stopped."

    def handle(self, *args: object, **options: object) -> None:
        run_until_told(listen_for_ever)
