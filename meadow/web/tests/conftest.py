"""Pages of a server inside the tests, opened in the one Chromium."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from meadow.people.models.persons import Person

OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Open a path of the live server: `open_page("/design/", width=360, theme="dark", language="zh-hans", by=ada)`.

    A page whose scripts throw, or break the security policy, fails the test.
    """
    contexts = []
    wrong: list[str] = []

    def go(path: str, *, width: int = 1280, theme: str = "", language: str = "en", by: Person | None = None) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
        contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language} | ({"theme": theme} if theme else {})
        if by is not None:
            client = Client()
            client.force_login(by)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
        return page

    yield go
    for context in contexts:
        context.close()
    assert not wrong
