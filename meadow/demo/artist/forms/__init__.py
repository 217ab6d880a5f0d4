"""The forms: for each product's handle a function that models it, true to size in decimetres, facing -Y."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Choice = TypeVar("Choice")


@dataclass
class Pose:
    """How a product likes to be seen.

    Stance is `stand`, `low` (seen from a little above), `flat` (from well above) or `hang`; `spin` is how far it may
    turn. Something named `aside` (a cord, a wall behind) is not counted when the picture is framed.
    """

    stance: str = "stand"
    spin: float = 25.0
    fill: float = 0.8
    glowing: bool = False


@dataclass
class Brush:
    """What a form may vary: which picture of the product this is, whether it is dark, and chance."""

    version: int
    lit: bool
    chance: random.Random

    def pick(self, *choices: Choice) -> Choice:
        """The first choice for the first picture, the second for the second, and so on around."""
        return choices[self.version % len(choices)]


Form = Callable[[Brush], Pose | None]
FORMS: dict[str, Form] = {}


def form(handle: str) -> Callable[[Form], Form]:
    """Say which product a function models."""

    def keep(build: Form) -> Form:
        FORMS[handle] = build
        return build

    return keep
