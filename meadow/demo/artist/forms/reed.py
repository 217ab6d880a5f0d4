"""Reed & Coil: coiled and woven grass."""

import math

from meadow.demo.artist import materials as m
from meadow.demo.artist.fibre import coil, woven
from meadow.demo.artist.forms import Brush, Pose, form
from meadow.demo.artist.shapes import lathe, moved, ring, tube

SISAL = "#d2b078"


def flat(profile: list[tuple[float, float]], material: object, thick: float, squash: float = 1.0) -> object:
    return coil(profile, thick, material, squash)


@form("coil-basket")
def coil_basket(b: Brush) -> Pose:
    grass = b.pick(m.straw(SISAL, "#4a3020", 0.75, 1.05), m.straw(SISAL), m.straw(SISAL, "#a0472f", 0.0, 0.75))
    coil([(0.05, 0), (0.8, 0), (0.85, 0.02), (1.15, 0.6), (1.2, 1.1), (1.1, 1.6)], 0.062, grass)
    return Pose("low")


@form("belly-basket")
def belly_basket(b: Brush) -> Pose:
    grass = m.straw("#b99a62", *b.pick((None,), ("#ece2cf", 0.0, 1.3), (None,)))
    woven([(1.1, 0.05), (1.6, 0.7), (1.72, 1.4), (1.4, 2.2), (1.2, 2.9)], grass, 44, 26, 0.06)
    coil([(0.05, 0), (1.15, 0)], 0.06, grass)
    moved(ring(1.2, 0.09, grass), (0, 0, 2.95))
    for side in (-1, 1):
        tube(
            [
                (side * 1.2, -0.4, 2.8),
                (side * 1.35, -0.35, 3.3),
                (side * 1.4, 0, 3.5),
                (side * 1.35, 0.35, 3.3),
                (side * 1.2, 0.4, 2.8),
            ],
            0.07,
            grass,
        )
    return Pose("stand", 40)


@form("bread-basket")
def bread_basket(b: Brush) -> Pose:
    grass = m.straw("#c9a468")
    woven([(1.2, 0.05), (1.42, 0.3), (1.5, 0.62)], grass, 46, 10, 0.042, 0.66)
    coil([(0.05, 0), (1.22, 0)], 0.05, grass, 0.66)
    rim = ring(1.5, 0.075, grass)
    rim.scale = (1, 0.66, 1)
    moved(rim, (0, 0, 0.65), scale=(1, 0.66, 1))
    crust = m.plain("#b9773c", 0.7, 0.6, 10)
    for x, y, turn in ((-0.6, 0.1, 20), (0.1, -0.2, 80), (0.7, 0.12, -30), (0.05, 0.3, 10)):
        roll = lathe([(0, 0), (0.25, 0.02), (0.4, 0.2), (0.3, 0.42), (0, 0.5)], crust, wobble=0.07, seed=int(turn))
        moved(roll, (x, y, 0.22 + 0.12 * abs(y)), (0, 0, turn), (1.25, 0.9, 1))
    return Pose("low")


@form("lidded-basket")
def lidded_basket(b: Brush) -> Pose:
    grass = b.pick(m.straw(SISAL, "#7d3c28", 0.35, 0.6), m.straw(SISAL))
    coil([(0.05, 0), (0.75, 0), (0.9, 0.3), (0.92, 0.6), (0.85, 0.95)], 0.05, grass)
    lid = coil([(0.04, 0.32), (0.4, 0.28), (0.8, 0.1), (0.92, 0)], 0.05, m.straw(SISAL, "#7d3c28", 0.12, 0.22))
    knob = ring(0.1, 0.05, m.straw("#7d3c28"))
    if b.version == 1:
        moved(lid, (1.25, -0.5, 0.0))
        moved(knob, (1.25, -0.5, 0.45))
    else:
        moved(lid, (0, 0, 1.0))
        moved(knob, (0, 0, 1.48))
    return Pose("low")


@form("wall-disc")
def wall_disc(b: Brush) -> Pose:
    grass, red = m.straw(SISAL), m.straw("#9c4530")
    parts = [coil([(0.04, 0), (0.5, 0.0)], 0.055, red if b.version != 1 else grass)]
    for number, (inner, outer) in enumerate(((0.56, 0.95), (1.0, 1.4), (1.45, 1.9))):
        parts.append(
            coil(
                [(inner, 0.03 + 0.05 * number), (outer, 0.06 + 0.07 * number)],
                0.055,
                (grass, red, grass)[number] if b.version != 1 else (red, grass, red)[number],
            )
        )
    for part in parts:
        part.rotation_euler.x = math.radians(82)
        part.location.z += 2.0
    return Pose("stand", 20, 0.8)


@form("market-basket")
def market_basket(b: Brush) -> Pose:
    grass = m.straw("#c9a468", *b.pick((None,), ("#9c4530", 0.5, 1.5), (None,)))
    woven([(1.15, 0.05), (1.4, 0.9), (1.6, 1.8), (1.75, 2.3)], grass, 46, 24, 0.052, 0.6)
    coil([(0.05, 0), (1.2, 0)], 0.055, grass, 0.6)
    moved(ring(1.75, 0.08, grass), (0, 0, 2.32), scale=(1, 0.6, 1))
    hide = m.leather("#9a5f34")
    for side in (-1, 1):
        tube(
            [
                (-0.8, side * 1.0, 1.9),
                (-0.85, side * 1.0, 2.6),
                (-0.5, side * 0.8, 3.5),
                (0, side * 0.7, 3.8),
                (0.5, side * 0.8, 3.5),
                (0.85, side * 1.0, 2.6),
                (0.8, side * 1.0, 1.9),
            ],
            0.07,
            hide,
        )
    return Pose("stand", 30)


@form("coil-trivet")
def coil_trivet(b: Brush) -> Pose:
    for number, (r, x, y, z) in enumerate(((1.1, 0, 0, 0), (0.9, 0.25, 0.2, 0.15), (0.7, 1.35, -0.9, 0))):
        moved(coil([(0.04, 0), (r, 0)], 0.062, m.straw(("#a87d48", SISAL, "#7d5a38")[number])), (x, y, z))
    return Pose("flat", 40)


@form("broom")
def broom(b: Brush) -> Pose:
    straw = m.straw("#cfa55c")
    for _ in range(110):
        angle, spread = b.chance.uniform(0, math.tau), b.chance.random() ** 0.5
        x, y = spread * math.cos(angle), spread * math.sin(angle)
        end = 1.7 + 0.15 * b.chance.random()
        tube(
            [
                (-1.2, 0.10 * x, 0.2 + 0.08 * y),
                (-0.3, 0.14 * x, 0.2 + 0.11 * y),
                (0.3, 0.3 * x, 0.2 + 0.13 * y),
                (end, 0.75 * x, 0.2 + 0.16 * y),
            ],
            [0.02, 0.02, 0.018, 0.008],
            straw,
            sides=1,
        )
    for x in (-1.0, -0.85, -0.2, -0.1, 0.0):
        moved(ring(0.155 if x > -0.5 else 0.125, 0.025, m.plain("#a8392b", 0.7)), (x, 0, 0.2), (0, 90, 0))
    tube(
        [(-1.2, 0, 0.2), (-1.5, 0.15, 0.1), (-1.7, 0, 0.03), (-1.5, -0.15, 0.1), (-1.2, 0, 0.2)],
        0.02,
        m.plain("#a8392b", 0.7),
    )
    return Pose("flat", 55, 0.84)
