"""A shop's products: in the format that says everything, in the one that Shopify reads, and with all their files."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.db.models import Prefetch, Q, QuerySet
from django.utils.text import get_valid_filename

from meadow.goods.models.products import Product, ProductPhoto, Variant
from meadow.goods.models.stock import DigitalFile
from meadow.moving.archives.entries import Entry, by_key, kept_file
from meadow.moving.archives.shops.asked import Asked
from meadow.people.models.photos import Photo
from meadow.plumbing.private import private_files


def count(asked: Asked) -> int:
    return 2 * Product.objects.filter(shop=asked.shop).count()


def entries(asked: Asked) -> Iterator[Entry]:
    yield from ()


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
            name = f"files/{product.handle}-{file.pk}-{get_valid_filename(file.name)[-100:]}"
            yield kept_file(name, private_files(), file.file.name, size=file.size, is_packed=False)
    for photo in by_key(_of_shop(asked)):
        name = PurePosixPath(photo.name)
        yield kept_file(f"shop/{name.stem[:12]}{name.suffix}", default_storage, photo.name)


def photo_file(handle: str, photo: Photo) -> str:
    """The path of a product's photo in the archive: the same in every export, and readable."""
    name = PurePosixPath(photo.name)
    return f"photos/{handle}-{name.stem[:12]}{name.suffix}"


def _of_shop(asked: Asked) -> "QuerySet[Photo]":
    """What the shop and its collections show of themselves."""
    shop = asked.shop
    covers = shop.collections.exclude(cover=None).values("cover")
    return Photo.objects.filter(Q(pk__in=[shop.picture_id or 0, shop.cover_id or 0]) | Q(pk__in=covers))
