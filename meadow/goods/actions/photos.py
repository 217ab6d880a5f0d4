"""Photos of products: which ones a product shows, in which order, in which words."""

from collections.abc import Sequence

from django.db import transaction

from meadow.goods.actions.summaries import summarise
from meadow.goods.models.products import Product, ProductPhoto
from meadow.goods.refusals import NotYourPhoto, TooManyPhotos
from meadow.goods.texts import PhotoText
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo

MOST_PHOTOS = 18


@transaction.atomic
def arrange_photos(product: Product, texts: Sequence[PhotoText], *, by: Person | None) -> Product:
    """Show exactly these photos in this order; the first is the cover. Nobody may add a photo of somebody else's.

    `by` None is the import, which put the photos itself.
    """
    product = Product.objects.locked().get(pk=product.pk)
    write_photos(product, texts, by=by)
    summarise(product)
    return product


@transaction.atomic
def add_photos(product: Product, texts: Sequence[PhotoText], *, by: Person | None) -> Product:
    """Show these photos after those that the product shows already."""
    product = Product.objects.locked().get(pk=product.pk)
    before = [PhotoText(photo=row.photo_id, alt=row.alt) for row in product.photos.all()]
    return arrange_photos(product, [*before, *texts], by=by)


def write_photos(product: Product, texts: Sequence[PhotoText], *, by: Person | None) -> None:
    """What `arrange_photos` does, for actions that hold the product's lock and sum it up themselves."""
    texts = list({text.photo: text for text in reversed(texts)}.values())[::-1]
    if len(texts) > MOST_PHOTOS:
        raise TooManyPhotos(limit=MOST_PHOTOS)
    shown = {shown.photo_id: shown for shown in product.photos.all()}
    added = {text.photo for text in texts} - shown.keys()
    if by and Photo.objects.put_here_by(by).filter(pk__in=added).count() != len(added):
        raise NotYourPhoto

    wanted = {text.photo for text in texts}
    product.photos.exclude(photo__in=wanted).delete()
    for place, text in enumerate(texts):
        row = shown.setdefault(text.photo, ProductPhoto(product=product, photo_id=text.photo))
        row.position, row.alt, row.source = place, text.alt, text.source or row.source
        if text.translations is not None:
            row.translations = {code: dict(words) for code, words in text.translations.items()}
    rows = [shown[text.photo] for text in texts]
    ProductPhoto.objects.bulk_update([row for row in rows if row.pk], ["position", "alt", "source", "translations"])
    ProductPhoto.objects.bulk_create(row for row in rows if not row.pk)
