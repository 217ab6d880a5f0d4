"""Clearwater Glass: blown and pulled glass."""

from meadow.demo.artist import materials as m
from meadow.demo.artist import props
from meadow.demo.artist.forms import Brush, Pose, form
from meadow.demo.artist.shapes import ball, filled, lathe, moved, vessel

SEA, SMOKE, AMBER, ROSE, CLEAR = "#a9d6c6", "#9c9790", "#dfa04c", "#ecb9b4", "#f4f8f6"


@form("ripple-tumbler")
def ripple_tumbler(b: Brush) -> Pose:
    rows = [
        (0, 0),
        (0.3, 0),
        (0.34, 0.03),
        (0.36, 0.2),
        (0.40, 0.36),
        (0.375, 0.5),
        (0.42, 0.66),
        (0.4, 0.8),
        (0.43, 1.0),
    ]
    spots = b.pick(
        [(-0.55, 0, SEA), (0.5, -0.15, CLEAR)],
        [(0.0, 0, SMOKE)],
        [(-0.9, 0.1, SMOKE), (0, -0.2, SEA), (0.9, 0.15, CLEAR)],
    )
    for x, y, colour in spots:
        moved(vessel(rows, m.glass(colour), 0.03, 0.12), (x, y, 0))
    return Pose("low")


@form("carafe")
def carafe(b: Brush) -> None:
    colour = m.glass(b.pick(CLEAR, AMBER))
    rows = [(0, 0), (0.42, 0), (0.5, 0.06), (0.52, 0.6), (0.46, 1.05), (0.22, 1.4), (0.2, 1.85), (0.23, 1.95)]
    vessel(rows, colour, 0.03, 0.08)
    lathe([(0.48, 0.9), (0.485, 0.6), (0.46, 0.1), (0, 0.09)], m.glass("#eef8fa"), smooth=False)
    cup = vessel([(0, 0), (0.27, 0), (0.3, 0.03), (0.31, 0.4), (0.315, 0.72)], colour, 0.025, 0.06)
    if b.version == 1:
        moved(cup, (0.95, -0.25, 0))
    else:
        moved(cup, (0, 0, 2.13), (180, 0, 0))


@form("bubble-vase")
def bubble_vase(b: Brush) -> None:
    rows = [(0, 0), (0.25, 0), (0.45, 0.12), (0.6, 0.5), (0.45, 0.88), (0.17, 1.02), (0.15, 1.16), (0.2, 1.24)]
    vessel(rows, m.glass(b.pick(ROSE, SEA, CLEAR)), 0.03)
    for tall, colour in ((1.4, "#7b8f5c"), (1.1, "#b9705a")):
        for part in props.branch(b.chance, tall, 8, colour, 0.75):
            moved(part, (0, 0, 0.75))


@form("coupe-pair")
def coupe_pair(b: Brush) -> Pose:
    rows = [
        (0, 0),
        (0.33, 0),
        (0.34, 0.015),
        (0.1, 0.05),
        (0.035, 0.14),
        (0.035, 0.62),
        (0.1, 0.7),
        (0.36, 0.82),
        (0.47, 1.0),
        (0.48, 1.12),
    ]
    for x, y in ((-0.5, 0.15), (0.5, -0.15)):
        moved(vessel(rows, m.glass("#f6f4ec"), 0.022, 0.69), (x, y, 0))
        moved(filled(rows, 0.98, m.glass("#eec98a"), 0.03), (x, y, 0))
    return Pose("stand", 20)


@form("apothecary-jar")
def apothecary_jar(b: Brush) -> None:
    rows = [(0, 0), (0.5, 0), (0.54, 0.04), (0.54, 1.3), (0.44, 1.48), (0.42, 1.6), (0.46, 1.64)]
    vessel(rows, m.glass("#eef6f2"), 0.03, 0.07)
    lathe(
        [
            (0, 1.5),
            (0.38, 1.52),
            (0.4, 1.66),
            (0.48, 1.68),
            (0.48, 1.74),
            (0.1, 1.82),
            (0.08, 1.92),
            (0.2, 2.08),
            (0.12, 2.22),
            (0, 2.24),
        ],
        m.glass("#eef6f2"),
    )
    level = 0.9
    content = m.plain(b.pick("#f2eee4", "#d9a866", "#c76a4a"), 0.9, 0.7, 9)
    lathe([(0, 0.1), (0.48, 0.1), (0.49, level), (0.3, level + 0.08), (0, level + 0.1)], content)


@form("oil-cruet")
def oil_cruet(b: Brush) -> None:
    lathe([(0, 0.04), (0.5, 0.04), (0.53, 0.1), (0.36, 0.75), (0, 0.76)], m.glass("#c9a832"))
    vessel(
        [(0, 0), (0.55, 0), (0.6, 0.06), (0.36, 0.9), (0.15, 1.5), (0.14, 1.8), (0.2, 1.88)], m.glass("#9fbf8a"), 0.03
    )
    lathe([(0, 1.78), (0.11, 1.78), (0.13, 2.02), (0, 2.03)], m.plain("#bd9263", 0.9, 0.5, 20), smooth=False)


@form("fruit-bowl-glass")
def fruit_bowl_glass(b: Brush) -> Pose:
    rows = [(0, 0), (0.5, 0), (0.55, 0.04), (1.0, 0.3), (1.45, 0.62), (1.65, 0.95)]
    vessel(rows, m.glass(b.pick(SMOKE, SEA)), 0.05, wobble=0.09, seed=3)
    for x, y, z in ((-0.4, 0, 0.12), (0.35, 0.2, 0.12), (0.1, -0.45, 0.14), (0.05, 0.05, 0.62)):
        moved(props.lemon(size=0.34), (x, y, z), (80, 40 * x, 90 * y + 60))
    return Pose("low")


@form("paper-orb")
def paper_orb(b: Brush) -> Pose:
    colour = b.pick("#4fa3b5", "#dd8f35")
    rows = [(0, 0), (0, 0), (0.24, 0), (0.3, 0.05), (0.36, 0.3), (0.3, 0.52), (0.14, 0.64), (0, 0.66)]
    lathe(rows, m.glass("#f4faf8"))
    moved(
        lathe(
            [(0, 0.08), (0.16, 0.14), (0.08, 0.26), (0.2, 0.36), (0.06, 0.48), (0, 0.5)],
            m.plain(colour, 0.3),
            flutes=5,
            depth=0.5,
            twist=3,
        ),
        (0, 0, 0),
    )
    moved(ball(0.03, m.plain("#ffffff", 0.2)), (0.1, -0.1, 0.4))
    return Pose("low")


@form("stem-trio")
def stem_trio(b: Brush) -> None:
    for x, y, tall, colour in ((-0.55, 0.1, 1.4, SMOKE), (0, -0.15, 2.4, CLEAR), (0.5, 0.15, 1.9, SEA)):
        moved(
            vessel(
                [(0, 0), (0.24, 0), (0.26, 0.03), (0.12, 0.16), (0.11, tall * 0.6), (0.11, tall - 0.05), (0.13, tall)],
                m.glass(colour),
                0.022,
            ),
            (x, y, 0),
        )
        if b.version != 1 or x == 0:
            for part in props.branch(
                b.chance, 1.2, 7, ("#7c8a5c", "#b9705a", "#8f9f7a")[int(x > 0) + int(x < 0) * 2], 0.8
            ):
                moved(part, (x, y, tall * 0.75))
