"""`meadow bench import`: a Shopify file of so many rows, new, changed and unchanged, and the undoing of it all.

Each is carried in as a worker does it, with its journal, in a process of its own, so that the peak of its memory is its
own. Half the products have one variant, the others two or three: seven rows are four products.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.db import connection

from bench.figures import surroundings, write

TITLES = [
    *("Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Tags", "Published"),
    *("Option1 Name", "Option1 Value", "Variant SKU", "Variant Grams", "Variant Inventory Tracker"),
    *("Variant Inventory Qty", "Variant Inventory Policy", "Variant Price", "Variant Compare At Price"),
    *("Variant Barcode", "Image Src", "Status"),
]
SHELVES = ("Home > Cups", "Home > Lamps", "Home > Linen", "Garden > Pots")
PHASES = ("new", "changed", "unchanged")


def generate(path: Path, rows: int, *, price: int) -> int:
    """Write a file of so many rows; says how many products they are."""
    products = written = 0
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, TITLES, restval="")
        out.writeheader()
        while written < rows:
            variants = min((1, 1, 2, 3)[products % 4], rows - written)
            for place in range(variants):
                out.writerow(_row(products, place, variants, price))
            products, written = products + 1, written + variants
    return products


def _row(product: int, place: int, variants: int, price: int) -> dict[str, object]:
    handle = f"thing-{product}"
    row: dict[str, object] = {
        "Handle": handle,
        "Option1 Value": f"Size {place + 1}" if variants > 1 else "",
        "Variant SKU": f"T-{product}-{place}",
        "Variant Grams": 300 + product % 700,
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": 5 + (product + price) % 20,
        "Variant Inventory Policy": "deny",
        "Variant Price": f"{price + product % 90}.50",
    }
    if place == 0:
        row |= {
            "Title": f"Thing {product} 青瓷",
            "Body (HTML)": f"<p>Made by hand, number {product}. {'Quiet and warm. ' * 20}</p>",
            "Vendor": f"Maker {product % 50}",
            "Product Category": SHELVES[product % len(SHELVES)],
            "Tags": f"handmade, batch-{product % 40}",
            "Published": "true",
            "Option1 Name": "Size" if variants > 1 else "",
            "Status": "active",
        }
    return row


def phase(name: str, path: Path) -> dict[str, Any]:
    """Bring the file, carry it in, and say what that took."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from meadow.goods.models.shops import Seat, Shop
    from meadow.moving.actions.importing.carrying import carry_import, start_import
    from meadow.moving.actions.importing.looking import look_at
    from meadow.moving.actions.importing.uploads import bring_file
    from meadow.moving.models.imports import Import
    from meadow.people.models.persons import Person

    owner = Person.objects.order_by("pk")[0]
    shop, begun = Shop.objects.get_or_create(handle="bench-import", defaults={"name": "Bench", "currency": "USD"})
    if begun:
        Seat.objects.create(shop=shop, person=owner, role=Seat.Role.OWNER)
    an_import = bring_file(shop, SimpleUploadedFile(f"{name}.csv", path.read_bytes()), by=owner)
    path.unlink()
    looking = _measured(lambda: look_at(an_import.pk))
    start_import(Import.objects.get(pk=an_import.pk), by=owner, trial=False, options={})
    figures = _measured(lambda: carry_import(an_import.pk))
    done = Import.objects.get(pk=an_import.pk)
    if done.state != Import.State.DONE:
        raise SystemExit(f"{name}: the import is {done.state}: {done.failure}")
    rows = done.rows_total or 0
    return {
        "phase": name,
        "rows": rows,
        "products": done.products_done,
        "counts": {key: done.counts[key] for key in ("added", "updated", "unchanged", "left_out")},
        "rows_per_s": round(rows / figures["seconds"], 1),
        "look_seconds": looking["seconds"],
        "import": an_import.pk,
        **figures,
    }


def undo(pk: int) -> dict[str, Any]:
    """Take the import back, and say what that took."""
    from meadow.moving.actions.importing.undoing import carry_undo, undo_import
    from meadow.moving.models.imports import Import

    an_import = Import.objects.get(pk=pk)
    undo_import(an_import, by=an_import.shop.team.all()[0])
    figures = _measured(lambda: carry_undo(pk))
    done = Import.objects.get(pk=pk)
    counts = done.counts
    return {"phase": "undo", "products": counts.get("undone", 0), "left": counts.get("undo_left", 0), **figures}


def _measured(work: Callable[[], object]) -> dict[str, Any]:
    """Seconds, seconds of the processor in this process, statements, and the peak of its memory so far."""
    statements = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(sql, params, many, context)

    began, used = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        work()
    return {
        "seconds": round(time.perf_counter() - began, 2),
        "cpu_seconds": round(time.process_time() - used, 2),
        "statements": statements,
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _in_own_process(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.importing", *words]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    return figures


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--phase", choices=PHASES)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--undo", type=int)
    options, _ = parser.parse_known_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meadow.config.settings")
    if options.phase or options.undo:
        django.setup()
        print(json.dumps(phase(options.phase, options.file) if options.phase else undo(options.undo)))
        return
    began, measured = time.perf_counter(), []
    with tempfile.TemporaryDirectory() as folder:
        for name in PHASES:
            path = Path(folder) / f"{name}.csv"
            # What is unchanged is the changed file once more, but for a blank that makes it another file.
            generate(path, options.rows, price=20 if name == "new" else 25)
            if name == "unchanged":
                path.write_bytes(path.read_bytes() + b"\n")
            measured.append(_in_own_process("--phase", name, "--file", str(path)))
            print(_line(measured[-1]))
        measured.append(_in_own_process("--undo", str(measured[1]["import"])))
        print(_line(measured[-1]))
    write(options.json, {"imports": measured, "rows": options.rows, **surroundings(time.perf_counter() - began)})


def _line(figures: dict[str, Any]) -> str:
    words = "{phase}: {products} products, {seconds} s ({cpu_seconds} s of one core), {statements} statements, "
    return (words + "peak {peak_rss_mb} MB").format(**figures)


if __name__ == "__main__":
    main()
