"""One Chromium for all tests that look at pages as people do, and what they look for on every page."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
# Whoever goes live has a camera, and has allowed it: pictures that move, and beeps.
QUIET += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
PATIENCE = 30_000  # milliseconds; a busy machine is slow, and what is right is never waited for this long

AXE = settings.ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark whatever opens the browser, and keep it with one worker: each would start a Chromium of its own."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("chromium"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "The browser tests need Debian's chromium: apt-get install chromium"
    expect.set_options(timeout=PATIENCE)
    # Playwright keeps an event loop in this thread, which Django would take for an asynchronous caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def serious_violations(page: Page) -> list[str]:
    """What axe-core calls serious or critical, each with the first element it names."""
    page.evaluate(AXE.read_text())
    # Without its copies of the style sheets: they would break our security policy, and only one rule reads them.
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run({ preload: false, resultTypes: ['violations'] }).then(({ violations }) => violations)"
    )
    return [
        f"{violation['id']}: {violation['help']} ({violation['nodes'][0]['html'][:160]})"
        for violation in found
        if violation["impact"] in {"serious", "critical"}
    ]


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
