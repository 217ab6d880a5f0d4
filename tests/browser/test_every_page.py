"""Every page that a person can reach: open to everybody, wide enough, quiet, and in the language that was asked for."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.town import ADA, BAI, CY, DI, Town
from tests.chromium import is_too_wide, serious_violations

PAGES = {
    "": [
        "/",
        "/?language=all",
        "/products/",
        "/shops/",
        "/shops/tidewheel/",
        "/shops/tidewheel/moon-jar/",
        "/shops/tidewheel/collections/{shelf_handle}/",
        "/notes/{note}/",
        "/tags/{tag}/",
        "/people/kenji.mori/",
        "/people/kenji.mori/followers/",
        "/people/bai/selection/",
        "/cart/",
        "/account/login/",
        "/account/signup/",
    ],
    ADA: [
        "/",
        "/following/",
        "/notes/{note}/",
        "/notes/{own}/edit/",
        "/notes/new/",
        "/buying/begin/",
        "/me/",
        "/me/notes/",
        "/me/opening/",
        "/me/collections/",
        "/me/collections/{collection}/",
        "/me/addresses/",
        "/me/addresses/{address}/",
        "/me/blocks/",
        "/me/wishes/",
        "/cart/",
        "/checkout/",
        "/orders/",
        "/orders/before/",
        "/orders/{order}/",
        "/payments/{group}/",
    ],
    BAI: [
        "/buying/",
        "/buying/agreements/",
        "/buying/selection/",
        "/buying/samples/",
        "/buying/earnings/",
        "/me/earnings/",
        "/selection/",
        "/selection/comparison/",
    ],
    CY: [
        "/desk/",
        "/desk/open/",
        "/desk/open/new/",
        "/desk/invitations/",
        "/desk/tidewheel/",
        "/desk/tidewheel/collections/",
        "/desk/tidewheel/collections/{shelf}/",
        "/desk/tidewheel/log/",
        "/desk/tidewheel/products/",
        "/desk/tidewheel/products/new/",
        "/desk/tidewheel/products/{product}/",
        "/desk/tidewheel/products/{product}/stock/",
        "/desk/tidewheel/products/table/",
        "/desk/tidewheel/warehouses/",
        "/desk/tidewheel/orders/",
        "/desk/tidewheel/orders/{order}/",
        "/desk/tidewheel/cooperation/",
        "/desk/tidewheel/cooperation/plans/",
        "/desk/tidewheel/cooperation/plans/new/",
        "/desk/tidewheel/cooperation/buyers/",
        "/desk/tidewheel/cooperation/samples/",
        "/desk/tidewheel/money/",
        "/desk/tidewheel/notes/",
        "/desk/tidewheel/shipping/",
        "/desk/tidewheel/imports/",
        "/desk/tidewheel/imports/new/",
        "/desk/tidewheel/channels/",
        "/desk/tidewheel/channels/no-barcode/",
        "/desk/tidewheel/history/",
        "/desk/tidewheel/history/customers/",
        "/desk/tidewheel/team/",
        "/desk/tidewheel/settings/",
    ],
    DI: [
        "/review/?state=all",
        "/review/shops/",
        "/review/buyers/",
        "/review/money/",
        "/review/money/payments/",
        "/review/money/balances/",
        "/review/money/orders/",
        "/review/money/payouts/",
        "/review/shops/tidewheel/",
        "/operators/",
        "/operators/people/person/",
        "/operators/trade/order/",
        "/operators/trade/order/{order}/change/",
    ],
}
LANGUAGES = ["en", "zh-hans"]
LOOKS = [(1280, "light"), (360, "dark")]  # width and colours

# Sentences in English letters that stand where Chinese is said to be spoken; names are shorter than this.
ENGLISH = """() => {
    const sentence = /[A-Za-z][a-z’']*(?:,? [a-z’']+){3,}/;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const { parentElement: element, data } = walker.currentNode;
        const language = element.closest("[lang]")?.lang ?? "";
        const words = data.match(sentence);
        if (words && language.startsWith("zh") && !element.closest("script, style, textarea")) found.push(words[0]);
    }
    return found;
}"""


@pytest.fixture(scope="module")
def keys(town: Town) -> dict[str, object]:
    """What stands in the addresses above instead of the names in braces."""
    ada = "FROM people_person WHERE email = 'ada@meadow.example'"
    one_of = {
        "note": "SELECT min(id) FROM notes_note WHERE title = 'One branch, one bottle, one guest at a time'",
        "own": f"SELECT min(notes_note.id) FROM notes_note WHERE author_id = (SELECT id {ada})",
        "tag": "SELECT min(word) FROM notes_hashtag",
        "collection": f"SELECT min(id) FROM notes_collection WHERE person_id = (SELECT id {ada})",
        "address": f"SELECT min(id) FROM people_address WHERE person_id = (SELECT id {ada})",
        "order": f"""SELECT min(trade_order.id) FROM trade_order JOIN goods_shop ON goods_shop.id = shop_id
            WHERE goods_shop.handle = 'tidewheel' AND member_id = (SELECT id {ada})""",
        "group": f"SELECT min(id) FROM trade_ordergroup WHERE member_id = (SELECT id {ada})",
        "shelf_handle": """SELECT min(goods_collection.handle) FROM goods_collection
            JOIN goods_shop ON goods_shop.id = shop_id WHERE goods_shop.handle = 'tidewheel'""",
        "shelf": """SELECT min(goods_collection.id) FROM goods_collection JOIN goods_shop ON goods_shop.id = shop_id
            WHERE goods_shop.handle = 'tidewheel'""",
        "product": "SELECT min(id) FROM goods_product WHERE handle = 'moon-jar'",
    }
    return {name: town.row(statement)[0] for name, statement in one_of.items()}


@pytest.fixture(scope="module")
def written(town: Town) -> str:
    """What people have written themselves, which stays in their language wherever it stands."""
    texts: str = town.row(
        """SELECT string_agg(text, ' ') FROM (
            SELECT text FROM notes_comment UNION ALL SELECT title || ' ' || text FROM notes_note
            UNION ALL SELECT name FROM notes_collection UNION ALL SELECT words FROM people_person
            UNION ALL SELECT title || ' ' || description FROM goods_product UNION ALL SELECT story FROM goods_shop
            UNION ALL SELECT title || ' ' || words FROM goods_collection
            UNION ALL SELECT words || ' ' || answer FROM trade_agreement
            UNION ALL SELECT words || ' ' || answer FROM trade_sample
            UNION ALL SELECT name || ' ' || words FROM trade_plan UNION ALL SELECT words FROM trade_selectionitem
            UNION ALL SELECT title || ' ' || words FROM live_room UNION ALL SELECT text FROM live_message
        ) AS everything"""
    )[0]
    return texts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("by", PAGES, ids=lambda by: by.partition("@")[0] or "guest")
def test_nobody_is_shut_out(visit: Visit, keys: dict[str, object], written: str, by: str, language: str) -> None:
    """Each page is seen wide and light in one language, and narrow and dark in the other."""
    page = visit(by=by, language=language)
    wrong = []
    for number, pattern in enumerate(PAGES[by]):
        width, colours = LOOKS[(number + LANGUAGES.index(language)) % 2]
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="light" if colours == "light" else "dark")
        path = pattern.format(**keys)
        answer = page.goto(path)
        page.wait_for_load_state("networkidle")
        assert answer
        assert answer.ok, path

        expect(page.locator("html")).to_have_attribute("lang", language)
        faults = serious_violations(page)
        if is_too_wide(page):
            faults.append(f"wider than {width} pixels")
        if language == "zh-hans":
            faults += not_in_chinese(page, written)
        wrong += [f"{path} ({width}, {colours}, {language}): {fault}" for fault in faults]
    assert not wrong, "\n".join(wrong)


def not_in_chinese(page: Page, written: str) -> list[str]:
    """What the house says in English although Chinese was asked for."""
    doors = page.locator(".doors a").all_inner_texts()
    sentences: list[str] = page.evaluate(ENGLISH)
    found = [door for door in doors if re.search("[A-Za-z]", door)]
    found += [words for words in sentences if words not in written]
    return [f"in English: {words}" for words in found]


def test_the_pages_of_buying_are_open_to_everybody(visit: Visit, written: str) -> None:
    """Checkout and payment, as they are seen by somebody who is just buying."""
    page = visit(by=CY, width=360, dark=True, language="zh-hans")
    page.goto("/shops/slow-wick/bell-snuffer/")
    page.locator(".product-buy button.button").click()
    page.wait_for_url("**/cart/")
    page.goto("/checkout/")
    assert serious_violations(page) == []
    page.locator("aside form button.button-wide").click()
    expect(page.locator(".trade-sandbox")).to_be_visible()
    assert serious_violations(page) == []
    assert not is_too_wide(page)
    assert not_in_chinese(page, written) == []
    page.locator(".trade-sandbox [value=decline]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert serious_violations(page) == []
