"""A worker that is killed in the middle of an import, and another that goes on as if nothing had happened."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from meadow.engines.jobs import meadow
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.moving.actions.importing.carrying import start_import, take_up_imports
from meadow.moving.actions.importing.uploads import bring_file
from meadow.moving.models.imports import Import, ImportChange, ImportProblem
from meadow.moving.tests.test_importing import shopify, upload
from tests.cast import person

PRODUCTS = 1500


@contextmanager
def worker(private: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker on the test's database."""
    params = connection.get_connection_params()
    url = f"postgresql://{params['user']}@/{params['dbname']}?host={params['host']}&port={params.get('port', '')}"
    environment = {
        **os.environ,
        "MEADOW_POSTGRES_URL": url.removesuffix("&port="),
        "MEADOW_PRIVATE_STORAGE_URL": private.as_uri(),
        "MEADOW_LOG_LEVEL": "ERROR",
    }
    command = [*meadow("procrastinate", "worker", "--one-shot", "--concurrency", "1")]
    with subprocess.Popen(command, env=environment, stdout=sys.stderr, stderr=sys.stderr) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def said() -> list[tuple[object, ...]]:
    """Everything that the import was to bring, and how often."""
    rows = Variant.objects.order_by("sku").values_list(
        "sku", "price", "product__title", "product__handle", "product__status", "stock__on_hand", "is_active"
    )
    return list(rows)


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_goes_on_and_nothing_is_doubled(own_files: Path, settings: Settings) -> None:
    cy = person("cy.potter")
    shop = Shop.objects.create(handle="cy-clay", name="Cy Clay", currency="USD")
    Seat.objects.create(shop=shop, person=cy, role=Seat.Role.OWNER)
    lines = shopify(PRODUCTS).split(b"\r\n")
    wrong = lines[1].replace(b'"cup-0"', b'"bad"').replace(b'"CUP-0"', b'"BAD"').replace(b'"20"', b'"much"')
    an_import = bring_file(shop, upload(b"\r\n".join([*lines[:700], wrong, *lines[700:]])), by=cy)
    start_import(an_import, by=cy, trial=False, options={"new_status": "draft"})

    with worker(own_files / "private") as first:
        until = time.monotonic() + 120
        while (done := Import.objects.get().products_done) < 200:
            assert time.monotonic() < until
            assert first.poll() is None, "the worker ended before it could be killed"
            time.sleep(0.05)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    an_import.refresh_from_db()
    assert (an_import.state, 200 <= done < PRODUCTS) == ("running", True)
    assert Product.objects.count() == an_import.counts["added"] == ImportChange.objects.count()

    take_up_imports()
    Import.objects.update(beat_at=timezone.now() - timedelta(minutes=5))
    take_up_imports()
    with worker(own_files / "private") as second:
        assert second.wait(timeout=240) == 0

    an_import.refresh_from_db()
    assert (an_import.state, an_import.products_done) == ("done", PRODUCTS + 1)
    assert (an_import.counts["added"], an_import.counts["left_out"], an_import.counts["errors"]) == (PRODUCTS, 1, 1)
    assert [problem.code for problem in ImportProblem.objects.all()] == ["not_a_price"]
    assert Product.objects.count() == Variant.objects.count() == Stock.objects.count() == PRODUCTS
    assert ImportChange.objects.filter(made=True).count() == PRODUCTS
    expected = {f"CUP-{number}": f"Cup {number}" for number in range(PRODUCTS)}
    assert {row[0]: row[2] for row in said()} == expected
    assert {row[3:] for row in said()} == {(f"cup-{number}", "draft", 7, True) for number in range(PRODUCTS)}
