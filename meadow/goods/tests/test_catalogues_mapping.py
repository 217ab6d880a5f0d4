"""Mappings: what is proposed for a table, what is refused, and the products that a table gives by one."""

import io
import json

import pytest

from meadow.goods.catalogues.catalogue import read_catalogue
from meadow.goods.catalogues.mapping.mapping import Column, Mapping
from meadow.goods.catalogues.mapping.meanings import Meaning
from meadow.goods.catalogues.mapping.proposing import propose
from meadow.goods.catalogues.mapping.refused import (
    AttributeWithoutName,
    MappingDoesNotFit,
    MappingIncomplete,
    MappingUnreadable,
    MeaningTwice,
    OptionWithoutName,
    OptionWithoutValue,
    UnknownUnit,
)
from meadow.goods.catalogues.prices import Mark
from meadow.goods.catalogues.sampling import sample_of
from meadow.goods.tests.catalogue_files import csv_bytes, errors, read, told
from meadow.plumbing.bad_input import BadInput


def proposed(content: bytes, known: Mapping | None = None) -> Mapping:
    return propose(sample_of(io.BytesIO(content), name="list.csv"), known)


def meanings(content: bytes) -> dict[str, str]:
    return {column.title: column.meaning.value for column in proposed(content).columns}


def mapped(rows: list[dict[str, str]], **columns: Meaning | Column) -> Mapping:
    """A mapping for these rows; a column is named with _ for a blank."""
    given = {title.replace("_", " "): column for title, column in columns.items()}
    titles = list(dict.fromkeys(title for row in rows for title in row))
    assert set(given) <= set(titles)
    made = []
    for title in titles:
        column = given.get(title, Meaning.IGNORE)
        made.append(column if isinstance(column, Column) else Column(title, column))
    return Mapping(tuple(made))


ENGLISH = {
    "Item name": "Linen cushion",
    "Style no": "CU-1",
    "Colour": "Sand",
    "Article number": "CU-1-S",
    "EAN": "4006381333931",
    "RRP": "49.00",
    "Retail price": "39.90",
    "Qty": "12",
    "Long description": "A soft cushion of washed linen, made in Portugal, filled with feathers of happy ducks.",
    "Department": "Home > Cushions",
    "Image 1": "https://x.example/a.jpg",
    "Image 2": "https://x.example/b.jpg",
    "Weight (kg)": "0.8",
    "Fabric": "Linen",
    "Internal": "",
}
GERMAN = {
    "Bezeichnung": "Leinenkissen",
    "Artikelnummer": "KI-1",
    "Preis": "39,90",
    "Lagerbestand": "12",
    "Hersteller": "Mühle",
    "Warengruppe": "Wohnen",
    "Beschreibung": "Ein weiches Kissen aus gewaschenem Leinen.",
    "Bild-URL": "https://x.example/a.jpg",
    "Gewicht": "0,8 kg",
}
FRENCH = {"Désignation": "Coussin", "Référence": "CO-1", "Prix TTC": "39,90 €", "Quantité": "3", "Marque": "Moulin"}
SPANISH = {"Nombre": "Cojín", "Referencia": "CO-1", "PVP": "39,90", "Existencias": "3", "Descripción": "Cojín de lino"}
CHINESE = {
    "商品名称": "亚麻抱枕",
    "款号": "BZ1",
    "货号": "BZ1-S",
    "颜色": "米色",
    "售价(元)": "199.00",
    "市场价": "259.00",
    "库存": "20",
    "条形码": "6901234567892",
    "商品主图": "https://x.example/a.jpg",
    "商品详情": "水洗亚麻，触感柔软。",
    "重量(克)": "800",
    "品牌": "磨坊",
    "商品分类": "家居>抱枕",
}


def second(row: dict[str, str], **changes: str) -> list[dict[str, str]]:
    return [row, row | changes]


