"""Whatever is cut off or damaged, no product comes by halves; and whatever a file holds, reading ends in words."""

import io
import json
import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meadow.goods.catalogues.catalogue import read_catalogue
from meadow.goods.catalogues.mapping.mapping import Column, Mapping
from meadow.goods.catalogues.mapping.meanings import Meaning
from meadow.goods.catalogues.records import ProductRecord, RowProblem
from meadow.goods.tests.catalogue_files import csv_bytes, legacy, magento, read, rss, woo, workbook
from meadow.plumbing.bad_input import BadInput

SHOPIFY = [
    row
    for key in ("青瓷", "tee", "cup")
    for row in (
        legacy(key, f"The {key}", body_html='<p class="x">a,\nb</p>', option1_name="Size", option1_value="S")
        | {"Variant Price": "5.00", "Variant SKU": f"{key}-S", "Status": "active"},
        legacy(key, option1_value="M", variant_price="6.00", sku=f"{key}-M"),
        legacy(key, image_src=f"{key}.jpg"),
    )
]
WOO = [
    woo("variable", "hat", id="1", attr1="Size=S, M", description='<p class="x">a,\nb</p>'),
    woo("simple", "青瓷", id="2"),
    woo("variable", "tee", id="3", attr1="Size=S, M"),
    woo("variation", "tee-S", id="4", parent="tee", attr1="Size=S"),
    woo("variation", "hat-S", id="5", parent="id:1", attr1="Size=S"),
    woo("variation", "tee-M", id="6", parent="tee", attr1="Size=M"),
    woo("simple", "mug", id="7"),
    woo("variation", "hat-M", id="8", parent="hat", attr1="Size=M"),
]
MAGENTO = [
    magento("simple", "a-S"),
    magento("simple", "a-M"),
    magento("configurable", "a", configurable_variations="sku=a-S,size=S|sku=a-M,size=M", description='<b a="x">\n,'),
    magento("simple", "青瓷", visibility="Catalog, Search"),
    magento("configurable", "b", configurable_variations="sku=b-S,size=S|sku=b-M,size=M"),
    magento("simple", "b-S"),
    magento("simple", "b-M"),
]
MEDUSA = [
    {"Product Handle": key, "Product Title": f"The {key}", "Product Description": '<p class="x">a,\nb</p>'}
    | {"Variant Id": f"{key}-{size}", "Variant Sku": f"{key}-{size}", "Variant Price USD": "5"}
    | {"Variant Option 1 Name": "Size", "Variant Option 1 Value": size, "Product Status": "published"}
    for key in ("青瓷", "tee", "cup")
    for size in ("S", "M")
]
VENDURE = [
    {"name": key if size == "S" else "", "description": '<p class="x">a,\nb</p>', "optionGroups": "size"}
    | {"optionValues": size, "sku": f"{key}-{size}", "price": "5.00", "facets": "a:b"}
    for key in ("青瓷", "tee", "cup")
    for size in ("S", "M")
]
MEADOW = [
    {"Meadow product": key, "Title": f"The {key}", "Description": '<p class="x">a,\nb</p>', "Option 1": "Size"}
    | {"Value 1": size, "SKU": f"{key}-{size}", "Price": "5.00", "Status": "active"}
    for key in ("青瓷", "tee", "cup")
    for size in ("S", "M")
]
GOOGLE = [
    {"id": f"{key}-{size}", "title": f"The {key}", "description": '<p class="x">a,\nb</p>', "price": "5.00 USD"}
    | {"availability": "in_stock", "size": size, "link": "x", "item_group_id": key if key != "cup" else ""}
    for key, size in (("青瓷", "S"), ("tee", "S"), ("cup", "S"), ("青瓷", "M"), ("tee", "M"))
]
FILES = {
    "shopify": csv_bytes(SHOPIFY),
    "woocommerce": csv_bytes(WOO),
    "magento": csv_bytes(MAGENTO),
    "medusa": csv_bytes(MEDUSA),
    "vendure": csv_bytes(VENDURE),
    "meadow": csv_bytes(MEADOW),
    "google": csv_bytes(GOOGLE),
}
MAPPED = csv_bytes(
    [
        {"Group": key, "Text": '<p class="x">a,\nb</p>', "Name": f"The {key}", "Size": size, "Price": "5.00"}
        for key in ("青瓷", "tee", "cup")
        for size in ("S", "M")
    ]
)
MEANINGS = (Meaning.GROUP, Meaning.DESCRIPTION, Meaning.TITLE, Meaning.OPTION1, Meaning.PRICE)
MAPPINGS = {
    "mapped": Mapping(tuple(map(Column, ("Group", "Text", "Name", "Size", "Price"), MEANINGS))),
}
TABLES = FILES | {"mapped": MAPPED}
TOGETHER = ("shopify", "medusa", "vendure", "meadow", "mapped")
"""Formats in which the rows of a product stand together."""
WHOLE = {name: read(content, mapping=MAPPINGS.get(name))[0] for name, content in TABLES.items()}


