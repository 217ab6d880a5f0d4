"""`meadow events`: prints docs/events.md from the code, or says whether the file is still true."""

import dataclasses
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from meadow.plumbing.events import Event

_HEAD = """# Events

Every fact that a room announces, generated from the code by `meadow events --write`. Facts travel through the outbox
to JetStream as `journal.<name>` with `id`, `name`, `at`, `request` and the fields below under `data`; the change is
additive only. Delivery is at least once: consumers remember the `id`.
"""


def described() -> str:
    """The page: a section for every event, in the order of its name."""
    parts = [_HEAD]
    for name, event in sorted(Event.known.items()):
        fields = "\n".join(f"| `{field.name}` | {_type(field.type)} |" for field in dataclasses.fields(event))
        parts.append(f"## `{name}`\n\n{(event.__doc__ or '').strip()}\n\n| field | type |\n|---|---|\n{fields}\n")
    return "\n".join(parts)


def _type(annotation: object) -> str:
    return f"`{getattr(annotation, '__name__', annotation) if isinstance(annotation, type) else annotation}`".replace(
        "|", "or"
    )


class Command(BaseCommand):
    help = "Print the list of events, or keep docs/events.md true."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/events.md")
        parser.add_argument("--check", action="store_true", help="fail when docs/events.md is not what the code says")

    def handle(self, *args: object, **options: object) -> None:
        path = Path(settings.ROOT) / "docs" / "events.md"
        if options["write"]:
            path.write_text(described())
        elif options["check"]:
            if not path.exists() or path.read_text() != described():
                raise CommandError("docs/events.md is not what the code says; run `meadow events --write`.")
        else:
            self.stdout.write(described())
