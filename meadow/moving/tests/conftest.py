"""What the tests of moving share: folders of their own for photos and private files, and jobs that are run at once."""

from pathlib import Path

import pytest
from django.core.files.storage import storages
from pytest_django import Settings

from meadow.moving.models.imports import Import


@pytest.fixture
def own_files(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders `public` and `private` of this test only."""
    backend = "django.core.files.storage.FileSystemStorage"
    public = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path / "public"), "base_url": "/files/"}}
    private = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path / "private")}}
    settings.STORAGES = {**settings.STORAGES, "default": public, "private": private}
    for name in ("file", "photos"):  # a field asks for its storage once, when the models are loaded
        monkeypatch.setattr(Import._meta.get_field(name), "storage", storages["private"])
    return tmp_path
