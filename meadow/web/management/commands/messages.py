"""`meadow messages`: keeps the translations complete, from templates and Python, without any program to install."""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def found() -> Catalog:
    """Every sentence that the house says to people, with the places where it says it."""
    catalog = Catalog(project="Meadow", charset="utf-8", fuzzy=False)
    root = Path(settings.ROOT)
    for path in _sources(root):
        text = path.read_text()
        if path.suffix == ".html":
            # What is left is read as Python, in which a line may not begin where it likes.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
        place = str(path.relative_to(root))
        source = io.BytesIO(text.encode())
        for line, message, comments, context in extract("python", source, _KEYWORDS, ["Translators:"]):
            catalog.add(message, locations=[(place, line)], auto_comments=comments, context=context)
    return catalog


def _sources(root: Path) -> Iterator[Path]:
    for path in sorted((root / "meadow").rglob("*")):
        parts = path.relative_to(root).parts
        if path.suffix in {".py", ".html"} and not {"tests", "migrations", "artist"} & set(parts):
            yield path


def missing(catalog: Catalog) -> list[str]:
    """Sentences that have no translation yet, or one in which a place for a fact differs."""
    problems = []
    for message in catalog:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, list | tuple) else [message.string]
        if message.fuzzy or not all(strings):
            problems.append(f"not translated: {message.id!r}")
        else:
            problems += [f"{error} in {message.id!r}" for error in message.check(catalog)]
    return problems


class Command(BaseCommand):
    help = "Bring the translations up to date with the code, or check that they are complete."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when a sentence is not translated")
        parser.add_argument("--missing", action="store_true", help="list what is not translated")

    def handle(self, *args: object, **options: object) -> None:
        template = found()
        for language, _ in settings.LANGUAGES:
            if language == "en":
                continue  # the source
            path = Path(settings.LOCALE_PATHS[0]) / to_locale(language) / "LC_MESSAGES" / "django.po"
            self._keep(path, template, check=bool(options["check"]), list_missing=bool(options["missing"]))

    def _keep(self, path: Path, template: Catalog, *, check: bool, list_missing: bool) -> None:
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parent.parent.name)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        problems = missing(catalog)
        if list_missing:
            self.stdout.write("\n".join(problems))
            return
        if check:
            if problems:
                raise CommandError(f"{len(problems)} sentences need work, such as: " + "; ".join(problems[:5]))
            return
        with path.open("wb") as file:
            write_po(file, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
        self.stdout.write(f"{len(catalog)} sentences, {len(problems)} need work")
