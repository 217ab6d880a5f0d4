"""The goods that are priced, as arithmetic sees them."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """So many pieces of one thing at one price, in minor units; `key` tells it from the other lines.

    `places` are where it was found: `room:7`, `group:3`.
    """

    key: int
    shop: int
    product: int
    price: int
    quantity: int
    categories: frozenset[int] = field(default_factory=frozenset)
    collections: frozenset[int] = field(default_factory=frozenset)
    places: frozenset[str] = field(default_factory=frozenset)

    @property
    def total(self) -> int:
        return self.price * self.quantity


def worth(lines: Iterable[Line]) -> int:
    """What these cost before anything is taken off."""
    return sum(line.total for line in lines)
