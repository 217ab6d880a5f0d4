"""The facts that people tells."""

from dataclasses import dataclass

from meadow.plumbing.events import Event


@dataclass(frozen=True, kw_only=True)
class Joined(Event):
    """Somebody opened an account."""

    person: int


@dataclass(frozen=True, kw_only=True)
class PersonFollowed(Event):
    """One person began to follow another."""

    follower: int
    followed: int


@dataclass(frozen=True, kw_only=True)
class PersonUnfollowed(Event):
    """One person stopped following another."""

    follower: int
    followed: int


@dataclass(frozen=True, kw_only=True)
class PersonBlocked(Event):
    """One person keeps another away."""

    by: int
    blocked: int
