"""Any table, read by a mapping: a product is the rows that share a group key or a handle, else one row."""

import re
from collections.abc import Iterator
from dataclasses import replace

from meadow.goods.catalogues.building import Draft, slug
from meadow.goods.catalogues.mapping.mapping import Column, Mapping
from meadow.goods.catalogues.mapping.meanings import OPTIONS, Meaning
from meadow.goods.catalogues.mapping.words import STATUSES, UNITS
from meadow.goods.catalogues.prices import Mark
from meadow.goods.catalogues.quantities import GRAMS, read_yes
from meadow.goods.catalogues.reading import Row, place_key
from meadow.goods.catalogues.records import Found, ProductRecord, RowProblem, Status, VariantRecord
from meadow.goods.catalogues.shelf import Place, Shelf
from meadow.goods.catalogues.together import Together

PHOTO_BREAK = re.compile(r"[\n|;]+|,\s*(?=https?://|/)|,\s*(?=\S+\.(?:jpe?g|png|webp|gif|avif|heic)\b)", re.IGNORECASE)
LEVEL_BREAK = re.compile(r"\s*(?:>|›|»|\||\n)\s*|\s+/\s+")
TAG_BREAK = re.compile(r"[,;|\n，；、]")
VALUE_BREAK = re.compile(r"[\n|]")
WEIGHT = re.compile(r"([0-9.,]+)\s*([a-z]*)", re.IGNORECASE)


