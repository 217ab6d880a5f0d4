"""Hard bodies: things turned on a lathe, tubes, rings, boxes, slabs and stones. One unit is a decimetre."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any

import bpy
from mathutils import Euler, Vector, noise

Point = tuple[float, float]
Spot = tuple[float, float, float]
TAU = math.tau


def body(name: str, points: Sequence[Spot], faces: Sequence[Sequence[int]], material: Any, sharp: float = 50) -> Any:
    """A mesh in the scene, smooth except where it bends more than `sharp` degrees."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([tuple(point) for point in points], [], [list(face) for face in faces])
    mesh.materials.append(material)
    mesh.shade_smooth()
    mesh.set_sharp_from_angle(angle=math.radians(sharp))
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(thing)
    return thing


def moved(thing: Any, at: Spot = (0, 0, 0), turn: Spot = (0, 0, 0), scale: float | Spot = 1) -> Any:
    """The same thing, put down somewhere else and turned (degrees)."""
    thing.location = Vector(thing.location) + Vector(at)
    if any(turn):
        thing.rotation_euler = Euler([math.radians(angle) for angle in turn])
    thing.scale = (scale,) * 3 if isinstance(scale, (int, float)) else scale
    return thing


def spline(points: Sequence[Sequence[float]], steps: int = 8, closed: bool = False) -> list[tuple[float, ...]]:
    """A Catmull-Rom curve through the points; a point given twice is a corner."""
    count = len(points)
    curve: list[tuple[float, ...]] = []
    for i in range(count if closed else count - 1):
        one, two = points[i], points[(i + 1) % count]
        if one == two:
            continue
        before = points[(i - 1) % count] if closed or i else one
        after = points[(i + 2) % count] if closed or i + 2 < count else two
        for step in range(steps):
            t = step / steps
            curve.append(
                tuple(
                    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
                    for a, b, c, d in zip(before, one, two, after, strict=True)
                )
            )
    return curve if closed else [*curve, tuple(points[-1])]


def lathe(
    profile: Sequence[Point],
    material: Any,
    sides: int = 72,
    smooth: bool = True,
    flutes: int = 0,
    depth: float = 0.05,
    wobble: float = 0.0,
    seed: int = 0,
    twist: float = 0.0,
) -> Any:
    """A profile of (radius, height) turned around the upright axis, fluted or a little uneven when asked."""
    curve = spline(profile) if smooth else list(profile)
    sides = max(sides, flutes * 8)
    points, faces = [], []
    for radius, height in curve:
        for side in range(sides):
            angle = TAU * side / sides
            factor = 1.0
            if flutes:
                factor += depth * (abs(math.cos(flutes * (angle + twist * height) / 2)) - 0.6)
            if wobble:
                spot = Vector((math.cos(angle) * 0.8, math.sin(angle) * 0.8, height * 0.7 + seed * 7.3))
                factor += wobble * noise.noise(spot)
            points.append(
                (max(radius, 0.0) * factor * math.cos(angle), max(radius, 0.0) * factor * math.sin(angle), height)
            )
    for row in range(len(curve) - 1):
        for side in range(sides):
            other = (side + 1) % sides
            faces.append((row * sides + side, row * sides + other, (row + 1) * sides + other, (row + 1) * sides + side))
    return body("turned", points, faces, material)


def vessel(
    outer: Sequence[Point], material: Any, wall: float = 0.06, floor: float | None = None, **turning: Any
) -> Any:
    """An open pot: the outside as given, from the middle of the foot to the lip, and an inside one wall further in."""
    curve = spline(outer)
    floor = wall * 1.4 if floor is None else floor
    bottom = curve[0][1]
    lip = curve[-1]
    inside = [(max(r - wall, 0.0), z) for r, z in reversed(curve) if z > bottom + floor and r > wall]
    rim = [
        (lip[0] - wall * 0.15, lip[1] + wall * 0.3),
        (lip[0] - wall * 0.5, lip[1] + wall * 0.42),
        (lip[0] - wall * 0.85, lip[1] + wall * 0.3),
    ]
    last = inside[-1] if inside else (lip[0], lip[1])
    inside += [(last[0] * 0.6, bottom + floor), (0.0, bottom + floor)]
    return lathe([*curve, *rim, *inside], material, smooth=False, **turning)


