"""Which catalogue format a file is in, told by the names of its columns."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO, Literal

from meadow.goods.catalogues.dialect import Dialect
from meadow.goods.catalogues.encodings import UNDECODABLE
from meadow.goods.catalogues.feeds import json_items, xml_items
from meadow.goods.catalogues.feeds.acp import AgenticCommerce
from meadow.goods.catalogues.feeds.google import Google
from meadow.goods.catalogues.layout import EmptyCatalogue, Layout, NotCSV, lay_out, titles_by_delimiter
from meadow.goods.catalogues.magento import Magento
from meadow.goods.catalogues.meadow_file import MeadowFile
from meadow.goods.catalogues.medusa import Medusa
from meadow.goods.catalogues.reading import column_key
from meadow.goods.catalogues.sampling import Sample, sample_of
from meadow.goods.catalogues.shopify import Shopify
from meadow.goods.catalogues.shopify_columns import CURRENT, LEGACY
from meadow.goods.catalogues.sources import open_table
from meadow.goods.catalogues.vendure import Vendure
from meadow.goods.catalogues.woocommerce import WooCommerce
from meadow.goods.catalogues.wording import MESSAGES
from meadow.plumbing.bad_input import BadInput

__all__ = ["EmptyCatalogue", "NotCSV"]

FormatName = Literal[
    "shopify_current",
    "shopify_legacy",
    "woocommerce",
    "magento2",
    "medusa",
    "vendure",
    "google_xml",
    "google_table",
    "acp",
    "meadow",
    "mapped",
]

SHOWN_COLUMNS = 12


class UnknownCatalogue(BadInput):
    """The table is in no format that we read; nothing of it was read but the sample, which a mapping begins with."""

    code = "unknown_catalogue"
    message = MESSAGES["unknown_columns"]

    def __init__(self, *, name: str, sample: Sample) -> None:
        self.sample = sample
        self.columns = sample.titles
        shown = ", ".join(f"“{column[:40]}”" for column in self.columns[:SHOWN_COLUMNS])
        if len(self.columns) > SHOWN_COLUMNS:
            shown += f" … (+{len(self.columns) - SHOWN_COLUMNS})"
        known = ", ".join(form.title for form in FORMATS)
        super().__init__(name=name, columns=shown.replace(UNDECODABLE, "?"), known=known)


@dataclass(frozen=True, slots=True)
class Format:
    """One format: it is this one if the columns hold all of `all_of` and at least `enough` of `some_of`.

    `source` is the shop system it comes from; files of one source name a product by the same keys.
    """

    name: FormatName
    title: str
    source: str
    all_of: frozenset[str]
    some_of: frozenset[str]
    enough: int
    dialect: Callable[[], Dialect]
    is_strict: bool = False
    """Its prices are written as it prescribes, whatever stands between the cells."""

    def fits(self, columns: frozenset[str]) -> bool:
        return self.all_of <= columns and len(self.some_of & columns) >= self.enough


def _named(*columns: str) -> frozenset[str]:
    return frozenset(columns)


GOOGLE_COLUMNS = ("availability", "image_link", "link", "condition", "item_group_id", "gtin", "google_product_category")
GOOGLE_XML = Format("google_xml", "Google Merchant (XML)", "google", _named(), _named(), 1, Google, is_strict=True)
ACP = Format("acp", "Agentic Commerce Protocol", "acp", _named(), _named(), 1, AgenticCommerce, is_strict=True)
FORMATS = (
    Format("meadow", "Meadow", "meadow", _named("meadow product", "title", "price"), _named("title"), 1, MeadowFile),
    Format(
        "shopify_legacy",
        "Shopify (Handle, Variant SKU …)",
        "shopify",
        _named("handle", "title"),
        _named("body (html)", "option1 value", "variant sku", "variant price", "image src"),
        1,
        lambda: Shopify(LEGACY),
    ),
    Format(
        "shopify_current",
        "Shopify (URL handle, SKU …)",
        "shopify",
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
        "woocommerce",
        _named("type", "sku", "name"),
        _named("published", "regular price", "parent", "attribute 1 name", "tax status", "in stock?"),
        2,
        WooCommerce,
    ),
    Format(
        "magento2",
        "Magento 2",
        "magento2",
        _named("sku", "product_type"),
        _named("attribute_set_code", "product_websites", "visibility", "configurable_variations", "url_key", "price"),
        1,
        Magento,
    ),
    Format(
        "medusa",
        "Medusa",
        "medusa",
        _named("product handle", "product title"),
        _named("variant id", "variant sku", "variant title", "product thumbnail", "variant manage inventory"),
        2,
        Medusa,
    ),
    Format(
        "vendure",
        "Vendure",
        "vendure",
        _named("sku", "price"),
        _named("optiongroups", "optionvalues", "facets", "variantfacets", "optiongroups:en", "optionvalues:en"),
        2,
        Vendure,
    ),
    Format(
        "google_table",
        "Google Merchant (TSV)",
        "google",
        _named("id", "title", "price"),
        _named(*GOOGLE_COLUMNS, *(column.replace("_", " ") for column in GOOGLE_COLUMNS)),
        2,
        Google,
        is_strict=True,
    ),
    GOOGLE_XML,
    ACP,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is written, and its format."""

    layout: Layout
    format: Format
    has_titles: bool = True
    by_place: bool = False


def detect(stream: BinaryIO, name: str, sheet: str = "") -> Shape:
    """The shape of a seekable file.

    Raises NotCSV, EmptyCatalogue, UnknownCatalogue or what refuses a workbook or a feed.
    """
    layout = lay_out(stream, name, sheet)
    if layout.kind == "xml" and xml_items.is_feed(stream, layout.encoding, name):
        return Shape(layout, GOOGLE_XML)
    if layout.kind == "json" and json_items.is_feed(stream, layout.encoding, name):
        return Shape(layout, ACP)
    if not layout.is_table:
        raise NotCSV(name=name, what=layout.kind_name)
    for candidate, titles in _titles(stream, layout, name):
        columns = frozenset(column_key(title) for title in titles)
        for form in FORMATS:
            if form.fits(columns):
                return Shape(candidate, form)
    raise UnknownCatalogue(name=name, sample=sample_of(stream, name=name, sheet=sheet))


def _titles(stream: BinaryIO, layout: Layout, name: str) -> list[tuple[Layout, tuple[str, ...]]]:
    """The titles of a table, in each way in which it may be read."""
    if layout.kind == "xlsx":
        table = open_table(stream, layout, name)
        table.detach()
        if not table.titles:
            raise EmptyCatalogue(name=name)
        return [(layout, table.titles)]
    found = titles_by_delimiter(stream, layout.encoding)
    if not any(found[","]):
        raise EmptyCatalogue(name=name)
    return [(replace(layout, delimiter=delimiter), titles) for delimiter, titles in found.items()]
