"""A manager puts a product on sale, with options, photos and stock."""

import re

from playwright.sync_api import Page, expect

from meadow.people.tests.pictures import jpeg
from tests.browser.conftest import Visit
from tests.browser.town import CY


def fill_in_row(page: Page, number: int, *, size: str, price: str, on_hand: int) -> None:
    row = page.locator("#rows .variant-main").nth(number)
    row.get_by_label("First option").fill(size)
    row.get_by_label("Price", exact=True).fill(price)
    row.get_by_label("On hand").fill(str(on_hand))


def test_a_new_product_is_seen_chosen_and_put_into_a_cart(visit: Visit) -> None:
    page = visit(by=CY)
    page.goto("/desk/")
    page.get_by_role("link", name="Tidewheel").click()
    page.get_by_role("navigation", name="The shop's desk").get_by_role("link", name="Goods", exact=True).click()
    page.get_by_role("link", name="New product").first.click()
    page.locator("#id_title").fill("Elm tray")
    page.locator("#id_description").fill("Cut from one board, oiled three times.")
    page.get_by_label("Status").select_option(label="Active")
    page.get_by_label("Add photos").set_input_files(
        {"name": "tray.jpg", "mimeType": "image/jpeg", "buffer": jpeg(1200, 900, colour="peru")}
    )
    page.locator("[name=option_1]").fill("Size")
    fill_in_row(page, 0, size="Small", price="38.00", on_hand=3)
    fill_in_row(page, 1, size="Large", price="56.00", on_hand=1)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="See it as visitors do").last.click()

    guest = visit(width=360)
    guest.goto(page.url)
    expect(guest.get_by_role("heading", name="Elm tray", level=1)).to_be_visible()
    expect(guest.get_by_role("img", name="Elm tray")).to_be_visible()
    guest.get_by_role("link", name="Large").click()
    expect(guest.locator("#stock")).to_contain_text("Only 1 left")
    guest.get_by_role("button", name="Add to cart").click()
    expect(guest.locator("#cart").get_by_text(re.compile(r"\$56\.00")).first).to_be_visible()
    expect(guest.get_by_role("button", name="One more")).to_be_disabled()
