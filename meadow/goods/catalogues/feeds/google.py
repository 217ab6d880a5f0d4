"""Google Merchant's product feed: an item is a variant, and items with the same `item_group_id` are one product.

Follows the product data specification of Google Merchant Center; the names of columns and elements are its attributes.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import takewhile

from meadow.goods.catalogues.building import Draft, slug
from meadow.goods.catalogues.cells import Sheet
from meadow.goods.catalogues.feeds.availability import KNOWN, plain
from meadow.goods.catalogues.limits import MOST_OPTIONS
from meadow.goods.catalogues.prices import Mark
from meadow.goods.catalogues.quantities import read_date, split_measure
from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.records import Attribute, Found, ProductRecord, VariantRecord
from meadow.goods.catalogues.shelf import Place, Shelf
from meadow.goods.catalogues.together import Together

OPTIONS = {"color": "Color", "size": "Size", "pattern": "Pattern", "material": "Material"}
"""What tells the items of a group apart, in the order in which they become options."""
DESCRIBES = OPTIONS | {"gender": "Gender", "age_group": "Age group", "condition": "Condition", "mpn": "MPN",
                       "energy_efficiency_class": "Energy efficiency class"}  # fmt: skip
SEVERAL = re.compile(r"\n|,(?=\s*https?://)")
COLUMNS = frozenset(DESCRIBES) | {
    "id", "title", "description", "price", "sale_price", "sale_price_effective_date", "availability",
    "availability_date", "brand", "gtin", "item_group_id", "image_link", "additional_image_link", "product_type",
    "google_product_category", "shipping_weight", "product_weight", "product_length", "product_width",
    "product_height", "unit_pricing_measure", "product_detail", "quantity", "cost_of_goods_sold",
}  # fmt: skip


def attribute_key(column: str) -> str:
    """A column's title as the specification has it: `image link` and `g:image_link` are `image_link`."""
    return column.removeprefix("g:").replace(" ", "_")


