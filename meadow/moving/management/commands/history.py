"""`meadow history`: orders or customers from another system into a shop of ours."""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meadow.goods.models.shops import Shop
from meadow.moving.actions.history.bringing import import_customers, import_orders
from meadow.moving.history.reading import UnknownOrders
from meadow.moving.history.report import HistoryReport
from meadow.moving.models.imports import Import
from meadow.plumbing.bad_input import BadInput

SHOWN_PROBLEMS = 100


class Command(BaseCommand):
    """An operator's tool. Its exit code is 1 when something was left out for an error."""

    help = "Bring orders or customers of Shopify or WooCommerce in as history. Brought again, they are only updated."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV or XLSX file")
        parser.add_argument("--shop", required=True, metavar="HANDLE", help="the handle of the shop")
        parser.add_argument("--dry-run", action="store_true", help="count and tell the problems, and write nothing")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write counts and problems there, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        shop = Shop.objects.filter(handle=options["shop"]).first()
        if shop is None:
            raise CommandError(f"There is no shop with the handle “{options['shop']}”.")
        try:
            report = self._bring(options["file"], shop, dry_run=options["dry_run"])
        except BadInput as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror or error}") from error
        self._tell(report)
        if options["report"]:
            said = json.dumps(report.as_json(), indent=2, ensure_ascii=False)
            options["report"].write_text(said + "\n", encoding="utf-8")
        if report.errors:
            raise CommandError("Rows with errors were left out; the rest of the file can be used.")

    def _bring(self, path: Path, shop: Shop, *, dry_run: bool) -> HistoryReport:
        """A file of orders, or else one of customers; the import is kept in the shop's list, so it can be undone."""
        with path.open("rb") as stream:
            try:
                report = import_orders(stream, name=path.name, shop=shop, dry_run=True)
                bring, what = import_orders, Import.What.ORDERS
            except UnknownOrders:
                report = import_customers(stream, name=path.name, shop=shop, dry_run=True)
                bring, what = import_customers, Import.What.CUSTOMERS
            if dry_run:
                return report
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            row = Import.objects.create(
                shop=shop,
                what=what,
                name=path.name[:200],
                size=path.stat().st_size,
                sha256=digest,
                format=report.format[:40],
                encoding=report.encoding,
                state=Import.State.RUNNING,
            )
            report = bring(stream, name=path.name, shop=shop, import_row=row)
        row.state, row.counts = Import.State.DONE, report.counts
        row.save(update_fields=["state", "counts"])
        return report

    def _tell(self, report: HistoryReport) -> None:
        say = self.stdout.write
        for problem in report.problems[:SHOWN_PROBLEMS]:
            say(f"{problem.severity}: {problem}")
        if (more := report.errors + report.warnings - SHOWN_PROBLEMS) > 0:
            say(f"… and {more} more; --report FILE keeps them.")
        say(f"{report.name}: {report.format}, {report.encoding}")
        say(f"{report.added} added, {report.updated} updated, {report.unchanged} unchanged, {report.left_out} left out")
        say(f"Lines: {report.lines}, new customers: {report.customers}, agreed to letters: {report.agreed}")
        say(f"Errors: {report.errors}, warnings: {report.warnings}")
        if report.dry_run:
            say("This was a dry run: nothing was written.")
