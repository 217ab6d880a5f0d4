"""Small catalogue files for tests: written as the shops write them, and read."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import BinaryIO

import openpyxl

from meadow.goods.catalogues.catalogue import read_catalogue
from meadow.goods.catalogues.mapping.mapping import Mapping
from meadow.goods.catalogues.records import ProductRecord, RowProblem

TODAY = date(2026, 6, 15)


def csv_bytes(rows: Sequence[dict[str, str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A file whose columns are those of all rows, in the order in which they first occur; every cell is in quotes."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, quoting=csv.QUOTE_ALL, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def read(
    content: bytes | BinaryIO, currency: str = "USD", mapping: Mapping | None = None
) -> tuple[list[ProductRecord], list[RowProblem]]:
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    found = list(read_catalogue(stream, name="products.csv", currency=currency, today=TODAY, mapping=mapping))
    products = [item for item in found if isinstance(item, ProductRecord)]
    return products, [item for item in found if isinstance(item, RowProblem)]


def told(problems: Sequence[RowProblem]) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in problems]


def errors(problems: Sequence[RowProblem]) -> list[RowProblem]:
    return [problem for problem in problems if problem.severity == "error"]


def legacy(handle: str, title: str = "", **cells: str) -> dict[str, str]:
    """A row of Shopify's older dialect; `price="5"` and the like name the columns shortly."""
    row = {
        "Handle": handle,
        "Title": title,
        "Body (HTML)": "",
        "Vendor": "",
        "Product Category": "",
        "Type": "",
        "Tags": "",
        "Published": "",
        "Option1 Name": "",
        "Option1 Value": "",
        "Option2 Name": "",
        "Option2 Value": "",
        "Option3 Name": "",
        "Option3 Value": "",
        "Variant SKU": "",
        "Variant Grams": "",
        "Variant Inventory Tracker": "",
        "Variant Inventory Qty": "",
        "Variant Inventory Policy": "",
        "Variant Price": "",
        "Variant Compare At Price": "",
        "Variant Barcode": "",
        "Image Src": "",
        "Image Position": "",
        "Image Alt Text": "",
        "Variant Image": "",
        "Price / International": "",
        "Status": "",
    }
    return _with(row, cells)


def woo(kind: str, sku: str, **cells: str) -> dict[str, str]:
    """A row of WooCommerce's file; `attr1="Color=Red"` fills an attribute's name and value."""
    row = {
        "ID": "",
        "Type": kind,
        "SKU": sku,
        "GTIN, UPC, EAN, or ISBN": "",
        "Name": f"The {sku}",
        "Published": "1",
        "Visibility in catalog": "visible",
        "Short description": "",
        "Description": "",
        "Date sale price starts": "",
        "Date sale price ends": "",
        "In stock?": "1",
        "Stock": "",
        "Backorders allowed?": "0",
        "Weight (kg)": "",
        "Sale price": "",
        "Regular price": "" if kind in ("variable", "grouped") else "20",
        "Categories": "",
        "Tags": "",
        "Images": "",
        "Parent": "",
        "External URL": "",
        "Position": "0",
        "Attribute 1 name": "",
        "Attribute 1 value(s)": "",
        "Attribute 2 name": "",
        "Attribute 2 value(s)": "",
    }
    for number in (1, 2):
        if attribute := cells.pop(f"attr{number}", ""):
            row[f"Attribute {number} name"], row[f"Attribute {number} value(s)"] = attribute.split("=", 1)
    return _with(row, cells)


def magento(kind: str, sku: str, **cells: str) -> dict[str, str]:
    """A row of Magento's file; by default simple products are hidden, as variants are."""
    row = {
        "sku": sku,
        "store_view_code": "",
        "product_type": kind,
        "categories": "Default Category/Men/Tops",
        "name": f"The {sku}",
        "description": "",
        "short_description": "",
        "product_online": "1",
        "visibility": "Not Visible Individually" if kind == "simple" else "Catalog, Search",
        "price": "52",
        "special_price": "",
        "special_price_from_date": "",
        "special_price_to_date": "",
        "url_key": "",
        "base_image": "",
        "base_image_label": "",
        "additional_images": "",
        "additional_image_labels": "",
        "additional_attributes": "",
        "qty": "100",
        "is_in_stock": "1",
        "configurable_variations": "",
        "configurable_variation_labels": "",
    }
    return _with(row, cells)


def _with(row: dict[str, str], cells: dict[str, str]) -> dict[str, str]:
    """The row with some cells filled; a column is named by enough of its title to be told from the others."""
    for short, value in cells.items():
        wanted = short.replace("_", "").casefold()
        plain = {"".join(c for c in title if c.isalnum()).casefold(): title for title in row}
        fitting = [title for key, title in plain.items() if key == wanted]
        fitting = fitting or [title for key, title in plain.items() if key.endswith(wanted)]
        assert len(fitting) == 1, f"{short} may mean {fitting}"
        row[fitting[0]] = value
    return row


def workbook(rows: Sequence[Sequence[object]], **more: Sequence[Sequence[object]]) -> bytes:
    """An XLSX file with a sheet of these rows, and more sheets by their names."""
    book = openpyxl.Workbook()
    sheets = {"Products": rows, **more}
    book.remove(book.active)
    for title, cells in sheets.items():
        sheet = book.create_sheet(title)
        for row in cells:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rss(*items: dict[str, str], inside: str = "", head: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> bytes:
    """A feed with a line for each item; `inside` goes into the first as it is."""
    lines = []
    for item in items:
        elements = "".join(f"<g:{name}>{escape(text)}</g:{name}>" for name, text in item.items())
        lines.append(f"<item>{elements}{inside}</item>\n")
        inside = ""
    return (
        f'{head}<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>\n'
        f"{''.join(lines)}</channel></rss>\n"
    ).encode()
