"""`meadow doctor`: what runs, where, and what is wrong, in words."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from meadow.engines import health
from meadow.engines.health import Finding


class Command(BaseCommand):
    """Looks at everything and touches nothing; its exit code is 1 when something is wrong."""

    help = "Say what is running, where, and what is wrong."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = [*health.findings(), *_migrations(), *_mail(), *_files()]
        wrong = [it for it in findings if it.is_wrong]
        if options["json"]:
            rows = [{"name": it.name, "says": it.says, "wrong": it.is_wrong, "remedy": it.remedy} for it in findings]
            self.stdout.write(json.dumps({"healthy": not wrong, "findings": rows}, indent=2, ensure_ascii=False))
        else:
            self._table(findings, wrong)
        if wrong:
            sys.exit(1)

    def _table(self, findings: list[Finding], wrong: list[Finding]) -> None:
        width = max(len(it.name) for it in findings)
        for it in findings:
            mark = self.style.ERROR("✗") if it.is_wrong else self.style.SUCCESS("✓")
            self.stdout.write(f" {mark} {it.name:<{width}}  {it.says}")
        self.stdout.write("")
        if not wrong:
            self.stdout.write(self.style.SUCCESS("All is well."))
        for it in wrong:
            self.stdout.write(f"{self.style.ERROR(it.name)}: {it.remedy}")


def _migrations() -> Iterator[Finding]:
    """Whether the tables are what the code expects."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return  # the database's own finding has said why
    names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in pending[:3])
    if pending:
        more = f" and {len(pending) - 3} more" if len(pending) > 3 else ""
        yield Finding("tables", f"{len(pending)} migrations are waiting: {names}{more}", "Run: meadow migrate")
    else:
        yield Finding("tables", "up to date")


def _mail() -> Iterator[Finding]:
    """Where mail goes."""
    if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        yield Finding("mail", "is printed, not sent; MEADOW_SMTP_HOST names a server that sends it")
    else:
        yield Finding("mail", f"is sent through {settings.EMAIL_HOST}:{settings.EMAIL_PORT}")


def _files() -> Iterator[Finding]:
    """Where uploaded files go."""
    options = settings.STORAGES["default"].get("OPTIONS", {})
    if "bucket_name" in options:
        yield Finding("files", f"bucket {options['bucket_name']} {options.get('endpoint_url', '')}".rstrip())
    elif folder := options.get("location"):
        there = Path(folder)
        writable = not there.exists() or os.access(there, os.W_OK)
        yield Finding("files", str(folder), "" if writable else "We may not write there; correct its permissions.")
