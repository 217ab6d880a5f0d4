"""What the tests of moving share: folders of their own for photos and private files, and jobs that are run at once."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture
def own_files(settings: Settings, tmp_path: Path) -> Path:
    """Folders `public` and `private` of this test only."""
    backend = "django.core.files.storage.FileSystemStorage"
    public = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path / "public"), "base_url": "/files/"}}
    private = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path / "private")}}
    settings.STORAGES = {**settings.STORAGES, "default": public, "private": private}
    return tmp_path
