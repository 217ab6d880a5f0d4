"""Catalogues as CSV files: for Meta (Facebook, Instagram) and for Pinterest.

Meta: https://www.facebook.com/business/help/120325381656392; Pinterest:
https://help.pinterest.com/en/business/article/data-source-ingestion.
"""

import csv
from collections.abc import Mapping
from io import StringIO
from typing import ClassVar

from meadow.goods.feeds import google, measures
from meadow.goods.feeds.formats import differs_by_traits, is_complete, money
from meadow.goods.feeds.listings import Availability, Item, Listing, Source
from meadow.goods.feeds.texts import cut, one_line
from meadow.goods.feeds.traits import LONGEST, NAMES
from meadow.plumbing.spreadsheet import cell


class Table:
    """A CSV file, a row for each item; texts that a spreadsheet would run as formulas are defused."""

    name: ClassVar[str] = ""
    kind: ClassVar[str] = "text/csv; charset=utf-8"
    separator: ClassVar[str] = ""
    columns: ClassVar[tuple[str, ...]]
    longest: ClassVar[Mapping[str, int]]
    most_pictures: ClassVar[int]
    availability: ClassVar[Mapping[Availability, str]]

    def begin(self, source: Source) -> str:
        return ",".join(self.columns) + "\r\n"

    def listing(self, listing: Listing, source: Source) -> str:
        if not is_complete(listing):
            return ""
        rows = StringIO()
        writer = csv.DictWriter(rows, self.columns)
        for item in listing.items:
            if item.pictures and item.price > 0:
                said = self._row(listing, item)
                writer.writerow({column: cell(said.get(column, "")) for column in self.columns})
        return rows.getvalue()

    def end(self) -> str:
        return ""

    def _row(self, listing: Listing, item: Item) -> dict[str, str]:
        first, *others = item.pictures
        was = item.price_before
        is_reduced = was is not None and was > item.price
        traits = listing.traits_of(item)
        title = one_line(listing.title_of(item))
        said = {
            "id": item.id,
            "title": cut(title, self.longest["title"]),
            "description": cut(listing.description or listing.title, self.longest["description"]),
            "availability": self.availability[item.availability],
            "condition": "new",
            "price": money(was if was is not None and is_reduced else item.price, listing.currency),
            "sale_price": money(item.price, listing.currency) if is_reduced else "",
            "link": item.link,
            "image_link": first.url,
            "additional_image_link": ",".join(picture.url for picture in others[: self.most_pictures]),
            "brand": cut(one_line(listing.brand), self.longest["brand"]),
            "item_group_id": listing.id if differs_by_traits(listing) else "",
            "google_product_category": str(listing.google_category or ""),
            "product_type": cut(one_line(next(iter(listing.shelves), "")), 750),
            "gtin": item.gtin,
            "mpn": google.mpn(item),
            "unit_pricing_measure": measures.content(item.measure),
            "unit_pricing_base_measure": measures.base(item.measure),
        }
        if listing.is_sent:
            said["shipping_weight"] = measures.weight(item.weight_grams)
            said["shipping"] = self._sending(listing, item)
        if item.availability is Availability.PREORDER and listing.available_on:
            said["availability_date"] = listing.available_on.isoformat()
        return said | {trait: cut(one_line(traits.get(trait, "")), LONGEST.get(trait, 100)) for trait in NAMES}

    def _sending(self, listing: Listing, item: Item) -> str:
        """`US::Post:4.90 USD,DE::Post:9.90 USD`: country, region, service and price."""
        ways = (
            f"{way.country}::{_without_marks(way.service)}:{money(way.price, listing.currency)}"
            for way in item.sending[: google.SENDINGS]
        )
        return ",".join(ways)


class Meta(Table):
    name = "meta"
    columns = (
        *("id", "title", "description", "availability", "condition", "price", "sale_price", "link", "image_link"),
        *("additional_image_link", "brand", "item_group_id", "google_product_category", "product_type", "gtin", "mpn"),
        *NAMES,
        *("shipping", "shipping_weight", "unit_pricing_measure", "unit_pricing_base_measure"),
    )
    longest = {"title": 200, "description": 9999, "brand": 100}
    most_pictures = 20
    availability = {
        Availability.IN_STOCK: "in stock",
        Availability.OUT_OF_STOCK: "out of stock",
        Availability.PREORDER: "preorder",
    }


class Pinterest(Table):
    name = "pinterest"
    columns = (
        *("id", "title", "description", "link", "image_link", "additional_image_link", "price", "sale_price"),
        *("availability", "availability_date", "condition", "brand", "item_group_id", "google_product_category"),
        *("product_type", "gtin", "mpn"),
        *NAMES,
        *("shipping", "shipping_weight"),
    )
    longest = {"title": 500, "description": 10_000, "brand": 100}
    most_pictures = 10
    availability = {
        Availability.IN_STOCK: "in stock",
        Availability.OUT_OF_STOCK: "out of stock",
        Availability.PREORDER: "preorder",
    }


def _without_marks(text: str) -> str:
    """Colons and commas divide the parts of a cell."""
    return one_line(text.replace(":", " ").replace(",", " "))
