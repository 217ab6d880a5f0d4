"""The first look at Meadow, full of pictures; this file alone with MEADOW_PICTURES=1 keeps it for the README.

Alone, because other journeys leave their own notes in the feed.
"""

import os

import pytest
from django.conf import settings

from tests.browser.conftest import Visit

PICTURES = settings.ROOT / "docs" / "pictures"
LOADED = (
    "() => [...document.querySelectorAll('picture img')].filter(image => image.complete && image.naturalWidth).length"
)


@pytest.mark.parametrize(
    ("name", "width", "height", "dark", "language"),
    [("explore", 1280, 860, False, "en"), ("phone", 360, 780, True, "zh-hans")],
)
def test_the_feed_shows_what_it_is_about(
    visit: Visit, name: str, width: int, height: int, dark: bool, language: str
) -> None:
    page = visit(dark=dark, language=language, scale=1 if width > 1000 else 2)
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/")
    page.wait_for_load_state("networkidle")

    assert page.evaluate(LOADED) >= 12
    if os.environ.get("MEADOW_PICTURES"):
        page.screenshot(path=PICTURES / f"{name}.jpg", type="jpeg", quality=82)
        assert (PICTURES / f"{name}.jpg").stat().st_size < 250_000
