"""What the two dialects of Shopify's product CSV call their columns."""

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
