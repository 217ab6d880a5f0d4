"""A shop gives a code, the platform a coupon; a member uses both and sees what they took off, on phones too."""

import re
from decimal import Decimal

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.town import ADA, CY, DI
from tests.chromium import is_too_wide, serious_violations


def fine(page: Page) -> None:
    """The page as it stands can be used by everybody, wide and narrow, light and dark."""
    for width, dark in ((1280, False), (360, True), (360, False), (1280, True)):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        page.wait_for_timeout(100)
        page.evaluate("() => Promise.allSettled(document.getAnimations().map(one => one.finished))")  # colours change
        assert serious_violations(page) == [], (page.url, width, dark)
        assert not is_too_wide(page), (page.url, width)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")


def amount(page: Page, words: str) -> Decimal:
    """What stands beside these words among the sums."""
    row = page.locator("aside .sums dt", has_text=re.compile(f"^{words}")).first
    said = row.locator("xpath=following-sibling::dd[1]").inner_text()
    return Decimal(re.sub(r"[^0-9.]", "", said))


def test_a_code_and_a_coupon_are_given_and_used(visit: Visit) -> None:
    manager = visit(by=CY)
    manager.goto("/desk/tidewheel/promotions/")
    fine(manager)
    manager.get_by_role("link", name="New promotion").first.click()
    manager.get_by_label("Name", exact=True).fill("Spring table")
    manager.get_by_label("Per cent off").fill("10")
    expect(manager.get_by_label("Amount off")).to_be_hidden()
    expect(manager.get_by_label("Code", exact=False)).to_be_hidden()
    manager.get_by_label("How it begins to count").select_option(label="With a code")
    manager.get_by_label("Code", exact=False).fill("Spring10")
    manager.get_by_label("What it gives").select_option(label="Buy some, get some cheaper")
    expect(manager.get_by_label("Pieces to buy")).to_be_visible()
    manager.get_by_label("What it gives").select_option(label="Per cent off")
    fine(manager)
    manager.get_by_role("button", name="Save").click()
    expect(manager.get_by_role("heading", name="Spring table")).to_be_visible()
    manager.get_by_label("How many codes").fill("25")
    manager.get_by_role("button", name="Generate codes").click()
    expect(manager.locator("#codes")).to_contain_text("0 of 25 used")
    fine(manager)
    manager.goto("/desk/tidewheel/promotions/")
    expect(manager.locator(".lines")).to_contain_text("10% off")
    fine(manager)

    manager.goto("/desk/tidewheel/taxes/")
    manager.get_by_label("Germany").check()
    manager.get_by_role("button", name="Add these rates").click()
    expect(manager.locator(".lines").first).to_contain_text("19%")
    fine(manager)
    manager.goto("/desk/tidewheel/shipping/")
    manager.get_by_label("Name", exact=True).fill("Parcel")
    manager.get_by_label("Price", exact=True).fill("6.90")
    manager.get_by_label("Countries").fill("DE")
    manager.get_by_label("Prices by weight").fill("2 6.90\n10 9.90")
    manager.get_by_label("Days, at least").fill("3")
    manager.get_by_label("Days, at most").fill("5")
    manager.get_by_label("Offered").check()
    manager.get_by_role("button", name="Save").click()
    expect(manager.get_by_text("3–5 days")).to_be_visible()
    fine(manager)

    operator = visit(by=DI)
    operator.goto("/review/promotions/new/")
    operator.get_by_label("Name", exact=True).fill("Five for you")
    operator.get_by_label("What it gives").select_option(label="Amount off")
    operator.get_by_label("Amount off").fill("5")
    operator.get_by_label("From goods worth").fill("20")
    operator.get_by_label("How it begins to count").select_option(label="As a coupon that members take")
    fine(operator)
    operator.get_by_role("button", name="Save").click()
    expect(operator.get_by_role("heading", name="Five for you")).to_be_visible()

    member = visit(by=ADA)
    member.goto("/shops/tidewheel/moon-jar/")
    member.get_by_role("button", name="Add to cart").click()
    member.wait_for_url("**/cart/")
    goods = amount(member, "Goods")
    member.get_by_label("Code", exact=True).fill("spring10")
    member.get_by_role("button", name="Use it").click()
    expect(member.locator("aside .sums")).to_contain_text("Spring table")
    off = amount(member, "Spring table")
    assert Decimal(0) < off <= goods / 10
    member.locator("form", has_text="Five for you").get_by_role("button", name="Take it").click()
    expect(member.locator("aside .sums")).to_contain_text("Five for you")
    assert amount(member, "Five for you") == 5
    member.get_by_label("Estimated for").select_option(label="Germany")
    expect(member.locator("aside .sums")).to_contain_text("Estimated total")
    expect(member.locator("aside .sums")).to_contain_text("MwSt 19% in it")
    fine(member)
    member.goto("/me/coupons/")
    expect(member.get_by_text("$5.00 off")).to_be_visible()
    fine(member)
    member.goto("/checkout/")
    fine(member)
    total = amount(member, "Total")
    member.get_by_role("button", name="Place the order").click()
    expect(member.locator(".trade-sandbox")).to_be_visible()
    expect(member.locator("main")).to_contain_text(str(total))
