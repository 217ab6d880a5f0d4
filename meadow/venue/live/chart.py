"""A line over time as points of a drawing, and minutes gathered so that there are not too many of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

WIDTH, HEIGHT = 600, 120
MOST_POINTS = 120


class Counted(Protocol):
    """A minute with its counts."""

    at: datetime
    viewers: int
    entered: int
    left: int
    messages: int
    likes: int
    clicks: int


@dataclass
class While:
    """Some minutes in a row: the most viewers of any, and the sums of everything else."""

    at: datetime
    viewers: int = 0
    entered: int = 0
    left: int = 0
    messages: int = 0
    likes: int = 0
    clicks: int = 0


@dataclass(frozen=True)
class Line:
    """A line from the left edge to the right, its highest value, and the area under it, as paths of SVG."""

    line: str
    area: str
    most: int


def gathered(minutes: Sequence[Counted], most: int = MOST_POINTS) -> list[While]:
    """At most so many whiles of equal length; a minute that nobody counted is one in which nothing happened."""
    if not minutes:
        return []
    first = minutes[0].at
    count = round((minutes[-1].at - first) / timedelta(minutes=1)) + 1
    size = timedelta(minutes=-(-count // most))
    whiles = [While(first + size * n) for n in range(-(-timedelta(minutes=count) // size))]
    for minute in minutes:
        one = whiles[(minute.at - first) // size]
        one.viewers = max(one.viewers, minute.viewers)
        one.entered += minute.entered
        one.left += minute.left
        one.messages += minute.messages
        one.likes += minute.likes
        one.clicks += minute.clicks
    return whiles


def drawn(values: Sequence[int]) -> Line:
    """The line through these values, which share the width evenly; a single one is a level line."""
    most = max(values, default=0)
    points = [*values, *values] if len(values) == 1 else list(values)
    if not points:
        return Line("", "", 0)
    step = WIDTH / (len(points) - 1)
    line = "L".join(f"{n * step:.1f} {HEIGHT - HEIGHT * value / (most or 1):.1f}" for n, value in enumerate(points))
    return Line(f"M{line}", f"M0 {HEIGHT}L{line}L{WIDTH} {HEIGHT}Z", most)
