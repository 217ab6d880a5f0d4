"""Google Merchant's product feed, as XML and as a table: small feeds for each trap, and attacks."""

import io
from html import escape

import pytest

from meadow.goods.catalogues.catalogue import read_catalogue
from meadow.goods.catalogues.detection import NotCSV
from meadow.goods.catalogues.feeds.refused import UnsafeXML
from meadow.goods.catalogues.records import PhotoRecord
from meadow.goods.tests.catalogue_files import csv_bytes, errors, read, rss, told

CUP = {
    "id": "CUP",
    "title": "Cup",
    "description": "A cup",
    "link": "https://x.example/cup",
    "image_link": "https://x.example/cup.jpg",
    "availability": "in_stock",
    "price": "15.00 USD",
    "brand": "Mill",
    "gtin": "4006381333931",
    "product_type": "Home > Cups",
}
TEE = {"availability": "in stock", "price": "20.00 USD", "item_group_id": "TEE", "color": "Red"}
TEES = [
    TEE | {"id": "T-S", "title": "Linen tee - Red / S", "size": "S", "image_link": "https://x.example/s.jpg"},
    TEE | {"id": "T-M", "title": "Linen tee - Red / M", "size": "M", "availability": "out_of_stock"},
]


def atom(*items: dict[str, str]) -> bytes:
    entries = ""
    for item in items:
        rest = "".join(
            f"<g:{n}>{escape(text)}</g:{n}>" for n, text in item.items() if n not in ("title", "description")
        )
        entries += f'<entry><title>{escape(item["title"])}</title><link href="https://x.example/p"/>{rest}</entry>\n'
    return (
        '<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">'
        f"<title>Shop</title>\n{entries}</feed>"
    ).encode()


def tsv(*items: dict[str, str]) -> bytes:
    return csv_bytes(items, "\t")


@pytest.mark.parametrize("written", [rss, atom, tsv])
def test_items_of_a_group_are_one_product_in_every_writing(written: object) -> None:
    assert callable(written)
    products, problems = read(written(*TEES, CUP))

    assert problems == []
    tee, cup = products
    assert (tee.key, tee.title, tee.handle, tee.options) == ("TEE", "Linen tee - Red", "linen-tee-red", ("Size",))
    assert tee.attributes == (("Color", ("Red",)),)
    assert [(v.key, v.sku, v.option_values, v.price, v.tracked, v.on_hand, v.photo) for v in tee.variants] == [
        ("T-S", "T-S", ("S",), 2000, False, None, "https://x.example/s.jpg"),
        ("T-M", "T-M", ("M",), 2000, True, 0, ""),
    ]
    assert (cup.key, cup.title, cup.brand, cup.categories) == ("CUP", "Cup", "Mill", (("Home", "Cups"),))
    assert (cup.variants[0].barcode, cup.variants[0].option_values) == ("4006381333931", ())


def test_the_formats_are_named() -> None:
    def form(content: bytes) -> str:
        return read_catalogue(io.BytesIO(content), name="x", currency="USD").format

    assert [form(rss(CUP)), form(atom(CUP)), form(tsv(CUP))] == ["google_xml", "google_xml", "google_table"]


def test_repeated_elements_stand_for_lists_and_nested_ones_for_details() -> None:
    inside = (
        "<g:additional_image_link>https://x.example/a.jpg</g:additional_image_link>"
        "<g:additional_image_link>https://x.example/b,c.jpg</g:additional_image_link>"
        "<g:product_detail>\n <g:section_name>General</g:section_name>\n <g:attribute_name>Glaze</g:attribute_name>"
        "<g:attribute_value>Celadon: grey</g:attribute_value></g:product_detail>"
        "<g:shipping><g:country>US</g:country><g:price>5 USD</g:price></g:shipping>"
    )
    (((cup),), problems) = read(rss(CUP, inside=inside))
    ((table,), _) = read(
        tsv(
            CUP
            | {
                "additional_image_link": "https://x.example/a.jpg, https://x.example/b,c.jpg",
                "product_detail": "General:Glaze:Celadon: grey",
            }
        )
    )

    assert problems == []
    assert cup.photos == (
        PhotoRecord("https://x.example/cup.jpg", "", 1),
        PhotoRecord("https://x.example/a.jpg", "", 2),
        PhotoRecord("https://x.example/b,c.jpg", "", 3),
    )
    assert cup.attributes == (("Glaze", ("Celadon: grey",)),)
    assert (table.photos, table.attributes) == (cup.photos, cup.attributes)


