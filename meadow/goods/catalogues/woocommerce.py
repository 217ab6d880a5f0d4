"""WooCommerce's product CSV: one row a product or a variation, and a variation names its parent by SKU or `id:NN`.

Follows WC_Product_CSV_Exporter and WC_Product_CSV_Importer of WooCommerce 10.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from meadow.goods.catalogues.building import Draft, slug
from meadow.goods.catalogues.cells import Sheet
from meadow.goods.catalogues.limits import MOST_ROWS
from meadow.goods.catalogues.prices import Mark
from meadow.goods.catalogues.quantities import GRAMS
from meadow.goods.catalogues.reading import Row, plainly
from meadow.goods.catalogues.records import Attribute, Found, ProductRecord, Status, TaxClass, VariantRecord
from meadow.goods.catalogues.shelf import Place, Shelf
from meadow.goods.catalogues.woocommerce_cells import (
    ANY,
    COLUMNS,
    SALE,
    SEO_DESCRIPTIONS,
    SEO_TITLES,
    STATUSES,
    TAX_CLASSES,
    Kind,
    listed,
    with_line_breaks,
)


class WooCommerce:
    """Reads one file."""

    price_columns = (*SALE[:2], "cost of goods")
    sku_column = "sku"
    usual_decimal: Mark | None = None
    """Prices are written as the shop's language writes them."""

    def __init__(self) -> None:
        self._suspect: int | None = None
        self._last: Row | None = None

    def reads(self, column: str) -> bool:
        return column in COLUMNS or bool(
            re.fullmatch(r"attribute \d+ (name|value\(s\))|(weight|length|width|height) \(.+\)", column)
        )

    def place(self, row: Row, shelf: Shelf) -> Place:
        """Put a variation with its parent; nobody knows where a damaged row belongs that may be one."""
        self._suspect = self._suspect or (row.number if row.may_swallow else None)
        self._last = row = plainly(row)
        sku = row.text("sku") if row.vouches_for("sku") else ""
        if not row.vouches_for("type"):
            return Place(None, sku=sku)
        if Kind.of(row).is_variation:
            parent = row.text("parent").casefold()
            if not row.vouches_for("parent"):
                return Place(None, sku=sku)
            return Place(parent.replace("id: ", "id:") or f"row:{row.number}", sku=sku)
        if not row.vouches_for("sku"):
            return Place(f"row:{row.number}")
        number = f"id:{row.text('id')}" if row.text("id") else ""
        own = sku.casefold() or number or f"name:{slug(row.text('name')) or row.text('name').casefold()}"
        if number and number != own:
            shelf.claim(number, own)
        return Place(own, own, sku)

    def products(self, shelf: Shelf, sheet: Sheet) -> Iterator[Found]:
        for row in shelf.ownerless():
            yield from row.damage
        damaged = shelf.first_ownerless() or self._suspect
        if damaged is None and self._last and self._last.cut_at is not None:
            damaged = self._last.number  # The file is cut off, and what came after may have been variations.
        for owner, count in shelf.owners():
            if shelf.named(owner) is None and shelf.claimed(owner):
                continue  # Variations that name their parent by its number: taken down with the parent.
            names = (owner, *shelf.names_of(owner))
            draft = Draft(sheet)
            if count > MOST_ROWS or shelf.count_of(*names) > MOST_ROWS:
                first = shelf.first_of(owner)
                draft.error(first, "type", "too_many_rows", found=shelf.count_of(*names), limit=MOST_ROWS)
                yield from draft.leave_out(first)
            else:
                rows = [plainly(row) for row in shelf.rows_of(*names)]
                yield from self._product(owner, rows, draft, damaged)

    def _product(self, key: str, rows: list[Row], draft: Draft, damaged: int | None) -> Iterator[Found]:
        draft.damage(rows)
        mains = [row for row in rows if not Kind.of(row).is_variation]
        variations = [row for row in rows if Kind.of(row).is_variation]
        if not mains:
            for row in variations:
                parent = row.text("parent")
                draft.error(row, "parent", "no_parent" if parent else "parent_unnamed", parent=parent[:100])
            yield from draft.leave_out(rows[0])
            return
        main, kind = mains[0], Kind.of(mains[0])
        for row in (row for row in mains[1:] if not row.damage):
            draft.error(row, "sku", "duplicate_product", key=key, first=main.number)
        if kind.name not in ("simple", "variable", "external"):
            code = "grouped" if kind.name == "grouped" else "unknown_type"
            draft.warn(main, "type", code, type=kind.name)
            yield from draft.leave_out(main)
            return
        if kind.name == "variable":
            if damaged is not None:
                draft.error(main, "type", "maybe_incomplete", damaged=damaged)
            options = self._variations(main, variations, draft)
        else:
            options = ()
            for row in variations:
                draft.error(
                    row, "parent", "parent_not_variable", parent=row.text("parent"), other=main.number, type=kind.name
                )
            self._variant(main, main, (), draft)
        yield from draft.finish(main, "name", self._record(key, main, kind, options, rows, draft))

    def _record(
        self, key: str, main: Row, kind: Kind, options: tuple[str, ...], rows: Sequence[Row], draft: Draft
    ) -> ProductRecord:
        title = draft.title(main, "name")
        texts = (with_line_breaks(main.text(column)) for column in ("short description", "description"))
        categories = (re.split(r"\s*>\s*", path) for path in listed(main.text("categories")))
        return ProductRecord(
            key=draft.fit(main, "sku", main.text("sku") or key, "key"),
            handle=slug(title) or slug(key),
            title=title,
            description_html=draft.fit(main, "description", "\n\n".join(filter(None, texts)), "description"),
            status=self._status(main, kind, draft),
            brand=draft.fit(main, "brands", ", ".join(listed(main.text("brands"))), "brand"),
            categories=draft.paths(main, "categories", categories),
            tags=draft.tags(main, "tags", listed(main.text("tags"))),
            options=options,
            variants=(),
            photos=(),
            row=main.number,
            rows=tuple(row.number for row in rows),
            attributes=self._described(main, options, draft),
            tax_class=self._tax_class(main),
            seo_title=self._seo(main, SEO_TITLES, "seo title", draft),
            seo_description=self._seo(main, SEO_DESCRIPTIONS, "seo description", draft),
        )

    def _described(self, main: Row, options: Sequence[str], draft: Draft) -> tuple[Attribute, ...]:
        """The attributes that no variation is chosen by."""
        return tuple(
            draft.attribute(main, "type", name, values)
            for name, values in self._attributes(main, draft).items()
            if values and name not in options
        )

    def _tax_class(self, main: Row) -> TaxClass:
        if main.text("tax status").casefold() == "none":
            return "exempt"
        return TAX_CLASSES.get(main.text("tax class").casefold(), "")

    def _seo(self, main: Row, columns: Sequence[str], kind: str, draft: Draft) -> str:
        """What a plugin says to search engines; its templates (%%title%%, %title%) are no words."""
        for column in columns:
            text = main.text(column)
            if text and not re.search(r"%\w+%", text):
                return draft.cut(main, column, text, kind)
        return ""

    def _status(self, main: Row, kind: Kind, draft: Draft) -> Status:
        word = main.text("published").casefold()
        status = STATUSES.get(word)
        if status is None:
            draft.error(main, "published", "unknown_word", value=word[:40], known="1, 0, -1, 2")
        if kind.is_downloadable:
            draft.warn(main, "type", "downloadable")
            status = "draft"
        elif kind.is_virtual:
            draft.warn(main, "type", "virtual")
        if kind.name == "external":
            draft.warn(main, "external url", "sold_elsewhere", url=main.text("external url")[:200] or "?")
            status = "draft"
        if status == "active" and main.text("visibility in catalog").casefold() == "hidden":
            draft.warn(main, "visibility in catalog", "unlisted")
            status = "draft"
        return status or "draft"

    def _variations(self, main: Row, rows: list[Row], draft: Draft) -> tuple[str, ...]:
        """Add the variants; the answer is the options' names. Those that no variation decides on are left out."""
        offered = self._attributes(main, draft)
        values_of = [{name: parts[0] for name, parts in self._attributes(row, draft).items() if parts} for row in rows]
        options = [name for name in offered if any(name in values for values in values_of)]
        options += dict.fromkeys(name for values in values_of for name in values if name not in offered)
        asked = dict.fromkeys(name for row in rows for name in self._attributes(row, draft))
        for name in asked:
            if name not in options:
                draft.warn(main, "type", "option_dropped", option=name, values=", ".join(offered.get(name, [])))
        for row, values in sorted(zip(rows, values_of, strict=True), key=lambda pair: self._rank(pair[0])):
            if row.text("published") == "0":
                draft.warn(row, "published", "disabled_variation")
                continue
            for name in options:
                if name not in values:
                    draft.warn(row, "parent", "any_value", option=name, any=ANY)
            self._variant(row, main, tuple(values.get(name, ANY) for name in options), draft)
        self._share_stock(main, rows, draft)
        return draft.option_names(main, "type", options)

    def _attributes(self, row: Row, draft: Draft) -> dict[str, list[str]]:
        """The values of each attribute that the row names, by its name; none means any."""
        found: dict[str, list[str]] = {}
        for column in draft.sheet.titles:
            if (match := re.fullmatch(r"attribute (\d+) name", column)) and (name := row.text(column)):
                found[name] = listed(row.text(f"attribute {match[1]} value(s)"))
        return found

    def _rank(self, row: Row) -> tuple[int, int]:
        position = row.text("position")
        return (int(position) if re.fullmatch(r"\d{1,9}", position) else 0), row.number

    def _variant(self, row: Row, main: Row, values: tuple[str, ...], draft: Draft) -> None:
        price, compare_at = draft.sale(row, *SALE)
        if not row.text(SALE[0]) and not row.text(SALE[1]):
            draft.error(row, SALE[0], "no_price")
        photos = [draft.photo(main, "images", address) for address in listed(main.text("images"))]
        if row is not main:
            photos = [draft.photo(row, "images", address) for address in listed(row.text("images"))]
        stock, in_stock = row.text("stock").casefold(), row.text("in stock?").casefold()
        on_hand = None if stock == "parent" else draft.quantity(row, "stock")
        tracked = bool(stock)
        if not tracked and in_stock == "0":
            tracked, on_hand = True, 0
        sku = draft.text(row, "sku", "sku")
        number = f"id:{row.text('id')}" if row.text("id") else ""
        draft.variant(
            row,
            "parent" if row is not main else "sku",
            VariantRecord(
                key=sku or number or "|".join([main.text("sku") or main.text("name"), *values])[:200],
                sku=sku,
                barcode=draft.barcode(row, "gtin, upc, ean, or isbn"),
                option_values=values,
                price=price or 0,
                compare_at=compare_at,
                on_hand=on_hand,
                tracked=tracked,
                backorder=in_stock == "backorder" or row.text("backorders allowed?").casefold() in ("1", "notify"),
                weight_grams=self._grams(row, main, draft),
                photo=photos[0] if photos and row is not main else "",
                row=row.number,
                cost=draft.cost(row, "cost of goods"),
                length_mm=self._millimetres(row, main, "length", draft),
                width_mm=self._millimetres(row, main, "width", draft),
                height_mm=self._millimetres(row, main, "height", draft),
                low_at=draft.quantity(row, "low stock amount"),
            ),
        )

    def _grams(self, row: Row, main: Row, draft: Draft) -> int | None:
        """The weight in the unit of the column's title; a variation without one weighs what its parent does."""
        for column in draft.sheet.titles:
            if match := re.fullmatch(r"weight \((.+)\)", column):
                source = row if row.text(column) else main
                if match[1] in GRAMS:
                    return draft.grams(source, column, match[1])
        return None

    def _millimetres(self, row: Row, main: Row, what: str, draft: Draft) -> int | None:
        """The same for a length."""
        for column in draft.sheet.titles:
            if match := re.fullmatch(rf"{what} \((.+)\)", column):
                return draft.millimetres(row if row.text(column) else main, column, match[1])
        return None

    def _share_stock(self, main: Row, rows: list[Row], draft: Draft) -> None:
        """Divide a stock that is counted for all variations together, so that it is never promised twice."""
        sharing = {row.number for row in rows if row.text("stock").casefold() == "parent"}
        variants = [variant for variant in draft.variants.values() if variant.row in sharing]
        total = draft.quantity(main, "stock")
        if not variants or total is None:
            return
        draft.warn(main, "stock", "shared_stock", value=total)
        each, left = divmod(total, len(variants))
        for place, variant in enumerate(variants):
            draft.variants[variant.option_values] = replace(variant, on_hand=each + (place < left))
