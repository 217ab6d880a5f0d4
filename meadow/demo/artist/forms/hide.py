"""Harrow Lane: leather, cut, stitched and folded."""

import math

from meadow.demo.artist import materials as m
from meadow.demo.artist.fibre import cushion, sheet
from meadow.demo.artist.forms import Brush, Pose, form
from meadow.demo.artist.shapes import Spot, box, lathe, moved, ring, rounded, slab, tube, vessel

TAN, BLACK, MOSS, OXBLOOD = "#b5743f", "#2a2726", "#5c6246", "#6b2a28"
THREAD = "#e6d3ac"


def stitches(path: list[Spot]) -> None:
    """A seam: short stitches along a path."""
    thread = m.plain(THREAD, 0.8)
    for one, two in zip(path[::2], path[1::2], strict=False):
        tube([one, two], 0.011, thread, smooth=False, sides=2)


def run(one: Spot, two: Spot, count: int) -> list[Spot]:
    return [tuple(a + (b - a) * i / count for a, b in zip(one, two, strict=True)) for i in range(count + 1)]  # type: ignore[misc]


@form("market-tote")
def market_tote(b: Brush) -> Pose:
    hide = m.leather(b.pick(TAN, BLACK, MOSS))
    for side in (-1, 1):

        def panel(u: float, v: float, side: int = side) -> Spot:
            x = (u - 0.5) * (3.5 + 0.35 * v)
            belly = 0.55 * (1 - v) ** 0.5 + 0.12
            return (x, side * (belly * (1 - (2 * u - 1) ** 6) + 0.02 * math.sin(7 * u + 3 * v)), 3.2 * v)

        sheet(panel, hide, 50, 40, 0.05)
        loop = [
            (-0.75, side * 0.2, 2.75),
            (-0.8, side * 0.22, 3.3),
            (-0.62, side * 0.25, 4.5),
            (0, side * 0.3, 5.1),
            (0.62, side * 0.25, 4.5),
            (0.8, side * 0.22, 3.3),
            (0.75, side * 0.2, 2.75),
        ]
        tube(loop, 0.09, hide)
        for x in (-0.76, 0.76):
            moved(
                lathe([(0, 0), (0.06, 0), (0.05, 0.03), (0, 0.035)], m.metal(), 24, smooth=False),
                (x, side * 0.3, 2.85),
                (90 if side < 0 else -90, 0, 0),
            )
    moved(box(3.4, 1.3, 0.06, hide, 0.02), (0, 0, 0))
    stitches(run((-1.8, -0.2, 3.12), (1.8, -0.2, 3.12), 60))
    return Pose("stand", 30, 0.82)


@form("card-fold")
def card_fold(b: Brush) -> Pose:
    for number, colour in enumerate(b.pick((TAN,), (OXBLOOD, BLACK), (BLACK, TAN))):
        hide = m.leather(colour)
        parts = [
            slab(rounded(1.0, 0.7, 0.06), 0.035, hide, 0.012, smooth=False),
            moved(slab(rounded(1.0, 0.7, 0.06), 0.035, hide, 0.012, smooth=False), (0, 0, 0.07)),
            moved(slab(rounded(1.0, 0.36, 0.05), 0.03, hide, 0.01, smooth=False), (0, -0.17, 0.105)),
            moved(
                slab(rounded(0.86, 0.54, 0.04), 0.012, m.plain("#e9e2d0", 0.6), 0.002, smooth=False), (0, 0.12, 0.05)
            ),
        ]
        for part in parts:
            moved(part, (0.55 * number, 0.5 * number, 0.02 * number))
            part.rotation_euler.z = math.radians(24 * number)
        if number == 0:
            stitches(run((-0.46, -0.31, 0.14), (0.46, -0.31, 0.14), 30))
    return Pose("flat", 45)


