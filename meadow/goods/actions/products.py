"""Products: writing what a shop sells, putting it on sale and taking it off."""

import re
from collections.abc import Mapping

from django.db import transaction

from meadow.goods.actions.photos import write_photos
from meadow.goods.actions.summaries import summarise
from meadow.goods.actions.variants import write_variants
from meadow.goods.catalogues.building import slug
from meadow.goods.descriptions import clean_description
from meadow.goods.events import ProductPublished
from meadow.goods.models.products import Product, ProductPhoto, Stock
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import NoVariants
from meadow.goods.texts import ProductText, VariantText
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce

LONGEST_HANDLE = 120


@transaction.atomic
def save_product(text: ProductText, *, shop: Shop, by: Person | None, product: Product | None = None) -> Product:
    """Write one product with its variants, stock and prices, all of it or nothing.

    Writes the given product; else the one that came from the same source before; else a new one. The number of
    statements does not grow with the variants. Locks the shop where it may be a new one, then the product, then its
    stock. Raises a Refusal of goods.
    """
    text.check()
    product = _at_hand(text, shop, product) or Product(shop=shop, handle=_free_handle(shop, text))
    product.title = text.title
    product.description = clean_description(text.description)
    product.brand = text.brand
    product.tags, product.options = list(text.tags), list(text.options)
    if text.translations is not None:
        product.translations = _clean_translations(text.translations)
    if text.source_key:
        product.source, product.source_key = text.source, text.source_key
    goes_on_sale = product.take(text.status or product.status)
    product.save()

    if text.categories is not None:
        product.categories.set(text.categories)
    write_variants(product, text, by=by)
    if text.photos is not None:
        write_photos(product, text.photos, by=by)
    summarise(product)
    if goes_on_sale:
        announce(ProductPublished(product=product.pk, shop=shop.pk, by=by.pk if by else None))
    return product


@transaction.atomic
def publish_product(product: Product, *, by: Person) -> Product:
    """Put the product on sale. On sale already, it stays."""
    product = Product.objects.locked().get(pk=product.pk)
    if not product.variants.filter(is_active=True).exists():
        raise NoVariants
    if product.take(Product.Status.ACTIVE):
        product.save(update_fields=["status", "published_at", "changed_at"])
        announce(ProductPublished(product=product.pk, shop=product.shop_id, by=by.pk))
    return product


@transaction.atomic
def archive_product(product: Product) -> Product:
    """Take the product off sale and out of the way; nothing is lost."""
    product = Product.objects.locked().get(pk=product.pk)
    product.take(Product.Status.ARCHIVED)
    product.save(update_fields=["status", "changed_at"])
    return product


@transaction.atomic
def duplicate_product(product: Product, *, by: Person) -> Product:
    """Make a draft that says the same, with nothing on hand and without the source it may have come from.

    Locks the shop, in which the copy begins, before the product.
    """
    Shop.objects.locked().get(pk=product.shop_id)
    product = Product.objects.locked().select_related("shop").get(pk=product.pk)
    copy = save_product(_text_of_copy(product), shop=product.shop, by=by)
    ProductPhoto.objects.bulk_create(
        ProductPhoto(
            product=copy,
            photo_id=shown.photo_id,
            alt=shown.alt,
            translations=shown.translations,
            position=shown.position,
        )
        for shown in product.photos.all()
    )
    summarise(copy)
    return copy


def _at_hand(text: ProductText, shop: Shop, product: Product | None) -> Product | None:
    """The row to write, locked. The shop is locked before it, so that no two that begin take the same handle."""
    of_shop = Product.objects.filter(shop=shop).select_related("shop")
    if product is not None:
        return of_shop.locked().get(pk=product.pk)
    Shop.objects.locked().get(pk=shop.pk)
    if text.source_key:
        return of_shop.filter(source=text.source, source_key=text.source_key).locked().first()
    return None


def _free_handle(shop: Shop, text: ProductText) -> str:
    """The handle wished for, or one made of the title, with a number when the shop has it already."""
    wish = (slug(text.handle) or slug(text.title) or "product")[: LONGEST_HANDLE - 8].strip("-")
    near = Product.objects.filter(shop=shop, handle__startswith=wish).values_list("handle", flat=True)
    taken = {handle for handle in near if re.fullmatch(rf"{re.escape(wish)}(-[0-9]+)?", handle)}
    if wish not in taken:
        return wish
    return next(handle for number in range(2, len(taken) + 3) if (handle := f"{wish}-{number}") not in taken)


def _clean_translations(translations: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    kept: dict[str, dict[str, str]] = {}
    for language, words in translations.items():
        said = {field: words[field].strip() for field in Product.translated if words.get(field, "").strip()}
        if "description" in said:
            said["description"] = clean_description(said["description"])
        if said:
            kept[language] = said
    return kept


def _text_of_copy(product: Product) -> ProductText:
    variants = list(product.variants.filter(is_active=True))
    stocks = {stock.variant_id: stock for stock in Stock.objects.filter(variant__in=variants)}
    return ProductText(
        title=product.title,
        handle=product.handle,
        description=product.description,
        status=Product.Status.DRAFT,
        brand=product.brand,
        tags=tuple(product.tags),
        options=tuple(product.options),
        categories=tuple(product.categories.values_list("pk", flat=True)),
        translations=product.translations,
        variants=tuple(
            VariantText(
                option_values=tuple(variant.option_values),
                price=variant.price,
                compare_at=variant.compare_at,
                sku=variant.sku,
                barcode=variant.barcode,
                weight_grams=variant.weight_grams,
                photo=variant.photo_id,
                is_tracked=stocks[variant.pk].is_tracked if variant.pk in stocks else True,
                sells_on=stocks[variant.pk].sells_on if variant.pk in stocks else False,
            )
            for variant in variants
        ),
    )
