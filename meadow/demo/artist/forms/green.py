"""Rootbound: pots, the plants that suit them, and water."""

import math

from meadow.demo.artist import materials as m
from meadow.demo.artist import props
from meadow.demo.artist.fibre import blade, sheet
from meadow.demo.artist.forms import Brush, Pose, form
from meadow.demo.artist.shapes import ball, box, lathe, moved, ring, tube, vessel


def soil(radius: float, height: float) -> None:
    lathe([(radius, height), (radius * 0.5, height + 0.03), (0, height + 0.02)], m.plain("#33261d", 0.95, 1.0, 10))


def sword(tall: float, wide: float, lean: float, turn: float, base: float) -> None:
    """One upright leaf of a snake plant."""

    def surface(u: float, v: float) -> tuple[float, float, float]:
        side = 2 * v - 1
        w = wide * (0.55 + 0.45 * math.sin(math.pi * min(u * 0.8 + 0.1, 1))) * min((1 - u) * 5, 1)
        twist = 0.7 * u
        x, y = side * w * math.cos(twist), side * w * math.sin(twist) + 0.25 * w * side * side
        return (x + lean * u * u, y, tall * u)

    angle = math.radians(turn)
    moved(
        sheet(surface, m.leaf("#3f6147"), 12, 40, 0.02),
        (0.16 * math.cos(angle), 0.16 * math.sin(angle), base),
        (0, 0, turn),
    )


@form("breathing-pot")
def breathing_pot(b: Brush) -> Pose:
    sizes = b.pick((1.0,), (1.0, 0.72, 0.5), (0.8, 0.55))
    x = 0.0
    for number, size in enumerate(sizes):
        clay = m.clay(("#c0714c", "#b8664a", "#cf8a66")[number])
        rows = [(0, 0.06), (0.55, 0.06), (0.6, 0.1), (0.82, 1.15), (0.84, 1.16), (0.92, 1.17), (0.95, 1.5)]
        moved(vessel([(r * size, z * size) for r, z in rows], clay, 0.07 * size), (x, 0.2 * (number % 2), 0))
        moved(
            vessel([(r * size, z * size) for r, z in [(0, 0), (0.75, 0), (0.8, 0.03), (0.92, 0.2)]], clay, 0.05 * size),
            (x, 0.2 * (number % 2), 0),
        )
        if number == 0 and b.version == 0:
            soil(0.83, 1.35)
            for i in range(9):
                leaf = blade(1.2, 0.4, m.leaf("#5f8a52"), 0.9)
                moved(leaf, (0, 0, 1.35), (0, -62 + 5 * (i % 4), i * 40))
        x += size * 0.95 + (sizes[number + 1] * 0.95 if number + 1 < len(sizes) else 0) + 0.1
    return Pose("stand", 20)


@form("snake-plant")
def snake_plant(b: Brush) -> None:
    rows = [(0, 0), (0.6, 0), (0.66, 0.05), (0.78, 0.7), (0.8, 1.3)]
    vessel(rows, m.glaze(b.pick("#efebe2", "#2f2f2f"), rough=0.6), 0.06, flutes=26, depth=0.06)
    soil(0.73, 1.15)
    for number in range(7):
        sword(1.9 + 0.5 * math.sin(number * 2.1) + 0.5 * (number % 2), 0.17, 0.2 + 0.1 * (number % 3), number * 51, 1.1)


@form("pilea")
def pilea(b: Brush) -> None:
    vessel([(0, 0), (0.4, 0), (0.46, 0.05), (0.56, 0.5), (0.55, 0.85)], m.clay("#d9a294"), 0.06)
    soil(0.5, 0.75)
    green = m.leaf("#5c8a55")
    for number in range(15):
        angle, rise = number * 2.4, 0.45 + 0.075 * number
        reach = 0.75 - 0.025 * number
        tip = (reach * math.cos(angle), reach * math.sin(angle), 0.75 + rise)
        tube(
            [(0, 0, 0.78 + 0.03 * number), (tip[0] * 0.4, tip[1] * 0.4, 0.8 + rise * 0.75), tip],
            [0.025, 0.02, 0.014],
            m.plain("#7c9a5f", 0.6),
            sides=2,
        )
        r = 0.24 + 0.05 * math.sin(number * 1.7)
        disc = lathe([(0, 0.03), (r * 0.5, 0.015), (r, -0.02), (r * 0.96, -0.03), (0, 0.02)], green, 32, smooth=False)
        moved(disc, tip, (0, 22 + 12 * math.sin(number), math.degrees(angle)))


