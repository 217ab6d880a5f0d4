"""Grain & Spoon: planed, carved and turned wood."""

import math

from meadow.demo.artist import materials as m
from meadow.demo.artist import props
from meadow.demo.artist.fibre import sheet
from meadow.demo.artist.forms import Brush, Pose, form
from meadow.demo.artist.shapes import ball, lathe, moved, ring, slab, vessel

OAK, WALNUT, CHERRY, ASH = (
    ("#cba672", "#9f7743"),
    ("#70492e", "#42291a"),
    ("#bd7d50", "#8f5632"),
    ("#dcc39c", "#bd9a66"),
)


@form("long-board")
def long_board(b: Brush) -> Pose:
    timber = m.wood(*b.pick(OAK, WALNUT, OAK), "X", 0.45)
    outline = [
        (-2.4, -0.8),
        (-2.4, -0.8),
        (0.9, -0.8),
        (1.25, -0.6),
        (1.45, -0.22),
        (2.1, -0.2),
        (2.4, 0),
        (2.1, 0.2),
        (1.45, 0.22),
        (1.25, 0.6),
        (0.9, 0.8),
        (-2.4, 0.8),
        (-2.4, 0.8),
    ]
    slab(outline, 0.22, timber, 0.04)
    moved(ring(0.09, 0.02, m.plain("#2a1a10", 0.9)), (2.1, 0, 0.215))
    if b.version != 1:
        crust = m.plain("#b9773c", 0.75, 0.6, 12)
        moved(
            lathe([(0, -0.9), (0.3, -0.8), (0.42, -0.2), (0.42, 0.3), (0.3, 0.75), (0, 0.85)], crust, wobble=0.05),
            (-0.9, 0.1, 0.5),
            (90, 0, 70),
            (0.85, 1, 1),
        )
        for x in (0.25, 0.55):
            moved(
                lathe(
                    [(0, 0), (0.36, 0), (0.38, 0.06), (0.36, 0.12), (0, 0.12)],
                    m.plain("#ead7b3", 0.95, 0.6, 16),
                    smooth=False,
                ),
                (x, -0.15, 0.24 + 0.1 * x),
                (12, 8, 0),
            )
    else:
        for x, y in ((-1.4, 0.1), (-0.9, -0.25), (-0.7, 0.25)):
            moved(props.lemon("#7d3350", 0.26), (x, y, 0.2))
    return Pose("flat", 30, 0.85)


@form("cooking-spoon")
def cooking_spoon(b: Brush) -> Pose:
    for number, woods in enumerate(b.pick([CHERRY], [WALNUT, CHERRY], [CHERRY, WALNUT, ASH])):
        timber = m.wood(*woods, "X", 0.5)

        def surface(u: float, v: float) -> tuple[float, float, float]:
            along, side = u * 3.0, 2 * v - 1
            if along < 0.85:
                wide = 0.32 * math.sqrt(max(1 - ((along - 0.43) / 0.44) ** 2, 0.0)) + 0.02
                dip = -0.16 * max(1 - ((along - 0.43) / 0.42) ** 2, 0) * (1 - side**2)
            else:
                wide, dip = 0.085 + 0.02 * math.sin(along * 1.5), 0.02 * (1 - side**2)
            join = max(0, 1 - abs(along - 0.86) / 0.2) * 0.05
            return (along - 1.5, side * (wide + join), 0.2 + dip + 0.10 * math.sin(along * 0.9))

        moved(sheet(surface, timber, 120, 24, 0.07), (0, number * 0.75, 0), (0, 0, -6 * number))
    return Pose("flat", 55, 0.85)


@form("turned-bowl")
def turned_bowl(b: Brush) -> Pose:
    rows = [(0, 0), (0.55, 0), (0.6, 0.04), (1.05, 0.35), (1.35, 0.85), (1.4, 1.05)]
    moved(vessel(rows, m.wood(*b.pick(ASH, WALNUT, OAK), "X", 0.45), 0.08), scale=(1.04, 0.97, 1))
    if b.version != 0:
        for number in range(9):
            angle = number * 2.4
            for part in props.branch(b.chance, 0.7, 5, ("#5f8a45", "#7aa052", "#43682f")[number % 3], 0.9, 0.6):
                moved(part, (0.6 * math.cos(angle), 0.6 * math.sin(angle), 0.55))
    return Pose("low")


@form("rolling-pin")
def rolling_pin(b: Brush) -> Pose:
    rows = [(0, -2.25), (0, -2.25), (0.16, -2.25), (0.2, -2.2), (0.25, 0), (0.2, 2.2), (0.16, 2.25), (0, 2.25)]
    moved(lathe(rows, m.wood("#d9b98c", "#b58a58", "Z")), (0, 0, 0.25), (0, 90, 8))
    dough = m.plain("#efe2c4", 0.9, 0.15, 14)
    moved(lathe([(0, 0), (0.95, 0), (1.05, 0.03), (0.98, 0.08), (0, 0.1)], dough, wobble=0.08), (-0.3, -1.1, 0))
    return Pose("flat", 35, 0.85)


