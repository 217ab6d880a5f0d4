"""The facts that groups tell."""

from dataclasses import dataclass

from meadow.plumbing.events import Event


@dataclass(frozen=True, kw_only=True)
class GroupMade(Event):
    """A group began; `first` is the one that was full, when it goes on from another."""

    group: int
    shop: int | None
    owner: int
    first: int | None


@dataclass(frozen=True, kw_only=True)
class GroupClosed(Event):
    """Nothing more is said in a group."""

    group: int
    shop: int | None
    by: int


@dataclass(frozen=True, kw_only=True)
class GroupJoined(Event):
    """Somebody came into a group; `shop` is null for a buyer's own."""

    group: int
    shop: int | None
    member: int
    source: str


@dataclass(frozen=True, kw_only=True)
class GroupLeft(Event):
    """Somebody left a group, or was taken out of it."""

    group: int
    shop: int | None
    member: int
