"""Medusa's product CSV: the file that version 2 exports and the template of version 1; a row is a variant.

Both name their columns by the thing they describe (`Variant Price USD`, `Price USD`); prices are in whole units.
"""

import re
from collections.abc import Iterator

from meadow.goods.catalogues.building import Draft, slug, split_list
from meadow.goods.catalogues.prices import Mark
from meadow.goods.catalogues.quantities import read_yes
from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.records import Attribute, Found, ProductRecord, Status, VariantRecord
from meadow.goods.catalogues.shelf import Place, Shelf
from meadow.goods.catalogues.together import Together

STATUSES: dict[str, Status] = {"published": "active", "draft": "draft", "proposed": "draft", "rejected": "draft"}
PRICE = re.compile(r"(?:variant )?price ([a-z]{3})")
REGION_PRICE = re.compile(r"price .+ \[([a-z]{3})\]")
OPTION_NAME = re.compile(r"(?:variant )?option (\d+) name")
IMAGE = re.compile(r"(?:product )?image (\d+)(?: url)?")
CATEGORY = re.compile(r"product category (\d+)(?: name)?")
TAG = re.compile(r"product tag \d+")
COLUMNS = frozenset(
    {
        "product id", "product handle", "product title", "product subtitle", "product description", "product status",
        "product thumbnail", "product tags", "product type", "product collection title", "product origin country",
        "product material", "product weight", "product length", "product width", "product height", "variant id",
        "variant title", "variant sku", "variant barcode", "variant ean", "variant upc", "variant inventory quantity",
        "variant allow backorder", "variant manage inventory", "variant weight", "variant length", "variant width",
        "variant height",
    }
)  # fmt: skip


