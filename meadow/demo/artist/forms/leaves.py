"""Third Rain: tea, and what it is kept, made and drunk in."""

import math

from meadow.demo.artist import materials as m
from meadow.demo.artist.fibre import sheet
from meadow.demo.artist.forms import Brush, Pose, form
from meadow.demo.artist.shapes import ball, filled, lathe, moved, rounded, slab, tube, vessel


def loose(
    b: Brush, colour: str, count: int, spread: float, rolled: bool = False, at: tuple[float, float] = (0, 0)
) -> None:
    """A small heap of leaf."""
    paint = m.plain(colour, 0.75)
    for _ in range(count):
        r, angle = spread * math.sqrt(b.chance.random()), b.chance.uniform(0, math.tau)
        spot = (at[0] + r * math.cos(angle), at[1] + r * math.sin(angle), 0.12 * (1 - r / spread) * b.chance.random())
        if rolled:
            moved(ball(b.chance.uniform(0.035, 0.05), paint, 0.9), spot)
        else:
            long = b.chance.uniform(0.12, 0.24)
            moved(
                tube(
                    [(-long / 2, 0, 0.02), (0, b.chance.uniform(-0.03, 0.03), 0.035), (long / 2, 0, 0.02)],
                    [0.008, 0.022, 0.006],
                    paint,
                    sides=2,
                ),
                spot,
                (b.chance.uniform(-25, 25), b.chance.uniform(-25, 25), b.chance.uniform(0, 180)),
            )


def tin(colour: str, radius: float, high: float, label: str = "#efe6d0") -> list[object]:
    paint = m.plain(colour, 0.35, Coat_Weight=0.3)
    return [
        lathe(
            [(0, 0), (radius, 0), (radius + 0.01, 0.02), (radius + 0.01, high * 0.74), (radius - 0.02, high * 0.745)],
            paint,
            smooth=False,
        ),
        lathe(
            [
                (radius - 0.02, high * 0.745),
                (radius + 0.018, high * 0.75),
                (radius + 0.018, high - 0.04),
                (radius - 0.02, high),
                (0, high),
            ],
            paint,
            smooth=False,
        ),
        lathe(
            [
                (radius + 0.013, high * 0.22),
                (radius + 0.015, high * 0.23),
                (radius + 0.015, high * 0.56),
                (radius + 0.013, high * 0.57),
            ],
            m.plain(label, 0.9, 0.1, 40),
            smooth=False,
        ),
    ]


@form("longjing-tin")
def longjing_tin(b: Brush) -> Pose:
    for part in tin(b.pick("#5c7a5a", "#5c7a5a", "#3f5a4a"), 0.38, 1.15):
        moved(part, (-0.3, 0.2, 0))
    loose(b, "#8a9b4f", 70, 0.42, at=(0.55, -0.3))
    return Pose("low")


@form("puer-cake")
def puer_cake(b: Brush) -> Pose:
    cake = m.plain("#3c2a1f", 0.9, 1.0, 7)
    rows = [(0, 0.02), (0.35, 0), (0.85, 0.02), (1.0, 0.16), (0.88, 0.3), (0.4, 0.36), (0, 0.34)]
    moved(
        lathe(rows, cake, wobble=0.02),
        (0, 0, 0) if b.version else (0.1, 0.2, 0.2),
        (0, 0, 0) if b.version else (12, 0, 0),
    )

    def wrap(u: float, v: float) -> tuple[float, float, float]:
        x, y = (u - 0.5) * 3.0, (v - 0.5) * 3.0
        lift = 0.10 * abs(math.sin(x * 5 + y * 2)) * min(math.hypot(x, y), 1.4)
        return (x, y, 0.01 + lift * 0.4)

    moved(sheet(wrap, m.plain("#efe5cf", 0.9, 0.3, 30), 60, 60, 0.008), (0, 0, 0), (0, 0, 18))
    loose(b, "#3c2a1f", 26, 0.35, at=(1.0, -0.9))
    return Pose("flat", 30)


