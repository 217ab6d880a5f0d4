"""Promotions brought to parcels: what counts, what it takes off, and what is missing for the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from meadow.plumbing.money import format_amount
from meadow.plumbing.refusals import Refusal
from meadow.trade.models.promotions import Promotion
from meadow.trade.pricing.lines import Line
from meadow.trade.pricing.rules import Kind
from meadow.trade.pricing.stacking import Taken, take_off
from meadow.trade.reckoning.offers import Offer
from meadow.trade.refusals import NotEnoughGoods, NotForTheseGoods, OnlyElsewhere, OtherIsBetter


@dataclass(frozen=True)
class Counted:
    """One promotion that counts: what it takes off altogether, and how in detail."""

    offer: Offer
    taken: Taken

    @property
    def promotion(self) -> Promotion:
        return self.offer.promotion

    @property
    def amount(self) -> int:
        return self.taken.amount


@dataclass(frozen=True)
class Missing:
    """So much more of the goods, and a promotion counts, or takes more off: `off`, where it is an amount."""

    promotion: Promotion
    missing: int
    off: int = 0

    @property
    def is_shipping(self) -> bool:
        return self.promotion.kind == Promotion.Kind.SHIPPING


@dataclass(frozen=True)
class Idle:
    """One promotion that the buyer chose and that does not count, and why."""

    offer: Offer
    why: Refusal

    @property
    def promotion(self) -> Promotion:
        return self.offer.promotion


@dataclass(frozen=True)
class Discounts:
    """What promotions do for some goods."""

    counted: Sequence[Counted] = ()
    missing: Sequence[Missing] = ()
    idle: Sequence[Idle] = ()


NO_DISCOUNTS = Discounts()


def reckon(goods: Sequence[Line], offers: Sequence[Offer], sending: Mapping[int, int]) -> Discounts:
    """Which of the offers count for these goods, and what sending them costs by shop. Reads nothing."""
    by_key = {offer.promotion.pk: offer for offer in offers}
    usable = [offer.rule for offer in offers if offer.objection is None]
    counted = [Counted(by_key[taken.rule.key], taken) for taken in take_off(goods, usable, sending)]
    keys = {one.promotion.pk for one in counted}
    waits = any(price is None for price in sending.values()) or not sending
    idle = []
    for offer in offers:
        if not offer.is_chosen or offer.promotion.pk in keys:
            continue
        why = offer.objection or objection(offer, goods)
        if why is None and offer.rule.kind == Kind.SHIPPING and waits:
            continue  # nobody knows yet what sending costs
        idle.append(Idle(offer, why or OtherIsBetter(name=offer.promotion.in_words["name"])))
    return Discounts(counted, list(_missing(goods, offers)), idle)


def objection(offer: Offer, goods: Sequence[Line]) -> Refusal | None:
    """What these goods lack for an offer to count."""
    rule, promotion = offer.rule, offer.promotion
    name = promotion.in_words["name"]
    if not any(rule.is_found_in(line.places) for line in goods):
        return OnlyElsewhere(name=name)
    if not any(rule.is_about(line) for line in goods):
        return NotForTheseGoods(name=name)
    if missing := rule.missing(goods):
        return NotEnoughGoods(name=name, missing=format_amount(missing, promotion.currency, get_language() or "en"))
    return None


def _missing(goods: Sequence[Line], offers: Iterable[Offer]) -> Iterable[Missing]:
    """How far the next threshold is, of promotions for which everything else is there."""
    for offer in offers:
        rule = offer.rule
        if offer.objection is not None or not any(rule.is_about(line) for line in goods):
            continue
        if further := rule.next_tier(goods):
            missing = max(further[0], rule.min_goods and rule.missing(goods))
            yield Missing(offer.promotion, missing, further[1])
        elif missing := rule.missing(goods):
            yield Missing(offer.promotion, missing, rule.amount if rule.kind == Kind.AMOUNT else 0)
