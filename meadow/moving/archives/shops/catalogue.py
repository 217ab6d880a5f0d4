"""A shop's products: in the format that says everything, in the one that Shopify reads, and with all their files."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Prefetch, Q, QuerySet
from django.utils.text import get_valid_filename

from meadow.goods.catalogues.records import ProductRecord
from meadow.goods.catalogues.writing.meadow import meadow_rows
from meadow.goods.catalogues.writing.shopify import shopify_rows
from meadow.goods.models.products import Product, ProductPhoto, Variant
from meadow.goods.models.stock import DigitalFile, StockLevel
from meadow.moving.archives.entries import Entry, Pieces, by_key, kept_file, listing, said, table
from meadow.moving.archives.shops.asked import Asked
from meadow.moving.archives.shops.records import key_of_variant, records, without_variants
from meadow.people.models.photos import Photo
from meadow.plumbing.private import private_files
from meadow.plumbing.spreadsheet import csv_bytes


def count(asked: Asked) -> int:
    return 2 * Product.objects.filter(shop=asked.shop).count()


def entries(asked: Asked) -> Iterator[Entry]:
    shop, languages = asked.shop, [language for language, _ in settings.LANGUAGES]
    own, elsewhere = partial(records, shop, place=photo_file), partial(records, shop, place=_address)
    in_full = partial(meadow_rows, currency=shop.currency, languages=languages)
    yield _catalogue("catalogue-meadow.csv", own, in_full)
    yield _catalogue("catalogue-shopify.csv", elsewhere, partial(shopify_rows, currency=shop.currency))
    titles = ("Product", "Variant", "SKU", "Variant key", "Warehouse", "On hand")
    yield table("stock.csv", titles, lambda: _stock(asked))
    yield listing(
        "products-without-variants.json",
        lambda: (said(product, "handle", "title", "status", "description") for product in without_variants(shop)),
    )


def _catalogue(
    path: str, products: Callable[[], Iterator[ProductRecord]], rows: Callable[..., Iterator[list[str]]]
) -> Entry:
    """One catalogue file; it counts products, however many rows each has."""

    def pieces() -> Pieces:
        begun = told = 0

        def watched() -> Iterator[ProductRecord]:
            nonlocal begun
            for record in products():
                begun += 1
                yield record

        for piece in csv_bytes(rows(watched())):
            yield piece, begun - told
            told = begun

    return Entry(path, pieces, has_rows=True)


def _stock(asked: Asked) -> Iterator[list[object]]:
    """Where goods lie, for shops that keep them in more than one place."""
    levels = StockLevel.objects.filter(variant__product__shop=asked.shop)
    for level in by_key(levels.select_related("variant__product", "warehouse"), at_once=1000):
        variant = level.variant
        key = key_of_variant(variant.pk, variant.product.source, variant.source_key)
        options = " / ".join(variant.option_values)
        yield [variant.product.handle, options, variant.sku, key, level.warehouse.name, level.on_hand]


def count_files(asked: Asked) -> int:
    photos = ProductPhoto.objects.filter(product__shop=asked.shop).count()
    return photos + DigitalFile.objects.filter(product__shop=asked.shop).count()


def files(asked: Asked) -> Iterator[Entry]:
    shown = Prefetch("photos", ProductPhoto.objects.select_related("photo"))
    variants = Prefetch("variants", Variant.objects.filter(photo__isnull=False).select_related("photo"))
    products = Product.objects.filter(shop=asked.shop).prefetch_related(shown, variants, "files")
    for product in by_key(products):
        rows = [row.photo for row in product.photos.all()]
        rows += [variant.photo for variant in product.variants.all() if variant.photo]
        for photo in {photo.name: photo for photo in rows}.values():
            yield kept_file(photo_file(product.handle, photo), default_storage, photo.name)
        for file in product.files.all():
            path = f"files/{product.handle}-{file.pk}-{get_valid_filename(file.name)[-100:]}"
            yield kept_file(path, private_files(), file.file.name or "", size=file.size, is_packed=False)
    for photo in by_key(_of_shop(asked)):
        name = PurePosixPath(photo.name)
        yield kept_file(f"shop/{name.stem[:12]}{name.suffix}", default_storage, photo.name)


def photo_file(handle: str, photo: Photo) -> str:
    """The path of a product's photo in the archive: the same in every export, and readable."""
    name = PurePosixPath(photo.name)
    return f"photos/{handle}-{name.stem[:12]}{name.suffix}"


def _address(handle: str, photo: Photo) -> str:
    """Where the photo can be fetched on the web, as long as it is shown here."""
    return urljoin(settings.PUBLIC_URL, photo.url)


def _of_shop(asked: Asked) -> "QuerySet[Photo]":
    """What the shop and its collections show of themselves."""
    shop = asked.shop
    covers = shop.collections.exclude(cover=None).values("cover")
    return Photo.objects.filter(Q(pk__in=[shop.picture_id or 0, shop.cover_id or 0]) | Q(pk__in=covers))
