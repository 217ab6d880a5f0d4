"""Meadow's own file and Shopify's, written and read back."""

import csv
import io
import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meadow.goods.catalogues.catalogue import read_catalogue
from meadow.goods.catalogues.meadow_cells import join, lines, read_lines, split
from meadow.goods.catalogues.meadow_columns import COLUMNS
from meadow.goods.catalogues.prices import MOST_PRICE
from meadow.goods.catalogues.records import PartRecord, PhotoRecord, ProductRecord, VariantRecord
from meadow.goods.catalogues.writing.meadow import meadow_rows
from meadow.goods.catalogues.writing.shopify import shopify_rows
from meadow.goods.tests.catalogue_files import TODAY, errors, read, told
from meadow.goods.tests.catalogue_files import csv_bytes as csv_file
from meadow.plumbing.spreadsheet import cell, csv_bytes, plain

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = ("zh-hans", "de")


def variant(key: str = "CUP", **more: object) -> VariantRecord:
    plain = VariantRecord(
        key=key,
        sku=key,
        barcode="",
        option_values=(),
        price=1999,
        compare_at=None,
        on_hand=3,
        tracked=True,
        backorder=False,
        weight_grams=None,
        photo="",
        row=0,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def product(**more: object) -> ProductRecord:
    plain = ProductRecord(
        key="cup",
        handle="cup",
        title="Cup",
        description_html="",
        status="active",
        brand="",
        categories=(),
        tags=(),
        options=(),
        variants=(variant(),),
        photos=(),
        row=0,
        rows=(),
        is_whole=True,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


WHOLE = product(
    description_html=" <p>Soft.\r\n'Twice'</p>\n",
    status="draft",
    kind="bundle",
    brand="+Mill",
    categories=(("A > b", "C\\"), ("D",)),
    tags=("a,b", "c\\", "@d"),
    options=("Size", "Colour"),
    variants=(
        variant(
            "T-S",
            option_values=("S", "-Red"),
            barcode="4006381333931",
            compare_at=2500,
            cost=900,
            on_hand=None,
            tracked=False,
            backorder=True,
            low_at=2,
            weight_grams=180,
            length_mm=1,
            width_mm=2,
            height_mm=3,
            net_amount=Decimal("1.5"),
            net_unit="kg",
            photo="https://x.example/b.jpg",
            parts=(PartRecord("a×b", 2), PartRecord("cup|S, \\n", 1)),
        ),
        variant("T-M", option_values=("M", "=Red")),
    ),
    photos=(
        PhotoRecord("https://x.example/a.jpg", "", 1, {"zh-hans": "杯\n子"}),
        PhotoRecord("https://x.example/b.jpg", "Front", 2),
        PhotoRecord("photos/c\\d.jpg", "", 3, {"de": "Hinten"}),
    ),
    attributes=(("material: of it", ("linen, washed", "cotton")), ("care", ("'=cold",))),
    size_table=(("Size", "Chest | cm"), ("S", ""), ("", "92")),
    care="Wash\ncold.\n",
    origin="PT",
    tax_class="reduced",
    seo_title="Linen tee",
    seo_description="A tee",
    preorder_ships_on=date(2027, 1, 2),
    publish_at=datetime(2026, 12, 1, 8, tzinfo=UTC),
    translations={"zh-hans": {"title": "亚麻T恤", "care": " 冷水\n"}, "de": {"seo_title": "Leinenhemd"}},
    option_words={"zh-hans": {"Size": "尺码"}},
    value_words={"zh-hans": {"S": "小", "M": "中"}, "de": {"=Red": "=Rot"}},
)


def written(*records: ProductRecord, currency: str = "USD") -> bytes:
    return b"".join(csv_bytes(meadow_rows(records, currency=currency, languages=LANGUAGES)))


def without_rows(record: ProductRecord) -> ProductRecord:
    return replace(record, row=0, rows=(), variants=tuple(replace(each, row=0) for each in record.variants))


def test_reading_gives_what_was_written() -> None:
    products, problems = read(written(WHOLE, product(key="b", handle="b", variants=(variant("B"),))))

    assert problems == []
    assert [without_rows(each) for each in products] == [
        WHOLE,
        product(key="b", handle="b", variants=(variant("B"),)),
    ]
    assert [each.rows for each in products] == [(2, 3), (4,)]
    catalogue = read_catalogue(io.BytesIO(written(WHOLE)), name="x", currency="USD")
    assert (catalogue.format, catalogue.encoding) == ("meadow", "UTF-8")


words = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff", exclude_categories=["Cs"]), max_size=12)
"""Any text that a database takes; what begins with an apostrophe, = or \\ is as good as any other."""
names = words.map(str.strip).filter(bool)
trimmed = words.map(str.strip)
numbers = st.integers(0, 10_000_000)
lengths = st.integers(1, 10_000_000)
nets = st.decimals(min_value=Decimal("0.001"), max_value=Decimal("999999"), places=3)


@st.composite
def variants(draw: st.DrawFn, options: int, address: st.SearchStrategy[str]) -> tuple[VariantRecord, ...]:
    values = draw(st.lists(st.tuples(*[names] * options), min_size=1, max_size=1 if not options else 3, unique=True))
    made: list[VariantRecord] = []
    for place, chosen in enumerate(values):
        net = draw(st.none() | nets)
        made.append(
            VariantRecord(
                key=f"{place}{draw(trimmed)}",
                sku=draw(st.just("") | trimmed.map(lambda text, place=place: f"{place}{text}")),  # type: ignore[misc]
                barcode=draw(st.just("") | st.from_regex(r"[0-9]{8,14}", fullmatch=True)),
                option_values=chosen,
                price=draw(st.integers(0, MOST_PRICE)),
                compare_at=draw(st.none() | st.integers(0, MOST_PRICE)),
                on_hand=draw(st.none() | numbers),
                tracked=draw(st.booleans()),
                backorder=draw(st.booleans()),
                weight_grams=draw(st.none() | numbers),
                photo=draw(st.just("") | address),
                row=0,
                cost=draw(st.none() | st.integers(0, MOST_PRICE)),
                length_mm=draw(st.none() | lengths),
                width_mm=draw(st.none() | lengths),
                height_mm=draw(st.none() | lengths),
                net_amount=net,
                net_unit=draw(st.sampled_from("g kg ml l cm m m2 piece".split())) if net else "",  # noqa: SIM905
                low_at=draw(st.none() | numbers),
                parts=tuple(draw(st.lists(st.builds(PartRecord, names, st.integers(1, 99)), max_size=2))),
            )
        )
    return tuple(made)


def spoken(*fields: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, dict[str, str]]]:
    return st.dictionaries(st.sampled_from(LANGUAGES), st.dictionaries(st.one_of(*fields), names, min_size=1))


@st.composite
def products(draw: st.DrawFn) -> ProductRecord:
    options = tuple(draw(st.lists(names, max_size=3, unique=True)))
    photos = draw(st.lists(names, max_size=3, unique=True))
    own = draw(variants(len(options), st.sampled_from(photos) if photos else st.just("")))
    of_values = [value for each in own for value in each.option_values]
    paths = st.lists(names, min_size=1, max_size=3).map(tuple)
    table = st.lists(st.lists(trimmed, min_size=2, max_size=2).map(tuple), max_size=3)
    return ProductRecord(
        key=draw(names),
        handle=draw(st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True)),
        title=draw(names),
        description_html=draw(words),
        status=draw(st.sampled_from(["active", "draft", "archived"])),
        brand=draw(trimmed),
        categories=tuple(draw(st.lists(paths, max_size=3, unique=True))),
        tags=tuple(draw(st.lists(names, max_size=3, unique=True))),
        options=options,
        variants=own,
        photos=tuple(
            PhotoRecord(address, draw(trimmed), place, draw(st.dictionaries(st.sampled_from(LANGUAGES), names)))
            for place, address in enumerate(photos, start=1)
        ),
        row=0,
        rows=(),
        kind=draw(st.sampled_from(["", "goods", "digital", "bundle"])),
        attributes=tuple(
            draw(st.lists(st.tuples(names, st.lists(names, min_size=1, max_size=3).map(tuple)), max_size=3))
        ),
        size_table=tuple(draw(table)),
        care=draw(words),
        origin=draw(st.sampled_from(["", "PT", "CN"])),
        tax_class=draw(st.sampled_from(["", "standard", "reduced", "zero", "exempt"])),
        seo_title=draw(trimmed),
        seo_description=draw(trimmed),
        preorder_ships_on=draw(st.none() | st.dates(date(2000, 1, 1))),
        publish_at=draw(st.none() | st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC))),
        translations=draw(spoken(st.sampled_from(["title", "description", "care", "seo_title", "seo_description"]))),
        option_words=draw(spoken(st.sampled_from(options))) if options else {},
        value_words=draw(spoken(st.sampled_from(of_values))) if of_values else {},
        is_whole=True,
    )


