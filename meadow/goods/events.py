"""The facts that goods tells."""

from dataclasses import dataclass

from meadow.plumbing.events import Event


@dataclass(frozen=True, kw_only=True)
class ShopOpened(Event):
    """A shop opened its doors."""

    shop: int
    manager: int


@dataclass(frozen=True, kw_only=True)
class ShopSuspended(Event):
    """Operators took a shop off the platform."""

    shop: int
    by: int


@dataclass(frozen=True, kw_only=True)
class ShopClosed(Event):
    """An owner closed a shop."""

    shop: int
    by: int


@dataclass(frozen=True, kw_only=True)
class ShopReopened(Event):
    """A shop that was closed or suspended is open again."""

    shop: int
    by: int


@dataclass(frozen=True, kw_only=True)
class PersonUnseated(Event):
    """Somebody no longer belongs to a shop's team."""

    shop: int
    person: int


@dataclass(frozen=True, kw_only=True)
class ProductPublished(Event):
    """A product went on sale."""

    product: int
    shop: int
    by: int | None = None


@dataclass(frozen=True, kw_only=True)
class PriceChanged(Event):
    """A variant has a new price, in minor units."""

    variant: int
    product: int
    shop: int
    currency: str
    before: int | None
    price: int
    by: int | None = None


@dataclass(frozen=True, kw_only=True)
class StockRanLow(Event):
    """So few of a variant can still be promised that its team wanted to know: `low_at` or fewer."""

    variant: int
    product: int
    shop: int
    on_hand: int
    held: int
    low_at: int


@dataclass(frozen=True, kw_only=True)
class BackInStock(Event):
    """A variant can be had again for which these members waited; for more than a hundred, several of these."""

    variant: int
    product: int
    shop: int
    members: list[int]
