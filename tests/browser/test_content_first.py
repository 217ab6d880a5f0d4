"""Content first: somebody shares a note, is asked where its things are from, opens a shop with them, and sells one."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.roads import approve, buy, hand_in, offer_sending
from tests.browser.test_newcomer import photo
from tests.browser.town import ADA, BAI, DI, Town
from tests.chromium import is_too_wide, serious_violations

DRAFT = """SELECT goods_product.title, goods_product.status, price_from, goods_shop.state, notes_thing.ask_count,
        (SELECT count(*) FROM goods_productphoto WHERE product_id = goods_product.id)
    FROM goods_product JOIN goods_shop ON goods_shop.id = shop_id JOIN notes_thing ON product_id = goods_product.id
    WHERE goods_shop.handle = 'noras-bench'"""


def join(page: Page, name: str, handle: str) -> None:
    page.goto("/account/signup/")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Email").fill(f"{handle}@example.org")
    page.get_by_label("Handle").fill(handle)
    page.get_by_label("Password").fill("a jar of late light")
    page.get_by_role("button", name="Join").click()
    expect(page.locator("body")).to_have_attribute("data-person", re.compile(r"\d+"))


def mark(page: Page, name: str) -> None:
    """Mark a thing a little right of the middle of the first photo."""
    page.get_by_role("button", name="Mark something here").first.click()
    sheet = page.get_by_role("dialog", name="Mark something")
    sheet.get_by_role("application", name="Point on the photo").press("ArrowRight")
    sheet.get_by_label("What is it?").fill(name)
    sheet.get_by_role("button", name=f"Mark it as “{name}”").click()
    expect(sheet).to_be_hidden()


def test_what_people_asked_for_becomes_a_shop_that_sells_it(visit: Visit, town: Town) -> None:
    author = visit()
    join(author, "Nora Field", "nora.field")
    author.goto("/notes/new/")
    author.get_by_label("Add photos").set_input_files([photo("bench.jpg", "sienna"), photo("seat.jpg", "tan")])
    expect(author.locator("[data-thumb] img")).to_have_count(2)
    author.get_by_label("Title").fill("A bench for the hall")
    mark(author, "Elm bench")
    mark(author, "Coat hook")
    expect(author.locator("[data-tagged]")).to_have_count(2)
    author.locator("[data-tagged]").filter(has_text="Coat hook").get_by_role("button", name="Take out").click()
    expect(author.locator("[data-tagged]")).to_contain_text("At a point of a photo")
    author.get_by_role("button", name="Publish", exact=True).click()
    expect(author.locator(".pin")).to_have_text("Elm bench")
    address = author.url

    guest = visit(scripts=False)
    guest.goto(address)
    guest.get_by_role("button", name="Ask where it is from").click()
    expect(guest).to_have_url(re.compile("/account/login/"))

    plain, reader = visit(by=BAI, scripts=False), visit(by=ADA, width=360, dark=True)
    for page in (plain, reader):
        page.goto(address)
        page.get_by_role("button", name="Ask where it is from").click()
        expect(page.get_by_role("button", name="Asked")).to_have_attribute("aria-pressed", "true")
    assert not is_too_wide(reader)
    assert serious_violations(reader) == []

    author.goto("/me/notes/")
    expect(author.get_by_text("People asked you for links 2 times.")).to_be_visible()
    author.get_by_role("link", name="See what they want, and open a shop with it").click()
    expect(author.get_by_role("heading", level=1)).to_have_text("People asked you for links 2 times")
    assert serious_violations(author) == []
    row = author.locator(".wanted-row")
    expect(row).to_contain_text("2 people asked")
    expect(row.get_by_label("Make it a product")).to_be_checked()
    row.get_by_label("Title").fill("Elm bench, one metre")
    row.get_by_label("Price").fill("380")
    author.get_by_label("Name of the shop").fill("Nora’s bench")
    author.get_by_label("Address of the shop").fill("noras-bench")
    author.get_by_role("button", name="Begin the shop").click()

    expect(author.get_by_text("Your shop is begun, and its first products are drafts.")).to_be_visible()
    expect(author).to_have_url(re.compile("/desk/noras-bench/"))
    assert town.row(DRAFT) == ("Elm bench, one metre", "draft", 38000, "preparing", 2, 2)
    author.goto("/desk/noras-bench/notes/")
    expect(author.get_by_text("People asked for this")).to_be_visible()
    expect(author.get_by_role("link", name="2 people asked")).to_be_visible()
    # Until it is on sale, readers see the thing that they asked for.
    reader.goto(address)
    expect(reader.get_by_role("button", name="Asked")).to_be_visible()

    author.goto("/desk/noras-bench/products/")
    author.get_by_role("link", name="Elm bench, one metre", exact=True).click()
    author.get_by_label("Status").first.select_option("active")
    author.locator("[name=variants-0-on_hand]").fill("2")
    author.get_by_role("button", name="Save").last.click()
    expect(author.get_by_text("“Elm bench, one metre” is saved.")).to_be_visible()
    offer_sending(author, "noras-bench")
    hand_in(author, "noras-bench", "Nora Field")
    approve(visit(by=DI), "Nora’s bench")

    # Where the thing was asked for, it can now be bought.
    reader.goto(address)
    expect(reader.get_by_role("link", name="Elm bench, one metre").first).to_be_visible()
    buy(reader, "noras-bench", "Elm bench, one metre", "$384")
    author.goto("/desk/noras-bench/orders/")
    expect(author.locator(".trade-row")).to_contain_text("Paid")
