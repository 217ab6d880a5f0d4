"""What the tests of the media worker share: a worker that runs as it does in life, and those around it."""

import contextlib
import itertools
import os
import shutil
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError

import pytest

from meadow.engines import ports
from meadow.engines.children import kept
from meadow.engines.media import engine as media
from meadow.engines.media.adapter import SourceKind
from meadow.engines.media.adapters.embedded import Embedded
from meadow.engines.media.tests.application import KEY, Application, application
from meadow.engines.media.tests.encoder import Encoder
from meadow.engines.media.tests.footage import AAC, SMALL
from meadow.engines.places import Place

IDLE, GRACE, AFTERGLOW, HELLO = 2.0, 2.0, 1.0, 1.5
QUICK = {
    "MEADOW_MEDIA_IDLE_SECONDS": str(IDLE),
    "MEADOW_MEDIA_GRACE_SECONDS": str(GRACE),
    "MEADOW_MEDIA_AFTERGLOW_SECONDS": str(AFTERGLOW),
    "MEADOW_MEDIA_HELLO_SECONDS": str(HELLO),
    "MEADOW_MEDIA_ORIGINS": "https://meadow.example",
    "MEADOW_MEDIA_SECRET": "a secret that applications of all tests know",
}
_paths = itertools.count(1)


@dataclass
class Studio:
    """A worker with the application that it asks, as one thing to publish to and to watch."""

    application: Application
    engine: Embedded
    pid: int
    log: Path

    def path(self) -> str:
        """A path that no other test uses."""
        return f"stream-{next(_paths)}"

    def encoder(self, path: str, *, key: str = KEY) -> Encoder:
        """An encoder that is live."""
        ingest = self.engine.provision(path, key)
        encoder = Encoder(ingest.rtmp_url)
        said = encoder.publish(ingest.stream_key)
        assert said == ("NetStream.Publish.Start", "You are live.")
        return encoder

    def live(self, path: str, video: bytes | None = SMALL, audio: bytes | None = AAC) -> Encoder:
        """An encoder that has described its tracks."""
        encoder = self.encoder(path)
        encoder.describe(video, audio)
        return encoder

    def address(self, path: str, *, lifetime: timedelta = timedelta(hours=1)) -> str:
        """Where the path is watched."""
        token = self.engine.viewer_token(path, lifetime=lifetime)
        return self.engine.playback(path, token=token)[0].url

    def playlist(self, path: str, more: str = "") -> str:
        return fetch(self.address(path) + more).decode()

    def shows(self, path: str, words: str) -> bool:
        """Whether the playlist is there and says this."""
        try:
            return words in self.playlist(path)
        except HTTPError as refusal:
            with contextlib.closing(refusal):
                return False

    def recording_address(self, name: str, kind: SourceKind = SourceKind.MP4) -> str:
        token = self.engine.replay_token(name, lifetime=timedelta(hours=1))
        return next(it.url for it in self.engine.replay(name, token=token) if it.kind is kind)


def fetch(url: str, **headers: str) -> bytes:
    """What an address answers."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
        body: bytes = answer.read()
    return body


def refusal(url: str, **headers: str) -> tuple[int, str]:
    """How an address refuses."""
    with pytest.raises(HTTPError) as caught:
        fetch(url, **headers)
    with contextlib.closing(caught.value) as answer:
        return answer.code, answer.read().decode()


@contextlib.contextmanager
def studio_at(place: Place, mine: Application, **settings: str) -> Iterator[Studio]:
    """A worker on this data folder, asking this application."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("MEADOW_MEDIA_")]:
            patch.delenv(name)
        own = {"MEADOW_DATA": str(place.root), "MEADOW_MEDIA_RTMP_PORT": str(ports.free_port())}
        for name, value in {**QUICK, **own, **settings}.items():
            patch.setenv(name, value)
        worker = media.embedded(
            place, host="127.0.0.1", http_port=ports.free_port(), hook_url=mine.url, hook_host="meadow.example"
        )
        for name, value in worker.environment.items():
            patch.setenv(name, value)
        log = place.logs / "media.log"
        with kept(worker.child(), log) as pid:
            yield Studio(mine, Embedded(), pid, log)


@contextlib.contextmanager
def new_place() -> Iterator[Place]:
    root = Path(tempfile.mkdtemp(prefix="meadow-media-"))
    place = Place(root)
    place.prepare()
    yield place
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="module")
def worker() -> Iterator[Studio]:
    """One worker for all tests that do not hurt it."""
    with new_place() as place, application() as mine, studio_at(place, mine) as studio:
        yield studio


@pytest.fixture
def studio(worker: Studio) -> Iterator[Studio]:
    """The worker, with an application in its right mind."""
    yield worker
    worker.application.is_down, worker.application.records = False, True
    worker.application.answer = lambda event: "" if event.secret == KEY else "wrong key"
