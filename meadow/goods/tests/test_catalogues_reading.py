"""Files that are damaged, cut, oversized, in other encodings, or no catalogue at all."""

import io

import pytest

from meadow.goods.catalogues.catalogue import read_catalogue
from meadow.goods.catalogues.detection import EmptyCatalogue, NotCSV, UnknownCatalogue
from meadow.goods.catalogues.encodings import detect_encoding
from meadow.goods.catalogues.reading import CELL_LIMIT, ROW_LIMIT
from meadow.goods.tests.catalogue_files import csv_bytes, errors, legacy, read, told
from meadow.plumbing.money import UnknownCurrency

CUP = legacy("cup", "Cup", variant_price="5.00", sku="C1")
JAR = legacy("jar", "Jar", variant_price="9.50", sku="J1")
TEE = [
    legacy("tee", "Tee", option1_name="Size", option1_value="S", variant_price="20", sku="T-S"),
    legacy("tee", option1_value="M", variant_price="20", sku="T-M"),
]


def replaced(content: bytes, before: bytes, after: bytes) -> bytes:
    assert content.count(before) == 1
    return content.replace(before, after)


@pytest.mark.parametrize(
    ("encoding", "title", "name"),
    [
        ("utf-8", "青瓷茶杯 Café", "UTF-8"),
        ("utf-8-sig", "青瓷茶杯 Café", "UTF-8"),
        ("utf-16", "青瓷茶杯 Café", "UTF-16"),
        ("utf-16-le", "Café", "UTF-16"),
        ("utf-16-be", "Café", "UTF-16"),
        ("gbk", "青瓷茶杯，手工制作", "GB18030"),
        ("gb18030", "青瓷茶杯𠮷", "GB18030"),
        ("cp1252", "Café crème, 5 € – “naïve”", "Windows-1252"),
        ("ascii", "Cup", "UTF-8"),
    ],
)
def test_the_encoding_is_found(encoding: str, title: str, name: str) -> None:
    content = csv_bytes([legacy("cup", title, variant_price="5.00", vendor="Mill")], encoding=encoding)

    catalogue = read_catalogue(io.BytesIO(content), name="products.csv", currency="USD")
    (product,) = catalogue

    assert catalogue.encoding == name
    assert getattr(product, "title", product) == title


def test_one_bad_byte_does_not_make_a_chinese_file_western() -> None:
    content = csv_bytes([legacy("a", "青瓷茶杯", variant_price="5"), legacy("b", "白瓷XX茶壶", variant_price="5")])
    broken = replaced(content, b"XX", b"\xff")

    assert detect_encoding(io.BytesIO(broken)) == "utf-8"
    products, problems = read(broken)

    assert [product.key for product in products] == ["a"]
    assert told(problems) == [(3, "Title", "undecodable")]
    assert "not UTF-8 text" in problems[0].message


