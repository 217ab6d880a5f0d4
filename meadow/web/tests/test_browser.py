"""The house's own pages in a real browser: nothing that axe-core calls serious, nothing too wide, parts that move."""

import json
from itertools import pairwise

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from meadow.engines import bus
from meadow.people.models.persons import Person
from meadow.web.tests.conftest import OpenPage
from tests.chromium import is_too_wide, serious_violations

pytestmark = pytest.mark.django_db(transaction=True)

FOR_GUESTS = ["/design/", "/account/login/", "/account/signup/", "/account/password/reset/", "/no/such/page/"]
FOR_MEMBERS = [
    "/account/email/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/sessions/",
    "/account/logout/",
]


@pytest.fixture
def confirmed(ada: Person) -> Person:
    """Ada, whose address is confirmed, as the pages of two-factor sign-in ask for."""
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    return ada


@pytest.mark.parametrize(
    ("theme", "language", "width"),
    [("light", "en", 1280), ("dark", "zh-hans", 1280), ("light", "zh-hans", 360), ("dark", "en", 360)],
)
def test_guests_are_not_shut_out(open_page: OpenPage, theme: str, language: str, width: int) -> None:
    for path in FOR_GUESTS:
        page = open_page(path, width=width, theme=theme, language=language)

        assert serious_violations(page) == [], path
        assert not is_too_wide(page), path


@pytest.mark.parametrize(("theme", "language", "width"), [("light", "en", 1280), ("dark", "zh-hans", 360)])
def test_members_are_not_shut_out(
    open_page: OpenPage, confirmed: Person, theme: str, language: str, width: int
) -> None:
    for path in FOR_MEMBERS:
        page = open_page(path, width=width, theme=theme, language=language, by=confirmed)

        assert serious_violations(page) == [], path
        assert not is_too_wide(page), path


def test_axe_finds_what_is_wrong(open_page: OpenPage) -> None:
    page = open_page("/account/login/")
    page.evaluate("document.querySelector('main h1').innerHTML = '<img src=\"/static/meadow/favicon.svg\">'")

    assert [violation.split(":")[0] for violation in serious_violations(page)] == ["image-alt"]


def test_the_switch_changes_the_theme_at_once_and_for_the_next_page(open_page: OpenPage) -> None:
    page = open_page("/design/", theme="light")
    page.get_by_role("button", name="Switch to dark").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_language_can_be_changed_where_one_stands(open_page: OpenPage) -> None:
    page = open_page("/design/")
    page.get_by_role("button", name="简体中文").first.click()

    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    assert page.url.endswith("/design/")


def test_a_gallery_is_moved_by_keys_and_says_where_it_is(open_page: OpenPage) -> None:
    page = open_page("/design/")
    gallery = page.locator("[data-gallery]").first
    gallery.scroll_into_view_if_needed()
    expect(gallery.locator(".gallery-count")).to_have_text("1/3")

    gallery.locator(".gallery-track").press("ArrowRight")
    expect(gallery.locator(".gallery-count")).to_have_text("2/3")
    gallery.get_by_role("button", name="Previous photo").click()
    expect(gallery.locator(".gallery-count")).to_have_text("1/3")


def test_a_sheet_opens_and_escape_closes_it(open_page: OpenPage) -> None:
    page = open_page("/design/")
    opener = page.get_by_role("button", name="Open a sheet").first
    opener.click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    assert serious_violations(page) == []

    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_waterfall_fills_its_columns_without_gaps_or_overlaps(open_page: OpenPage) -> None:
    page = open_page("/design/")
    boxes: list[dict[str, float]] = page.locator("[data-waterfall]").first.evaluate(
        """grid => [...grid.children].map(cell => {
            const { left, top, bottom } = cell.firstElementChild.getBoundingClientRect();
            return { left, top, bottom };
        })"""
    )

    columns: dict[float, list[dict[str, float]]] = {}
    for box in boxes:
        columns.setdefault(round(box["left"]), []).append(box)
    assert len(columns) == 2
    for column in columns.values():
        gaps = [below["top"] - above["bottom"] for above, below in pairwise(column)]
        assert all(19 <= gap <= 29 for gap in gaps), gaps


def test_the_first_press_of_tab_leads_past_the_doors(open_page: OpenPage) -> None:
    page = open_page("/design/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_the_inbox_speaks_while_one_looks_at_a_page(open_page: OpenPage, ada: Person, bo: Person) -> None:
    page = open_page("/design/", by=ada)
    heard = page.locator("#toasts .toast")

    for _ in range(20):  # what is said before the page listens is lost, as it should be
        bus.publish(f"inbox.{bo.pk}.order", json.dumps({"title": "For Bo"}).encode())
        said = {"title": "Your parcel is <b>on its way</b>.", "url": "/orders/7/"}
        bus.publish(f"inbox.{ada.pk}.order", json.dumps(said).encode())
        page.wait_for_timeout(500)
        if heard.count():
            break

    expect(heard.first).to_contain_text("Your parcel is <b>on its way</b>.")
    expect(heard.first.get_by_role("link")).to_have_attribute("href", "/orders/7/")
    expect(page.get_by_text("For Bo")).to_have_count(0)


def test_guests_fetch_nothing_of_the_inbox(open_page: OpenPage) -> None:
    page = open_page("/design/")
    fetched: list[str] = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")

    assert any(name.endswith("main.js") for name in fetched)
    assert not any("live" in name.rsplit("/", 1)[-1] or "/pass/" in name for name in fetched)
