"""Listings of the goods in the database: a bounded number of products and of statements at a time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Prefetch

from meadow.goods.catalogues.gtin import is_gtin, plain_digits
from meadow.goods.feeds.listings import Availability, Item, Listing, Picture, Sending
from meadow.goods.feeds.texts import one_line, plain
from meadow.goods.feeds.traits import trait_of_option
from meadow.goods.models.products import Product, ProductPhoto, Variant
from meadow.matching.channels.ground import Ground
from meadow.matching.choosing import can_be_had
from meadow.people.models.photos import Photo
from meadow.plumbing.public import public
from meadow.trade.models.shipping import ShippingRate
from meadow.trade.reckoning.sending import reaching

MOST_PHOTOS = 21
MOST_COUNTRIES = 100
Rates = dict[int, list[ShippingRate]]


def listings(pks: Sequence[int], ground: Ground) -> list[Listing]:
    """The listings of these products on sale, in the order of their keys, by six statements however many they are."""
    variants = Variant.objects.filter(is_active=True).select_related("stock", "photo")
    photos = ProductPhoto.objects.select_related("photo")
    products = Product.objects.on_sale().filter(pk__in=pks).select_related("shop").order_by("pk")
    found = list(products.prefetch_related(Prefetch("variants", variants), Prefetch("photos", photos)))
    standing = Product.categories.through.objects.filter(product__in=found).values_list("product_id", "category_id")
    shelves: dict[int, list[int]] = defaultdict(list)
    for product_pk, category_pk in standing:
        shelves[product_pk].append(category_pk)
    rates = _rates({product.shop_id for product in found})
    return [_listing(product, shelves[product.pk], rates, ground) for product in found]


def _rates(shops: Iterable[int]) -> Rates:
    found: Rates = defaultdict(list)
    for rate in ShippingRate.objects.offered().filter(shop__in=shops):
        found[rate.shop_id].append(rate)
    return found


def _listing(product: Product, shelves: list[int], rates: Rates, ground: Ground) -> Listing:
    words, shop = product.in_words, product.shop
    link = public(product.get_absolute_url())
    photos = [(row.photo, str(row.in_words["alt"])) for row in product.photos.all()[:MOST_PHOTOS]]
    paths, google = ground.standing(shelves)
    traits, details = ground.said_of(product)
    ships_on = product.preorder_ships_on
    later = ships_on if ships_on and ships_on > ground.today else None
    variants = list(product.variants.all())
    return Listing(
        id=str(product.pk),
        link=link,
        title=one_line(str(words["title"])),
        description=plain(str(words["description"])),
        brand=one_line(product.brand) or one_line(str(shop.in_words["name"])),
        seller=one_line(str(shop.in_words["name"])),
        currency=shop.currency,
        shelves=paths,
        google_category=google,
        traits=traits,
        details=details,
        available_on=later,
        is_bundle=product.kind == Product.Kind.BUNDLE,
        is_sent=product.kind != Product.Kind.DIGITAL,
        items=tuple(
            _item(
                variant,
                product,
                link if len(variants) == 1 else f"{link}?variant={variant.pk}",
                photos,
                rates[shop.pk],
                ground,
                is_later=later is not None,
            )
            for variant in variants
        ),
    )


def _item(
    variant: Variant,
    product: Product,
    link: str,
    photos: Sequence[tuple[Photo, str]],
    rates: Sequence[ShippingRate],
    ground: Ground,
    *,
    is_later: bool,
) -> Item:
    options = tuple(zip(product.option_words, variant.option_words, strict=False))
    traits = {
        trait: value
        for name, (_word, value) in zip(product.options, options, strict=False)
        if (trait := trait_of_option(name))
    }
    barcode = plain_digits(variant.barcode.strip())
    sides = (variant.length_mm, variant.width_mm, variant.height_mm)
    length, width, height = sides
    return Item(
        id=str(variant.pk),
        link=link,
        price=variant.price,
        price_before=variant.compare_at if variant.is_reduced else None,
        availability=_availability(variant, is_later=is_later),
        options=options,
        traits=traits,
        sku=variant.sku,
        gtin=barcode if is_gtin(barcode) else "",
        weight_grams=variant.weight_grams,
        dimensions=(length, width, height) if length and width and height else None,
        measure=(variant.net_amount, variant.net_unit) if variant.net_amount and variant.net_unit else None,
        pictures=_pictures(variant, photos),
        sending=tuple(_sending(rates, variant, ground.country)),
    )


def _availability(variant: Variant, *, is_later: bool) -> Availability:
    if not can_be_had(variant):
        return Availability.OUT_OF_STOCK
    return Availability.PREORDER if is_later else Availability.IN_STOCK


def _pictures(variant: Variant, photos: Sequence[tuple[Photo, str]]) -> tuple[Picture, ...]:
    """The product's photos, the variant's own one first."""
    own = [variant.photo] if variant.photo else []
    alts = {photo.pk: alt for photo, alt in photos}
    shown = {photo.pk: photo for photo in [*own, *(photo for photo, _alt in photos)]}
    return tuple(Picture(public(photo.url), one_line(alts.get(photo.pk, ""))) for photo in shown.values())


def _sending(rates: Sequence[ShippingRate], variant: Variant, country: str) -> list[Sending]:
    """What sending one piece costs, by country.

    A rate for the rest of the world names no country; channels want each by its name, so it is told where a feed is
    asked for one country. Rates of single regions are left out.
    """
    found: list[Sending] = []
    whole = [rate for rate in rates if not rate.zone.regions]
    for rate in reaching(whole, country) if country else whole:
        price = rate.price_for(variant.price, variant.weight_grams or 0)
        if price is not None:
            service = one_line(str(rate.in_words["name"]))
            found += [Sending(code, service, price) for code in ([country] if country else rate.countries)]
    return found[:MOST_COUNTRIES]
