"""Tidewheel: thrown and pinched pots."""

import math

from meadow.demo.artist import materials as m
from meadow.demo.artist import props
from meadow.demo.artist.forms import Brush, Pose, form
from meadow.demo.artist.shapes import filled, lathe, moved, stone, tube, vessel

CUP = [(0, 0), (0.30, 0), (0.36, 0.04), (0.40, 0.25), (0.41, 0.6), (0.42, 0.9)]


@form("moon-jar")
def moon_jar(b: Brush) -> None:
    rows = [
        (0, 0),
        (0.42, 0),
        (0.46, 0.03),
        (0.95, 0.65),
        (1.06, 1.15),
        (0.92, 1.62),
        (0.52, 2.0),
        (0.40, 2.08),
        (0.41, 2.2),
        (0.43, 2.26),
    ]
    vessel(rows, m.glaze("#f0ece3", rough=0.3), 0.05, wobble=0.02, seed=4)
    if b.version == 1:
        for part in props.branch(b.chance, 3.2, 16, "#7c8a63", 1.4):
            moved(part, (0, 0, 1.6))


@form("dip-mug")
def dip_mug(b: Brush) -> None:
    under, over = b.pick(("#d9c9ab", "#2c3a4a"), ("#cbb58f", "#66714f"), ("#ece6da", "#9c4a2f"))
    for x, y in b.pick([(0.0, 0.0)], [(-0.55, 0.1), (0.55, -0.2)], [(0.0, 0.0)]):
        pot = m.glaze(under, over, 0.45, "#5a4330")
        moved(vessel(CUP, pot, 0.04, wobble=0.015), (x, y, 0))
        loop = [(0.38, 0, 0.72), (0.62, 0, 0.74), (0.72, 0, 0.5), (0.6, 0, 0.25), (0.38, 0, 0.22)]
        moved(tube(loop, [0.07, 0.055, 0.055, 0.055, 0.07], pot), (x, y, 0))
        moved(filled(CUP, 0.74, m.plain("#2a160c", 0.08)), (x, y, 0))


@form("ash-bottle-vase")
def ash_bottle_vase(b: Brush) -> None:
    rows = [(0, 0), (0.44, 0), (0.5, 0.05), (0.62, 0.7), (0.5, 1.25), (0.2, 1.6), (0.14, 2.2), (0.15, 2.5), (0.24, 2.7)]
    vessel(
        rows,
        m.glaze(b.pick("#a9bfa8", "#2d2b2a", "#a9bfa8"), b.pick("#c9d6bf", "#4a4038", "#c9d6bf"), 1.25, rough=0.22),
        0.05,
    )
    if b.version != 1:
        for part in props.branch(b.chance, 2.6, 12, "#a8683c" if b.version else "#5d7350", 1.3):
            moved(part, (0, 0, 2.0))


@form("ribbed-bowl")
def ribbed_bowl(b: Brush) -> Pose:
    rows = [(0, 0), (0.34, 0), (0.36, 0.06), (0.62, 0.28), (0.75, 0.62), (0.78, 0.72)]
    colour = b.pick("#ece7db", "#9fb7a4", "#a5502f")
    vessel(rows, m.glaze(colour, speck="#8a775f"), 0.05, flutes=22, depth=0.06)
    if b.version == 2:
        moved(vessel(rows, m.glaze("#ece7db"), 0.05, flutes=22, depth=0.06), (1.5, 0.9, 0))
    return Pose("low")


@form("shore-plate")
def shore_plate(b: Brush) -> Pose:
    for number in range(b.pick(1, 4, 1)):
        scale = 1 if number < 2 else 0.75
        rows = [
            (0, 0),
            (0.85, 0),
            (0.9, 0.02),
            (1.25, 0.16),
            (1.33, 0.2),
            (1.33, 0.23),
            (1.24, 0.21),
            (0.86, 0.07),
            (0, 0.06),
        ]
        surface = m.glaze(b.pick("#d9dcd3", "#e6dfd0", "#8ba0a3"), "#b99871", 0.15, "#5b4632")
        moved(lathe(rows, surface, 96, wobble=0.012, seed=number), (0, 0, number * 0.13), scale=(scale, scale, 1))
    if b.version == 2:
        moved(props.lemon("#e3bd3a", 0.3), (0.2, 0.1, 0.06))
    return Pose("flat" if b.version != 1 else "low")


