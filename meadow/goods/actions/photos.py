"""Photos of products: which ones a product shows, in which order, in which words."""

from collections.abc import Sequence

from django.db import transaction

from meadow.goods.actions.summaries import summarise
from meadow.goods.models.products import Product, ProductPhoto
from meadow.goods.refusals import NotYourPhoto, TooManyPhotos
from meadow.goods.texts import PhotoText
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.plumbing.rows import said_by, write_rows

MOST_PHOTOS = 18
_KEPT = ("position", "alt", "source", "translations")


@transaction.atomic
def arrange_photos(product: Product, texts: Sequence[PhotoText], *, by: Person | None) -> Product:
    """Show exactly these photos in this order; the first is the cover. Nobody may add a photo of somebody else's.

    `by` None is the import, which put the photos itself.
    """
    product = Product.objects.locked().get(pk=product.pk)
    write_photos([(product, texts)], by=by)
    summarise(product)
    return product


@transaction.atomic
def add_photos(product: Product, texts: Sequence[PhotoText], *, by: Person | None) -> Product:
    """Show these photos after those that the product shows already."""
    product = Product.objects.locked().get(pk=product.pk)
    before = [PhotoText(photo=row.photo_id, alt=row.alt) for row in product.photos.all()]
    return arrange_photos(product, [*before, *texts], by=by)


def write_photos(pairs: Sequence[tuple[Product, Sequence[PhotoText]]], *, by: Person | None) -> None:
    """What `arrange_photos` does, for actions that hold the products' locks and sum them up themselves.

    The number of statements does not grow with the products.
    """
    wanted = [(product, _each_once(texts)) for product, texts in pairs]
    if any(len(texts) > MOST_PHOTOS for _, texts in wanted):
        raise TooManyPhotos(limit=MOST_PHOTOS)
    rows = list(ProductPhoto.objects.filter(product__in=[product for product, _ in wanted]))
    was = said_by(rows, _KEPT)
    shown = {(row.product_id, row.photo_id): row for row in rows}
    asked = {(product.pk, text.photo) for product, texts in wanted for text in texts}
    added = {photo for product, photo in asked - shown.keys()}
    if by and added and Photo.objects.put_here_by(by).filter(pk__in=added).count() != len(added):
        raise NotYourPhoto

    if gone := [row.pk for key, row in shown.items() if key not in asked]:
        ProductPhoto.objects.filter(pk__in=gone).delete()
    changed: list[ProductPhoto] = []
    new: list[ProductPhoto] = []
    for product, texts in wanted:
        for place, text in enumerate(texts):
            row = shown.get((product.pk, text.photo))
            if row is None:
                new.append(_worded(ProductPhoto(product=product, photo_id=text.photo), text, place))
            else:
                changed.append(_worded(row, text, place))
    write_rows(changed, _KEPT, was)
    ProductPhoto.objects.bulk_create(new)


def _each_once(texts: Sequence[PhotoText]) -> list[PhotoText]:
    """Of a photo that is named twice, the first place and words count."""
    return list({text.photo: text for text in reversed(texts)}.values())[::-1]


def _worded(row: ProductPhoto, text: PhotoText, place: int) -> ProductPhoto:
    row.position, row.alt, row.source = place, text.alt, text.source or row.source
    if text.translations is not None:
        row.translations = {code: dict(words) for code, words in text.translations.items()}
    return row
