"""`meadow relay`: carry announcements from the outbox to the journal until stopped."""

from django.core.management.base import BaseCommand

from meadow.plumbing.processes import run_until_told
from meadow.plumbing.relay import carry_for_ever


class Command(BaseCommand):
    help = "Carry announcements from the outbox to the journal until stopped."

    def handle(self, *args: object, **options: object) -> None:
        run_until_told(carry_for_ever)
