"""Paying with WeChat Pay as a member sees it: a code to scan, and a page that tells by itself that it is paid."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from meadow.goods.models.products import Variant
from meadow.people.models.persons import Person
from meadow.trade.models.payments import Payment
from meadow.trade.tests.china import WeChatThere, in_china, settle_at
from meadow.trade.tests.local_server import serving
from meadow.trade.tests.local_wechat import LocalWeChat
from meadow.trade.tests.made import place
from tests.cast import PASSWORD
from tests.chromium import is_too_wide, serious_violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def there(settings: Settings) -> Iterator[WeChatThere]:
    local = LocalWeChat()
    with serving(local) as base:
        settle_at(settings, "wechat", base)
        yield WeChatThere(local)


def at_home(chromium: Browser, live_server: LiveServer, person: Person, width: int, dark: bool = False) -> Page:
    page = chromium.new_page(
        base_url=live_server.url,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(person.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    return page


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_a_member_scans_a_code_and_the_page_says_thank_you(
    chromium: Browser,
    live_server: LiveServer,
    there: WeChatThere,
    ada: Person,
    lamp: Variant,
    width: int,
    dark: bool,
) -> None:
    in_china()
    group = place(ada, lamp)
    page = at_home(chromium, live_server, ada, width, dark)
    page.goto(group.get_absolute_url())
    expect(page.get_by_role("heading", name="How would you like to pay?")).to_be_visible()
    assert not is_too_wide(page)
    assert serious_violations(page) == []

    page.get_by_role("button", name="Pay with WeChat Pay").click()
    expect(page.get_by_role("img", name="Code to pay with WeChat Pay")).to_be_visible()
    expect(page.get_by_text("This page shows it by itself")).to_be_visible()
    assert not is_too_wide(page)
    assert serious_violations(page) == []

    payment = Payment.objects.get()
    there.pay(payment)
    assert there.tell(Client(), payment).status_code == 204
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.close()
