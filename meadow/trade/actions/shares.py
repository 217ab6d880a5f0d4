"""Sharing out what members pay: how each line's money is shared is frozen at the sale, and posted as estimated.

Every function is part of a transaction that holds the order's lock; the ledger comes after it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from meadow.goods.models.shops import Shop
from meadow.trade.actions.ledger import Draft, Place, post
from meadow.trade.models.ledger import Account, Entry
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment
from meadow.trade.models.promotions import ShippingDiscount
from meadow.trade.models.shares import LineShare, ShareBack
from meadow.trade.models.touches import LineTouch
from meadow.trade.sharing import Parts, Terms, base_of, payment_fees, share_out

Kind = Account.Kind


def share_sale(orders: Sequence[Order], lines: Iterable[OrderLine], *, provider: str) -> None:
    """Freeze how the money of paid orders is shared out, and post the sales. They are of one payment, or cost nothing.

    Everything is estimated until the order is completed.
    """
    shares = _shares(orders, lines, provider)
    LineShare.objects.bulk_create(shares)
    by_order: dict[int, list[LineShare]] = defaultdict(list)
    for share in shares:
        by_order[share.order_id].append(share)
    post(_sale(order, by_order[order.pk], provider) for order in orders)


def shares_of(order: Order) -> list[LineShare]:
    """How the money of a locked order is shared out; one that was paid before there was a ledger is shared out now."""
    shares = _found(order)
    if shares or order.paid_at is None:
        return shares
    # The payment's fee is split over the whole checkout, of which this order may be a part.
    orders = list(Order.objects.filter(group=order.group_id, paid_at__isnull=False).order_by("pk"))
    lines = OrderLine.objects.filter(order__in=orders).order_by("pk")
    payment = Payment.objects.filter(group=order.group_id, state=Payment.State.SUCCEEDED).first()
    provider = payment.provider if payment else ""
    mine = [share for share in _shares(orders, lines, provider) if share.order_id == order.pk]
    LineShare.objects.bulk_create(mine)
    post([_sale(order, mine, provider)])
    return _found(order)


def taken_before(shares: list[LineShare]) -> dict[int, Parts]:
    """What was taken back of each share so far, by its key."""
    found = {share.pk: Parts() for share in shares}
    for back in ShareBack.objects.filter(share__in=shares):
        found[back.share_id] += back.parts
    return found


def put_parts(draft: Draft, share: LineShare, parts: Parts, sign: int, *, settled: bool) -> None:
    """Put the parts of a share where they belong, but what was paid: credit (-1) at a sale, debit (1) back."""
    shops, buyers = (Kind.SHOP_PAYABLE, Kind.BUYER_PAYABLE) if settled else (Kind.SHOP_PENDING, Kind.BUYER_PENDING)
    draft.put(Place(Kind.PROMOTIONS), -sign * parts.promotion)
    draft.put(Place(shops, shop=share.order.shop_id), sign * parts.net)
    if parts.earned:
        draft.put(Place(buyers, person=share.earner_id), sign * parts.earned)
    draft.put(Place(Kind.COMMISSION if settled else Kind.COMMISSION_PENDING), sign * parts.platform_share)
    draft.put(Place(Kind.FEE if settled else Kind.FEE_PENDING), sign * parts.fee)
    draft.put(Place(Kind.FEE_TAX), sign * (parts.fee_tax + parts.payment_fee_tax))
    draft.put(Place(Kind.PAYMENT_FEES), sign * parts.payment_fee)
    draft.put(Place(Kind.TAX), sign * parts.tax_kept)


def _found(order: Order) -> list[LineShare]:
    return list(LineShare.objects.filter(order=order).select_related("line", "order").order_by("pk"))


def _shares(orders: Sequence[Order], lines: Iterable[OrderLine], provider: str) -> list[LineShare]:
    """A share for each line and one for sending each order, not yet written."""
    lines, now = list(lines), timezone.now()
    shops = {shop.pk: shop for shop in Shop.objects.filter(pk__in={order.shop_id for order in orders})}
    touches = {touch.line_id: touch for touch in LineTouch.objects.filter(line__in=lines)}
    free_sending = dict(
        ShippingDiscount.objects.filter(order__in=orders).values_list("order").annotate(Sum("amount_platform"))
    )
    shares: list[LineShare] = []
    for order in orders:
        fee_rate = _fee_rate(shops[order.shop_id], order.paid_at or now)
        mine = [line for line in lines if line.order_id == order.pk]
        for line in mine:
            touch = touches.get(line.pk)
            shares.append(
                LineShare(
                    order=order,
                    line=line,
                    paid=line.paid,
                    tax=line.tax,
                    promotion=line.discount_platform,
                    base=base_of(line.paid, line.tax),
                    earner_id=touch.earner_id if touch else None,
                    commission_rate=touch.commission_rate if touch else 0,
                    platform_share_rate=settings.MEADOW_COMMISSION_SHARE,
                    fee_rate=fee_rate,
                )
            )
        sending = order.total - sum(line.paid for line in mine)
        borne = free_sending.get(order.pk, 0)
        if sending or borne:
            tax = order.tax_total - sum(line.tax for line in mine)
            shares.append(LineShare(order=order, paid=sending, tax=tax, promotion=borne))
    return _frozen(shares, provider, now)


def _frozen(shares: list[LineShare], provider: str, now: datetime) -> list[LineShare]:
    currency = shares[0].order.currency if shares else ""
    terms = settings.MEADOW_PAYMENT_FEES.get(provider, {})
    fees = payment_fees(
        [share.paid for share in shares], rate=terms.get("rate", 0), fixed=terms.get("fixed", {}).get(currency, 0)
    )
    for share, payment_fee in zip(shares, fees, strict=True):
        parts = share_out(
            paid=share.paid,
            tax=share.tax,
            promotion=share.promotion,
            payment_fee=payment_fee,
            terms=Terms(
                commission_rate=share.commission_rate,
                platform_share_rate=share.platform_share_rate,
                fee_rate=share.fee_rate,
                fee_tax_rate=settings.MEADOW_FEE_TAX,
                keeps_tax=settings.MEADOW_PLATFORM_REMITS_TAX,
            ),
        )
        for name in Parts.NAMES:
            setattr(share, name, getattr(parts, name))
        share.net, share.currency, share.paid_at = parts.net, currency, share.order.paid_at or now
        share.gives_back_fee = settings.MEADOW_FEE_GIVEN_BACK
        share.gives_back_payment_fee = settings.MEADOW_PAYMENT_FEE_GIVEN_BACK
    return shares


def _fee_rate(shop: Shop, at: datetime) -> int:
    """What the platform asks of what this shop sells; nothing in its first days where the platform says so."""
    free = timedelta(days=settings.MEADOW_FEE_FREE_DAYS)
    if free and at < shop.opened_at + free:
        return 0
    kind: dict[str, Any] = settings.MEADOW_SHOP_KINDS.get(shop.kind, {})
    return int(kind.get("fee", 0))


def _sale(order: Order, shares: list[LineShare], provider: str) -> Draft:
    draft = Draft(Entry.Kind.SALE, f"order:{order.pk}:sale", order.currency, order.paid_at, {"order_id": order.pk})
    for share in shares:
        put_parts(draft, share, share.parts, -1, settled=False)
    if provider:
        draft.put(Place(Kind.CLEARING, name=provider), sum(share.paid for share in shares))
    return draft