def test_titles_in_english_say_what_columns_mean() -> None:
    rows = second(ENGLISH, **{"Article number": "CU-1-B", "Colour": "Blue", "EAN": "4006381333948"})

    assert meanings(csv_bytes(rows)) == {
        "Item name": "title",
        "Style no": "group",
        "Colour": "option1",
        "Article number": "sku",
        "EAN": "barcode",
        "RRP": "compare_at",
        "Retail price": "price",
        "Qty": "on_hand",
        "Long description": "description",
        "Department": "category",
        "Image 1": "photo",
        "Image 2": "photo",
        "Weight (kg)": "weight",
        "Fabric": "ignore",
        "Internal": "ignore",
    }


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (GERMAN, "title sku price on_hand brand category description photo weight"),
        (FRENCH, "title sku price on_hand brand"),
        (SPANISH, "title sku price on_hand description"),
    ],
)
def test_titles_in_other_languages_say_it_too(row: dict[str, str], expected: str) -> None:
    assert list(meanings(csv_bytes([row], ";")).values()) == expected.split()


def test_titles_in_chinese_say_it_too_and_gbk_is_read() -> None:
    rows = second(CHINESE, 货号="BZ1-L", 颜色="蓝色", 条形码="6901234567885")
    mapping = proposed(csv_bytes(rows, encoding="gbk"))

    assert " ".join(column.meaning.value for column in mapping.columns) == (
        "title group sku option1 price compare_at on_hand barcode photo description weight brand category"
    )
    assert mapping.columns[10].unit == "g"
    ((pillow,), problems) = read(csv_bytes(rows, encoding="gbk"), "CNY", mapping)
    assert problems == []
    assert (pillow.key, pillow.title, pillow.brand, pillow.categories) == (
        "BZ1",
        "亚麻抱枕",
        "磨坊",
        (("家居", "抱枕"),),
    )
    assert [(v.sku, v.option_values, v.price, v.compare_at, v.weight_grams) for v in pillow.variants] == [
        ("BZ1-S", ("米色",), 19900, 25900, 800),
        ("BZ1-L", ("蓝色",), 19900, 25900, 800),
    ]


def test_cells_speak_where_titles_do_not() -> None:
    rows = [
        {
            "a": f"Cushion number {place}",
            "b": f"{12 + place}.90",
            "c": ["4006381333931", "4006381333948", "96385074"][place],
            "d": f"https://x.example/{place}.jpg",
            "e": f"<p>Soft as ever, and made to last for years: {place}</p>",
            "f": ["draft", "active", "active"][place],
            "g": "Home > Cushions",
        }
        for place in range(3)
    ]

    found = " ".join(meanings(csv_bytes(rows)).values())
    assert found == "title price barcode photo description status category"
    reasons = [column.reason.message for column in proposed(csv_bytes(rows)).columns]
    assert reasons[1] == "100% of its cells are written like prices."
    assert reasons[3] == "100% of its cells name pictures."


def test_a_title_that_its_cells_belie_does_not_count() -> None:
    rows = [{"Name": "Cup", "Price": "on request", "VK": "5.90"}, {"Name": "Jar", "Price": "ask us", "VK": "7.90"}]

    found = meanings(csv_bytes(rows))

    assert (found["VK"], found["Price"] == "price") == ("price", False)


def test_no_two_columns_are_what_only_one_can_be() -> None:
    rows = [
        {"Title": "Cup", "Name": "Cup", "Price": "5.00", "Unit price": "5.00", "Photo": "a.jpg", "Picture": "b.jpg"}
    ]
    mapping = proposed(csv_bytes(rows))

    used = [column.meaning for column in mapping.columns if not column.meaning.is_repeatable]
    assert len(used) == len(set(used))
    assert len(mapping.find(Meaning.PHOTO)) == 2


def test_without_anything_that_groups_rows_a_colour_describes_a_product() -> None:
    rows = [{"Name": "Red cup", "Price": "5", "Colour": "Red"}, {"Name": "Blue cup", "Price": "5", "Colour": "Blue"}]
    mapping = proposed(csv_bytes(rows))

    assert mapping.columns[2].meaning is Meaning.ATTRIBUTE
    assert "so this describes each product" in mapping.columns[2].reason.message
    products, _ = read(csv_bytes(rows), mapping=mapping)
    assert [product.attributes for product in products] == [(("Colour", ("Red",)),), (("Colour", ("Blue",)),)]


def test_what_was_settled_for_an_earlier_file_is_kept_by_title() -> None:
    rows = [{"Foo": "Cup", "Bar": "5.00"}, {"Foo": "Jar", "Bar": "6.00"}]
    settled = mapped(rows, Foo=Meaning.TITLE, Bar=Meaning.PRICE)
    wider = [{"New": "4006381333931", **row} for row in rows]

    mapping = proposed(csv_bytes(wider), settled)

    assert [column.meaning for column in mapping.columns] == [Meaning.BARCODE, Meaning.TITLE, Meaning.PRICE]
    assert mapping.columns[1].reason.message == "As in your last file."


