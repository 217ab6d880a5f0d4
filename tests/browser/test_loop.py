"""The loop: found in a note, bought, sent, received; as a member, as a guest who signs in, and without scripts."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit, sign_in
from tests.browser.town import ADA, BAI, CY, Town

STOCK = """SELECT on_hand, held FROM goods_stock JOIN goods_variant ON goods_variant.id = variant_id WHERE sku = %s"""


def open_note(page: Page, title: str) -> None:
    """Go down the feed until the note is there, and open it."""
    page.goto("/")
    cards = page.locator(".card-note")
    note = cards.get_by_role("link", name=title, exact=True)
    while not note.count():
        before = cards.count()
        page.locator("[data-more]").scroll_into_view_if_needed()
        expect(cards.nth(before)).to_be_attached()
    note.click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def in_the_note(page: Page, product: str) -> Locator:
    """The line of a product under the note that shows it."""
    return page.locator(".goods-line").filter(has=page.get_by_role("link", name=product, exact=True))


def empty_cart(page: Page) -> None:
    page.goto("/cart/")
    page.wait_for_load_state("networkidle")
    outs = page.get_by_role("button", name=re.compile("^Take .* out$"))
    while left := outs.count():
        outs.first.click()
        expect(outs).to_have_count(left - 1)


def fill_in_address(page: Page, name: str) -> None:
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Country").select_option("DE")
    page.get_by_label("City").fill("Berlin")
    page.get_by_label("Street").fill("Wiesenweg 7")
    page.get_by_label("Postcode").fill("10115")
    page.get_by_role("button", name="Keep this address").click()


def test_found_in_a_note_bought_sent_and_received(visit: Visit, town: Town) -> None:
    on_hand, held = town.row(STOCK, "TID-ASH-BOTTLE-VASE-IRONBLAC")
    manager = visit(by=CY)
    manager.goto("/desk/tidewheel/orders/")
    manager.wait_for_load_state("networkidle")

    page = visit(by=ADA)
    empty_cart(page)
    open_note(page, "One branch, one bottle, one guest at a time")
    note = int(page.url.rstrip("/").rpartition("/")[2])
    page.get_by_role("link", name="Ash bottle vase").and_(page.locator(".pin")).click()
    in_the_note(page, "Ash bottle vase").get_by_role("link", name="Choose").click()
    page.get_by_role("link", name="Iron black").click()
    expect(page.get_by_role("link", name="Iron black")).to_have_attribute("aria-current", "true")
    page.get_by_role("button", name="Add to cart").click()

    expect(page.get_by_text("“Ash bottle vase” is in your cart.")).to_be_visible()
    page.get_by_role("link", name="To the checkout").click()
    page.get_by_text("Send it somewhere else").click()
    fill_in_address(page, "Ada Marsh")
    expect(page.get_by_role("radio", name="Wiesenweg 7").first).to_be_checked()
    page.get_by_role("button", name="Place the order").click()
    page.get_by_role("button", name=re.compile(r"^Pay \$")).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()

    placed = page.get_by_role("link", name=re.compile(r"^Order \d+ from Tidewheel$")).inner_text()
    order = int(placed.split()[1])

    # The desk was open all the time and hears of it by itself; a toast stays for some seconds only.
    told = manager.locator("#toasts .toast").filter(has_text=f"New order {order} for Tidewheel: $")
    told.get_by_role("link", name="Open").click()
    expect(manager).to_have_url(f"{town.url}/desk/tidewheel/orders/{order}/")
    expect(manager.get_by_text("TID-ASH-BOTTLE-VASE-IRONBLAC")).to_be_visible()
    expect(manager.get_by_text("Wiesenweg 7")).to_be_visible()
    manager.get_by_label("Carrier").fill("DHL")
    manager.get_by_label("Tracking").fill("JD 0149 8800")
    manager.get_by_role("button", name="Mark as sent").click()
    expect(manager.locator("#order .badge")).to_have_text("On its way")

    # So does whoever waits for it.
    told = page.locator("#toasts .toast").filter(has_text="Your order from Tidewheel is on its way.")
    told.get_by_role("link", name="Open").click()
    expect(page).to_have_url(f"{town.url}/orders/{order}/")
    expect(page.get_by_role("link", name="DHL · JD 0149 8800")).to_be_visible()
    page.get_by_role("button", name="It has arrived").click()
    expect(page.locator("#order .badge")).to_have_text("Delivered")

    assert town.row(STOCK, "TID-ASH-BOTTLE-VASE-IRONBLAC") == (on_hand - 1, held)
    assert town.row("SELECT note_id, quantity FROM trade_orderline WHERE order_id = %s", order) == (note, 1)


def test_a_guests_cart_goes_along_when_they_sign_in(visit: Visit, town: Town) -> None:
    page = visit()
    open_note(page, "The right cup for six in the morning")
    note = int(page.url.rstrip("/").rpartition("/")[2])
    in_the_note(page, "Pinch cups, set of four").get_by_role("button", name="Add to cart").click()
    page.get_by_role("button", name="One more").click()
    expect(page.locator("#cart output")).to_have_text("2")

    page.get_by_role("link", name="To the checkout").click()
    expect(page).to_have_url(re.compile("/account/login/"))
    sign_in(page, BAI, town.password)
    expect(page.get_by_role("heading", name="Checkout")).to_be_visible()
    expect(page.get_by_role("link", name="Pinch cups, set of four")).to_be_visible()
    expect(page.get_by_role("link", name="Two-tone dip mug")).to_be_visible()

    merged = """SELECT line.quantity, line.note_id FROM trade_cartline line
        JOIN trade_cart cart ON cart.id = line.cart_id JOIN people_person person ON person.id = cart.person_id
        JOIN goods_variant variant ON variant.id = line.variant_id WHERE person.email = %s AND variant.sku = %s"""
    assert town.row(merged, BAI, "TID-PINCH-CUPS") == (2, note)


def test_everything_up_to_the_order_works_without_scripts(visit: Visit) -> None:
    page = visit(scripts=False, width=360)
    page.goto("/")
    page.get_by_role("link", name="Show more").click()
    expect(page.locator(".card-note").first).to_be_visible()
    page.goto("/products/")
    page.get_by_role("link", name="Folded-lip pitcher", exact=True).click()
    page.locator(".card-note").get_by_role("link", name="A jug that really does not drip").click()
    in_the_note(page, "Folded-lip pitcher").get_by_role("link", name="Choose").click()
    page.get_by_role("link", name="Oat").click()
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("button", name="One more").click()
    expect(page.locator("#cart output")).to_have_text("2")
    page.get_by_role("link", name="To the checkout").click()

    page.get_by_role("link", name="Join").first.click()
    page.get_by_label("Name", exact=True).fill("Rosa Feld")
    page.get_by_label("Email").fill("rosa.feld@example.org")
    page.get_by_label("Password").fill("four quiet bowls")
    page.get_by_role("button", name="Join").click()

    fill_in_address(page, "Rosa Feld")
    page.get_by_role("button", name="Place the order").click()
    page.get_by_role("button", name=re.compile(r"^Pay \$")).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.get_by_role("link", name=re.compile(r"^Order \d+ from Tidewheel$")).click()
    expect(page.locator("#order .badge")).to_have_text("Paid")
    expect(page.get_by_role("link", name="Folded-lip pitcher")).to_be_visible()
