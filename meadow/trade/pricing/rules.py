"""Promotions as arithmetic sees them: about which goods they are, what they ask for, and where they stand in line."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from meadow.trade.pricing.lines import Line, worth

WHOLE = 10_000
"""All of something, in hundredths of a per cent."""


class Kind(Enum):
    PERCENT = "percent"
    AMOUNT = "amount"
    TIERS = "tiers"
    BUNDLE = "bundle"
    SHIPPING = "shipping"


class Step(Enum):
    """When a promotion has its turn, in this order."""

    LINES = 1
    """By itself, on some of a shop's goods: each line takes part in one."""
    ORDER = 2
    """By itself, on all goods of a shop: the best one."""
    COUPON = 3
    """With a code or a coupon of the shop: the best one."""
    PLATFORM = 4
    """The platform's, on the goods of all shops: the best one."""
    SHIPPING = 5
    """On what sending costs: the shop's best one, then the platform's best one."""


@dataclass(frozen=True)
class Rule:
    """One promotion that this member may use now. Amounts are minor units, parts are hundredths of a per cent.

    `shop` is None for the platform's. `tiers` are pairs of a worth of goods and what is taken off from there, the
    lowest first. Empty sets of `products`, `categories` and `collections` mean all goods. `gets` are the products that
    a bundle makes cheaper, where they are not those that are bought.
    """

    key: int
    kind: Kind
    shop: int | None = None
    is_automatic: bool = True
    percent: int = 0
    amount: int = 0
    tiers: tuple[tuple[int, int], ...] = ()
    buy: int = 0
    get: int = 0
    most_off: int | None = None
    min_goods: int = 0
    place: str = ""
    products: frozenset[int] = field(default_factory=frozenset)
    categories: frozenset[int] = field(default_factory=frozenset)
    collections: frozenset[int] = field(default_factory=frozenset)
    gets: frozenset[int] = field(default_factory=frozenset)
    funded_share: int = 0
    combines: bool = True

    @property
    def is_scoped(self) -> bool:
        """Whether it is about some goods only."""
        return bool(self.products or self.categories or self.collections)

    @property
    def step(self) -> Step:
        if self.kind == Kind.SHIPPING:
            return Step.SHIPPING
        if self.shop is None:
            return Step.PLATFORM
        if not self.is_automatic:
            return Step.COUPON
        return Step.LINES if self.is_scoped or self.kind == Kind.BUNDLE else Step.ORDER

    def is_about(self, line: Line) -> bool:
        """Whether these are goods that it counts and makes cheaper."""
        if self.shop is not None and line.shop != self.shop:
            return False
        if not self.is_found_in(line.places):
            return False
        return not self.is_scoped or bool(
            line.product in self.products or line.categories & self.categories or line.collections & self.collections
        )

    def makes_cheaper(self, line: Line) -> bool:
        """Whether a bundle gives these away; without products of its own it gives away what it counts."""
        if not self.gets:
            return self.is_about(line)
        return (self.shop is None or line.shop == self.shop) and line.product in self.gets

    def is_found_in(self, places: frozenset[str]) -> bool:
        """`room` is any of `room:7` and `room:8`."""
        return not self.place or any(one == self.place or one.split(":")[0] == self.place for one in places)

    def tier(self, goods: int) -> int:
        """What its tiers take off goods of this worth."""
        return max((off for start, off in self.tiers if goods >= start), default=0)

    def missing(self, lines: Iterable[Line]) -> int:
        """How much more of its goods it takes; 0 when there is enough. Counted before anything is taken off."""
        least = max(self.min_goods, min((start for start, _off in self.tiers), default=0))
        return max(least - worth(line for line in lines if self.is_about(line)), 0)

    def next_tier(self, lines: Iterable[Line]) -> tuple[int, int] | None:
        """How much more it takes to the next tier, and what is taken off there."""
        goods = worth(line for line in lines if self.is_about(line))
        here = self.tier(goods)
        further = [(start - goods, off) for start, off in self.tiers if start > goods and off > here]
        return min(further, default=None)
