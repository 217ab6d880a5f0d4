"""New products: rows that are not there yet, made of many texts in a number of statements that does not grow."""

from collections.abc import Sequence

from meadow.goods.actions.bundles import write_parts
from meadow.goods.actions.handles import free_handles
from meadow.goods.actions.photos import write_photos
from meadow.goods.actions.shelf import Shelf
from meadow.goods.actions.summaries import sum_up
from meadow.goods.actions.sums import find_by_words, sum_up_stock
from meadow.goods.actions.variants import counted, reason_for, worded
from meadow.goods.actions.words import write_words
from meadow.goods.events import ProductPublished
from meadow.goods.models.products import PriceChange, Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.texts import ProductText
from meadow.goods.translations import Glossary
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce_all


def write_new_products(texts: Sequence[ProductText], *, shop: Shop, by: Person | None) -> list[Product]:
    """Make one product of each text, with its categories, variants, stock, first prices and photos.

    For actions that hold the shop's lock, and those of the products that bundles are made of, and have looked that the
    products are new. Raises NotAPart, TooManyPhotos or NotYourPhoto.
    """
    if not texts:
        return []
    handles = free_handles(shop, texts)
    products = [Product(shop=shop, handle=handle) for handle in handles]
    on_sale = [product for product, text in zip(products, texts, strict=True) if write_words(product, text)]
    variants: list[Variant] = []
    stocks: list[Stock] = []
    of_products: list[tuple[Product, list[Variant]]] = []
    for product, text in zip(products, texts, strict=True):
        glossary = Glossary("option_values", ()).learn(text.value_words)
        own = [worded(Variant(product=product), said, place) for place, said in enumerate(text.variants)]
        for variant in own:
            variant.translations = glossary.translate(variant.option_values)
        stocks += [counted(Stock(variant=variant), said) for variant, said in zip(own, text.variants, strict=True)]
        sum_up(product, own, cover=text.photos[0].photo if text.photos else None)
        variants += own
        of_products.append((product, own))

    Product.objects.bulk_create(products)
    in_category = Product.categories.through
    in_category.objects.bulk_create(
        in_category(product_id=product.pk, category_id=category)
        for product, text in zip(products, texts, strict=True)
        for category in dict.fromkeys(text.categories or ())
    )
    Variant.objects.bulk_create(variants)
    Shelf(stocks).write(reason=reason_for(texts[0]), by=by)
    write_parts(list(zip(variants, (said for text in texts for said in text.variants), strict=True)))
    sum_up_stock(product.pk for product in products)
    find_by_words(of_products)
    PriceChange.objects.bulk_create(PriceChange(variant=variant, price=variant.price) for variant in variants)
    write_photos([(product, text.photos) for product, text in zip(products, texts, strict=True) if text.photos], by=by)
    announce_all([ProductPublished(product=product.pk, shop=shop.pk, by=by.pk if by else None) for product in on_sale])
    return products
