"""`meadow bench pages`: pages and API reads through the real server under wrk, each beside its limit.

The limit runs the SQL with which a page is rendered, for every request. Guests' pages and the API are measured as they
are served, kept for some seconds (`ratio_to_limit`), and once more rendered each time (`rendered_...`).
"""

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.figures import begun, surroundings, write
from bench.wrk import Asked, ask
from meadow.engines import ports
from meadow.engines.children import Child, kept
from meadow.engines.web import web_argv

_WARM_UP = 3.0


@dataclass
class Page:
    """One address that is measured, as a guest or as the member with number 1."""

    name: str
    path: str
    signed_in: bool = False
    headers: dict[str, str] = field(default_factory=dict)


def pages() -> list[Page]:
    """What is measured; the products and notes lie in the middle of the load, not at its start."""
    from meadow.goods.models.products import Product
    from meadow.venue.notes.models.notes import Note

    product = Product.objects.select_related("shop").order_by("pk")[Product.objects.count() // 2]
    note = Note.objects.order_by("pk")[Note.objects.count() // 2]
    return [
        Page("feed", "/"),
        Page("feed, signed in", "/", signed_in=True),
        Page("following, signed in", "/following/", signed_in=True),
        Page("product", product.get_absolute_url()),
        Page("note", note.get_absolute_url()),
        Page("note, signed in", note.get_absolute_url(), signed_in=True),
        Page("products", "/products/"),
        Page("api notes", "/api/notes"),
        Page("api products", "/api/products"),
        Page("api product", f"/api/products/product_{product.pk}"),
    ]


def record(page: Page) -> dict[str, Any]:
    """The SQL that this page runs when it is rendered with warm fragments, how much it is with cold ones, and its size.

    Guests' pages are kept for some seconds and run no SQL meanwhile; what they stand for is recorded with keeping off.
    """
    from django.core.cache import caches

    from meadow.people.models.persons import Person

    client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="en")
    if page.signed_in:
        person = Person.objects.get(pk=1)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.headers["Cookie"] = f"{settings.SESSION_COOKIE_NAME}={session}"
    page.headers["Accept-Language"] = "en"
    settings.MEADOW_GUEST_SECONDS = 0
    caches["fragments"].clear()
    with CaptureQueriesContext(connection) as cold:
        client.get(page.path)
    with CaptureQueriesContext(connection) as warm:
        answer = client.get(page.path)
    if answer.status_code != 200:
        raise SystemExit(f"{page.path} answered {answer.status_code}")
    return {
        "sql": [query["sql"] for query in warm.captured_queries],
        "cold": len(cold.captured_queries),
        "bytes": len(answer.content),
        "type": answer["Content-Type"],
    }


@contextmanager
def served(application: str, environment: dict[str, str], log: Path) -> Iterator[str]:
    """Serve an application with the options of `meadow up`, while the block lasts."""
    port = ports.free_port()
    argv = [*web_argv("127.0.0.1", port, workers=2)[:-1], application]
    child = Child("web", argv, environment, ready=lambda: ports.answers("127.0.0.1", port))
    with kept(child, log):
        yield f"http://127.0.0.1:{port}"


def measure(seconds: float) -> list[dict[str, Any]]:
    """Ask for every page and, right after it, for its limit."""
    asked = pages()
    recorded = [record(page) for page in asked]
    connection.close()
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        for page, known in zip(asked, recorded, strict=True):
            recipe = Path(folder) / "limit.json"
            recipe.write_text(json.dumps({page.path: known}))
            ours = _ask(page, known, {}, log, seconds)
            rendered = ours if page.signed_in else _ask(page, known, {"MEADOW_GUEST_SECONDS": "0"}, log, seconds)
            with served("bench.limit:application", {"BENCH_LIMIT": str(recipe)}, log) as address:
                ask(address + page.path, seconds=_WARM_UP)
                limit = ask(address + page.path, seconds=seconds)
            figures.append(
                {
                    "name": page.name,
                    "path": page.path,
                    "requests_per_s": ours.requests_per_s,
                    "p50_ms": ours.p50_ms,
                    "p99_ms": ours.p99_ms,
                    "errors": ours.errors,
                    "sql_statements": len(known["sql"]),
                    "sql_statements_cold": known["cold"],
                    "bytes": known["bytes"],
                    "limit_requests_per_s": limit.requests_per_s,
                    "limit_p99_ms": limit.p99_ms,
                    "ratio_to_limit": round(ours.requests_per_s / limit.requests_per_s, 3),
                    "rendered_requests_per_s": rendered.requests_per_s,
                    "rendered_p99_ms": rendered.p99_ms,
                    "rendered_ratio_to_limit": round(rendered.requests_per_s / limit.requests_per_s, 3),
                }
            )
            print(
                "{name}: {requests_per_s}/s, p99 {p99_ms} ms, {ratio_to_limit} of the limit; rendered each time: "
                "{rendered_requests_per_s}/s, p99 {rendered_p99_ms} ms, {rendered_ratio_to_limit}".format(**figures[-1])
            )
    return figures


def _ask(page: Page, known: dict[str, Any], environment: dict[str, str], log: Path, seconds: float) -> Asked:
    """What our server does with this page once it is warm."""
    with served("meadow.config.wsgi:application", environment, log) as address:
        _check(address + page.path, page, known)
        ask(address + page.path, seconds=_WARM_UP, headers=page.headers)
        return ask(address + page.path, seconds=seconds, headers=page.headers)


def _check(url: str, page: Page, known: dict[str, Any]) -> None:
    """The server must answer what was recorded, or the limit would be for another page."""
    from urllib.request import Request

    with urlopen(Request(url, headers=page.headers), timeout=30) as answer:
        size = len(answer.read())
    if abs(size - known["bytes"]) > known["bytes"] * 0.05 + 200:
        raise SystemExit(f"{url} answered {size} bytes where {known['bytes']} were recorded.")


def main() -> None:
    options = begun()
    started = time.perf_counter()
    measured = measure(options.seconds)
    write(
        options.json,
        {"pages": measured, "connections": 16, "scale": options.scale, **surroundings(time.perf_counter() - started)},
    )


if __name__ == "__main__":
    main()
