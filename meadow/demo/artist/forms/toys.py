"""Little Acre: painted and oiled wooden toys."""

import math

from meadow.demo.artist import materials as m
from meadow.demo.artist.forms import Brush, Pose, form
from meadow.demo.artist.shapes import ball, box, lathe, moved, ring, slab, stone, tube

MEADOW = ("#4f8a5a", "#e2b23c", "#d9694a", "#5b9bb0", "#efe4cf", "#b5574a", "#8fb573")
DUSK = ("#3a4470", "#8a5a8a", "#d98a7a", "#e9c08a", "#5b6f9a", "#c9a9b9", "#2b3350")
CLAY = ("#a34a32", "#c98a5c", "#e0bd94", "#8f6a52", "#d9ccb6", "#6f7a5c", "#b5703f")
BEECH = ("#dbbd92", "#c09a68")


def paint(colour: str) -> object:
    """Thin water colour over wood."""
    return m.wood(colour, m.mixed(colour, "#3a2a1c", 0.14), "X", 0.5)


def wheel(radius: float, wide: float, colour: str) -> list[object]:
    return [
        lathe(
            [(0, 0), (radius * 0.9, 0), (radius, 0.04), (radius, wide - 0.04), (radius * 0.9, wide), (0, wide)],
            paint(colour),
            smooth=False,
        ),
        lathe(
            [(0, wide), (radius * 0.3, wide), (radius * 0.3, wide + 0.05), (0, wide + 0.06)],
            m.wood(*BEECH, "Z"),
            32,
            smooth=False,
        ),
    ]


def wheels(spots: list[tuple[float, float]], radius: float, side: float, colour: str) -> None:
    for x, z in spots:
        for way in (-1, 1):
            for part in wheel(radius, 0.16, colour):
                moved(part, (x, way * side, z), (90 if way < 0 else -90, 0, 0))


@form("ring-stacker")
def ring_stacker(b: Brush) -> None:
    colours = b.pick(MEADOW, DUSK)
    lathe(
        [(0, 0), (0.2, 0.0), (0.85, 0.12), (0.88, 0.2), (0.3, 0.26), (0.16, 0.3), (0.13, 2.1), (0, 2.12)],
        m.wood(*BEECH, "Z"),
        smooth=False,
    )
    height = 0.28
    for number in range(6):
        r, thick = 0.82 - 0.095 * number, 0.17 - 0.006 * number
        if b.version == 1 and number > 3:
            moved(
                ring(r - thick, thick, paint(colours[number])),
                (1.25 + 0.2 * (number - 4), -0.45 + 0.95 * (number - 4), thick),
            )
            continue
        moved(ring(r - thick, thick, paint(colours[number])), (0.02 * math.sin(number * 4), 0, height + thick))
        height += thick * 2 - 0.01
    moved(ball(0.25, paint(colours[6])), (0, 0, max(height, 2.0)) if b.version != 1 else (-1.15, -0.4, 0))


@form("arch-rainbow")
def arch_rainbow(b: Brush) -> None:
    colours = b.pick(MEADOW, CLAY)
    order = b.pick(
        [(0, 0, 0)] * 7,
        [(0, 0, 0)] * 3 + [(0.9, -0.9, 0), (0.9, -0.9, 0), (-1.7, -0.8, 0), (-1.7, -0.8, 0)],
        [(0, 0, 0)] * 7,
    )
    for number in range(7):
        outer, inner = 1.5 - 0.2 * number, 1.5 - 0.2 * number - 0.185
        outline = [(outer * math.cos(math.pi * i / 32), outer * math.sin(math.pi * i / 32)) for i in range(33)]
        outline += [
            (max(inner, 0.05) * math.cos(math.pi * i / 32), max(inner, 0.05) * math.sin(math.pi * i / 32))
            for i in range(32, -1, -1)
        ]
        arch = slab(outline, 0.62, paint(colours[number]), 0.025, smooth=False)
        x, y, z = order[number]
        moved(arch, (x, 0.31 + y, z), (90, 0, 0))


