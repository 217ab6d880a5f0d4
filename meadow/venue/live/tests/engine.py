"""The media worker's internal API as the application meets it: a small server that answers as a test has it."""

import contextlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from meadow.engines.media.signatures import api_token


class Engine:
    """What is on air there, what was recorded, and what it was told to do."""

    def __init__(self) -> None:
        self.paths: dict[str, dict[str, Any]] = {}
        self.recorded: list[dict[str, Any]] = []
        self.commands: list[tuple[str, dict[str, Any]]] = []
        self.deleted: list[str] = []
        self.is_down = False

    def show(self, path: str, session: str, state: str = "live", **health: Any) -> None:
        """Have something on air."""
        self.paths[path] = {
            "session": session,
            "state": state,
            "protocol": "rtmp",
            "started_at": datetime.now(UTC).isoformat(),
            "ip": "127.0.0.1",
            "recording": "",
            "health": health,
        }

    def record(self, name: str, path: str, began_at: datetime, seconds: float, **more: Any) -> None:
        """Have a recording there."""
        told = {"name": name, "path": path, "session": "s", "started_at": began_at.isoformat(), "seconds": seconds}
        self.recorded.append({**told, "bytes": 1000, "finished": True, "clock": [], **more})

    def answer(self, method: str, path: str, told: dict[str, Any]) -> dict[str, Any]:
        if method == "DELETE":
            name = path.rpartition("/")[2]
            self.deleted.append(name)
            there = [it for it in self.recorded if it["name"] == name and it["finished"]]
            self.recorded = [it for it in self.recorded if it not in there]
            return {"deleted": bool(there)}
        if method == "POST":
            self.commands.append((path, told))
            gone = self.paths.pop(told["path"], None) if path == "/kick" else self.paths.get(told["path"])
            return {"kicked": gone is not None, "found": gone is not None}
        return {"paths": self.paths} if path == "/state" else {"recordings": self.recorded}


@contextlib.contextmanager
def answering(secret: str) -> Iterator[tuple[Engine, str]]:
    """An engine that knows this secret, and its address."""
    mine = Engine()

    class Door(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            is_known = self.headers["Authorization"] == f"Bearer {api_token(secret)}"
            said = mine.answer(self.command, self.path.partition("?")[0], json.loads(body or b"{}"))
            answer = json.dumps(said).encode()
            self.send_response(503 if mine.is_down else 200 if is_known else 401)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def do_DELETE(self) -> None:
            self._serve()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield mine, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
