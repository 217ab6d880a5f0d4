"""Magento 2's product import CSV: small files for each trap, and the Luma catalogue."""

import csv
from pathlib import Path

import pytest

from meadow.goods.catalogues.photos import PhotoFolder
from meadow.goods.catalogues.records import PhotoRecord
from meadow.goods.tests.catalogue_files import csv_bytes, errors, magento, read, told

SMALL = magento("simple", "tee-S", base_image="/t/e/tee-s.jpg")
LARGE = magento("simple", "tee-L", base_image="/t/e/tee-l.jpg", price="54")
TEE = magento(
    "configurable",
    "tee",
    name="Tee",
    qty="0",
    url_key="the-tee",
    base_image="/t/e/tee.jpg",
    base_image_label="Front",
    additional_images="/t/e/tee-back.jpg,/t/e/tee-alt.jpg",
    additional_image_labels="Back,Worn",
    configurable_variations="sku=tee-S,size=S|sku=TEE-L,size=L",
)
BAG = magento("simple", "bag", visibility="Catalog, Search")


def test_a_configurable_product_takes_its_variants_wherever_they_stand() -> None:
    products, problems = read(csv_bytes([SMALL, TEE, BAG, LARGE]))

    assert problems == []
    tee, bag = products
    assert (tee.key, tee.handle, tee.title, tee.options) == ("tee", "the-tee", "Tee", ("Size",))
    assert [(v.sku, v.option_values, v.price, v.on_hand, v.tracked, v.photo, v.row) for v in tee.variants] == [
        ("tee-S", ("S",), 5200, 100, True, "/t/e/tee-s.jpg", 2),
        ("tee-L", ("L",), 5400, 100, True, "/t/e/tee-l.jpg", 5),
    ]
    assert tee.photos == (
        PhotoRecord("/t/e/tee.jpg", "Front", 1),
        PhotoRecord("/t/e/tee-back.jpg", "Back", 2),
        PhotoRecord("/t/e/tee-alt.jpg", "Worn", 3),
        PhotoRecord("/t/e/tee-s.jpg", "", 4),
        PhotoRecord("/t/e/tee-l.jpg", "", 5),
    )
    assert (tee.row, tee.rows) == (3, (2, 3, 5))
    assert (bag.key, bag.options, len(bag.variants)) == ("bag", (), 1)


def test_labels_name_the_options_and_a_comma_may_be_part_of_a_value() -> None:
    tee = {
        **TEE,
        "configurable_variations": "sku=tee-S,size=S, slim,dress_hue=Red|sku=tee-L,size=L,dress_hue=Blue",
        "configurable_variation_labels": "size=Fit",
    }

    ((product,), problems) = read(csv_bytes([SMALL, LARGE, tee]))

    assert product.options == ("Fit", "Dress hue")
    assert [variant.option_values for variant in product.variants] == [("S, slim", "Red"), ("L", "Blue")]
    assert problems == []


def test_translations_are_counted_and_left_out() -> None:
    rows = [BAG, {**BAG, "store_view_code": "fr", "name": "Sac"}, {**BAG, "store_view_code": "de", "name": "Tasche"}]
    rows.append({**BAG, "sku": "bag2"})
    rows.append({**BAG, "sku": "bag2", "store_view_code": "fr"})

    products, problems = read(csv_bytes(rows))

    assert [product.title for product in products] == ["The bag", "The bag"]
    assert told(problems) == [(3, "store_view_code", "translations"), (4, "store_view_code", "translations")]
    assert problems[0].message == "2 rows for the store view “fr” are translations and are left out."


def test_categories_are_paths_below_the_root() -> None:
    row = {**BAG, "categories": r"Default Category/Gear/Bags,Default Category/A\/B,Default Category,Other Root/X"}

    assert read(csv_bytes([row]))[0][0].categories == (("Gear", "Bags"), ("A/B",), ("Other Root", "X"))


