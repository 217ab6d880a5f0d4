"""Records as rows of Shopify's current product file: a row for each variant, and one for each further photo.

What Shopify's file cannot say is left out: translations, care, size tables, categories beyond the first.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from meadow.goods.catalogues.records import ProductRecord, VariantRecord
from meadow.plumbing.money import decimal_text
from meadow.plumbing.spreadsheet import cell

COLUMNS = (
    "Title", "URL handle", "Description", "Vendor", "Product category", "Type", "Tags", "Published on online store",
    "Status", "SKU", "Barcode", "Option1 name", "Option1 value", "Option2 name", "Option2 value", "Option3 name",
    "Option3 value", "Price", "Compare-at price", "Cost per item", "Charge tax", "Unit price total measure",
    "Unit price total measure unit", "Unit price base measure", "Unit price base measure unit", "Inventory tracker",
    "Inventory quantity", "Continue selling when out of stock", "Weight value (grams)", "Weight unit for display",
    "Requires shipping", "Fulfillment service", "Product image URL", "Image position", "Image alt text",
    "Variant image URL", "Gift card", "SEO title", "SEO description",
)  # fmt: skip
BASES = {"g": ("100", "g"), "kg": ("1", "kg"), "ml": ("100", "ml"), "l": ("1", "l"), "cm": ("1", "m"), "m": ("1", "m"),
         "m2": ("1", "m2")}  # fmt: skip
"""Of what amount the unit price is told."""


def shopify_rows(records: Iterable[ProductRecord], *, currency: str) -> Iterator[list[str]]:
    """The titles, then the rows of each product. No cell is one that a spreadsheet would run as a formula."""
    yield list(COLUMNS)
    for record in records:
        for row in _rows(record, currency):
            yield [cell(row.get(column, "")) for column in COLUMNS]


def _rows(record: ProductRecord, currency: str) -> Iterator[dict[str, str]]:
    count = max(len(record.variants), len(record.photos))
    for place in range(count):
        row = {"URL handle": record.handle or record.key}
        if place == 0:
            row |= _product(record)
        if place < len(record.variants):
            row |= _variant(record, record.variants[place], currency, is_first=place == 0)
        if place < len(record.photos):
            photo = record.photos[place]
            row |= {"Product image URL": photo.url_or_path, "Image position": str(place + 1)}
            row["Image alt text"] = photo.alt
        yield row


def _product(record: ProductRecord) -> dict[str, str]:
    path, *others = record.categories or ((),)
    kind = next((other[-1] for other in others if len(other) == 1), "")
    return {
        "Title": record.title,
        "Description": record.description_html,
        "Vendor": record.brand,
        "Product category": " > ".join(path),
        "Type": kind,
        "Tags": ", ".join(record.tags),
        "Published on online store": _yes(record.status == "active"),
        "Status": record.status,
        "Gift card": "FALSE",
        "SEO title": record.seo_title,
        "SEO description": record.seo_description,
    }


def _variant(record: ProductRecord, variant: VariantRecord, currency: str, *, is_first: bool) -> dict[str, str]:
    def money(minor: int | None) -> str:
        return "" if minor is None else decimal_text(minor, currency)

    # A product without options has a single one of this name.
    names = record.options or ("Title",)
    values = variant.option_values or ("Default Title",)
    row = {f"Option{place} value": value for place, value in enumerate(values, start=1)}
    if is_first:
        row |= {f"Option{place} name": name for place, name in enumerate(names, start=1)}
    return row | {
        "SKU": variant.sku,
        "Barcode": variant.barcode,
        "Price": money(variant.price),
        "Compare-at price": money(variant.compare_at),
        "Cost per item": money(variant.cost),
        "Charge tax": _yes(record.tax_class not in ("zero", "exempt")),
        "Inventory tracker": "shopify" if variant.tracked else "",
        "Inventory quantity": "" if variant.on_hand is None else str(variant.on_hand),
        "Continue selling when out of stock": "CONTINUE" if variant.backorder else "DENY",
        "Weight value (grams)": "" if variant.weight_grams is None else str(variant.weight_grams),
        "Weight unit for display": "g",
        "Requires shipping": _yes(record.kind != "digital"),
        "Fulfillment service": "manual",
        "Variant image URL": variant.photo,
        **_unit_price(variant.net_amount, variant.net_unit),
    }


def _unit_price(amount: Decimal | None, unit: str) -> dict[str, str]:
    if amount is None or unit not in BASES:
        return {}
    base, base_unit = BASES[unit]
    return {
        "Unit price total measure": f"{amount:f}",
        "Unit price total measure unit": unit,
        "Unit price base measure": base,
        "Unit price base measure unit": base_unit,
    }


def _yes(value: bool) -> str:
    return "TRUE" if value else "FALSE"