@pytest.mark.parametrize(
    ("content", "has_titles"),
    [
        (b"Name,Price\nCup,5\n", True),
        (b"Cup,5\nJar,6\n", False),
        (b"foo,bar\nCup,5.00\n", True),
        (b"Cup,C-1,https://x/a.jpg\nJar,C-2,https://x/b.jpg\n", False),
        ("名称,价格\n杯子,5\n".encode(), True),
        (b"9780131103627,A book,9.99\n9780201616224,Another,3.99\n", False),
        (b"Cup,Cup,Clay\nJar,Jar,Clay\n", False),
    ],
)
def test_a_row_of_titles_is_told_from_one_of_goods(content: bytes, has_titles: bool) -> None:
    assert sample_of(io.BytesIO(content), name="x.csv").has_titles is has_titles


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_cuts_rows_alike(delimiter: str) -> None:
    rows = [
        {"Name": "Cup, blue; or red", "Price": "5,00", "Note": "a|b, c"},
        {"Name": "Jar", "Price": "6,00", "Note": "x"},
    ]

    sample = sample_of(io.BytesIO(csv_bytes(rows, delimiter)), name="x.csv")

    assert (sample.titles, sample.layout.delimiter) == (("Name", "Price", "Note"), delimiter)
    assert sample.rows[0] == ("Cup, blue; or red", "5,00", "a|b, c")


def test_a_mapping_is_the_same_after_json() -> None:
    mapping = proposed(csv_bytes(second(CHINESE)))

    assert Mapping.from_json(json.loads(json.dumps(mapping.as_json()))) == mapping


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"version": 2}, "version"),
        ({"decimal": ";"}, "decimal"),
        ({"has_titles": "yes"}, "has_titles"),
        ({"columns": []}, "columns"),
        ({"columns": ["Name"]}, "columns[0]"),
        ({"columns": [{"title": "Name", "meaning": "colour"}]}, "columns[0].meaning"),
        ({"columns": [{"title": "Name", "meaning": "title", "name": 7}]}, "columns[0].name"),
        ({"columns": [{"title": "Name", "meaning": "title", "confidence": 2}]}, "columns[0].confidence"),
        ({"columns": [{"title": "Name", "meaning": "title", "reason": "because"}]}, "columns[0].reason"),
        ({"columns": [{"title": "Name", "meaning": "title", "reason": []}]}, "columns[0].reason"),
        ({"columns": [{"title": "Name", "meaning": "title", "reason": "title_says"}]}, "columns[0].reason"),
    ],
)
def test_json_that_is_no_mapping_is_refused_by_field(change: dict[str, object], field: str) -> None:
    good = Mapping((Column("Name", Meaning.TITLE), Column("Price", Meaning.PRICE))).as_json()

    with pytest.raises(MappingUnreadable) as refused:
        Mapping.from_json({**good, **change})

    assert refused.value.params == {"field": field}


@pytest.mark.parametrize("data", [None, [], "x", 7, {}])
def test_anything_else_is_refused_too(data: object) -> None:
    with pytest.raises(MappingUnreadable):
        Mapping.from_json(data)


TITLE, PRICE = Column("Name", Meaning.TITLE), Column("Price", Meaning.PRICE)


@pytest.mark.parametrize(
    ("columns", "kind", "words"),
    [
        ((PRICE,), MappingIncomplete, "No column is the “Title”"),
        ((TITLE,), MappingIncomplete, "No column is the “Price”"),
        (
            (TITLE, PRICE, Column("Cost", Meaning.PRICE)),
            MeaningTwice,
            "Two columns are the “Price”: “Price” and “Cost”",
        ),
        ((TITLE, PRICE, Column("A", Meaning.OPTION1_NAME)), OptionWithoutValue, "“A” names an option"),
        ((TITLE, PRICE, Column("", Meaning.OPTION1)), OptionWithoutName, "Say what it is called"),
        ((TITLE, PRICE, Column("", Meaning.ATTRIBUTE)), AttributeWithoutName, "Say what it is called"),
        ((TITLE, PRICE, Column("W", Meaning.WEIGHT, unit="stone")), UnknownUnit, "“stone”, which is no unit of weight"),
    ],
)
def test_a_mapping_that_cannot_be_read_by_is_refused(
    columns: tuple[Column, ...], kind: type[BadInput], words: str
) -> None:
    mapping = Mapping(columns)

    with pytest.raises(kind, match=words):
        read_catalogue(io.BytesIO(b"x"), name="x.csv", currency="USD", mapping=mapping)
    assert [type(problem) for problem in mapping.problems()] == [kind]


