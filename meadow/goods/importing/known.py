"""Which product of the shop a record speaks of, and what that product says now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, OuterRef, Prefetch

from meadow.goods.catalogues.records import ProductRecord
from meadow.goods.models.products import Product, ProductPhoto, ProductQuerySet, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.texts import PartText, PhotoText, ProductText, VariantText
from meadow.goods.translations import Glossary


@dataclass(frozen=True, slots=True)
class Known:
    """One product of the shop as it stands: its row, all its variants (those on sale first), and its text."""

    product: Product
    variants: tuple[Variant, ...]
    text: ProductText


def spoken_of(
    records: Sequence[ProductRecord], *, shop: Shop, source: str, adopted: Collection[int]
) -> dict[str, list[int]]:
    """The products that each record may speak of, by its key: none is a new one, several is a contradiction.

    1. The product that came from this source under this key.
    2. Else the one that sells one of the record's SKUs; of several the one that has the record's handle too.
    3. Else the one with the record's handle, where one of the two has no SKUs that would tell them apart.

    A source names each of its products by a key of its own, so 2 and 3 never find one that it gave under another key,
    nor one `adopted` earlier in this import.
    """
    keys = [record.key for record in records]
    of_shop = Product.objects.filter(shop=shop)
    by_key = of_shop.filter(source=source, source_key__in=keys).values_list("source_key", "pk")
    found = {key: [pk] for key, pk in by_key}
    if unknown := [record for record in records if record.key not in found]:
        strangers = of_shop.exclude(source=source).exclude(pk__in=adopted)
        by_sku = _by_sku(strangers, unknown)
        by_handle = _by_handle(strangers, unknown)
        for record in unknown:
            pks = {pk for sku in _skus(record) for pk in by_sku.get(sku, ())}
            if same := by_handle.get(record.handle):
                pk, has_skus = same
                if pk in pks or (not pks and not (has_skus and _skus(record))):
                    pks = {pk}
            found[record.key] = sorted(pks)
    return found


def look_up(pks: Iterable[int]) -> dict[int, Known]:
    """These products as they stand, in a number of statements that does not grow."""
    variants = Variant.objects.select_related("stock").order_by("-is_active", "position", "pk")
    rows = Product.objects.filter(pk__in=list(pks)).select_related("shop")
    rows = rows.prefetch_related(Prefetch("variants", variants), "variants__parts", "photos", "categories")
    return {product.pk: _known(product) for product in rows}


def look_up_locked(pks: Iterable[int]) -> dict[int, Known]:
    """These products as they stand until the end of the transaction, those that have gone left out.

    Products are locked before their stock, as when something is sold.
    """
    wanted = sorted(set(pks))
    if not wanted:
        return {}
    list(Product.objects.filter(pk__in=wanted).together().locked().values_list("pk"))
    list(Stock.objects.filter(variant__product__in=wanted).locked().values_list("pk"))
    return look_up(wanted)


def parts_by_key(records: Sequence[ProductRecord], *, shop: Shop) -> dict[str, int]:
    """The shop's variants, on sale, that bundles among the records name as their parts, by the names they give them.

    A variant is named by its key at its source, else by its SKU.
    """
    wanted = {part.variant for record in records for variant in record.variants for part in variant.parts}
    if not wanted:
        return {}
    of_shop = Variant.objects.filter(product__shop=shop, is_active=True).order_by("-pk")
    by_sku = of_shop.filter(sku__in=wanted - {""}).values_list("sku", "pk")
    by_key = of_shop.filter(source_key__in=wanted - {""}).values_list("source_key", "pk")
    return {**dict(by_sku), **dict(by_key)}


def stock_of(variant: Variant) -> Stock:
    """The variant's stock; an empty one where there is none yet."""
    try:
        return variant.stock
    except ObjectDoesNotExist:
        return Stock()


def _known(product: Product) -> Known:
    variants = tuple(product.variants.all())
    text = ProductText(
        title=product.title,
        description=product.description,
        status=Product.Status(product.status),
        brand=product.brand,
        tags=tuple(product.tags),
        options=tuple(product.options),
        categories=tuple(sorted(category.pk for category in product.categories.all())),
        photos=tuple(_photo_text(row) for row in product.photos.all()),
        kind=Product.Kind(product.kind),
        attributes=product.attributes,
        size_table=product.size_table,
        care=product.care,
        origin=product.origin,
        tax_class=Product.TaxClass(product.tax_class),
        seo_title=product.seo_title,
        seo_description=product.seo_description,
        preorder_ships_on=product.preorder_ships_on,
        publish_at=product.publish_at,
        translations=_words(product),
        option_words=Glossary("options", [(product.options, product.translations)]).known,
        value_words=Glossary("option_values", [(row.option_values, row.translations) for row in variants]).known,
        is_whole=True,
        source=product.source,
        source_key=product.source_key,
        variants=tuple(variant_text(variant) for variant in variants if variant.is_active),
    )
    return Known(product, variants, text)


def _words(product: Product) -> dict[str, dict[str, str]]:
    """What the product says in other languages, without what its options are called there."""
    said = {
        language: {field: words[field] for field in Product.translated if field in words}
        for language, words in product.translations.items()
    }
    return {language: words for language, words in said.items() if words}


def _photo_text(row: ProductPhoto) -> PhotoText:
    return PhotoText(photo=row.photo_id, alt=row.alt, source=row.source, translations=row.translations)


def variant_text(variant: Variant) -> VariantText:
    """The variant as it stands; its stock and parts are read where they were not yet."""
    stock = stock_of(variant)
    return VariantText(
        pk=variant.pk,
        option_values=tuple(variant.option_values),
        price=variant.price,
        compare_at=variant.compare_at,
        sku=variant.sku,
        barcode=variant.barcode,
        weight_grams=variant.weight_grams,
        on_hand=stock.on_hand,
        is_tracked=stock.is_tracked,
        sells_on=stock.sells_on,
        photo=variant.photo_id,
        cost=variant.cost,
        length_mm=variant.length_mm,
        width_mm=variant.width_mm,
        height_mm=variant.height_mm,
        net_amount=variant.net_amount,
        net_unit=variant.net_unit,
        low_at=stock.low_at,
        parts=tuple(PartText(variant=row.part_id, quantity=row.quantity) for row in variant.parts.all()),
        is_whole=True,
        source_key=variant.source_key,
    )


def _skus(record: ProductRecord) -> set[str]:
    return {variant.sku for variant in record.variants if variant.sku}


def _by_sku(products: ProductQuerySet, records: Sequence[ProductRecord]) -> dict[str, set[int]]:
    skus = set[str]().union(*map(_skus, records))
    found: dict[str, set[int]] = {}
    rows = Variant.objects.filter(product__in=products, sku__in=skus, is_active=True)
    for sku, pk in rows.values_list("sku", "product"):
        found.setdefault(sku, set()).add(pk)
    return found


def _by_handle(products: ProductQuerySet, records: Sequence[ProductRecord]) -> dict[str, tuple[int, bool]]:
    """The product with each handle, and whether it has any SKU."""
    with_sku = Variant.objects.filter(product=OuterRef("pk"), is_active=True).exclude(sku="")
    rows = products.filter(handle__in={record.handle for record in records if record.handle})
    found = rows.annotate(has_skus=Exists(with_sku)).values_list("handle", "pk", "has_skus")
    return {handle: (pk, has_skus) for handle, pk, has_skus in found}
