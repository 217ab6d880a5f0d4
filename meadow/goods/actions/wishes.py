"""Wishes for what is sold out: making one, taking it back, and telling who waits when it can be had again."""

from django.db import connection, transaction
from django.db.models.functions import Now

from meadow.goods.events import BackInStock
from meadow.goods.models.products import Variant
from meadow.goods.models.stock import StockWish
from meadow.goods.refusals import StillInStock, TooManyWishes
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce_all

MOST = 100
_AT_ONCE = 500
_IN_AN_EVENT = 100
_COME_BACK = """
SELECT wish.id, wish.member_id, variant.id, product.id, product.shop_id
FROM goods_stockwish wish
JOIN goods_stock stock ON stock.variant_id = wish.variant_id
JOIN goods_variant variant ON variant.id = wish.variant_id
JOIN goods_product product ON product.id = variant.product_id
JOIN goods_shop shop ON shop.id = product.shop_id
WHERE wish.told_at IS NULL AND variant.is_active AND product.status = 'active' AND shop.state = 'open'
  AND (NOT stock.is_tracked OR stock.sells_on OR stock.on_hand - stock.held - stock.reserved > 0)
ORDER BY wish.id LIMIT %s
FOR UPDATE OF wish SKIP LOCKED
"""


@transaction.atomic
def wish_for(variant: Variant, *, by: Person) -> StockWish:
    """Have the member told when this can be had again; wished for already, it stays one wish.

    The variant brings its product and stock. Locks the member, so that the limit holds.
    """
    if variant.stock.available != 0:
        raise StillInStock(title=variant.product.in_words["title"])
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    waiting = StockWish.objects.filter(member=by, told_at=None)
    if known := waiting.filter(variant=variant).first():
        return known
    if waiting.count() >= MOST:
        raise TooManyWishes(most=MOST)
    return StockWish.objects.create(member=by, variant=variant)


def withdraw_wish(wish: StockWish) -> None:
    """Wait for it no more."""
    wish.delete()


def tell_who_waits() -> int:
    """Announce what can be had again, to everybody who waits for it; returns how many wishes that were.

    Each is told once, however often this runs, and whatever it was that brought the goods back.
    """
    told = 0
    while some := _tell_some():
        told += some
    return told


@transaction.atomic
def _tell_some() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COME_BACK, [_AT_ONCE])
        rows = cursor.fetchall()
    StockWish.objects.filter(pk__in=[row[0] for row in rows]).update(told_at=Now())
    members: dict[tuple[int, int, int], list[int]] = {}
    for _, member, variant, product, shop in rows:
        members.setdefault((variant, product, shop), []).append(member)
    announce_all(
        [
            BackInStock(variant=variant, product=product, shop=shop, members=who[begin : begin + _IN_AN_EVENT])
            for (variant, product, shop), who in members.items()
            for begin in range(0, len(who), _IN_AN_EVENT)
        ]
    )
    return len(rows)
