"""XLSX files: what their cells become, and archives that would do harm."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from meadow.goods.catalogues.catalogue import read_catalogue
from meadow.goods.catalogues.detection import EmptyCatalogue, NotCSV, UnknownCatalogue
from meadow.goods.catalogues.mapping.mapping import Column, Mapping
from meadow.goods.catalogues.mapping.meanings import Meaning
from meadow.goods.catalogues.records import ProductRecord, RowProblem
from meadow.goods.catalogues.sampling import sample_of
from meadow.goods.catalogues.workbooks import NoSuchSheet, WorkbookDamaged, WorkbookTooLarge
from meadow.goods.tests.catalogue_files import csv_bytes, errors, legacy, magento, read, told, woo, workbook

TITLES = ["Name", "Price", "Note"]
PLAIN = Mapping((Column("Name", Meaning.TITLE), Column("Price", Meaning.PRICE), Column("Note", Meaning.ATTRIBUTE)))


def notes(content: bytes) -> list[str]:
    """What the column Note of each row was read as."""
    products, problems = read(content, mapping=PLAIN)
    assert errors(problems) == []
    return [dict(product.attributes)["Note"][0] for product in products]


def with_part(content: bytes, name: str, body: bytes) -> bytes:
    """The workbook with one part replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, body)
    return made.getvalue()


@pytest.mark.parametrize(
    "row",
    [
        legacy("cup", "Cup", variant_price="5.00", sku="C1", inventory_tracker="shopify", inventory_qty="3"),
        woo("simple", "cup", stock="3", regular_price="5.00"),
        magento("simple", "cup", visibility="Catalog, Search", price="5.00"),
    ],
)
def test_every_format_may_come_as_a_workbook(row: dict[str, str]) -> None:
    assert read(workbook([list(row), list(row.values())])) == read(csv_bytes([row]))


def test_numbers_dates_and_formulas_are_read_as_a_spreadsheet_shows_them() -> None:
    values = [12.0, 19.9, 0.1 + 0.2, 4006381333931, 1e-7, True, date(2026, 6, 15), datetime(2026, 6, 15, 8, 30), "x"]
    assert notes(workbook([TITLES, *([f"P{place}", 5, value] for place, value in enumerate(values))])) == [
        "12",
        "19.9",
        "0.3",
        "4006381333931",
        "0.0000001",
        "TRUE",
        "2026-06-15",
        "2026-06-15 08:30:00",
        "x",
    ]