def test_a_file_with_other_columns_than_the_mapping_is_refused() -> None:
    with pytest.raises(MappingDoesNotFit, match="“Name”, “Cost”"):
        read(b"Name,Cost\nCup,5\n", mapping=Mapping((TITLE, PRICE)))


def test_case_and_spacing_of_titles_do_not_matter_to_a_mapping() -> None:
    products, _ = read(b" NAME ,price\nCup,5\n", mapping=Mapping((TITLE, PRICE)))

    assert [product.title for product in products] == ["Cup"]


def test_rows_of_a_group_are_variants_by_name_and_value_columns() -> None:
    rows = [
        {
            "G": "T",
            "N": "Tee",
            "P": "20",
            "K": "Size",
            "V": "S",
            "Col": "Red",
            "S": "T-S",
            "Pic": "r.jpg|r2.jpg",
            "O": "25",
        },
        {"G": "T", "N": "", "P": "21", "K": "", "V": "M", "Col": "Blue", "S": "T-M", "Pic": "b.jpg", "O": "20"},
        {"G": "", "N": "Cup", "P": "5", "K": "", "V": "", "Col": "", "S": "C", "Pic": "", "O": ""},
    ]
    mapping = mapped(
        rows,
        G=Meaning.GROUP,
        N=Meaning.TITLE,
        P=Meaning.PRICE,
        K=Meaning.OPTION1_NAME,
        V=Meaning.OPTION1,
        Col=Column("Col", Meaning.OPTION2, name="Colour"),
        S=Meaning.SKU,
        Pic=Meaning.PHOTO,
        O=Meaning.COMPARE_AT,
    )

    products, problems = read(csv_bytes(rows), mapping=mapping)

    tee, cup = products
    assert (tee.key, tee.options, tee.rows) == ("T", ("Size", "Colour"), (2, 3))
    assert [(v.option_values, v.price, v.compare_at, v.photo) for v in tee.variants] == [
        (("S", "Red"), 2000, 2500, ""),
        (("M", "Blue"), 2100, None, "b.jpg"),
    ]
    assert [photo.url_or_path for photo in tee.photos] == ["r.jpg", "r2.jpg", "b.jpg"]
    assert (cup.key, cup.options, cup.variants[0].option_values) == ("C", (), ())
    assert told(problems) == [(3, "O", "compare_at_not_higher")]


def test_a_row_without_title_continues_the_product_above_where_there_are_options() -> None:
    rows = [
        {"N": "Tee", "P": "20", "Size": "S"},
        {"N": "", "P": "20", "Size": "M"},
        {"N": "Cap", "P": "9", "Size": "L"},
    ]
    mapping = mapped(rows, N=Meaning.TITLE, P=Meaning.PRICE, Size=Meaning.OPTION1)

    products, problems = read(csv_bytes(rows), mapping=mapping)

    assert problems == []
    assert [(product.title, len(product.variants), product.options) for product in products] == [
        ("Tee", 2, ("Size",)),
        ("Cap", 1, ("Size",)),
    ]


def test_the_key_is_the_sku_else_the_handle_else_the_title() -> None:
    rows = [
        {"N": "A Cup", "P": "5", "S": "C-1", "H": "cup"},
        {"N": "A Jar", "P": "5", "S": "", "H": "the-jar"},
        {"N": "A Pot", "P": "5", "S": "", "H": ""},
        {"N": "一个碗", "P": "5", "S": "", "H": ""},
    ]
    by_handle = mapped(rows, N=Meaning.TITLE, P=Meaning.PRICE, S=Meaning.SKU, H=Meaning.HANDLE)
    without = mapped(rows, N=Meaning.TITLE, P=Meaning.PRICE, S=Meaning.SKU)

    assert [product.key for product in read(csv_bytes(rows), mapping=by_handle)[0]] == [
        "cup",
        "the-jar",
        "a-pot",
        "一个碗",
    ]
    assert [product.key for product in read(csv_bytes(rows), mapping=without)[0]] == ["C-1", "a-jar", "a-pot", "一个碗"]