@settings(max_examples=60, deadline=None)
@given(products(), st.sampled_from(["USD", "JPY", "KWD"]))
def test_reading_gives_what_was_written_whatever_it_is(record: ProductRecord, currency: str) -> None:
    read_back, problems = read(written(record, currency=currency), currency)

    assert errors(problems) == []
    assert [without_rows(each) for each in read_back] == [record]


@given(st.lists(trimmed), st.sampled_from([", ", " > ", " | ", "\n"]))
def test_parts_of_a_cell_come_back(parts: list[str], separator: str) -> None:
    joined = join(parts, separator)
    assert split(joined, separator) == (tuple(parts) if joined else ())


@given(st.lists(st.lists(names, min_size=1)))
def test_lines_of_a_cell_come_back(rows: list[list[str]]) -> None:
    assert read_lines(lines(rows, " | "), " | ") == tuple(map(tuple, rows))


@given(words)
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    guarded = cell(text)

    assert guarded[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    assert plain(guarded) == text


@pytest.mark.parametrize("written_by", ["meadow", "shopify"])
def test_no_cell_of_a_written_file_is_a_formula(written_by: str) -> None:
    record = product(title="=1+1", brand="@x", tags=("+a",), variants=(variant("-sku"),))
    rows = meadow_rows([record], currency="USD") if written_by == "meadow" else shopify_rows([record], currency="USD")

    assert not [text for row in rows for text in row if text.startswith(("=", "+", "-", "@"))]


def test_a_file_with_fewer_columns_says_less() -> None:
    ((cup,), problems) = read(b"Meadow product,Title,Price\ncup,Cup,5.00\n")

    assert problems == []
    assert (cup.is_whole, cup.kind, cup.variants[0].on_hand, cup.variants[0].tracked) == (False, "", None, False)
    assert (cup.key, cup.handle, cup.variants[0].price) == ("cup", "cup", 500)


def test_a_file_that_a_spreadsheet_saved_with_semicolons_and_commas_is_read() -> None:
    text = written(WHOLE).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    at = rows[0].index("Price")
    for row in rows[1:]:
        row[at] = row[at].replace(".", ",")
        for column in ("Price before", "Cost"):
            row[rows[0].index(column)] = row[rows[0].index(column)].replace(".", ",")
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=";").writerows(rows)

    ((tee,), problems) = read(made.getvalue().encode("gb18030"))

    assert problems == []
    assert without_rows(tee) == WHOLE