def test_a_formula_counts_as_what_it_last_came_to() -> None:
    content = workbook([TITLES, ["Cup", "=2*3", "n"]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>2*3</f><v></v>" in sheet or b"<f>2*3</f><v />" in sheet
    saved = sheet.replace(b"<v></v>", b"<v>6</v>").replace(b"<v />", b"<v>6</v>")

    ((cup,), _) = read(with_part(content, "xl/worksheets/sheet1.xml", saved), mapping=PLAIN)

    assert cup.variants[0].price == 600


def test_zeros_before_a_number_stay_where_the_format_shows_them() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(TITLES)
    sheet.append(["Cup", 5, 123])
    sheet["C2"].number_format = "00000"
    stream = io.BytesIO()
    book.save(stream)

    assert notes(stream.getvalue()) == ["00123"]


def test_the_first_sheet_is_read_unless_another_is_named() -> None:
    content = workbook([TITLES, ["Cup", 5, "n"]], Second=[TITLES, ["Jar", 6, "n"]])

    def titles(sheet: str) -> list[str]:
        stream = io.BytesIO(content)
        found = read_catalogue(stream, name="x.xlsx", currency="USD", mapping=PLAIN, sheet=sheet)
        return [item.title for item in found if isinstance(item, ProductRecord)]

    assert (titles(""), titles("Second")) == (["Cup"], ["Jar"])
    assert sample_of(io.BytesIO(content), name="x.xlsx").sheets == ("Products", "Second")
    with pytest.raises(NoSuchSheet, match=r"has no sheet “Third”\. Its sheets: “Products”, “Second”"):
        titles("Third")


def test_a_caption_above_the_titles_and_empty_rows_are_passed_over_and_counted() -> None:
    content = workbook([["Price list 2026"], [], TITLES, ["Cup", 5, "n"], [], ["Jar", "?", "n"]])

    products, problems = read(content, mapping=PLAIN)

    assert [(product.title, product.row) for product in products] == [("Cup", 4)]
    assert told(problems) == [(6, "Price", "not_a_price")]


def test_a_workbook_of_no_known_format_brings_a_sample() -> None:
    with pytest.raises(UnknownCatalogue, match="“Name”, “Price”, “Note”") as unknown:
        read(workbook([TITLES, ["Cup", 5, "n"]]))

    assert unknown.value.sample.titles == ("Name", "Price", "Note")
    assert unknown.value.sample.rows == (("Cup", "5", "n"),)


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(EmptyCatalogue):
        read(workbook([]))


def test_a_zip_bomb_is_refused_by_its_directory_before_anything_is_unpacked() -> None:
    content = with_part(workbook([TITLES]), "xl/worksheets/sheet1.xml", b"<a>" + b" " * 50_000_000)
    assert len(content) < 100_000

    with pytest.raises(WorkbookTooLarge, match="would unpack to more than is safe"):
        read(content)


def test_a_directory_that_understates_gets_no_more_than_it_states() -> None:
    """The sizes in the archive's directory are what is unpacked at most; what is beyond them is damage."""
    body = b"<worksheet><sheetData>" + b"<row/>" * 2_000_000
    content = bytearray(with_part(workbook([TITLES]), "xl/worksheets/sheet1.xml", body))
    at = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")

    with pytest.raises(WorkbookDamaged):
        read(bytes(content))


@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_in_a_workbook_are_refused(attack: str) -> None:
    content = workbook([TITLES, ["Cup", 5, "n"]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    evil = attack + sheet.replace("Cup", "&a;")

    with pytest.raises(WorkbookDamaged):
        read(with_part(content, "xl/worksheets/sheet1.xml", evil.encode()), mapping=PLAIN)


def test_a_sheet_that_lies_about_its_rows_ends_in_words() -> None:
    content = workbook([TITLES, ["Cup", 5, "n"]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    far = sheet.replace(b"</sheetData>", b'<row r="900000000"><c r="A900000000"><v>1</v></c></row></sheetData>')

    products, problems = read(with_part(content, "xl/worksheets/sheet1.xml", far), mapping=PLAIN)

    assert [product.title for product in products] == ["Cup"]
    assert [problem.code for problem in problems] == ["sheet_damaged"]


@pytest.mark.parametrize("content", [b"PK\x03\x04....", workbook([TITLES, ["Cup", 5, "n"]])[:2000]])
def test_a_workbook_cut_in_the_middle_is_refused(content: bytes) -> None:
    with pytest.raises(WorkbookDamaged, match=r"products.csv cannot be opened as a workbook"):
        read(content)


def test_another_archive_is_no_workbook() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("products.csv", "a,b\n")

    with pytest.raises(NotCSV, match="it looks like ZIP"):
        read(made.getvalue())


def test_a_cell_above_the_limit_is_told_by_row_and_column() -> None:
    content = workbook([TITLES, ["Cup", 5, "n"], ["Jar", 5, "SHARED"]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        strings = archive.read("xl/worksheets/sheet1.xml")
    long = strings.replace(b"SHARED", b" ".join(b"%d" % number for number in range(1_500_000)))

    products, problems = read(with_part(content, "xl/worksheets/sheet1.xml", long), mapping=PLAIN)

    assert [product.title for product in products] == ["Cup"]
    assert isinstance(problems[0], RowProblem)
    assert told(problems)[0] == (3, "Note", "cell_too_long")
