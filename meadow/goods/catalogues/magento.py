"""Magento 2's product import CSV: one row a product, and a configurable product lists the SKUs of its variants.

Follows Magento\\CatalogImportExport and Magento\\ConfigurableImportExport of Magento 2.4.
"""

import re
from collections.abc import Iterator, Sequence

from meadow.goods.catalogues.building import Draft, slug, split_list
from meadow.goods.catalogues.cells import Sheet
from meadow.goods.catalogues.limits import MOST_ROWS, MOST_VARIANTS
from meadow.goods.catalogues.magento_cells import (
    COLUMNS,
    EMPTY,
    GALLERY,
    HIDDEN,
    ROOT,
    SAID_ELSEWHERE,
    SALE,
    SINGLE,
    STATUSES,
    VARIATIONS,
    pairs,
    variations,
)
from meadow.goods.catalogues.prices import Mark
from meadow.goods.catalogues.quantities import read_yes
from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.records import Attribute, Found, ProductRecord, Status, VariantRecord
from meadow.goods.catalogues.shelf import Place, Shelf


class Magento:
    """Reads one file."""

    price_columns = SALE[:2]
    sku_column = "sku"
    usual_decimal: Mark | None = "."

    def __init__(self) -> None:
        self._views: dict[str, tuple[Row, int]] = {}
        self._weighed: Row | None = None

    def reads(self, column: str) -> bool:
        return column in COLUMNS

    def place(self, row: Row, shelf: Shelf) -> Place | None:
        """Put every row under its SKU and let configurable products claim theirs. Translations are only counted."""
        view = row.text("store_view_code")
        if view and not row.damage:
            first, count = self._views.get(view, (row, 0))
            self._views[view] = first, count + 1
            return None
        sku = row.text("sku")
        if not sku or not row.vouches_for("sku"):
            return Place(None)
        if row.text("weight") and self._weighed is None:
            self._weighed = row
        own = sku.casefold()
        if row.text("product_type").casefold() == "configurable" and row.vouches_for(VARIATIONS):
            for variation in variations(row):
                shelf.claim(variation["sku"].casefold(), own)
        return Place(own, own, sku)

    def products(self, shelf: Shelf, sheet: Sheet) -> Iterator[Found]:
        about_the_file = Draft(sheet)
        for view, (row, count) in self._views.items():
            about_the_file.warn(row, "store_view_code", "translations", view=view[:40], count=count)
        if self._weighed:
            about_the_file.warn(self._weighed, "weight", "weight_without_unit")
        for row in shelf.ownerless():
            if row.damage:
                about_the_file.problems.extend(row.damage)
            else:
                about_the_file.error(row, "sku", "no_sku")
        yield from about_the_file.problems
        for owner, count in shelf.owners():
            draft = Draft(sheet)
            if count > MOST_ROWS:
                first = shelf.first_of(owner)
                draft.error(first, "sku", "too_many_rows", found=count, limit=MOST_ROWS)
                yield from draft.leave_out(first)
            else:
                rows = shelf.rows_of(owner)
                # Variants come with the configurable product that lists them. One that lists itself is told of that.
                if rows[0].text("product_type").casefold() == "configurable" or not shelf.claimed(owner):
                    yield from self._product(rows, shelf, draft)

    def _product(self, rows: list[Row], shelf: Shelf, draft: Draft) -> Iterator[Found]:
        main = rows[0]
        draft.damage(rows)
        kind = main.text("product_type").casefold()
        options: tuple[str, ...] = ()
        if kind == "configurable":
            options = self._variants(main, rows, shelf, draft)
        elif left_out := self._why_left_out(main, kind):
            draft.warn(main, "product_type", left_out, type=kind[:40])
            yield from draft.leave_out(main)
            return
        else:
            self._variant(main, (), draft)
        yield from draft.finish(main, "sku", self._record(main, kind, options, rows, draft))

    def _why_left_out(self, main: Row, kind: str) -> str:
        if kind == "grouped":
            return "grouped"
        if kind == "bundle":
            is_dynamic = main.text("bundle_price_type").casefold() == "dynamic" or not main.text("price")
            return "bundle_without_price" if is_dynamic else ""
        if kind not in SINGLE:
            return "unknown_type"
        return "hidden_variant_alone" if main.text("visibility").casefold() in HIDDEN else ""

    def _record(self, main: Row, kind: str, options: tuple[str, ...], rows: list[Row], draft: Draft) -> ProductRecord:
        title = draft.title(main, "name")
        # Magento's word for "empty this on import".
        texts = (main.text(column).replace(EMPTY, "") for column in ("short_description", "description"))
        attributes = pairs(main.text("additional_attributes"))
        paths = (re.split(r"(?<!\\)/", path) for path in split_list(main.text("categories")))
        named = ([name.replace("\\/", "/") for name in path] for path in paths)
        if main.text("custom_options"):
            draft.warn(main, "custom_options", "customisable")
        return ProductRecord(
            key=draft.text(main, "sku", "key"),
            handle=slug(main.text("url_key")) or slug(title) or slug(main.text("sku")),
            title=title,
            description_html=draft.fit(main, "description", "\n\n".join(filter(None, texts)), "description"),
            status=self._status(main, kind, draft),
            brand=draft.fit(
                main, "additional_attributes", attributes.get("manufacturer") or attributes.get("brand", ""), "brand"
            ),
            categories=draft.paths(main, "categories", (path[1:] if path[0] == ROOT else path for path in named)),
            tags=(),
            options=options,
            variants=(),
            photos=(),
            row=main.number,
            rows=tuple(sorted(row.number for row in rows)),
            attributes=self._described(main, attributes, options, draft),
            origin=draft.country(
                main, "country_of_manufacture", main.text("country_of_manufacture").replace(EMPTY, "")
            ),
            tax_class="exempt" if main.text("tax_class_name").casefold() == "none" else "",
            seo_title=self._seo(main, "meta_title", "seo title", draft),
            seo_description=self._seo(main, "meta_description", "seo description", draft),
        )

    def _seo(self, main: Row, column: str, kind: str, draft: Draft) -> str:
        return draft.cut(main, column, main.text(column).replace(EMPTY, ""), kind)

    def _described(
        self, main: Row, attributes: dict[str, str], options: Sequence[str], draft: Draft
    ) -> tuple[Attribute, ...]:
        """What Magento calls additional attributes, by their codes; several values have a bar between."""
        found: list[Attribute] = []
        for code, value in attributes.items():
            name, values = code.replace("_", " ").capitalize(), split_list(value.replace(EMPTY, ""), "|")
            if values and code not in SAID_ELSEWHERE and name not in options:
                found.append(draft.attribute(main, "additional_attributes", name, values))
        return tuple(found)

    def _status(self, main: Row, kind: str, draft: Draft) -> Status:
        word = main.text("product_online")
        if word not in STATUSES:
            draft.error(main, "product_online", "unknown_word", value=word[:40], known="1, 2")
        if kind in ("bundle", "downloadable", "virtual"):
            draft.warn(main, "product_type", kind)
        return "draft" if kind in ("bundle", "downloadable") else STATUSES.get(word, "draft")

    def _variants(self, main: Row, rows: list[Row], shelf: Shelf, draft: Draft) -> tuple[str, ...]:
        """Add the variants that the product lists and their rows; the answer is the options' names."""
        listed = variations(main)
        if len(listed) > MOST_VARIANTS:
            draft.error(main, VARIATIONS, "too_many_variants", found=len(listed), limit=MOST_VARIANTS)
            return ()
        codes = list(dict.fromkeys(code for variation in listed for code in variation if code != "sku"))
        labels = pairs(main.text("configurable_variation_labels"))
        self._photos(main, draft)
        own = main.text("sku").casefold()
        taken: set[str] = set()
        for variation in listed:
            sku = variation["sku"]
            found = shelf.rows_of(sku.casefold())
            if not found:
                draft.error(main, VARIATIONS, "missing_variant", sku=sku)
            elif (parent := shelf.claimed(sku.casefold())) != own or sku.casefold() in taken:
                draft.error(main, VARIATIONS, "variant_taken", sku=sku, parent=parent)
            elif found[0].text("product_type").casefold() not in SINGLE:
                draft.error(main, VARIATIONS, "not_a_simple_variant", sku=sku, other=found[0].number)
            else:
                draft.damage(found)
                for row in (row for row in found if row.damage):
                    draft.error(main, VARIATIONS, "damaged_variant", sku=sku, damaged=row.number)
                for code in (code for code in codes if not variation.get(code)):
                    draft.error(main, VARIATIONS, "no_option_value", option=code)
                self._add(main, found[0], tuple(variation.get(code, "") for code in codes), draft)
                rows.extend(found)
            taken.add(sku.casefold())
        return draft.option_names(
            main, VARIATIONS, [labels.get(code) or code.replace("_", " ").capitalize() for code in codes]
        )

    def _add(self, main: Row, row: Row, values: tuple[str, ...], draft: Draft) -> None:
        if STATUSES.get(row.text("product_online")) == "draft":
            draft.warn(row, "product_online", "disabled_variation")
            return
        if row.text("visibility").casefold() not in (*HIDDEN, ""):
            draft.warn(row, "visibility", "visible_variant", parent=main.text("sku"))
        self._variant(row, values, draft)

    def _variant(self, row: Row, values: tuple[str, ...], draft: Draft) -> None:
        price, compare_at = draft.sale(row, *SALE)
        if not row.text("price") and not row.text("special_price"):
            draft.error(row, "price", "no_price")
        by_default = read_yes(row.text("use_config_manage_stock")) is not False
        tracked = by_default or read_yes(row.text("manage_stock")) is not False
        on_hand = draft.quantity(row, "qty") if tracked else None
        if read_yes(row.text("is_in_stock")) is False:
            if on_hand:
                draft.warn(row, "is_in_stock", "not_in_stock", value=on_hand)
            tracked, on_hand = True, 0
        sells_on = read_yes(row.text("use_config_backorders")) is False and row.text("allow_backorders") in ("1", "2")
        is_told = read_yes(row.text("use_config_notify_stock_qty")) is False
        sku, photo = draft.text(row, "sku", "sku"), self._photos(row, draft)
        draft.variant(
            row,
            "sku",
            VariantRecord(
                key=sku,
                sku=sku,
                barcode="",
                option_values=values,
                price=price or 0,
                compare_at=compare_at,
                on_hand=on_hand,
                tracked=tracked,
                backorder=sells_on,
                weight_grams=None,
                photo=photo if values else "",
                row=row.number,
                low_at=draft.quantity(row, "notify_on_stock_below") if is_told and tracked else None,
            ),
        )

    def _photos(self, row: Row, draft: Draft) -> str:
        """Add the row's photos; the answer is the main one."""
        main = ""
        for column in GALLERY:
            addresses = split_list(row.text(column))
            labels = row.text(f"{column.removesuffix('s')}_labels" if column.endswith("s") else f"{column}_label")
            alts = labels.split(",") if column.endswith("s") else [labels]
            for place, address in enumerate(addresses):
                if address not in ("no_selection", EMPTY):
                    alt = alts[place].strip() if place < len(alts) else ""
                    kept = draft.photo(row, column, address, draft.fit(row, column, alt, "alt"))
                    main = main or (kept if column == "base_image" else "")
        return main
