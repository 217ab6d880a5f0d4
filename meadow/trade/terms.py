"""Rates of commission: what steps they have, and how they may change once somebody sells under them. No database.

A rate is hundredths of a per cent (1250 is 12.5 %), at most MOST_RATE. Terms are the rate from the first piece on and
steps from so many pieces sold; a step never lowers the rate. A schedule says which terms hold from when on.

The promise: for NOTICE after any change nobody who sells already gets less than was promised for that moment; what is
more counts at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Self

MOST_RATE = 9000
MOST_STEPS = 10


@dataclass(frozen=True)
class Terms:
    """A rate, and the steps at which it rises: `((10, 1200), (100, 1500))` is 12 % from the tenth piece on."""

    rate: int
    steps: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        sales, rates = [step[0] for step in self.steps], [self.rate, *(step[1] for step in self.steps)]
        if any(number < 1 for number in sales) or any(one >= other for one, other in pairwise(sales)):
            raise ValueError("steps begin at one piece and follow one another")
        if not 0 <= min(rates) <= max(rates) <= MOST_RATE or rates != sorted(rates):
            raise ValueError("rates lie between 0 and 90 per cent and never fall with what is sold")

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        return cls(kept["rate"], tuple((sales, rate) for sales, rate in kept.get("steps", ())))

    def kept(self) -> dict[str, Any]:
        return {"rate": self.rate, "steps": [list(step) for step in self.steps]}

    @property
    def top(self) -> int:
        """The highest rate that can be reached."""
        return self.steps[-1][1] if self.steps else self.rate

    def rate_after(self, sold: int) -> int:
        """The rate of the next piece when so many were sold before it."""
        return max((rate for sales, rate in self.steps if sold + 1 >= sales), default=self.rate)

    def or_better(self, other: "Terms") -> "Terms":
        """For every number of pieces the better of the two."""
        rate = max(self.rate, other.rate)
        steps: list[tuple[int, int]] = []
        for sales in sorted({sales for sales, _rate in (*self.steps, *other.steps)}):
            best = max(self.rate_after(sales - 1), other.rate_after(sales - 1))
            if best > (steps[-1][1] if steps else rate):
                steps.append((sales, best))
        return Terms(rate, tuple(steps))


@dataclass(frozen=True)
class Schedule:
    """Which terms hold from when on, oldest first; the first ones hold since the beginning."""

    parts: tuple[tuple[datetime | None, Terms], ...]

    @classmethod
    def of(cls, terms: Terms) -> Self:
        return cls(((None, terms),))

    @classmethod
    def read(cls, kept: Iterable[dict[str, Any]]) -> Self:
        return cls(
            tuple((datetime.fromisoformat(part["from"]) if part["from"] else None, Terms.read(part)) for part in kept)
        )

    def kept(self) -> list[dict[str, Any]]:
        return [{"from": begin.isoformat() if begin else None, **terms.kept()} for begin, terms in self.parts]

    def at(self, moment: datetime) -> Terms:
        """The terms of that moment."""
        return [terms for begin, terms in self.parts if begin is None or begin <= moment][-1]

    def coming(self, now: datetime) -> list[tuple[datetime, Terms]]:
        """What is announced and does not hold yet."""
        return [(begin, terms) for begin, terms in self.parts if begin is not None and begin > now]

    def changed(self, new: Terms, *, now: datetime, notice: timedelta) -> "Schedule":
        """The schedule once the shop offers new terms: what is better holds at once, what is worse after notice."""
        parts: list[tuple[datetime | None, Terms]] = [(None, self.at(now).or_better(new))]
        parts += [(begin, terms.or_better(new)) for begin, terms in self.coming(now) if begin < now + notice]
        parts.append((now + notice, new))
        return Schedule(_without_repetitions(parts))


def _without_repetitions(
    parts: Sequence[tuple[datetime | None, Terms]],
) -> tuple[tuple[datetime | None, Terms], ...]:
    said: list[tuple[datetime | None, Terms]] = []
    for begin, terms in parts:
        if not said or terms != said[-1][1]:
            said.append((begin, terms))
    return tuple(said)
