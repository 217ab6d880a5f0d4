"""Levels: how many points lead to which."""

from bisect import bisect_right
from collections.abc import Sequence


def level_for(points: int, steps: Sequence[int]) -> int:
    """The level that so many points reach; `steps` are the points from which level 2, 3, ... begin, rising."""
    return 1 + bisect_right(steps, points)


def points_to_go(points: int, steps: Sequence[int]) -> int | None:
    """How many points are missing for the next level; None on the last one."""
    place = bisect_right(steps, points)
    return steps[place] - points if place < len(steps) else None