@form("side-pot")
def side_pot(b: Brush) -> Pose:
    body = m.clay("#5b3a2c", 0.6)
    rows = [(0, 0), (0.4, 0), (0.5, 0.08), (0.6, 0.4), (0.5, 0.72), (0.3, 0.82), (0.28, 0.84)]
    vessel(rows, body, 0.04)
    lathe(
        [(0.3, 0.84), (0.31, 0.87), (0.2, 0.94), (0.06, 0.97), (0.05, 1.02), (0.11, 1.08), (0.08, 1.14), (0, 1.15)],
        body,
    )
    tube([(0, -0.5, 0.45), (0, -0.75, 0.6), (0, -0.92, 0.82)], [0.15, 0.09, 0.06], body)
    tube([(0.5, 0, 0.5), (0.8, 0, 0.58), (1.15, 0, 0.66)], [0.11, 0.1, 0.13], body)
    for x in b.pick((), (-1.0, -1.45), (-1.1,)):
        moved(
            vessel([(0, 0), (0.17, 0), (0.2, 0.04), (0.3, 0.26), (0.32, 0.34)], m.glaze("#d8d2c2"), 0.025),
            (x, -0.3 * x - 0.6, 0),
        )
    return Pose("low", 35)


@form("pinch-cups")
def pinch_cups(b: Brush) -> Pose:
    colours = ["#d9cdb6", "#6f7f86", "#b4684a", "#e9e3d6"]
    spots = b.pick(
        [(-0.65, 0.1, 0), (0.1, -0.25, 0), (0.75, 0.15, 0), (0.1, 0.5, 0)],
        [(-0.35, 0, 0), (-0.33, 0, 0.38), (0.5, -0.2, 0), (0.9, 0.5, 0)],
    )
    for number, spot in enumerate(spots):
        rows = [(0, 0), (0.2, 0), (0.26, 0.05), (0.33, 0.3), (0.32, 0.55)]
        moved(vessel(rows, m.glaze(colours[number], speck="#5a4330", rough=0.4), 0.045, wobble=0.09, seed=number), spot)
    return Pose("low")


@form("fold-pitcher")
def fold_pitcher(b: Brush) -> None:
    surface = m.glaze(b.pick("#5f7688", "#d8c9ad"), b.pick("#5f7688", "#b98a5a"), 1.1, "#3a3a3a")
    pot = vessel(
        [(0, 0), (0.5, 0), (0.56, 0.05), (0.66, 0.6), (0.56, 1.2), (0.42, 1.6), (0.46, 1.9), (0.52, 2.0)], surface, 0.05
    )
    for point in pot.data.vertices:
        rise = max(point.co.z - 1.5, 0) / 0.5
        if point.co.x < -0.1:
            pull = rise**2 * max(math.cos(math.atan2(point.co.y, -point.co.x) * 1.9), 0) ** 3
            point.co.x -= 0.28 * pull
            point.co.z += 0.08 * pull
    tube(
        [(0.42, 0, 1.72), (0.85, 0, 1.7), (0.98, 0, 1.3), (0.85, 0, 0.8), (0.6, 0, 0.62)],
        [0.1, 0.085, 0.08, 0.085, 0.11],
        surface,
    )
    if b.version == 1:
        for part in [
            *props.branch(b.chance, 1.8, 12, "#8b8f5f", 1.1),
            *props.branch(b.chance, 1.5, 10, "#c07a4f", 1.0),
        ]:
            moved(part, (0, 0, 1.2))


@form("incense-stone")
def incense_stone(b: Brush) -> Pose:
    moved(
        stone(0.42, m.glaze(b.pick("#e9e4d8", "#2e2d2c", "#a9bfa8"), speck="#6b5a48", rough=0.5), 0.5, 11),
        scale=(1.1, 0.9, 1),
    )
    tube([(0, 0, 0.35), (0.12, 0, 1.1), (0.24, 0, 1.75)], 0.016, m.plain("#6a4a34", 0.9), smooth=False)
    tube([(0.21, 0, 1.6), (0.24, 0, 1.76)], 0.019, m.opal("#ff7a30", 3.0 if b.lit else 0.6), smooth=False)
    return Pose("low")
