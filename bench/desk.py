"""`meadow bench desk`: the desk's list of products in a shop of 100,000, through the real server under wrk.

Every page is asked for by a manager who has signed in. Beside its figures stands how many statements the same address
costs in a shop with a handful of products: the number must not grow.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

from django.db import connection

from bench import large_shop
from bench.figures import begun, surroundings, write
from bench.pages import Page, record, served
from bench.wrk import ask

CONNECTIONS = 4
ROWS = 50
_WARM_UP = 3.0
SMALL = "shop-1"


def pages() -> dict[str, str]:
    """What is asked of the list, by name."""
    from meadow.goods.models.products import Category

    category = Category.objects.order_by("pk")[3].pk
    return {
        "plain": "",
        "page 500": f"after={large_shop.cursor_at(_behind(499))}",
        "by title": "sort=title",
        "cheapest": "sort=price",
        "fewest on hand": "sort=stock",
        "best selling": "sort=sold",
        "drafts": "status=draft",
        "drafts by title": "status=draft&sort=title",
        "running low": "stock=low",
        "sold out by title": "stock=out&sort=title",
        "without photo by price": "photo=none&sort=price",
        "a category by price": f"category={category}&sort=price",
        "search, one product": "q=no.+77",
        "search, SKU": "q=lg-000077",
        "search, 1 in 12": "q=teapot",
        "search, 1 in 12 by title": "q=teapot&sort=title",
        "search, 1 in 1,440": "q=waxed+brass+stool",
        "search, 1 in 1,440 by stock": "q=waxed+brass+stool&sort=stock",
        "search, nothing": "q=teapot+stool",
        "search, Chinese": "q=%E6%89%8B%E5%B7%A5%E6%8B%89%E5%9D%AF%E8%8C%B6%E5%A3%B6",
        "search, one Chinese letter": "q=%E5%A3%B6&sort=title",
    }


def _behind(pages_before: int) -> int:
    """Where page 500 begins, or the last page of a smaller shop."""
    from meadow.goods.models.products import Product

    return min(pages_before * ROWS, max(Product.objects.filter(shop__handle=large_shop.HANDLE).count() - ROWS, 2))


def measure(seconds: float) -> list[dict[str, Any]]:
    figures: list[dict[str, Any]] = []
    recorded: list[tuple[str, Page, dict[str, Any], int]] = []
    for name, query in pages().items():
        page = Page(name, f"/desk/{large_shop.HANDLE}/products/?{query}", signed_in=True)
        small = record(Page(name, f"/desk/{SMALL}/products/?{query}", signed_in=True))
        recorded.append((name, page, record(page), len(small["sql"])))
    connection.close()
    with (
        tempfile.TemporaryDirectory() as folder,
        served("meadow.config.wsgi:application", {}, Path(folder) / "log") as address,
    ):
        # A worker compiles its templates for the first page it ever shows; both have seen the list before it counts.
        first = recorded[0][1]
        ask(address + first.path, seconds=2 * _WARM_UP, connections=CONNECTIONS, headers=first.headers)
        for name, page, known, small_sql in recorded:
            url = address + page.path
            ask(url, seconds=_WARM_UP, connections=CONNECTIONS, headers=page.headers)
            asked = ask(url, seconds=seconds, connections=CONNECTIONS, headers=page.headers)
            figures.append(
                {
                    "name": name,
                    "path": page.path,
                    "requests_per_s": asked.requests_per_s,
                    "p50_ms": asked.p50_ms,
                    "p99_ms": asked.p99_ms,
                    "errors": asked.errors,
                    "sql_statements": len(known["sql"]),
                    "sql_statements_small_shop": small_sql,
                    "bytes": known["bytes"],
                }
            )
            print("{name}: p50 {p50_ms} ms, p99 {p99_ms} ms, {sql_statements} statements".format(**figures[-1]))
    return figures


def main() -> None:
    options = begun()
    started = time.perf_counter()
    products = max(round(large_shop.PRODUCTS * options.scale), 2 * ROWS)
    filled = large_shop.fill(products)
    print(f"{products:,} products in {filled:.0f} s")
    measured = measure(options.seconds)
    figures = {"pages": measured, "connections": CONNECTIONS, "products": products, "fill_seconds": round(filled, 1)}
    write(options.json, {**figures, **surroundings(time.perf_counter() - started)})


if __name__ == "__main__":
    main()
