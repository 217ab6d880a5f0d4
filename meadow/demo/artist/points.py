"""Where each product is seen in each picture: `python -m meadow.demo.artist.points > meadow/demo/points.toml`.

Nothing is rendered: every picture is stood up as for painting, and rays from the camera tell what would be seen.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
import sys
import tomllib
from collections.abc import Callable

import bpy
from mathutils import Vector

from meadow.demo.artist import __main__ as studio
from meadow.demo.artist import camera, forms

RAYS = 60
Things = dict[str, set[str]]
Cell = tuple[int, int]


def watched(handle: str, build: forms.Form, made: Things) -> forms.Form:
    """The form, remembering which objects it modelled."""

    def watching(brush: forms.Brush) -> forms.Pose | None:
        before = set(bpy.context.scene.objects)
        pose = build(brush)
        new = (thing.name for thing in bpy.context.scene.objects if thing not in before)
        made[handle] = {name for name in new if name.split(".")[0] not in {"aside", "cord"}}
        return pose

    return watching


def seen(made: Things) -> dict[str, set[Cell]]:
    """The cells of a grid over the picture in which each product is what the camera sees."""
    scene, graph = bpy.context.scene, bpy.context.evaluated_depsgraph_get()
    eye = scene.camera
    corners = [eye.matrix_world @ corner for corner in eye.data.view_frame(scene=scene)]
    right, down, start = corners[0] - corners[3], corners[2] - corners[3], corners[3]
    found: dict[str, set[Cell]] = {handle: set() for handle in made}
    for row in range(RAYS):
        for column in range(RAYS):
            at = start + right * ((column + 0.5) / RAYS) + down * ((row + 0.5) / RAYS)
            hit, _, _, _, thing, _ = scene.ray_cast(graph, eye.location, Vector(at - eye.location).normalized())
            for handle, names in made.items():
                if hit and thing.name in names:
                    found[handle].add((column, row))
    return found


def point(cells: set[Cell]) -> tuple[float, float]:
    """A cell near the middle of these, with as many of them around it as can be: never the hole of a ring."""
    x, y = (sum(cell[i] for cell in cells) / len(cells) for i in (0, 1))

    def worth(cell: Cell) -> float:
        around = sum((cell[0] + i, cell[1] + j) in cells for i in (-2, -1, 0, 1, 2) for j in (-2, -1, 0, 1, 2))
        return around / 25 - math.hypot(cell[0] - x, cell[1] - y) / RAYS

    column, row = max(sorted(cells), key=worth)
    return (column + 0.5) / RAYS, (row + 0.5) / RAYS


def measured(paint: Callable[[], bytes], made: Things) -> dict[str, tuple[float, float]]:
    """Stand a picture up and find each of its products."""
    made.clear()
    found: dict[str, tuple[float, float]] = {}

    def look(width: int, height: int) -> bytes:
        scene = bpy.context.scene
        scene.render.resolution_x, scene.render.resolution_y = width, height
        bpy.context.view_layer.update()
        found.update({handle: point(cells) for handle, cells in seen(made).items() if cells})
        return b""

    camera.develop = look
    paint()
    return found


def main() -> None:
    for module in pkgutil.iter_modules(forms.__path__):
        importlib.import_module(f"{forms.__name__}.{module.name}")
    made: Things = {}
    for handle, build in list(forms.FORMS.items()):
        forms.FORMS[handle] = watched(handle, build, made)

    goods = tomllib.loads((studio.DEMO / "goods.toml").read_text("utf-8"))
    wanted = {scene["file"] for scene in goods["scenes"]}
    wanted |= {picture["file"] for product in goods["products"] for picture in product["pictures"]}
    lines = ["# Where each product is seen in each picture, in fractions from the upper left; by artist/points.py."]
    for file, _, paint in sorted(studio.jobs(goods), key=lambda job: job[0]):
        if file in wanted:
            with studio.hushed():
                found = measured(paint, made)
            places = ", ".join(f"{handle} = [{x:.2f}, {y:.2f}]" for handle, (x, y) in found.items())
            lines.append(f'"{file}" = {{ {places} }}')
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
