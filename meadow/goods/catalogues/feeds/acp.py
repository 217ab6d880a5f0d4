"""The product feed of the Agentic Commerce Protocol: a product with its variants is one object.

Follows schema.feed.json of its version 2026-04-17. Amounts are in minor units. A product that comes again replaces the
one before it, as its upserts do.
"""

import re
from collections.abc import Iterator
from html import escape

from meadow.goods.catalogues.building import Draft, slug
from meadow.goods.catalogues.feeds.availability import KNOWN, plain
from meadow.goods.catalogues.prices import Mark
from meadow.goods.catalogues.quantities import read_yes
from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.records import Attribute, Found, ProductRecord, RowProblem, VariantRecord
from meadow.goods.catalogues.shelf import Place, Shelf
from meadow.goods.catalogues.together import Together

BARCODES = ("gtin", "ean", "upc", "isbn", "jan")


class AgenticCommerce(Together):
    """Reads one feed."""

    price_columns: tuple[str, ...] = ()
    sku_column = "id"
    group_column = "id"
    usual_decimal: Mark | None = "."

    def reads(self, column: str) -> bool:
        return True

    def place(self, row: Row, shelf: Shelf) -> Place:
        own = row.text("id")
        owner = own.casefold() or f"row:{row.number}"
        doubt = None
        for place in _places(row, "variants"):
            column = f"variants[{place}].id"
            if sku := row.text(column):
                taken = shelf.claim(f"sku:{sku.casefold()}", owner)
                if taken != owner:
                    params: dict[str, str | int] = {"sku": sku[:100], "parent": taken[:100]}
                    doubt = RowProblem(row.number, row.line, column, "variant_taken", params)
        return Place(owner if row.cut_at is None else None, doubt=doubt)

    def product(self, owner: str, rows: list[Row], draft: Draft) -> Iterator[Found]:
        main = rows[-1]
        for row in rows[:-1]:
            draft.warn(row, "id", "replaced_later", later=main.number)
        draft.damage([main])
        own = draft.text(main, "id", "key")
        if not own:
            draft.error(main, "id", "no_id")
        title = main.text("title") or main.text("variants[0].title")
        if not title:
            draft.error(main, "title", "no_title")
        for address, alt in _images(main, ""):
            draft.photo(main, "media", address, draft.fit(main, "media", alt, "alt"))
        variants = _places(main, "variants")
        chosen = [_chosen(main, f"variants[{place}].") for place in variants]
        options = list(dict.fromkeys(name for values in chosen for name in values))
        for place, values in zip(variants, chosen, strict=True):
            self._variant(main, f"variants[{place}].", own, {name: values.get(name, "") for name in options}, draft)
        product = ProductRecord(
            key=own,
            handle=slug(title) or slug(own),
            title=draft.fit(main, "title", title, "title"),
            description_html=draft.fit(main, "description", _description(main), "description"),
            status="active",
            brand="",
            categories=self._categories(main, variants, draft),
            tags=(),
            options=draft.option_names(main, "variants", options),
            variants=(),
            photos=(),
            row=main.number,
            rows=tuple(row.number for row in rows),
            attributes=self._attributes(main, variants, draft),
        )
        yield from draft.finish(main, "variants", product)

    def _categories(self, main: Row, variants: list[int], draft: Draft) -> tuple[tuple[str, ...], ...]:
        """The shop's own categories; those of other taxonomies only where it names none."""
        own: dict[str, None] = {}
        others: dict[str, None] = {}
        for place in variants:
            for number in _places(main, f"variants[{place}].categories"):
                path = f"variants[{place}].categories[{number}]"
                is_own = main.text(f"{path}.taxonomy").casefold() in ("", "merchant")
                (own if is_own else others)[main.text(f"{path}.value")] = None
        paths = own or {path: None for path in others if not path.isdigit()}
        return draft.paths(main, "categories", (path.split(">") for path in paths))

    def _attributes(self, main: Row, variants: list[int], draft: Draft) -> tuple[Attribute, ...]:
        said: dict[str, None] = {}
        for place in variants:
            words = f"variants[{place}].condition"
            said |= dict.fromkeys(main.text(f"{words}[{number}]") for number in _places(main, words))
        values = [word for word in said if word and word != "new"]
        return (draft.attribute(main, "condition", "Condition", values),) if values else ()

    def _variant(self, row: Row, path: str, product: str, options: dict[str, str], draft: Draft) -> None:
        own = draft.text(row, f"{path}id", "sku")
        if not own:
            draft.error(row, f"{path}id", "no_id")
        for name, value in options.items():
            if not value:
                draft.error(row, f"{path}variant_options", "no_option_value", option=name)
        price, before = draft.minor(row, f"{path}price"), draft.minor(row, f"{path}list_price")
        if not row.text(f"{path}price.amount"):
            draft.error(row, f"{path}price", "no_price")
        word = plain(row.text(f"{path}availability.status"))
        available = read_yes(row.text(f"{path}availability.available"))
        # The status may be extended; what cannot be bought now is certainly not in stock.
        stock = KNOWN.get(word, KNOWN[""])
        if available is False and not stock.backorder:
            stock = KNOWN["out_of_stock"]
        photos = [
            draft.photo(row, f"{path}media", address, draft.fit(row, f"{path}media", alt, "alt"))
            for address, alt in _images(row, path)
        ]
        measure = f"{path}unit_price.measure"
        net = draft.net(row, measure, row.text(f"{measure}.value"), row.text(f"{measure}.unit"))
        draft.variant(
            row,
            f"{path}variant_options",
            VariantRecord(
                key=own or "|".join([product, *options.values()])[:200],
                sku=own,
                barcode=self._barcode(row, path, draft),
                option_values=tuple(options.values()),
                price=price or 0,
                compare_at=before if price is not None and before and before > price else None,
                on_hand=stock.on_hand,
                tracked=stock.tracked,
                backorder=stock.backorder,
                weight_grams=None,
                photo=photos[0] if photos else "",
                row=row.number,
                net_amount=net[0],
                net_unit=net[1],
            ),
        )

    def _barcode(self, row: Row, path: str, draft: Draft) -> str:
        for place in _places(row, f"{path}barcodes"):
            barcode = f"{path}barcodes[{place}]"
            if row.text(f"{barcode}.type").casefold() in BARCODES:
                return draft.gtin(row, f"{barcode}.value", row.text(f"{barcode}.value"))
        return ""


def _places(row: Row, path: str) -> list[int]:
    """The places of the items that the list has."""
    start = f"{path}["
    found = {key[len(start) : key.index("]", len(start))] for key in row.cells if key.startswith(start)}
    return sorted(int(place) for place in found if place.isdigit())


def _chosen(row: Row, path: str) -> dict[str, str]:
    options = (f"{path}variant_options[{place}]" for place in _places(row, f"{path}variant_options"))
    return {row.text(f"{option}.name"): row.text(f"{option}.value") for option in options if row.text(f"{option}.name")}


def _images(row: Row, path: str) -> Iterator[tuple[str, str]]:
    for place in _places(row, f"{path}media"):
        media = f"{path}media[{place}]"
        if row.text(f"{media}.type").casefold() in ("", "image"):
            yield row.text(f"{media}.url"), row.text(f"{media}.alt_text")


def _description(main: Row) -> str:
    """HTML; texts without any are written as such."""
    if html := main.text("description.html"):
        return html
    text = main.text("description.plain") or main.text("description.markdown") or main.text("description")
    return "".join(f"<p>{escape(part.strip(), quote=False)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())
