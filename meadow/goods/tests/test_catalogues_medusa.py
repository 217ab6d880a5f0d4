"""Medusa's product CSV: small files for each trap."""

from meadow.goods.catalogues.records import PhotoRecord
from meadow.goods.tests.catalogue_files import csv_bytes, read, told


def exported(handle: str, **cells: str) -> dict[str, str]:
    """A row of the file that version 2 exports."""
    row = {
        "Product Id": f"prod_{handle}",
        "Product Handle": handle,
        "Product Title": handle.title(),
        "Product Status": "published",
        "Product Description": "",
        "Product Thumbnail": "",
        "Product Image 1": "",
        "Product Image 2": "",
        "Product Tag 1": "",
        "Product Type Id": "ptyp_01",
        "Product Material": "",
        "Product Origin Country": "",
        "Product Weight": "",
        "Variant Id": "",
        "Variant Title": "One",
        "Variant Sku": "",
        "Variant Ean": "",
        "Variant Barcode": "",
        "Variant Manage Inventory": "true",
        "Variant Allow Backorder": "false",
        "Variant Option 1 Name": "",
        "Variant Option 1 Value": "",
        "Variant Price EUR": "45",
        "Variant Price USD": "100",
        "Variant Weight": "",
    }
    return row | {title.replace("_", " "): cell for title, cell in cells.items()}


TEE = [
    exported("tee", Variant_Sku="T-S", Variant_Option_1_Name="Size", Variant_Option_1_Value="S", Variant_Id="v1"),
    exported("tee", Variant_Option_1_Name="Size", Variant_Option_1_Value="M", Variant_Id="v2"),
]


def test_rows_of_a_handle_are_one_product_with_prices_in_the_currency_of_the_shop() -> None:
    ((tee,), problems) = read(csv_bytes(TEE))
    ((in_euro,), _) = read(csv_bytes(TEE), currency="EUR")

    assert problems == []
    assert (tee.key, tee.handle, tee.title, tee.status, tee.options) == ("tee", "tee", "Tee", "active", ("Size",))
    assert [(v.key, v.option_values, v.price, v.tracked, v.row) for v in tee.variants] == [
        ("T-S", ("S",), 10000, True, 2),
        ("v2", ("M",), 10000, True, 3),
    ]
    assert [variant.price for variant in in_euro.variants] == [4500, 4500]


def test_a_file_without_prices_in_the_currency_says_which_it_has() -> None:
    products, problems = read(csv_bytes(TEE[:1]), currency="CNY")

    assert products == []
    assert [problem.code for problem in problems] == ["no_price_in_currency"]
    assert "CNY" in problems[0].message
    assert "Variant Price EUR, Variant Price USD" in problems[0].message


def test_the_template_of_version_one_may_have_semicolons() -> None:
    row = {
        "Product Handle": "cup",
        "Product Title": "Cup",
        "Product Description": "One\\nTwo",
        "Product Status": "proposed",
        "Product Type": "Kitchen > Cups",
        "Product Tags": "clay,blue",
        "Product Collection Title": "Autumn",
        "Variant Id": "",
        "Variant SKU": "C-1",
        "Variant Inventory Quantity": "7",
        "Variant Allow Backorder": "TRUE",
        "Variant Manage Inventory": "TRUE",
        "Price Test region [USD]": "12.50",
        "Price USD": "",
        "Image 1 Url": "https://x/1.jpg",
        "Image 2 Url": "https://x/2.jpg",
    }
    ((cup,), problems) = read(csv_bytes([row], ";"))

    assert problems == []
    assert (cup.status, cup.description_html, cup.categories) == ("draft", "One\nTwo", (("Kitchen", "Cups"),))
    assert cup.tags == ("clay", "blue", "Autumn")
    assert cup.photos == (PhotoRecord("https://x/1.jpg", "", 1), PhotoRecord("https://x/2.jpg", "", 2))
    (variant,) = cup.variants
    assert (variant.price, variant.on_hand, variant.backorder) == (1250, 7, True)


def test_material_origin_and_weight_come_along_and_the_unit_is_told_once() -> None:
    rows = [
        exported("cup", Product_Material="Clay", Product_Origin_Country="pt", Variant_Weight="350"),
        exported("jar", Product_Weight="900", Product_Origin_Country="Portugal"),
    ]
    ((cup, jar), problems) = read(csv_bytes(rows))

    assert cup.attributes == (("Material", ("Clay",)),)
    assert (cup.origin, cup.variants[0].weight_grams, jar.variants[0].weight_grams) == ("PT", 350, 900)
    assert told(problems) == [(2, "Variant Weight", "units_assumed"), (3, "Product Origin Country", "not_a_country")]


def test_unknown_status_missing_option_and_bad_price_are_told_by_row_and_column() -> None:
    rows = [
        exported("a", Product_Status="gone"),
        exported("b", Variant_Option_1_Name="Size", Variant_Option_1_Value=""),
        exported("c", Variant_Price_USD="-3"),
        exported("d", Variant_Price_USD="99999999999"),
        exported("e", Variant_Ean="4006381333931"),
    ]
    products, problems = read(csv_bytes(rows))

    assert [product.key for product in products] == ["e"]
    assert products[0].variants[0].barcode == "4006381333931"
    assert told(problems) == [
        (2, "Product Status", "unknown_word"),
        (3, "Variant Title", "no_option_value"),
        (4, "Variant Price USD", "negative_price"),
        (5, "Variant Price USD", "absurd_price"),
    ]
