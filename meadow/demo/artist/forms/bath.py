"""Bare Field: soap, bottles and what lies by the bath."""

import math

from meadow.demo.artist import materials as m
from meadow.demo.artist.forms import Brush, Pose, form
from meadow.demo.artist.shapes import ball, box, lathe, moved, ring, rounded, slab, stone, tube, vessel

AMBER = "#b5651d"


def bar(colour: str, stamp: bool = True) -> list[object]:
    """A bar of soap with a pressed mark."""
    soap = m.wax(colour)
    parts = [box(0.85, 0.58, 0.27, soap, 0.07, 5)]
    if stamp:
        parts.append(moved(ring(0.14, 0.012, m.wax(m.mixed(colour, "#000000", 0.12))), (0, 0, 0.268)))
    return parts


def label(radius: float, low: float, high: float, colour: str = "#efe8da") -> object:
    return lathe(
        [(radius + 0.006, low), (radius + 0.008, low + 0.01), (radius + 0.008, high), (radius + 0.006, high)],
        m.plain(colour, 0.9, 0.1, 50),
        smooth=False,
    )


@form("clay-soap")
def clay_soap(b: Brush) -> Pose:
    spots = b.pick(
        [(0, 0, 0, 0), (0.12, 0.05, 0.28, 24), (0.95, -0.35, 0, -30)],
        [(0, 0, 0, 10)],
        [(0, 0, 0, 0), (0, 0, 0.28, 8), (0.02, 0, 0.56, -6), (0, 0, 0.84, 5)],
    )
    for number, (x, y, z, turn) in enumerate(spots):
        for part in bar(("#b8654a", "#c98168", "#d9a78f", "#b8654a")[number]):
            moved(part, (x, y, z), (0, 0, turn))
    return Pose("low", 40)


@form("charcoal-soap")
def charcoal_soap(b: Brush) -> Pose:
    for part in bar("#2c2c2e"):
        moved(part, (0, 0, 0), (0, 0, 12))
    if b.version != 1:
        for part in bar("#37373a", False):
            moved(part, (0.35, 0.42, 0.27), (62, 0, 16))
    salt = m.plain("#f2efe9", 0.5)
    for number in range(40):
        r = 0.6 + 0.5 * b.chance.random()
        angle = b.chance.uniform(3.2, 6.0)
        moved(
            box(0.04, 0.04, 0.035, salt, 0.006, 1),
            (r * math.cos(angle), r * math.sin(angle) * 0.7, 0),
            (0, 0, number * 40),
        )
    return Pose("low", 30)


@form("hand-wash")
def hand_wash(b: Brush) -> None:
    vessel(
        [(0, 0), (0.34, 0), (0.38, 0.04), (0.38, 1.2), (0.3, 1.36), (0.14, 1.42), (0.14, 1.55)], m.glass(AMBER), 0.03
    )
    lathe([(0, 0.05), (0.34, 0.05), (0.345, 0.95), (0, 0.96)], m.glass("#c9822e"))
    label(0.38, 0.28, 0.92)
    black = m.plain("#1f1f1f", 0.35)
    lathe(
        [(0.16, 1.5), (0.17, 1.5), (0.17, 1.68), (0.06, 1.7), (0.05, 1.95), (0.1, 1.96), (0.1, 2.04), (0, 2.05)],
        black,
        smooth=False,
    )
    tube([(0, 0, 2.0), (-0.25, -0.06, 2.02), (-0.4, -0.1, 1.94)], 0.045, black)


@form("face-oil")
def face_oil(b: Brush) -> Pose:
    vessel(
        [(0, 0), (0.16, 0), (0.18, 0.03), (0.18, 0.55), (0.14, 0.64), (0.08, 0.67), (0.08, 0.75)], m.glass(AMBER), 0.02
    )
    label(0.18, 0.12, 0.46, "#f2ece0")
    rubber = m.plain("#242322", 0.6)
    cap = [
        lathe(
            [
                (0.1, 0.72),
                (0.105, 0.72),
                (0.105, 0.86),
                (0.06, 0.87),
                (0.055, 0.95),
                (0.06, 1.05),
                (0.03, 1.16),
                (0, 1.17),
            ],
            rubber,
        )
    ]
    if b.version == 1:
        pipe = lathe([(0, 0.1), (0.015, 0.1), (0.025, 0.3), (0.025, 0.72)], m.glass("#f4f8f6"), 24)
        for part in [*cap, pipe]:
            moved(part, (0.35, 0.05, 0.09), (0, 82, -20), 1)
            part.location = (-0.1, -0.42, 0.1)
    moved(stone(0.2, m.plain("#b3aca2", 0.7, 0.2, 20), 0.5, 3), (-0.45, 0.1, 0))
    return Pose("stand", 15)