@form("key-loop")
def key_loop(b: Brush) -> Pose:
    for number, colour in enumerate(b.pick((TAN,), ("#4f6b4f", "#3d5c80"), (TAN, "#3d5c80", "#4f6b4f"))):
        hide = m.leather(colour)

        def strap(u: float, v: float) -> Spot:
            angle = math.pi * max(0.0, min(1.0, (u - 0.4) / 0.2))
            x = u * 2.2 if u < 0.4 else (0.88 + 0.1 * math.sin(angle) if u < 0.6 else 0.88 - (u - 0.6) * 2.2)
            z = (
                0.02
                if u < 0.4
                else (
                    0.02 + 0.09 * (1 - math.cos(angle)) if u < 0.6 else 0.2 - 0.12 * math.sin(math.pi * (u - 0.6) / 0.8)
                )
            )
            return (x, (v - 0.5) * 0.22, z)

        moved(sheet(strap, hide, 90, 6, 0.03), (-0.4, 0.5 * number, 0))
        moved(ring(0.17, 0.02, m.metal("#c39a4e", 0.2)), (0.66, 0.5 * number, 0.09), (22, 50, 0))
        moved(
            lathe([(0, 0), (0.06, 0), (0.05, 0.03), (0, 0.04)], m.metal("#c39a4e", 0.2), 24, smooth=False),
            (0.02, 0.5 * number, 0.14),
        )
    key = m.metal("#b9b4a8", 0.3)
    moved(ring(0.11, 0.03, key), (0.98, -0.08, 0.04))
    moved(box(0.5, 0.05, 0.04, key, 0.01), (1.33, -0.12, 0.02), (0, 0, -8))
    return Pose("flat", 40)


@form("bucket-bag")
def bucket_bag(b: Brush) -> None:
    hide = m.leather(b.pick(TAN, OXBLOOD, TAN))
    rows = [(0, 0), (0, 0), (0.95, 0), (0.98, 0.05), (1.0, 0.8), (0.95, 1.6), (0.72, 2.1), (0.8, 2.4)]
    vessel(rows, hide, 0.05, flutes=9, depth=0.08)
    moved(ring(0.79, 0.035, m.leather("#7d4a26")), (0, 0, 2.06))
    for x in (-0.12, 0.14):
        tube(
            [(x * 0.5, -0.8, 2.06), (x, -0.95, 1.8), (x * 1.6, -1.02, 1.3), (x * 1.8, -1.05, 0.95)],
            0.035,
            m.leather("#7d4a26"),
        )
    tube(
        [(-0.85, 0, 1.9), (-1.05, 0.1, 2.7), (-0.5, 0.2, 3.6), (0.3, 0.2, 3.7), (1.0, 0.1, 2.8), (0.85, 0, 1.9)],
        0.06,
        hide,
    )
    for x in (-0.88, 0.88):
        moved(ring(0.1, 0.025, m.metal()), (x, 0, 1.95), (90, 0, 90))


@form("pencil-roll")
def pencil_roll(b: Brush) -> Pose:
    canvas = m.cloth("#6b6a4e", weave=18)

    def roll(u: float, v: float) -> Spot:
        turns = 2.6
        if u < 0.42:
            return (-2.2 + u * 5.2, (v - 0.5) * 2.4, 0.02 + 0.015 * math.sin(u * 30))
        t = (u - 0.42) / 0.58
        r = 0.42 - 0.22 * t
        angle = turns * math.tau * t
        return (-2.2 + 0.42 * 5.2 + r * math.sin(angle), (v - 0.5) * 2.4, 0.44 - r * math.cos(angle))

    sheet(roll, canvas, 200, 20, 0.025)
    for number, colour in enumerate(("#c4472f", "#d6a63a", "#3f6b5c", "#2f5a8a")):
        moved(
            lathe([(0, 0), (0.037, 0), (0.038, 1.5), (0.012, 1.7), (0, 1.72)], m.plain(colour, 0.3), 24, smooth=False),
            (-2.0 + 0.38 * number, -0.9, 0.07),
            (-90, 0, 0),
        )
        moved(box(0.3, 1.3, 0.02, m.cloth("#7a7958", weave=18), 0.005), (-2.0 + 0.38 * number, -0.55, 0.095))
    tube([(0.35, -0.1, 0.9), (0.8, 0.1, 0.75), (1.1, -0.2, 0.06), (1.8, -0.4, 0.04)], 0.035, m.leather(TAN))
    return Pose("low", 40, 0.82)


@form("valet-tray")
def valet_tray(b: Brush) -> Pose:
    hide = m.leather(b.pick(TAN, BLACK))

    def tray(u: float, v: float) -> Spot:
        x, y = 2 * u - 1, 2 * v - 1
        rise = max(abs(x), abs(y))
        lift = 0.42 * max((rise - 0.72) / 0.28, 0) ** 1.3
        pinch = 1 - 0.13 * max(min(abs(x), abs(y)) - 0.62, 0) / 0.38
        return (x * pinch * 1.02, y * pinch * 1.02, 0.03 + lift)

    sheet(tray, hide, 60, 60, 0.045)
    for x in (-1, 1):
        for y in (-1, 1):
            moved(ball_stud(), (x * 0.9, y * 0.92, 0.36), (90, 0, 45 if x * y > 0 else -45))
    moved(ring(0.24, 0.02, m.metal("#c0c0bd", 0.2)), (-0.3, -0.2, 0.07))
    moved(box(0.75, 0.45, 0.09, m.leather(OXBLOOD), 0.03), (0.25, 0.2, 0.05), (0, 0, 24))
    return Pose("low", 40)


