"""What a product stands on and in front of: sweeps, floors, walls and planks, and props beside it."""

from __future__ import annotations

import math
from typing import Any

from meadow.demo.artist import materials as m
from meadow.demo.artist.lights import Place
from meadow.demo.artist.shapes import body, box, moved


def sweep(place: Place, material: Any, back: float = 3.2) -> None:
    """A floor that curves up into a backdrop."""
    k = place.size
    y0, bend = back * k, 1.8 * k
    line = [(-14 * k, 0.0), (y0, 0.0)]
    line += [(y0 + bend * math.sin(a), bend * (1 - math.cos(a))) for a in (math.pi / 2 * i / 12 for i in range(1, 13))]
    line.append((y0 + bend, 22 * k))
    points = [(x, y, z) for y, z in line for x in (-26 * k, 26 * k)]
    body("sweep", points, [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2) for i in range(len(line) - 1)], material, 80)


def floor(place: Place, material: Any, back: float = 30) -> None:
    k = place.size
    body(
        "floor",
        [(-30 * k, -18 * k, 0), (30 * k, -18 * k, 0), (30 * k, back * k, 0), (-30 * k, back * k, 0)],
        [(0, 1, 2, 3)],
        material,
    )


def wall(place: Place, material: Any, back: float) -> None:
    k = place.size
    body(
        "wall",
        [(-30 * k, back, -8 * k), (30 * k, back, -8 * k), (30 * k, back, 26 * k), (-30 * k, back, 26 * k)],
        [(0, 1, 2, 3)],
        material,
    )


def tabletop(place: Place, light: str, dark: str, back: float) -> None:
    """Planks laid from left to right."""
    k, chance = place.size, place.chance
    plank = max(1.1, 0.55 * k)
    y = -16 * k if k < 3 else -9 * k
    while y < back:
        shade = chance.uniform(-0.10, 0.12)
        tone = m.mixed(light, "#ffffff" if shade > 0 else "#2c1a0c", abs(shade))
        board = box(50 * k, plank - 0.012, 0.3, m.wood(tone, m.mixed(dark, tone, 0.3), "X", 0.42), 0.012, 1)
        moved(board, (chance.uniform(-3, 3), y + plank / 2, -0.3))
        y += plank


def beside(place: Place, side: int, things: list[Any], reach: float = 0.75, back: float = 0.9) -> None:
    """Put props to one side of the subject, a little behind it."""
    x = side * (place.wide / 2 + reach * max(place.size * 0.55, 0.4))
    y = place.deep / 2 + back * max(place.size * 0.6, 0.4)
    for thing in things:
        if thing.parent is None:
            thing.location.x += x
            thing.location.y += y
