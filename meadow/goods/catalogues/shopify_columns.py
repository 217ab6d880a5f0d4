"""What the two dialects of Shopify's product CSV call their columns."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Columns:
    """What a dialect calls its columns, as `column_key` gives them."""

    handle: str
    description: str
    published: str
    sku: str
    barcode: str
    price: str
    compare_at: str
    tracker: str
    quantity: str
    sells_on: str
    grams: str
    photo: str
    variant_photo: str
    title: str = "title"
    brand: str = "vendor"
    category: str = "product category"
    kind: str = "type"
    tags: str = "tags"
    status: str = "status"
    position: str = "image position"
    alt: str = "image alt text"
    cost: str = "cost per item"
    seo_title: str = "seo title"
    seo_description: str = "seo description"
    net_amount: str = "unit price total measure"
    net_unit: str = "unit price total measure unit"


CURRENT = Columns(
    handle="url handle",
    description="description",
    published="published on online store",
    sku="sku",
    barcode="barcode",
    price="price",
    compare_at="compare-at price",
    tracker="inventory tracker",
    quantity="inventory quantity",
    sells_on="continue selling when out of stock",
    grams="weight value (grams)",
    photo="product image url",
    variant_photo="variant image url",
)
LEGACY = Columns(
    handle="handle",
    description="body (html)",
    published="published",
    sku="variant sku",
    barcode="variant barcode",
    price="variant price",
    compare_at="variant compare at price",
    tracker="variant inventory tracker",
    quantity="variant inventory qty",
    sells_on="variant inventory policy",
    grams="variant grams",
    photo="image src",
    variant_photo="variant image",
)
DESCRIBES = {
    "google shopping / gender": "Gender",
    "google shopping / age group": "Age group",
    "google shopping / condition": "Condition",
    "google shopping / mpn": "MPN",
    "google shopping / manufacturer part number (mpn)": "MPN",
}
METAFIELD = re.compile(r"(?P<name>.+) \((?:product\.)?metafields\.(?!facts|reviews)[\w.\-]+\)")
"""`Color (product.metafields.shopify.color-pattern)`: what a shop added to its products."""