class Google(Together):
    """Reads one feed, XML or table."""

    usual_decimal: Mark | None = "."

    def __init__(self) -> None:
        super().__init__()
        self._titles: dict[str, str] = {}
        self._suspect: int | None = None
        self._last: Row | None = None
        self.price_columns: tuple[str, ...] = ()
        self.sku_column = "id"
        self.group_column = "item_group_id"

    def reads(self, column: str) -> bool:
        return attribute_key(column) in COLUMNS

    def place(self, row: Row, shelf: Shelf) -> Place:
        for key in row.cells:
            self._titles.setdefault(attribute_key(key), key)
        self.price_columns = tuple(self._key(name) for name in ("price", "sale_price", "cost_of_goods_sold"))
        self.sku_column, self.group_column = self._key("id"), self._key("item_group_id")
        self._suspect = self._suspect or (row.number if row.may_swallow else None)
        self._last = row
        own, group = self._text(row, "id"), self._text(row, "item_group_id")
        if not (row.vouches_for(self.sku_column) and row.vouches_for(self.group_column)):
            return Place(None)
        owner = f"group:{group.casefold()}" if group else f"row:{row.number}"
        return Place(owner, sku=own, doubt=self.doubt(row))

    def products(self, shelf: Shelf, sheet: Sheet) -> Iterator[Found]:
        """Items of a group may stand anywhere, so one that nobody can tell the group of may be missing in any."""
        self._suspect = shelf.first_ownerless() or self._suspect
        if self._suspect is None and self._last and self._last.cut_at is not None:
            self._suspect = self._last.number  # The file is cut off, and what came after may have been of any group.
        yield from super().products(shelf, sheet)

    def product(self, owner: str, rows: list[Row], draft: Draft) -> Iterator[Found]:
        main = rows[0]
        draft.damage(rows)
        if self._suspect and owner.startswith("group:"):
            draft.error(main, self.group_column, "maybe_incomplete", damaged=self._suspect)
        title = self._product_title(rows, draft)
        options = self._options(rows)
        key = self._text(main, "item_group_id") or self._text(main, "id")
        if not key:
            draft.error(main, self._key("id"), "no_id")
        for row in rows:
            self._variant(row, options, draft)
        product = ProductRecord(
            key=draft.fit(main, self._key("id"), key, "key"),
            handle=slug(title) or slug(key),
            title=title,
            description_html=draft.text(main, self._key("description"), "description"),
            status="active",
            brand=draft.text(main, self._key("brand"), "brand"),
            categories=self._categories(main, draft),
            tags=(),
            options=draft.option_names(main, self._key("title"), [OPTIONS[name] for name in options]),
            variants=(),
            photos=(),
            row=main.number,
            rows=tuple(row.number for row in rows),
            attributes=self._attributes(rows, options, draft),
            preorder_ships_on=self._preorder(rows, draft),
        )
        yield from draft.finish(main, self._key("title"), product)

    def _key(self, name: str) -> str:
        return self._titles.get(name, name)

    def _text(self, row: Row, name: str) -> str:
        return row.text(self._key(name))

    def _product_title(self, rows: Sequence[Row], draft: Draft) -> str:
        """What the titles of all items begin with, by whole words: "Tee, Red, S" and "Tee, Red, M" are "Tee, Red"."""
        first = draft.title(rows[0], self._key("title"))
        titles = {self._text(row, "title") for row in rows}
        if len(titles) < 2:
            return first
        shared = takewhile(lambda words: len(set(words)) == 1, zip(*(title.split() for title in titles), strict=False))
        return " ".join(words[0] for words in shared).rstrip(" -–—/|,:;([") or first

    def _options(self, rows: Sequence[Row]) -> list[str]:
        """What differs between the items; nothing where there is only one."""
        if len(rows) == 1:
            return []
        differing = [name for name in OPTIONS if len({self._text(row, name).casefold() for row in rows}) > 1]
        return differing[:MOST_OPTIONS]

    def _categories(self, main: Row, draft: Draft) -> tuple[tuple[str, ...], ...]:
        """The shop's own types; where it names none, Google's category, unless that is a mere number."""
        own = [path for path in self._text(main, "product_type").split("\n") if path]
        google = self._text(main, "google_product_category")
        paths = own or ([google] if not google.isdigit() else [])
        column = self._key("product_type" if own else "google_product_category")
        return draft.paths(main, column, (path.split(">") for path in paths))

    def _attributes(self, rows: Sequence[Row], options: Sequence[str], draft: Draft) -> tuple[Attribute, ...]:
        main = rows[0]
        found: dict[str, dict[str, None]] = {}
        for name, title in DESCRIBES.items():
            values = dict.fromkeys(value for row in rows if (value := self._text(row, name)))
            is_usual = name == "condition" and list(values) == ["new"]
            is_of_one_variant = name == "mpn" and len(rows) > 1
            if values and name not in options and not is_usual and not is_of_one_variant:
                found[title] = values
        for detail in self._text(main, "product_detail").split("\n"):
            parts = [part.strip() for part in detail.split(":", 2)]
            if len(parts) == 3 and parts[1] and parts[2]:
                found.setdefault(parts[1], {})[parts[2]] = None
        column = self._key("product_detail")
        return tuple(draft.attribute(main, column, name, values) for name, values in found.items())

    def _preorder(self, rows: Sequence[Row], draft: Draft) -> date | None:
        for row in rows:
            text = self._text(row, "availability_date")
            if plain(self._text(row, "availability")) == "preorder" and text:
                day = read_date(text)
                if day is None:
                    draft.warn(row, self._key("availability_date"), "not_a_day", value=text[:40])
                return day
        return None

    def _variant(self, row: Row, options: Sequence[str], draft: Draft) -> None:
        own = draft.text(row, self._key("id"), "sku")
        values = tuple(self._text(row, name) for name in options)
        for name, value in zip(options, values, strict=True):
            if not value:
                draft.error(row, self._key(name), "no_option_value", option=OPTIONS[name])
        price, compare_at = self._sale(row, draft)
        if not self._text(row, "price") and not self._text(row, "sale_price"):
            draft.error(row, self._key("price"), "no_price")
        word = plain(self._text(row, "availability"))
        if word not in KNOWN:
            known = ", ".join(sorted(name for name in KNOWN if name))
            draft.error(row, self._key("availability"), "unknown_word", value=word[:40], known=known)
        stock = KNOWN.get(word, KNOWN["out_of_stock"])
        quantity = draft.quantity(row, self._key("quantity"))
        photos = [draft.photo(row, self._key("image_link"), self._text(row, "image_link"))]
        for address in SEVERAL.split(self._text(row, "additional_image_link")):
            draft.photo(row, self._key("additional_image_link"), address)
        net = draft.net(row, self._key("unit_pricing_measure"), *self._measure(row, "unit_pricing_measure", draft))
        draft.variant(
            row,
            self._key("item_group_id"),
            VariantRecord(
                key=own or "|".join([self._text(row, "item_group_id"), *values])[:200],
                sku=own,
                barcode=draft.gtin(row, self._key("gtin"), self._text(row, "gtin")),
                option_values=values,
                price=price or 0,
                compare_at=compare_at,
                on_hand=stock.on_hand if quantity is None else quantity,
                tracked=stock.tracked if quantity is None else True,
                backorder=stock.backorder,
                weight_grams=self._grams(row, draft),
                photo=photos[0] if options else "",
                row=row.number,
                cost=draft.cost(row, self._key("cost_of_goods_sold")),
                length_mm=self._millimetres(row, "product_length", draft),
                width_mm=self._millimetres(row, "product_width", draft),
                height_mm=self._millimetres(row, "product_height", draft),
                net_amount=net[0],
                net_unit=net[1],
            ),
        )

    def _sale(self, row: Row, draft: Draft) -> tuple[int | None, int | None]:
        column, between = self._key("sale_price_effective_date"), self._text(row, "sale_price_effective_date")
        start, slash, end = between.partition("/")
        if between and not slash:
            draft.warn(row, column, "bad_range", value=between[:40])
            return draft.money(row, self._key("price")), None
        dates = (column, start.strip()), (column, end.strip())
        return draft.sale_between(row, self._key("price"), self._key("sale_price"), *dates)

    def _measure(self, row: Row, name: str, draft: Draft) -> tuple[str, str]:
        text = self._text(row, name)
        number, unit = split_measure(text)
        if text and not number:
            draft.warn(row, self._key(name), "not_a_net_amount", value=text[:40])
        return number, unit

    def _grams(self, row: Row, draft: Draft) -> int | None:
        name = "product_weight" if self._text(row, "product_weight") else "shipping_weight"
        return draft.grams_of(row, self._key(name), *split_measure(self._text(row, name)))

    def _millimetres(self, row: Row, name: str, draft: Draft) -> int | None:
        return draft.millimetres_of(row, self._key(name), *split_measure(self._text(row, name)))
