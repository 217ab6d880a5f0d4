"""WooCommerce's product CSV: small files for each trap, and its sample file."""

import csv
from pathlib import Path

import pytest

from meadow.goods.tests.catalogue_files import csv_bytes, errors, read, told, woo

HAT = woo("variable", "hat", id="7", attr1="Colour=Red, Blue", attr2="Size=S, M", images="a.jpg, b.jpg")
RED = woo(
    "variation", "hat-red", id="8", parent="hat", attr1="Colour=Red", attr2="Size=S", images="red.jpg", position="2"
)
BLUE = woo("variation", "hat-blue", id="9", parent="id:7", attr1="Colour=Blue", attr2="Size=M", position="1")
MUG = woo("simple", "mug")


def test_variations_find_their_parent_wherever_they_stand_and_however_they_name_it() -> None:
    products, problems = read(csv_bytes([BLUE, MUG, HAT, RED]))

    assert problems == []
    assert [product.key for product in products] == ["mug", "hat"]
    hat = products[1]
    assert hat.options == ("Colour", "Size")
    assert [(v.sku, v.option_values, v.photo) for v in hat.variants] == [
        ("hat-blue", ("Blue", "M"), ""),
        ("hat-red", ("Red", "S"), "red.jpg"),
    ]
    assert [photo.url_or_path for photo in hat.photos] == ["a.jpg", "b.jpg", "red.jpg"]
    assert (hat.row, hat.rows) == (4, (2, 4, 5))


def test_a_parent_without_sku_is_named_by_its_number() -> None:
    products, problems = read(csv_bytes([{**HAT, "SKU": ""}, {**RED, "Parent": "id:7"}]))

    assert (products[0].key, len(products[0].variants), problems) == ("id:7", 1, [])


def test_escapes_are_taken_back() -> None:
    row = woo(
        "simple",
        "mug",
        name="'=Mug",
        description=r"One\nTwo C:\\new",
        categories=r"Home > Cups\, mugs, Gifts",
        tags=r"a\, b, c",
        images="one.jpg, two.jpg",
    )

    ((mug,), problems) = read(csv_bytes([row]))

    assert mug.title == "=Mug"
    assert mug.description_html == "One\nTwo C:\\new"
    assert mug.categories == (("Home", "Cups, mugs"), ("Gifts",))
    assert mug.tags == ("a, b", "c")
    assert [photo.url_or_path for photo in mug.photos] == ["one.jpg", "two.jpg"]
    assert problems == []


def test_an_apostrophe_that_protects_nothing_stays() -> None:
    assert read(csv_bytes([woo("simple", "mug", name="'Tis a mug")]))[0][0].title == "'Tis a mug"


@pytest.mark.parametrize(
    ("published", "status"),
    [("1", "active"), ("0", "draft"), ("-1", "draft"), ("'-1", "draft"), ("2", "draft"), ("true", "active")],
)
def test_published_becomes_a_status(published: str, status: str) -> None:
    assert read(csv_bytes([{**MUG, "Published": published}]))[0][0].status == status


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"stock": "", "in_stock": "1"}, (None, False, False)),
        ({"stock": "", "in_stock": "0"}, (0, True, False)),
        ({"stock": "", "in_stock": "backorder"}, (None, False, True)),
        ({"stock": "12"}, (12, True, False)),
        ({"stock": "12.0", "backorders_allowed": "notify"}, (12, True, True)),
        ({"stock": "'-3", "backorders_allowed": "1"}, (0, True, True)),
    ],
)
def test_stock_is_read(cells: dict[str, str], expected: tuple[int | None, bool, bool]) -> None:
    ((mug,), _) = read(csv_bytes([woo("simple", "mug", **cells)]))

    assert (mug.variants[0].on_hand, mug.variants[0].tracked, mug.variants[0].backorder) == expected


