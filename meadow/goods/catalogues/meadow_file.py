"""Meadow's own catalogue file, which says everything of a product; `writing.meadow` writes it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import cast

from meadow.goods.catalogues.building import Draft, slug
from meadow.goods.catalogues.meadow_cells import read_lines, split
from meadow.goods.catalogues.meadow_columns import COLUMNS, IN_LANGUAGE, KEY, PRODUCT, SPOKEN, TEXTS, VARIANT
from meadow.goods.catalogues.prices import Mark
from meadow.goods.catalogues.quantities import read_date, read_yes
from meadow.goods.catalogues.reading import Row, column_key, plainly
from meadow.goods.catalogues.records import (
    Attribute,
    Found,
    PartRecord,
    ProductKind,
    ProductRecord,
    Status,
    TaxClass,
    VariantRecord,
)
from meadow.goods.catalogues.shelf import Place, Shelf
from meadow.goods.catalogues.together import Together

ALL = frozenset(map(column_key, COLUMNS))
KNOWN = {
    "status": ("active", "draft", "archived"),
    "kind": ("", "goods", "digital", "bundle"),
    "tax_class": ("", "standard", "reduced", "zero", "exempt"),
    "net_unit": ("", "g", "kg", "ml", "l", "cm", "m", "m2", "piece"),
}
_COLUMN = {name: column_key(title) for name, title in VARIANT.items()}
_COLUMN |= {name: column_key(title) for name, title in PRODUCT.items()}
_COLUMN |= {"variant key": column_key(VARIANT["key"]), "key": column_key(KEY)}
_SPOKEN = {column_key(_COLUMN[name]): name for name in SPOKEN}
PART = re.compile(r"(\d{1,4})\s*[×x]\s*(.+)", re.DOTALL)
NAME = re.compile(r"((?:[^\\:]|\\.)*):(.*)", re.DOTALL)


class MeadowFile(Together):
    """Reads one file. Where a column is missing, nothing is said of what it would hold."""

    price_columns = tuple(_COLUMN[name] for name in ("price", "compare_at", "cost"))
    sku_column = _COLUMN["sku"]
    usual_decimal: Mark | None = "."
    group_column = _COLUMN["key"]

    def reads(self, column: str) -> bool:
        return column in ALL or self._spoken(column) is not None

    def place(self, row: Row, shelf: Shelf) -> Place:
        row = plainly(row)
        key = row.text(self.group_column) or row.text(_COLUMN["handle"])
        if key and row.vouches_for(self.group_column):
            self._open = key.casefold()
        # Keys tell variants apart, so that a shop that used an SKU twice gets all of its goods back.
        is_named = bool(row.text(_COLUMN["variant key"])) or not row.vouches_for(self.sku_column)
        sku = "" if is_named else row.text(self.sku_column)
        is_named = row.vouches_for(self.group_column)
        return Place(self._open, sku=sku, doubt=self.doubt(row, is_named=is_named))

    def product(self, owner: str, rows: list[Row], draft: Draft) -> Iterator[Found]:
        draft.damage(rows)
        rows = [plainly(row) for row in rows]
        main = rows[0]
        title = draft.title(main, _COLUMN["title"])
        for row in rows[1:]:
            if self._text(row, "title") not in ("", title):
                draft.error(row, _COLUMN["title"], "different_title", first=main.number, title=title)
        key = self._text(main, "key") or self._text(main, "handle")
        names = [name for place in (1, 2, 3) if (name := self._text(main, f"option{place}"))]
        options = draft.option_names(main, _COLUMN["option1"], names)
        alt_words = self._photos(main, draft)
        for row in rows:
            self._variant(row, key, options, draft)
        translations, option_words, value_words = self._words(rows, options, draft)
        product = ProductRecord(
            key=draft.fit(main, self.group_column, key, "key"),
            handle=slug(self._text(main, "handle")) or slug(title),
            title=title,
            description_html=draft.fit(main, _COLUMN["description"], self._whole(main, "description"), "description"),
            status=cast(Status, self._known(main, "status", draft) or "draft"),
            brand=draft.text(main, _COLUMN["brand"], "brand"),
            categories=draft.paths(main, _COLUMN["categories"], read_lines(self._text(main, "categories"), " > ")),
            tags=draft.tags(main, _COLUMN["tags"], (tag for tag in split(self._text(main, "tags"), ", ") if tag)),
            options=options,
            variants=(),
            photos=(),
            row=main.number,
            rows=tuple(row.number for row in rows),
            kind=cast(ProductKind, self._known(main, "kind", draft)),
            attributes=self._attributes(main, draft),
            size_table=read_lines(self._text(main, "size_table"), " | "),
            care=draft.fit(main, _COLUMN["care"], self._whole(main, "care"), "care"),
            origin=draft.country(main, _COLUMN["origin"], self._text(main, "origin")),
            tax_class=cast(TaxClass, self._known(main, "tax_class", draft)),
            seo_title=draft.text(main, _COLUMN["seo_title"], "seo title"),
            seo_description=draft.text(main, _COLUMN["seo_description"], "seo description"),
            preorder_ships_on=self._day(main, draft),
            publish_at=self._moment(main, draft),
            translations=translations,
            option_words=option_words,
            value_words=value_words,
            is_whole=draft.sheet.titles.keys() >= ALL,
        )
        for found in draft.finish(main, _COLUMN["title"], product):
            if isinstance(found, ProductRecord):
                photos = (replace(photo, alt_words=alt_words.get(photo.url_or_path, {})) for photo in found.photos)
                found = replace(found, photos=tuple(photos))
            yield found

    def _text(self, row: Row, name: str) -> str:
        return row.text(_COLUMN[name])

    def _whole(self, row: Row, name: str) -> str:
        """The cell with the blanks at its ends."""
        return row.cells.get(_COLUMN[name], "")

    def _spoken(self, column: str) -> tuple[str, str] | None:
        """What a column says in which other language."""
        match = IN_LANGUAGE.fullmatch(column)
        return (_SPOKEN[match[1]], match[2]) if match and match[1] in _SPOKEN else None

    def _known(self, row: Row, name: str, draft: Draft) -> str:
        word = self._text(row, name).casefold()
        if word and word not in KNOWN[name]:
            known = ", ".join(filter(None, KNOWN[name]))
            draft.error(row, _COLUMN[name], "unknown_word", value=word[:40], known=known)
            return ""
        return word

    def _attributes(self, main: Row, draft: Draft) -> tuple[Attribute, ...]:
        found: list[Attribute] = []
        for line in re.split(r"\r?\n", self._text(main, "attributes")):
            if match := NAME.fullmatch(line):
                (name,) = split(match[1], ":") or ("",)
                values = split(match[2].strip(" "), ", ")
                found.append(draft.attribute(main, _COLUMN["attributes"], name, values))
            elif line:
                draft.error(main, _COLUMN["attributes"], "not_an_attribute", value=line[:40])
        return tuple(found)

    def _photos(self, main: Row, draft: Draft) -> dict[str, dict[str, str]]:
        """Add the photos; the answer is their texts in other languages, by their addresses."""
        addresses = split(self._text(main, "photos"), "\n")
        alts = self._aligned(main, _COLUMN["alts"], len(addresses))
        words: list[dict[str, str]] = [{} for _ in addresses]
        for column in draft.sheet.titles:
            if (spoken := self._spoken(column)) and spoken[0] == "alts":
                for place, alt in enumerate(self._aligned(main, column, len(addresses))):
                    if alt:
                        words[place][spoken[1]] = draft.fit(main, column, alt, "alt")
        found: dict[str, dict[str, str]] = {}
        for place, address in enumerate(addresses):
            alt = draft.fit(main, _COLUMN["alts"], alts[place], "alt")
            found.setdefault(draft.photo(main, _COLUMN["photos"], address, alt), words[place])
        return found

    def _aligned(self, row: Row, column: str, count: int) -> tuple[str, ...]:
        # Not stripped: texts may be missing for the first and the last of the photos.
        texts = split(row.cells.get(column, ""), "\n")
        return (*texts, *[""] * count)[:count]

    def _words(
        self, rows: list[Row], options: tuple[str, ...], draft: Draft
    ) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]], dict[str, dict[str, str]]]:
        """What the product's texts, its options and their values are in other languages."""
        texts: dict[str, dict[str, str]] = {}
        names: dict[str, dict[str, str]] = {}
        values: dict[str, dict[str, str]] = {}
        for column in draft.sheet.titles:
            spoken = self._spoken(column)
            if spoken is None:
                continue
            name, language = spoken
            if name in TEXTS:
                kind = name.replace("_", " ")
                is_long = name in ("description", "care")
                text = rows[0].cells.get(column, "") if is_long else rows[0].text(column)
                if text:
                    texts.setdefault(language, {})[name] = draft.fit(rows[0], column, text, kind)
            elif name.startswith("option") and (own := self._text(rows[0], name)) and rows[0].text(column):
                names.setdefault(language, {})[own] = draft.text(rows[0], column, "option")
            elif name.startswith("value"):
                for row in rows:
                    if (own := self._text(row, name)) and row.text(column):
                        values.setdefault(language, {})[own] = draft.text(row, column, "value")
        return texts, names, values

    def _day(self, main: Row, draft: Draft) -> date | None:
        text = self._text(main, "preorder_ships_on")
        day = read_date(text) if text else None
        if text and day is None:
            draft.error(main, _COLUMN["preorder_ships_on"], "not_a_moment", value=text[:40])
        return day

    def _moment(self, main: Row, draft: Draft) -> datetime | None:
        text = self._text(main, "publish_at")
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            draft.error(main, _COLUMN["publish_at"], "not_a_moment", value=text[:40])
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def _variant(self, row: Row, key: str, options: tuple[str, ...], draft: Draft) -> None:
        values: list[str] = []
        for place in (1, 2, 3):
            value, column = self._text(row, f"value{place}"), _COLUMN[f"value{place}"]
            if place <= len(options):
                values.append(value)
                if not value:
                    draft.error(row, column, "no_option_value", option=options[place - 1])
            elif value:
                draft.error(row, column, "option_without_name")
        price = draft.money(row, _COLUMN["price"])
        if not self._text(row, "price"):
            draft.error(row, _COLUMN["price"], "no_price")
        currency = self._text(row, "currency")
        if currency not in ("", draft.sheet.currency):
            value = f"{self._text(row, 'price')} {currency}"[:40]
            draft.error(row, _COLUMN["currency"], "other_currency", value=value, currency=draft.sheet.currency)
        sku, on_hand = draft.text(row, _COLUMN["sku"], "sku"), draft.quantity(row, _COLUMN["on_hand"])
        own = draft.text(row, _COLUMN["variant key"], "key")
        counted = read_yes(self._text(row, "tracked"))
        amount = draft.net(
            row, _COLUMN["net_amount"], self._text(row, "net_amount"), self._known(row, "net_unit", draft)
        )
        draft.variant(
            row,
            _COLUMN["value1"],
            VariantRecord(
                key=own or sku or "|".join([key, *values])[:200],
                sku=sku,
                barcode=draft.barcode(row, _COLUMN["barcode"]),
                option_values=tuple(values),
                price=price or 0,
                compare_at=draft.money(row, _COLUMN["compare_at"]),
                on_hand=on_hand,
                tracked=on_hand is not None if counted is None else counted,
                backorder=read_yes(self._text(row, "backorder")) is True,
                weight_grams=draft.grams(row, _COLUMN["weight_grams"], "g"),
                photo=draft.photo(row, _COLUMN["photo"], self._text(row, "photo")),
                row=row.number,
                cost=draft.cost(row, _COLUMN["cost"]),
                length_mm=draft.millimetres(row, _COLUMN["length_mm"], "mm"),
                width_mm=draft.millimetres(row, _COLUMN["width_mm"], "mm"),
                height_mm=draft.millimetres(row, _COLUMN["height_mm"], "mm"),
                net_amount=amount[0],
                net_unit=amount[1],
                low_at=draft.quantity(row, _COLUMN["low_at"]),
                parts=self._parts(row, draft),
            ),
        )

    def _parts(self, row: Row, draft: Draft) -> tuple[PartRecord, ...]:
        found: list[PartRecord] = []
        for line in re.split(r"\r?\n", self._text(row, "parts")):
            if match := PART.fullmatch(line):
                (variant,) = split(match[2], "×")[:1] or ("",)
                found.append(PartRecord(variant, int(match[1])))
            elif line:
                draft.error(row, _COLUMN["parts"], "not_a_part", value=line[:40])
        return tuple(found)