@pytest.mark.parametrize(
    ("between", "price", "compare_at", "codes"),
    [
        ("", 1200, 1500, []),
        ("2026-01-01T00:00+0100/2026-12-31T23:59+0100", 1200, 1500, []),
        ("2026-07-01T00:00+0100/2026-12-31T23:59+0100", 1500, None, ["sale_later"]),
        ("2026-01-01/2026-02-01", 1500, None, ["sale_over"]),
        ("2026-01-01", 1500, None, ["bad_range"]),
        ("soon/later", 1500, None, ["not_a_date"]),
    ],
)
def test_a_sale_price_counts_in_its_time(between: str, price: int, compare_at: int | None, codes: list[str]) -> None:
    ((cup,), problems) = read(rss(CUP | {"sale_price": "12.00 USD", "sale_price_effective_date": between}))

    assert (cup.variants[0].price, cup.variants[0].compare_at) == (price, compare_at)
    assert [problem.code for problem in problems] == codes


@pytest.mark.parametrize(
    ("availability", "expected"),
    [
        ("in stock", (False, None, False)),
        ("out_of_stock", (True, 0, False)),
        ("backorder", (True, 0, True)),
        ("preorder", (True, 0, True)),
        ("", (False, None, False)),
    ],
)
def test_availability_says_how_stock_is_kept(availability: str, expected: tuple[bool, int | None, bool]) -> None:
    ((cup,), problems) = read(rss(CUP | {"availability": availability, "availability_date": "2026-09-01T00:00Z"}))

    assert problems == []
    assert (cup.variants[0].tracked, cup.variants[0].on_hand, cup.variants[0].backorder) == expected
    assert (cup.preorder_ships_on is not None) == (availability == "preorder")


def test_measures_are_read_with_their_units() -> None:
    item = CUP | {
        "shipping_weight": "1.5 lb",
        "product_length": "20 cm",
        "product_width": "2 in",
        "unit_pricing_measure": "75cl",
        "product_height": "tall",
    }
    ((cup,), problems) = read(rss(item))

    (variant,) = cup.variants
    assert (variant.weight_grams, variant.length_mm, variant.width_mm, variant.height_mm) == (680, 200, 51, None)
    assert (str(variant.net_amount), variant.net_unit) == ("750", "ml")
    assert told(problems) == [(1, "product_height", "not_a_length")]


def test_every_trap_is_told_by_item_and_element() -> None:
    items = [
        CUP,
        CUP | {"id": "2", "price": "15.00 EUR"},
        CUP | {"id": "3", "price": "-1 USD"},
        CUP | {"id": "4", "price": "1000000000.01 USD"},
        CUP | {"id": "5", "availability": "perhaps"},
        CUP | {"id": "6", "gtin": "4006381333932"},
        CUP | {"id": "cup"},
        CUP | {"id": "8", "title": ""},
        {name: text for name, text in CUP.items() if name not in ("price", "id")},
        *(TEE | {"id": f"T{size}", "title": "Tee", "size": size} for size in ("S", "M", "")),
    ]
    for content in (rss(*items), tsv(*items)):
        products, problems = read(content)
        first = 0 if content.startswith(b"<") else 1

        assert [product.key for product in products] == ["CUP", "6"]
        assert products[1].variants[0].barcode == ""
        assert [(row - first, column, code) for row, column, code in told(problems)] == [
            (2, "price", "other_currency"),
            (3, "price", "negative_price"),
            (4, "price", "absurd_price"),
            (5, "availability", "unknown_word"),
            (6, "gtin", "not_a_gtin"),
            (7, "id", "duplicate_sku"),
            (8, "title", "no_title"),
            (9, "id", "no_id"),
            (9, "price", "no_price"),
            (12, "size", "no_option_value"),
        ]
    assert "“15.00 EUR” is not in USD" in problems[0].message


