"""The command `meadow`: every verb is a management command of the room it belongs to."""

import os
import sys

from meadow.engines.borrowed import engines_for_command
from meadow.engines.places import choose_data_folder

# These start or inspect the engines themselves, or need none.
_WITHOUT_ENGINES = {
    "up",
    "doctor",
    "bench",
    "help",
    "version",
    "--help",
    "-h",
    "--version",
    "collectstatic",
    "messages",
    "makemigrations",
    "check",
    "events",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meadow.config.settings")
    verb = sys.argv[1] if len(sys.argv) > 1 else "help"
    if verb == "up":
        choose_data_folder(sys.argv)
        _up()
        return
    if verb == "media":
        _media()
        return
    if verb in _WITHOUT_ENGINES or {"--help", "-h"} & set(sys.argv):
        _run()
        return
    with engines_for_command():
        _run()


def _up() -> None:
    """Without setting Django up, which takes seconds: it only starts others, and they do."""
    from meadow.engines.management.commands.up import Command

    Command().run_from_argv(sys.argv)


def _media() -> None:
    """Without Django either: it knows none, and starts again within a moment when it was killed."""
    from meadow.engines.management.commands.media import Command

    Command().run_from_argv(sys.argv)


def _run() -> None:
    from django.core.management import execute_from_command_line  # after the engines' addresses are in the environment

    execute_from_command_line(sys.argv)
