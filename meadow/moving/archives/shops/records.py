"""A shop's products as records, which the writers of catalogue files turn into rows."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice

from django.db.models import Case, When

from meadow.goods.catalogues.records import Attribute, PartRecord, PhotoRecord, ProductRecord, VariantRecord
from meadow.goods.importing.known import Known, look_up
from meadow.goods.models.products import Category, Product, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.texts import PhotoText, VariantText
from meadow.people.models.photos import Photo

AT_ONCE = 100
OWN = "meadow"
"""The source under which products are known that came in a file of our own."""
Place = Callable[[str, Photo], str]
"""Where a photo of the product with this handle is found by whoever reads the file."""


def records(shop: Shop, *, place: Place) -> Iterator[ProductRecord]:
    """Every product of the shop that has something to sell, bundles after what they are made of; memory stays flat."""
    paths = _paths()
    is_bundle = Case(When(kind=Product.Kind.BUNDLE, then=1), default=0)
    products = Product.objects.filter(shop=shop).order_by(is_bundle, "pk")
    pks = products.values_list("pk", flat=True).iterator(chunk_size=10_000)
    while some := list(islice(pks, AT_ONCE)):
        known = look_up(some)
        names = _keys_of_products(shop, [found.product for found in known.values()])
        parts = _keys_of_variants({part for found in known.values() for part in _parts_of(found)})
        photos = Photo.objects.in_bulk({key for found in known.values() for key in _photos_of(found)})
        for pk in some:
            if (found := known.get(pk)) and found.text.variants:
                yield _record(found, names[pk], paths, parts, photos, place)


def without_variants(shop: Shop) -> Iterator[Product]:
    """Products that no catalogue file can say, since nothing of them is sold."""
    sold = Variant.objects.filter(product__shop=shop, is_active=True).values("product")
    yield from Product.objects.filter(shop=shop).exclude(pk__in=sold).order_by("pk").iterator(chunk_size=1000)


def _record(
    known: Known,
    key: str,
    paths: Mapping[int, tuple[str, ...]],
    parts: Mapping[int, str],
    photos: Mapping[int, Photo],
    place: Place,
) -> ProductRecord:
    product, text = known.product, known.text
    where = {pk: place(product.handle, photos[pk]) for pk in _photos_of(known)}
    table = text.size_table or {}
    return ProductRecord(
        key=key,
        handle=product.handle,
        title=text.title,
        description_html=text.description,
        status=product.status,  # type: ignore[arg-type]  # the same words
        brand=text.brand,
        categories=tuple(sorted(paths[category] for category in text.categories or ())),
        tags=text.tags,
        options=text.options,
        variants=tuple(_variant(product, variant, key, parts, where) for variant in text.variants),
        photos=tuple(_photo(shown, number, where) for number, shown in enumerate(text.photos or (), start=1)),
        row=0,
        rows=(),
        kind=product.kind,  # type: ignore[arg-type]  # the same words
        attributes=tuple(_attributes(product.attributes)),
        size_table=_table(table),
        care=product.care,
        origin=product.origin,
        tax_class=product.tax_class,  # type: ignore[arg-type]  # the same words
        seo_title=product.seo_title,
        seo_description=product.seo_description,
        preorder_ships_on=product.preorder_ships_on,
        publish_at=product.publish_at,
        translations=text.translations or {},
        option_words=text.option_words,
        value_words=text.value_words,
        is_whole=True,
    )


def _variant(
    product: Product, variant: VariantText, key: str, parts: Mapping[int, str], where: Mapping[int, str]
) -> VariantRecord:
    return VariantRecord(
        key=key_of_variant(variant.pk or 0, product.source, variant.source_key),
        sku=variant.sku,
        barcode=variant.barcode,
        option_values=variant.option_values,
        price=variant.price,
        compare_at=variant.compare_at,
        on_hand=variant.on_hand,
        tracked=variant.is_tracked,
        backorder=variant.sells_on,
        weight_grams=variant.weight_grams,
        photo=where.get(variant.photo or 0, ""),
        row=0,
        cost=variant.cost,
        length_mm=variant.length_mm,
        width_mm=variant.width_mm,
        height_mm=variant.height_mm,
        net_amount=variant.net_amount,
        net_unit=variant.net_unit or "",
        low_at=variant.low_at,
        parts=tuple(PartRecord(parts[part.variant], part.quantity) for part in variant.parts or ()),
    )


def _photo(shown: PhotoText, number: int, where: Mapping[int, str]) -> PhotoRecord:
    words = {language: said.get("alt", "") for language, said in (shown.translations or {}).items()}
    return PhotoRecord(where[shown.photo], shown.alt, number, {name: alt for name, alt in words.items() if alt})


def _photos_of(known: Known) -> list[int]:
    """The photos that the product and its variants show."""
    own = [shown.photo for shown in known.text.photos or ()]
    return [*own, *(variant.photo for variant in known.text.variants if variant.photo)]


def _parts_of(known: Known) -> list[int]:
    """The variants that the product's bundles are made of."""
    return [part.variant for variant in known.text.variants for part in variant.parts or ()]


def _keys_of_products(shop: Shop, products: Sequence[Product]) -> dict[int, str]:
    """The key by which each is found again: the one it came with, else its handle, unless another came with that."""
    own = {row.pk: row.source_key for row in products if row.source == OWN and row.source_key}
    others = {row.pk: row.handle for row in products if row.pk not in own}
    of_shop = Product.objects.filter(shop=shop, source=OWN, source_key__in=others.values())
    taken = set(of_shop.values_list("source_key", flat=True))
    return own | {pk: f"{handle}~{pk}" if handle in taken else handle for pk, handle in others.items()}


def _keys_of_variants(pks: Collection[int]) -> dict[int, str]:
    rows = Variant.objects.filter(pk__in=pks).values_list("pk", "product__source", "source_key")
    return {pk: key_of_variant(pk, source, key) for pk, source, key in rows}


def key_of_variant(pk: int, source: str, source_key: str) -> str:
    """What a variant is called in our own file: what it came with there, else its number."""
    return source_key if source == OWN and source_key else f"v{pk}"


def _attributes(answers: Mapping[str, object]) -> Iterator[Attribute]:
    """Answers by the slugs of their questions and choices, which mean the same in every language."""
    for name, answer in answers.items():
        if isinstance(answer, bool):
            yield name, ("yes" if answer else "no",)
        elif isinstance(answer, list):
            yield name, tuple(map(str, answer))
        else:
            yield name, (str(answer),)


def _table(table: Mapping[str, object]) -> tuple[tuple[str, ...], ...]:
    columns, rows = table.get("columns"), table.get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list):
        return ()
    return (tuple(map(str, columns)), *(tuple(map(str, row)) for row in rows))


def _paths() -> dict[int, tuple[str, ...]]:
    """The names from the root of the tree to each category."""
    rows = {pk: (parent, name) for pk, parent, name in Category.objects.values_list("pk", "parent", "name")}

    def path(pk: int) -> tuple[str, ...]:
        parent, name = rows[pk]
        return (*path(parent), name) if parent else (name,)

    return {pk: path(pk) for pk in rows}
