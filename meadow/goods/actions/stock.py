"""What happens to stock when goods are promised, sold, let go and brought back.

Every action takes the quantities of many variants at once and costs the same number of statements for one as for a
hundred. How it locks is told at `actions.shelf`.
"""

from collections import Counter
from collections.abc import Mapping

from django.db import transaction

from meadow.goods.actions.bundles import in_parts
from meadow.goods.actions.shelf import Shelf, Words
from meadow.goods.actions.sums import keep_in_stock, sum_up_stock
from meadow.goods.models.products import Variant
from meadow.goods.models.stock import StockChange
from meadow.goods.refusals import OutOfStock
from meadow.people.models.persons import Person

Quantities = Mapping[int, int]
Reason = StockChange.Reason


@transaction.atomic
def hold_stock(quantities: Quantities) -> dict[int, int]:
    """Keep so many of each variant back for a checkout; refuse with `OutOfStock` when one of them is short.

    Returns what is held: of a bundle its parts. That is what is sold or let go later. Locks the products, then the
    stock.
    """
    quantities = in_parts(quantities)
    shelf = Shelf.lock(quantities)
    for missing in set(quantities) - {stock.variant_id for stock in shelf.stocks}:
        raise OutOfStock(title=str(Variant.objects.select_related("product").get(pk=missing).product), available=0)
    for stock in shelf.stocks:
        stock.hold(quantities[stock.variant_id])
    shelf.write(["held"])
    keep_sums(shelf)
    return quantities


@transaction.atomic
def release_stock(quantities: Quantities) -> None:
    """Let go of what was held, so that somebody else can buy it. Locks the products, then the stock."""
    shelf = Shelf.lock(quantities)
    for stock in shelf.stocks:
        stock.let_go(quantities[stock.variant_id])
    shelf.write(["held"])
    keep_sums(shelf)


@transaction.atomic
def sell_stock(quantities: Quantities, *, words: Words = "") -> None:
    """Turn what was held into what was sold: it leaves the shelf. Locks the products, then the stock."""
    shelf = Shelf.lock(quantities)
    for stock in shelf.stocks:
        stock.sell(quantities[stock.variant_id])
    shelf.write(["on_hand", "held"], reason=Reason.SOLD, words=words)
    keep_sums(shelf, sold=quantities)


@transaction.atomic
def put_back_stock(quantities: Quantities, *, by: Person | None = None, words: Words = "") -> None:
    """Put sold goods back on the shelf. Locks the products, then the stock."""
    shelf = Shelf.lock(quantities)
    for stock in shelf.stocks:
        stock.put_back(quantities[stock.variant_id])
    shelf.write(["on_hand"], reason=Reason.PUT_BACK, by=by, words=words)
    keep_sums(shelf, sold={variant: -quantity for variant, quantity in quantities.items()})


def keep_sums(shelf: Shelf, *, sold: Quantities | None = None) -> None:
    """Bring what is kept of the products up to date with a shelf that has been written; `sold` is by variant."""
    if shelf.has_news or sold:
        by_product: Counter[int] = Counter()
        for stock in shelf.stocks:
            by_product[stock.variant.product_id] += (sold or {}).get(stock.variant_id, 0)
        sum_up_stock(by_product, sold=by_product)
    keep_in_stock(shelf.stocks)
