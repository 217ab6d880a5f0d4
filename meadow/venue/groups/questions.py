"""Questions that groups put to the rooms above, which they may not import: they bring their answers along."""

from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Dealings:
    """What one person bought in one shop: how many paid orders, and what was paid for them less what was given back."""

    orders: int = 0
    spent: int = 0


_Dealings = Callable[[int, Collection[int]], dict[int, Dealings]]
_Bought = Callable[[int, int, int | None], bool]
_dealings: list[_Dealings] = []
_bought: list[_Bought] = []


def knows_what_they_bought(function: _Dealings) -> _Dealings:
    """Have a function asked what people bought in a shop, by the keys of shop and people; a decorator."""
    _dealings.append(function)
    return function


def knows_whether_they_bought(function: _Bought) -> _Bought:
    """Have a function asked whether a person bought something, or one product, in a shop; a decorator."""
    _bought.append(function)
    return function


def dealings_in(shop: int, people: Collection[int]) -> dict[int, Dealings]:
    """What each of these people bought in this shop, and in no other; who bought nothing is not in it."""
    found: dict[int, Dealings] = {}
    if people:
        for answer in _dealings:
            found |= answer(shop, people)
    return found


def has_bought(shop: int, person: int, product: int | None) -> bool:
    """Whether a person has a paid order in this shop, or one with this product."""
    return any(answer(shop, person, product) for answer in _bought)
