"""Which catalogue format a file is in, told by the names of its columns."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal, Protocol

from meadow.goods.catalogues.building import Sheet
from meadow.goods.catalogues.encodings import MARK, UNDECODABLE, detect_encoding
from meadow.goods.catalogues.magento import Magento
from meadow.goods.catalogues.prices import Mark
from meadow.goods.catalogues.reading import ROW_LIMIT, Row, column_key
from meadow.goods.catalogues.records import Found
from meadow.goods.catalogues.shelf import Place, Shelf
from meadow.goods.catalogues.shopify import Shopify
from meadow.goods.catalogues.shopify_columns import CURRENT, LEGACY
from meadow.goods.catalogues.woocommerce import WooCommerce
from meadow.goods.catalogues.wording import MESSAGES
from meadow.plumbing.bad_input import BadInput

FormatName = Literal["shopify_current", "shopify_legacy", "woocommerce", "magento2"]

DELIMITERS = (",", ";", "\t", "|")
NOT_CSV = {
    b"PK\x03\x04": "XLSX/ZIP",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"%PDF": "PDF",
    b"\x1f\x8b": "GZIP",
    b"{": "JSON",
    b"[": "JSON",
    b"<": "HTML/XML",
}
SHOWN_COLUMNS = 12


class UnknownCatalogue(BadInput):
    """The file is in no format that we read; nothing of it was read."""

    code = "unknown_catalogue"
    message = MESSAGES["unknown_columns"]

    def __init__(self, *, name: str, columns: tuple[str, ...]) -> None:
        self.columns = columns
        shown = ", ".join(f"“{column[:40]}”" for column in columns[:SHOWN_COLUMNS])
        if len(columns) > SHOWN_COLUMNS:
            shown += f" … (+{len(columns) - SHOWN_COLUMNS})"
        known = ", ".join(form.title for form in FORMATS)
        super().__init__(name=name, columns=shown.replace(UNDECODABLE, "?"), known=known)


class NotCSV(BadInput):
    code = "not_csv"
    message = MESSAGES["not_csv"]


class EmptyCatalogue(BadInput):
    code = "empty_file"
    message = MESSAGES["empty_file"]


class Dialect(Protocol):
    """How one format's rows become products."""

    @property
    def price_columns(self) -> tuple[str, ...]: ...

    @property
    def sku_column(self) -> str: ...

    @property
    def usual_decimal(self) -> Mark | None:
        """What the format prescribes before the decimals of a price."""

    def reads(self, column: str) -> bool:
        """Whether anything of a product is taken from this column."""

    def place(self, row: Row, shelf: Shelf) -> Place | None:
        """To which product a row belongs; None if the row is only to be counted."""

    def products(self, shelf: Shelf, sheet: Sheet) -> Iterator[Found]:
        """Every whole product on the shelf, and everything that is wrong."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format: it is this one if the columns hold all of `all_of` and at least `enough` of `some_of`."""

    name: FormatName
    title: str
    all_of: frozenset[str]
    some_of: frozenset[str]
    enough: int
    dialect: Callable[[], Dialect]

    def fits(self, columns: frozenset[str]) -> bool:
        return self.all_of <= columns and len(self.some_of & columns) >= self.enough


def _named(*columns: str) -> frozenset[str]:
    return frozenset(columns)


FORMATS = (
    Format(
        "shopify_legacy",
        "Shopify (Handle, Variant SKU …)",
        _named("handle", "title"),
        _named("body (html)", "option1 value", "variant sku", "variant price", "image src"),
        1,
        lambda: Shopify(LEGACY),
    ),
    Format(
        "shopify_current",
        "Shopify (URL handle, SKU …)",
        # A file of new products without variants needs no handles, so "url handle" is only one sign among others.
        _named("title"),
        _named(
            "url handle",
            "option1 value",
            "inventory quantity",
            "product image url",
            "published on online store",
            "compare-at price",
            "continue selling when out of stock",
            "price",
            "vendor",
        ),
        2,
        lambda: Shopify(CURRENT),
    ),
    Format(
        "woocommerce",
        "WooCommerce",
        _named("type", "sku", "name"),
        _named("published", "regular price", "parent", "attribute 1 name", "tax status", "in stock?"),
        2,
        WooCommerce,
    ),
    Format(
        "magento2",
        "Magento 2",
        _named("sku", "product_type"),
        _named("attribute_set_code", "product_websites", "visibility", "configurable_variations", "url_key", "price"),
        1,
        Magento,
    ),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is written: its encoding, what stands between its cells, and its format."""

    encoding: str
    delimiter: str
    format: Format


def detect(stream: BinaryIO, name: str) -> Shape:
    """The shape of a seekable file. Raises NotCSV, EmptyCatalogue or UnknownCatalogue."""
    encoding = detect_encoding(stream)
    start = stream.read(64)
    for sign, what in NOT_CSV.items():
        if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(sign):
            raise NotCSV(name=name, what=what)
    titles = {delimiter: _titles(stream, encoding, delimiter) for delimiter in DELIMITERS}
    if not any(title for title in titles[","]):
        raise EmptyCatalogue(name=name)
    for delimiter, found in titles.items():
        columns = frozenset(column_key(title) for title in found)
        for form in FORMATS:
            if form.fits(columns):
                return Shape(encoding, delimiter, form)
    raise UnknownCatalogue(name=name, columns=max(titles.values(), key=len))


def _titles(stream: BinaryIO, encoding: str, delimiter: str) -> tuple[str, ...]:
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, errors=MARK, newline="")
    try:
        return tuple(title.strip() for title in next(csv.reader([text.readline(ROW_LIMIT)], delimiter=delimiter), []))
    finally:
        text.detach()