@form("body-balm")
def body_balm(b: Brush) -> Pose:
    tin = m.metal("#c9c7c2", 0.32)
    rows = [(0, 0), (0.36, 0), (0.38, 0.02), (0.38, 0.24), (0.37, 0.25)]
    vessel(rows, tin, 0.02, 0.02)
    lathe([(0.35, 0.2), (0.2, 0.23), (0.08, 0.27), (0, 0.3)], m.wax("#efe3c2"), wobble=0.05)
    lid = [
        lathe([(0, 0), (0.39, 0), (0.4, 0.02), (0.4, 0.1), (0.37, 0.12), (0, 0.12)], tin, smooth=False),
        moved(
            lathe([(0, 0), (0.32, 0), (0.32, 0.004), (0, 0.005)], m.plain("#e6d9c4", 0.9), smooth=False), (0, 0, 0.12)
        ),
    ]
    for part in lid:
        if b.version:
            moved(part, (0.8, -0.1, 0))
        else:
            z = part.location.z
            part.rotation_euler = (math.radians(-62), 0, math.radians(-20))
            part.location = (0.42 + 0.02, 0.36 + z * 0.85, 0.36 + z * 0.4)
    return Pose("low", 25)


@form("bath-salt")
def bath_salt(b: Brush) -> Pose:
    vessel([(0, 0), (0.45, 0), (0.5, 0.05), (0.5, 1.05), (0.4, 1.2), (0.4, 1.3)], m.glass("#f2f8f6"), 0.03)
    lathe([(0, 0.06), (0.45, 0.06), (0.46, 0.85), (0.2, 0.92), (0, 0.9)], m.plain("#f0d9cf", 0.7, 1.0, 14))
    label(0.505, 0.35, 0.75, "#e6dccb")
    lathe([(0, 1.25), (0.34, 1.25), (0.38, 1.5), (0, 1.52)], m.plain("#bd9263", 0.9, 0.5, 16), smooth=False)
    salt = m.plain("#f0ddd4", 0.5)
    for number in range(60):
        r, angle = 0.35 * math.sqrt(b.chance.random()), b.chance.uniform(0, math.tau)
        moved(
            box(0.05, 0.045, 0.04, salt, 0.008, 1),
            (0.85 + r * math.cos(angle), -0.4 + r * math.sin(angle), 0.1 * (1 - r / 0.35) * b.chance.random()),
            (number * 20, 0, number * 40),
        )
    return Pose("stand", 12)


@form("soap-dish")
def soap_dish(b: Brush) -> Pose:
    cast = m.terrazzo(b.pick("#d8c7ad", "#4a4a4a"), ("#b98f70", "#efe6d6"))
    slab(rounded(1.35, 0.92, 0.2), 0.12, cast, 0.03, smooth=False)
    for number in range(7):
        moved(box(0.06, 0.72, 0.08, cast, 0.025), ((number - 3) * 0.16, 0, 0.1))
    if b.version != 1:
        for part in bar("#dfe0cf"):
            moved(part, (0.03, 0, 0.175), (0, 0, 9))
    return Pose("low", 40)


@form("body-brush")
def body_brush(b: Brush) -> Pose:
    back = m.wood("#d9b98c", "#b58a58", "X")
    outline = [(0.62 * math.cos(math.tau * i / 20), 0.38 * math.sin(math.tau * i / 20)) for i in range(20)]
    moved(slab(outline, 0.16, back, 0.06), (0, 0, 0.34))
    bristle = m.straw("#d9bf8a")
    for i in range(-9, 10):
        for j in range(-5, 6):
            x, y = i * 0.058, j * 0.062
            if (x / 0.57) ** 2 + (y / 0.34) ** 2 < 1:
                tube(
                    [(x, y, 0.36), (x * 1.1 + 0.02 * math.sin(i * j), y * 1.1, 0.0)],
                    0.016,
                    bristle,
                    smooth=False,
                    sides=1,
                )
    tube(
        [(-0.5, 0.0, 0.5), (-0.3, 0, 0.66), (0.3, 0, 0.66), (0.5, 0, 0.5)], [0.03, 0.05, 0.05, 0.03], m.cloth("#ece3d0")
    )
    return Pose("low", 40)


@form("steam-mist")
def steam_mist(b: Brush) -> None:
    frosted = m.glass(b.pick("#dfe6dc", "#e6d6c4"), 0.35)
    vessel([(0, 0), (0.26, 0), (0.3, 0.03), (0.3, 0.95), (0.2, 1.05), (0.12, 1.08), (0.12, 1.14)], frosted, 0.03)
    label(0.3, 0.25, 0.7)
    brass = m.metal("#c39a4e", 0.25)
    lathe([(0.14, 1.1), (0.15, 1.1), (0.15, 1.24), (0.09, 1.25), (0.09, 1.42), (0, 1.43)], brass, smooth=False)
    moved(ball(0.02, m.plain("#222222")), (0, -0.09, 1.32))
