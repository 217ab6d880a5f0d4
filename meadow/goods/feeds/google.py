"""Google Merchant Center: RSS 2.0 with Google's namespace.

Limits and words follow https://support.google.com/merchants/answer/7052112; Meta and others read the same file.
"""

from collections.abc import Iterator
from typing import ClassVar
from xml.sax.saxutils import escape

from meadow.goods.feeds import measures
from meadow.goods.feeds.formats import differs_by_traits, is_complete, money
from meadow.goods.feeds.listings import Availability, Item, Listing, Source
from meadow.goods.feeds.texts import cut, one_line
from meadow.goods.feeds.traits import FURTHER, LONGEST, NAMES

TITLE, DESCRIPTION, BRAND, MPN, SHELF = 150, 5000, 70, 70, 750
PICTURES, SENDINGS, SHELVES, DETAILS = 10, 100, 5, 20

Element = tuple[str, str]


class Google:
    name: ClassVar[str] = "google"
    kind: ClassVar[str] = "application/rss+xml; charset=utf-8"
    separator: ClassVar[str] = ""

    def begin(self, source: Source) -> str:
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n'
            f"<title>{escape(cut(one_line(source.title), TITLE))}</title>\n<link>{escape(source.link)}</link>\n"
            f"<description>{escape(cut(one_line(source.description), DESCRIPTION))}</description>\n"
        )

    def listing(self, listing: Listing, source: Source) -> str:
        if not is_complete(listing):
            return ""
        shared = _shared(listing)
        return "".join(
            _item([*_own(listing, item), *shared], item, listing)
            for item in listing.items
            if item.pictures and item.price > 0
        )

    def end(self) -> str:
        return "</channel>\n</rss>\n"


def _item(elements: list[Element], item: Item, listing: Listing) -> str:
    body = "".join(f"<g:{name}>{escape(text)}</g:{name}>\n" for name, text in elements if text)
    for sending in item.sending[:SENDINGS] if listing.is_sent else ():
        body += (
            f"<g:shipping><g:country>{escape(sending.country)}</g:country>"
            f"<g:service>{escape(one_line(sending.service))}</g:service>"
            f"<g:price>{money(sending.price, listing.currency)}</g:price></g:shipping>\n"
        )
    for name, value in listing.details[:DETAILS]:
        body += (
            f"<g:product_detail><g:attribute_name>{escape(cut(one_line(name), 140))}</g:attribute_name>"
            f"<g:attribute_value>{escape(cut(one_line(value), 1000))}</g:attribute_value></g:product_detail>\n"
        )
    return f"<item>\n{body}</item>\n"


def _shared(listing: Listing) -> list[Element]:
    """What all items of a product say alike."""
    return [
        ("description", cut(listing.description or listing.title, DESCRIPTION)),
        ("brand", cut(one_line(listing.brand), BRAND)),
        ("condition", "new"),
        ("item_group_id", listing.id if differs_by_traits(listing) else ""),
        ("google_product_category", str(listing.google_category or "")),
        *(("product_type", cut(one_line(shelf), SHELF)) for shelf in listing.shelves[:SHELVES]),
        ("is_bundle", "yes" if listing.is_bundle else ""),
    ]


def _own(listing: Listing, item: Item) -> Iterator[Element]:
    """What an item says for itself."""
    yield "id", item.id
    yield "title", cut(one_line(listing.title_of(item)), TITLE)
    yield "link", item.link
    first, *others = item.pictures
    yield "image_link", first.url
    for picture in others[:PICTURES]:
        yield "additional_image_link", picture.url
    yield "availability", item.availability.value
    if item.availability is Availability.PREORDER and listing.available_on:
        yield "availability_date", f"{listing.available_on.isoformat()}T00:00+0000"
    if item.price_before is not None and item.price_before > item.price:
        yield "price", money(item.price_before, listing.currency)
        yield "sale_price", money(item.price, listing.currency)
    else:
        yield "price", money(item.price, listing.currency)
    yield "gtin", item.gtin
    yield "mpn", mpn(item)
    yield "identifier_exists", "" if item.gtin or (listing.brand and mpn(item)) else "no"
    traits = listing.traits_of(item)
    for trait in (*NAMES, *FURTHER):
        yield trait, cut(one_line(traits.get(trait, "")), LONGEST.get(trait, 100))
    yield "unit_pricing_measure", measures.content(item.measure)
    yield "unit_pricing_base_measure", measures.base(item.measure)
    if listing.is_sent:
        yield "shipping_weight", measures.weight(item.weight_grams)
        sides = [measures.length(side) for side in item.dimensions or ()]
        if sides and all(sides):  # Google uses them all together or not at all
            yield from zip(("shipping_length", "shipping_width", "shipping_height"), sides, strict=True)


def mpn(item: Item) -> str:
    """The maker's own number; of goods without a barcode, the shop is the maker or nobody knows better."""
    return "" if item.gtin else one_line(item.sku)[:MPN]