def test_a_byte_that_windows_does_not_know_is_told() -> None:
    content = csv_bytes(
        [legacy("a", "Café", variant_price="5"), legacy("b", "AXXB", variant_price="5")], encoding="cp1252"
    )

    products, problems = read(replaced(content, b"XX", b"x\x81x"))

    assert [product.key for product in products] == ["a"]
    assert told(problems) == [(3, "Title", "undecodable")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    products, problems = read(csv_bytes([CUP, *TEE], delimiter))

    assert [product.key for product in products] == ["cup", "tee"]
    assert not problems


def test_a_file_with_other_delimiters_may_have_decimal_commas() -> None:
    rows = [legacy("a", "A", variant_price="1.234"), legacy("b", "B", variant_price="29,90")]

    assert [p.variants[0].price for p in read(csv_bytes(rows, ";"))[0]] == [123400, 2990]
    assert told(read(csv_bytes(rows[:1], ";"))[1]) == [(2, "Variant Price", "ambiguous_price")]


def test_rows_are_numbered_as_a_spreadsheet_does_and_lines_as_an_editor_does() -> None:
    content = csv_bytes([legacy("a", "A", body_html="<p>one\ntwo\r\nthree</p>", variant_price="5")])
    content += b"\r\n" + csv_bytes([legacy("b", "B", variant_price="?")]).split(b"\r\n", 1)[1]

    products, (problem,) = read(content)

    assert products[0].description_html == "<p>one\ntwo\r\nthree</p>"
    assert (problem.row, problem.line) == (4, 6)
    assert str(problem) == "Row 4 (line 6), column “Variant Price”: “?” is not a price."


def test_empty_rows_are_passed_over_and_counted() -> None:
    columns = len(CUP)
    content = csv_bytes([CUP]) + b"\r\n" + b"," * (columns - 1) + b"\r\n" + csv_bytes([JAR]).split(b"\r\n", 1)[1]

    products, problems = read(content)

    assert [product.row for product in products] == [2, 5]
    assert not problems


def test_an_unclosed_quotation_mark_leaves_out_its_product_only() -> None:
    content = csv_bytes([CUP, *TEE])
    cut = content[: content.index(b"T-M") + 2]

    products, problems = read(cut)

    assert [product.key for product in products] == ["cup"]
    assert told(problems) == [(4, "Variant SKU", "unclosed_quote")]


def test_a_row_cut_between_cells_leaves_out_its_product_only() -> None:
    content = csv_bytes([CUP, *TEE])
    cut = content[: content.index(b'"T-M"') - 1]

    products, problems = read(cut)

    assert [product.key for product in products] == ["cup"]
    assert told(problems) == [(4, "Option3 Value", "too_few_cells")]


def test_a_row_cut_in_its_handle_leaves_out_the_product_above_it() -> None:
    content = csv_bytes([CUP, *TEE]).replace(b'"', b"")
    cut = content[: content.rindex(b"tee") + 2]

    products, problems = read(cut)

    assert [product.key for product in products] == ["cup"]
    assert told(problems) == [(4, "Handle", "too_few_cells")]


def test_a_last_row_without_a_line_break_is_mentioned() -> None:
    products, problems = read(csv_bytes([CUP]).rstrip(b"\r\n"))

    assert len(products) == 1
    assert told(problems) == [(2, "Status", "no_final_newline")]
    assert problems[0].severity == "warning"


def test_text_after_a_closing_quotation_mark_is_told_and_reading_goes_on() -> None:
    content = replaced(csv_bytes([CUP, JAR]), b'"Cup"', b'"A 5" cup"')

    products, problems = read(content)

    assert [product.key for product in products] == ["jar"]
    assert told(problems) == [(2, "Title", "stray_quote")]


def test_a_quotation_mark_inside_a_plain_cell_is_only_text() -> None:
    content = replaced(csv_bytes([CUP]), b'"Cup"', b'Cup 5" wide')

    assert read(content)[0][0].title == 'Cup 5" wide'


def test_a_text_with_commas_that_lost_its_quotation_marks_is_told() -> None:
    content = replaced(csv_bytes([CUP, JAR]), b'"Cup"', b"Cup, blue")

    products, problems = read(content)

    assert [product.key for product in products] == ["jar"]
    assert "too_many_cells" in [problem.code for problem in problems]


def test_a_nul_byte_is_told() -> None:
    products, problems = read(replaced(csv_bytes([CUP, JAR]), b"Cup", b"C\0p"))

    assert [product.key for product in products] == ["jar"]
    assert told(problems) == [(2, "Title", "nul_byte")]


def test_a_cell_above_the_limit_is_told() -> None:
    rows = [CUP, legacy("big", "Big", body_html="x" * (CELL_LIMIT + 1), variant_price="5"), JAR]

    products, problems = read(csv_bytes(rows))

    assert [product.key for product in products] == ["cup", "jar"]
    assert (3, "Body (HTML)", "cell_too_long") in told(problems)


@pytest.mark.parametrize("body", ["x" * 10_000_000, "x" * 1000 + "\n" + 'say ""hi""\n' * 1_000_000])
def test_a_cell_of_ten_megabytes_is_skipped_and_reading_goes_on(body: str) -> None:
    content = csv_bytes([CUP, legacy("big", "Big", body_html="BODY", variant_price="5"), JAR])

    products, problems = read(replaced(content, b"BODY", body.encode()))

    assert [product.key for product in products] == ["cup", "jar"]
    assert told(problems) == [(3, "Body (HTML)", "row_too_long")]
    assert str(ROW_LIMIT) in problems[0].message


def test_a_column_that_counts_and_is_there_twice_stops_the_import() -> None:
    content = replaced(csv_bytes([CUP]), b"Variant Compare At Price", b"Variant Price")

    products, problems = read(content)

    assert products == []
    assert told(problems) == [(1, "Variant Price", "duplicate_column")]
    assert "(as columns number 20 and 21)" in problems[0].message


def test_a_column_that_is_not_read_may_be_there_twice() -> None:
    content = replaced(csv_bytes([CUP]), b'"Status"', b'"Status","Note","Note"').replace(b'""\r\n', b'"","a","b"\r\n')

    products, problems = read(content)

    assert len(products) == 1
    assert told(problems) == [(1, "Note", "duplicate_unused_column")]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'{"products": []}', "JSON"),
        (b"\xef\xbb\xbf [1]", "JSON"),
        (b"<html><body>", "HTML/XML"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_what_is_no_csv_is_refused_by_kind(content: bytes, what: str) -> None:
    with pytest.raises(NotCSV, match=f"products.csv is not a CSV file \\(it looks like {what}\\)"):
        read(content)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(EmptyCatalogue, match=r"products\.csv is empty"):
        read(content)


def test_an_unknown_format_is_refused_with_its_columns_and_the_known_formats() -> None:
    with pytest.raises(UnknownCatalogue) as caught:
        read(b"Artikel;Preis;Bild\n1;2;3\n")

    assert str(caught.value) == (
        "products.csv is in none of the known catalogue formats. Columns found: “Artikel”, “Preis”, “Bild”. Known "
        "formats: Meadow, Shopify (Handle, Variant SKU …), Shopify (URL handle, SKU …), WooCommerce, Magento 2, "
        "Medusa, Vendure, Google Merchant (TSV), Google Merchant (XML), Agentic Commerce Protocol."
    )
    assert caught.value.columns == ("Artikel", "Preis", "Bild")


def test_an_unknown_currency_is_refused_before_reading() -> None:
    with pytest.raises(UnknownCurrency):
        read(csv_bytes([CUP]), "XXX")


def test_the_stream_stays_open() -> None:
    stream = io.BytesIO(csv_bytes([CUP]))

    assert len(read(stream)[0]) == 1
    assert not stream.closed


def test_a_catalogue_can_be_read_twice() -> None:
    catalogue = read_catalogue(io.BytesIO(csv_bytes([CUP, *TEE])), name="products.csv", currency="USD")

    assert list(catalogue) == list(catalogue)


def test_a_catalogue_that_is_left_early_gives_its_stream_back() -> None:
    stream = io.BytesIO(csv_bytes([CUP, *TEE]))

    next(iter(read_catalogue(stream, name="products.csv", currency="USD")))

    assert len(errors(read(stream)[1])) == 0