@form("block-house")
def block_house(b: Brush) -> None:
    colours = MEADOW
    spots = [
        (-1.1, 0, 0.9, 1.0),
        (0, 0.2, 0.8, 1.5),
        (1.0, -0.1, 0.9, 0.8),
        (0.4, -0.85, 0.7, 0.6),
        (-0.7, -0.9, 0.6, 0.9),
    ]
    for number, (x, y, wide, high) in enumerate(spots):
        moved(
            box(wide, wide * 0.8, high, m.wood(*BEECH, "Z") if number % 2 else paint(colours[4]), 0.04),
            (x, y, 0),
            (0, 0, 8 * math.sin(number * 3)),
        )
        roof = slab(
            [(-wide * 0.58, 0), (wide * 0.58, 0), (0, wide * 0.55)],
            wide * 0.86,
            paint(colours[(number * 2 + b.version) % 4]),
            0.03,
            smooth=False,
        )
        moved(roof, (x, y + wide * 0.43, high + 0.005), (90, 0, 0))
        moved(box(0.16, 0.02, 0.3, paint("#5a4a3c"), 0.005), (x, y - wide * 0.41, 0.02))
    for x, y, r in ((-1.7, -0.6, 0.22), (1.6, -0.7, 0.28)):
        moved(
            lathe(
                [(0, 0), (0.05, 0), (0.05, 0.3), (r, 0.32), (r * 0.5, 0.8), (0, 1.15)],
                paint("#4f8a5a"),
                48,
                smooth=False,
            ),
            (x, y, 0),
        )


@form("push-car")
def push_car(b: Brush) -> None:
    for number, colour in enumerate(b.pick(("#c9452f",), ("#d9a63a", "#3f6f9a"), ("#3f6f9a",))):
        outline = [
            (-0.62, 0.12),
            (0.62, 0.12),
            (0.66, 0.3),
            (0.42, 0.42),
            (0.2, 0.66),
            (-0.15, 0.7),
            (-0.45, 0.52),
            (-0.66, 0.36),
        ]
        car = slab(outline, 0.5, paint(colour), 0.09)
        moved(car, (1.4 * number, 0.25 + 0.5 * number, 0.02), (90, 0, 0))
        for x in (-0.36, 0.36):
            for way in (-1, 1):
                for part in wheel(0.19, 0.12, "#e2c79c"):
                    moved(part, (1.4 * number + x, way * 0.25 + 0.5 * number, 0.19), (90 if way < 0 else -90, 0, 0))
        moved(ball(0.13, m.wood(*BEECH, "Z")), (1.4 * number + 0.05, 0.5 * number, 0.66))


@form("pull-duck")
def pull_duck(b: Brush) -> None:
    yellow = paint("#e6b93f")
    outline = [
        (-0.95, 0.62),
        (-0.75, 0.35),
        (-0.2, 0.2),
        (0.4, 0.25),
        (0.62, 0.6),
        (0.5, 0.95),
        (0.72, 1.1),
        (0.8, 1.4),
        (0.55, 1.66),
        (0.22, 1.6),
        (0.08, 1.3),
        (0.12, 1.02),
        (-0.3, 0.86),
        (-0.65, 0.8),
    ]
    moved(slab(outline, 0.5, yellow, 0.1), (0, 0.25, 0.12), (90, 0, 0))
    moved(
        slab([(0.76, 1.2), (1.08, 1.22), (1.06, 1.32), (0.76, 1.42)], 0.26, paint("#d9694a"), 0.04),
        (0, 0.13, 0.12),
        (90, 0, 0),
    )
    for way in (-1, 1):
        moved(ball(0.045, m.plain("#241f1c", 0.3)), (0.56, way * 0.25, 1.46))
        moved(
            slab([(-0.6, 0.55), (-0.1, 0.4), (0.2, 0.6), (-0.1, 0.78), (-0.5, 0.72)], 0.06, paint("#f0d68a"), 0.02),
            (0, way * 0.28 + 0.03, 0.12),
            (90, 0, 0),
        )
    wheels([(-0.4, 0.27), (0.3, 0.27)], 0.27, 0.28, "#4f8a8f")
    tube(
        [(0.6, 0, 0.4), (1.1, -0.1, 0.1), (1.5, -0.5, 0.03), (2.0, -0.4, 0.03), (2.1, -0.9, 0.03)],
        0.025,
        m.cloth("#ece3d0"),
    )
    moved(ball(0.14, paint("#d9694a")), (2.12, -1.0, 0))


