"""The town that all journeys share, and visitors who open its pages in the one Chromium."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.town import Town, running_town
from tests.chromium import PATIENCE

Visit = Callable[..., Page]
LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    with running_town() as town:
        yield town


@dataclass
class Visitors:
    """Browser profiles of one test, and everything that went wrong in them."""

    chromium: Browser
    town: Town
    contexts: list[BrowserContext] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def visit(
        self,
        *,
        by: str = "",
        width: int = 1280,
        dark: bool = False,
        language: str = "en",
        scale: int = 1,
        scripts: bool = True,
    ) -> Page:
        """An empty page of a fresh profile, where the person with the address `by` is signed in."""
        context = self.chromium.new_context(
            base_url=self.town.url,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            device_scale_factor=scale,
            locale=LOCALES[language],
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("console", self._hear)
        if by:
            page.goto("/account/login/")
            sign_in(page, by, self.town.password)
        return page

    def _hear(self, said: ConsoleMessage) -> None:
        """Errors, among them whatever could not be loaded and whatever the security policy has stopped."""
        if said.type == "error":
            self.wrong.append(f"{said.page.url if said.page else ''}: {said.text}")


@pytest.fixture
def visit(chromium: Browser, town: Town) -> Iterator[Visit]:
    """Open a page of the town: `visit(by=ADA, width=360, dark=True, language="zh-hans", scripts=False)`.

    A page that writes an error to the console fails the test.
    """
    visitors = Visitors(chromium, town)
    yield visitors.visit
    for context in visitors.contexts:
        context.close()
    assert not visitors.wrong, "\n".join(visitors.wrong)


def sign_in(page: Page, email: str, password: str) -> None:
    """Fill in the page of signing in, in whichever language it is."""
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/account/login/" not in url)
