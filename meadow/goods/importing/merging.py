"""What a product should say after an import: the record, and what is known where the record says nothing."""

from collections.abc import Mapping
from dataclasses import replace

from meadow.goods.catalogues.records import ProductRecord, RowProblem, VariantRecord
from meadow.goods.descriptions import clean_description
from meadow.goods.importing.known import Known, stock_of, variant_text
from meadow.goods.importing.pictures import kept_photos, new_photos
from meadow.goods.models.products import Product, Variant
from meadow.goods.namesakes import Name, namesakes
from meadow.goods.texts import PhotoText, ProductText, VariantText

_NAMES: tuple[Name[VariantRecord], ...] = (
    (lambda record: record.key or None, lambda variant: variant.source_key),
    (lambda record: record.sku or None, lambda variant: variant.sku),
    (lambda record: record.option_values, lambda variant: tuple(variant.option_values)),
)


def merged(
    record: ProductRecord,
    known: Known | None,
    *,
    source: str,
    status: Product.Status | None,
    categories: tuple[int, ...],
    put: Mapping[str, int],
) -> tuple[ProductText, list[RowProblem]]:
    """The product as it should be, and what had to differ from the record.

    What the record says wins; what it leaves empty stays as it is known. `status` given is the status of every product.
    Otherwise a new product takes the record's, one on sale is taken off sale when the record is, and one that is not on
    sale stays so: it is for a manager to decide.
    """
    photos = _photos(record, known, put)
    variants, problems = _variants(record, known, {photo.source: photo.photo for photo in photos} | dict(put))
    known_text = known.text if known else ProductText(title="", variants=(), handle=record.handle)
    text = replace(
        known_text,
        title=record.title,
        description=clean_description(record.description_html) or known_text.description,
        status=status or _status(record, known),
        brand=record.brand or known_text.brand,
        tags=record.tags or known_text.tags,
        options=record.options,
        categories=categories or known_text.categories,
        photos=photos or known_text.photos,
        source=source,
        source_key=record.key,
        variants=variants,
    )
    return text, problems


def is_withheld(record: ProductRecord, text: ProductText) -> bool:
    """Whether the product is on sale in the file and will not be in the shop."""
    return record.status == "active" and text.status != Product.Status.ACTIVE


def _status(record: ProductRecord, known: Known | None) -> Product.Status:
    if known and known.product.status != Product.Status.ACTIVE:
        return Product.Status(known.product.status)
    return Product.Status(record.status)


def _photos(record: ProductRecord, known: Known | None, put: Mapping[str, int]) -> tuple[PhotoText, ...]:
    """Photos stay in the order in which they are shown, with the words of the record where it has any."""
    alts = {photo.url_or_path: photo.alt for photo in record.photos}
    kept = [replace(photo, alt=alts.get(photo.source) or photo.alt) for photo in kept_photos(record, known)]
    return (*kept, *new_photos(record, kept, put))


def _variants(
    record: ProductRecord, known: Known | None, photos: Mapping[str, int]
) -> tuple[tuple[VariantText, ...], list[RowProblem]]:
    spoken_of = namesakes(record.variants, known.variants if known else (), _NAMES)
    texts: list[VariantText] = []
    problems: list[RowProblem] = []
    for place, said in enumerate(record.variants):
        text = VariantText(
            option_values=said.option_values,
            price=said.price,
            compare_at=said.compare_at,
            sku=said.sku,
            barcode=said.barcode,
            weight_grams=said.weight_grams,
            on_hand=said.on_hand,
            is_tracked=said.tracked,
            sells_on=said.backorder,
            photo=photos.get(said.photo) if said.photo else None,
            source_key=said.key,
        )
        if variant := spoken_of.get(place):
            text = _over(variant, text)
            if said.on_hand is not None and text.on_hand != said.on_hand:
                problems.append(_is_held(said, variant))
        texts.append(text)
    return tuple(texts), problems


def _over(variant: Variant, text: VariantText) -> VariantText:
    """The text, with what it leaves empty as the variant has it. A count decides about stock as a whole."""
    stock = stock_of(variant)
    filled = replace(
        variant_text(variant),
        option_values=text.option_values,
        price=text.price,
        compare_at=text.compare_at,
        sku=text.sku or variant.sku,
        barcode=text.barcode or variant.barcode,
        weight_grams=variant.weight_grams if text.weight_grams is None else text.weight_grams,
        photo=text.photo or variant.photo_id,
        source_key=text.source_key,
    )
    if text.on_hand is None:
        return filled
    filled = replace(filled, on_hand=text.on_hand, is_tracked=text.is_tracked, sells_on=text.sells_on)
    if text.is_tracked and not text.sells_on:
        return replace(filled, on_hand=max(text.on_hand, stock.held))
    return filled


def _is_held(said: VariantRecord, variant: Variant) -> RowProblem:
    params: dict[str, str | int] = {
        "variant": str(variant),
        "held": stock_of(variant).held,
        "found": said.on_hand or 0,
    }
    return RowProblem(said.row, said.row, "", "stock_is_held", params, "warning")
