"""`meadow import`: another shop's catalogue file into a shop of ours."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meadow.goods.actions.imports import import_catalogue
from meadow.goods.catalogues.photos import PhotoFolder
from meadow.goods.importing.report import ImportReport
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.plumbing.bad_input import BadInput

SHOWN_PROBLEMS = 100
STATUSES = (Product.Status.ACTIVE, Product.Status.DRAFT)


class Command(BaseCommand):
    """An operator's tool: it acts as the shop's owner. Its exit code is 1 when a product was left out for an error."""

    help = "Import a product CSV of Shopify, WooCommerce or Magento 2 into a shop. Imported again, it updates."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument("--shop", required=True, metavar="HANDLE", help="the handle of the shop")
        parser.add_argument("--dry-run", action="store_true", help="count and tell the problems, and write nothing")
        parser.add_argument("--photos", type=Path, metavar="DIR", help="the folder where the photos lie")
        parser.add_argument(
            "--status", choices=STATUSES, help="for every product of the file, whatever the file or the shop says"
        )
        parser.add_argument("--report", type=Path, metavar="FILE", help="write counts and problems there, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        shop, photos = _shop(options["shop"]), _folder(options["photos"])
        owner, path = _owner(shop), options["file"]
        try:
            stream = path.open("rb")
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            with stream:
                report = import_catalogue(
                    stream,
                    name=path.name,
                    shop=shop,
                    by=owner,
                    dry_run=options["dry_run"],
                    photos=photos,
                    status=Product.Status(options["status"]) if options["status"] else None,
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


def _folder(path: Path | None) -> PhotoFolder | None:
    if path is None:
        return None
    if not path.is_dir():
        raise CommandError(f"{path} is not a folder of photos.")
    return PhotoFolder(path)


def _write(path: Path, report: ImportReport) -> None:
    try:
        path.write_text(json.dumps(report.as_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: OSError) -> CommandError:
    return CommandError(f"{path}: {error.strerror or error}")
