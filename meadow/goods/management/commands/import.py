"""`meadow import`: another shop's catalogue file into a shop of ours."""

import argparse
import contextlib
import json
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from meadow.goods.actions.imports import import_catalogue
from meadow.goods.catalogues.mapping.mapping import Mapping
from meadow.goods.catalogues.photos import PhotoFolder, PhotoSource
from meadow.goods.importing.archives import PhotoArchive
from meadow.goods.importing.report import ImportReport
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.plumbing.bad_input import BadInput

SHOWN_PROBLEMS = 100
STATUSES = (Product.Status.ACTIVE, Product.Status.DRAFT)


class Command(BaseCommand):
    """An operator's tool: it acts as the shop's owner. Its exit code is 1 when a product was left out for an error."""

    help = "Import another shop's catalogue file, or any table by a mapping, into a shop. Imported again, it updates."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file: CSV, TSV, XLSX, or a product feed")
        parser.add_argument("--shop", required=True, metavar="HANDLE", help="the handle of the shop")
        parser.add_argument("--dry-run", action="store_true", help="count and tell the problems, and write nothing")
        parser.add_argument("--photos", type=Path, metavar="DIR", help="the folder, or the ZIP, where the photos lie")
        parser.add_argument(
            "--mapping", type=Path, metavar="FILE", help="what each column means, as JSON, where no format says it"
        )
        parser.add_argument("--sheet", default="", metavar="NAME", help="the sheet of a workbook, if not the first")
        parser.add_argument(
            "--status", choices=STATUSES, help="for every product of the file, whatever the file or the shop says"
        )
        parser.add_argument("--report", type=Path, metavar="FILE", help="write counts and problems there, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        shop = _shop(options["shop"])
        owner, path = _owner(shop), options["file"]
        try:
            with contextlib.ExitStack() as opened:
                photos = _photos(options["photos"], opened) if options["photos"] else None
                mapping = _mapping(options["mapping"]) if options["mapping"] else None
                report = import_catalogue(
                    opened.enter_context(_open(path)),
                    name=path.name,
                    shop=shop,
                    by=owner,
                    dry_run=options["dry_run"],
                    photos=photos,
                    status=Product.Status(options["status"]) if options["status"] else None,
                    mapping=mapping,
                    sheet=options["sheet"],
                    hear=self._progress,
                )
        except BadInput as error:
            raise CommandError(str(error)) from error
        if self.stderr.isatty():
            self.stderr.write("\r", ending="")
        self._tell(report)
        if options["report"]:
            _write(options["report"], report)
        if report.errors:
            raise CommandError("Rows with errors were left out; the rest of the file can be used.")

    def _progress(self, report: ImportReport) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{report.products} products …", ending="")
            self.stderr.flush()

    def _tell(self, report: ImportReport) -> None:
        say = self.stdout.write
        for problem in report.problems[:SHOWN_PROBLEMS]:
            say(f"{problem.severity}: {problem}")
        if (more := report.errors + report.warnings - SHOWN_PROBLEMS) > 0:
            say(f"… and {more} more; --report FILE keeps them.")
        say(f"{report.name}: {report.format}, {report.encoding}")
        say(
            f"Products: {report.added} added, {report.updated} updated, {report.unchanged} unchanged, "
            f"{report.left_out} left out"
        )
        say(f"Variants: {report.variants}")
        say(
            f"Photos: {report.photos_stored} stored, {report.photos_missing} missing, {report.photos_refused} refused, "
            f"{report.photos_to_fetch} to fetch (addresses on the web are not fetched)"
        )
        if report.withheld:
            say(f"Not on sale here, though the file has them on sale: {report.withheld}")
        say(f"Errors: {report.errors}, warnings: {report.warnings}")
        if report.dry_run:
            say("This was a dry run: nothing was written.")


def _shop(handle: str) -> Shop:
    shop = Shop.objects.filter(handle=handle).first()
    if shop is None:
        raise CommandError(f"There is no shop with the handle “{handle}”.")
    return shop


def _owner(shop: Shop) -> Person:
    seat = shop.seats.filter(role=Seat.Role.OWNER).select_related("person").order_by("since", "pk").first()
    if seat is None:
        raise CommandError(f"The shop “{shop.handle}” has no owner in whose name to import.")
    return seat.person


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise _unusable(path, error) from error


def _photos(path: Path, opened: contextlib.ExitStack) -> PhotoSource:
    if path.is_dir():
        return PhotoFolder(path)
    if not path.is_file():
        raise CommandError(f"{path} is not a folder of photos.")
    return PhotoArchive(opened.enter_context(_open(path)), path.name, most=settings.PHOTO_MAX_BYTES)


def _mapping(path: Path) -> Mapping:
    try:
        return Mapping.from_json(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise _unusable(path, error) from error
    except ValueError as error:
        raise CommandError(f"{path}: {error}") from error


def _write(path: Path, report: ImportReport) -> None:
    try:
        path.write_text(json.dumps(report.as_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: OSError) -> CommandError:
    return CommandError(f"{path}: {error.strerror or error}")
