"""The limit: a hand-written WSGI application that runs each page's SQL as it was recorded and answers as many bytes.

It is served by the same granian with the same options. Nothing is looked up, escaped, translated or rendered.
"""

import json
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg

_pages: dict[str, Any] = json.loads(Path(os.environ["BENCH_LIMIT"]).read_text())
_bodies = {
    path: os.urandom(page["bytes"] // 2).hex().encode() + b" " * (page["bytes"] % 2) for path, page in _pages.items()
}
_own = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Run the SQL of the page that is asked for, fetch every row, answer."""
    path = environ["PATH_INFO"]
    if not hasattr(_own, "connection"):
        _own.connection = psycopg.connect(os.environ["MEADOW_POSTGRES_URL"], autocommit=True)
    with _own.connection.cursor() as cursor:
        for statement in _pages[path]["sql"]:
            cursor.execute(statement, prepare=False)
            cursor.fetchall()
    body = _bodies[path]
    start_response("200 OK", [("Content-Type", _pages[path]["type"]), ("Content-Length", str(len(body)))])
    return [body]
