"""Slow Wick: wax and what holds it."""

import math

from meadow.demo.artist import materials as m
from meadow.demo.artist import props
from meadow.demo.artist.forms import Brush, Pose, form
from meadow.demo.artist.shapes import ball, lathe, moved, stone, tube, vessel


def wick(b: Brush, x: float, y: float, z: float, burning: bool = True) -> None:
    tube(
        [(x, y, z - 0.05), (x, y, z + 0.06), (x + 0.02, y, z + 0.11)],
        0.012,
        m.plain("#3a3028" if b.lit else "#e9e0cc", 0.9),
    )
    if b.lit and burning:
        moved(props.flame(), (x, y, z + 0.08))


@form("ribbed-pillar")
def ribbed_pillar(b: Brush) -> None:
    colours = b.pick(("#efe6d3", "#dba9a0"), ("#a9b394", "#efe6d3", "#dba9a0"), ("#dba9a0",))
    for number, colour in enumerate(colours):
        x, y, tall = (number - (len(colours) - 1) / 2) * 0.95, 0.2 * (-1) ** number, 1.7 - 0.45 * number
        rows = [
            (0, 0),
            (0, 0),
            (0.38, 0),
            (0.4, 0.03),
            (0.4, tall - 0.04),
            (0.36, tall),
            (0.12, tall - 0.04),
            (0, tall - 0.05),
        ]
        moved(lathe(rows, m.wax(colour, 0.15 if b.lit else 0), flutes=16, depth=0.14), (x, y, 0))
        wick(b, x, y, tall)


@form("beeswax-tapers")
def beeswax_tapers(b: Brush) -> None:
    honey = m.wax("#d9a441", 0.12 if b.lit else 0)
    brass = m.metal("#b98d46", 0.3)
    for number in range(4):
        x, y, tall = (number - 1.5) * 0.48, 0.25 * (-1) ** number, 2.5 - 0.22 * (number % 3)
        moved(
            lathe(
                [(0, 0.1), (0.11, 0.1), (0.1, tall * 0.8), (0.06, tall), (0, tall + 0.05)],
                honey,
                wobble=0.03,
                seed=number,
            ),
            (x, y, 0),
        )
        moved(
            lathe([(0, 0), (0.26, 0), (0.27, 0.04), (0.15, 0.07), (0.14, 0.24), (0.12, 0.25)], brass, smooth=False),
            (x, y, 0),
        )
        wick(b, x, y, tall + 0.05, number != 2)


@form("fig-tin")
def fig_tin(b: Brush) -> Pose:
    cup = [(0, 0), (0.36, 0), (0.4, 0.04), (0.41, 0.45), (0.41, 0.85)]
    vessel(cup, m.glaze(b.pick("#59654a", "#d8cfbd", "#3a3f38"), speck="#2f2a22", rough=0.55), 0.045)
    lathe([(0.37, 0.68), (0, 0.68)], m.wax("#efe7d2", 0.4 if b.lit else 0), smooth=False)
    wick(b, 0, 0, 0.7)
    for part in props.branch(b.chance, 0.5, 4, "#5d7a4a", 0.9, 0.6):
        moved(part, (0.75, -0.2, 0.1), (80, 0, 30))
    return Pose("low")


@form("sphere-candle")
def sphere_candle(b: Brush) -> Pose:
    for x, y, size, colour in ((-0.5, 0, 0.42, "#b9593b"), (0.42, -0.2, 0.36, "#cd9a3b"), (0.3, 0.7, 0.42, "#2d3a55"))[
        : b.pick(3, 1, 2)
    ]:
        moved(ball(size, m.wax(colour, 0.08 if b.lit else 0)), (x, y, -0.02))
        wick(b, x, y, size * 2)
    return Pose("low")