def test_every_trap_is_told_by_row_and_column() -> None:
    base = {"Meadow product": "a", "Title": "A", "Price": "5.00"}
    changes = [
        {"Currency": "EUR"},
        {"Status": "gone"},
        {"Kind": "thing"},
        {"Tax class": "high"},
        {"Pre-order ships on": "soon"},
        {"Publish at": "later"},
        {"Attributes": "linen"},
        {"Parts": "two cups"},
        {"Net amount": "5", "Net unit": "stone"},
        {"Price": "-5"},
        {"Price": "1000000000.01"},
        {"Value 1": "S"},
        {"Option 1": "Size"},
        {"Country of origin": "Portugal"},
    ]
    rows = [base | {"Meadow product": str(place)} | change for place, change in enumerate(changes)]
    products, problems = read(csv_file(rows))

    assert [product.key for product in products] == ["13"]
    assert told(problems) == [
        (2, "Currency", "other_currency"),
        (3, "Status", "unknown_word"),
        (4, "Kind", "unknown_word"),
        (5, "Tax class", "unknown_word"),
        (6, "Pre-order ships on", "not_a_moment"),
        (7, "Publish at", "not_a_moment"),
        (8, "Attributes", "not_an_attribute"),
        (9, "Parts", "not_a_part"),
        (10, "Net unit", "unknown_word"),
        (10, "Net amount", "not_a_net_amount"),
        (11, "Price", "negative_price"),
        (12, "Price", "absurd_price"),
        (13, "Value 1", "option_without_name"),
        (14, "Value 1", "no_option_value"),
        (15, "Country of origin", "not_a_country"),
    ]


