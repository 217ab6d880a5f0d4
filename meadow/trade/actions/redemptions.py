"""Using promotions up: taken when an order is placed, given back when nothing comes of it.

Limits hold because each is one conditional UPDATE; whoever comes too late is refused and takes nothing. Rows are taken
in one order everywhere: promotions, codes, coupons, each by its key; after orders, and before stock.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest

from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.promotions import (
    CartCode,
    Coupon,
    LineDiscount,
    Promotion,
    PromotionCode,
    Redemption,
    ShippingDiscount,
)
from meadow.trade.refusals import CodeUsedUp, PromotionUsedByYou, PromotionUsedUp
from meadow.trade.summary import Summary

_USE_COUPON = """
INSERT INTO trade_coupon AS coupon (promotion_id, person_id, used) VALUES (%(promotion)s, %(person)s, 1)
ON CONFLICT (promotion_id, person_id) DO UPDATE SET used = coupon.used + 1 WHERE coupon.used < %(most)s
RETURNING id
"""


def keep_redemptions(group: OrderGroup, orders: Iterable[Order], lines: Iterable[OrderLine], summary: Summary) -> None:
    """Write what promotions took off the orders of a new checkout, and count them as used.

    Part of the transaction that writes the orders. Refuses with `PromotionUsedUp`, `CodeUsedUp` or
    `PromotionUsedByYou` when somebody was quicker.
    """
    counted = summary.counted
    if not counted:
        return
    by_variant = {line.variant_id: line for line in lines}
    by_shop = {order.shop_id: order for order in orders}
    used = [
        Redemption(group=group, promotion=one.promotion, code_id=one.offer.code_id, amount=one.amount)
        for one in counted
    ]
    _use(used, group)
    Redemption.objects.bulk_create(used)
    codes = [one.code_id for one in used if one.code_id is not None]
    if codes:
        CartCode.objects.filter(cart__person=group.member_id, code__in=codes).delete()
    LineDiscount.objects.bulk_create(
        LineDiscount(
            line=by_variant[variant],
            promotion=one.promotion,
            amount=amount,
            amount_platform=one.taken.lines_platform[variant],
        )
        for one in counted
        for variant, amount in one.taken.lines.items()
    )
    ShippingDiscount.objects.bulk_create(
        ShippingDiscount(
            order=by_shop[shop],
            promotion=one.promotion,
            amount=amount,
            amount_platform=one.taken.sending_platform[shop],
        )
        for one in counted
        for shop, amount in one.taken.sending.items()
    )


def give_back(group: OrderGroup) -> None:
    """Have the promotions of a locked checkout unused again: it was not paid. Twice changes nothing."""
    _give_back(_those(group, Redemption.State.TAKEN), group)


def take_again(group: OrderGroup) -> bool:
    """Use the promotions of a locked checkout once more, which was paid after it was given up; False, and nothing
    changed, when one of them is used up meanwhile.
    """
    given = _those(group, Redemption.State.GIVEN_BACK)
    if not given:
        return True
    try:
        with transaction.atomic():
            _use(given, group)
    except (PromotionUsedUp, PromotionUsedByYou):
        return False
    group.redemptions.update(state=Redemption.State.TAKEN)
    return True


def give_back_refunded(order: Order) -> None:
    """Have promotions unused again, where they say so, of which every order is paid back in full, now that this one is.

    Part of a transaction that holds the order's lock.
    """
    if order.refunded_total < order.total:
        return
    taken = [one for one in _those(order.group, Redemption.State.TAKEN) if one.promotion.gives_back]
    if not taken:
        return
    standing = Order.objects.filter(group=order.group_id).exclude(state=Order.State.CANCELLED)
    standing = standing.exclude(total__gt=0, refunded_total=F("total"))
    still = set(LineDiscount.objects.filter(line__order__in=standing).values_list("promotion", flat=True))
    still |= set(ShippingDiscount.objects.filter(order__in=standing).values_list("promotion", flat=True))
    _give_back([one for one in taken if one.promotion_id not in still], order.group)


def _those(group: OrderGroup, state: str) -> list[Redemption]:
    found = group.redemptions.filter(state=state).select_for_update(of=("self",))
    return list(found.select_related("promotion").order_by("promotion"))


def _use(used: Sequence[Redemption], group: OrderGroup) -> None:
    in_order = sorted(used, key=lambda one: one.promotion_id)
    for one in in_order:
        promotion = one.promotion
        if promotion.counts_uses:
            left = Promotion.objects.filter(pk=promotion.pk, used__lt=F("limit_total"))
            if not left.update(used=F("used") + 1):
                raise PromotionUsedUp(name=promotion.in_words["name"])
    for code in sorted(one.code_id for one in in_order if one.code_id is not None):
        unused = PromotionCode.objects.filter(Q(limit=None) | Q(used__lt=F("limit")), pk=code)
        if not unused.filter(limit__isnull=False).update(used=F("used") + 1) and not unused.exists():
            raise CodeUsedUp(code=PromotionCode.objects.get(pk=code).code)
    for one in in_order:
        if one.promotion.each is not None and not _use_coupon(one.promotion, group.member_id):
            raise PromotionUsedByYou(name=one.promotion.in_words["name"])


def _use_coupon(promotion: Promotion, person: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_USE_COUPON, {"promotion": promotion.pk, "person": person, "most": promotion.each})
        return cursor.fetchone() is not None


def _give_back(taken: Sequence[Redemption], group: OrderGroup) -> None:
    if not taken:
        return
    less = Greatest(F("used") - 1, 0)
    for one in taken:
        if one.promotion.counts_uses:
            Promotion.objects.filter(pk=one.promotion_id).update(used=less)
    for code in sorted(one.code_id for one in taken if one.code_id is not None):
        PromotionCode.objects.filter(pk=code, limit__isnull=False).update(used=less)
    for one in taken:
        Coupon.objects.filter(promotion=one.promotion_id, person=group.member_id).update(used=less)
    Redemption.objects.filter(pk__in=[one.pk for one in taken]).update(state=Redemption.State.GIVEN_BACK)
