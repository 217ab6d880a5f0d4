"""Giving promotions and their codes, and taking coupons."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.models.carts import Cart
from meadow.trade.models.promotions import CartCode, Coupon, Promotion, PromotionCode, PromotionQuerySet
from meadow.trade.reckoning.discounts import objection
from meadow.trade.reckoning.offers import Buyer, offers_for
from meadow.trade.refusals import (
    CouponTaken,
    LimitBelowUse,
    NoSuchCode,
    NotEnoughGoods,
    OnlyForMembers,
    PromotionInUse,
    PromotionNotYet,
    PromotionOver,
    PromotionUsedUp,
    TooManyCodes,
)

MOST_CODES = 10_000
"""How many codes are generated at once, at most."""
MOST_TYPED = 10
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""What generated codes are made of: nothing that is mistaken for something else."""
LENGTH = 10
_COUNTED = {"id", "used", "claimed", "made_at"}
_TYPED = [field.name for field in Promotion._meta.concrete_fields if field.name not in _COUNTED]
_MAY_STILL_COME = (NotEnoughGoods, OnlyForMembers, PromotionNotYet)


@transaction.atomic
def keep_promotion(promotion: Promotion, *, about: Mapping[str, Iterable[Any]], code: str = "") -> Promotion:
    """Give a new promotion, or change one; what was ordered keeps what was taken off it.

    `about` are the goods of its many-to-many fields by their names. `code` is the one word that opens it; generated
    codes stay beside it. What orders count meanwhile is left to them: `LimitBelowUse` when the limit would be too low.
    """
    if promotion._state.adding:
        promotion.save()
    else:
        stored = Promotion.objects.select_for_update(no_key=True).get(pk=promotion.pk)
        if promotion.limit_total is not None and promotion.limit_total < max(stored.used, stored.claimed):
            raise LimitBelowUse(name=promotion.in_words["name"])
        promotion.save(update_fields=_TYPED)
    for field, things in about.items():
        getattr(promotion, field).set(things)
    if promotion.trigger == Promotion.Trigger.CODE and code:
        kept = promotion.codes.filter(batch="").first() or PromotionCode(promotion=promotion)
        kept.shop_id, kept.code = promotion.shop_id, plain_code(code)
        kept.save()
    return promotion


@transaction.atomic
def delete_promotion(promotion: Promotion) -> None:
    """Take a promotion back for good; one that was used in orders stays in their books."""
    promotion = Promotion.objects.select_for_update().get(pk=promotion.pk)
    if promotion.redemptions.exists():
        raise PromotionInUse(name=promotion.in_words["name"])
    promotion.delete()


@transaction.atomic
def generate_codes(promotion: Promotion, number: int, *, limit: int | None = 1) -> str:
    """Make so many new codes, each to be used `limit` times; returns the name of their batch."""
    batch = f"{timezone.localdate():%Y-%m-%d}-{uuid4().hex[:6]}"
    missing = number
    while missing:
        PromotionCode.objects.bulk_create(
            [
                PromotionCode(
                    promotion=promotion, shop_id=promotion.shop_id, code=_random_code(), batch=batch, limit=limit
                )
                for _ in range(missing)
            ],
            ignore_conflicts=True,
            batch_size=1000,
        )
        missing = number - PromotionCode.objects.filter(promotion=promotion, batch=batch).count()
    return batch


@transaction.atomic
def type_code(cart: Cart, text: str, *, by: Person | None) -> Sequence[PromotionCode]:
    """Put a code to a cart; one that only waits for more goods, a day or signing in is kept and says so.

    The same word may be a code of several shops in the cart. Refuses with why it cannot count.
    """
    cart = Cart.objects.locked().get(pk=cart.pk)
    lines = list(cart.lines.in_full().order_by("pk"))
    word = plain_code(text)
    shops = {line.variant.product.shop_id for line in lines}
    codes = PromotionCode.objects.filter(Q(shop__in=shops) | Q(shop=None), code=word)
    found = list(codes.filter(promotion__is_active=True, promotion__trigger=Promotion.Trigger.CODE).order_by("pk"))
    if not found:
        raise NoSuchCode(code=word[:40])
    if cart.codes.exclude(code__in=found).count() + len(found) > MOST_TYPED:
        raise TooManyCodes(most=MOST_TYPED)
    for promotion in {code.promotion_id for code in found}:  # one code of a promotion is enough
        cart.codes.filter(code__promotion=promotion).delete()
    CartCode.objects.bulk_create(CartCode(cart=cart, code=code) for code in found)

    goods, offers = offers_for(lines, Buyer(by.pk if by else None, cart.pk), timezone.now())
    own = [offer for offer in offers if offer.code_id in {code.pk for code in found}]
    refused = {offer.code_id: offer.objection or objection(offer, goods) for offer in own}
    hopeless = [why for why in refused.values() if why is not None and not isinstance(why, _MAY_STILL_COME)]
    if not own:
        raise NoSuchCode(code=word[:40])
    if len(hopeless) == len(own):
        raise hopeless[0]
    return found


@transaction.atomic
def take_code_out(cart: Cart, code: int) -> None:
    """Have a code count no more; one that is not there changes nothing."""
    CartCode.objects.filter(cart=cart, code=code).delete()


@transaction.atomic
def claim_coupon(promotion: Promotion, *, by: Person) -> Coupon:
    """Take a coupon and keep it for this member until it is used or over. The limit counts those who took one."""
    now = timezone.now()
    name = promotion.in_words["name"]
    if promotion.is_over(now) or not promotion.is_active:
        raise PromotionOver(name=name)
    coupon, _ = Coupon.objects.select_for_update().get_or_create(promotion=promotion, person=by)
    if coupon.claimed_at is not None:
        raise CouponTaken(name=name)
    if promotion.limit_total is not None:
        left = Promotion.objects.filter(pk=promotion.pk, claimed__lt=F("limit_total"))
        if not left.update(claimed=F("claimed") + 1):
            raise PromotionUsedUp(name=name)
    coupon.claimed_at = now
    coupon.save(update_fields=["claimed_at"])
    return coupon


def plain_code(text: str) -> str:
    """A code in the one way of writing in which it is kept: capitals, without spaces."""
    return "".join(text.split()).upper()


def claimable(shops: Any = ()) -> PromotionQuerySet:
    """Coupons that may be taken now: the platform's, and those of these shops (keys, or a query of them).

    Used-up ones are left out.
    """
    now = timezone.now()
    found = Promotion.objects.running(now).filter(trigger=Promotion.Trigger.CLAIM)
    found = found.filter(Q(limit_total=None) | Q(claimed__lt=F("limit_total")))
    return found.filter(Q(shop=None) | Q(shop__in=shops, shop__state=Shop.State.OPEN))


def _random_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
