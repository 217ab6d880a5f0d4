"""Products: writing what a shop sells, putting it on sale and taking it off."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from meadow.goods.actions.new_products import write_new_products
from meadow.goods.actions.photos import write_photos
from meadow.goods.actions.summaries import summarise
from meadow.goods.actions.variants import write_variants
from meadow.goods.actions.words import write_words
from meadow.goods.events import ProductPublished
from meadow.goods.importing.known import look_up
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import NoVariants
from meadow.goods.texts import ProductText
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce


@transaction.atomic
def save_product(text: ProductText, *, shop: Shop, by: Person | None, product: Product | None = None) -> Product:
    """Write one product with its variants, stock and prices, all of it or nothing.

    Writes the given product; else the one that came from the same source before; else a new one. The number of
    statements does not grow with the variants. Locks the shop where it may be a new one, then the product, then its
    stock. Raises a Refusal of goods.
    """
    if product is None:
        return save_products([text], shop=shop, by=by)[0]
    text.check()
    product = Product.objects.filter(shop=shop).select_related("shop").locked().get(pk=product.pk)
    return _rewrite(product, text, by=by)


@transaction.atomic
def save_products(texts: Sequence[ProductText], *, shop: Shop, by: Person | None) -> list[Product]:
    """Write many products, all of them or nothing: those that came from the same source before, else new ones.

    The number of statements does not grow with the new ones. Locks the shop, so that no two products take the same
    handle and no source's product begins twice; then the products, then their stock. Raises a Refusal of goods.
    """
    for text in texts:
        text.check()
    Shop.objects.locked().get(pk=shop.pk)
    known = _known(texts, shop)
    begun = iter(write_new_products([text for text in texts if _origin(text) not in known], shop=shop, by=by))
    return [
        _rewrite(known[origin], text, by=by) if (origin := _origin(text)) in known else next(begun) for text in texts
    ]


@transaction.atomic
def publish_product(product: Product, *, by: Person) -> Product:
    """Put the product on sale. On sale already, it stays."""
    product = Product.objects.locked().get(pk=product.pk)
    if not product.variants.filter(is_active=True).exists():
        raise NoVariants
    if product.take(Product.Status.ACTIVE):
        product.save(update_fields=["status", "published_at", "publish_at", "changed_at"])
        announce(ProductPublished(product=product.pk, shop=product.shop_id, by=by.pk))
    return product


@transaction.atomic
def archive_product(product: Product) -> Product:
    """Take the product off sale and out of the way; nothing is lost."""
    product = Product.objects.locked().get(pk=product.pk)
    product.take(Product.Status.ARCHIVED)
    product.save(update_fields=["status", "publish_at", "changed_at"])
    return product


@transaction.atomic
def duplicate_product(product: Product, *, by: Person) -> Product:
    """Make a draft that says the same, with nothing on hand, no moment to go on sale and no source it came from.

    Locks the shop, in which the copy begins, before the product.
    """
    Shop.objects.locked().get(pk=product.shop_id)
    product = Product.objects.locked().select_related("shop").get(pk=product.pk)
    return save_product(_text_of_copy(product), shop=product.shop, by=None)


def _rewrite(product: Product, text: ProductText, *, by: Person | None) -> Product:
    """Bring a locked product to what the text says."""
    goes_on_sale = write_words(product, text)
    product.save()
    if text.categories is not None:
        product.categories.set(text.categories)
    write_variants(product, text, by=by)
    if text.photos is not None:
        write_photos(product, text.photos, by=by)
    summarise(product)
    if goes_on_sale:
        announce(ProductPublished(product=product.pk, shop=product.shop_id, by=by.pk if by else None))
    return product


def _known(texts: Sequence[ProductText], shop: Shop) -> dict[tuple[str, str], Product]:
    """The shop's products that came from the same sources, locked, by their source and its key."""
    origins = {_origin(text) for text in texts if text.source_key}
    rows = Product.objects.filter(
        shop=shop, source__in={source for source, _ in origins}, source_key__in={key for _, key in origins}
    )
    return {(row.source, row.source_key): row for row in rows.select_related("shop").locked()}


def _origin(text: ProductText) -> tuple[str, str]:
    return text.source, text.source_key


def _text_of_copy(product: Product) -> ProductText:
    text = look_up([product.pk])[product.pk].text
    return replace(
        text,
        handle=product.handle,
        status=Product.Status.DRAFT,
        publish_at=None,
        source="",
        source_key="",
        variants=tuple(replace(variant, pk=None, on_hand=None, source_key="") for variant in text.variants),
    )