@form("stack-candle")
def stack_candle(b: Brush) -> None:
    height = 0.0
    for number, (size, colour) in enumerate(
        ((0.6, "#cfc6b8"), (0.52, "#a9a29a"), (0.45, "#dcd3c4"), (0.34, "#8f8a86"), (0.26, "#e6dfd2"))
    ):
        moved(
            stone(size, m.wax(colour), 0.42, number + 4),
            (0.05 * math.sin(number * 2), 0.04 * math.cos(number * 3), height),
        )
        height += size * 0.76
    wick(b, 0, 0, height + 0.03)


@form("twist-candle")
def twist_candle(b: Brush) -> None:
    for x, y, colour in (
        (-0.35, 0.1, b.pick("#dba9a0", "#2f55a0", "#a9b394")),
        (0.35, -0.1, b.pick("#a9b394", "#dba9a0", "#e6d9c0")),
    ):
        rows = [(0, 0.2), (0.13, 0.2), (0.15, 0.5), (0.16, 1.2), (0.14, 2.0), (0.09, 2.45), (0, 2.5)]
        moved(lathe(rows, m.wax(colour, 0.08 if b.lit else 0), 64, flutes=3, depth=0.9, twist=4.2), (x, y, 0))
        moved(
            lathe(
                [(0, 0), (0.3, 0), (0.32, 0.05), (0.2, 0.1), (0.18, 0.3), (0.12, 0.3)], m.glaze("#ece6da"), smooth=False
            ),
            (x, y, 0),
        )
        wick(b, x, y, 2.5)


@form("arc-holder")
def arc_holder(b: Brush) -> None:
    brass = m.metal("#b98d46", 0.24)
    arc = [
        (-0.85, 0, 1.0),
        (-0.8, 0, 0.55),
        (-0.45, 0, 0.12),
        (0, 0, 0.05),
        (0.45, 0, 0.12),
        (0.8, 0, 0.55),
        (0.85, 0, 1.0),
    ]
    tube(arc, 0.055, brass)
    tube([(0, -0.45, 0.05), (0, 0.45, 0.05)], 0.055, brass, smooth=False)
    for x in (-0.85, 0.85):
        moved(vessel([(0, 0), (0.1, 0), (0.14, 0.06), (0.15, 0.22)], brass, 0.02), (x, 0, 0.98))
    moved(lathe([(0, 0), (0.11, 0), (0.09, 1.6), (0, 1.66)], m.wax("#efe6d3"), smooth=False), (-0.85, 0, 1.02))
    wick(b, -0.85, 0, 2.66)


@form("cedar-bowl")
def cedar_bowl(b: Brush) -> Pose:
    rows = [(0, 0), (0.5, 0), (0.56, 0.05), (0.92, 0.3), (0.98, 0.62)]
    vessel(rows, m.glaze("#2a2927", rough=0.5), 0.07, wobble=0.02)
    lathe([(0.9, 0.46), (0, 0.46)], m.wax("#e4d8bf", 0.5 if b.lit else 0), smooth=False)
    for number in range(3):
        angle = math.tau * number / 3 + 0.4
        wick(b, 0.4 * math.cos(angle), 0.4 * math.sin(angle), 0.48)
    return Pose("low")


@form("bell-snuffer")
def bell_snuffer(b: Brush) -> Pose:
    brass = m.metal("#b98d46", 0.22)
    moved(lathe([(0.26, 0), (0.25, 0.03), (0.17, 0.22), (0.12, 0.34), (0, 0.38)], brass), (0, 0, 0.02))
    tube(
        [(0, 0, 0.36), (0.1, 0, 0.55), (0.6, 0, 0.75), (1.3, 0, 0.72), (1.9, 0, 0.78)],
        [0.025, 0.025, 0.022, 0.025, 0.045],
        brass,
    )
    moved(lathe([(0, 0), (0.3, 0), (0.32, 0.05), (0.3, 0.7), (0, 0.7)], m.wax("#efe6d3"), smooth=False), (1.2, 0.7, 0))
    return Pose("stand", 30)
