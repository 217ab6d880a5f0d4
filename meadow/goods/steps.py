"""One thing on the list of what a shop still needs."""

from dataclasses import dataclass, field

from meadow.goods.models.shops import Seat


@dataclass(frozen=True, kw_only=True)
class Step:
    """`label` says what to do, `url` where. Without a step that `is_needed` a shop cannot be handed in.

    `waits_for` is "team" or "operators"; `roles` may do it, the others only see that it is there.
    """

    label: str
    url: str
    is_done: bool
    words: str = ""
    is_needed: bool = False
    waits_for: str = "team"
    roles: tuple[str, ...] = field(default=(Seat.Role.OWNER,))