def row_ends(content: bytes) -> set[int]:
    """The places where a row ends, before or after its line break: a cut there leaves a whole, shorter file."""
    ends = {0}
    for place in range(len(content)):
        if content[place : place + 2] == b"\r\n" and content[:place].count(b'"') % 2 == 0:
            ends |= {place, place + 1, place + 2}
            # Nor can anybody see that a last cell that is empty, without quotation marks, was to be something.
            ends.add(content[:place].rindex(b'","') + 2)
    return ends


def unnumbered(product: ProductRecord) -> ProductRecord:
    return replace(product, row=0, rows=(), variants=tuple(replace(variant, row=0) for variant in product.variants))


ROW_ENDS = {name: row_ends(content) for name, content in TABLES.items()}


def test_the_whole_files_have_no_problem() -> None:
    assert {name: len(products) for name, products in WHOLE.items()} == dict.fromkeys(TABLES, 3) | {"woocommerce": 4}
    assert all(read(content, mapping=MAPPINGS.get(name))[1] == [] for name, content in TABLES.items())


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_cut_file_never_gives_half_a_product(name: str, data: st.DataObject) -> None:
    content = TABLES[name]
    header = content.index(b"\r\n") + 2
    place = data.draw(st.integers(header, len(content) - 1))

    products, problems = read(content[:place], mapping=MAPPINGS.get(name))

    if name == "magento" or place not in ROW_ENDS[name]:
        assert all(product in WHOLE[name] for product in products)
    elif name in TOGETHER:
        assert all(product in WHOLE[name] for product in products[:-1])
    if place not in ROW_ENDS[name]:
        assert problems


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_bad_byte_never_changes_any_other_product(name: str, data: st.DataObject) -> None:
    content = TABLES[name]
    place = data.draw(st.integers(content.index(b"\r\n") + 2, len(content) - 1))
    bad = data.draw(st.sampled_from([b"\xff", b"\0"]))

    products, problems = read(content[:place] + bad + content[place + 1 :], mapping=MAPPINGS.get(name))

    assert problems
    # A byte that falls on a quotation mark may split a row in two, so that those below it have other numbers.
    whole = [unnumbered(product) for product in WHOLE[name]]
    assert all(unnumbered(product) in whole for product in products)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(FILES)),
    st.lists(st.lists(st.text(max_size=12), max_size=30), max_size=6),
    st.sampled_from(["utf-8", "utf-16", "gb18030"]),
)
def test_any_rows_end_in_products_or_words(name: str, rows: list[list[str]], encoding: str) -> None:
    header = FILES[name].decode().split("\r\n", 1)[0]
    body = "\r\n".join(",".join(cells) for cells in rows)
    content = f"{header}\r\n{body}\r\n".encode(encoding, "surrogatepass" if encoding != "gb18030" else "replace")

    for item in read_catalogue(io.BytesIO(content), name="x.csv", currency="USD"):
        assert not isinstance(item, RowProblem) or item.message


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        list(read_catalogue(io.BytesIO(content), name="x.csv", currency="USD"))

    assert "x.csv" in str(caught.value)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_any_damage_ends_in_products_or_words(name: str, data: st.DataObject) -> None:
    content = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 40))] = data.draw(
            st.sampled_from([b"", b'"', b'""', b",", b"\r\n", b"\0", b"\xff", b"'=1+1"])
        )
    try:
        found = list(read_catalogue(io.BytesIO(bytes(content)), name="x.csv", currency="USD"))
    except BadInput:
        return

    for item in found:
        if isinstance(item, RowProblem):
            assert item.message
            assert item.row >= 1
        elif isinstance(item, ProductRecord):
            assert item.title
            assert item.variants