@form("spin-tops")
def spin_tops(b: Brush) -> Pose:
    for number, (x, y) in enumerate(((-0.75, 0.1), (0.15, -0.3), (0.8, 0.35))):
        colours = (MEADOW, DUSK, CLAY)[(number + b.version) % 3]
        r = 0.42 - 0.05 * number
        parts = [lathe([(0, 0), (0.04, 0.02), (r * 0.6, 0.22), (r, 0.34)], m.wood(*BEECH, "Z"))]
        for band in range(5):
            inner, outer = r * (1 - 0.18 * (band + 1)), r * (1 - 0.18 * band)
            parts.append(
                lathe(
                    [(outer, 0.34 + 0.02 * band), (inner, 0.36 + 0.02 * band)],
                    m.plain(colours[band], 0.4, Coat_Weight=0.2),
                    smooth=False,
                )
            )
        parts.append(lathe([(r * 0.12, 0.42), (0.05, 0.5), (0.045, 0.8), (0.06, 0.84), (0, 0.86)], m.wood(*BEECH, "Z")))
        for part in parts:
            part.rotation_euler = (
                math.radians(24 * math.sin(number * 2 + 1)),
                math.radians(22 * math.cos(number * 3)),
                0,
            )
            part.location = (x, y, 0.03)
    return Pose("low", 40)


@form("stone-stack")
def stone_stack(b: Brush) -> None:
    colours = b.pick(MEADOW, CLAY)
    height = 0.0
    for number, r in enumerate((0.55, 0.46, 0.4, 0.3, 0.34, 0.22)):
        moved(
            stone(r, paint(colours[number]), 0.5, number + 3, facets=True),
            (0.07 * math.sin(number * 2.5), 0.05 * math.cos(number * 2), height),
            (0, 0, number * 50),
        )
        height += r * 0.86
    for number, (x, y) in enumerate(((-0.95, -0.2), (0.95, 0.1), (0.7, -0.6), (-0.6, -0.75))):
        moved(stone(0.28 + 0.05 * number, paint(colours[(number + 5) % 7]), 0.5, number + 12, facets=True), (x, y, 0))


@form("rattle-ring")
def rattle_ring(b: Brush) -> Pose:
    moved(ring(0.42, 0.075, m.wood(*BEECH, "X")), (0, 0, 0.08))
    for number, angle in enumerate((4.2, 4.75, 5.3)):
        bead = lathe(
            [(0.07, -0.1), (0.15, -0.09), (0.2, 0), (0.15, 0.09), (0.07, 0.1)],
            paint(b.pick(MEADOW, CLAY, DUSK)[number + 1]),
        )
        moved(bead, (0.42 * math.cos(angle), 0.42 * math.sin(angle), 0.2), (90, 0, math.degrees(angle)))
    return Pose("flat", 50)


@form("wood-train")
def wood_train(b: Brush) -> None:
    colours = MEADOW
    for car in range(4):
        x = (car - 1.5) * 1.3
        moved(box(1.05, 0.55, 0.14, m.wood(*BEECH), 0.03), (x, 0, 0.2))
        wheels([(x - 0.32, 0.17), (x + 0.32, 0.17)], 0.17, 0.27, colours[(car + 1) % 4])
        if car < 3:
            tube([(x + 0.5, 0, 0.27), (x + 0.65, 0, 0.22), (x + 0.8, 0, 0.27)], 0.025, m.plain("#8f6a4a", 0.8))
    moved(box(0.5, 0.5, 0.75, paint("#4f8a5a"), 0.05), (-2.18, 0, 0.34))
    moved(
        lathe(
            [(0, -0.34), (0.22, -0.34), (0.24, -0.3), (0.24, 0.3), (0.2, 0.34), (0, 0.34)],
            paint("#c9452f"),
            smooth=False,
        ),
        (-1.72, 0, 0.6),
        (0, 90, 0),
    )
    moved(
        lathe([(0, 0), (0.07, 0), (0.12, 0.3), (0.09, 0.3), (0, 0.28)], paint("#33312f"), smooth=False), (-1.6, 0, 0.82)
    )
    for y in (-0.14, 0.14):
        moved(
            lathe(
                [(0, -0.42), (0.12, -0.42), (0.12, 0.42), (0, 0.42)], m.wood("#b98552", "#7d5432", "Z"), smooth=False
            ),
            (-0.65, y, 0.46),
            (0, 90, 0),
        )
    moved(lathe([(0, 0), (0.2, 0), (0.27, 0.28), (0.2, 0.56), (0, 0.56)], paint("#d9a63a")), (0.65, 0, 0.34))
    moved(lathe([(0, 0), (0.16, 0.05), (0.24, 0.26), (0.16, 0.52), (0, 0.6)], m.plain("#efe4d2", 0.5)), (1.95, 0, 0.32))
