"""The road of somebody who begins here: a shop, a first product, an operator's answer, and a first order."""

import re

from playwright.sync_api import expect

from meadow.engines.tests.conftest import until
from tests.browser.conftest import Visit
from tests.browser.roads import PAPER, buy, hand_in, offer_sending
from tests.browser.town import ADA, DI, Town
from tests.chromium import is_too_wide, serious_violations

EMAIL = "tomas.weber@example.org"


def test_a_newcomer_opens_a_shop_and_sells(visit: Visit, town: Town) -> None:
    page = visit()
    page.goto("/account/signup/")
    page.get_by_label("Name", exact=True).fill("Tomas Weber")
    page.get_by_label("Email").click()
    expect(page.get_by_label("Handle")).to_have_value("tomas.weber")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill("a loom beside the window")
    page.get_by_role("button", name="Join").click()
    expect(page.locator("body")).to_have_attribute("data-person", re.compile(r"\d+"))

    # The basics, with an address that is proposed and checked while it is typed.
    page.goto("/desk/")
    page.get_by_role("link", name="Open a shop", exact=True).first.click()
    page.get_by_role("link", name="I begin here").click()
    page.get_by_label("Name of the shop").fill("Weber & Tuch")
    address = page.get_by_label("Address of the shop")
    address.click()
    expect(address).to_have_value("weber-tuch")
    address.fill("tidewheel")
    expect(page.locator("#handle-said")).to_have_text("There is a shop at “tidewheel” already.")
    address.fill("weber-tuch")
    expect(page.locator("#handle-said")).to_have_text("“weber-tuch” is free.")
    page.get_by_role("radio", name="Sole trader").check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="On the way to opening")).to_be_visible()
    assert not is_too_wide(page)
    assert serious_violations(page) == []

    # The first product, while the shop is not open yet.
    page.get_by_role("link", name="Add a first product").click()
    page.locator("[name=title]").fill("Linen towel")
    page.locator("[name=status]").select_option("active")
    page.locator("[name=variants-0-price]").fill("24")
    page.locator("[name=variants-0-on_hand]").fill("3")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("“Linen towel” is saved.")).to_be_visible()
    offer_sending(page, "weber-tuch")

    hand_in(page, "weber-tuch", "Tomas Weber", "identity", "registration")

    # Guests find nothing yet; an operator looks, marks the deposit, and approves.
    guest = visit()
    assert guest.request.get("/shops/weber-tuch/").status == 404
    operator = visit(by=DI)
    operator.goto("/review/")
    operator.get_by_role("link", name="Weber & Tuch").click()
    expect(operator.get_by_text("Made by hand, in small numbers.")).to_be_visible()
    with operator.expect_download() as download:
        operator.get_by_role("link", name="trade.pdf").click()
    assert download.value.path().read_bytes() == PAPER["buffer"]
    operator.get_by_role("button", name="The deposit has arrived").click()
    operator.get_by_role("button", name="Approve and open the shop").click()
    expect(operator.get_by_text("Weber & Tuch is open.")).to_be_visible()
    until(lambda: "Subject: Weber & Tuch is open" in town.said, seconds=60)

    buy(visit(by=ADA), "weber-tuch", "Linen towel", "$28")
    page.goto("/desk/weber-tuch/orders/")
    expect(page.locator(".trade-row")).to_have_count(1)
    expect(page.locator(".trade-row")).to_contain_text("Paid")
