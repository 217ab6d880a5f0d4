"""Softhour: lamps, alight when the setting is dusk."""

import math

from meadow.demo.artist import materials as m
from meadow.demo.artist.forms import Brush, Pose, form
from meadow.demo.artist.shapes import Point, ball, body, box, lathe, moved, ring, spline, tube

BRASS = "#b98d46"


def glow(b: Brush, strength: float = 2.2) -> float:
    """How brightly a shade shines now."""
    return strength * 0.5 if b.lit else 0.12


def bulb(b: Brush, at: tuple[float, float, float], size: float = 0.28) -> None:
    moved(ball(size, m.opal("#ffe6bd", 14 if b.lit else 0.3)), at)


def cord(top: float, sway: float = 0.0) -> None:
    """A cord that goes up and out of the picture."""
    tube([(0, 0, top), (sway, 0, top + 4), (sway * 2, 0, top + 14)], 0.025, m.plain("#2c2a28", 0.9)).name = "aside"


@form("mushroom-lamp")
def mushroom_lamp(b: Brush) -> Pose:
    colour = b.pick("#f1e3c6", "#dd9a4a", "#b9c4a0")
    shade = m.opal(colour, glow(b, 1.7))
    lathe(
        [(0, 1.7), (0.3, 1.62), (1.28, 1.55), (1.42, 1.72), (1.28, 2.3), (0.8, 2.85), (0.3, 3.08), (0, 3.1)], shade, 96
    )
    lathe(
        [(0, 0), (0, 0), (0.72, 0.0), (0.78, 0.06), (0.68, 0.2), (0.42, 0.55), (0.36, 1.1), (0.5, 1.62), (0, 1.62)],
        m.opal(colour, glow(b, 0.8)),
    )
    return Pose(glowing=True)


@form("pleat-lamp")
def pleat_lamp(b: Brush) -> Pose:
    shade = m.opal(b.pick("#f0e6d2", "#c9764f", "#f0e6d2"), glow(b, 1.9))
    lathe([(1.45, 1.95), (0.85, 3.6)], shade, 96 * 8, smooth=False, flutes=96, depth=0.05)
    rows = [(0, 0), (0.62, 0), (0.7, 0.08), (0.72, 0.5), (0.55, 1.1), (0.25, 1.6), (0.12, 1.8), (0.1, 2.3)]
    lathe(rows, m.glaze(b.pick("#8f4f38", "#e5ddcc", "#4f5f58")), 72, flutes=20, depth=0.1)
    bulb(b, (0, 0, 2.4), 0.25)
    return Pose(glowing=True)


@form("orb-light")
def orb_light(b: Brush) -> Pose:
    for x, size in b.pick([(0.0, 1.0)], [(-0.7, 0.8), (0.95, 1.15)], [(0.0, 1.0)]):
        moved(ball(size, m.opal("#f6ead2", glow(b, 2.0))), (x, 0, 0.12))
        moved(ring(size * 0.55, 0.1, m.wood()), (x, 0, 0.1))
    return Pose(glowing=True)


@form("cone-pendant")
def cone_pendant(b: Brush) -> Pose:
    colour = b.pick("#31493c", "#e4dbc8", "#c39a4e")
    outside = m.metal(colour) if b.version == 2 else m.plain(colour, 0.45, Coat_Weight=0.2)
    lathe([(1.4, 0), (1.38, 0.04), (0.3, 1.35), (0.12, 1.5), (0.12, 1.75), (0, 1.76)], outside, 96, smooth=False)
    lathe(
        [(1.36, 0.02), (0.28, 1.3), (0, 1.35)],
        m.plain("#f2dfb5", 0.4, Emission_Color=m.linear("#ffc27a"), Emission_Strength=1.5 if b.lit else 0.05),
        96,
        smooth=False,
    )
    bulb(b, (0, 0, 0.02), 0.3)
    cord(1.7)
    return Pose("hang", fill=0.55, glowing=True)


@form("paper-lantern")
def paper_lantern(b: Brush) -> Pose:
    paper = m.plain(
        "#f3ead7",
        0.9,
        0.15,
        20,
        Subsurface_Weight=0.2,
        Emission_Color=m.linear("#ffc987"),
        Emission_Strength=glow(b, 1.5),
    )
    tall = b.pick(1.0, 1.9, 1.0)
    rows: list[Point] = []
    for i in range(27):
        t = i / 26
        r = 0.45 + 1.1 * math.sin(math.pi * min(max(t, 0.02), 0.98)) ** 0.7
        rows += [(r, 2.4 * tall * t)]
    lathe(
        [(r * (1 + 0.016 * (i % 2)), z) for i, (r, z) in enumerate((r, z) for r, z in rows for _ in (0, 1))][:-1],
        paper,
        96,
        smooth=False,
    )
    for r, z in rows[::2]:
        moved(ring(r * 1.008, 0.014, m.plain("#cda869", 0.7)), (0, 0, z))
    cord(2.4 * tall)
    return Pose("hang", fill=0.55, glowing=True)


