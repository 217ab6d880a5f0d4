"""Settling: what was estimated of an order becomes what can be paid out."""

from django.utils import timezone

from meadow.trade.actions.ledger import Draft, Place, post
from meadow.trade.actions.shares import shares_of, taken_before
from meadow.trade.models.ledger import Account, Entry
from meadow.trade.models.orders import Order
from meadow.trade.models.shares import LineShare

Kind = Account.Kind


def settle_order(order: Order) -> bool:
    """What was estimated of a locked order can be paid out; refunds are clawed back from now on.

    Says whether it was still to be done.
    """
    shares = [share for share in shares_of(order) if share.settled_at is None]
    if not shares:
        return False
    before = taken_before(shares)
    key = f"order:{order.pk}:settlement"
    draft = Draft(Entry.Kind.SETTLEMENT, key, order.currency, about={"order_id": order.pk})
    shop = order.shop_id
    for share in shares:
        left, earner = share.parts - before[share.pk], share.earner_id
        _move(draft, Place(Kind.SHOP_PENDING, shop=shop), Place(Kind.SHOP_PAYABLE, shop=shop), left.net)
        _move(draft, Place(Kind.BUYER_PENDING, person=earner), Place(Kind.BUYER_PAYABLE, person=earner), left.earned)
        _move(draft, Place(Kind.COMMISSION_PENDING), Place(Kind.COMMISSION), left.platform_share)
        _move(draft, Place(Kind.FEE_PENDING), Place(Kind.FEE), left.fee)
    post([draft])
    LineShare.objects.filter(pk__in=[share.pk for share in shares]).update(settled_at=timezone.now())
    return True


def _move(draft: Draft, pending: Place, settled: Place, amount: int) -> None:
    if amount:
        draft.put(pending, amount)
        draft.put(settled, -amount)
