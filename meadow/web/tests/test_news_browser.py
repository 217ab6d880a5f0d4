"""News reach a page that stands open, and their pages shut nobody out."""

import pytest
from playwright.sync_api import expect

from meadow.people.actions.news import tell_of
from meadow.people.models.news import Device
from meadow.people.models.persons import Person
from meadow.web.tests.conftest import OpenPage
from tests.chromium import is_too_wide, serious_violations

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_bell_counts_while_one_looks_at_a_page(open_page: OpenPage, ada: Person, bo: Person) -> None:
    page = open_page("/design/", by=ada)
    bell = page.locator("[data-unread=news]").first
    expect(bell).to_be_hidden()

    for number in range(20):  # what is said before the page listens is lost; the next word brings the number
        about = f"try:{number}"
        tell_of([ada.pk], kind="mention", verb="followed", about=about, url=bo.get_absolute_url(), actor=bo)
        page.wait_for_timeout(500)
        if bell.is_visible():
            break

    expect(bell).to_have_text(str(number + 1))
    expect(page.locator("#toasts .toast").first).to_contain_text("Bo.Li began to follow you.")
    bell.click()
    expect(page.locator(".news-line.is-new")).to_have_count(number + 1)


@pytest.mark.parametrize(
    ("theme", "language", "width"),
    [("light", "en", 360), ("dark", "zh-hans", 360), ("light", "zh-hans", 1280), ("dark", "en", 1280)],
)
def test_its_pages_shut_nobody_out(
    open_page: OpenPage, ada: Person, bo: Person, cy: Person, theme: str, language: str, width: int
) -> None:
    for actor in (bo, cy):
        tell_of([ada.pk], kind="follow", verb="followed", about="person", url="/", actor=actor)
    words = {"title": "Lamp corner", "quote": "Where is this lamp from? I have looked for one like it for months."}
    tell_of([ada.pk], kind="comment", verb="commented", about="note:1", url="/", actor=bo, words=words)
    order = {"each": {"en": {"shop": "Cy Clay"}, "zh-hans": {"shop": "陶与光"}}, "number": 7}
    tell_of([ada.pk], kind="order", verb="order_sent", about="order:7", url="/", words=order)
    Device.objects.create(person=ada, endpoint="https://push.example.org/1", key="k", secret="s", name="Firefox · Mac")

    for path in ("/news/", "/news/?kind=goods", "/news/choices/"):
        page = open_page(path, width=width, theme=theme, language=language, by=ada)

        assert serious_violations(page) == [], path
        assert not is_too_wide(page), path