def test_every_trap_is_told_by_row_and_column_and_leaves_out_its_product_only() -> None:
    good = {"N": "Cup", "P": "5.00", "S": "C", "Q": "3", "St": "active", "W": "1,5 kg", "B": "1"}
    rows = [
        good,
        good | {"N": "", "S": "2"},
        good | {"N": "No price", "P": "", "S": "3"},
        good | {"N": "Negative", "P": "-1", "S": "4"},
        good | {"N": "Absurd", "P": "1000000000.01", "S": "5"},
        good | {"N": "Twice", "S": "c"},
        good | {"N": "Odd stock", "Q": "many", "S": "7"},
        good | {"N": "Odd status", "St": "perhaps", "S": "8"},
        good | {"N": "Odd weight", "W": "heavy", "S": "9"},
        good | {"N": "No unit", "W": "7", "S": "10"},
        good | {"N": "Same", "S": ""},
        good | {"N": "Same", "S": ""},
    ]
    mapping = mapped(
        rows,
        N=Meaning.TITLE,
        P=Meaning.PRICE,
        S=Meaning.SKU,
        Q=Meaning.ON_HAND,
        St=Meaning.STATUS,
        W=Meaning.WEIGHT,
        B=Meaning.BARCODE,
    )

    products, problems = read(csv_bytes(rows), mapping=mapping)

    assert [product.title for product in products] == ["Cup", "Odd weight", "No unit", "Same"]
    assert products[0].variants[0].weight_grams == 1500
    assert told(problems) == [
        (3, "N", "no_title"),
        (4, "P", "no_price"),
        (5, "P", "negative_price"),
        (6, "P", "absurd_price"),
        (7, "S", "duplicate_sku"),
        (8, "Q", "not_a_quantity"),
        (9, "St", "unknown_word"),
        (10, "W", "not_a_weight"),
        (11, "W", "weight_needs_unit"),
        (13, "N", "duplicate_product"),
    ]


def test_three_hundred_variants_in_one_product_are_told() -> None:
    rows = [{"G": "T", "N": "Tee", "P": "5", "V": str(place)} for place in range(300)]
    mapping = mapped(rows, G=Meaning.GROUP, N=Meaning.TITLE, P=Meaning.PRICE, V=Meaning.OPTION1)

    products, problems = read(csv_bytes(rows), mapping=mapping)

    assert products == []
    assert [(problem.row, problem.code, problem.params["found"]) for problem in problems] == [
        (2, "too_many_variants", 300)
    ]


def test_columns_are_found_by_place_so_two_may_have_one_title() -> None:
    content = b"Name,Image,Image,Price\nCup,a.jpg,b.jpg,5\n"
    photo = Column("Image", Meaning.PHOTO)

    ((cup,), problems) = read(content, mapping=Mapping((TITLE, photo, photo, PRICE)))

    assert problems == []
    assert [photo.url_or_path for photo in cup.photos] == ["a.jpg", "b.jpg"]


def test_a_file_cut_in_the_middle_tells_its_last_row() -> None:
    rows = [{"Name": "Cup", "Price": "5.00"}, {"Name": "Jar", "Price": "6.00"}]
    content = csv_bytes(rows)

    products, problems = read(content[: content.index(b"6.00") + 2], mapping=Mapping((TITLE, PRICE)))

    assert [product.title for product in products] == ["Cup"]
    assert told(errors(problems)) == [(3, "Price", "unclosed_quote")]


def test_a_person_says_what_stands_before_the_decimals_where_the_file_does_not() -> None:
    content = b"Name,Price\nCup,1.234\n"

    assert told(read(content, mapping=Mapping((TITLE, PRICE)))[1]) == [(2, "Price", "ambiguous_price")]
    cases: list[tuple[Mark, int | None]] = [(",", 123400), (".", None)]
    for decimal, price in cases:
        products, problems = read(content, mapping=Mapping((TITLE, PRICE), decimal=decimal))
        assert [product.variants[0].price for product in products] == ([price] if price else [])
        assert told(problems) == ([] if price else [(2, "Price", "too_precise_price")])