@form("barrel-cactus")
def barrel_cactus(b: Brush) -> None:
    vessel(
        [(0, 0), (0.42, 0), (0.48, 0.05), (0.66, 0.36), (0.66, 0.55)],
        m.terrazzo("#cfc6b8", ("#8f8a80", "#e6dfd2")),
        0.06,
    )
    lathe([(0.6, 0.44), (0, 0.5)], m.plain("#c9b79a", 0.95, 1.0, 16), smooth=False)
    rows = [(0, 0.42), (0.35, 0.45), (0.52, 0.8), (0.44, 1.2), (0.2, 1.38), (0, 1.36)]
    lathe(rows, m.leaf("#557f56"), flutes=15, depth=0.28)
    spine = m.plain("#efe3b8", 0.6)
    for rib in range(15):
        angle = math.tau * (rib + 0.0) / 15
        for step in range(7):
            up = 0.15 + 0.8 * step / 6
            r, z = 0.52 * math.sin(math.pi * (0.12 + 0.8 * up)) * 1.1, 0.45 + 0.95 * up
            for tilt in (-0.12, 0.12):
                tube(
                    [
                        (r * math.cos(angle), r * math.sin(angle), z),
                        ((r + 0.13) * math.cos(angle + tilt), (r + 0.13) * math.sin(angle + tilt), z + 0.06),
                    ],
                    0.008,
                    spine,
                    smooth=False,
                    sides=1,
                )
    if b.version != 1:
        for petal in range(8):
            moved(blade(0.2, 0.09, m.plain("#d9628a", 0.5), -0.8), (0, 0, 1.36), (0, -35, petal * 45))


@form("long-can")
def long_can(b: Brush) -> None:
    body = m.plain("#2f4a3c", 0.4, Coat_Weight=0.3) if b.pick(True, False, True) else m.metal("#c39a4e", 0.25)
    vessel([(0, 0), (0.62, 0), (0.66, 0.04), (0.62, 0.6), (0.5, 1.2), (0.3, 1.35), (0.3, 1.42)], body, 0.03)
    tube(
        [(-0.55, 0, 0.25), (-1.0, 0, 0.6), (-1.5, 0, 1.5), (-2.0, 0, 1.95), (-2.35, 0, 1.9)],
        [0.12, 0.08, 0.055, 0.045, 0.04],
        body,
    )
    tube([(0.2, 0, 1.38), (0.6, 0, 1.85), (1.05, 0, 1.45), (0.95, 0, 0.8), (0.6, 0, 0.5)], 0.05, body)


@form("tripod-planter")
def tripod_planter(b: Brush) -> None:
    colour = b.pick("#ece8dd", "#d0a03c")
    moved(
        vessel([(0, 0), (0.9, 0.02), (1.3, 0.3), (1.48, 0.9), (1.5, 1.2)], m.glaze(colour, rough=0.6), 0.07),
        (0, 0, 1.5),
    )
    for number in range(3):
        angle = math.tau * number / 3 + 0.5
        tube(
            [(1.35 * math.cos(angle), 1.35 * math.sin(angle), 0), (0.9 * math.cos(angle), 0.9 * math.sin(angle), 1.7)],
            [0.06, 0.11],
            m.wood("#c79f70", "#99703f", "Z"),
            smooth=False,
        )
    soil(1.4, 2.5)
    for number in range(20):
        long = 2.0 + 0.6 * math.sin(number * 1.9)
        moved(
            blade(long, 0.34, m.leaf(("#3f6b45", "#527f4f")[number % 2]), 0.75),
            (0, 0, 2.55),
            (0, -78 + 3.0 * number, number * 137.5),
        )


