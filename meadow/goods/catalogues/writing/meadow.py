"""Records as rows of Meadow's own file, which says everything of them: reading it gives the same records."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from meadow.goods.catalogues.meadow_cells import join, lines
from meadow.goods.catalogues.meadow_columns import COLUMNS, KEY, PRODUCT, SPOKEN, TEXTS, VARIANT, in_language
from meadow.goods.catalogues.records import ProductRecord, VariantRecord
from meadow.plumbing.money import decimal_text
from meadow.plumbing.spreadsheet import cell


def meadow_rows(
    records: Iterable[ProductRecord], *, currency: str, languages: Sequence[str] = ()
) -> Iterator[list[str]]:
    """The titles, then a row for each variant. Only these languages are written beside the products' own.

    No cell is one that a spreadsheet would run as a formula.
    """
    titles = [*COLUMNS, *(in_language(name, language) for language in languages for name in SPOKEN)]
    yield titles
    for record in records:
        for place, variant in enumerate(record.variants):
            cells = {KEY: record.key}
            if place == 0:
                cells |= _product(record, languages)
            cells |= _variant(record, variant, currency, languages)
            yield [cell(cells.get(title, "")) for title in titles]


def _product(record: ProductRecord, languages: Sequence[str]) -> dict[str, str]:
    said = {
        "handle": record.handle,
        "title": record.title,
        "description": record.description_html,
        "status": record.status,
        "kind": record.kind,
        "brand": record.brand,
        "categories": lines(record.categories, " > "),
        "tags": join(record.tags, ", "),
        "attributes": "\n".join(f"{join([name], ': ')}: {join(values, ', ')}" for name, values in record.attributes),
        "size_table": lines(record.size_table, " | "),
        "care": record.care,
        "origin": record.origin,
        "tax_class": record.tax_class,
        "seo_title": record.seo_title,
        "seo_description": record.seo_description,
        "preorder_ships_on": record.preorder_ships_on.isoformat() if record.preorder_ships_on else "",
        "publish_at": record.publish_at.isoformat() if record.publish_at else "",
        "photos": join((photo.url_or_path for photo in record.photos), "\n"),
        "alts": join((photo.alt for photo in record.photos), "\n"),
        **{f"option{place}": name for place, name in enumerate(record.options, start=1)},
    }
    cells = {PRODUCT[name]: text for name, text in said.items()}
    for language in languages:
        words = record.translations.get(language, {})
        cells |= {in_language(name, language): words.get(name, "") for name in TEXTS}
        alts = [photo.alt_words.get(language, "") for photo in record.photos]
        cells[in_language("alts", language)] = join(alts, "\n") if any(alts) else ""
        cells |= _spoken("option", record.options, record.option_words.get(language, {}), language)
    return cells


def _variant(record: ProductRecord, variant: VariantRecord, currency: str, languages: Sequence[str]) -> dict[str, str]:
    def money(minor: int | None) -> str:
        return "" if minor is None else decimal_text(minor, currency)

    def number(value: object) -> str:
        return "" if value is None else str(value)

    said = {
        "key": variant.key,
        "sku": variant.sku,
        "barcode": variant.barcode,
        "price": money(variant.price),
        "compare_at": money(variant.compare_at),
        "cost": money(variant.cost),
        "currency": currency,
        "on_hand": number(variant.on_hand),
        "tracked": "yes" if variant.tracked else "no",
        "backorder": "yes" if variant.backorder else "no",
        "low_at": number(variant.low_at),
        "weight_grams": number(variant.weight_grams),
        "length_mm": number(variant.length_mm),
        "width_mm": number(variant.width_mm),
        "height_mm": number(variant.height_mm),
        "net_amount": "" if variant.net_amount is None else f"{variant.net_amount:f}",
        "net_unit": variant.net_unit,
        "photo": variant.photo,
        "parts": "\n".join(f"{part.quantity} × {join([part.variant], '×')}" for part in variant.parts),
        **{f"value{place}": value for place, value in enumerate(variant.option_values, start=1)},
    }
    cells = {VARIANT[name]: text for name, text in said.items()}
    for language in languages:
        cells |= _spoken("value", variant.option_values, record.value_words.get(language, {}), language)
    return cells


def _spoken(name: str, words: Sequence[str], glossary: Mapping[str, str], language: str) -> dict[str, str]:
    return {
        in_language(f"{name}{place}", language): glossary.get(word, "") for place, word in enumerate(words, start=1)
    }
