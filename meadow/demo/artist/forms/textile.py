"""Wend: cloth, folded, filled and laid."""

import math

from mathutils import Vector, noise

from meadow.demo.artist import materials as m
from meadow.demo.artist.fibre import cushion, folded, sheet
from meadow.demo.artist.forms import Brush, Pose, form
from meadow.demo.artist.shapes import Spot, lathe, moved, ring, tube


@form("field-throw")
def field_throw(b: Brush) -> Pose:
    colour = b.pick("#a34a32", "#33466b", "#d2c1a0")
    folded(4.2, 3.2, 5, 0.2, m.cloth(colour, "#e6dac2", 0.9, weave=9), 3)
    yarn = m.plain(m.mixed(colour, "#ffffff", 0.12), 0.95)
    for i in range(34):
        x = -2.0 + 4.0 * i / 33
        wave = 0.08 * math.sin(i * 2.3)
        tube([(x, -1.58, 0.95), (x + wave, -1.75, 0.82), (x - wave, -1.8, 0.45)], 0.03, yarn, sides=2)
    return Pose("low", 35, 0.82)


@form("waffle-towel")
def waffle_towel(b: Brush) -> Pose:
    for number, colour in enumerate(b.pick(("#ece6da",), ("#9aa78d", "#ece6da", "#b9775a"), ("#b9775a", "#ece6da"))):
        surface = m.cloth(colour, weave=5)
        moved(folded(2.6, 1.8, 4, 0.17, surface, number), (0.05 * number, 0, number * 0.74), (0, 0, 3 * number))
    return Pose("low", 30, 0.8)


@form("ochre-cushion")
def ochre_cushion(b: Brush) -> Pose:
    surface = m.cloth(b.pick("#c9953a", "#c9953a", "#bd8a33"), weave=9)
    moved(cushion(4.4, 4.4, 1.5, surface, 2), (0, 0.3, 2.15), (78, 0, 0))
    return Pose("stand", 22, 0.8)


@form("stripe-runner")
def stripe_runner(b: Brush) -> Pose:
    stripe = b.pick("#34476c", "#a1452f")

    def surface(u: float, v: float) -> Spot:
        x = (u - 0.5) * 4
        roll = max(v - 0.62, 0) * 5.2
        y, z = v * 9 - 5, 0.03
        if roll:
            r = 0.34 - 0.05 * roll / 6
            y, z = 0.62 * 9 - 5 + r * math.sin(roll * 3), 0.03 + r - r * math.cos(roll * 3)
        return (
            x,
            y + 0.05 * noise.noise(Vector((x, v * 3, 4))),
            z + 0.05 * abs(noise.noise(Vector((x * 0.5, v * 5, 1)))),
        )

    sheet(surface, m.cloth("#e8dfcd", stripe, 0.52, weave=10), 60, 160, 0.03)
    return Pose("low", 30, 0.85)


@form("napkin-set")
def napkin_set(b: Brush) -> Pose:
    for number, colour in enumerate(("#d8c9ac", "#b9785b", "#9aa78d", "#e9e2d4")):
        moved(
            folded(2.0, 1.1, 2, 0.09, m.cloth(colour, weave=14), number),
            (0.06 * number, 0.03 * number, number * 0.19),
            (0, 0, 4 * math.sin(number * 2)),
        )
    moved(ring(0.42, 0.05, m.wood()), (1.6, -0.5, 0.47), (88, 0, 40))
    return Pose("low", 35, 0.8)


@form("patch-cushion")
def patch_cushion(b: Brush) -> Pose:
    cloths = [
        m.cloth(colour, weave=10) for colour in ("#a34a32", "#33466b", "#d2c1a0", "#c9953a", "#7c8a6a", "#8a5a6a")
    ]
    pad = cushion(5.0, 3.5, 1.3, cloths[0], 5)
    for half in (pad, *pad.children):
        for extra in cloths[1:]:
            half.data.materials.append(extra)
        for face in half.data.polygons:
            column, row = int((face.center.x + 2.5) / 5.0 * 3.99), int((face.center.y + 1.75) / 3.5 * 2.99)
            face.material_index = (column * 2 + row * 3 + (column * row) % 3) % 6
    moved(pad, (0, 0.3, 1.7), (76, 0, 0))
    return Pose("stand", 22, 0.82)


@form("bolster")
def bolster(b: Brush) -> Pose:
    surface = m.cloth(b.pick("#66704c", "#b2694a"), weave=8)
    rows = [
        (0, -4.0),
        (0, -4.0),
        (0.35, -4.03),
        (0.85, -3.9),
        (1.0, -3.6),
        (1.03, -1.8),
        (1.05, 0),
        (1.03, 1.8),
        (1.0, 3.6),
        (0.85, 3.9),
        (0.35, 4.03),
        (0, 4.0),
    ]
    moved(lathe(rows, surface, 96, wobble=0.03), (0, 0, 1.02), (0, 90, 0))
    for x in (-4.03, 4.03):
        moved(lathe([(0.2, 0), (0.16, 0.08), (0, 0.1)], surface), (x, 0, 1.02), (0, 90 if x > 0 else -90, 0))
    return Pose("stand", 38, 0.85)


@form("tea-towels")
def tea_towels(b: Brush) -> Pose:
    for number, colour in enumerate(b.pick(("#34476c", "#34476c"), ("#a5502f", "#a5502f"))):
        moved(
            folded(1.9, 1.5, 3, 0.075, m.cloth("#ece6d8", colour, 0.32, True, 16), number + 2),
            (0.15 * number, 0.1 * number, number * 0.26),
            (0, 0, 14 * number),
        )
    return Pose("flat", 30, 0.78)


@form("floor-pouf")
def floor_pouf(b: Brush) -> Pose:
    cord = m.cloth("#d9cdb8", weave=14)
    for layer in range(9):
        t = (layer + 0.5) / 9
        r = 1.6 + 0.95 * math.sin(math.pi * t) ** 0.7
        for strand in (0, 1):
            path = []
            for i in range(180):
                angle = math.tau * i / 180
                turn = angle * 21 + math.pi * strand + layer
                path.append(
                    (
                        (r + 0.16 * math.cos(turn)) * math.cos(angle),
                        (r + 0.16 * math.cos(turn)) * math.sin(angle),
                        0.22 + 2.75 * t + 0.1 * math.sin(turn),
                    )
                )
            tube(path, 0.15, cord, closed=True, smooth=False, sides=3)
    for i in range(5):
        moved(ring(0.2 + 0.33 * i, 0.17, cord), (0, 0, 3.05 - 0.03 * i))
    return Pose("low", 40, 0.78)
