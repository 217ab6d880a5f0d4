"""A media worker for the bench, with an application that lets everybody publish, and pages that watch."""

import contextlib
import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from meadow.engines import ports
from meadow.engines.children import kept
from meadow.engines.media import engine as media
from meadow.engines.media.adapters.embedded import Embedded
from meadow.engines.places import REPOSITORY, Place

PAGES = Path(__file__).parent / "pages"
_KINDS = {".html": "text/html", ".js": "text/javascript"}


@contextlib.contextmanager
def web() -> Iterator[str]:
    """The pages, and the door for hooks."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._answer("application/json", json.dumps({"allow": True}).encode())

        def do_GET(self) -> None:
            name = self.path.partition("?")[0].strip("/")
            file = PAGES / name
            if name == "hls.js":
                file = REPOSITORY / "node_modules" / "hls.js" / "dist" / "hls.min.js"
            elif file.parent != PAGES or not file.exists():
                self.send_error(404)
                return
            self._answer(_KINDS[file.suffix], file.read_bytes())

        def _answer(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@dataclass
class Studio:
    """A worker at work."""

    engine: Embedded
    pid: int
    start_seconds: float  # from the start of the process until it answers

    def rtmp(self, path: str) -> str:
        ingest = self.engine.provision(path, "key")
        return f"{ingest.rtmp_url}/{ingest.stream_key}"

    def browser(self, path: str) -> str:
        return self.engine.provision(path, "key").ws_url

    def watch(self, path: str) -> str:
        token = self.engine.viewer_token(path, lifetime=timedelta(hours=4))
        return self.engine.playback(path, token=token)[0].url


@contextlib.contextmanager
def studio(place: Place, hooks: str) -> Iterator[Studio]:
    """A worker for the length of the block, its addresses in the environment."""
    os.environ["MEADOW_DATA"] = str(place.root)
    os.environ["MEADOW_MEDIA_RTMP_PORT"] = str(ports.free_port())
    os.environ["MEADOW_MEDIA_MOST_PER_ADDRESS"] = "100"
    worker = media.embedded(place, host="127.0.0.1", http_port=ports.free_port(), hook_url=f"{hooks}/hook")
    os.environ.update(worker.environment)
    begun = time.perf_counter()
    with kept(worker.child(), place.logs / "media.log") as pid:
        yield Studio(Embedded(), pid, time.perf_counter() - begun)
