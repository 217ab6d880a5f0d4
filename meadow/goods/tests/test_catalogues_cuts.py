"""Whatever is cut off or damaged, no product comes by halves; and whatever a file holds, reading ends in words."""

import io
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meadow.goods.catalogues.catalogue import read_catalogue
from meadow.goods.catalogues.records import ProductRecord, RowProblem
from meadow.goods.tests.catalogue_files import csv_bytes, legacy, magento, read, woo
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
FILES = {"shopify": csv_bytes(SHOPIFY), "woocommerce": csv_bytes(WOO), "magento": csv_bytes(MAGENTO)}
WHOLE = {name: read(content)[0] for name, content in FILES.items()}


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


ROW_ENDS = {name: row_ends(content) for name, content in FILES.items()}


def test_the_whole_files_have_no_problem() -> None:
    assert {name: len(products) for name, products in WHOLE.items()} == {"shopify": 3, "woocommerce": 4, "magento": 3}
    assert all(read(content)[1] == [] for content in FILES.values())


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_cut_file_never_gives_half_a_product(name: str, data: st.DataObject) -> None:
    content = FILES[name]
    header = content.index(b"\r\n") + 2
    place = data.draw(st.integers(header, len(content) - 1))

    products, problems = read(content[:place])

    if name == "magento" or place not in ROW_ENDS[name]:
        assert all(product in WHOLE[name] for product in products)
    elif name == "shopify":
        assert all(product in WHOLE[name] for product in products[:-1])
    if place not in ROW_ENDS[name]:
        assert problems


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_bad_byte_never_changes_any_other_product(name: str, data: st.DataObject) -> None:
    content = FILES[name]
    place = data.draw(st.integers(content.index(b"\r\n") + 2, len(content) - 1))
    bad = data.draw(st.sampled_from([b"\xff", b"\0"]))

    products, problems = read(content[:place] + bad + content[place + 1 :])

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


def test_a_long_file_is_read_in_flat_memory() -> None:
    def needed(products: int) -> int:
        rows = [legacy(f"p{n}", f"Product {n}", variant_price="5", body_html="x" * 2000) for n in range(products)]
        stream = io.BytesIO(csv_bytes(rows))
        tracemalloc.start()
        count = sum(1 for _ in read_catalogue(stream, name="x.csv", currency="USD"))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == products
        return peak

    assert needed(2000) < needed(200) + 500_000
