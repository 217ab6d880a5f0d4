"""Shopping agents: products in the shape of the Agentic Commerce Protocol (https://agenticcommerce.dev)."""

from typing import Any, ClassVar

import orjson

from meadow.goods.feeds.listings import Availability, Item, Listing, Picture, Source
from meadow.goods.feeds.texts import cut, one_line

PICTURES = 20


class Agents:
    name: ClassVar[str] = "acp"
    kind: ClassVar[str] = "application/json"
    separator: ClassVar[str] = ",\n"

    def begin(self, source: Source) -> str:
        return '{"products": [\n'

    def listing(self, listing: Listing, source: Source) -> str:
        product = {
            "id": listing.id,
            "title": one_line(listing.title),
            "description": {"plain": listing.description} if listing.description else None,
            "url": listing.link,
            "media": _media(listing.items[0].pictures) if listing.items else None,
            "variants": [_variant(listing, item, source) for item in listing.items],
        }
        return orjson.dumps(_said(product)).decode()

    def end(self) -> str:
        return "\n]}\n"


def _variant(listing: Listing, item: Item, source: Source) -> dict[str, Any]:
    was = item.price_before
    google = [listing.google_category] if listing.google_category else []
    return _said(
        {
            "id": item.id,
            "title": cut(one_line(listing.title_of(item)), 150),
            "url": item.link,
            "barcodes": [{"type": "GTIN", "value": item.gtin.zfill(14)}] if item.gtin else None,
            "price": {"amount": item.price, "currency": listing.currency},
            "list_price": {"amount": was, "currency": listing.currency} if was and was > item.price else None,
            "availability": {
                "available": item.availability is not Availability.OUT_OF_STOCK,
                "status": item.availability.value,
            },
            "categories": [
                *({"value": shelf, "taxonomy": "merchant"} for shelf in listing.shelves),
                *({"value": str(number), "taxonomy": "google_product_category"} for number in google),
            ],
            "condition": ["new"],
            "variant_options": [{"name": name, "value": value} for name, value in item.options],
            "media": _media(item.pictures),
            "seller": {"name": listing.seller},
            "marketplace": {"name": source.marketplace},
        }
    )


def _media(pictures: tuple[Picture, ...]) -> list[dict[str, str]]:
    return [
        {"type": "image", "url": picture.url, **({"alt_text": picture.alt} if picture.alt else {})}
        for picture in pictures[:PICTURES]
    ]


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is unknown or empty."""
    return {key: value for key, value in values.items() if value not in (None, "", [])}