@pytest.mark.parametrize(
    ("start", "end", "price", "code"),
    [
        ("", "", 3200, None),
        ("6/1/26", "6/30/2026", 3200, None),
        ("2026-06-01 00:00:00", "", 3200, None),
        ("7/1/26", "", 5200, "sale_later"),
        ("", "6/14/26", 5200, "sale_over"),
    ],
)
def test_a_special_price_counts_on_its_days(start: str, end: str, price: int, code: str | None) -> None:
    cells = {"special_price": "32.000000", "special_price_from_date": start, "special_price_to_date": end}

    ((bag,), problems) = read(csv_bytes([BAG | cells]))

    assert (bag.variants[0].price, bag.variants[0].compare_at) == (price, 5200 if price == 3200 else None)
    assert [problem.code for problem in problems] == ([code] if code else [])


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"qty": "100.0000"}, (100, True, False)),
        ({"qty": ""}, (None, True, False)),
        ({"manage_stock": "0", "use_config_manage_stock": "1"}, (100, True, False)),
        ({"manage_stock": "0", "use_config_manage_stock": "0"}, (None, False, False)),
        ({"allow_backorders": "1", "use_config_backorders": "1"}, (100, True, False)),
        ({"allow_backorders": "1", "use_config_backorders": "0"}, (100, True, True)),
        ({"is_in_stock": "0"}, (0, True, False)),
    ],
)
def test_stock_is_read(cells: dict[str, str], expected: tuple[int | None, bool, bool]) -> None:
    ((bag,), _) = read(csv_bytes([BAG | cells]))

    assert (bag.variants[0].on_hand, bag.variants[0].tracked, bag.variants[0].backorder) == expected


@pytest.mark.parametrize(
    ("row", "code", "statuses"),
    [
        (magento("grouped", "set"), "grouped", []),
        (magento("bundle", "kit", price=""), "bundle_without_price", []),
        (magento("bundle", "kit"), "bundle", ["draft"]),
        (magento("downloadable", "song"), "downloadable", ["draft"]),
        (magento("virtual", "advice"), "virtual", ["active"]),
        (magento("giftcard", "card"), "unknown_type", []),
        (magento("simple", "lost"), "hidden_variant_alone", []),
        ({**BAG, "weight": "2"}, "weight_without_unit", ["active"]),
        ({**BAG, "custom_options": "name=Engraving,type=field"}, "customisable", ["active"]),
    ],
)
def test_what_is_not_carried_over_is_said(row: dict[str, str], code: str, statuses: list[str]) -> None:
    products, (problem,) = read(csv_bytes([row]))

    assert (problem.code, problem.severity) == (code, "warning")
    assert [product.status for product in products] == statuses


def test_a_disabled_variant_is_left_out_and_a_visible_one_is_only_a_variant() -> None:
    rows = [SMALL | {"product_online": "2"}, LARGE | {"visibility": "Catalog, Search"}, TEE]

    ((tee,), problems) = read(csv_bytes(rows))

    assert [variant.sku for variant in tee.variants] == ["tee-L"]
    assert told(problems) == [(2, "product_online", "disabled_variation"), (3, "visibility", "visible_variant")]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([SMALL, TEE], (3, "configurable_variations", "missing_variant")),
        ([SMALL, LARGE, {**TEE, "configurable_variations": ""}], (4, "sku", "no_variants")),
        ([SMALL, {**LARGE, "price": "lots"}, TEE], (3, "price", "not_a_price")),
        ([SMALL, {**LARGE, "price": ""}, TEE], (3, "price", "no_price")),
        ([SMALL, {**LARGE, "product_type": "grouped"}, TEE], (4, "configurable_variations", "not_a_simple_variant")),
        (
            [SMALL, LARGE, {**TEE, "configurable_variations": "sku=tee-S,size=S|sku=tee-L"}],
            (4, "configurable_variations", "no_option_value"),
        ),
        (
            [SMALL, LARGE, {**TEE, "configurable_variations": "sku=tee-S,size=S|sku=tee-S,size=L"}],
            (4, "configurable_variations", "variant_taken"),
        ),
        ([SMALL, LARGE, {**TEE, "product_online": "9"}], (4, "product_online", "unknown_word")),
        (
            [{**TEE, "configurable_variations": "sku=tee,size=S"}],
            (2, "configurable_variations", "not_a_simple_variant"),
        ),
        ([{**BAG, "sku": ""}], (2, "sku", "no_sku")),
    ],
)
def test_an_error_leaves_out_its_product_only(rows: list[dict[str, str]], problem: tuple[int, str, str]) -> None:
    products, problems = read(csv_bytes([*rows, {**BAG, "sku": "other"}]))

    assert [product.key for product in products] == ["other"]
    assert told(errors(problems)) == [problem]


