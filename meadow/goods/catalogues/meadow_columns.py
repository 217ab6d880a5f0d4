"""What Meadow's own catalogue file calls its columns: one row a variant, the product described by its first."""

import re

KEY = "Meadow product"
PRODUCT = {
    "handle": "Handle",
    "title": "Title",
    "description": "Description",
    "status": "Status",
    "kind": "Kind",
    "brand": "Brand",
    "categories": "Categories",
    "tags": "Tags",
    "attributes": "Attributes",
    "size_table": "Size table",
    "care": "Care",
    "origin": "Country of origin",
    "tax_class": "Tax class",
    "seo_title": "Search title",
    "seo_description": "Search description",
    "preorder_ships_on": "Pre-order ships on",
    "publish_at": "Publish at",
    "photos": "Photos",
    "alts": "Photo texts",
    "option1": "Option 1",
    "option2": "Option 2",
    "option3": "Option 3",
}
VARIANT = {
    "key": "Variant key",
    "value1": "Value 1",
    "value2": "Value 2",
    "value3": "Value 3",
    "sku": "SKU",
    "barcode": "Barcode",
    "price": "Price",
    "compare_at": "Price before",
    "cost": "Cost",
    "currency": "Currency",
    "on_hand": "On hand",
    "tracked": "Counted",
    "backorder": "Sells on",
    "low_at": "Running low at",
    "weight_grams": "Weight (g)",
    "length_mm": "Length (mm)",
    "width_mm": "Width (mm)",
    "height_mm": "Height (mm)",
    "net_amount": "Net amount",
    "net_unit": "Net unit",
    "photo": "Variant photo",
    "parts": "Parts",
}
COLUMNS = (KEY, *PRODUCT.values(), *VARIANT.values())
TEXTS = ("title", "description", "care", "seo_title", "seo_description")
"""What a product says in other languages."""
SPOKEN = (*TEXTS, "alts", "option1", "option2", "option3", "value1", "value2", "value3")
IN_LANGUAGE = re.compile(r"(.+) \[([a-z]{2,3}(?:-[a-z0-9]+)*)\]")


def in_language(name: str, language: str) -> str:
    """The column of what `name` is in another language: `Title [zh-hans]`."""
    return f"{PRODUCT.get(name) or VARIANT[name]} [{language}]"
