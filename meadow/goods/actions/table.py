"""Changing many variants cell by cell, as in a spreadsheet: all of it or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meadow.goods.actions.prices import remember_prices
from meadow.goods.actions.shelf import Shelf
from meadow.goods.actions.summaries import sum_all_up
from meadow.goods.actions.trail import note_down
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.models.stock import StockChange
from meadow.goods.refusals import CellsRefused, StockIsHeld
from meadow.people.models.persons import Person

OF_PRODUCT = ("title",)
OF_VARIANT = ("sku", "price", "compare_at", "barcode", "weight_grams")
OF_STOCK = ("on_hand", "low_at")
FIELDS = (*OF_PRODUCT, *OF_VARIANT, *OF_STOCK)
_SUMMARY = ["title", "price_from", "price_to", "compare_at_from", "in_stock", "cover", "changed_at"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What somebody saw in one cell, and what it shall say."""

    seen: Any
    new: Any


Edits = Mapping[int, Mapping[str, Cell]]
"""The changed cells of each variant, by its key, by the field's name."""


@transaction.atomic
def edit_table(shop: Shop, edits: Edits, *, by: Person) -> int:
    """Have the cells say what was typed; returns how many variants that changed.

    Refuses all of it with CellsRefused, which names every cell that says something else than what was seen, and every
    count that is below what is held. The number of statements does not grow. Locks the products, then the stock.
    """
    own = Variant.objects.filter(pk__in=edits, product__shop=shop)
    locked = Product.objects.filter(pk__in=own.values("product")).together().locked()
    known = {row.pk: row for row in locked.select_related("shop")}
    variants = {row.pk: row for row in own.filter(is_active=True).order_by("pk")}
    for variant in variants.values():
        variant.product = known[variant.product_id]
    products = {variant.product_id: variant.product for variant in variants.values()}
    shelf = Shelf(Stock.objects.filter(variant__in=variants).locked())
    stocks = {stock.variant_id: stock for stock in shelf.stocks}
    for pk, variant in variants.items():
        stock = stocks.get(pk) or shelf.add(Stock(variant=variant))
        stock.variant = variant
        stocks[pk] = stock

    before = {pk: variant.price for pk, variant in variants.items()}
    _write_cells(edits, variants, stocks)
    changed = [variants[pk] for pk in sorted(edits)]
    shelf.write(OF_STOCK, reason=StockChange.Reason.COUNTED, by=by)
    Variant.objects.bulk_update(changed, OF_VARIANT)
    remember_prices(changed, before, by=by)
    sum_all_up(list(products.values()))
    Product.objects.bulk_update(_touched(products.values()), _SUMMARY)
    note_down(shop, "products_changed", by=by, count=len(products))
    return len(changed)


def _write_cells(edits: Edits, variants: Mapping[int, Variant], stocks: Mapping[int, Stock]) -> None:
    problems: dict[tuple[int, str], str] = {}
    for pk, cells in edits.items():
        if pk not in variants:
            problems |= {(pk, field): _("This variant is gone.") for field in cells}
            continue
        for field, cell in cells.items():
            owner: Any = variants[pk]
            if field in OF_PRODUCT:
                owner = variants[pk].product
            elif field in OF_STOCK:
                owner = stocks[pk]
            now = getattr(owner, field)
            if now not in (cell.seen, cell.new):
                problems[pk, field] = _("Somebody else wrote “%(now)s” here meanwhile.") % {"now": _shown(now)}
            setattr(owner, field, cell.new)
        if "on_hand" in cells:
            try:
                stocks[pk].refuse_overselling()
            except StockIsHeld as refused:
                problems.setdefault((pk, "on_hand"), str(refused))
    if problems:
        raise CellsRefused(problems=problems)


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _touched(products: Iterable[Product]) -> list[Product]:
    rows, now = list(products), timezone.now()
    for row in rows:
        row.changed_at = now
    return rows