class Medusa(Together):
    """Reads one file of either version."""

    sku_column = "variant sku"
    usual_decimal: Mark | None = "."
    group_column = "product handle"

    def __init__(self) -> None:
        super().__init__()
        self.price_columns: tuple[str, ...] = ()
        self._has_measures = False

    def reads(self, column: str) -> bool:
        patterns = (PRICE, REGION_PRICE, OPTION_NAME, IMAGE, CATEGORY, TAG)
        named = column.removesuffix("value") + "name" if column.endswith(" value") else column
        return column in COLUMNS or any(pattern.fullmatch(named) for pattern in patterns)

    def place(self, row: Row, shelf: Shelf) -> Place:
        if not self.price_columns:
            self.price_columns = tuple(key for key in row.cells if PRICE.fullmatch(key) or REGION_PRICE.fullmatch(key))
        is_named = True
        for column in ("product handle", "product id", "product title"):
            if not row.vouches_for(column):
                is_named = False
                break
            if name := row.text(column):
                self._open = name.casefold()
                break
        sku = row.text("variant sku") if row.vouches_for("variant sku") else ""
        return Place(self._open, sku=sku, doubt=self.doubt(row, is_named=is_named))

    def product(self, owner: str, rows: list[Row], draft: Draft) -> Iterator[Found]:
        main = rows[0]
        draft.damage(rows)
        title = draft.title(main, "product title")
        handle, own = main.text("product handle"), main.text("product id")
        options = draft.option_names(main, "product title", self._option_names(main, draft))
        for column, address in self._images(main, draft):
            draft.photo(main, column, address)
        for row in rows:
            if row.text("product title") not in ("", title):
                draft.error(row, "product title", "different_title", first=main.number, title=title)
            self._variant(row, handle or own or title, options, draft)
        product = ProductRecord(
            key=draft.fit(main, "product handle", handle or own or slug(title) or title, "key"),
            handle=slug(handle) or slug(title),
            title=title,
            description_html=self._description(main, draft),
            status=self._status(main, draft),
            brand="",
            categories=self._categories(main, draft),
            tags=self._tags(main, draft),
            options=options,
            variants=(),
            photos=(),
            row=main.number,
            rows=tuple(row.number for row in rows),
            attributes=self._attributes(main, draft),
            origin=draft.country(main, "product origin country", main.text("product origin country")),
        )
        yield from draft.finish(main, "product title", product)

    def _description(self, main: Row, draft: Draft) -> str:
        # The template's texts have their line breaks written as backslash and n.
        texts = (main.text(column).replace("\\n", "\n") for column in ("product subtitle", "product description"))
        return draft.fit(main, "product description", "\n\n".join(filter(None, texts)), "description")

    def _status(self, main: Row, draft: Draft) -> Status:
        word = main.text("product status").casefold() or "draft"
        if word not in STATUSES:
            draft.error(main, "product status", "unknown_word", value=word[:40], known=", ".join(STATUSES))
        return STATUSES.get(word, "draft")

    def _categories(self, main: Row, draft: Draft) -> tuple[tuple[str, ...], ...]:
        """Identifiers, which the exported file has, name nothing."""
        names = [main.text("product type"), *(main.text(key) for key in draft.sheet.titles if CATEGORY.fullmatch(key))]
        found = [re.split(r"\s*>\s*", name) for name in names if name and not name.startswith("pcat_")]
        return draft.paths(main, "product type", found)

    def _tags(self, main: Row, draft: Draft) -> tuple[str, ...]:
        tags = [*split_list(main.text("product tags")), main.text("product collection title")]
        tags += [main.text(key) for key in draft.sheet.titles if TAG.fullmatch(key)]
        kept = (tag for tag in dict.fromkeys(tags) if tag and not tag.startswith("ptag_"))
        return draft.tags(main, "product tags", kept)

    def _attributes(self, main: Row, draft: Draft) -> tuple[Attribute, ...]:
        material = main.text("product material")
        return (draft.attribute(main, "product material", "Material", [material]),) if material else ()

    def _images(self, main: Row, draft: Draft) -> Iterator[tuple[str, str]]:
        """The thumbnail is one of the images, or comes before them."""
        numbered = [(int(match[1]), key) for key in draft.sheet.titles if (match := IMAGE.fullmatch(key))]
        for key in ("product thumbnail", *(key for _, key in sorted(numbered))):
            if main.text(key):
                yield key, main.text(key)

    def _option_names(self, main: Row, draft: Draft) -> list[str]:
        return [name for column in self._option_columns(draft) if (name := main.text(column))]

    def _option_columns(self, draft: Draft) -> list[str]:
        numbered = [(int(match[1]), key) for key in draft.sheet.titles if (match := OPTION_NAME.fullmatch(key))]
        return [key for _, key in sorted(numbered)]

    def _variant(self, row: Row, key: str, options: tuple[str, ...], draft: Draft) -> None:
        said = {
            row.text(column): row.text(f"{column.removesuffix('name')}value") for column in self._option_columns(draft)
        }
        for name in options:
            if not said.get(name):
                draft.error(row, "variant title", "no_option_value", option=name)
        for name, value in said.items():
            if value and name not in options:
                draft.error(row, "variant title", "option_without_name")
        values = tuple(said.get(name, "") for name in options)
        sku = draft.text(row, "variant sku", "sku")
        tracked = read_yes(row.text("variant manage inventory")) is not False
        barcode = next((c for c in ("variant barcode", "variant ean", "variant upc") if row.text(c)), "variant barcode")
        draft.variant(
            row,
            "variant title",
            VariantRecord(
                key=sku or row.text("variant id") or "|".join([key, *values])[:200],
                sku=sku,
                barcode=draft.barcode(row, barcode),
                option_values=values,
                price=self._price(row, draft),
                compare_at=None,
                on_hand=draft.quantity(row, "variant inventory quantity") if tracked else None,
                tracked=tracked,
                backorder=read_yes(row.text("variant allow backorder")) is True,
                weight_grams=draft.grams(row, self._measure(row, "weight", draft), "g"),
                photo="",
                row=row.number,
                length_mm=draft.millimetres(row, self._measure(row, "length", draft), "mm"),
                width_mm=draft.millimetres(row, self._measure(row, "width", draft), "mm"),
                height_mm=draft.millimetres(row, self._measure(row, "height", draft), "mm"),
            ),
        )

    def _measure(self, row: Row, what: str, draft: Draft) -> str:
        """The variant's column, or the product's where that is empty; the first of a file is told of its unit."""
        column = f"variant {what}" if row.text(f"variant {what}") else f"product {what}"
        if row.text(column) and not self._has_measures:
            self._has_measures = True
            draft.warn(row, column, "units_assumed")
        return column

    def _price(self, row: Row, draft: Draft) -> int:
        currency = draft.sheet.currency.casefold()
        exact = [key for key in self.price_columns if (match := PRICE.fullmatch(key)) and match[1] == currency]
        of_regions = [key for key in self.price_columns if (m := REGION_PRICE.fullmatch(key)) and m[1] == currency]
        columns = [*exact, *of_regions]
        column = next((key for key in columns if row.text(key)), next(iter(columns), ""))
        if not columns:
            found = ", ".join(draft.sheet.title(key)[:40] for key in self.price_columns) or "-"
            draft.error(row, "", "no_price_in_currency", currency=draft.sheet.currency, found=found)
        elif not row.text(column):
            draft.error(row, column, "no_price")
        return draft.money(row, column) or 0
