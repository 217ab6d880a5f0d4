"""`meadow ledger`: the trial balance, and everything that can be checked or made anew in the ledger."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meadow.plumbing.money import decimal_text
from meadow.trade.actions.days import check_ledger, rebuild_days, sum_days
from meadow.trade.actions.past import post_what_was_missed
from meadow.trade.books import trial_balance


class Command(BaseCommand):
    """Prints the trial balance; with `--check` it is held against every row, and anything wrong ends with status 1."""

    help = "The ledger: its trial balance, its check, and its sums of days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="read every row and say what does not agree")
        parser.add_argument("--sum", action="store_true", help="add what was posted to the sums of days now")
        parser.add_argument("--rebuild", action="store_true", help="make all sums of days anew")
        parser.add_argument("--past", action="store_true", help="post what the ledger does not know: orders of before")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["past"]:
            posted = 0
            while now := post_what_was_missed():
                posted += now
            self.stdout.write(f"Posted {posted} orders, refunds and payments.")
        if options["rebuild"]:
            self.stdout.write(f"Summed {rebuild_days()} postings anew.")
        if options["sum"]:
            self.stdout.write(f"Summed {sum_days()} postings.")
        self._trial_balance()
        if options["check"]:
            self._check()

    def _trial_balance(self) -> None:
        rows = trial_balance()
        for currency in dict.fromkeys(row.currency for row in rows):
            mine = [row for row in rows if row.currency == currency]
            self.stdout.write(f"{currency:<48}{'debit':>18}{'credit':>18}{'balance':>18}")
            for row in mine:
                self._row(row.label, currency, row.debit, row.credit)
            self._row("", currency, sum(row.debit for row in mine), sum(row.credit for row in mine))

    def _row(self, label: str, currency: str, debit: int, credit: int) -> None:
        shown = "".join(f"{decimal_text(amount, currency):>18}" for amount in (debit, credit, debit - credit))
        self.stdout.write(f"{label:<48}{shown}")

    def _check(self) -> None:
        started = time.perf_counter()
        found = check_ledger()
        self.stdout.write(f"Checked {found.postings} postings in {time.perf_counter() - started:.1f} s.")
        if found.problems:
            raise CommandError("\n".join(found.problems))
        self.stdout.write("Everything agrees.")
