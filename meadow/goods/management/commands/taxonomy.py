"""`meadow taxonomy`: the platform's categories and attributes."""

from typing import Any

from django.core.management.base import BaseCommand

from meadow.goods.actions.attributes import bring_taxonomy


class Command(BaseCommand):
    """Adds the categories and attributes of the shipped taxonomy that are missing; `meadow up` has it done."""

    help = "Bring the platform's categories and attributes up to date (done by `meadow up`)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        categories, attributes = bring_taxonomy()
        if categories or attributes:
            self.stdout.write(f"Added {categories} categories and {attributes} attributes.")
