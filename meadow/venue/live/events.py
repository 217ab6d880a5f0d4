"""The facts that live rooms tell."""

from dataclasses import dataclass

from meadow.plumbing.events import Event


@dataclass(frozen=True, kw_only=True)
class RoomPlanned(Event):
    """A room will open at a moment that is known to everybody; said again when the moment changes."""

    room: int
    host: int
    shop: int | None
    starts_at: str


@dataclass(frozen=True, kw_only=True)
class RoomOpened(Event):
    """A show began that everybody may see."""

    room: int
    show: int
    host: int
    shop: int | None


@dataclass(frozen=True, kw_only=True)
class RoomClosed(Event):
    """A show ended."""

    room: int
    show: int
    host: int
    shop: int | None


@dataclass(frozen=True, kw_only=True)
class RoomCancelled(Event):
    """A planned room will not open."""

    room: int
    host: int
    shop: int | None


@dataclass(frozen=True, kw_only=True)
class RoomEntered(Event):
    """Somebody came into a room during a show; `member` is null for a guest."""

    room: int
    show: int
    visit: str
    member: int | None
    source: str


@dataclass(frozen=True, kw_only=True)
class RoomLeft(Event):
    """Somebody left a room, or nothing was heard of them any more; `seconds` is how long they stayed."""

    room: int
    show: int
    visit: str
    member: int | None
    seconds: int


@dataclass(frozen=True, kw_only=True)
class RoomInteracted(Event):
    """Somebody took part: `kind` is comment, like, ask, share, follow or card."""

    room: int
    show: int
    member: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ProductExplained(Event):
    """A room began to explain a product."""

    room: int
    show: int
    product: int
    by: int


@dataclass(frozen=True, kw_only=True)
class OfferMade(Event):
    """A price was offered in a room, for so many pieces, for a few minutes."""

    room: int
    show: int
    offer: int
    variant: int
    price: int
    quantity: int
    by: int