def test_a_stock_counted_for_all_variations_is_divided_and_never_doubled() -> None:
    third = {**RED, "SKU": "hat-red-m", "ID": "10", "Attribute 2 value(s)": "M"}
    rows = [{**HAT, "Stock": "10"}] + [{**row, "Stock": "parent"} for row in (RED, BLUE, third)]

    ((hat,), problems) = read(csv_bytes(rows))

    assert [variant.on_hand for variant in hat.variants] == [4, 3, 3]
    assert told(problems) == [(2, "Stock", "shared_stock")]


def test_prices_of_a_shop_with_decimal_commas_are_read() -> None:
    rows = [woo("simple", "a", regular_price="1.234"), woo("simple", "b", regular_price="19,90", sale_price="9,90")]

    products, problems = read(csv_bytes(rows))

    assert [(p.variants[0].price, p.variants[0].compare_at) for p in products] == [(123400, None), (990, 1990)]
    assert problems == []


def test_an_ambiguous_price_is_told() -> None:
    assert told(read(csv_bytes([woo("simple", "a", regular_price="1.234")]))[1]) == [
        (2, "Regular price", "ambiguous_price")
    ]


@pytest.mark.parametrize(
    ("start", "end", "price", "code"),
    [
        ("", "", 1500, None),
        ("2026-06-01", "2026-06-15", 1500, None),
        ("2026-06-16", "", 2000, "sale_later"),
        ("", "2026-06-14", 2000, "sale_over"),
        ("soon", "", 2000, "not_a_date"),
    ],
)
def test_a_sale_price_counts_on_its_days(start: str, end: str, price: int, code: str | None) -> None:
    row = woo("simple", "mug", sale_price="15", date_sale_price_starts=start, date_sale_price_ends=end)

    ((mug,), problems) = read(csv_bytes([row]))

    assert mug.variants[0].price == price
    assert mug.variants[0].compare_at == (2000 if price == 1500 else None)
    assert [problem.code for problem in problems] == ([code] if code else [])


def test_a_variation_for_any_size_is_kept_and_an_option_nobody_decides_is_dropped() -> None:
    any_size = {**BLUE, "Attribute 2 value(s)": ""}

    ((hat,), problems) = read(csv_bytes([HAT, RED, any_size]))
    assert [variant.option_values for variant in hat.variants] == [("Blue", "Any"), ("Red", "S")]
    assert told(problems) == [(4, "Parent", "any_value")]

    ((hat,), problems) = read(csv_bytes([HAT, any_size]))
    assert (hat.options, hat.variants[0].option_values) == (("Colour",), ("Blue",))
    assert problems[0].message.endswith("It could be: S, M.")


def test_weights_follow_the_unit_in_the_title() -> None:
    rows = [{("Weight (lbs)" if k == "Weight (kg)" else k): v for k, v in woo("simple", "mug", weight_kg="2").items()}]

    assert read(csv_bytes(rows))[0][0].variants[0].weight_grams == 907
    assert read(csv_bytes([woo("simple", "mug", weight_kg="0.35")]))[0][0].variants[0].weight_grams == 350


