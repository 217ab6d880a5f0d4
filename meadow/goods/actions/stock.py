"""What happens to stock when goods are promised, sold, let go and brought back.

Every action takes the quantities of many variants at once and costs the same number of statements for one as for a
hundred.

Everybody in this room locks in one order: the shop, then products by their keys, then stock rows by theirs. A product's
lock stands for all its stock: while one waits for it nobody can add a variant, so that no stock row turns up that
should have been locked before. It is also what makes `Product.in_stock` true: of two transactions that each take the
last of another variant, the later one sees what the earlier one did.
"""

from collections.abc import Callable, Mapping

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.refusals import OutOfStock

Quantities = Mapping[int, int]


@transaction.atomic
def hold_stock(quantities: Quantities) -> None:
    """Keep so many of each variant back for a checkout; refuse with `OutOfStock` when one of them is short.

    Locks the products, then the stock.
    """
    stocks = _locked(quantities)
    for missing in set(quantities) - {stock.variant_id for stock in stocks}:
        raise OutOfStock(title=str(Variant.objects.select_related("product").get(pk=missing).product), available=0)
    for stock in stocks:
        stock.hold(quantities[stock.variant_id])
    _keep(stocks, ["held"])


@transaction.atomic
def release_stock(quantities: Quantities) -> None:
    """Let go of what was held, so that somebody else can buy it. Locks the products, then the stock."""
    _change(quantities, Stock.let_go, ["held"])


@transaction.atomic
def sell_stock(quantities: Quantities) -> None:
    """Turn what was held into what was sold: it leaves the shelf. Locks the products, then the stock."""
    _change(quantities, Stock.sell, ["on_hand", "held"])


@transaction.atomic
def put_back_stock(quantities: Quantities) -> None:
    """Put sold goods back on the shelf. Locks the products, then the stock."""
    _change(quantities, Stock.put_back, ["on_hand"])


def _change(quantities: Quantities, verb: Callable[[Stock, int], None], fields: list[str]) -> None:
    stocks = _locked(quantities)
    for stock in stocks:
        verb(stock, quantities[stock.variant_id])
    _keep(stocks, fields)


def _locked(quantities: Quantities) -> list[Stock]:
    variants = Variant.objects.filter(pk__in=sorted(quantities))
    list(Product.objects.filter(pk__in=variants.values("product")).locked().values_list("pk"))
    return list(Stock.objects.filter(variant__in=sorted(quantities)).select_related("variant__product").locked())


def _keep(stocks: list[Stock], fields: list[str]) -> None:
    """Write these fields, and make `Product.in_stock` say what the stock of the product's variants says."""
    Stock.objects.bulk_update(stocks, fields)
    said = {stock.variant.product_id: stock.variant.product.in_stock for stock in stocks}
    to_be_had = Q(is_tracked=False) | Q(sells_on=True) | Q(on_hand__gt=F("held"))
    had = Stock.objects.filter(to_be_had, variant__product=OuterRef("pk"), variant__is_active=True)
    true = set(Product.objects.filter(Exists(had), pk__in=said).values_list("pk", flat=True))
    if changed := [pk for pk, in_stock in said.items() if in_stock != (pk in true)]:
        Product.objects.filter(pk__in=changed).update(in_stock=~F("in_stock"), changed_at=timezone.now())