@form("wall-pocket")
def wall_pocket(b: Brush) -> Pose:
    clay = m.clay("#c98663")
    bowl = vessel([(0, 0), (0.3, 0.02), (0.75, 0.3), (1.0, 0.8), (1.05, 1.1)], clay, 0.06)
    for point in bowl.data.vertices:
        point.co.y = min(point.co.y, 0.0)
    for number in range(16):
        side = -1 + 2 * number / 15
        drop = 1.2 + 0.8 * math.sin(number * 2.3)
        path = [
            (0.7 * side, -0.4, 1.0),
            (1.0 * side, -0.9, 1.25),
            (1.15 * side, -1.15, 0.7),
            (1.15 * side + 0.1, -1.15, 0.7 - drop),
        ]
        tube(path, 0.015, m.leaf("#6f9a5c"), sides=1)
        for step in range(6):
            moved(
                blade(0.3, 0.24, m.leaf("#6f9a5c"), 0.6),
                (1.1 * side + 0.02 * step, -1.12, 0.85 - drop * step / 6),
                (20, 40, 60 * step + 30 * number),
            )
    panel = moved(box(18, 0.1, 22, m.plain("#d9cdb9", 0.95, 0.3, 6), 0.02), (0, 0.06, -11))
    panel.name = "aside"
    return Pose("hang", 8, 0.7)


@form("mister")
def mister(b: Brush) -> None:
    vessel(
        [(0, 0), (0.5, 0), (0.55, 0.05), (0.5, 0.35), (0.28, 0.85), (0.2, 1.1), (0.2, 1.2)],
        m.glass(b.pick("#7fae8c", "#eef6f2")),
        0.035,
    )
    lathe([(0, 0.06), (0.48, 0.06), (0.42, 0.45), (0, 0.46)], m.glass("#dff0ee"))
    brass = m.metal("#c39a4e", 0.22)
    lathe([(0.22, 1.15), (0.23, 1.15), (0.23, 1.32), (0.1, 1.36), (0.09, 1.5), (0, 1.5)], brass, smooth=False)
    tube([(0.12, 0, 1.5), (-0.2, 0, 1.5), (-0.42, 0, 1.5)], [0.08, 0.07, 0.05], brass, smooth=False)
    moved(ring(0.14, 0.03, brass), (0.16, 0, 1.36), (90, 0, 0))
    tube([(0, 0, 1.5), (0, 0, 1.72)], 0.04, brass, smooth=False)
    moved(ball(0.09, brass), (0, 0, 1.68))


@form("olive-tree")
def olive_tree(b: Brush) -> None:
    vessel(
        [(0, 0), (0.7, 0), (0.75, 0.05), (0.95, 1.0), (1.05, 1.9)],
        m.glaze(b.pick("#e3ddd0", "#b9785b"), rough=0.8),
        0.08,
    )
    soil(0.95, 1.75)
    bark = m.plain("#7d6b58", 0.95, 0.6, 10)
    tube([(0, 0, 1.7), (0.1, 0.05, 2.6), (-0.05, 0, 3.4), (0.05, 0, 4.0)], [0.13, 0.1, 0.09, 0.05], bark)
    for number in range(17):
        t = 0.3 + 0.7 * number / 17
        for part in props.branch(b.chance, 1.5, 13, ("#7d8c66", "#93a07c", "#66754f")[number % 3], 0.75, 0.2):
            spread = number * 2.4
            x, y, z = part.location
            lean = 0.85 * (1 - t * 0.5)
            part.location = (x + math.cos(spread) * z * lean, y + math.sin(spread) * z * lean, 1.9 + 2.2 * t + z * 0.6)
            if part.type == "CURVE":
                part.rotation_euler = (-lean * math.sin(spread), lean * math.cos(spread), 0)
