"""What stands around a product: branches, plants, books, fruit, candles and the shadows of leaves."""

from __future__ import annotations

import math
import random
from typing import Any

from meadow.demo.artist import materials as m
from meadow.demo.artist.fibre import blade
from meadow.demo.artist.shapes import ball, box, lathe, moved, stone, tube, vessel


def branch(
    chance: random.Random,
    high: float,
    leaves: int = 14,
    colour: str = "#5d7350",
    size: float = 1.0,
    round_leaf: float = 0.32,
) -> list[Any]:
    """An upright branch with leaves, rooted at the origin."""
    lean, sway = chance.uniform(-0.35, 0.35), chance.uniform(-0.25, 0.25)
    path = [(lean * high * t**1.6, sway * high * t**2, high * t) for t in (0, 0.25, 0.5, 0.75, 1)]
    parts = [tube(path, [0.045 * size, 0.038 * size, 0.03 * size, 0.022 * size, 0.01 * size], m.plain("#6b5440", 0.8))]
    paint = m.leaf(colour)
    for number in range(leaves):
        t = 0.3 + 0.7 * number / leaves
        spot = (lean * high * t**1.6, sway * high * t**2, high * t)
        length = size * chance.uniform(0.5, 0.85)
        leaf = blade(length, length * round_leaf, paint, chance.uniform(0.2, 0.8))
        parts.append(
            moved(
                leaf, spot, (chance.uniform(-30, 30), chance.uniform(-55, 5), number * 137.5 + chance.uniform(-20, 20))
            )
        )
    return parts


def book(chance: random.Random, colour: str, wide: float = 1.5, deep: float = 2.1) -> list[Any]:
    """A clothbound book lying down."""
    thick = chance.uniform(0.16, 0.32)
    cover = m.cloth(colour, weave=30)
    pages = moved(box(wide - 0.08, deep - 0.1, thick - 0.06, m.plain("#efe6d2", 0.9, 0.3, 60), 0.01), (0.03, 0, 0.03))
    return [
        box(wide, deep, 0.035, cover, 0.012),
        moved(box(wide, deep, 0.035, cover, 0.012), (0, 0, thick - 0.035)),
        pages,
        moved(box(0.05, deep, thick, cover, 0.02), (-wide / 2, 0, 0)),
    ]


def books(chance: random.Random, colours: list[str], count: int = 3) -> list[Any]:
    """A pile of books."""
    parts: list[Any] = []
    height = 0.0
    for number in range(count):
        turn = math.radians(chance.uniform(-12, 12))
        volume = book(chance, colours[number % len(colours)], 1.5 - 0.06 * number, 2.1 - 0.1 * number)
        top = max(part.location.z for part in volume) + 0.035
        for part in volume:
            x, y = part.location.x, part.location.y
            part.location = (
                x * math.cos(turn) - y * math.sin(turn),
                x * math.sin(turn) + y * math.cos(turn),
                part.location.z + height,
            )
            part.rotation_euler.z = turn
        height += top
        parts += volume
    return parts


def lemon(colour: str = "#e8c33d", size: float = 0.33) -> Any:
    """A lemon lying down."""
    rows = [
        (0, -1.25),
        (0.16, -1.2),
        (0.3, -1.05),
        (0.75, -0.7),
        (0.98, 0),
        (0.75, 0.7),
        (0.3, 1.05),
        (0.12, 1.18),
        (0, 1.22),
    ]
    fruit = lathe([(r * size, z * size) for r, z in rows], m.plain(colour, 0.38, 0.35, 22, Coat_Weight=0.2))
    return moved(fruit, (0, 0, size * 0.97), (88, 0, 30))


def pear(colour: str = "#b9b455", size: float = 0.42) -> list[Any]:
    """A pear standing up."""
    rows = [(0, 0), (0.45, 0.03), (0.9, 0.5), (0.95, 0.95), (0.6, 1.6), (0.38, 2.1), (0.22, 2.35), (0, 2.38)]
    fruit = lathe(
        [(r * size, z * size) for r, z in rows], m.plain(colour, 0.4, 0.25, 18, Coat_Weight=0.15), wobble=0.08
    )
    stalk = tube(
        [(0, 0, 2.3 * size), (0.05 * size, 0, 2.6 * size), (0.2 * size, 0, 2.85 * size)],
        0.05 * size,
        m.plain("#5a4028", 0.8),
    )
    return [fruit, stalk]


def orange(colour: str = "#df7f2b", size: float = 0.38) -> list[Any]:
    """An orange with a leaf."""
    leaf = moved(blade(0.5, 0.22, m.leaf("#49683a"), 0.5), (0, 0, size * 1.9), (0, -15, 40))
    return [ball(size, m.plain(colour, 0.4, 0.4, 26, Coat_Weight=0.2), 0.96), leaf]


def bud_vase(colour: str, size: float = 1.0) -> Any:
    """A small plain vase."""
    rows = [(0, 0), (0.3, 0.01), (0.42, 0.3), (0.36, 0.75), (0.13, 1.05), (0.14, 1.3), (0.18, 1.36)]
    return vessel([(r * size, z * size) for r, z in rows], m.glaze(colour, rough=0.5), 0.035 * size)


def pebbles(chance: random.Random, colour: str = "#a39d94", count: int = 3, size: float = 0.3) -> list[Any]:
    """Some pebbles lying about the origin."""
    return [
        moved(
            stone(size * chance.uniform(0.6, 1.1), m.plain(colour, 0.7, 0.2, 20), 0.55, chance.randrange(99)),
            (chance.uniform(-1, 1) * size * 2.4, chance.uniform(-1, 1) * size * 2.4, 0),
        )
        for _ in range(count)
    ]


def foliage(chance: random.Random, spread: float, leaves: int = 26) -> list[Any]:
    """A loose cloud of leaves around the origin, only ever seen as a shadow."""
    paint = m.plain("#30402a", 0.8)
    return [
        moved(
            blade(spread * chance.uniform(0.25, 0.42), spread * 0.10, paint, chance.uniform(-0.6, 0.8)),
            (chance.uniform(-1, 1) * spread, chance.uniform(-0.4, 0.4) * spread, chance.uniform(-1, 1) * spread),
            (chance.uniform(0, 360), chance.uniform(-60, 60), chance.uniform(0, 360)),
        )
        for _ in range(leaves)
    ]


def flame(height: float = 0.32, glow: float = 30) -> Any:
    """A candle flame standing at the origin."""
    rows = [(0, 0), (0.16, 0.18), (0.2, 0.34), (0.12, 0.66), (0, 1)]
    return lathe([(r * height, z * height) for r, z in rows], m.opal("#ffd9a0", glow), 16)
