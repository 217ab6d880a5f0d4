"""Shopify's product CSV, in both dialects: a product is the rows that share a handle.

The first row of a product describes it; each row may hold a variant, a photo, or both.
"""

import re
from collections.abc import Iterator
from dataclasses import astuple

from meadow.goods.catalogues.building import Draft, slug, split_list
from meadow.goods.catalogues.prices import Mark
from meadow.goods.catalogues.quantities import read_yes
from meadow.goods.catalogues.reading import Row, plainly
from meadow.goods.catalogues.records import Attribute, Found, ProductRecord, Status, VariantRecord
from meadow.goods.catalogues.shelf import Place, Shelf
from meadow.goods.catalogues.shopify_columns import DESCRIBES, METAFIELD, Columns
from meadow.goods.catalogues.together import Together

STATUSES: dict[str, Status] = {"active": "active", "draft": "draft", "archived": "archived", "unlisted": "draft"}
SELLS_ON = {"deny": False, "continue": True, "": False}
NO_OPTION = ("title", "default title")
"""How a product without options writes its only one."""


class Shopify(Together):
    """Reads one file of either dialect."""

    def __init__(self, columns: Columns) -> None:
        super().__init__()
        self.columns = columns
        self.group_column = columns.handle
        self.price_columns = (columns.price, columns.compare_at, columns.cost)
        self.sku_column = columns.sku
        self.usual_decimal: Mark | None = "."
        self._read = frozenset(astuple(columns)) | {
            f"option{n} {what}" for n in (1, 2, 3) for what in ("name", "value")
        }

    def reads(self, column: str) -> bool:
        return column in self._read or column in DESCRIBES or METAFIELD.fullmatch(column) is not None

    def place(self, row: Row, shelf: Shelf) -> Place:
        """A row whose handle is missing or damaged continues the product above it."""
        columns, row = self.columns, plainly(row)
        handle = row.text(columns.handle)
        if not handle and row.vouches_for(columns.handle):
            handle = slug(row.text(columns.title)) or row.text(columns.title)
        if handle and row.vouches_for(columns.handle):
            self._open = handle.casefold()
        sku = row.text(columns.sku) if row.vouches_for(columns.sku) else ""
        return Place(self._open, sku=sku.removeprefix("'"), doubt=self.doubt(row))

    def product(self, owner: str, rows: list[Row], draft: Draft) -> Iterator[Found]:
        draft.damage(rows)
        rows = [plainly(row) for row in rows]
        columns, main, key = self.columns, rows[0], owner
        title = draft.title(main, columns.title)
        for row in rows[1:]:
            if row.text(columns.title) not in ("", title):
                draft.error(row, columns.title, "different_title", first=main.number, title=title)
        options = self._options(main, draft)
        for row in rows:
            position = draft.quantity(row, columns.position) or 0
            draft.photo(row, columns.photo, row.text(columns.photo), draft.text(row, columns.alt, "alt"), position)
        for row in rows:
            if row is main or self._has_variant(row):
                self._variant(key, row, options, draft)
        category = category_path(main.text(columns.category))
        kind = main.text(columns.kind)
        product = ProductRecord(
            key=draft.fit(main, columns.handle, key, "key"),
            handle=slug(main.text(columns.handle)) or slug(title),
            title=title,
            description_html=draft.text(main, columns.description, "description"),
            status=self._status(main, draft),
            brand=draft.text(main, columns.brand, "brand"),
            categories=draft.paths(main, columns.category, [category, [kind] if kind not in category else []]),
            tags=draft.tags(main, columns.tags, split_list(main.text(columns.tags))),
            options=options,
            variants=(),
            photos=(),
            row=main.number,
            rows=tuple(row.number for row in rows),
            attributes=self._attributes(main, draft),
            seo_title=draft.cut(main, columns.seo_title, main.text(columns.seo_title), "seo title"),
            seo_description=draft.cut(
                main, columns.seo_description, main.text(columns.seo_description), "seo description"
            ),
        )
        yield from draft.finish(main, columns.title, product)

    def _attributes(self, main: Row, draft: Draft) -> tuple[Attribute, ...]:
        """What Google asks for, and the fields that the shop added itself."""
        found: list[Attribute] = []
        for column, title in draft.sheet.titles.items():
            match = METAFIELD.fullmatch(title)
            name = DESCRIBES.get(column) or (match["name"] if match else "")
            values = split_list(main.text(column), ";")
            if name and values and not (name == "Condition" and values == ("new",)):
                found.append(draft.attribute(main, column, name, values))
        return tuple(found)

    def _options(self, main: Row, draft: Draft) -> tuple[str, ...]:
        names = [main.text(f"option{number} name") for number in (1, 2, 3)]
        if names[0].casefold() == NO_OPTION[0] and main.text("option1 value").casefold() in ("", NO_OPTION[1]):
            names[0] = ""
        return draft.option_names(main, "option1 name", [name for name in names if name])

    def _has_variant(self, row: Row) -> bool:
        columns = self.columns
        return any(row.text(column) for column in ("option1 value", columns.sku, columns.price))

    def _variant(self, key: str, row: Row, options: tuple[str, ...], draft: Draft) -> None:
        columns = self.columns
        values: list[str] = []
        for number in (1, 2, 3):
            column = f"option{number} value"
            value = row.text(column)
            if number <= len(options):
                values.append(value)
                if not value:
                    draft.error(row, column, "no_option_value", option=options[number - 1])
            elif value and not (number == 1 and value.casefold() == NO_OPTION[1]):
                draft.error(row, column, "option_without_name")
        price = draft.money(row, columns.price)
        if not row.text(columns.price):
            draft.error(row, columns.price, "no_price")
        compare_at = draft.money(row, columns.compare_at)
        if price is not None and compare_at and compare_at < price:
            draft.warn(row, columns.compare_at, "compare_at_not_higher")
        policy = row.text(columns.sells_on).casefold()
        sells_on = SELLS_ON.get(policy, read_yes(policy))
        if sells_on is None:
            draft.error(row, columns.sells_on, "unknown_word", value=policy[:40], known="deny, continue")
        sku = draft.text(row, columns.sku, "sku").removeprefix("'")
        net = draft.net(row, columns.net_amount, row.text(columns.net_amount), row.text(columns.net_unit))
        tracked = bool(row.text(columns.tracker))
        draft.variant(
            row,
            "option1 value",
            VariantRecord(
                key=sku or "|".join([key, *values])[:200],
                sku=sku,
                barcode=draft.barcode(row, columns.barcode),
                option_values=tuple(values),
                price=price or 0,
                compare_at=compare_at if price is not None and compare_at and compare_at > price else None,
                on_hand=draft.quantity(row, columns.quantity) if tracked else None,
                tracked=tracked,
                backorder=bool(sells_on),
                weight_grams=draft.grams(row, columns.grams, "g"),
                photo=draft.photo(row, columns.variant_photo, row.text(columns.variant_photo)),
                row=row.number,
                cost=draft.cost(row, columns.cost),
                net_amount=net[0],
                net_unit=net[1],
            ),
        )

    def _status(self, main: Row, draft: Draft) -> Status:
        columns = self.columns
        word = main.text(columns.status).casefold() or "active"
        if word not in STATUSES:
            draft.error(main, columns.status, "unknown_word", value=word[:40], known=", ".join(STATUSES))
            return "draft"
        if word == "unlisted":
            draft.warn(main, columns.status, "unlisted")
        if STATUSES[word] == "active" and read_yes(main.text(columns.published)) is False:
            draft.warn(main, columns.published, "not_on_online_store")
            return "draft"
        return STATUSES[word]


def category_path(category: str) -> list[str]:
    """The way down to a category of Shopify's taxonomy. Its bare identifiers, such as sg-4-17, name nothing."""
    if re.fullmatch(r"(gid://\S+|[a-z]{2}(-\d+)+|\d+)", category):
        return []
    return [name.strip() for name in category.split(">")]
