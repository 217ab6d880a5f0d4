"""The desk's pages of imports: uploading, naming columns, running, correcting, undoing; and what is no file at all."""

import csv
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat, Shop
from meadow.goods.tests.catalogue_files import csv_bytes, legacy
from meadow.moving.actions.importing.carrying import carry_import
from meadow.moving.actions.importing.looking import look_at
from meadow.moving.actions.importing.undoing import carry_undo
from meadow.moving.models.imports import Import, ImportPhoto
from meadow.moving.tests.history_files import SHOPIFY_ORDERS, order, table
from meadow.moving.tests.test_importing import UNKNOWN, photo, shopify, upload, zipped
from meadow.people.models.persons import Person

Queries = Callable[..., Any]


def address(name: str, *rest: object) -> str:
    return reverse(f"moving:{name}", args=["cy-clay", *rest])


@pytest.fixture
def desk(client: Client, cy: Person, shop: Shop, own_files: object) -> Client:
    client.force_login(cy)
    return client


def brought(desk: Client, content: bytes | SimpleUploadedFile, name: str = "goods.csv", **fields: Any) -> Import:
    """The import that the page makes of an upload."""
    file = content if isinstance(content, SimpleUploadedFile) else upload(content, name)
    answer = desk.post(address("import-new"), {"file": file, **fields})
    assert answer.status_code == 302, answer.content.decode()
    an_import = Import.objects.order_by("-pk")[0]
    assert answer["Location"] == address("import", an_import.pk)
    if not an_import.looked:
        assert "The file is being looked at." in page(desk, an_import)
        look_at(an_import.pk)
    return an_import


def run(desk: Client, an_import: Import, **fields: str) -> str:
    """Begin it, let a worker carry it in, and say what the page says then."""
    answer = desk.post(address("import-run", an_import.pk), {"fetch_photos": "on", **fields})
    assert answer.status_code == 302
    carry_import(an_import.pk)
    an_import.refresh_from_db()
    return page(desk, an_import)


def page(desk: Client, an_import: Import) -> str:
    answer = desk.get(address("import", an_import.pk))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_known_file_is_shown_as_it_will_look_and_then_imported(desk: Client, shop: Shop) -> None:
    an_import = brought(desk, shopify(7))
    seen = page(desk, an_import)

    assert "Shopify (Handle, Variant SKU …)" in seen
    assert "7 rows" in seen
    assert seen.count("card card-product") == 5
    assert "Cup 0" in seen
    assert "$20.00" in seen
    assert Product.objects.count() == 0

    said = run(desk, an_import, new_status="draft")

    assert "What came of it" in said
    assert "<dt>Added</dt><dd>7</dd>" in said
    assert set(Product.objects.values_list("shop", "status")) == {(shop.pk, "draft")}


def test_a_trial_first(desk: Client) -> None:
    an_import = brought(desk, shopify(3))

    said = run(desk, an_import, trial="1")

    assert "What would come of it" in said
    assert Product.objects.count() == 0
    assert "Try it again" in said
    run(desk, an_import)
    assert Product.objects.count() == 3


def test_pressed_twice_one_import_begins(desk: Client) -> None:
    an_import = brought(desk, shopify(3))
    for _ in range(2):
        assert desk.post(address("import-run", an_import.pk), {}).status_code == 302

    carry_import(an_import.pk)
    carry_import(an_import.pk)

    assert Product.objects.count() == 3
    assert desk.post(address("import-run", an_import.pk), {}).status_code == 409


def test_the_same_file_again_says_so(desk: Client) -> None:
    run(desk, brought(desk, shopify(3)))

    again = brought(desk, shopify(3))

    assert "You imported this very file on" in page(desk, again)
    assert "<dt>As before</dt><dd>3</dd>" in run(desk, again)