def filled(outer: Sequence[Point], level: float, material: Any, wall: float = 0.06) -> Any:
    """The surface of what a vessel holds, at a height."""
    curve = spline(outer)
    radius = min(curve[len(curve) // 3 :], key=lambda point: abs(point[1] - level))[0] - wall * 0.9
    return lathe([(radius, level), (0, level)], material, smooth=False)


def tube(
    path: Sequence[Spot],
    radius: float | Sequence[float],
    material: Any,
    closed: bool = False,
    smooth: bool = True,
    sides: int = 5,
) -> Any:
    """A round bar that follows a path; a list of radii lets it taper."""
    radii = [radius] * len(path) if isinstance(radius, (int, float)) else list(radius)
    knots = [(*spot, r) for spot, r in zip(path, radii, strict=True)]
    curve = spline(knots, closed=closed) if smooth else knots
    shape = bpy.data.curves.new("tube", "CURVE")
    shape.dimensions = "3D"
    shape.bevel_depth = 1.0
    shape.bevel_resolution = sides
    shape.use_fill_caps = True
    line = shape.splines.new("POLY")
    line.points.add(len(curve) - 1)
    for point, (x, y, z, r) in zip(line.points, curve, strict=True):
        point.co = (x, y, z, 1)
        point.radius = max(r, 1e-4)
    line.use_cyclic_u = closed
    line.use_smooth = True
    shape.materials.append(material)
    thing = bpy.data.objects.new("tube", shape)
    bpy.context.collection.objects.link(thing)
    return thing


def ring(
    radius: float, thick: float, material: Any, flat: float = 1.0, wave: Callable[[float], float] | None = None
) -> Any:
    """A closed ring that lies down; `wave` lifts it by angle."""
    path = [
        (radius * math.cos(TAU * i / 96), radius * math.sin(TAU * i / 96), wave(TAU * i / 96) if wave else 0.0)
        for i in range(96)
    ]
    thing = tube(path, thick, material, closed=True, smooth=False)
    thing.scale = (1, 1, flat)
    return thing


def ball(radius: float, material: Any, flat: float = 1.0) -> Any:
    """A sphere standing on the ground, flattened when asked."""
    rows = [(radius * math.sin(math.pi * i / 32), radius * flat * (1 - math.cos(math.pi * i / 32))) for i in range(33)]
    return lathe(rows, material, smooth=False)


def box(wide: float, deep: float, high: float, material: Any, edge: float = 0.03, soft: int = 3) -> Any:
    """A block standing on the ground with its edges eased."""
    x, y = wide / 2, deep / 2
    points = [
        (-x, -y, 0),
        (x, -y, 0),
        (x, y, 0),
        (-x, y, 0),
        (-x, -y, high),
        (x, -y, high),
        (x, y, high),
        (-x, y, high),
    ]
    faces = [(0, 3, 2, 1), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)]
    return eased(body("box", points, faces, material), edge, soft)


def eased(thing: Any, edge: float, soft: int = 3) -> Any:
    """Round off the edges."""
    bevel = thing.modifiers.new("edge", "BEVEL")
    bevel.width = edge
    bevel.segments = soft
    bevel.limit_method = "ANGLE"
    bevel.harden_normals = True
    return thing


def slab(outline: Sequence[Point], thick: float, material: Any, edge: float = 0.02, smooth: bool = True) -> Any:
    """A flat piece cut to an outline, lying down."""
    curve = spline(outline, 6, closed=True) if smooth else list(outline)
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(curve, [*curve[1:], curve[0]], strict=True))
    if area < 0:
        curve = curve[::-1]
    count = len(curve)
    points = [(x, y, 0.0) for x, y in curve] + [(x, y, thick) for x, y in curve]
    faces = [tuple(reversed(range(count))), tuple(range(count, 2 * count))]
    faces += [(i, (i + 1) % count, count + (i + 1) % count, count + i) for i in range(count)]
    return eased(body("slab", points, faces, material, 40), edge, 2)


def rounded(wide: float, deep: float, corner: float) -> list[Point]:
    """The outline of a rectangle with round corners, for `slab(..., smooth=False)`."""
    outline = []
    for number, (x, y) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        for step in range(9):
            angle = (number + step / 8) * math.pi / 2
            outline.append(
                (x * (wide / 2 - corner) + corner * math.cos(angle), y * (deep / 2 - corner) + corner * math.sin(angle))
            )
    return outline


def stone(radius: float, material: Any, flat: float = 0.6, seed: int = 0, facets: bool = False) -> Any:
    """A pebble, or a block with cut faces."""
    rows, sides = (5, 7) if facets else (24, 36)
    points: list[Spot] = []
    for row in range(rows + 1):
        for side in range(sides):
            up, around = math.pi * row / rows, TAU * side / sides
            way = Vector((math.sin(up) * math.cos(around), math.sin(up) * math.sin(around), -math.cos(up)))
            size = radius * (1 + 0.28 * noise.noise(way * 0.9 + Vector((seed * 5.7, seed, 0))))
            points.append((way.x * size * 1.12, way.y * size * 0.92, (way.z + 1) * size * flat))
    faces = [
        (r * sides + s, r * sides + (s + 1) % sides, (r + 1) * sides + (s + 1) % sides, (r + 1) * sides + s)
        for r in range(rows)
        for s in range(sides)
    ]
    thing = body("stone", points, faces, material, 20 if facets else 180)
    return eased(thing, 0.015 * radius, 2) if facets else thing


def scattered(seed: str) -> random.Random:
    """Chance that is always the same for the same name."""
    return random.Random(f"meadow {seed}")  # noqa: S311 - a picture, not a secret