def test_the_document_names_every_column() -> None:
    document = (ROOT / "docs" / "howto" / "catalogue-files.md").read_text(encoding="utf-8")

    assert [title for title in COLUMNS if f"`{title}`" not in document] == []


def test_moments_keep_their_zone() -> None:
    moment = datetime(2026, 12, 1, 8, tzinfo=timezone(timedelta(hours=8)))

    ((cup,), _) = read(written(product(publish_at=moment)))

    assert cup.publish_at == moment


def test_shopifys_file_brings_back_what_it_can_say() -> None:
    tee = replace(
        WHOLE,
        status="active",
        categories=(("Apparel", "Shirts"), ("Tees",)),
        tags=("linen", "@d"),
        key="cup",
        variants=tuple(replace(each, parts=(), tracked=True, on_hand=4) for each in WHOLE.variants),
    )
    content = b"".join(csv_bytes(shopify_rows([tee], currency="USD")))

    catalogue = read_catalogue(io.BytesIO(content), name="x", currency="USD", today=TODAY)
    (back,) = catalogue

    assert catalogue.format == "shopify_current"
    assert isinstance(back, ProductRecord)
    said = replace(
        tee,
        kind="",
        attributes=(),
        size_table=(),
        care="",
        origin="",
        tax_class="",
        preorder_ships_on=None,
        publish_at=None,
        translations={},
        option_words={},
        value_words={},
        is_whole=False,
        description_html=tee.description_html.strip(),
        photos=tuple(replace(photo, alt_words={}) for photo in tee.photos),
        variants=tuple(
            replace(each, low_at=None, length_mm=None, width_mm=None, height_mm=None) for each in tee.variants
        ),
    )
    assert without_rows(back) == said


def test_shopifys_file_has_a_row_for_each_further_photo_and_a_name_for_no_option() -> None:
    photos = tuple(PhotoRecord(f"https://x.example/{n}.jpg", "", n) for n in (1, 2, 3))
    rows = list(shopify_rows([product(photos=photos)], currency="USD"))

    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["Option1 name"], first["Option1 value"], first["Price"]) == ("Title", "Default Title", "19.99")
    assert len(rows) == 4
    ((cup,), problems) = read(b"".join(csv_bytes(rows)))
    assert problems == []
    assert (cup.options, [photo.url_or_path for photo in cup.photos]) == ((), [photo.url_or_path for photo in photos])


def test_a_long_file_is_written_in_flat_memory() -> None:
    records = (product(key=str(number)) for number in range(10_000))
    tracemalloc.start()
    size = sum(map(len, csv_bytes(meadow_rows(records, currency="USD"))))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert size > 500_000
    assert peak < 2_000_000  # Ten thousand rows at once are twenty megabytes.