@pytest.mark.parametrize(
    ("row", "code", "count"),
    [
        (woo("grouped", "set"), "grouped", 0),
        (woo("subscription", "club"), "unknown_type", 0),
        (woo("external", "there", external_url="https://shop.example/x"), "sold_elsewhere", 1),
        (woo("simple, downloadable, virtual", "song"), "downloadable", 1),
        (woo("simple, virtual", "advice"), "virtual", 1),
        (woo("simple", "secret", visibility_in_catalog="hidden"), "unlisted", 1),
    ],
)
def test_what_is_not_carried_over_is_said(row: dict[str, str], code: str, count: int) -> None:
    products, (problem,) = read(csv_bytes([row]))

    assert (problem.code, problem.severity, len(products)) == (code, "warning", count)
    assert all(product.status == ("active" if code == "virtual" else "draft") for product in products)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([HAT], (2, "Name", "no_variants")),
        ([RED], (2, "Parent", "no_parent")),
        ([{**RED, "Parent": ""}], (2, "Parent", "parent_unnamed")),
        ([{**HAT, "Type": "simple", "Regular price": "5"}, RED], (3, "Parent", "parent_not_variable")),
        ([HAT, RED, {**BLUE, "SKU": "HAT-RED"}], (4, "SKU", "duplicate_sku")),
        ([{**HAT, "Published": "later"}, RED], (2, "Published", "unknown_word")),
        ([HAT, {**RED, "Regular price": ""}], (3, "Regular price", "no_price")),
        ([HAT, {**RED, "Stock": "some"}], (3, "Stock", "not_a_quantity")),
    ],
)
def test_an_error_leaves_out_its_product_only(rows: list[dict[str, str]], problem: tuple[int, str, str]) -> None:
    products, problems = read(csv_bytes([*rows, MUG]))

    assert [product.key for product in products] == ["mug"]
    assert told(errors(problems)) == [problem]


def test_more_than_three_options_are_told() -> None:
    extra = {f"Attribute {n} name": f"Part {n}" for n in (3, 4)} | {f"Attribute {n} value(s)": "x" for n in (3, 4)}

    assert told(read(csv_bytes([HAT | extra, RED | extra]))[1]) == [(2, "Type", "too_many_options")]


def test_a_damaged_row_that_may_be_a_variation_leaves_out_what_it_may_belong_to() -> None:
    content = csv_bytes([HAT, RED, MUG, BLUE])
    cut = content[: content.index(b"hat-blue") + 5]

    products, problems = read(cut)

    assert [product.key for product in products] == ["mug"]
    assert told(problems) == [(5, "SKU", "unclosed_quote"), (2, "Type", "maybe_incomplete")]
    assert "row 5 is damaged" in problems[1].message


def test_the_sample_file_of_woocommerce(shared_data: Path) -> None:
    path = shared_data / "catalogs" / "woocommerce_sample_products.csv"
    with path.open("rb") as stream:
        products, problems = read(stream)
    with path.open(encoding="utf-8-sig", newline="") as text:
        raw = list(csv.DictReader(text))

    kinds = [row["Type"].split(",")[0] for row in raw]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "variable": 2,
        "variation": 9,
        "simple": 11,
        "grouped": 1,
        "external": 1,
    }
    assert len(products) == 14 == kinds.count("variable") + kinds.count("simple") + kinds.count("external")
    assert sum(len(product.variants) for product in products) == 21
    assert {v.sku for p in products for v in p.variants} == {
        row["SKU"] for row in raw if row["Type"] not in ("variable", "grouped")
    }
    assert {photo.url_or_path for product in products for photo in product.photos} == {
        url.strip() for row in raw if row["Type"] != "grouped" for url in row["Images"].split(",") if url.strip()
    }
    assert sorted(product.status for product in products) == ["active"] * 10 + ["draft"] * 4
    assert not errors(problems)
    assert told(problems) == [
        (2, "Type", "option_dropped"),
        (9, "Visibility in catalog", "unlisted"),
        (10, "Type", "downloadable"),
        (11, "Type", "downloadable"),
        (17, "Type", "grouped"),
        (18, "External URL", "sold_elsewhere"),
    ]

    hoodie = next(product for product in products if product.key == "cc-hoodie")
    assert hoodie.options == ("Color", "Logo")
    assert {v.option_values: (v.price, v.compare_at) for v in hoodie.variants} == {
        ("Red", "No"): (4200, 4500),
        ("Green", "No"): (4500, None),
        ("Blue", "No"): (4500, None),
        ("Red", "Yes"): (4500, None),
        ("Green", "Yes"): (4500, None),
        ("Blue", "Yes"): (4500, None),
    }
    assert hoodie.categories == (("Clothing", "Hoodies"),)
