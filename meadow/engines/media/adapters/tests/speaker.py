"""A web server that speaks an engine's API as its documents say: what it was asked, and what it answers."""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    """One question."""

    method: str
    path: str
    headers: dict[str, str]
    told: Any


@dataclass
class Speaker:
    """Answers by method and path without its query; 404 to everything else."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    says: dict[str, tuple[int, Any]] = field(default_factory=dict)

    def of(self, verb: str) -> list[Asked]:
        """The questions of this method and path."""
        return [it for it in self.asked if f"{it.method} {it.path.partition('?')[0]}" == verb]


@contextlib.contextmanager
def speaker() -> Iterator[Speaker]:
    """A server that listens on the loopback address."""
    mine = Speaker()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told = json.loads(body) if body else None
            mine.asked.append(Asked(self.command, self.path, dict(self.headers), told))
            status, said = mine.says.get(f"{self.command} {self.path.partition('?')[0]}", (404, {}))
            answer = json.dumps(said(told) if callable(said) else said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def do_POST(self) -> None:
            self.do_GET()

        def do_DELETE(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    mine.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield mine
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
