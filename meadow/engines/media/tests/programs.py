"""Programs of the machine that some tests use."""

import shutil

import pytest


def program(name: str) -> str:
    """Where a program is; the test is skipped where it is not."""
    found = shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed: apt-get install ffmpeg")
    return found