@form("jasmine-pearls")
def jasmine_pearls(b: Brush) -> Pose:
    rows = [(0, 0), (0.25, 0), (0.3, 0.04), (0.55, 0.28), (0.6, 0.4)]
    vessel(rows, m.glaze(b.pick("#e9e6dc", "#8fa99c")), 0.035)
    paint = (m.plain("#8f9a6a", 0.8), m.plain("#6f7a50", 0.8), m.plain("#c2c49a", 0.8))
    for number in range(60):
        r, angle = 0.45 * math.sqrt(b.chance.random()), b.chance.uniform(0, math.tau)
        moved(
            ball(b.chance.uniform(0.045, 0.06), paint[number % 3], 0.92),
            (r * math.cos(angle), r * math.sin(angle), 0.24 + 0.16 * (1 - r)),
        )
    for number in range(7):
        x, y = 0.8 * math.cos(number * 2.1 + 3.6), 0.75 * math.sin(number * 1.3 - 2)
        for petal in range(5):
            angle = math.tau * petal / 5
            moved(
                ball(0.06, m.plain("#fbf8ee", 0.6), 0.35),
                (x + 0.07 * math.cos(angle), y + 0.07 * math.sin(angle), 0.01),
            )
    return Pose("low")


@form("white-gaiwan")
def white_gaiwan(b: Brush) -> Pose:
    white = m.glaze("#f4f1ea", rough=0.15)
    lathe(
        [(0, 0), (0.28, 0), (0.3, 0.03), (0.5, 0.12), (0.54, 0.16), (0.5, 0.15), (0.25, 0.07), (0, 0.07)],
        white,
        smooth=False,
    )
    bowl = [(0, 0), (0.18, 0), (0.2, 0.06), (0.38, 0.3), (0.46, 0.6), (0.5, 0.66)]
    moved(vessel(bowl, white, 0.025), (0, 0, 0.08))
    if b.version != 1:
        moved(
            lathe(
                [(0.43, 0), (0.4, 0.06), (0.18, 0.16), (0.1, 0.2), (0.12, 0.28), (0.16, 0.3), (0.12, 0.27), (0, 0.26)],
                white,
            ),
            (0, 0, 0.68),
        )
    else:
        moved(filled(bowl, 0.5, m.plain("#c9b45a", 0.1), 0.025), (0, 0, 0.08))
        moved(
            lathe([(0.43, 0), (0.4, 0.06), (0.18, 0.16), (0.1, 0.2), (0.12, 0.28), (0.16, 0.3), (0, 0.26)], white),
            (0.85, 0.25, 0),
        )
    for x, y in ((-0.85, -0.2), (0.75, -0.5)):
        moved(vessel([(0, 0), (0.15, 0), (0.17, 0.04), (0.27, 0.26), (0.29, 0.32)], white, 0.02), (x, y, 0))
        moved(
            filled([(0, 0), (0.15, 0), (0.17, 0.04), (0.27, 0.26), (0.29, 0.32)], 0.24, m.plain("#c9b45a", 0.1), 0.02),
            (x, y, 0),
        )
    return Pose("low", 20)


