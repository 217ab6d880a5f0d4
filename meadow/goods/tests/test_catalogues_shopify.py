"""Shopify's product CSV, older and current dialect."""

import pytest

from meadow.goods.catalogues.records import PhotoRecord, ProductRecord, VariantRecord
from meadow.goods.tests.catalogue_files import csv_bytes, legacy, read, told

TEE = [
    legacy(
        "linen-tee",
        "Linen Tee",
        body_html="<p>Soft, “washed”.\nTwice.</p>",
        vendor="Mill & Co",
        product_category="Apparel & Accessories > Clothing > Shirts",
        type="Tees",
        tags="linen, summer, linen",
        published="TRUE",
        option1_name="Size",
        option1_value="S",
        option2_name="Colour",
        option2_value="Sand",
        sku="LT-S",
        grams="180",
        inventory_tracker="shopify",
        inventory_qty="3",
        inventory_policy="deny",
        variant_price="29.90",
        compare_at_price="39.00",
        barcode="'0123456789012",
        image_src="https://cdn.example/a.jpg",
        image_position="2",
        image_alt_text="Front",
        variant_image="https://cdn.example/sand.jpg",
        price_international="31.00",
        status="active",
    ),
    legacy(
        "linen-tee",
        option1_value="M",
        option2_value="Sand",
        sku="LT-M",
        inventory_policy="continue",
        variant_price="29.90",
        image_src="https://cdn.example/b.jpg",
        image_position="1",
    ),
    legacy("linen-tee", image_src="https://cdn.example/c.jpg", image_position="3", image_alt_text="Back"),
]
CURRENT = {
    "Handle": "URL handle",
    "Body (HTML)": "Description",
    "Published": "Published on online store",
    "Product Category": "Product category",
    "Option1 Name": "Option1 name",
    "Option1 Value": "Option1 value",
    "Option2 Name": "Option2 name",
    "Option2 Value": "Option2 value",
    "Option3 Name": "Option3 name",
    "Option3 Value": "Option3 value",
    "Variant SKU": "SKU",
    "Variant Grams": "Weight value (grams)",
    "Variant Inventory Tracker": "Inventory tracker",
    "Variant Inventory Qty": "Inventory quantity",
    "Variant Inventory Policy": "Continue selling when out of stock",
    "Variant Price": "Price",
    "Variant Compare At Price": "Compare-at price",
    "Variant Barcode": "Barcode",
    "Image Src": "Product image URL",
    "Image Position": "Image position",
    "Image Alt Text": "Image alt text",
    "Variant Image": "Variant image URL",
}


def current(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{CURRENT.get(title, title): cell for title, cell in row.items()} for row in rows]


def test_a_product_is_read_whole() -> None:
    products, problems = read(csv_bytes(TEE))

    assert problems == []
    assert products == [
        ProductRecord(
            key="linen-tee",
            handle="linen-tee",
            title="Linen Tee",
            description_html="<p>Soft, “washed”.\nTwice.</p>",
            status="active",
            brand="Mill & Co",
            categories=(("Apparel & Accessories", "Clothing", "Shirts"), ("Tees",)),
            tags=("linen", "summer"),
            options=("Size", "Colour"),
            variants=(
                VariantRecord(
                    key="LT-S",
                    sku="LT-S",
                    barcode="0123456789012",
                    option_values=("S", "Sand"),
                    price=2990,
                    compare_at=3900,
                    on_hand=3,
                    tracked=True,
                    backorder=False,
                    weight_grams=180,
                    photo="https://cdn.example/sand.jpg",
                    row=2,
                ),
                VariantRecord(
                    key="LT-M",
                    sku="LT-M",
                    barcode="",
                    option_values=("M", "Sand"),
                    price=2990,
                    compare_at=None,
                    on_hand=None,
                    tracked=False,
                    backorder=True,
                    weight_grams=None,
                    photo="",
                    row=3,
                ),
            ),
            photos=(
                PhotoRecord("https://cdn.example/b.jpg", "", 1),
                PhotoRecord("https://cdn.example/a.jpg", "Front", 2),
                PhotoRecord("https://cdn.example/c.jpg", "Back", 3),
                PhotoRecord("https://cdn.example/sand.jpg", "", 4),
            ),
            row=2,
            rows=(2, 3, 4),
        )
    ]


