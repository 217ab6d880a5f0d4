"""Variants of one product: brought to what a text says, with their stock and prices."""

from collections.abc import Sequence

from meadow.goods.actions.prices import remember_prices
from meadow.goods.actions.shelf import Shelf
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.stock import StockChange
from meadow.goods.namesakes import Name, namesakes
from meadow.goods.texts import ProductText, VariantText
from meadow.goods.translations import Glossary
from meadow.people.models.persons import Person

_KEPT = [
    *("sku", "option_values", "translations", "price", "compare_at", "barcode", "weight_grams"),
    *("cost", "length_mm", "width_mm", "height_mm", "net_amount", "net_unit"),
    *("photo", "position", "is_active", "source_key"),
]
_NUMBERS = ("cost", "length_mm", "width_mm", "height_mm", "net_amount")

_NAMES: tuple[Name[VariantText], ...] = (
    (lambda text: text.pk, lambda variant: variant.pk),
    (lambda text: text.source_key or None, lambda variant: variant.source_key),
    (lambda text: text.option_values, lambda variant: tuple(variant.option_values)),
)


def write_variants(product: Product, text: ProductText, *, by: Person | None) -> None:
    """Change, add and take off sale until the variants are those of the text, in a constant number of statements.

    An option value is called in other languages what it was called on any of the product's variants before.
    For actions that hold the product's lock; the stock is locked after it. What is taken off sale stays for the orders
    that name it. Raises StockMoved or StockIsHeld.
    """
    known = list(product.variants.order_by("-is_active", "position", "pk"))
    found = namesakes(text.variants, known, _NAMES)
    pairs = [(found.get(place), said) for place, said in enumerate(text.variants)]
    before = {variant.pk: variant.price for variant in known}
    glossary = Glossary("option_values", [(variant.option_values, variant.translations) for variant in known])
    glossary.learn(text.value_words)

    # No two active variants may have the same option values, not even between two rows of one UPDATE: whatever
    # changes them, or goes, steps aside first.
    going = {variant.pk for variant in known} - {variant.pk for variant, _ in pairs if variant}
    if text.seen is not None:
        going &= text.seen
    moving = {variant.pk for variant, said in pairs if variant and tuple(variant.option_values) != said.option_values}
    if going | moving:
        Variant.objects.filter(pk__in=going | moving).update(is_active=False)

    written = [worded(variant or Variant(product=product), said, place) for place, (variant, said) in enumerate(pairs)]
    for variant in written:
        variant.translations = glossary.translate(variant.option_values)
    Variant.objects.bulk_update([variant for variant in written if variant.pk], _KEPT)
    Variant.objects.bulk_create(variant for variant in written if not variant.pk)
    _write_stock(written, [said for _, said in pairs], reason=reason_for(text), by=by)
    remember_prices(product, written, before, by=by)


def worded(variant: Variant, text: VariantText, place: int) -> Variant:
    """The variant, saying what the text says, on sale at this place. For actions that save the row."""
    variant.sku = text.sku
    variant.option_values = list(text.option_values)
    variant.price, variant.compare_at = text.price, text.compare_at
    variant.barcode = text.barcode
    variant.weight_grams = text.weight_grams
    for field in _NUMBERS:
        if text.is_whole or getattr(text, field) is not None:
            setattr(variant, field, getattr(text, field))
    variant.net_unit = variant.net_unit if text.net_unit is None else text.net_unit
    variant.photo_id = text.photo
    variant.position = place
    variant.is_active = True
    variant.source_key = text.source_key or variant.source_key
    return variant


def counted(stock: Stock, text: VariantText) -> Stock:
    """The stock, counted as the text counts it. For actions that save the row. Raises StockMoved or StockIsHeld."""
    stock.is_tracked, stock.sells_on = text.is_tracked, text.sells_on
    if text.is_whole or text.low_at is not None:
        stock.low_at = text.low_at
    if text.on_hand is not None:
        stock.recount(text.on_hand, seen=text.on_hand_seen if stock.pk else None)
    stock.refuse_overselling()
    return stock


def reason_for(text: ProductText) -> StockChange.Reason:
    """Why stock is what the text says: what comes from a source was imported, all else somebody counted."""
    return StockChange.Reason.IMPORTED if text.source_key else StockChange.Reason.COUNTED


def _write_stock(
    variants: Sequence[Variant], texts: Sequence[VariantText], *, reason: StockChange.Reason, by: Person | None
) -> None:
    shelf = Shelf(Stock.objects.filter(variant__in=variants).locked())
    known = {stock.variant_id: stock for stock in shelf.stocks}
    for variant, text in zip(variants, texts, strict=True):
        stock = known.get(variant.pk) or shelf.add(Stock())
        stock.variant = variant
        counted(stock, text)
    shelf.write(["on_hand", "is_tracked", "sells_on", "low_at"], reason=reason, by=by)
