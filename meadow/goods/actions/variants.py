"""Variants of products: brought to what a text says, with their stock and prices."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from meadow.goods.actions.bundles import keep_bundles
from meadow.goods.actions.prices import remember_prices
from meadow.goods.actions.shelf import Shelf
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.stock import StockChange
from meadow.goods.namesakes import Name, namesakes
from meadow.goods.texts import ProductText, VariantText
from meadow.goods.translations import Glossary
from meadow.people.models.persons import Person
from meadow.plumbing.rows import said_by, write_rows

_IN_ORDER = ("-is_active", "position", "pk")
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


def write_variants(
    pairs: Sequence[tuple[Product, ProductText]], *, by: Person | None
) -> list[tuple[Variant, VariantText]]:
    """Change, add and take off sale until the variants are those of the texts, in a constant number of statements.

    An option value is called in other languages what it was called on any of the product's variants before.
    For actions that hold the products' locks; the stock is locked after them. What is taken off sale stays for the
    orders that name it. Returns the variants with what was said of them. Raises StockMoved or StockIsHeld.
    """
    known: dict[int, list[Variant]] = defaultdict(list)
    for variant in Variant.objects.filter(product__in=[product for product, _ in pairs]).order_by(*_IN_ORDER):
        known[variant.product_id].append(variant)
    rows = [variant for own in known.values() for variant in own]
    prices = {variant.pk: variant.price for variant in rows}
    was = said_by(rows, _KEPT)
    matched = [(product, text, _matched(text, known[product.pk])) for product, text in pairs]

    # No two active variants may have the same option values, not even between two rows of one statement: whatever
    # changes them, or goes, steps aside first.
    aside = {pk for product, text, found in matched for pk in _stepping_aside(text, known[product.pk], found)}
    if aside:
        Variant.objects.filter(pk__in=aside).update(is_active=False)
        for pk in aside:
            was[pk][_KEPT.index("is_active")] = False

    written: list[Variant] = []
    for product, text, found in matched:
        glossary = Glossary("option_values", [(row.option_values, row.translations) for row in known[product.pk]])
        glossary.learn(text.value_words)
        for place, (match, said) in enumerate(zip(found, text.variants, strict=True)):
            variant = worded(match or Variant(), said, place)
            variant.product = product
            variant.translations = glossary.translate(variant.option_values)
            written.append(variant)
    write_rows([row for row in written if row.pk], _KEPT, was)
    Variant.objects.bulk_create(row for row in written if not row.pk)
    texts = [said for _, text, _ in matched for said in text.variants]
    reasons = [reason_for(text) for _, text, _ in matched for _said in text.variants]
    for reason in dict.fromkeys(reasons):
        own = [(row, said) for row, said, why in zip(written, texts, reasons, strict=True) if why == reason]
        _write_stock(own, reason=reason, by=by)
    keep_bundles(aside)
    remember_prices(written, prices, by=by)
    return list(zip(written, texts, strict=True))


def _matched(text: ProductText, known: Sequence[Variant]) -> list[Variant | None]:
    """For each variant of the text the one that it speaks of."""
    found = namesakes(text.variants, known, _NAMES)
    return [found.get(place) for place in range(len(text.variants))]


def _stepping_aside(text: ProductText, known: Sequence[Variant], found: Sequence[Variant | None]) -> Iterator[int]:
    """The variants that go, those that somebody else added meanwhile excepted, and those whose options change."""
    named = {variant.pk for variant in found if variant}
    for variant in known:
        if variant.pk not in named and (text.seen is None or variant.pk in text.seen):
            yield variant.pk
    for match, said in zip(found, text.variants, strict=True):
        if match is not None and tuple(match.option_values) != said.option_values:
            yield match.pk


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
    """The stock, counted as the text counts it. For actions that save the row. Raises StockMoved or StockIsHeld.

    Only goods that are sent are counted; there is as much of a bundle or a file as `bundles` and `digital` say.
    """
    if text.is_whole or text.low_at is not None:
        stock.low_at = text.low_at
    if stock.variant.product.kind != Product.Kind.GOODS:
        return stock
    stock.is_tracked, stock.sells_on = text.is_tracked, text.sells_on
    if text.on_hand is not None:
        stock.recount(text.on_hand, seen=text.on_hand_seen if stock.pk else None)
    stock.refuse_overselling()
    return stock


def reason_for(text: ProductText) -> StockChange.Reason:
    """Why stock is what the text says: what comes from a source was imported, all else somebody counted."""
    return StockChange.Reason.IMPORTED if text.source_key else StockChange.Reason.COUNTED


def _write_stock(
    pairs: Sequence[tuple[Variant, VariantText]], *, reason: StockChange.Reason, by: Person | None
) -> None:
    shelf = Shelf(Stock.objects.filter(variant__in=[variant for variant, _ in pairs]).locked())
    known = {stock.variant_id: stock for stock in shelf.stocks}
    for variant, text in pairs:
        stock = known.get(variant.pk) or shelf.add(Stock(variant=variant))
        stock.variant = variant
        counted(stock, text)
    shelf.write(["on_hand", "is_tracked", "sells_on", "low_at"], reason=reason, by=by)