@form("stack-lamp")
def stack_lamp(b: Brush) -> Pose:
    ash, walnut = m.wood("#dcc29a", "#b8935f", "Z"), m.wood("#70492e", "#42291a", "Z")
    parts: list[tuple[list[Point], object]] = [
        ([(0, 0), (0, 0), (0.85, 0), (0.9, 0.06), (0.86, 0.24), (0, 0.24)], walnut),
        ([(0, 0.24), (0.3, 0.26), (0.52, 0.55), (0.3, 0.84), (0, 0.86)], ash),
        ([(0, 0.86), (0.5, 0.87), (0.52, 0.95), (0.5, 1.03), (0, 1.04)], walnut),
        ([(0, 1.04), (0.36, 1.06), (0.2, 1.5), (0.36, 1.74), (0, 1.76)], ash),
        ([(0, 1.76), (0.3, 1.78), (0.42, 2.0), (0.3, 2.22), (0, 2.24)], walnut),
    ]
    for rows, surface in parts:
        lathe(rows, surface)
    tube([(0, 0, 2.2), (0, 0, 2.8)], 0.06, m.metal(BRASS), smooth=False)
    drum = m.cloth("#ece3d0", weave=22)
    drum.node_tree.nodes["Principled BSDF"].inputs["Emission Color"].default_value = m.linear("#ffca86")
    drum.node_tree.nodes["Principled BSDF"].inputs["Emission Strength"].default_value = glow(b, 1.6)
    lathe([(1.25, 2.55), (1.15, 4.4)], drum, 96, smooth=False)
    bulb(b, (0, 0, 3.0))
    return Pose(glowing=True)


@form("brass-reader")
def brass_reader(b: Brush) -> Pose:
    brass = m.metal(BRASS, 0.28)
    lathe([(0, 0), (0.75, 0), (0.78, 0.05), (0.76, 0.12), (0.1, 0.15), (0, 0.15)], brass, smooth=False)
    tube([(0, 0, 0.1), (0, 0, 2.6), (0, 0, 3.4), (0.35, 0, 3.85), (0.95, 0, 3.75)], 0.045, brass)
    dome = [(0.02, 0.62), (0.35, 0.56), (0.58, 0.3), (0.66, 0.0)]
    moved(lathe(dome, brass), (1.1, 0, 3.15), (0, -14, 0))
    moved(lathe([(0, 0.5), (0.5, 0.28), (0.62, 0.02)], m.opal("#fff0d0", glow(b, 6))), (1.1, 0, 3.13), (0, -14, 0))
    moved(ball(0.2, m.opal("#ffe6bd", 20 if b.lit else 0.5)), (1.12, 0, 3.1))
    return Pose(spin=35, glowing=True)


@form("night-drop")
def night_drop(b: Brush) -> Pose:
    for x, colour in b.pick([(0.0, "#f4ece0")], [(-0.5, "#f4ece0"), (0.55, "#e9b7a8")]):
        rows = [(0, 0), (0.38, 0.0), (0.52, 0.16), (0.52, 0.45), (0.3, 0.85), (0.1, 1.15), (0, 1.24)]
        moved(lathe(rows, m.opal(colour, glow(b, 2.2))), (x, 0, 0.05))
        moved(lathe([(0, 0), (0.4, 0), (0.42, 0.05), (0, 0.06)], m.wood(), smooth=False), (x, 0, 0))
    return Pose(glowing=True)


@form("arch-sconce")
def arch_sconce(b: Brush) -> Pose:
    plaster = m.plain("#e9e3d7", 0.9, 0.3, 14)
    arch = [(-0.85, 0.0), (0.85, 0.0)] + [
        (0.85 * math.cos(math.pi * i / 24), 1.5 + 0.85 * math.sin(math.pi * i / 24)) for i in range(25)
    ]
    points = [(x, y, z) for y in (-0.5, -0.38) for x, z in arch]
    count = len(arch)
    faces = [tuple(range(count)), tuple(range(2 * count - 1, count - 1, -1))]
    faces += [(i, count + i, count + (i + 1) % count, (i + 1) % count) for i in range(count)]
    body("arch", points, faces, plaster)
    moved(box(1.0, 0.36, 1.5, m.opal("#ffe2b4", 7 if b.lit else 0.6)), (0, -0.16, 0.4))
    moved(
        box(18, 0.1, 22, m.plain(b.pick("#c8a58c", "#a9b0a2", "#c9b8a0"), 0.95, 0.3, 6), 0.02), (0, 0.1, -11)
    ).name = "aside"
    return Pose("hang", 8, 0.6, glowing=True)


@form("rush-shade")
def rush_shade(b: Brush) -> Pose:
    rush = m.straw("#c6a064")
    rows = spline([(0.3, 2.1), (1.0, 1.85), (1.75, 1.0), (1.95, 0.25), (1.9, 0.0)])
    for strand in range(64):
        angle, turn = math.tau * strand / 64, 0.5 * (-1) ** strand
        path = [(r * math.cos(angle + turn * z), r * math.sin(angle + turn * z), z) for r, z in rows[::3]]
        tube(path, 0.024, rush, smooth=False, sides=2)
    for r, z in rows[::7]:
        moved(ring(r, 0.03, rush), (0, 0, z))
    bulb(b, (0, 0, 1.1), 0.3)
    cord(2.1)
    return Pose("hang", fill=0.58, glowing=True)
