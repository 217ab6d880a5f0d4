"""Pages as machines read them: schema.org in JSON-LD.

Products follow https://developers.google.com/search/docs/appearance/structured-data/merchant-listing and, with several
variants on one page, .../product-variants.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from meadow.goods.catalogues.gtin import is_gtin, plain_digits
from meadow.goods.feeds.traits import trait_of_option
from meadow.goods.models.attributes import Attribute
from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Category, NetUnit, Product, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.unit_prices import unit_price
from meadow.matching.channels.ground import Ground
from meadow.matching.choosing import can_be_had
from meadow.people.models.photos import Photo
from meadow.plumbing.money import decimal_text
from meadow.plumbing.public import data_block, public, said
from meadow.trade.models.shipping import ShippingRate

MOST_OFFERS = 100
MOST_WITH_SENDING = 20
"""With more variants than this, what sending costs is left to the feeds: the page would double in size."""
MOST_RATES, MOST_COUNTRIES = 5, 30
# UN/CEFACT Recommendation 20.
_UNITS = {
    NetUnit.GRAM: "GRM",
    NetUnit.KILOGRAM: "KGM",
    NetUnit.MILLILITRE: "MLT",
    NetUnit.LITRE: "LTR",
    NetUnit.CENTIMETRE: "CMT",
    NetUnit.METRE: "MTR",
    NetUnit.SQUARE_METRE: "MTK",
    NetUnit.PIECE: "C62",
}


def product_data(
    product: Product, variants: Sequence[Variant], photos: Sequence[Photo], rates: Sequence[ShippingRate] = ()
) -> SafeString:
    """A Product with its Offer, or a ProductGroup with a Product for each variant; and the way here."""
    url = public(product.get_absolute_url())
    words = product.in_words
    traits = Ground("", timezone.localdate(), {}, _attributes_of(product)).said_of(product)[0]
    shared: dict[str, Any] = {
        **{name: traits[name] for name in ("color", "material", "pattern", "size") if name in traits},
        "name": words["title"],
        "description": strip_tags(words["description"])[:5000],
        "url": url,
        "image": [public(photo.url) for photo in photos[:10]],
        "brand": {"@type": "Brand", "name": product.brand or product.shop.in_words["name"]},
    }
    shown = variants[:MOST_OFFERS]
    data: dict[str, Any]
    if len(shown) == 1:
        data = {"@type": "Product", **shared, **_variant(product, shown[0], url, rates)}
    else:
        kinds = {trait for name in product.options if (trait := trait_of_option(name))}
        sending = rates if len(shown) <= MOST_WITH_SENDING else ()
        data = {
            "@type": "ProductGroup",
            **shared,
            "productGroupID": str(product.pk),
            "variesBy": [f"https://schema.org/{kind}" for kind in sorted(kinds)],
            "hasVariant": [
                said(
                    {
                        "@type": "Product",
                        "name": f"{words['title']} – {' / '.join(variant.option_words) or variant}",
                        "image": [public(variant.photo.url)] if variant.photo else shared["image"][:1],
                        **_variant(product, variant, f"{url}?variant={variant.pk}", sending),
                    }
                )
                for variant in shown
            ],
        }
    shelves = list(product.categories.select_related("parent__parent__parent"))
    return SafeString(data_block(data) + _trail([*_way(shelves), (str(words["title"]), url)]))


def shelf_data(shelf: Category, above: Iterable[Category]) -> SafeString:
    """The way to one shelf."""
    return _trail([(str(one.in_words["name"]), _shelf_url(one)) for one in (*above, shelf)])


def shop_data(shop: Shop) -> SafeString:
    """The shop as an organisation that sells on the web."""
    words = shop.in_words
    return data_block(
        {
            "@type": "OnlineStore",
            "@id": public(shop.get_absolute_url()),
            "name": words["name"],
            "url": public(shop.get_absolute_url()),
            "description": str(words["story"])[:5000],
            "logo": public(shop.picture.url) if shop.picture else None,
            "image": public(shop.cover.url) if shop.cover else None,
            "address": {"@type": "PostalAddress", "addressLocality": shop.city} if shop.city else None,
            "currenciesAccepted": shop.currency,
        }
    )


def collection_data(collection: Collection) -> SafeString:
    """The way to a collection."""
    shop = collection.shop
    return _trail(
        [
            (str(shop.in_words["name"]), public(shop.get_absolute_url())),
            (str(collection.in_words["title"]), public(collection.get_absolute_url())),
        ],
        (_("Shops"), "matching:shops"),
    )


def site_data() -> SafeString:
    """The platform, on its first page."""
    return data_block({"@type": "WebSite", "name": settings.MEADOW_NAME, "url": f"{settings.PUBLIC_URL}/"})


def _attributes_of(product: Product) -> dict[str, Attribute]:
    """The attributes that channels have a name for, of those that the product answers."""
    if not product.attributes:
        return {}
    return {one.slug: one for one in Attribute.objects.filter(slug__in=product.attributes).exclude(google_name="")}


def _variant(product: Product, variant: Variant, url: str, rates: Sequence[ShippingRate]) -> dict[str, Any]:
    traits = {
        trait: value
        for name, value in zip(product.options, variant.option_words, strict=False)
        if (trait := trait_of_option(name))
    }
    barcode = plain_digits(variant.barcode.strip())
    weight = variant.weight_grams
    return said(
        {
            "sku": variant.sku or str(variant.pk),
            "mpn": variant.sku if variant.sku and not barcode else None,
            "gtin": barcode if is_gtin(barcode) else None,
            **traits,
            "weight": {"@type": "QuantitativeValue", "value": weight, "unitCode": "GRM"} if weight else None,
            "offers": _offer(product, variant, url, rates),
        }
    )


def _offer(product: Product, variant: Variant, url: str, rates: Sequence[ShippingRate]) -> dict[str, Any]:
    currency = product.shop.currency
    later = _later(product.preorder_ships_on)
    stock = "OutOfStock" if not can_be_had(variant) else "PreOrder" if later else "InStock"
    return said(
        {
            "@type": "Offer",
            "url": url,
            "price": decimal_text(variant.price, currency),
            "priceCurrency": currency,
            "priceSpecification": [
                {"@type": "UnitPriceSpecification", "priceCurrency": currency, **said_of_price}
                for said_of_price in _prices(variant, currency)
            ],
            "availability": f"https://schema.org/{stock}",
            "availabilityStarts": later.isoformat() if later and stock == "PreOrder" else None,
            "itemCondition": "https://schema.org/NewCondition",
            "seller": {
                "@type": "OnlineStore",
                "@id": public(product.shop.get_absolute_url()),
                "name": product.shop.name,
            },
            "shippingDetails": _sending(product, variant, rates),
        }
    )


def _prices(variant: Variant, currency: str) -> Iterable[dict[str, Any]]:
    """The price before a reduction, and the price of a unit, where there are such."""
    if variant.is_reduced and variant.compare_at is not None:
        yield {
            "price": decimal_text(variant.compare_at, currency),
            "priceType": "https://schema.org/StrikethroughPrice",
        }
    told = unit_price(variant.price, variant.net_amount, variant.net_unit)
    if told is not None and variant.net_amount is not None:
        yield {
            "price": decimal_text(variant.price, currency),
            "referenceQuantity": {
                "@type": "QuantitativeValue",
                "value": f"{variant.net_amount.normalize():f}",
                "unitCode": _UNITS[NetUnit(variant.net_unit)],
                "valueReference": {
                    "@type": "QuantitativeValue",
                    "value": str(told.amount),
                    "unitCode": _UNITS[NetUnit(told.unit)],
                },
            },
        }


def _sending(product: Product, variant: Variant, rates: Sequence[ShippingRate]) -> list[dict[str, Any]]:
    """What sending one piece costs; a rate that names no country says nothing that a search engine could use."""
    if product.kind == Product.Kind.DIGITAL:
        return []
    weight = variant.weight_grams or 0
    whole = [rate for rate in rates if rate.countries and not rate.zone.regions]
    priced = [(rate, rate.price_for(variant.price, weight)) for rate in whole]
    return [
        {
            "@type": "OfferShippingDetails",
            "shippingRate": {
                "@type": "MonetaryAmount",
                "value": decimal_text(price, product.shop.currency),
                "currency": product.shop.currency,
            },
            "shippingDestination": [
                {"@type": "DefinedRegion", "addressCountry": country} for country in rate.countries[:MOST_COUNTRIES]
            ],
        }
        for rate, price in priced[:MOST_RATES]
        if price is not None
    ]


def _later(ships_on: date | None) -> date | None:
    return ships_on if ships_on and ships_on > timezone.localdate() else None


def _way(shelves: Sequence[Category]) -> list[tuple[str, str]]:
    """The names and addresses of the deepest of these shelves and of those above it."""
    ways = [_up(shelf) for shelf in shelves]
    return [(str(shelf.in_words["name"]), _shelf_url(shelf)) for shelf in max(ways, key=len, default=[])]


def _up(shelf: Category) -> list[Category]:
    above: list[Category] = []
    at: Category | None = shelf
    while at is not None and len(above) < 4:
        above.insert(0, at)
        at = at.parent
    return above


def _shelf_url(shelf: Category) -> str:
    return public(f"{reverse('matching:products')}?category={shelf.slug}")


def _trail(steps: Sequence[tuple[str, str]], first: tuple[str, str] | None = None) -> SafeString:
    """The way from all goods, or from another first page, to here."""
    name, view = first or (_("Goods"), "matching:products")
    whole = [(name, public(reverse(view))), *steps]
    return data_block(
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": name, "item": url}
                for position, (name, url) in enumerate(whole, start=1)
            ],
        }
    )
