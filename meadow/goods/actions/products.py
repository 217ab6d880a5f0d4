"""Products: writing what a shop sells, putting it on sale and taking it off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from meadow.goods.actions.bundles import named_parts
from meadow.goods.actions.changed_products import rewrite_products
from meadow.goods.actions.digital import copy_files
from meadow.goods.actions.new_products import write_new_products
from meadow.goods.actions.trail import note_down
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
        product = save_products([text], shop=shop, by=by)[0]
        note_down(shop, "product_added", by=by, title=product.title)
        return product
    text.check()
    _lock(Q(pk=product.pk), [text])
    product = Product.objects.filter(shop=shop).select_related("shop").get(pk=product.pk)
    rewrite_products([(product, text)], by=by)
    note_down(shop, "product_changed", by=by, title=product.title)
    return product


@transaction.atomic
def save_products(texts: Sequence[ProductText], *, shop: Shop, by: Person | None) -> list[Product]:
    """Write many products, all of them or nothing: those that came from the same source before, else new ones.

    The number of statements does not grow. Locks the shop, so that no two products take the same handle and no source's
    product begins twice; then the products, then their stock. Raises a Refusal of goods.
    """
    Shop.objects.locked().get(pk=shop.pk)
    return write_products([(None, text) for text in texts], shop=shop, by=by)


def write_products(
    pairs: Sequence[tuple[Product | None, ProductText]], *, shop: Shop, by: Person | None
) -> list[Product]:
    """Bring each product to what its text says; where none is given, do what `save_products` does.

    For actions that hold the locks of the products given, which bring their shops, and, where one is missing, the
    shop's. The number of statements does not grow. Raises a Refusal of goods.
    """
    for _, text in pairs:
        text.check()
    known = _known([text for product, text in pairs if product is None], shop)
    _lock(Q(pk__in=[product.pk for product, _ in pairs if product]) | Q(pk__in=known), [text for _, text in pairs])
    by_origin = {
        (row.source, row.source_key): row for row in Product.objects.filter(pk__in=known).select_related("shop")
    }
    found = [(product or by_origin.get(_origin(text)), text) for product, text in pairs]
    begun = iter(write_new_products([text for product, text in found if product is None], shop=shop, by=by))
    rewrite_products([(product, text) for product, text in found if product], by=by)
    return [product or next(begun) for product, _ in found]


@transaction.atomic
def publish_product(product: Product, *, by: Person) -> Product:
    """Put the product on sale. On sale already, it stays."""
    product = Product.objects.select_related("shop").locked().get(pk=product.pk)
    if not product.variants.filter(is_active=True).exists():
        raise NoVariants
    if product.take(Product.Status.ACTIVE):
        product.save(update_fields=["status", "published_at", "publish_at", "changed_at"])
        announce(ProductPublished(product=product.pk, shop=product.shop_id, by=by.pk))
        note_down(product.shop, "product_published", by=by, title=product.title)
    return product


@transaction.atomic
def archive_product(product: Product, *, by: Person) -> Product:
    """Take the product off sale and out of the way; nothing is lost."""
    product = Product.objects.select_related("shop").locked().get(pk=product.pk)
    product.take(Product.Status.ARCHIVED)
    product.save(update_fields=["status", "publish_at", "changed_at"])
    note_down(product.shop, "product_archived", by=by, title=product.title)
    return product


@transaction.atomic
def restore_product(product: Product, *, status: Product.Status, publish_at: datetime | None, by: Person) -> Product:
    """Bring the product back to how it was before it was archived; it was published when it was, which is no news.

    What is no longer in the archive stays as it is.
    """
    product = Product.objects.select_related("shop").locked().get(pk=product.pk)
    if product.status == Product.Status.ARCHIVED:
        product.status, product.publish_at = status, publish_at
        product.save(update_fields=["status", "publish_at", "changed_at"])
        note_down(product.shop, "product_restored", by=by, title=product.title)
    return product


@transaction.atomic
def duplicate_product(product: Product, *, by: Person) -> Product:
    """Make a draft that says the same, with nothing on hand, no moment to go on sale and no source it came from.

    Locks the shop, in which the copy begins, before the product.
    """
    Shop.objects.locked().get(pk=product.shop_id)
    product = Product.objects.locked().select_related("shop").get(pk=product.pk)
    copy = save_products([_text_of_copy(product)], shop=product.shop, by=None)[0]  # photos may be a colleague's
    if copy.kind == Product.Kind.DIGITAL:
        copy_files(product, copy)
    note_down(product.shop, "product_copied", by=by, title=product.title)
    return copy


def _lock(products: Q, texts: Sequence[ProductText]) -> None:
    """Lock these products with those whose stock hangs together with theirs, or is about to."""
    together = Product.objects.filter(products).together(parts=named_parts(texts))
    list(together.locked().values_list("pk"))


def _known(texts: Sequence[ProductText], shop: Shop) -> list[int]:
    """The shop's products that came from the same sources."""
    origins = {_origin(text) for text in texts if text.source_key}
    if not origins:
        return []
    rows = Product.objects.filter(
        shop=shop, source__in={source for source, _ in origins}, source_key__in={key for _, key in origins}
    )
    named = rows.values_list("pk", "source", "source_key")
    return [pk for pk, *origin in named if tuple(origin) in origins]


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
