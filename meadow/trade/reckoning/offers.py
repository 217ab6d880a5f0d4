"""The promotions that could count for some goods and their buyer, and what stands in the way of each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format

from meadow.goods.models.collections import CollectionItem
from meadow.plumbing.prepared import run
from meadow.plumbing.refusals import Refusal
from meadow.trade.models.carts import CartLine
from meadow.trade.models.orders import Order
from meadow.trade.models.promotions import CartCode, Coupon, Promotion, PromotionQuerySet
from meadow.trade.pricing.lines import Line
from meadow.trade.pricing.rules import Kind, Rule
from meadow.trade.refusals import (
    CodeUsedUp,
    OnlyFirstOrder,
    OnlyForMembers,
    PromotionNotYet,
    PromotionOver,
    PromotionUsedByYou,
    PromotionUsedUp,
)

_RUNNING = """
SELECT promotion.id FROM trade_promotion promotion
WHERE promotion.is_active AND promotion.currency = ANY(%(currencies)s)
AND (promotion.shop_id = ANY(%(shops)s) OR promotion.shop_id IS NULL)
AND CASE promotion.trigger
    WHEN 'automatic' THEN coalesce(promotion.starts_at <= %(at)s, true) AND coalesce(promotion.ends_at > %(at)s, true)
    WHEN 'code' THEN EXISTS (
        SELECT FROM trade_cartcode typed JOIN trade_promotioncode code ON code.id = typed.code_id
        JOIN trade_cart cart ON cart.id = typed.cart_id
        WHERE code.promotion_id = promotion.id
        AND (cart.id = %(cart)s::bigint OR %(cart)s::bigint IS NULL AND cart.person_id = %(person)s::bigint)
    )
    ELSE coalesce(promotion.ends_at > %(at)s, true) AND EXISTS (
        SELECT FROM trade_coupon coupon
        WHERE coupon.promotion_id = promotion.id AND coupon.person_id = %(person)s::bigint
        AND coupon.claimed_at IS NOT NULL
    )
END
"""
_SHELVES = """
WITH RECURSIVE above AS (
    SELECT product_id, category_id FROM goods_product_categories WHERE product_id = ANY(%s)
    UNION
    SELECT above.product_id, category.parent_id FROM above
    JOIN goods_category category ON category.id = above.category_id WHERE category.parent_id IS NOT NULL
)
SELECT product_id, category_id FROM above
"""


@dataclass(frozen=True)
class Buyer:
    """Who buys, if they are signed in, the cart whose codes count, and where they are (`room:7`)."""

    person: int | None = None
    cart: int | None = None
    places: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Offer:
    """One promotion for one buyer: its rule, the code that opened it, and why it cannot count for them at all."""

    promotion: Promotion
    rule: Rule
    code: str = ""
    code_id: int | None = None
    is_claimed: bool = False
    objection: Refusal | None = None

    @property
    def is_chosen(self) -> bool:
        """Whether the buyer did something for it, and wants to know why it does not count."""
        return bool(self.code) or self.is_claimed


def offers_for(lines: Sequence[CartLine], buyer: Buyer, at: datetime) -> tuple[list[Line], list[Offer]]:
    """The goods as arithmetic sees them, and every promotion that runs for them by itself, by a code of the cart, or by
    a coupon that the buyer holds. At most five statements, one plain one where nothing runs.

    A code that was typed is among them early and late, to say why it does not count.
    """
    if not lines:
        return [], []
    shops = {line.variant.product.shop_id for line in lines}
    currencies = {line.variant.product.shop.currency for line in lines}
    who = {"person": buyer.person, "cart": buyer.cart}
    running = [key for (key,) in run(_RUNNING, {"shops": list(shops), "currencies": list(currencies), "at": at, **who})]
    promotions = list(annotated(buyer).filter(pk__in=running).order_by("pk")) if running else []
    goods = _goods(lines, promotions, buyer)
    earlier = earlier_shops(buyer) if any(promotion.first_order for promotion in promotions) else frozenset()
    return goods, [offer_of(promotion, buyer, at, earlier) for promotion in promotions]


def annotated(buyer: Buyer) -> PromotionQuerySet:
    """Promotions with what they are about, the buyer's coupon of each, and the code of it at their cart."""

    def about(name: str, to: str) -> ArraySubquery:
        through = getattr(Promotion, name).through
        return ArraySubquery(through.objects.filter(promotion=OuterRef("pk")).values(f"{to}_id"))

    coupon = Coupon.objects.filter(promotion=OuterRef("pk"), person=buyer.person)
    typed = _typed(buyer).filter(code__promotion=OuterRef("pk"))
    return Promotion.objects.select_related("shop").annotate(
        about_products=about("products", "product"),
        about_categories=about("categories", "category"),
        about_collections=about("collections", "collection"),
        about_gets=about("gets", "product"),
        coupon_used=Subquery(coupon.values("used")[:1]),
        claimed_at=Subquery(coupon.values("claimed_at")[:1]),
        code_id=Subquery(typed.values("code")[:1]),
        code=Subquery(typed.values("code__code")[:1]),
        code_is_used_up=Exists(typed.filter(code__limit__lte=F("code__used"))),
    )