def test_an_unknown_table_is_named_seen_and_imported(desk: Client) -> None:
    an_import = brought(desk, UNKNOWN)
    seen = page(desk, an_import)
    assert "What do the columns mean?" in seen
    assert "<li>Krug</li><li>Tasse</li>" in seen

    wrong = desk.post(
        address("import-mapping", an_import.pk),
        {"meaning-0": "ignore", "meaning-1": "attribute", "meaning-2": "price", "meaning-3": "on_hand"},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "No column is the “Title”." in wrong
    assert "Say which one is." in desk.post(address("import-run", an_import.pk), {}, follow=True).content.decode()
    assert Import.objects.get().state == "uploaded"

    words = {"meaning-0": "title", "meaning-1": "ignore", "meaning-2": "price", "meaning-3": "on_hand"}
    right = desk.post(address("import-mapping", an_import.pk), words, headers={"HX-Request": "true"})
    said = right.content.decode()
    assert said.count("card card-product") == 2
    assert "$12.50" in said
    run(desk, an_import)

    assert list(Product.objects.order_by("pk").values_list("title", "price_from")) == [("Krug", 1250), ("Tasse", 800)]
    later = brought(desk, UNKNOWN + b"Kanne;gelb;30,00;1\n")
    assert page(desk, later).count('value="ignore" selected') == 1


def test_what_is_wrong_stands_beside_its_column(desk: Client) -> None:
    an_import = brought(desk, b"Name,Price,Stock\nCup,20,3\nBowl,cheap,4\n")
    words = {"meaning-0": "title", "meaning-1": "price", "meaning-2": "on_hand"}

    said = desk.post(address("import-mapping", an_import.pk), words, headers={"HX-Request": "true"}).content.decode()

    column = said[said.index('id="title-1"') : said.index('id="title-2"')]
    assert "Row 3: “cheap” is not a price." in column


def test_a_table_without_titles_is_read_so(desk: Client) -> None:
    an_import = brought(desk, b"Krug,12.50\nTasse,8.00\nKanne,30.00\n")

    desk.post(address("import-look", an_import.pk), {"has_titles": "no"})
    assert '<h4 id="title-0">Column 1</h4>' in page(desk, an_import)
    words = {"meaning-0": "title", "meaning-1": "price"}
    desk.post(address("import-mapping", an_import.pk), words)
    run(desk, an_import)

    assert list(Product.objects.order_by("pk").values_list("title", flat=True)) == ["Krug", "Tasse", "Kanne"]


def test_another_sheet_of_a_workbook_is_read(desk: Client) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Notes"])
    book.create_sheet("Wares").append(["Name", "Price"])
    book["Wares"].append(["Cup", 20])
    stream = io.BytesIO()
    book.save(stream)
    an_import = brought(desk, stream.getvalue(), "goods.xlsx")

    desk.post(address("import-look", an_import.pk), {"sheet": "Wares", "has_titles": "yes"})
    desk.post(address("import-mapping", an_import.pk), {"meaning-0": "title", "meaning-1": "price"})
    run(desk, an_import)

    assert Product.objects.get().price_from == 2000


def test_rows_to_correct_come_back_and_go_in_again(desk: Client) -> None:
    rows = [
        legacy("cup", "=CUP()", variant_sku="CUP", variant_price="20"),
        legacy("tee", "Tee", option1_name="Size", option1_value="S", variant_sku="T-S", variant_price="30"),
        legacy("tee", option1_value="L", variant_sku="T-L", variant_price="=2+3"),
    ]
    an_import = brought(desk, csv_bytes(rows))
    said = run(desk, an_import)
    assert "“=2+3” is not a price." in said

    answer = desk.get(address("import-problems-csv", an_import.pk))
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # it streams
    back = list(csv.reader(io.StringIO(content)))
    price = back[0].index("Variant Price")

    assert answer["Content-Disposition"] == 'attachment; filename="goods-to-correct.csv"'
    assert back[0][-3:] == ["Meadow: row", "Meadow: column", "Meadow: what is wrong"]
    assert [row[-3] for row in back[1:]] == ["3", "4"]
    assert back[2][-2:] == ["Variant Price", "“=2+3” is not a price."]
    assert back[2][price] == "'=2+3"

    back[2][price] = "35"
    text = io.StringIO()
    csv.writer(text).writerows(back)
    run(desk, brought(desk, text.getvalue().encode(), "corrected.csv"))

    said_now = sorted(Product.objects.values_list("title", "variants__sku"))
    assert said_now == [("=CUP()", "CUP"), ("Tee", "T-L"), ("Tee", "T-S")]


def test_rows_to_correct_come_as_a_workbook_of_texts(desk: Client) -> None:
    an_import = brought(desk, csv_bytes([legacy("tee", "=HYPERLINK(1)", variant_sku="T", variant_price="much")]))
    run(desk, an_import)

    answer = desk.get(address("import-problems-xlsx", an_import.pk))

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    title = sheet.cell(2, [cell.value for cell in sheet[1]].index("Title") + 1)
    assert (title.value, title.data_type) == ("=HYPERLINK(1)", "s")


def test_rows_to_correct_of_a_named_table_keep_their_names(desk: Client) -> None:
    an_import = brought(desk, b"Name;Preis\nKrug;12,50\nTasse;billig\n")
    desk.post(address("import-mapping", an_import.pk), {"meaning-0": "title", "meaning-1": "price"})
    run(desk, an_import)
    answer = desk.get(address("import-problems-csv", an_import.pk))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # it streams

    again = brought(desk, content.replace(b"billig", b"8,00"), "corrected.csv")
    run(desk, again)

    assert list(Product.objects.order_by("pk").values_list("title", "price_from")) == [("Krug", 1250), ("Tasse", 800)]


def test_problems_are_paged_and_narrowed_down(desk: Client, django_assert_num_queries: Queries) -> None:
    rows = [legacy(f"b{number}", "Bowl", variant_price="much") for number in range(120)]
    an_import = brought(desk, csv_bytes([*rows, legacy("x", "", variant_price="9")]))
    run(desk, an_import)
    path = address("import-problems", an_import.pk)

    first = desk.get(path).content.decode()
    assert first.count("“much” is not a price.") == 50
    assert "1 / 3" in first
    with django_assert_num_queries(8):
        narrowed = desk.get(f"{path}?code=no_title&severity=error").content.decode()
    assert narrowed.count("This product has no title.") == 2  # the row, and the kind among the kinds


def test_stopping_going_on_and_undoing(desk: Client) -> None:
    an_import = brought(desk, shopify(3))
    desk.post(address("import-run", an_import.pk), {})
    desk.post(address("import-run", an_import.pk), {"_method": "delete"})
    assert "Go on with it" in page(desk, an_import)
    carry_import(an_import.pk)
    assert Product.objects.count() == 0

    desk.post(address("import-run", an_import.pk), {"go_on": "1"})
    carry_import(an_import.pk)
    assert Product.objects.count() == 3

    desk.post(address("import-undoing", an_import.pk))
    assert "The import is being undone" in page(desk, an_import)
    carry_undo(an_import.pk)
    assert "This import is undone" in page(desk, an_import)
    assert Product.objects.count() == 0


def test_photos_that_did_not_come_are_told_and_fetched_again(desk: Client) -> None:
    an_import = brought(desk, csv_bytes([legacy("cup", "Cup", variant_price="9", image_src="http://10.0.0.1/a.jpg")]))
    run(desk, an_import)
    ImportPhoto.objects.update(
        state="failed",
        code="forbidden_place",
        params={"host": "10.0.0.1", "message": "%(host)s is not a place on the public web."},
    )

    assert "1 did not come" in page(desk, an_import)
    said = desk.get(address("import-photos", an_import.pk)).content.decode()
    assert "10.0.0.1 is not a place on the public web." in said
    desk.post(address("import-photos", an_import.pk))
    assert ImportPhoto.objects.get().state == "waiting"


def test_a_file_can_be_thrown_away(desk: Client) -> None:
    an_import = brought(desk, shopify(1))

    desk.post(address("import", an_import.pk), {"_method": "delete"})

    assert Import.objects.count() == 0


def test_the_list_shows_what_came_of_each(desk: Client) -> None:
    assert "Bring your shop along" in desk.get(address("imports")).content.decode()
    run(desk, brought(desk, shopify(3)))

    said = desk.get(address("imports")).content.decode()

    assert "3 added, 0 changed, 0 as before" in said
    assert address("imports") in desk.get(reverse("goods:desk-products", args=["cy-clay"])).content.decode()


def test_pages_cost_the_same_for_many(desk: Client, shop: Shop, django_assert_num_queries: Queries) -> None:
    for number in range(4):
        run(desk, brought(desk, shopify(number + 1)))
    an_import = Import.objects.order_by("-pk")[0]
    with django_assert_num_queries(5):
        desk.get(address("imports"))
    with django_assert_num_queries(7):
        desk.get(address("import", an_import.pk))
    with django_assert_num_queries(4):
        desk.get(address("import-new"))


@pytest.mark.parametrize("role", [Seat.Role.SUPPORT, None])
def test_nobody_else_finds_an_import(desk: Client, shop: Shop, ada: Person, role: Seat.Role | None) -> None:
    an_import = brought(desk, shopify(1))
    if role:
        Seat.objects.create(shop=shop, person=ada, role=role)
    desk.force_login(ada)

    for name in ("import", "import-problems", "import-problems-csv", "import-problems-xlsx", "import-photos"):
        assert desk.get(address(name, an_import.pk)).status_code == 404
    for name in ("import", "import-mapping", "import-look", "import-run", "import-undoing", "import-photos"):
        assert desk.post(address(name, an_import.pk), {"_method": "delete"}).status_code == 404
    for name in ("imports", "import-new"):
        assert desk.get(address(name)).status_code == 404
    assert Import.objects.get().state == "uploaded"


def test_orders_and_customers_are_for_owners_to_bring(desk: Client, shop: Shop, ada: Person) -> None:
    Seat.objects.create(shop=shop, person=ada, role=Seat.Role.EDITOR)
    orders = table(SHOPIFY_ORDERS, order()).getvalue()
    an_import = brought(desk, orders, "orders.csv")
    desk.force_login(ada)

    assert desk.get(address("import", an_import.pk)).status_code == 404
    assert "orders.csv" not in desk.get(address("imports")).content.decode()
    answer = desk.post(address("import-new"), {"file": upload(orders + b"\n", "mine.csv")})
    assert answer.status_code == 409
    assert "Only owners of the shop may bring these." in answer.content.decode()
    assert Import.objects.get() == an_import


def test_an_import_of_another_shop_is_not_found(desk: Client, cy: Person) -> None:
    an_import = brought(desk, shopify(1))
    other = Shop.objects.create(handle="other", name="Other", currency="USD")
    Seat.objects.create(shop=other, person=cy, role=Seat.Role.OWNER)

    assert desk.get(reverse("moving:import", args=["other", an_import.pk])).status_code == 404


# -- bad input ------------------------------------------------------------------------------------


def test_no_file_or_an_empty_one_is_said_beside_the_field(desk: Client) -> None:
    assert desk.post(address("import-new"), {}).status_code == 422
    answer = desk.post(address("import-new"), {"file": upload(b"")})
    assert answer.status_code == 422
    assert "This file is empty." in answer.content.decode()
    assert Import.objects.count() == 0


def test_too_large_a_file_is_refused(desk: Client, settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = 1 << 20

    answer = desk.post(address("import-new"), {"file": upload(bytes(2 << 20))})

    assert answer.status_code == 422
    assert "goods.csv is larger than 1 MB." in answer.content.decode()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"../../etc/x.jpg": b"x"}, "which leads out of the archive"),
        ({"cup.jpg": bytes(40 << 20)}, "which would unpack to too much"),
        ({"readme.txt": b"x"}, "holds no photos"),
    ],
)
def test_archives_that_are_traps_are_refused(desk: Client, files: dict[str, bytes], words: str) -> None:
    answer = desk.post(address("import-new"), {"file": upload(shopify(1)), "photos": zipped(files)})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Import.objects.count() == 0