def test_lines_are_told_as_an_editor_counts_them() -> None:
    _, problems = read(rss(CUP, CUP | {"id": "2", "price": "?"}))

    assert str(problems[0]) == "Row 2 (line 4), column “price”: “?” is not a price."


def test_three_hundred_variants_in_one_group_are_told() -> None:
    products, problems = read(rss(*(TEE | {"id": str(n), "title": "Tee", "size": str(n)} for n in range(300))))

    assert products == []
    assert [problem.code for problem in problems] == ["too_many_variants"]


def test_a_feed_cut_in_the_middle_gives_what_came_before_and_tells_where() -> None:
    content = rss(CUP, CUP | {"id": "2"}, CUP | {"id": "3"})
    cut = content[: content.index(b"<g:id>3") + 20]

    products, problems = read(cut)

    assert [product.key for product in products] == ["CUP", "2"]
    assert [(problem.row, problem.line, problem.code) for problem in problems] == [(3, 5, "feed_damaged")]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x.dtd"> %a;]>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd">',
    ],
)
def test_a_document_type_or_entities_are_refused_before_anything_is_read(doctype: str) -> None:
    with pytest.raises(UnsafeXML, match="declares a document type or entities"):
        read(rss(CUP | {"title": "TITLE"}, head=doctype).replace(b"TITLE", b"&a;"))


def test_an_element_of_ten_megabytes_is_told_and_reading_goes_on() -> None:
    content = rss(CUP, CUP | {"id": "2", "description": "BODY"}, CUP | {"id": "3"})

    products, problems = read(content.replace(b"BODY", b"x" * 10_000_000))

    assert [product.key for product in products] == ["CUP", "3"]
    assert (2, "description", "cell_too_long") in told(problems)


def test_an_item_nested_too_deeply_is_told_and_one_without_end_stops_reading() -> None:
    deep = "<g:x>" * 40 + "</g:x>" * 40
    content = rss(CUP | {"id": "2"}, inside=deep)
    assert told(errors(read(content)[1])) == [(1, "x", "too_deep")]

    endless = rss(CUP, CUP | {"id": "2", "title": "END"}).replace(b"END", b"<g:x>" * 100_000)
    products, problems = read(endless)
    assert [product.key for product in products] == ["CUP"]
    assert [problem.code for problem in problems] == ["feed_damaged"]


def test_a_tag_without_end_stops_reading() -> None:
    content = rss(CUP, CUP | {"id": "2", "title": "END"}).replace(b"END", b"<g:x a='" + b"x" * 6_000_000)

    products, problems = read(content)

    assert [product.key for product in products] == ["CUP"]
    assert [(problem.row, problem.code) for problem in problems] == [(2, "feed_damaged")]


@pytest.mark.parametrize(
    ("declared", "encoding"), [("UTF-8", "utf-8"), ("GBK", "gbk"), ("UTF-16", "utf-16"), ("ISO-8859-1", "cp1252")]
)
def test_encodings_are_read_as_declared(declared: str, encoding: str) -> None:
    title = "Café crème" if encoding == "cp1252" else "青瓷茶杯"
    head = f'<?xml version="1.0" encoding="{declared}"?>\n'
    content = rss(CUP | {"title": title}, head=head).decode().encode(encoding)

    ((cup,), problems) = read(content)

    assert (cup.title, problems) == (title, [])


def test_bytes_that_are_no_text_are_told() -> None:
    content = rss(CUP | {"title": "青瓷XX茶杯"}, CUP | {"id": "2"}).replace(b"XX", b"\xff")

    products, problems = read(content)

    assert [product.key for product in products] == ["2"]
    assert told(problems) == [(1, "title", "undecodable")]


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body><p>Hello</p></body></html>",
        b'<rss version="2.0"><channel><item><title>News</title><link>x</link></item></channel></rss>',
        b"<",
        b'<?xml version="1.0"?><products/>',
    ],
)
def test_other_xml_is_no_feed(content: bytes) -> None:
    with pytest.raises(NotCSV, match="it looks like HTML/XML"):
        read(content)