def test_both_dialects_say_the_same() -> None:
    assert read(csv_bytes(current(TEE))) == read(csv_bytes(TEE))


def test_the_case_and_order_of_the_titles_do_not_matter() -> None:
    shuffled = [{title.upper(): row[title] for title in sorted(row)} for row in TEE]

    assert read(csv_bytes(shuffled))[0] == read(csv_bytes(TEE))[0]


def test_a_current_file_of_new_products_needs_only_titles() -> None:
    products, problems = read(b"Title,Price,Vendor\nTea Bowl,12,Kiln\nTea Pot,40,Kiln\n")

    assert [(product.key, product.variants[0].price) for product in products] == [("tea-bowl", 1200), ("tea-pot", 4000)]
    assert problems == []


def test_default_title_is_no_option() -> None:
    row = legacy("cup", "Cup", option1_name="Title", option1_value="Default Title", variant_price="5")

    ((cup,), problems) = read(csv_bytes([row]))

    assert (cup.options, cup.variants[0].option_values, problems) == ((), (), [])


def test_rows_of_a_product_need_not_stand_together() -> None:
    products, problems = read(csv_bytes([TEE[0], legacy("cup", "Cup", variant_price="5"), *TEE[1:]]))

    assert [(product.key, product.rows) for product in products] == [("linen-tee", (2, 4, 5)), ("cup", (3,))]
    assert problems == []


def test_a_row_without_handle_and_title_continues_the_product_above() -> None:
    products, _ = read(csv_bytes([TEE[0], {**TEE[1], "Handle": ""}]))

    assert [len(product.variants) for product in products] == [2]


def test_a_first_row_that_belongs_to_nothing_is_told() -> None:
    products, problems = read(csv_bytes([legacy("", variant_price="5"), *TEE]))

    assert len(products) == 1
    assert told(problems) == [(2, "", "belongs_to_nothing")]


@pytest.mark.parametrize(
    ("status", "published", "expected"),
    [
        ("active", "TRUE", "active"),
        ("", "", "active"),
        ("", "false", "draft"),
        ("active", "FALSE", "draft"),
        ("Draft", "TRUE", "draft"),
        ("archived", "FALSE", "archived"),
        ("unlisted", "TRUE", "draft"),
    ],
)
def test_status_and_publication_become_one_status(status: str, published: str, expected: str) -> None:
    ((cup,), _) = read(csv_bytes([legacy("cup", "Cup", variant_price="5", status=status, published=published)]))

    assert cup.status == expected


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"status": "aktiv"}, (3, "Status", "unknown_word")),
        ({"variant_price": ""}, (3, "Variant Price", "no_price")),
        ({"variant_price": "-1"}, (3, "Variant Price", "negative_price")),
        ({"inventory_tracker": "shopify", "inventory_qty": "2.5"}, (3, "Variant Inventory Qty", "not_a_quantity")),
        (
            {"inventory_tracker": "shopify", "inventory_qty": "99999999"},
            (3, "Variant Inventory Qty", "absurd_quantity"),
        ),
        ({"inventory_policy": "maybe"}, (3, "Variant Inventory Policy", "unknown_word")),
        ({"option1_value": "Red"}, (3, "Option1 Value", "option_without_name")),
        (
            {"option1_name": "Size", "option2_name": "Hue", "option1_value": "S"},
            (3, "Option2 Value", "no_option_value"),
        ),
        ({"sku": "LT-S"}, (3, "Variant SKU", "duplicate_sku")),
        ({"title": "x" * 201}, (3, "Title", "text_too_long")),
        ({"title": ""}, (3, "Title", "no_title")),
        ({"body_html": "x" * 40_001}, (3, "Body (HTML)", "text_too_long")),
        ({"tags": "x" * 61}, (3, "Tags", "text_too_long")),
    ],
)
def test_an_error_leaves_out_its_product_only(cells: dict[str, str], problem: tuple[int, str, str]) -> None:
    row = legacy("cup", **{"title": "Cup", "variant_price": "5", **cells})

    products, problems = read(csv_bytes([legacy("one", "One", variant_price="1", sku="LT-S"), row]))

    assert [product.key for product in products] == ["one"]
    assert told(problems) == [problem]


