"""What the tests of foreign engines share."""

import os
from collections.abc import Iterator

import pytest

from meadow.engines.media.adapters.tests.speaker import Speaker, speaker

HOOK_SECRET = "only the engine and we know this"


@pytest.fixture
def api() -> Iterator[Speaker]:
    """An engine's API, which says nothing yet."""
    with speaker() as mine:
        yield mine


@pytest.fixture
def settings_of_an_engine(api: Speaker, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The settings that most engines need, and none besides."""
    for name in [name for name in os.environ if name.startswith("MEADOW_MEDIA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MEADOW_MEDIA_RTMP_URL", "rtmp://media.example/live")
    monkeypatch.setenv("MEADOW_MEDIA_API_URL", api.url)
    monkeypatch.setenv("MEADOW_MEDIA_HOOK_SECRET", HOOK_SECRET)
    monkeypatch.setenv("MEADOW_MEDIA_SECRET", "what signs the tokens of viewers")
    return monkeypatch