@form("salt-cellar")
def salt_cellar(b: Brush) -> Pose:
    timber = m.wood(*WALNUT, "X")
    rows = [(0, 0), (0.46, 0), (0.5, 0.04), (0.52, 0.3), (0.5, 0.6)]
    vessel(rows, timber, 0.07)
    lathe([(0.43, 0.42), (0.2, 0.47), (0, 0.5)], m.plain("#f6f4ef", 0.6, 0.9, 18))
    lid = b.pick(0.55, 0.0, 0.75)
    moved(lathe([(0, 0), (0.5, 0), (0.52, 0.04), (0.5, 0.1), (0, 0.12)], timber, smooth=False), (lid, 0.12 * lid, 0.63))
    moved(lathe([(0, 0), (0.04, 0), (0.04, 0.03), (0, 0.035)], m.metal(), 24, smooth=False), (0.42, 0.1, 0.75))
    return Pose("low")


@form("pepper-mill")
def pepper_mill(b: Brush) -> None:
    for x, woods in b.pick([(0.0, OAK)], [(-0.5, OAK), (0.5, ("#3a3532", "#221e1c"))], [(0.0, ("#3a3532", "#221e1c"))]):
        timber = m.wood(*woods, "Z")
        moved(
            lathe(
                [(0, 0), (0, 0), (0.38, 0), (0.4, 0.04), (0.3, 0.55), (0.24, 0.9), (0.3, 1.2), (0.3, 1.22), (0, 1.22)],
                timber,
            ),
            (x, 0, 0),
        )
        moved(lathe([(0, 1.24), (0.3, 1.24), (0.4, 1.4), (0.38, 1.62), (0.2, 1.74), (0, 1.76)], timber), (x, 0, 0))
        moved(ball(0.08, m.metal("#c0c0bf", 0.2)), (x, 0, 1.75))
    for number in range(12):
        moved(
            ball(0.03, m.plain("#2b2320", 0.8)),
            (0.7 + 0.25 * math.sin(number * 3), -0.4 + 0.22 * math.cos(number * 5), 0),
        )


@form("round-tray")
def round_tray(b: Brush) -> Pose:
    timber = m.wood(*OAK, "X", 0.42)
    lathe(
        [(0, 0), (1.55, 0), (1.72, 0.34), (1.68, 0.36), (1.64, 0.34), (1.5, 0.09), (0, 0.08)], timber, 128, smooth=False
    )
    for i in range(6):
        angle = math.tau * i / 6
        moved(ball(0.03, m.metal("#b8703f", 0.25)), (1.66 * math.cos(angle), 1.66 * math.sin(angle), 0.2))
    if b.version != 1:
        moved(vessel([(0, 0), (0.3, 0), (0.36, 0.04), (0.42, 0.9)], m.glaze("#e9e2d4"), 0.04), (0.5, 0.3, 0.08))
        moved(props.lemon("#dd8a35", 0.32), (-0.55, -0.3, 0.08))
    return Pose("low" if b.version else "flat")


@form("egg-cups")
def egg_cups(b: Brush) -> Pose:
    for number in range(b.pick(4, 2, 4)):
        x, y = (number - 1.5) * 0.72, 0.28 * (-1) ** number
        rows = [(0, 0), (0.22, 0), (0.24, 0.03), (0.1, 0.14), (0.09, 0.22), (0.22, 0.36), (0.26, 0.56)]
        moved(vessel(rows, m.wood(*(OAK, WALNUT, ASH, CHERRY)[number], "Z"), 0.03, 0.26), (x, y, 0))
        if number != 2:
            egg = lathe(
                [(0, 0), (0.12, 0.03), (0.21, 0.2), (0.19, 0.38), (0.08, 0.53), (0, 0.56)],
                m.plain(("#e2c4a0", "#efe4d2")[number % 2], 0.5, 0.1, 40),
            )
            moved(egg, (x, y, 0.3))
    return Pose("low", 20)


@form("coaster-set")
def coaster_set(b: Brush) -> Pose:
    for number in range(6):
        x, y, z = (0, 0, 0.11 * number) if number < 4 else (0.85 + 0.3 * (number - 4), -0.7 + 0.75 * (number - 4), 0)
        bark = m.plain("#5d4634", 0.95, 0.8, 9)
        disc = lathe(
            [(0, 0), (0.43, 0), (0.45, 0.02), (0.45, 0.08), (0.43, 0.1), (0.42, 0.1)],
            bark,
            wobble=0.04,
            seed=number,
            smooth=False,
        )
        top = lathe([(0.425, 0.1), (0, 0.101)], m.end_grain(), wobble=0.04, seed=number, smooth=False)
        for part in (disc, top):
            moved(part, (x + 0.03 * math.sin(number * 3), y, z))
    return Pose("low", 35)
