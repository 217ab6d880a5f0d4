"""Vendure's product CSV: a row is a variant, and rows without a name continue the product above them.

Columns may be written once for each language (`name:en`, `name:de`); lists are separated by a bar.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from meadow.goods.catalogues.building import Draft, slug, split_list
from meadow.goods.catalogues.prices import Mark
from meadow.goods.catalogues.quantities import read_yes
from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.records import Attribute, Found, ProductRecord, RowProblem, VariantRecord
from meadow.goods.catalogues.shelf import Place, Shelf
from meadow.goods.catalogues.together import Together

SPOKEN = ("name", "slug", "description", "facets", "optiongroups", "optionvalues", "variantfacets")
"""Columns that may be there once for each language."""
COLUMNS = frozenset((*SPOKEN, "assets", "sku", "price", "stockonhand", "trackinventory", "variantassets"))
IN_LANGUAGE = re.compile(rf"({'|'.join(SPOKEN)}):([a-z]{{2,3}}(?:[_-][a-z]+)?)")
TRANSLATED = {"name": "title", "description": "description"}
CATEGORY, BRAND = ("category", "categories"), ("brand", "manufacturer")


class Vendure(Together):
    """Reads one file. Of several languages the first is the product's own, the others are its translations."""

    price_columns = ("price",)
    sku_column = "sku"
    usual_decimal: Mark | None = "."
    group_column = "name"

    def reads(self, column: str) -> bool:
        return column in COLUMNS or bool(IN_LANGUAGE.fullmatch(column))

    def place(self, row: Row, shelf: Shelf) -> Place:
        name = self._spoken(row, "name")
        if name and self._vouches_for_name(row):
            self._open = f"row:{row.number}"
            key = self._spoken(row, "slug") or slug(name) or name
            first = shelf.claim(f"key:{key.casefold()}", str(row.number))
            if first != str(row.number) and not row.damage:
                params: dict[str, str | int] = {"key": key[:100], "first": int(first)}
                doubt = RowProblem(row.number, row.line, "slug", "duplicate_product", params)
                return Place(self._open, sku=row.text("sku"), doubt=self.doubt(row) or doubt)
        return Place(self._open, sku=row.text("sku") if row.vouches_for("sku") else "", doubt=self.doubt(row))

    def product(self, owner: str, rows: list[Row], draft: Draft) -> Iterator[Found]:
        draft.damage(rows)
        rows = [self._in_own_language(row) for row in rows]
        main = rows[0]
        title = draft.title(main, "name")
        handle = main.text("slug")
        for address in split_list(main.text("assets"), "|"):
            draft.photo(main, "assets", address)
        options = draft.option_names(main, "optiongroups", split_list(main.text("optiongroups"), "|"))
        for row in rows:
            self._variant(row, handle or slug(title), options, draft)
        facets = list(self._facets(main, "facets"))
        brands = [value for name, value in facets if name.casefold() in BRAND]
        paths = [re.split(r"\s*>\s*", value) for name, value in facets if name.casefold() in CATEGORY]
        product = ProductRecord(
            key=draft.fit(main, "slug", handle or slug(title) or title, "key"),
            handle=slug(handle) or slug(title),
            title=title,
            description_html=draft.text(main, "description", "description"),
            status="active",
            brand=draft.fit(main, "facets", ", ".join(brands), "brand"),
            categories=draft.paths(main, "facets", paths),
            tags=(),
            options=options,
            variants=(),
            photos=(),
            row=main.number,
            rows=tuple(row.number for row in rows),
            attributes=self._attributes(rows, draft),
            translations=self._translations(main, draft),
        )
        yield from draft.finish(main, "name", product)

    def _spoken(self, row: Row, column: str) -> str:
        """The text in the first language that the row has it in."""
        return row.text(column) or next((row.text(key) for key in row.cells if key.startswith(f"{column}:")), "")

    def _vouches_for_name(self, row: Row) -> bool:
        columns = [key for key in row.cells if key == "name" or key.startswith("name:")]
        return all(row.vouches_for(column) for column in columns)

    def _in_own_language(self, row: Row) -> Row:
        own = {column: self._spoken(row, column) for column in SPOKEN if not row.text(column)}
        return replace(row, cells={**row.cells, **own})

    def _translations(self, main: Row, draft: Draft) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for key in main.cells:
            match = IN_LANGUAGE.fullmatch(key)
            if match and (field := TRANSLATED.get(match[1])) and main.text(key) not in ("", main.text(match[1])):
                text = draft.text(main, key, field)
                found.setdefault(match[2].replace("_", "-"), {})[field] = text
        return found

    def _facets(self, row: Row, column: str) -> Iterator[tuple[str, str]]:
        for facet in split_list(row.text(column), "|"):
            name, colon, value = facet.partition(":")
            if colon and name.strip() and value.strip():
                yield name.strip(), value.strip()

    def _attributes(self, rows: list[Row], draft: Draft) -> tuple[Attribute, ...]:
        """All facets but categories and brands, each with all the values that the product and its variants have."""
        found: dict[str, dict[str, None]] = {}
        for row in rows:
            for column in ("facets", "variantfacets"):
                for name, value in self._facets(row, column):
                    if name.casefold() not in (*CATEGORY, *BRAND):
                        found.setdefault(name, {})[value] = None
        return tuple(draft.attribute(rows[0], "facets", name, values) for name, values in found.items())

    def _variant(self, row: Row, key: str, options: tuple[str, ...], draft: Draft) -> None:
        values = (
            tuple(value.strip() for value in row.text("optionvalues").split("|")) if row.text("optionvalues") else ()
        )
        if len(values) < len(options):
            draft.error(row, "optionvalues", "no_option_value", option=options[len(values)])
        elif len(values) > len(options):
            draft.error(row, "optionvalues", "option_without_name")
        for value, name in zip(values, options, strict=False):
            if not value:
                draft.error(row, "optionvalues", "no_option_value", option=name)
        if not row.text("price"):
            draft.error(row, "price", "no_price")
        photos = [draft.photo(row, "variantassets", address) for address in split_list(row.text("variantassets"), "|")]
        # An empty cell, or INHERIT, leaves it to the channel, which counts by default.
        tracked = read_yes(row.text("trackinventory")) is not False
        sku = draft.text(row, "sku", "sku")
        draft.variant(
            row,
            "optionvalues",
            VariantRecord(
                key=sku or "|".join([key, *values])[:200],
                sku=sku,
                barcode="",
                option_values=values[: len(options)],
                price=draft.money(row, "price") or 0,
                compare_at=None,
                on_hand=draft.quantity(row, "stockonhand") if tracked else None,
                tracked=tracked,
                backorder=False,
                weight_grams=None,
                photo=photos[0] if photos else "",
                row=row.number,
            ),
        )
