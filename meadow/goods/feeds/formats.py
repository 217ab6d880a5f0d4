"""How a feed is written: a beginning, the listings one by one, and an end, so that it can be streamed."""

from typing import ClassVar, Protocol

from meadow.goods.feeds.listings import Listing, Source
from meadow.plumbing.money import decimal_text


class Format(Protocol):
    """One channel's way of writing."""

    name: ClassVar[str]
    kind: ClassVar[str]
    """The media type."""
    separator: ClassVar[str]
    """What stands between two listings."""

    def begin(self, source: Source) -> str: ...

    def listing(self, listing: Listing, source: Source) -> str:
        """The listing's items that the channel takes; empty when it takes none."""

    def end(self) -> str: ...


def money(minor: int, currency: str) -> str:
    """An amount as feeds write it: `12.90 USD`."""
    return f"{decimal_text(minor, currency)} {currency}"


def is_complete(listing: Listing) -> bool:
    """Whether the channels that show pictures take it at all: they refuse goods without one, and goods for nothing."""
    return any(item.pictures for item in listing.items) and any(item.price > 0 for item in listing.items)


def differs_by_traits(listing: Listing) -> bool:
    """Whether its variants differ in traits that channels know, which is when they may be grouped."""
    names = {name for item in listing.items for name, _value in item.options}
    return len(listing.items) > 1 and all(len(item.traits) == len(names) > 0 for item in listing.items)
