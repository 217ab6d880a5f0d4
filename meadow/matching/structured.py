"""Products as machines read them: schema.org in JSON-LD."""

from collections.abc import Sequence
from typing import Any

import orjson
from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from meadow.goods.models.products import Product, Variant
from meadow.matching.choosing import can_be_had
from meadow.people.models.photos import Photo
from meadow.plumbing.money import decimal_text

_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
MOST_OFFERS = 100


def product_data(product: Product, variants: Sequence[Variant], photos: Sequence[Photo]) -> SafeString:
    """A data block (never run, so the content security policy does not concern it) with a Product and its Offers.

    What people typed stands in it only as JSON strings in which no character could end the block.
    """
    words = product.in_words
    url = settings.PUBLIC_URL + product.get_absolute_url()
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": words["title"],
        "description": strip_tags(words["description"])[:5000],
        "url": url,
        "image": [
            photo.url if photo.url.startswith("http") else settings.PUBLIC_URL + photo.url for photo in photos[:10]
        ],
        "brand": {"@type": "Brand", "name": product.brand or product.shop.in_words["name"]},
        "offers": [_offer(product, variant, url) for variant in variants[:MOST_OFFERS]],
    }
    text = orjson.dumps({key: value for key, value in data.items() if value}).decode().translate(_ESCAPES)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def _offer(product: Product, variant: Variant, url: str) -> dict[str, Any]:
    stock = "InStock" if can_be_had(variant) else "OutOfStock"
    offer = {
        "@type": "Offer",
        "url": f"{url}?variant={variant.pk}",
        "price": decimal_text(variant.price, product.shop.currency),
        "priceCurrency": product.shop.currency,
        "availability": f"https://schema.org/{stock}",
        "seller": {"@type": "Organization", "name": product.shop.in_words["name"]},
    }
    return {**offer, "sku": variant.sku} if variant.sku else offer