XML = rss(*({name: text for name, text in item.items() if text} for item in GOOGLE))
JSON = json.dumps(
    [
        {
            "id": key,
            "title": f"The {key}",
            "variants": [
                {
                    "id": f"{key}-{size}",
                    "price": {"amount": 500, "currency": "USD"},
                    "variant_options": [{"name": "Size", "value": size}],
                }
                for size in ("S", "M")
            ],
        }
        for key in ("青瓷", "tee", "cup")
    ],
    ensure_ascii=False,
).encode()
XLSX = workbook([list(SHOPIFY[0]), *(list(row.values()) for row in SHOPIFY)])
FEEDS = {"xml": XML, "json": JSON}
WHOLE_FEEDS = {name: read(content)[0] for name, content in FEEDS.items()}


@pytest.mark.parametrize("name", FEEDS)
@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_cut_feed_never_gives_half_a_product(name: str, data: st.DataObject) -> None:
    assert len(WHOLE_FEEDS[name]) == 3
    content = FEEDS[name].rstrip()
    place = data.draw(st.integers(0, len(content) - 1))
    try:
        products, problems = read(content[:place])
    except BadInput:
        return

    assert all(product in WHOLE_FEEDS[name] for product in products)
    assert problems


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([XML, JSON, XLSX]), st.data())
def test_any_damage_of_a_feed_or_workbook_ends_in_products_or_words(whole: bytes, data: st.DataObject) -> None:
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 40))] = data.draw(
            st.sampled_from([b"", b'"', b"<", b">", b"&", b"{", b"]", b"\0", b"\xff", b"1e999", b"PK\x05\x06"])
        )
    try:
        found = list(read_catalogue(io.BytesIO(bytes(content)), name="x", currency="USD"))
    except BadInput:
        return

    assert all(item.message for item in found if isinstance(item, RowProblem))


def shopify_of(products: int) -> bytes:
    rows = (legacy(f"p{n}", f"Product {n}", variant_price="5", body_html="x" * 2000) for n in range(products))
    return csv_bytes(list(rows))


def xml_of(products: int) -> bytes:
    return rss(*(GOOGLE[2] | {"id": f"p{n}", "description": "x" * 2000} for n in range(products)))


def json_of(products: int) -> bytes:
    price = {"amount": 500, "currency": "USD"}
    rows = ({"id": f"p{n}", "title": "x" * 200, "variants": [{"id": f"v{n}", "price": price}]} for n in range(products))
    return json.dumps(list(rows)).encode()


@pytest.mark.parametrize("made", [shopify_of, xml_of, json_of])
def test_a_long_file_is_read_in_flat_memory(made: Callable[[int], bytes]) -> None:
    def needed(products: int) -> int:
        stream = io.BytesIO(made(products))
        tracemalloc.start()
        count = sum(1 for _ in read_catalogue(stream, name="x.csv", currency="USD"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == products
        return peak

    assert needed(1000) < needed(200) + 500_000