def test_photos_of_an_archive_reach_their_products(desk: Client) -> None:
    an_import = brought(desk, shopify(2), photos=zipped({"CUP-0.jpg": photo("teal"), "b/CUP-1.jpg": photo("tan")}))

    assert "<dt>Photos stored</dt><dd>2</dd>" in run(desk, an_import)


GOOD = legacy("cup", "Cup", variant_sku="CUP", variant_price="20")


def bad_rows(*rows: dict[str, str]) -> bytes:
    return csv_bytes([GOOD, *rows])


VARIANTS = [
    legacy(
        "many",
        "Many" if number == 0 else "",
        option1_name="No." if number == 0 else "",
        option1_value=str(number),
        variant_sku=f"M-{number}",
        variant_price="1",
    )
    for number in range(300)
]


@pytest.mark.parametrize(
    ("content", "row", "column", "words"),
    [
        pytest.param(
            csv_bytes([GOOD, legacy("tee", "Tee", variant_price="30")])[:-40],
            3,
            None,
            "the file is cut off or damaged here",
            id="cut in the middle",
        ),
        pytest.param(
            bad_rows(legacy("big", "Big", body_html="x" * 10_000_000, variant_price="1")),
            3,
            "Body (HTML)",
            "characters",
            id="10 MB in one cell",
        ),
        pytest.param(
            bad_rows(legacy("twin", "Twin", variant_sku="CUP", variant_price="1")),
            3,
            "Variant SKU",
            "The SKU “CUP” is already used in row 2.",
            id="duplicate SKU",
        ),
        pytest.param(
            bad_rows(legacy("minus", "Minus", variant_price="-5")),
            3,
            "Variant Price",
            "The price “-5” is below zero.",
            id="negative price",
        ),
        pytest.param(
            bad_rows(legacy("gold", "Gold", variant_price="99999999999999")),
            3,
            "Variant Price",
            "the most that is possible",
            id="absurd price",
        ),
        pytest.param(bad_rows(*VARIANTS), 3, None, "at most 100 are possible", id="300 variants"),
        pytest.param(
            bad_rows(legacy("word", "Word", variant_price="cheap")),
            3,
            "Variant Price",
            "“cheap” is not a price.",
            id="not a price",
        ),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column_and_nothing_is_half_written(
    desk: Client, content: bytes, row: int, column: str | None, words: str
) -> None:
    an_import = brought(desk, content)

    said = run(desk, an_import)

    assert words in said
    problem = an_import.problems.filter(severity="error").order_by("row", "pk")[0]
    assert problem.row == row
    if column:
        assert problem.column == column
    assert an_import.counts["left_out"] == 1
    assert list(Product.objects.values_list("title", flat=True)) == ["Cup"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_come_in_as_their_country_writes_them(desk: Client, encoding: str, delimiter: str) -> None:
    price = "12.50" if delimiter == "," else "12,50"
    rows = [legacy(f"cup-{number}", "青瓷杯与茶盘", variant_price=price) for number in range(3)]
    an_import = brought(desk, csv_bytes(rows, delimiter, encoding))

    run(desk, an_import)

    assert set(Product.objects.values_list("title", "price_from")) == {("青瓷杯与茶盘", 1250)}


def test_scripts_in_descriptions_never_reach_a_page(desk: Client, shop: Shop) -> None:
    html = '<p onclick="x()">Blue<script>alert(1)</script><img src=x onerror=alert(2)></p>'
    an_import = brought(desk, csv_bytes([{**GOOD, "Body (HTML)": html, "Title": "<script>alert(3)</script>"}]))
    seen = page(desk, an_import)
    run(desk, an_import, new_status="active")
    product = Product.objects.get()

    assert "<script>alert" not in seen
    assert product.description == "<p>Blue</p>"
    shown = desk.get(product.get_absolute_url()).content.decode()
    assert "<script>alert" not in shown
    assert "onerror" not in shown


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("goods.pdf", b"%PDF-1.4", "it looks like PDF"),
        ("goods.zip", b"PK\x03\x04" + bytes(100), "cannot be opened"),
        ("goods.json", b'{"a": ' * 50, ""),
        ("goods.xml", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss>&a;</rss>", ""),
    ],
)
def test_what_is_no_table_is_said_and_can_be_thrown_away(desk: Client, name: str, content: bytes, words: str) -> None:
    an_import = brought(desk, content, name)

    said = page(desk, an_import)

    assert 'role="alert"' in said
    assert words in said
    assert "root:" not in said
    assert desk.post(address("import-run", an_import.pk), {}).status_code == 409
    assert Import.objects.get().state == "uploaded"


def test_a_bomb_of_a_workbook_is_refused(desk: Client) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(700_000_000))
    an_import = brought(desk, stream.getvalue(), "bomb.xlsx")

    assert "would unpack to more than is safe" in page(desk, an_import)


def test_a_forged_mapping_changes_nothing(desk: Client) -> None:
    an_import = brought(desk, UNKNOWN)
    before = Import.objects.get().mapping

    answer = desk.post(address("import-mapping", an_import.pk), {"meaning-0": "root", "name-1": "x" * 500}, follow=True)

    assert answer.status_code == 200
    assert Import.objects.get().mapping == before
