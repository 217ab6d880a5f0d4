"""How a number of things lies spread over several places. Arithmetic with no database."""

from collections.abc import Sequence


def taken(levels: Sequence[int], quantity: int) -> list[int]:
    """What lies where after taking so many: from the first place that has some, then the next.

    What no place has is owed by the first, as when something is sold that is not there yet.
    """
    left = list(levels)
    for place, level in enumerate(left):
        from_here = min(max(level, 0), quantity)
        left[place] -= from_here
        quantity -= from_here
    left[0] -= quantity
    return left


def put(levels: Sequence[int], quantity: int) -> list[int]:
    """What lies where after putting so many into the first place."""
    return [levels[0] + quantity, *levels[1:]]


def spread(levels: Sequence[int], change: int) -> list[int]:
    """What lies where after the whole has changed by so many."""
    return put(levels, change) if change >= 0 else taken(levels, -change)