class Mapped(Together):
    """Reads one table whose columns are found by their places. The mapping must be one that `check` passes."""

    def __init__(self, mapping: Mapping) -> None:
        super().__init__()
        self.mapping = mapping
        self.price_columns = tuple(
            place_key(place)
            for meaning in (Meaning.PRICE, Meaning.COMPARE_AT, Meaning.COST)
            for place in mapping.find(meaning)
        )
        self._key = {meaning: place_key(mapping.find(meaning)[0]) for meaning in Meaning if mapping.find(meaning)}
        self.sku_column = self._key.get(Meaning.SKU, "")
        self.usual_decimal: Mark | None = mapping.decimal
        self._grouping = [self._key[meaning] for meaning in (Meaning.GROUP, Meaning.HANDLE) if meaning in self._key][:1]
        self._options = [(name, value) for name, value in OPTIONS if value in self._key]
        self.group_column = self._grouping[0] if self._grouping else self._key[Meaning.TITLE]

    def reads(self, column: str) -> bool:
        return self.mapping.columns[int(column.removeprefix("#")) - 1].meaning is not Meaning.IGNORE

    def place(self, row: Row, shelf: Shelf) -> Place:
        """A row that says neither title nor group continues the product above it."""
        sku = self._sku(row) if row.vouches_for(self.sku_column) else ""
        doubt = self.doubt(row, is_named=all(map(row.vouches_for, self._grouping)))
        if self._grouping:
            (column,) = self._grouping
            name = row.text(column)
            if name and row.vouches_for(column):
                self._open = f"group:{name.casefold()}"
            elif not name and self._text(row, Meaning.TITLE) and row.vouches_for(column):
                self._open = f"row:{row.number}"
        elif not self._options or self._text(row, Meaning.TITLE):
            self._open = f"row:{row.number}"
            key = self._own_key(row)
            if not row.damage and not sku and key:
                first = shelf.claim(f"key:{key.casefold()}", str(row.number))
                if first != str(row.number):
                    params: dict[str, str | int] = {"key": key[:100], "first": int(first)}
                    title = self.mapping.columns[self.mapping.find(Meaning.TITLE)[0]].title
                    doubt = doubt or RowProblem(row.number, row.line, title, "duplicate_product", params)
        return Place(self._open, sku=sku, doubt=doubt)

    def product(self, owner: str, rows: list[Row], draft: Draft) -> Iterator[Found]:
        main = rows[0]
        draft.damage(rows)
        title = draft.title(main, self._key[Meaning.TITLE])
        for row in rows[1:]:
            if self._text(row, Meaning.TITLE) not in ("", title):
                draft.warn(row, self._key[Meaning.TITLE], "different_title", first=main.number, title=title)
        names = self._option_names(main)
        key = self._product_key(main)
        photos = {row.number: self._photos(row, draft) for row in rows}
        for row in rows:
            self._variant(row, key, names, photos[row.number] if row is not main else (), draft)
        handle = self._text(main, Meaning.HANDLE)
        product = ProductRecord(
            key=draft.fit(main, self.group_column, key, "key"),
            handle=slug(handle) or slug(title),
            title=title,
            description_html=self._fit(main, Meaning.DESCRIPTION, "description", draft),
            status=self._status(main, draft),
            brand=self._fit(main, Meaning.BRAND, "brand", draft),
            categories=self._categories(main, draft),
            tags=self._tags(main, draft),
            options=draft.option_names(main, self._key.get(Meaning.OPTION1, ""), names),
            variants=(),
            photos=(),
            row=main.number,
            rows=tuple(row.number for row in rows),
            attributes=self._attributes(main, draft),
        )
        yield from draft.finish(main, self._key[Meaning.TITLE], product)

    def _sku(self, row: Row) -> str:
        return self._text(row, Meaning.SKU).removeprefix("'")

    def _text(self, row: Row, meaning: Meaning) -> str:
        return row.text(self._key[meaning]) if meaning in self._key else ""

    def _fit(self, row: Row, meaning: Meaning, kind: str, draft: Draft) -> str:
        return draft.text(row, self._key[meaning], kind) if meaning in self._key else ""

    def _own_key(self, row: Row) -> str:
        title = self._text(row, Meaning.TITLE)
        return self._sku(row) or self._text(row, Meaning.HANDLE) or slug(title) or title

    def _product_key(self, main: Row) -> str:
        """The group's key; of a row on its own the SKU, else the handle, else the title."""
        return (main.text(self._grouping[0]) if self._grouping else "") or self._own_key(main)

    def _columns(self, meaning: Meaning) -> Iterator[tuple[str, Column]]:
        for place in self.mapping.find(meaning):
            yield place_key(place), self.mapping.columns[place]

    def _option_names(self, main: Row) -> list[str]:
        """The options that this product has: those of which its first row says a value or a name."""
        names: list[str] = []
        for name, value in self._options:
            column = self.mapping.columns[self.mapping.find(value)[0]]
            said = self._text(main, name)
            if said or (name not in self._key and self._text(main, value)):
                names.append(said or column.called)
        return names

    def _variant(self, row: Row, key: str, names: list[str], photos: tuple[str, ...], draft: Draft) -> None:
        values: list[str] = []
        for _, meaning in self._options:
            value = self._text(row, meaning)
            if len(values) < len(names):
                values.append(value)
                if not value:
                    draft.error(row, self._key[meaning], "no_option_value", option=names[len(values) - 1])
            elif value:
                draft.error(row, self._key[meaning], "option_without_name")
        column = self._key[Meaning.PRICE]
        price = draft.money(row, column)
        if not row.text(column):
            draft.error(row, column, "no_price")
        before = self._key.get(Meaning.COMPARE_AT, "")
        compare_at = draft.money(row, before) if before else None
        if price is not None and compare_at and compare_at < price:
            draft.warn(row, before, "compare_at_not_higher")
        sku = self._sku(row)
        draft.fit(row, self.sku_column, sku, "sku")
        own_photo = self._text(row, Meaning.VARIANT_PHOTO)
        if own_photo:
            own_photo = draft.photo(row, self._key[Meaning.VARIANT_PHOTO], own_photo)
        is_counted = Meaning.ON_HAND in self._key
        draft.variant(
            row,
            self._key.get(Meaning.OPTION1, self.group_column),
            VariantRecord(
                key=sku or "|".join([key, *values])[:200],
                sku=sku,
                barcode=draft.barcode(row, self._key[Meaning.BARCODE]) if Meaning.BARCODE in self._key else "",
                option_values=tuple(values),
                price=price or 0,
                compare_at=compare_at if price is not None and compare_at and compare_at > price else None,
                on_hand=draft.quantity(row, self._key[Meaning.ON_HAND]) if is_counted else None,
                tracked=is_counted,
                backorder=False,
                weight_grams=self._grams(row, draft),
                photo=own_photo or (photos[0] if photos and values else ""),
                row=row.number,
                cost=draft.cost(row, self._key[Meaning.COST]) if Meaning.COST in self._key else None,
            ),
        )

    def _grams(self, row: Row, draft: Draft) -> int | None:
        for key, column in self._columns(Meaning.WEIGHT):
            text = row.text(key)
            match = WEIGHT.fullmatch(text)
            unit = match[2].casefold() if match else ""
            unit = UNITS.get(unit, unit) or column.unit
            if match and unit in GRAMS:
                return draft.grams(replace(row, cells={key: match[1]}), key, unit)
            if text:
                draft.warn(row, key, "not_a_weight" if unit or not match else "weight_needs_unit", value=text[:40])
        return None

    def _photos(self, row: Row, draft: Draft) -> tuple[str, ...]:
        alts = [row.text(key) for key, _ in self._columns(Meaning.ALT)]
        found: list[str] = []
        for place, (key, column) in enumerate(self._columns(Meaning.PHOTO)):
            text = row.text(key)
            parts = text.split(column.separator) if column.separator else PHOTO_BREAK.split(text)
            alt = draft.fit(row, key, alts[place], "alt") if place < len(alts) else ""
            for address in (part.strip() for part in parts):
                if address:
                    found.append(draft.photo(row, key, address, alt))
                    alt = ""
        return tuple(found)

    def _categories(self, main: Row, draft: Draft) -> tuple[tuple[str, ...], ...]:
        """One column holds a path; several are its levels, the widest first."""
        path: list[str] = []
        first = ""
        for key, column in self._columns(Meaning.CATEGORY):
            first = first or key
            text = main.text(key)
            parts = text.split(column.separator) if column.separator else LEVEL_BREAK.split(text)
            parts = [part.strip() for part in parts if part.strip()]
            path += parts[1:] if path and parts and parts[0] == path[-1] else parts
        return draft.paths(main, first, [path])

    def _tags(self, main: Row, draft: Draft) -> tuple[str, ...]:
        tags: dict[str, None] = {}
        for key, column in self._columns(Meaning.TAGS):
            text = main.text(key)
            parts = text.split(column.separator) if column.separator else TAG_BREAK.split(text)
            tags |= dict.fromkeys(draft.tags(main, key, (part.strip() for part in parts if part.strip())))
        return tuple(tags)

    def _attributes(self, main: Row, draft: Draft) -> tuple[tuple[str, tuple[str, ...]], ...]:
        found: list[tuple[str, tuple[str, ...]]] = []
        for key, column in self._columns(Meaning.ATTRIBUTE):
            text = main.text(key)
            parts = text.split(column.separator) if column.separator else VALUE_BREAK.split(text)
            if values := tuple(part.strip() for part in parts if part.strip()):
                found.append(draft.attribute(main, key, column.called, values))
        return tuple(found)

    def _status(self, main: Row, draft: Draft) -> Status:
        word = self._text(main, Meaning.STATUS).casefold()
        if not word:
            return "active"
        status = STATUSES.get(word)
        if status is None and (yes := read_yes(word)) is not None:
            status = "active" if yes else "draft"
        if status is None:
            known = "active, draft, archived"
            draft.error(main, self._key[Meaning.STATUS], "unknown_word", value=word[:40], known=known)
        return status or "draft"
