"""Soft bodies: sheets, folded cloth, cushions, coiled and woven grass, leaves."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from mathutils import Vector, noise

from meadow.demo.artist.shapes import TAU, Point, Spot, body, spline, tube


def sheet(
    surface: Callable[[float, float], Spot], material: Any, across: int = 60, along: int = 60, thick: float = 0.0
) -> Any:
    """A cloth or leaf given by a function of (u, v) between nought and one."""
    points = [surface(u / across, v / along) for v in range(along + 1) for u in range(across + 1)]
    wide = across + 1
    faces = [
        (v * wide + u, v * wide + u + 1, (v + 1) * wide + u + 1, (v + 1) * wide + u)
        for v in range(along)
        for u in range(across)
    ]
    thing = body("sheet", points, faces, material, 80)
    if thick:
        solid = thing.modifiers.new("thick", "SOLIDIFY")
        solid.thickness = thick
        solid.offset = 0
    return thing


def folded(wide: float, deep: float, layers: int, thick: float, material: Any, seed: int = 0) -> Any:
    """Cloth folded to and fro into a stack."""
    path: list[Point] = []
    gap = thick * 1.12
    for layer in range(layers):
        z = gap * (layer + 0.5)
        run = [(-wide / 2 + wide * i / 24, z) for i in range(25)]
        path += run if layer % 2 == 0 else run[::-1]
        side = 1 if layer % 2 == 0 else -1
        if layer < layers - 1:
            path += [
                (side * (wide / 2 + gap / 2 * math.sin(math.pi * i / 8)), z + gap / 2 * (1 - math.cos(math.pi * i / 8)))
                for i in range(1, 8)
            ]

    def surface(u: float, v: float) -> Spot:
        x, z = path[min(int(u * (len(path) - 1) + 0.5), len(path) - 1)]
        lift = noise.noise(Vector((x * 0.9, v * deep * 0.9, z * 2 + seed))) * thick * 0.35
        return (
            x + noise.noise(Vector((v * 2, z * 3, seed))) * 0.05 * wide,
            (v - 0.5) * deep,
            max(z + lift, thick * 0.5) if z < gap else z + lift,
        )

    return sheet(surface, material, len(path) - 1, 40, thick * 0.92)


def cushion(wide: float, high: float, fat: float, material: Any, seed: int = 0) -> Any:
    """A filled cushion lying down, its corners drawn out."""

    def half(sign: int) -> Callable[[float, float], Spot]:
        def surface(u: float, v: float) -> Spot:
            x, y = 2 * u - 1, 2 * v - 1
            swell = max((1 - x**4) * (1 - y**4), 0) ** 0.55
            crease = noise.noise(Vector((x * 2.2, y * 2.2, sign + seed * 3.1))) * 0.10 * fat * swell
            crease += noise.noise(Vector((x * 5, y * 5, sign + seed))) * 0.03 * fat
            return (
                x * wide / 2 * (1 - 0.10 * (1 - y * y)),
                y * high / 2 * (1 - 0.10 * (1 - x * x)),
                fat / 2 + sign * (fat / 2 * swell + crease * min(1, swell * 2)),
            )

        return surface

    top, bottom = sheet(half(1), material), sheet(half(-1), material)
    bottom.parent = top
    return top


def coil(profile: Sequence[Point], thick: float, material: Any, squash: float = 1.0) -> Any:
    """A rope wound up along a profile of (radius, height), as coiled baskets are."""
    curve = spline(profile, 24)
    length = [0.0]
    for one, two in pairwise(curve):
        length.append(length[-1] + math.dist(one, two))
    turns = max(int(length[-1] / (thick * 1.75)), 1)
    path, steps, row = [], 44, 0
    for i in range(turns * steps + 1):
        goal = length[-1] * i / (turns * steps)
        while row < len(length) - 2 and length[row + 1] < goal:
            row += 1
        share = (goal - length[row]) / max(length[row + 1] - length[row], 1e-6)
        radius, height = (a + (b - a) * share for a, b in zip(curve[row], curve[row + 1], strict=True))
        angle = TAU * i / steps
        knot = thick * 0.10 * math.sin(angle * 23)
        path.append(
            (
                radius * math.cos(angle),
                radius * math.sin(angle) * squash,
                max(height, 0.0) + thick + knot * 0.2,
                thick + knot,
            )
        )
    return tube([spot[:3] for spot in path], [spot[3] for spot in path], material, smooth=False, sides=2)


def woven(
    profile: Sequence[Point], material: Any, stakes: int = 36, rows: int = 14, thick: float = 0.045, squash: float = 1.0
) -> Any:
    """A wall of weavers going in and out of upright stakes."""
    curve = spline(profile, 30)
    first = None
    for row in range(rows):
        radius, height = curve[round((row + 0.5) / rows * (len(curve) - 1))]
        path = []
        for i in range(stakes * 3):
            angle = TAU * i / (stakes * 3)
            r = radius + thick * 0.9 * math.cos(stakes / 2 * angle + math.pi * (row % 2))
            path.append((r * math.cos(angle), r * math.sin(angle) * squash, height))
        weaver = tube(path, thick, material, closed=True, smooth=False, sides=2)
        weaver.parent = first
        first = first or weaver
    for stake in range(stakes):
        angle = TAU * (stake + 0.5) / stakes
        upright = tube(
            [(r * math.cos(angle), r * math.sin(angle) * squash, z) for r, z in curve[::6]],
            thick * 0.7,
            material,
            smooth=False,
            sides=1,
        )
        upright.parent = first
    return first


def blade(length: float, wide: float, material: Any, bend: float = 0.4, cup: float = 0.15, blunt: float = 1.0) -> Any:
    """One leaf growing along +X and bending down."""

    def surface(u: float, v: float) -> Spot:
        side = (2 * v - 1) * wide / 2 * max(math.sin(math.pi * min(u * 0.94 + 0.05, 1)) ** (0.75 / blunt), 0)
        return (length * u * math.cos(bend * u), side, -length * u * math.sin(bend * u) * 0.9 + cup * abs(side))

    return sheet(surface, material, 16, 6)
