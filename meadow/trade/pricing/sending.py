"""What sending costs, and which zones reach a place."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def banded(price: int, bands: Sequence[tuple[int, int]], grams: int) -> int | None:
    """The price for so many grams: of the first band that holds them, the plain price where there are no bands, and
    None when they are heavier than the last band.
    """
    if not bands:
        return price
    return next((cost for up_to, cost in sorted(bands) if grams <= up_to), None)


def nearest(
    things: Iterable[Thing],
    where: Callable[[Thing], tuple[Sequence[str], Sequence[str]]],
    *,
    country: str,
    region: str = "",
) -> list[Thing]:
    """The things whose place is the nearest to this one: all that name the region, else all that name the country, else
    all that name no country. `where` tells the countries and regions that a thing names, written as
    `region_key` writes them.
    """
    here: list[list[Thing]] = [[], [], []]
    for thing in things:
        countries, regions = where(thing)
        if country in countries and not regions:
            here[1].append(thing)
        elif country in countries and region and region in regions:
            here[0].append(thing)
        elif not countries:
            here[2].append(thing)
    return next((found for found in here if found), [])