@form("glass-pot")
def glass_pot(b: Brush) -> Pose:
    clear = m.glass("#f2f8f6")
    rows = [(0, 0), (0.5, 0), (0.62, 0.08), (0.72, 0.45), (0.6, 0.85), (0.36, 1.0), (0.35, 1.06)]
    vessel(rows, clear, 0.025, 0.05)
    lathe([(0, 0.06), (0.55, 0.06), (0.67, 0.3), (0.66, 0.6), (0, 0.6)], m.glass(b.pick("#dca648", "#b9c468")))
    lathe([(0.34, 1.07), (0.36, 1.09), (0.2, 1.16), (0.06, 1.18), (0.06, 1.24), (0.1, 1.3), (0, 1.34)], clear)
    tube([(-0.62, 0, 0.4), (-0.9, 0, 0.6), (-1.05, 0, 0.95)], [0.13, 0.09, 0.06], clear)
    tube([(0.5, 0, 0.9), (0.95, 0, 0.9), (1.02, 0, 0.5), (0.68, 0, 0.3)], 0.05, clear)
    leaf = m.plain("#5f6f3a", 0.7)
    for number in range(18):
        moved(
            tube([(-0.09, 0, 0), (0, 0.03, 0.03), (0.09, 0, 0)], [0.01, 0.03, 0.008], leaf, sides=2),
            (0.4 * math.sin(number * 2.4), 0.35 * math.cos(number * 1.7), 0.1 + 0.012 * number),
            (20 * number, 0, 50 * number),
        )
    return Pose("stand", 20)


@form("tea-scoop")
def tea_scoop(b: Brush) -> Pose:
    bamboo = m.wood("#9a6a3c", "#6a4526", "X", 0.4)

    def scoop(u: float, v: float) -> tuple[float, float, float]:
        side = 2 * v - 1
        wide = 0.28 - 0.10 * u
        return ((u - 0.5) * 1.7, side * wide, 0.05 + 0.16 * side * side + 0.25 * max(u - 0.75, 0))

    sheet(scoop, bamboo, 60, 20, 0.03)
    tube([(-0.9, -0.55, 0.03), (0.2, -0.6, 0.03), (0.95, -0.62, 0.03)], [0.008, 0.03, 0.035], bamboo)
    loose(b, "#59632f", 26, 0.18, at=(-0.5, 0))
    return Pose("flat", 45)


@form("stone-tea-tray")
def stone_tea_tray(b: Brush) -> Pose:
    slate = m.plain("#4a4e50", 0.55, 0.7, 5)
    slab(rounded(3.4, 2.2, 0.08), 0.22, slate, 0.03, smooth=False)
    moved(slab(rounded(2.9, 1.7, 0.15), 0.012, m.plain("#3b3f41", 0.35, 0.4, 6), 0.004, smooth=False), (0, 0, 0.215))
    white = m.glaze("#e9e4d6")
    moved(
        vessel([(0, 0), (0.18, 0), (0.2, 0.06), (0.38, 0.3), (0.46, 0.6), (0.5, 0.66)], white, 0.025), (-0.6, 0.2, 0.23)
    )
    for x, y in ((0.5, -0.3), (1.0, 0.2)):
        moved(vessel([(0, 0), (0.15, 0), (0.17, 0.04), (0.27, 0.26), (0.29, 0.32)], white, 0.02), (x, y, 0.23))
    return Pose("low", 30, 0.85)


@form("oolong-caddy")
def oolong_caddy(b: Brush) -> None:
    colours = b.pick(("#b3392b",), ("#2f5a48", "#b3392b", "#2b2f3a"), ("#2f5a48",))
    for number, colour in enumerate(colours):
        for part in tin(colour, 0.46, 1.2, "#e9dcc0"):
            moved(part, ((number - (len(colours) - 1) / 2) * 1.1, 0.3 * (number % 2), 0))


@form("tasting-cups")
def tasting_cups(b: Brush) -> Pose:
    rows = [(0, 0), (0.15, 0), (0.17, 0.05), (0.3, 0.26), (0.34, 0.42), (0.36, 0.45)]
    for x, y, colour in (
        (-0.38, 0.1, b.pick("#a9c3cc", "#6f4a5c", "#ece6da")),
        (0.4, -0.15, b.pick("#a9c3cc", "#6f4a5c", "#ece6da")),
    ):
        moved(vessel(rows, m.glaze(colour, rough=0.16), 0.025, wobble=0.02), (x, y, 0))
        moved(filled(rows, 0.32, m.plain("#b9923a", 0.08), 0.025), (x, y, 0))
    return Pose("low")