def test_a_sku_that_is_there_twice_is_told_and_none_of_the_two_is_taken() -> None:
    products, problems = read(csv_bytes([SMALL, LARGE, TEE, {**SMALL, "price": "1"}, BAG]))

    assert [product.key for product in products] == ["bag"]
    assert told(problems) == [(4, "configurable_variations", "damaged_variant"), (5, "sku", "duplicate_sku")]


def test_a_variant_belongs_to_the_first_that_lists_it() -> None:
    other = {**TEE, "sku": "tee2"}

    products, problems = read(csv_bytes([SMALL, LARGE, TEE, other]))

    assert [product.key for product in products] == ["tee"]
    assert told(problems) == [(5, "configurable_variations", "variant_taken")] * 2


def test_more_than_a_hundred_variants_are_told() -> None:
    variations = "|".join(f"sku=s{n},size={n}" for n in range(101))
    rows = [magento("simple", f"s{n}") for n in range(101)] + [{**TEE, "configurable_variations": variations}]

    products, problems = read(csv_bytes(rows))

    assert products == []
    assert told(problems) == [(103, "configurable_variations", "too_many_variants")]


def test_the_luma_catalogue_of_magento(shared_data: Path) -> None:
    path = shared_data / "catalogs" / "magento_luma_products.csv"
    with path.open("rb") as stream:
        products, problems = read(stream)
    with path.open(encoding="utf-8-sig", newline="") as text:
        raw = {row["sku"]: row for row in csv.DictReader(text)}

    configurable = [row for row in raw.values() if row["product_type"] == "configurable"]
    assert (len(raw), len(configurable)) == (982, 72)
    assert [product.key for product in products] == [row["sku"] for row in configurable]
    variants = [variant for product in products for variant in product.variants]
    assert len(variants) == 910 == len({variant.sku for variant in variants}) == len(raw) - len(configurable)
    assert all(variant.price == round(float(raw[variant.sku]["price"]) * 100) for variant in variants)
    assert all((v.on_hand, v.tracked, v.backorder, v.compare_at) == (100, True, False, None) for v in variants)
    assert {product.options for product in products} == {("Size", "Color")}
    assert sum(variant.price for variant in variants) == sum(
        round(float(row["price"]) * 100) for row in raw.values() if row["product_type"] == "simple"
    )
    for variant in variants:
        attributes = dict(pair.split("=") for pair in raw[variant.sku]["additional_attributes"].split(","))
        assert variant.option_values == (attributes["size"], attributes["color"])
    assert {product.status for product in products} == {"active"}
    assert told(problems) == [(2, "weight", "weight_without_unit")]


def test_every_photo_of_the_luma_catalogue_is_found(shared_data: Path) -> None:
    with (shared_data / "catalogs" / "magento_luma_products.csv").open("rb") as stream:
        products, _ = read(stream)
    folder = PhotoFolder(shared_data / "luma_catalog")

    addresses = {photo.url_or_path for product in products for photo in product.photos}

    assert len(addresses) == 326
    assert len({folder.find(address) for address in addresses}) == 326
    assert all(variant.photo in addresses for product in products for variant in product.variants)
