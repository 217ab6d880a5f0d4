"""What several tests of live rooms stand on."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches

from meadow.engines.media import places
from meadow.venue.live.tests.engine import Engine, answering


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A media engine at the wire."""
    monkeypatch.setenv(places.SECRET, "a secret that only the two of them know")
    monkeypatch.delenv("MEADOW_MEDIA_ENGINE", raising=False)
    caches["fragments"].clear()
    with answering(places.secret()) as (mine, url):
        monkeypatch.setenv(places.API, url)
        monkeypatch.setenv(places.HTTP, "http://video.example:8002")
        yield mine
