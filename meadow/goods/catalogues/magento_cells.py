"""How Magento writes attributes and variations in one cell, and what it calls its columns."""

from meadow.goods.catalogues.reading import Row
from meadow.goods.catalogues.records import Status

HIDDEN = ("not visible individually", "1")
EMPTY = "__EMPTY__VALUE__"
ROOT = "Default Category"
"""The category that everything hangs under; it says nothing about a product."""
SAID_ELSEWHERE = ("manufacturer", "brand", "cost", "has_options", "required_options")
SALE = ("price", "special_price", "special_price_from_date", "special_price_to_date")
VARIATIONS = "configurable_variations"
GALLERY = ("base_image", "additional_images", "small_image", "thumbnail_image")
SINGLE = ("simple", "virtual", "downloadable")
STATUSES: dict[str, Status] = {"1": "active", "2": "draft", "0": "draft", "": "active"}
COLUMNS = frozenset((*SALE, *GALLERY, VARIATIONS)) | {
    "sku", "store_view_code", "product_type", "categories", "name", "description", "short_description",
    "product_online", "visibility", "url_key", "additional_attributes", "configurable_variation_labels", "qty",
    "manage_stock", "use_config_manage_stock", "allow_backorders", "use_config_backorders", "bundle_price_type",
    "custom_options", "is_in_stock", "meta_title", "meta_description", "country_of_manufacture", "tax_class_name",
    "notify_on_stock_below", "use_config_notify_stock_qty",
}  # fmt: skip


def pairs(cell: str) -> dict[str, str]:
    """`size=XS,color=Black`; a part without = belongs to the value before it, whose comma it was."""
    found: dict[str, str] = {}
    name = ""
    for part in cell.split(","):
        before, equals, value = part.partition("=")
        if equals and before.strip():
            name = before.strip().casefold()
            found[name] = value.strip()
        elif name:
            found[name] += f",{part}"
    return found


def variations(row: Row) -> list[dict[str, str]]:
    """What a configurable product says of each variant: its `sku`, and the values of the options."""
    found = (pairs(part) for part in row.text(VARIATIONS).split("|"))
    return [variation for variation in found if variation.get("sku") and variation.pop("display", "1") != "0"]
