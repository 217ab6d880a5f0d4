"""Orrin: rings, earrings and chains, on small blocks where they need a stand."""

import math

from meadow.demo.artist import materials as m
from meadow.demo.artist.forms import Brush, Pose, form
from meadow.demo.artist.shapes import ball, box, lathe, moved, ring, slab, stone, tube

GOLD, SILVER = "#e6c07a", "#d6d6d6"


def metal(b: Brush) -> object:
    return m.metal(b.pick(GOLD, SILVER, GOLD), 0.16)


def chain(points: list[tuple[float, float]], surface: object, height: float = 0.012) -> None:
    """A fine chain lying along some points."""
    tube([(x, y, height) for x, y in points], 0.011, surface)


@form("wave-ring")
def wave_ring(b: Brush) -> Pose:
    for number, surface in enumerate((m.metal(SILVER, 0.15), m.metal(GOLD, 0.18))[: b.pick(2, 2, 1)]):
        band = ring(0.1, 0.011, surface, 1, lambda angle: 0.014 * math.sin(angle))
        moved(
            band,
            (number * 0.16, number * -0.06, 0.112 if number == 0 else 0.026),
            (90, 0, 35) if number == 0 else (0, 0, 0),
        )
    return Pose("low", 40)


@form("hoop-earrings")
def hoop_earrings(b: Brush) -> Pose:
    gold = m.metal(GOLD, 0.14)
    moved(ring(0.13, 0.028, gold), (-0.15, 0, 0.158), (90, 0, 25))
    moved(ring(0.13, 0.028, gold), (0.2, -0.1, 0.03), (0, 0, 0))
    return Pose("low", 30)


@form("pearl-drop")
def pearl_drop(b: Brush) -> Pose:
    block = m.plain("#e8ded2", 0.9, 0.2, 20)
    moved(box(0.5, 0.22, 0.42, block, 0.01), (0, 0.18, 0))
    for x in (-0.12, 0.12):
        tube([(x, 0.1, 0.43), (x, 0.055, 0.44), (x, 0.045, 0.36), (x, 0.045, 0.24)], 0.007, m.metal(GOLD, 0.15))
        moved(ball(0.045, m.plain("#f3ece4", 0.18, Coat_Weight=1.0, Sheen_Weight=0.4)), (x, 0.045, 0.15))
    return Pose("stand", 18)


@form("disc-pendant")
def disc_pendant(b: Brush) -> Pose:
    gold = m.metal(GOLD, 0.2, 60)
    lathe([(0, 0), (0.088, 0), (0.092, 0.006), (0.088, 0.012), (0, 0.014)], gold, 64, smooth=False)
    moved(ring(0.02, 0.006, gold), (0, 0.11, 0.01))
    chain(
        [
            (0, 0.12),
            (0.12, 0.3),
            (0.35, 0.42),
            (0.3, 0.62),
            (0.0, 0.66),
            (-0.25, 0.58),
            (-0.3, 0.36),
            (-0.1, 0.24),
            (0, 0.12),
        ],
        gold,
    )
    return Pose("flat", 40)


@form("signet-ring")
def signet_ring(b: Brush) -> Pose:
    gold = m.metal(GOLD, 0.14)
    moved(ring(0.1, 0.018, gold), (0, 0, 0.115), (90, 0, 0))
    moved(
        slab(
            [(0.055 * math.cos(math.tau * i / 12), 0.065 * math.sin(math.tau * i / 12)) for i in range(12)],
            0.035,
            gold,
            0.01,
        ),
        (0, 0, 0.2),
    )
    return Pose("low", 40)


@form("twist-bangle")
def twist_bangle(b: Brush) -> Pose:
    surface = m.metal(b.pick(SILVER, GOLD), 0.18)
    for phase in (0.0, math.pi):
        path = []
        for i in range(300):
            angle, turn = math.tau * i / 300, 16 * math.tau * i / 300 + phase
            r = 0.32 + 0.022 * math.cos(turn)
            path.append((r * math.cos(angle), r * math.sin(angle), 0.045 + 0.022 * math.sin(turn)))
        tube(path, 0.023, surface, closed=True, smooth=False, sides=3)
    return Pose("low", 60)


@form("stone-ring")
def stone_ring(b: Brush) -> Pose:
    gold = m.metal(GOLD, 0.15)
    moved(ring(0.1, 0.014, gold), (0, 0, 0.114), (90, 0, 0))
    gem = lathe(
        [(0.06, 0), (0.058, 0.014), (0.04, 0.036), (0, 0.046)], m.glaze(b.pick("#2f6a4f", "#b3401f"), rough=0.08)
    )
    moved(gem, (0, 0, 0.22), scale=(0.85, 1.2, 1))
    moved(lathe([(0, 0), (0.064, 0), (0.068, 0.018), (0.06, 0.022)], gold), (0, 0, 0.208), scale=(0.85, 1.2, 1))
    return Pose("low", 40)


@form("bead-strand")
def bead_strand(b: Brush) -> Pose:
    colours = b.pick(
        ("#b5573a", "#d99a6c", "#8f3d2a"), ("#4f8590", "#a8c4c0", "#2f5a68"), ("#2b2d38", "#6a6f80", "#c9c3b8")
    )
    paints = [m.glaze(colour, rough=0.55) for colour in colours]
    for i in range(41):
        angle = math.tau * i / 41
        r = 0.62 + 0.12 * math.sin(2 * angle + 0.6) + 0.05 * math.sin(3 * angle)
        size = 0.036 + 0.02 * abs(math.sin(angle * 2.5))
        moved(ball(size, paints[(i * 7) % 3], 0.92), (r * math.cos(angle) * 1.15, r * math.sin(angle) * 0.8, 0))
    return Pose("flat", 50, 0.8)


@form("ring-dish")
def ring_dish(b: Brush) -> Pose:
    brass = m.metal("#c0954a", 0.22)
    lathe(
        [
            (0, 0),
            (0.3, 0),
            (0.48, 0.05),
            (0.52, 0.1),
            (0.5, 0.105),
            (0.46, 0.07),
            (0.3, 0.02),
            (0.03, 0.02),
            (0.022, 0.1),
            (0.02, 0.5),
            (0.032, 0.55),
            (0, 0.58),
        ],
        brass,
        smooth=False,
    )
    moved(ring(0.1, 0.012, m.metal(SILVER, 0.15)), (0.05, 0, 0.14), (14, 8, 0))
    moved(ring(0.1, 0.012, m.metal(GOLD, 0.15)), (-0.25, -0.15, 0.05))
    if b.version:
        moved(stone(0.05, m.plain("#5a7f7a", 0.2), 0.6, 2), (0.25, -0.2, 0.03))
    return Pose("low", 40)
