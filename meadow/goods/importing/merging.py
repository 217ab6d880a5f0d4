"""What a product should say after an import: the record, and what is known where the record says nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from meadow.goods.catalogues.records import ProductRecord, RowProblem, VariantRecord, Words
from meadow.goods.descriptions import clean_description
from meadow.goods.importing.known import Known, stock_of, variant_text
from meadow.goods.importing.pictures import alts_of, kept_photos, new_photos
from meadow.goods.models.products import Product, Variant
from meadow.goods.namesakes import Name, namesakes
from meadow.goods.texts import PartText, PhotoText, ProductText, VariantText

_Said = TypeVar("_Said")
_Old = TypeVar("_Old")
_MAY_BE_EMPTY = (
    *("sku", "barcode", "weight_grams", "cost", "length_mm", "width_mm", "height_mm", "net_amount", "net_unit"),
    *("low_at", "parts"),
)

_NAMES: tuple[Name[VariantRecord], ...] = (
    (lambda record: record.key or None, lambda variant: variant.source_key),
    (lambda record: record.sku or None, lambda variant: variant.sku),
    (lambda record: record.option_values, lambda variant: tuple(variant.option_values)),
)


@dataclass(frozen=True, slots=True)
class Meant:
    """What the words of a record come to here: keys of categories, of photos just put, of parts, and answers."""

    categories: tuple[int, ...] = ()
    put: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, object] = field(default_factory=dict)


def merged(
    record: ProductRecord, known: Known | None, found: Meant, *, source: str, status: Product.Status | None
) -> tuple[ProductText, list[RowProblem]]:
    """The product as it should be, and what had to differ from the record.

    What the record says wins; what it leaves empty stays as it is known, unless the record `is_whole`. `status` given
    is the status of every product. Otherwise a new product takes the record's, one on sale is taken off sale when the
    record is, and one that is not on sale stays so: it is for a manager to decide.
    """
    photos = _photos(record, known, found.put)
    by_address = {photo.source: photo.photo for photo in photos} | dict(found.put)
    variants, problems = _variants(record, known, by_address, found.parts)
    before = known.text if known else ProductText(title="", variants=(), handle=record.handle)

    def said(new: _Said, old: _Old) -> _Said | _Old:
        return new if new or record.is_whole else old

    text = replace(
        before,
        title=record.title,
        description=said(clean_description(record.description_html), before.description),
        status=status or _status(record, known),
        brand=said(record.brand, before.brand),
        tags=said(record.tags, before.tags),
        options=record.options,
        categories=said(found.categories, before.categories),
        photos=photos or before.photos,
        kind=Product.Kind(record.kind) if record.kind else before.kind,
        attributes=said(dict(found.answers), before.attributes),
        size_table=said(_size_table(record), before.size_table),
        care=said(record.care, before.care),
        origin=said(record.origin, before.origin),
        tax_class=Product.TaxClass(record.tax_class) if record.tax_class else before.tax_class,
        seo_title=said(record.seo_title, before.seo_title),
        seo_description=said(record.seo_description, before.seo_description),
        preorder_ships_on=said(record.preorder_ships_on, before.preorder_ships_on),
        publish_at=said(record.publish_at, before.publish_at),
        translations=said(_translations(record), before.translations),
        option_words=_together(before.option_words, record.option_words),
        value_words=_together(before.value_words, record.value_words),
        is_whole=before.is_whole or record.is_whole,
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
    said = {photo.url_or_path: photo for photo in record.photos}
    kept = [
        replace(photo, alt=own.alt or photo.alt, translations=alts_of(own) or photo.translations)
        if (own := said.get(photo.source)) and photo.source
        else photo
        for photo in kept_photos(record, known)
    ]
    return (*kept, *new_photos(record, kept, put))


def _size_table(record: ProductRecord) -> dict[str, object]:
    if not record.size_table:
        return {}
    columns, *rows = record.size_table
    return {"columns": list(columns), "rows": [list(row) for row in rows]}


def _translations(record: ProductRecord) -> dict[str, dict[str, str]]:
    """What is said in other languages, as it is kept."""
    found: dict[str, dict[str, str]] = {}
    for language, words in record.translations.items():
        said = {name: text.strip() for name, text in words.items() if text.strip()}
        if "description" in said:
            said["description"] = clean_description(said["description"])
        if said:
            found[language] = said
    return found


def _together(before: Words, said: Words) -> Words:
    """The glossaries of both; the record knows better."""
    return {language: {**before.get(language, {}), **said.get(language, {})} for language in {**before, **said}}


def _variants(
    record: ProductRecord, known: Known | None, photos: Mapping[str, int], parts: Mapping[str, int]
) -> tuple[tuple[VariantText, ...], list[RowProblem]]:
    spoken_of = namesakes(record.variants, known.variants if known else (), _NAMES)
    texts: list[VariantText] = []
    problems: list[RowProblem] = []
    for place, said in enumerate(record.variants):
        problems += [_not_here(said, part.variant) for part in said.parts if part.variant not in parts]
        own = tuple(
            PartText(variant=parts[row.variant], quantity=row.quantity) for row in said.parts if row.variant in parts
        )
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
            cost=said.cost,
            length_mm=said.length_mm,
            width_mm=said.width_mm,
            height_mm=said.height_mm,
            net_amount=said.net_amount,
            net_unit=said.net_unit or None,
            low_at=said.low_at,
            parts=own or None,
            source_key=said.key,
        )
        if variant := spoken_of.get(place):
            text = _over(variant, text, is_whole=record.is_whole)
            if said.on_hand is not None and text.on_hand != said.on_hand:
                problems.append(_is_held(said, variant))
        texts.append(text)
    return tuple(texts), problems


def _over(variant: Variant, text: VariantText, *, is_whole: bool) -> VariantText:
    """The text, with what it leaves empty as the variant has it. A count decides about stock as a whole."""
    stock, before = stock_of(variant), variant_text(variant)
    said = {name: value for name in _MAY_BE_EMPTY if (value := getattr(text, name)) not in (None, "") or is_whole}
    if is_whole:
        said |= {"net_unit": text.net_unit or "", "parts": text.parts or ()}
    filled = replace(
        before,
        option_values=text.option_values,
        price=text.price,
        compare_at=text.compare_at,
        source_key=text.source_key,
        photo=text.photo or before.photo,
        **said,
    )
    if text.on_hand is None:
        return filled
    filled = replace(filled, on_hand=text.on_hand, is_tracked=text.is_tracked, sells_on=text.sells_on)
    if text.is_tracked and not text.sells_on:
        return replace(filled, on_hand=max(text.on_hand, stock.promised))
    return filled


def _not_here(said: VariantRecord, part: str) -> RowProblem:
    return RowProblem(said.row, said.row, "", "part_not_here", {"part": part[:100]}, "warning")


def _is_held(said: VariantRecord, variant: Variant) -> RowProblem:
    params: dict[str, str | int] = {
        "variant": str(variant),
        "held": stock_of(variant).promised,
        "found": said.on_hand or 0,
    }
    return RowProblem(said.row, said.row, "", "stock_is_held", params, "warning")
