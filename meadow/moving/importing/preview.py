"""The first products of a file as they will look in the shop, without a row being written."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from meadow.goods.actions.summaries import sum_up
from meadow.goods.actions.variants import counted, worded
from meadow.goods.actions.words import write_words
from meadow.goods.catalogues.catalogue import read_catalogue
from meadow.goods.catalogues.mapping.mapping import Mapping
from meadow.goods.catalogues.records import ProductRecord, RowProblem
from meadow.goods.importing.merging import Meant, merged
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.moving.importing.kinds import Looked
from meadow.plumbing.bad_input import BadInput

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Card:
    """One product as its card will show it, and what a card does not show."""

    product: Product
    variants: int
    photos: int


@dataclass(slots=True)
class Preview:
    """What the first rows of a table come to by a mapping: cards, and what is wrong, by column and as a whole."""

    cards: list[Card] = field(default_factory=list)
    by_column: dict[str, list[RowProblem]] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    refused: list[BadInput] = field(default_factory=list)


def cards(records: Sequence[ProductRecord], *, shop: Shop, status: Product.Status | None = None) -> list[Card]:
    """Products made of these records, none of them kept."""
    found = []
    for record in records[:SHOWN]:
        text, _ = merged(record, None, Meant(), source="", status=status)
        product = Product(shop=shop, handle=record.handle or "product")
        write_words(product, text)
        variants = [worded(Variant(product=product), said, place) for place, said in enumerate(text.variants)]
        for variant, said in zip(variants, text.variants, strict=True):
            counted(Stock(variant=variant), said)
        sum_up(product, variants, cover=None)
        found.append(Card(product, len(variants), len(record.photos)))
    return found


def preview_of(looked: Looked, mapping: Mapping, *, name: str, shop: Shop) -> Preview:
    """What the rows that were seen come to, if the columns mean this."""
    preview = Preview(refused=list(mapping.problems()))
    if preview.refused:
        return preview
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([looked.titles, *looked.sample] if looked.has_titles else looked.sample)
    records = []
    try:
        stream = io.BytesIO(text.getvalue().encode())
        for found in read_catalogue(stream, name=name, currency=shop.currency, mapping=mapping):
            if isinstance(found, ProductRecord):
                records.append(found)
            elif isinstance(found, RowProblem):
                preview.problems.append(found)
                preview.by_column.setdefault(found.column, []).append(found)
    except BadInput as error:
        preview.refused.append(error)
    preview.cards = cards(records, shop=shop)
    return preview
