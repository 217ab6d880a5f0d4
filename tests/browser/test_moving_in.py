"""Moving in: a shop is opened, a file in a format seen for the first time is mapped by hand, imported, and sells."""

import re

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Visit
from tests.browser.roads import approve, buy, hand_in, offer_sending
from tests.browser.test_content_first import join
from tests.browser.town import ADA, DI, Town
from tests.chromium import is_too_wide, serious_violations

ROWS = """Artikelname;Beschreibung;VK brutto;Lager;Werkstoff;Bildname
Krug mit Henkel;Von Hand gedreht, innen glasiert.;38,50;4;Steinzeug;krug.jpg
Schale, flach;Für Brot und Birnen.;24,00;7;Steinzeug;
Teller;Ein Teller ohne Preis;auf Anfrage;2;Steinzeug;
"""
FILE: FilePayload = {"name": "lager.csv", "mimeType": "text/csv", "buffer": ROWS.encode("cp1252")}
SOLD = """SELECT count(*), sum(on_hand) FROM goods_product JOIN goods_shop ON goods_shop.id = shop_id
    JOIN goods_variant ON goods_variant.product_id = goods_product.id
    JOIN goods_stock ON goods_stock.variant_id = goods_variant.id WHERE goods_shop.handle = 'huebner-ton'"""


def mean(page: Page, title: str, meaning: str) -> None:
    """Say what a column means, and wait until the page has taken it in."""
    column = page.locator(".map-column").filter(has=page.get_by_role("heading", name=title, exact=True))
    with page.expect_response(re.compile("/mapping/")):
        column.get_by_role("combobox", name=title, exact=True).select_option(label=meaning)
    expect(column.get_by_role("combobox", name=title, exact=True).locator("option:checked")).to_have_text(meaning)


def test_a_file_never_seen_before_becomes_a_shop_that_sells(visit: Visit, town: Town) -> None:
    page = visit()
    join(page, "Ines Huebner", "ines.huebner")
    page.goto("/desk/")
    page.get_by_role("link", name="Open a shop", exact=True).first.click()
    page.get_by_role("link", name="I sell elsewhere already").click()
    page.get_by_label("Name of the shop").fill("Hübner Ton")
    address = page.get_by_label("Address of the shop")
    address.click()
    expect(address).to_have_value(re.compile("ton$"))
    address.fill("")
    address.press_sequentially("huebner-ton", delay=30)
    expect(page.locator("#handle-said")).to_have_text("“huebner-ton” is free.")
    page.get_by_role("button", name="Begin").click()
    expect(page).to_have_url(re.compile("/desk/huebner-ton/imports/new/"))
    expect(page.get_by_role("heading", name="Import a file")).to_be_visible()
    assert not is_too_wide(page)
    assert serious_violations(page) == []

    page.get_by_label("The file").set_input_files([FILE])
    expect(page.get_by_text("lager.csv · ")).to_be_visible()
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("heading", name="What do the columns mean?")).to_be_visible()
    expect(page.get_by_text("Windows-1252")).to_be_visible()
    assert serious_violations(page) == []

    # What is wrong stands beside its column, what is right as the card that it will be.
    mean(page, "Artikelname", "Title")
    mean(page, "Beschreibung", "Description")
    mean(page, "VK brutto", "Price")
    mean(page, "Lager", "On hand")
    mean(page, "Werkstoff", "Do not import")
    mean(page, "Bildname", "Do not import")
    price = page.locator(".map-column").filter(has_text="VK brutto")
    expect(price.get_by_text("Row 4: “auf Anfrage” is not a price.")).to_be_visible()
    cards = page.locator(".import-cards .card-product")
    expect(cards).to_have_count(2)
    expect(cards.first).to_contain_text("Krug mit Henkel")
    expect(cards.first).to_contain_text("$38.50")

    # A trial first, which writes nothing.
    page.get_by_role("button", name="Try it first").click()
    expect(page.get_by_role("heading", name="What would come of it")).to_be_visible()
    expect(page.get_by_text("“auf Anfrage” is not a price.")).to_be_visible()
    assert town.row(SOLD) == (0, None)
    page.get_by_label("New products").select_option("active")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="What came of it")).to_be_visible()
    expect(page.locator(".tally")).to_contain_text("2")
    assert town.row(SOLD) == (2, 11)
    assert serious_violations(page) == []

    # The row that was left out comes back as a file, is corrected, and goes in.
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    back = download.value.path().read_text(encoding="utf-8-sig")
    assert "Krug" not in back
    page.goto("/desk/huebner-ton/imports/new/")
    corrected = back.replace("auf Anfrage", "19,00").encode()
    again: FilePayload = {"name": "nach.csv", "mimeType": "text/csv", "buffer": corrected}
    page.get_by_label("The file").set_input_files([again])
    page.get_by_role("button", name="Look at the file").click()
    expect(page.locator(".import-cards .card-product")).to_have_count(1)
    page.get_by_label("New products").select_option("active")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="What came of it")).to_be_visible()
    assert town.row(SOLD) == (3, 13)

    offer_sending(page, "huebner-ton")
    hand_in(page, "huebner-ton", "Ines Huebner")
    approve(visit(by=DI), "Hübner Ton")
    buy(visit(by=ADA, width=360), "huebner-ton", "Krug mit Henkel", "$42.50")
    page.goto("/desk/huebner-ton/orders/")
    expect(page.locator(".trade-row")).to_contain_text("Paid")


def test_a_whole_import_is_taken_back(visit: Visit, town: Town) -> None:
    page = visit(by="cy@meadow.example", width=360, dark=True)
    page.goto("/desk/tidewheel/imports/new/")
    rows = "Handle,Title,Variant SKU,Variant Price\n" + "".join(f"undo-{n},Undone {n},UN-{n},9\n" for n in range(3))
    file: FilePayload = {"name": "undo.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    page.get_by_label("The file").set_input_files([file])
    page.get_by_role("button", name="Look at the file").click()
    expect(page.locator(".import-cards .card-product")).to_have_count(3)
    assert not is_too_wide(page)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="What came of it")).to_be_visible()
    count = "SELECT count(*) FROM goods_variant WHERE sku LIKE 'UN-%%'"
    assert town.row(count) == (3,)

    page.get_by_text("Undo this import").click()
    page.get_by_role("button", name="Undo it").click()

    expect(page.get_by_role("heading", name="This import is undone")).to_be_visible()
    assert town.row(count) == (0,)
    assert not is_too_wide(page)
    assert serious_violations(page) == []
