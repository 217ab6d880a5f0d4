"""Products that are there already, brought to what texts say of them, in a number of statements that does not grow."""

from collections.abc import Sequence

from meadow.goods.actions.bundles import turn_into, write_parts
from meadow.goods.actions.digital import keep_downloads
from meadow.goods.actions.photos import write_photos
from meadow.goods.actions.summaries import sum_all_up
from meadow.goods.actions.variants import write_variants
from meadow.goods.actions.words import write_words
from meadow.goods.events import ProductPublished
from meadow.goods.models.products import Product
from meadow.goods.texts import ProductText
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce_all
from meadow.plumbing.rows import said_by, write_rows

_KEPT = [
    field.name
    for field in Product._meta.concrete_fields
    if field.name not in ("id", "shop", "handle", "created_at")  # what a text never changes
]


def rewrite_products(pairs: Sequence[tuple[Product, ProductText]], *, by: Person | None) -> None:
    """Bring each product to what its text says. For actions that hold the products' locks; they bring their shops.

    Raises StockMoved, StockIsHeld, KindStays, NotAPart, TooManyPhotos or NotYourPhoto.
    """
    if not pairs:
        return
    products = [product for product, _ in pairs]
    before = said_by(products, _KEPT)
    for product, text in pairs:
        if text.kind and text.kind != product.kind:
            turn_into(product, text.kind)
    on_sale = [product for product, text in pairs if write_words(product, text)]
    _write_categories(pairs)
    write_parts(write_variants(pairs, by=by))
    for product in products:
        if product.kind == Product.Kind.DIGITAL:
            keep_downloads(product)
    write_photos([(product, text.photos) for product, text in pairs if text.photos is not None], by=by)
    sum_all_up(products)
    write_rows(products, _KEPT, before)
    announce_all([ProductPublished(product=row.pk, shop=row.shop_id, by=by.pk if by else None) for row in on_sale])


def _write_categories(pairs: Sequence[tuple[Product, ProductText]]) -> None:
    wanted = {(product.pk, category) for product, text in pairs for category in text.categories or ()}
    said = [product.pk for product, text in pairs if text.categories is not None]
    in_category = Product.categories.through
    known = {(row.product_id, row.category_id): row.pk for row in in_category.objects.filter(product__in=said)}
    if gone := [pk for key, pk in known.items() if key not in wanted]:
        in_category.objects.filter(pk__in=gone).delete()
    in_category.objects.bulk_create(
        in_category(product_id=product, category_id=category) for product, category in sorted(wanted - known.keys())
    )
