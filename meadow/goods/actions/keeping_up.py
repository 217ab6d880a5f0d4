"""Keeping up: what is kept of stock elsewhere hears of what buyers did to it.

Whoever buys locks no product. So a shift that takes a row over a border (nothing left, running low, a part of a
bundle) marks it `is_stale`, and a sale counts `newly_sold`. Then, if the locks of the products can be had at once, the
same transaction tells what is kept elsewhere: `is_low` and the news of it, the product, its sums, its bundles. It never
waits for them, since it holds stock, which everybody else locks after products. Where they cannot be had, the row stays
marked and another transaction does it: right after the commit, or the job of the next minute.

A mark is taken away only by who holds the locks of the products and of the row, and so sees all that the mark stands
for. Of two that take the last of two variants, whoever gets the product's lock later sees what both did.
"""

import logging
from collections.abc import Collection, Sequence

from django.db import OperationalError, connection, transaction
from django.db.models import Q

from meadow.goods.actions.bundles import count_anew, keep_bundles
from meadow.goods.actions.low import announce_low
from meadow.goods.actions.sums import keep_in_stock, sum_up_stock
from meadow.goods.models.products import Product, Stock, Variant
from meadow.plumbing.rows import write_rows

log = logging.getLogger("meadow.stock")
AT_ONCE = 200
PATIENCE = "2s"  # how long a buyer's own follow-up waits for a product that somebody is saving
_BEHIND = Q(is_stale=True) | ~Q(newly_sold=0)
_CONCERNED = """
    SELECT variant.product_id AS id FROM goods_variant variant WHERE variant.id = ANY(%(variants)s)
    UNION
    SELECT bundle.product_id FROM goods_bundlepart part JOIN goods_variant bundle ON bundle.id = part.bundle_id
    WHERE part.part_id = ANY(%(variants)s)
"""
_LOCK = f"""
SELECT id FROM goods_product WHERE id IN ({_CONCERNED}) ORDER BY id FOR NO KEY UPDATE
"""  # noqa: S608 - our own words
_LOCK_NOW = f"""
WITH concerned AS ({_CONCERNED}), locked AS (
    SELECT id FROM goods_product WHERE id IN (SELECT id FROM concerned) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
)
SELECT (SELECT count(*) FROM concerned) = (SELECT count(*) FROM locked)
"""  # noqa: S608 - our own words


def keep_up(variants: Collection[int], *, is_urgent: bool = True) -> None:
    """Tell what is kept elsewhere of this stock, whose rows the transaction at hand has shifted.

    Where a product is locked just now, another transaction does it: after the commit when it `is_urgent`, else the job.
    """
    if not variants:
        return
    concerned = sorted(variants)
    if _locked_now(concerned):
        _tell(list(Stock.objects.filter(variant__in=concerned).select_related("variant__product").locked()))
    elif is_urgent:
        follow_up(concerned)


def follow_up(variants: Sequence[int]) -> None:
    """Tell of this stock after the commit."""
    if variants:
        transaction.on_commit(lambda: _follow_up(variants), robust=True)


def catch_up() -> int:
    """Tell of everything that is marked, each product in a transaction of its own; returns how many rows that were.

    One that cannot be told of is logged and does not hold up the others.
    """
    behind = Stock.objects.filter(_BEHIND).order_by("pk").values_list("variant__product", "variant")[:AT_ONCE]
    by_product: dict[int, list[int]] = {}
    for product, variant in behind:
        by_product.setdefault(product, []).append(variant)
    told = 0
    for variants in by_product.values():
        try:
            told += _catch_up_with(variants)
        except Exception:
            log.exception("stock of variants %s could not be told of", variants)
    return told


def _follow_up(variants: Sequence[int]) -> None:
    """Tell after the commit, if the products can be had soon; otherwise the job will."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            _catch_up_with(variants)
    except OperationalError:
        log.info("stock of variants %s is told of later", variants)


@transaction.atomic
def _catch_up_with(variants: Sequence[int]) -> int:
    """Lock the products, then those of the rows that are marked, and tell. The variants are of one kind of product."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"variants": list(variants)})
    if bundles := list(Variant.objects.filter(pk__in=variants, product__kind=Product.Kind.BUNDLE)):
        count_anew([bundle.pk for bundle in bundles])
    stocks = list(Stock.objects.filter(_BEHIND, variant__in=variants).select_related("variant__product").locked())
    _tell(stocks)
    return len(stocks)


def _locked_now(variants: Sequence[int]) -> bool:
    """Lock the products of these variants and of bundles made of them, if that takes no waiting; True if it did."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_NOW, {"variants": list(variants)})
        (has_all,) = cursor.fetchone()
    return bool(has_all)


def _tell(stocks: Sequence[Stock]) -> None:
    """Have everything say what these rows say. The transaction holds their locks and their products'."""
    if not stocks:
        return
    sold: dict[int, int] = {}
    ran_low = []
    for stock in stocks:
        product = stock.variant.product_id
        sold[product] = sold.get(product, 0) + stock.newly_sold
        if stock.runs_low and not stock.is_low and stock.variant.is_active:
            ran_low.append(stock)
        stock.is_low, stock.is_stale, stock.newly_sold = stock.runs_low, False, 0
    write_rows(stocks, ["is_low", "is_stale", "newly_sold"])
    if parts := [stock.variant_id for stock in stocks if stock.is_part]:
        keep_bundles(parts)
    sum_up_stock(sold, sold=sold)
    keep_in_stock(stocks)
    announce_low(ran_low)
