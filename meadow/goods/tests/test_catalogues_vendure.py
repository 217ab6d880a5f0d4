"""Vendure's product CSV: small files for each trap."""

from meadow.goods.tests.catalogue_files import csv_bytes, read, told


def vendure(name: str = "", **cells: str) -> dict[str, str]:
    row = {
        "name": name,
        "slug": name.casefold(),
        "description": "",
        "assets": "",
        "facets": "",
        "optionGroups": "",
        "optionValues": "",
        "sku": "",
        "price": "15.50",
        "taxCategory": "standard",
        "stockOnHand": "100",
        "trackInventory": "",
        "variantAssets": "",
        "variantFacets": "",
    }
    return row | cells


SHOE = [
    vendure(
        "Shoe",
        assets="a.jpg|b.jpg",
        facets="category:Footwear|brand:Mill|color:blue",
        optionGroups="size|width",
        optionValues="40|wide",
        sku="S-40",
    ),
    vendure(optionValues="41|wide", sku="S-41", price="16", variantFacets="color:red", variantAssets="c.jpg"),
]


def test_rows_without_a_name_are_variants_of_the_product_above() -> None:
    products, problems = read(csv_bytes([*SHOE, vendure("Cactus", sku="C", trackInventory="FALSE")]))

    assert problems == []
    shoe, cactus = products
    assert (shoe.key, shoe.title, shoe.brand, shoe.categories) == ("shoe", "Shoe", "Mill", (("Footwear",),))
    assert (shoe.options, shoe.attributes) == (("size", "width"), (("color", ("blue", "red")),))
    assert [(v.sku, v.option_values, v.price, v.on_hand, v.photo) for v in shoe.variants] == [
        ("S-40", ("40", "wide"), 1550, 100, ""),
        ("S-41", ("41", "wide"), 1600, 100, "c.jpg"),
    ]
    assert [photo.url_or_path for photo in shoe.photos] == ["a.jpg", "b.jpg", "c.jpg"]
    assert (cactus.options, cactus.variants[0].tracked, cactus.variants[0].on_hand) == ((), False, None)


def test_cells_may_be_padded_beside_their_quotation_marks() -> None:
    content = (
        b"name   ,slug ,description      ,sku ,price ,facets,optionGroups,optionValues\r\n"
        b'Laptop ,laptop,"Fast, ""light"" " ,L1,1299.00, "a:b|c:d" ,"screen|RAM","13|8"   \r\n'
        b'       ,      ,                  ,L2,1399.00,          ,            ,"15|8"\r\n'
    )
    ((laptop,), problems) = read(content)

    assert problems == []
    assert laptop.description_html == 'Fast, "light"'
    assert laptop.attributes == (("a", ("b",)), ("c", ("d",)))
    assert [variant.option_values for variant in laptop.variants] == [("13", "8"), ("15", "8")]


def test_the_first_language_is_the_products_own_and_the_others_translate_it() -> None:
    row = {
        "name:en": "Cup",
        "name:zh_Hans": "杯子",
        "slug:en": "cup",
        "description:en": "<p>Clay</p>",
        "description:zh_Hans": "<p>陶</p>",
        "optionGroups:en": "",
        "optionValues:en": "",
        "facets:en": "",
        "sku": "C",
        "price": "5",
    }
    ((cup,), problems) = read(csv_bytes([row]))

    assert problems == []
    assert (cup.title, cup.handle, cup.description_html) == ("Cup", "cup", "<p>Clay</p>")
    assert cup.translations == {"zh-hans": {"title": "杯子", "description": "<p>陶</p>"}}


def test_a_missing_value_one_too_many_and_a_slug_used_twice_are_told() -> None:
    rows = [
        vendure("A", optionGroups="size|width", optionValues="40", sku="A"),
        vendure("B", optionGroups="size", optionValues="40|wide", sku="B"),
        vendure("C", sku="C"),
        vendure("C", sku="C2"),
        vendure("D", sku="D", price=""),
    ]
    products, problems = read(csv_bytes(rows))

    assert [product.key for product in products] == ["c"]
    assert told(problems) == [
        (2, "optionValues", "no_option_value"),
        (3, "optionValues", "option_without_name"),
        (5, "slug", "duplicate_product"),
        (6, "price", "no_price"),
    ]
