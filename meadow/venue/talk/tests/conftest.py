"""What tests of threads stand on."""

from pathlib import Path

import pytest
from pytest_django import Settings

from meadow.people.models.persons import Person
from meadow.venue.talk import houses
from meadow.venue.talk.models.threads import Thread
from meadow.venue.talk.tests.made import Yard, thread_of


@pytest.fixture(autouse=True)
def yard(monkeypatch: pytest.MonkeyPatch) -> Yard:
    """The house of all threads, for one test."""
    yard = Yard()
    for place in Thread.Place:
        monkeypatch.setitem(houses._houses, place.value, yard)
    return yard


@pytest.fixture
def thread(ada: Person, bo: Person) -> Thread:
    """A thread with Ada and Bo in it."""
    return thread_of(ada, bo)


@pytest.fixture
def own_files(settings: Settings, tmp_path: Path) -> None:
    """A folder of files for each test."""
    entry = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path), "base_url": "/files/"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": entry}
