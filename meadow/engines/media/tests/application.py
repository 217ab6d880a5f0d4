"""The application's side of hooks: a small web server that verifies them as the real one does, and answers as told."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from meadow.engines.media.adapter import HookEvent, HookForged, HookKind
from meadow.engines.media.adapters.embedded import Embedded

KEY = "correct-horse"


class Application:
    """What it was told, and what it answers."""

    def __init__(self) -> None:
        self.told: list[HookEvent] = []
        self.hosts: list[str] = []
        self.url = ""
        self.is_down = False
        self.records = True
        self.answer: Callable[[HookEvent], str] = lambda event: "" if event.secret == KEY else "wrong key"

    def of(self, path: str, kind: HookKind | None = None) -> list[HookEvent]:
        """What it was told of a path."""
        return [it for it in list(self.told) if it.path == path and (kind is None or it.kind is kind)]

    def hear(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """Answer one hook."""
        if self.is_down:
            return 503, b""
        engine = Embedded()
        try:
            event = engine.parse_hook(headers, body, {})
        except HookForged:
            return 403, b""
        assert event
        self.hosts.append(headers["Host"])
        self.told.append(event)
        reason = self.answer(event) if event.kind is HookKind.PUBLISH_REQUEST else ""
        reply = engine.hook_reply(event, not reason, reason, record=self.records)
        return reply.status, reply.body


@contextlib.contextmanager
def application() -> Iterator[Application]:
    """An application that listens."""
    mine = Application()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, answer = mine.hear(dict(self.headers), body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        server.daemon_threads = True
        mine.url = f"http://127.0.0.1:{server.server_address[1]}/media/hook/"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield mine
        server.shutdown()
        thread.join()
