"""The desk's list, table and stock in a real browser: keys and pasting, choosing over pages, and open to everybody."""

import pytest
from playwright.sync_api import Page, expect

from meadow.goods.actions.products import save_products
from meadow.goods.actions.warehouses import open_warehouse
from meadow.goods.models.bulk import BulkEdit
from meadow.goods.models.products import Product, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.texts import ProductText, VariantText
from meadow.people.models.persons import Person
from meadow.web.tests.conftest import OpenPage
from tests.chromium import is_too_wide, serious_violations

pytestmark = pytest.mark.django_db(transaction=True)
DESK = "/desk/cy-clay/"


@pytest.fixture
def bowls(shop: Shop, cy: Person) -> list[Product]:
    """Sixty bowls, the first one in two sizes."""
    texts = [
        ProductText(
            title=f"Bowl {n:02}",
            status=Product.Status.ACTIVE,
            options=("Size",),
            variants=tuple(
                VariantText(option_values=(size,), price=1000 + n, sku=f"B{n:02}{size}", on_hand=n % 7, low_at=2)
                for size in ("SL" if n == 0 else "S")
            ),
        )
        for n in range(60)
    ]
    return save_products(texts, shop=shop, by=cy)


def paste(page: Page, text: str) -> None:
    """Paste into the field that has the focus, as a spreadsheet would."""
    page.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_a_block_from_a_spreadsheet_fills_the_table_and_only_changes_are_sent(
    open_page: OpenPage, bowls: list[Product], cy: Person
) -> None:
    page = open_page(f"{DESK}products/table/?sort=title", by=cy)
    small, large = Variant.objects.filter(product=bowls[0]).order_by("position")
    second = Variant.objects.get(product=bowls[1])
    price = page.locator(f"[name=price-{small.pk}]")
    price.focus()
    paste(page, '12.50\t15\t8\r\n13.50\t"16"\t9\r\n10.01\t\t1\r\n')

    expect(page.locator("#toasts")).to_contain_text("Cells filled: 9")
    expect(page.locator(f"[name=on_hand-{large.pk}]")).to_have_value("9")
    expect(page.locator("td.is-changed")).to_have_count(6)  # the third row says what it said before
    page.locator(f"[name=sku-{small.pk}]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"[name=sku-{large.pk}]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"[name=sku-{second.pk}]")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"[name=price-{second.pk}]")).to_be_focused()
    page.keyboard.type("77")
    page.keyboard.press("Escape")
    expect(page.locator(f"[name=price-{second.pk}]")).to_have_value("10.01")

    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Save").click()
    fields = (sent.value.post_data or "").split("&")
    assert len([field for field in fields if not field.startswith("csrf")]) == 8  # six cells, and two rows' words
    expect(page.get_by_text("2 variants are changed.")).to_be_visible()
    assert list(Variant.objects.filter(product=bowls[0]).values_list("price", "compare_at", "stock__on_hand")) == [
        (1250, 1500, 8),
        (1350, 1600, 9),
    ]


def test_a_value_that_cannot_be_is_marked_and_nothing_is_lost(
    open_page: OpenPage, bowls: list[Product], cy: Person
) -> None:
    page = open_page(f"{DESK}products/table/?sort=title", by=cy)
    small = Variant.objects.filter(product=bowls[0]).order_by("position")[0]
    page.locator(f"[name=price-{small.pk}]").fill("cheap")
    page.locator(f"[name=sku-{small.pk}]").fill("NEW")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(f"#error-price-{small.pk}")).to_contain_text("“cheap” is not an amount")
    expect(page.locator(f"[name=sku-{small.pk}]")).to_have_value("NEW")
    page.locator(f"[name=price-{small.pk}]").fill("11")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 variant is changed.")).to_be_visible()
    small.refresh_from_db()
    assert (small.price, small.sku) == (1100, "NEW")


def test_what_is_chosen_on_two_pages_is_changed_together_and_back(
    open_page: OpenPage, bowls: list[Product], cy: Person
) -> None:
    page = open_page(f"{DESK}products/?sort=title", by=cy)
    page.get_by_label("Choose “Bowl 01”").check()
    page.get_by_role("link", name="Next").click()
    page.get_by_label("Choose “Bowl 55”").check()
    expect(page.locator("[data-chosen]")).to_have_text("2")
    page.get_by_role("link", name="First page").click()
    expect(page.get_by_label("Choose “Bowl 01”")).to_be_checked()
    page.get_by_label("What to do with the chosen ones").select_option(label="Archive")
    page.get_by_role("button", name="Go on with the chosen ones").click()
    expect(page.get_by_text("2 products are chosen.")).to_be_visible()
    page.get_by_role("button", name="Archive").click()
    expect(page.locator("#progress")).to_contain_text("Done")
    archived = Product.objects.filter(status=Product.Status.ARCHIVED)
    assert sorted(archived.values_list("title", flat=True)) == ["Bowl 01", "Bowl 55"]
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("#progress")).to_contain_text("Taken back")
    assert not archived.exists()


def test_the_list_is_searched_while_one_types(open_page: OpenPage, bowls: list[Product], cy: Person) -> None:
    page = open_page(f"{DESK}products/", by=cy)
    page.get_by_label("Title, SKU or barcode").fill("b07")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page.locator("#list")).to_contain_text("Bowl 07")


@pytest.mark.parametrize(("theme", "language", "width"), [("light", "en", 1280), ("dark", "zh-hans", 360)])
def test_nobody_is_shut_out_of_the_desk_of_goods(
    open_page: OpenPage, bowls: list[Product], shop: Shop, cy: Person, theme: str, language: str, width: int
) -> None:
    for name in ("Harbour", "Hill"):
        open_warehouse(shop, by=cy, name=name)
    variant = Variant.objects.filter(product=bowls[0]).order_by("position")[0]
    edit = BulkEdit.objects.create(shop=shop, by=cy, verb="archive", state="done", total=3, done=3, changed=3)
    for path in (
        "products/?sort=title",
        "products/table/?sort=title",
        f"products/{bowls[0].pk}/stock/",
        f"stock/{variant.pk}/",
        "warehouses/",
        f"products/bulk/{edit.pk}/",
    ):
        page = open_page(f"{DESK}{path}", width=width, theme=theme, language=language, by=cy)
        assert serious_violations(page) == [], path
        assert not is_too_wide(page), path