def test_an_error_in_the_last_row_leaves_out_the_whole_product() -> None:
    products, problems = read(csv_bytes([*TEE, legacy("linen-tee", option1_value="L", option2_value="Sand")]))

    assert products == []
    assert told(problems) == [(5, "Variant Price", "no_price")]


def test_two_variants_with_the_same_options_are_told() -> None:
    products, problems = read(csv_bytes([*TEE, {**TEE[1], "Variant SKU": "other"}]))

    assert products == []
    assert told(problems) == [(5, "Option1 Value", "same_options")]
    assert problems[0].message == "This variant has the same options as the one in row 3: M / Sand."


def test_more_than_a_hundred_variants_are_told() -> None:
    rows = [
        legacy("tee", "Tee" if not n else "", option1_name="Size", option1_value=str(n), variant_price="5")
        for n in range(101)
    ]

    assert len(read(csv_bytes(rows[:100]))[0]) == 1
    assert told(read(csv_bytes(rows))[1]) == [(2, "Title", "too_many_variants")]


def test_a_file_that_is_not_grouped_by_product_is_not_taken_into_memory() -> None:
    rows = [legacy("tee", "Tee", image_src=f"{n}.jpg") for n in range(1001)]

    assert told(read(csv_bytes(rows))[1]) == [(2, "Handle", "too_many_rows")]


def test_one_handle_with_two_titles_is_told() -> None:
    rows = [legacy("cup", "Cup", variant_price="5"), legacy("cup", "Jar", variant_price="6")]

    assert (3, "Title", "different_title") in told(read(csv_bytes(rows))[1])


def test_what_is_only_odd_is_taken_with_a_warning() -> None:
    row = legacy(
        "cup",
        "Cup",
        variant_price="5",
        compare_at_price="4",
        inventory_tracker="shopify",
        inventory_qty="-3",
        grams="heavy",
        barcode="8.80E+12",
    )

    ((cup,), problems) = read(csv_bytes([row]))

    variant = cup.variants[0]
    assert (variant.compare_at, variant.on_hand, variant.weight_grams, variant.barcode) == (None, 0, None, "")
    assert {problem.code for problem in problems} == {
        "compare_at_not_higher",
        "negative_stock",
        "not_a_weight",
        "spreadsheet_number",
    }
    assert {problem.severity for problem in problems} == {"warning"}


def test_a_tracked_variant_without_quantity_says_nothing_about_its_stock() -> None:
    ((cup,), _) = read(csv_bytes([legacy("cup", "Cup", variant_price="5", inventory_tracker="shopify")]))

    assert (cup.variants[0].tracked, cup.variants[0].on_hand) == (True, None)


def test_bare_identifiers_of_the_taxonomy_are_no_categories() -> None:
    ((cup,), _) = read(csv_bytes([legacy("cup", "Cup", variant_price="5", product_category="hg-3-17", type="Cups")]))

    assert cup.categories == (("Cups",),)


def test_a_row_that_lost_a_quotation_mark_may_have_swallowed_the_beginning_of_the_next_product() -> None:
    titled = [{**row, "Title": "Linen Tee", "Body (HTML)": "", "Option2 Value": ""} for row in TEE[1:]]
    titled = [{**TEE[0], "Body (HTML)": ""}] + [{**row, "Option1 Name": "Size"} for row in titled]
    content = csv_bytes([legacy("cup", "Cup", variant_price="5", status="active"), *titled])
    broken = content.replace(b'"active"\r\n', b'"active\r\n', 1)

    products, problems = read(broken)

    assert products == []
    assert [problem.code for problem in problems] == ["stray_quote", "may_be_swallowed"]