def ball_stud() -> object:
    return lathe([(0, -0.03), (0.05, -0.03), (0.05, 0.03), (0, 0.03)], m.metal(), 24, smooth=False)


@form("glasses-sleeve")
def glasses_sleeve(b: Brush) -> Pose:
    hide = m.leather(b.pick(TAN, MOSS))
    moved(cushion(1.75, 0.85, 0.42, hide, 4), (0, 0, 0))
    stitches([(x, -0.36 * (1 - (x / 0.9) ** 6), 0.235) for x in [-0.8 + 1.6 * i / 40 for i in range(41)]])
    frame = m.plain("#3a2a22", 0.25)
    for x in (1.15, 1.75):
        moved(ring(0.25, 0.03, frame), (x, -0.75, 0.27), (78, 0, 0))
        moved(
            lathe([(0, 0), (0.24, 0), (0.24, 0.01), (0, 0.01)], m.glass("#e8eee8"), smooth=False),
            (x, -0.75, 0.27),
            (78, 0, 0),
        )
    tube([(1.38, -0.76, 0.32), (1.45, -0.78, 0.36), (1.52, -0.76, 0.32)], 0.028, frame)
    for x in (0.9, 2.0):
        tube([(x, -0.75, 0.32), (x, 0.2, 0.3), (x, 0.45, 0.1)], 0.025, frame)
    return Pose("low", 25)


@form("plaited-belt")
def plaited_belt(b: Brush) -> Pose:
    hide = m.leather(b.pick(TAN, BLACK))

    def coil(u: float, v: float) -> Spot:
        angle = 3.4 * math.tau * u
        r = 0.32 + 0.085 * angle / math.tau * 2.4
        if u > 0.88:
            r += (u - 0.88) * 2.6
        return (r * math.cos(angle), r * math.sin(angle), v * 0.32)

    sheet(coil, hide, 320, 4, 0.045)
    brass = m.metal("#c39a4e", 0.2)
    outline = [
        (-0.16, 0, -0.04),
        (0.16, 0, -0.04),
        (0.22, 0, 0.16),
        (0.16, 0, 0.36),
        (-0.16, 0, 0.36),
        (-0.22, 0, 0.16),
    ]
    angle = math.radians(3.4 * 360)
    moved(
        tube(outline, 0.035, brass, closed=True),
        (1.52 * math.cos(angle) - 0.05, 1.52 * math.sin(angle) + 0.28, 0.02),
        (0, 0, 62),
    )
    return Pose("low", 60)


@form("journal-cover")
def journal_cover(b: Brush) -> Pose:
    hide = m.leather(b.pick(OXBLOOD, TAN, OXBLOOD))
    for z in (0.0, 0.26):
        moved(slab(rounded(1.55, 2.15, 0.08), 0.045, hide, 0.015, smooth=False), (0, 0, z))
    moved(box(0.06, 2.15, 0.3, hide, 0.03), (-0.76, 0, 0))
    moved(box(1.42, 2.0, 0.2, m.plain("#efe6d2", 0.9, 0.6, 50), 0.01), (0.0, 0, 0.05))
    strap = m.leather(m.mixed(b.pick(OXBLOOD, TAN, OXBLOOD), "#000000", 0.3))
    tube(
        [(-0.8, 0.15, 0.15), (-0.72, 0.15, 0.33), (0.2, 0.12, 0.33), (0.74, 0.1, 0.33), (0.82, 0.1, 0.15)], 0.03, strap
    )
    moved(lathe([(0, 0), (0.09, 0), (0.1, 0.03), (0.05, 0.06), (0, 0.06)], m.metal(), smooth=False), (0.45, 0.1, 0.33))
    stitches(run((-0.68, -0.98, 0.308), (0.68, -0.98, 0.308), 40))
    stitches(run((-0.68, 0.98, 0.308), (0.68, 0.98, 0.308), 40))
    return Pose("flat", 35)