def offer_of(promotion: Promotion, buyer: Buyer, at: datetime, earlier: Collection[int]) -> Offer:
    """An annotated promotion for this buyer. `earlier` are the shops at which they have ordered before."""
    said: Any = promotion
    return Offer(
        promotion,
        rule_of(promotion),
        code=said.code or "",
        code_id=said.code_id,
        is_claimed=said.claimed_at is not None,
        objection=_objection(promotion, buyer, at, earlier),
    )


def rule_of(promotion: Promotion) -> Rule:
    """An annotated promotion as arithmetic sees it."""
    said: Any = promotion
    return Rule(
        key=promotion.pk,
        kind=Kind(promotion.kind),
        shop=promotion.shop_id,
        is_automatic=promotion.trigger == Promotion.Trigger.AUTOMATIC,
        percent=promotion.percent,
        amount=promotion.amount,
        tiers=tuple(promotion.steps),
        buy=promotion.buy,
        get=promotion.get,
        most_off=promotion.most_off,
        min_goods=promotion.min_goods,
        place=promotion.place,
        products=frozenset(said.about_products),
        categories=frozenset(said.about_categories),
        collections=frozenset(said.about_collections),
        gets=frozenset(said.about_gets),
        funded_share=promotion.funded_share,
        combines=promotion.combines,
    )


def earlier_shops(buyer: Buyer) -> frozenset[int]:
    """The shops at which the buyer has ordered before; what was cancelled does not count."""
    orders = Order.objects.filter(member=buyer.person).exclude(state=Order.State.CANCELLED)
    return frozenset(orders.values_list("shop", flat=True).distinct()) if buyer.person else frozenset()


def _typed(buyer: Buyer) -> "QuerySet[CartCode]":
    if buyer.cart is not None:
        return CartCode.objects.filter(cart=buyer.cart)
    return CartCode.objects.filter(cart__person=buyer.person) if buyer.person else CartCode.objects.none()


def _objection(promotion: Promotion, buyer: Buyer, at: datetime, earlier: Collection[int]) -> Refusal | None:
    said: Any = promotion
    name = promotion.in_words["name"]
    if promotion.starts_at is not None and not promotion.has_started(at):
        return PromotionNotYet(name=name, day=date_format(timezone.localtime(promotion.starts_at)))
    if not promotion.is_running(at):
        return PromotionOver(name=name)
    if promotion.counts_uses and promotion.left == 0:
        return PromotionUsedUp(name=name)
    if said.code_is_used_up:
        return CodeUsedUp(code=said.code)
    if promotion.each is not None and (said.coupon_used or 0) >= promotion.each:
        return PromotionUsedByYou(name=name)
    if buyer.person is None and (promotion.members_only or promotion.first_order):
        return OnlyForMembers(name=name)
    if promotion.first_order == Promotion.First.PLATFORM and earlier:
        return OnlyFirstOrder(name=name)
    if promotion.first_order == Promotion.First.SHOP and promotion.shop_id in earlier:
        return OnlyFirstOrder(name=name)
    return None


def _goods(lines: Sequence[CartLine], promotions: Sequence[Promotion], buyer: Buyer) -> list[Line]:
    """Lines of goods on sale; where they stand is asked only when a promotion wants to know."""
    said: Any = promotions
    products = sorted({line.variant.product_id for line in lines})
    shelves = _shelves(products) if any(one.about_categories for one in said) else {}
    groups = _collections(products) if any(one.about_collections for one in said) else {}
    none: frozenset[int] = frozenset()
    return [
        Line(
            key=line.variant_id,
            shop=line.variant.product.shop_id,
            product=line.variant.product_id,
            price=line.variant.price,
            quantity=line.quantity,
            categories=shelves.get(line.variant.product_id, none),
            collections=groups.get(line.variant.product_id, none),
            places=buyer.places,
        )
        for line in lines
        if line.is_on_sale
    ]


def _shelves(products: Sequence[int]) -> Mapping[int, frozenset[int]]:
    """The shelves on which products stand, and all above them."""
    with connection.cursor() as cursor:
        cursor.execute(_SHELVES, [list(products)])
        return _sets(cursor.fetchall())


def _collections(products: Sequence[int]) -> Mapping[int, frozenset[int]]:
    return _sets(CollectionItem.objects.filter(product__in=products).values_list("product", "collection"))


def _sets(pairs: Iterable[tuple[int, int]]) -> Mapping[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for product, other in pairs:
        found.setdefault(product, set()).add(other)
    return {product: frozenset(others) for product, others in found.items()}
