"""What is put together in one picture: a product or several of them, and the portraits that stand in for faces."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Any

import bpy
from mathutils import Vector

from meadow.demo.artist import camera, props
from meadow.demo.artist import materials as m
from meadow.demo.artist.forms import FORMS, Brush, Pose
from meadow.demo.artist.shapes import ball, lathe, moved, ring, scattered, stone, tube, vessel

PALETTES = {
    "tidewheel": ("#b9c2bd", "#d3c7b4", "#8fa09c"),
    "softhour": ("#c9b19a", "#a7a58f", "#b98d74"),
    "orrin": ("#d9b8a6", "#bfc5c9", "#a98f8a"),
    "wend": ("#cdbfa6", "#b7a99c", "#a9b3a4"),
    "clearwater": ("#b5cdd0", "#dcdcd2", "#93b3b6"),
    "slow-wick": ("#d8c3ae", "#c7b3b8", "#b3b79c"),
    "folio-nine": ("#d6b25e", "#c98f7c", "#8fa9b5"),
    "grain-spoon": ("#c3c6b6", "#d9cdb9", "#a3b0ad"),
    "third-rain": ("#a8b39b", "#c9c2ae", "#7f8f7e"),
    "harrow-lane": ("#b8ab98", "#8d9488", "#c4a98c"),
    "bare-field": ("#e0b9a4", "#d9cfc4", "#b9c0b0"),
    "rootbound": ("#d99f7c", "#c3cdb4", "#e3cfae"),
    "reed-coil": ("#d7b98f", "#c3a38c", "#b8b89c"),
    "little-acre": ("#f0c86a", "#9cc3c4", "#e79a85"),
}


@dataclass
class Model:
    """One product of several, as it was modelled: its objects, its pose and the box around it."""

    things: list[Any]
    pose: Pose
    low: Vector
    high: Vector

    @property
    def size(self) -> Vector:
        return self.high - self.low

    def put(self, x: float, y: float) -> None:
        """Move its middle to a place on the ground."""
        shift = Vector((x - (self.low.x + self.high.x) / 2, y - (self.low.y + self.high.y) / 2, 0))
        for thing in self.things:
            if thing.parent is None:
                thing.location += shift


def modelled(handle: str, brush: Brush) -> Model:
    before = set(bpy.context.scene.objects)
    pose = FORMS[handle](brush) or Pose()
    things = [thing for thing in bpy.context.scene.objects if thing not in before]
    bpy.context.view_layer.update()
    points = camera.corners(thing for thing in things if thing.name.split(".")[0] != "aside")
    low, high = (Vector([limit(p[i] for p in points) for i in range(3)]) for limit in (min, max))
    return Model(things, pose, low, high)


def in_a_row(models: list[Model], y: float, gap: float, sway: float, chance: random.Random) -> None:
    """Side by side around the middle."""
    x = -(sum(model.size.x for model in models) + gap * (len(models) - 1)) / 2
    for model in models:
        model.put(x + model.size.x / 2, y + chance.uniform(-sway, sway))
        x += model.size.x + gap


def group(
    file: str, handles: list[str], version: int, setting: str, colours: tuple[str, ...], width: int, height: int
) -> bytes:
    """A picture of one product, or of several: in one row when it is wide, else the tall ones behind the low ones."""
    chance = scattered(file)
    wide = width > height * 1.2

    def build() -> Pose:
        if len(handles) == 1:
            return FORMS[handles[0]](Brush(version, setting == "dusk", chance)) or Pose()
        cover = width > height * 2
        models = [
            modelled(handle, Brush(i if cover else 0, setting == "dusk", chance)) for i, handle in enumerate(handles)
        ]
        reach = max(max(model.size.x, model.size.z) for model in models)
        if wide:
            chance.shuffle(models)
            in_a_row(models, 0, 0.04 * reach, 0.08 * reach, chance)
        else:
            models.sort(key=lambda model: model.size.z, reverse=True)
            half = len(models) - len(models) // 2
            back, front = models[:half], models[half:]
            near = -(max(model.size.y for model in back) + max(model.size.y for model in front)) / 2 - 0.05 * reach
            in_a_row(back, 0, 0.05 * reach, 0, chance)
            in_a_row(front, near, 0.10 * reach, 0.04 * reach, chance)
        low_ones = sum(model.pose.stance in {"flat", "low"} for model in models)
        stance = "low" if low_ones * 2 > len(models) or not wide else "stand"
        return Pose(stance, 8, 0.84, any(model.pose.glowing for model in models))

    return camera.picture(file, build, setting, colours, width, height)


def _portrait_of(number: int, chance: Any) -> Any:
    wooden, brass = m.wood("#c99a63", "#9a6b3c", "Z"), m.metal("#c39a4e", 0.22)
    match number:
        case 0:
            return moved(props.lemon(size=0.5), turn=(80, 20, 40))
        case 1:
            return stone(0.6, m.plain("#8e8c88", 0.8, 0.3, 16), 0.75, 5)
        case 2:
            return [
                lathe(
                    [(0, 0), (0.36, 0.05), (0.46, 0.5), (0.4, 1.0), (0.2, 1.25), (0, 1.3)],
                    m.leaf("#5d7f55"),
                    flutes=14,
                    depth=0.22,
                )
            ]
        case 3:
            return props.pear()
        case 4:
            return [
                moved(stone(r, m.plain(c, 0.75, 0.25, 18), 0.5, s), (x, 0, z))
                for r, c, s, x, z in (
                    (0.6, "#77736e", 3, 0, 0),
                    (0.42, "#b3aca2", 8, 0.05, 0.55),
                    (0.26, "#5e5a58", 4, 0, 0.94),
                )
            ]
        case 5:
            return props.orange(size=0.5)
        case 6:
            return props.branch(chance, 1.5, 11, "#6f8a63", 0.9)
        case 7:
            return ball(0.6, m.glass("#cfe9e4"))
        case 8:
            return [
                ball(0.5, m.plain("#5a2f52", 0.3, 0.1, 8), 0.95),
                tube([(0, 0, 0.92), (0.03, 0, 1.1), (0.12, 0, 1.22)], 0.025, m.plain("#5a4028", 0.8)),
            ]
        case 9:
            return moved(
                lathe(
                    [(0, -0.02), (0.62, -0.02), (0.62, 0.02), (0, 0.02)],
                    m.plain("#f2e6c4", 0.9, 0.4, 12),
                    96,
                    smooth=False,
                ),
                (0, 0, 0.7),
                (78, 0, 0),
            )
        case 10:
            return vessel(
                [(0, 0), (0.28, 0), (0.32, 0.05), (0.48, 0.4), (0.5, 0.75)], m.glaze("#f0e9db", "#3d5a68", 0.45), 0.04
            )
        case 11:
            return lathe(
                [(0, 0), (0.3, 0.05), (0.48, 0.4), (0.42, 0.85), (0.2, 1.15), (0, 1.22)],
                m.plain("#e4cdb0", 0.55, 0.2, 30),
            )
        case 12:
            return lathe(
                [(0, 0), (0, 0), (0.3, 0.0), (0.33, 0.04), (0.38, 0.86), (0.35, 0.9), (0, 0.9)],
                m.plain("#bd8d5c", 0.9, 0.6, 14),
            )
        case 13:
            return FORMS["pilea"](Brush(0, False, chance))
        case 14:
            return [
                lathe([(0.52, 0), (0.5, 0.06), (0.36, 0.35), (0.3, 0.75), (0.12, 0.95), (0, 0.97)], brass),
                moved(ring(0.1, 0.03, brass), (0, 0, 1.06), (90, 0, 0)),
            ]
        case 15:
            return moved(
                lathe(
                    [
                        (0, 0),
                        (0.03, 0.02),
                        (0.3, 0.35),
                        (0.52, 0.55),
                        (0.5, 0.68),
                        (0.2, 0.78),
                        (0.07, 0.9),
                        (0.08, 1.25),
                        (0, 1.3),
                    ],
                    wooden,
                ),
                (0, 0, 0.02),
                (14, 6, 0),
            )
        case 16:
            return tube(
                [
                    (
                        (0.62 - 0.022 * i) * math.cos(i * 0.42),
                        0.02 * i - 0.3,
                        0.65 + (0.62 - 0.022 * i) * math.sin(i * 0.42),
                    )
                    for i in range(27)
                ],
                [0.24 - 0.008 * i for i in range(27)],
                m.plain("#ead2b4", 0.35, 0.1, 20),
            )
        case 17:
            return [
                lathe(
                    [(0, 0.02), (0.4, 0.03), (0.58, 0.4), (0.44, 0.75), (0.15, 0.82), (0, 0.76)],
                    m.plain("#c8402c", 0.2),
                    flutes=5,
                    depth=0.07,
                ),
                *[moved(part, (0, 0, 0.76)) for part in props.branch(chance, 0.22, 5, "#4f7a3c", 0.35)],
            ]
        case 18:
            twine = m.straw("#c9a26a")
            return [
                moved(
                    ring(0.5, 0.035, twine),
                    (0, 0, 0.55),
                    (chance.uniform(0, 180), chance.uniform(0, 180), chance.uniform(0, 180)),
                )
                for _ in range(46)
            ]
        case _:
            return moved(
                tube(
                    [(0.5 * math.cos(math.pi * i / 16), 0, 0.35 + 0.5 * math.sin(math.pi * i / 16)) for i in range(17)],
                    0.16,
                    m.plain("#c4472f", 0.5),
                ),
                (0, 0, -0.2),
            )


GROUNDS = [
    "#5f8fb3",
    "#cf9a3e",
    "#e2a9a8",
    "#7f9f78",
    "#cf8f93",
    "#b3a3cf",
    "#e9dfc8",
    "#a9d3bf",
    "#e6c552",
    "#2e3b63",
    "#e58a72",
    "#2f7f80",
    "#a3cde3",
    "#efb992",
    "#6d3f5c",
    "#a5b195",
    "#d9c3a0",
    "#bcd6e3",
    "#6f7d55",
    "#f0e6d2",
]


def portrait(file: str, number: int) -> bytes:
    """One thing on a coloured ground, in place of a face."""
    chance = scattered(file)

    def build() -> Pose:
        _portrait_of(number, chance)
        return Pose(spin=20)

    return camera.picture(file, build, "studio", (GROUNDS[number],), 480, 480, 0.56)
