"""Cards of notes and products, rendered once for everybody and kept.

A kept card holds nothing personal: no form, no token, nothing that depends on who looks. It is found under a digest of
everything it shows, so that nothing ever has to be thrown away: what changes is looked for under another name.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, TypeVar

from django.core.cache import caches
from django.db.models import F, Model, QuerySet
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from meadow.goods.models.products import Product
from meadow.venue.notes.models.notes import Note

Row = TypeVar("Row", bound=Model)
# The first cards of a page are seen at once; their photos are fetched first.
FIRST = 4

# What a card shows, or what changes with it. One statement reads them all and builds no object but the row itself.
NOTE_MARKS = {
    "cover_state": F("cover__state"),
    "author_handle": F("author__handle"),
    "author_name": F("author__name"),
    "author_picture": F("author__picture"),
    "author_picture_state": F("author__picture__state"),
}
PRODUCT_MARKS = {
    "cover_state": F("cover__state"),
    "shop_handle": F("shop__handle"),
    "shop_name": F("shop__name"),
    "shop_names": F("shop__translations"),
    "currency": F("shop__currency"),
}


def marked_notes(notes: "QuerySet[Note, Note]") -> "QuerySet[Note, Note]":
    """Notes with no more than what tells whether their card is kept already."""
    return notes.only("pk", "heat", "published_at", "changed_at", "cover_id").annotate(**NOTE_MARKS)


def marked_products(products: "QuerySet[Product, Product]") -> "QuerySet[Product, Product]":
    """The same for products; prices and stock are named because bulk actions change them without a new `changed_at`."""
    fields = ("published_at", "changed_at", "cover_id", "in_stock", "price_from", "price_to", "compare_at_from")
    return products.only("pk", *fields).annotate(**PRODUCT_MARKS)


def note_cards(notes: Sequence[Note], *, eager: bool = False) -> list[SafeString]:
    """The cards of `marked_notes`, in their order; `eager` for those that a page opens with."""
    return _cards(
        "parts/note_card.html",
        "note",
        notes,
        eager,
        marks=lambda note: (note.changed_at, note.cover_id, *(getattr(note, mark) for mark in NOTE_MARKS)),
        load=lambda pks: Note.objects.for_cards().in_bulk(pks),
    )


def product_cards(products: Sequence[Product], *, eager: bool = False, without_shop: bool = False) -> list[SafeString]:
    """The cards of `marked_products`, in their order; on a shop's own page they leave its name out."""
    return _cards(
        "parts/product_card.html",
        "product",
        products,
        eager,
        marks=lambda product: (
            product.changed_at,
            product.cover_id,
            product.in_stock,
            product.price_from,
            product.price_to,
            product.compare_at_from,
            without_shop,
            *(getattr(product, mark) for mark in PRODUCT_MARKS),
        ),
        load=lambda pks: Product.objects.select_related("shop", "cover").in_bulk(pks),
        without_shop=without_shop,
    )


def _cards(
    template: str,
    name: str,
    rows: Sequence[Row],
    eager: bool,
    *,
    marks: Callable[[Row], tuple[object, ...]],
    load: Callable[[list[Any]], Mapping[Any, Row]],
    **words: object,
) -> list[SafeString]:
    """One look into the cache for all cards; what is missing is loaded by one statement, rendered and kept."""
    cache, language = caches["fragments"], get_language()
    is_first = [eager and place < FIRST for place in range(len(rows))]
    keys = [_key(name, row.pk, language, first, marks(row)) for row, first in zip(rows, is_first, strict=True)]
    kept: dict[str, SafeString] = cache.get_many(keys)
    missing = [row.pk for row, key in zip(rows, keys, strict=True) if key not in kept]
    if missing:
        card, loaded, new = get_template(template), load(missing), {}
        for row, key, first in zip(rows, keys, is_first, strict=True):
            # A row that was deleted a moment ago has no card; the page is shorter by one.
            if key not in kept and row.pk in loaded:
                new[key] = SafeString(card.render({name: loaded[row.pk], "eager": first, **words}))
        cache.set_many(new)
        kept |= new
    return [kept[key] for key in keys if key in kept]


def _key(*parts: object) -> str:
    return blake2b(repr(parts).encode(), digest_size=20).hexdigest()
