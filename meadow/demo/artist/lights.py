"""Light, and what it falls through: soft boxes, the sun, the sky, window frames and leaves."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import bpy
from mathutils import Vector

from meadow.demo.artist import materials as m
from meadow.demo.artist import props
from meadow.demo.artist.shapes import box


@dataclass
class Place:
    """Where a picture is taken: the size of the subject, its colours, its chance, and what the camera should do."""

    size: float
    wide: float
    deep: float
    high: float
    colours: tuple[str, ...]
    chance: random.Random
    stance: str
    glowing: bool = False
    elevation: float = 14.0
    lift: float = 0.0
    exposure: float = 0.0
    stop: float = 1.0

    def tint(self, share: float = 0.0) -> str:
        """One of the shop's ground colours, paler by `share`."""
        return m.mixed(self.chance.choice(self.colours), "#ffffff", share)


def shine(
    place: Place, way: tuple[float, float], far: float, wide: float, strength: float, colour: str = "#ffffff"
) -> None:
    """A soft box: (azimuth from the right, elevation) in degrees, distance and width in sizes of the subject."""
    azimuth, elevation = (math.radians(angle) for angle in way)
    spot = (
        Vector((math.cos(azimuth) * math.cos(elevation), -math.sin(azimuth) * math.cos(elevation), math.sin(elevation)))
        * far
        * place.size
    )
    spot.z += place.high * 0.4 + place.lift
    lamp = bpy.data.lights.new("soft box", "AREA")
    lamp.size = wide * place.size
    lamp.energy = 10 * strength * (far * place.size) ** 2
    lamp.color = m.linear(colour)[:3]
    thing = bpy.data.objects.new("soft box", lamp)
    bpy.context.collection.objects.link(thing)
    thing.location = spot
    thing.rotation_euler = (Vector((0, 0, place.lift + place.high * 0.4)) - spot).to_track_quat("-Z", "Y").to_euler()
    thing.visible_camera = False


def sunlight(
    place: Place, way: tuple[float, float], strength: float, colour: str = "#fff0d8", soft: float = 1.5
) -> Vector:
    """The sun; the answer is the direction that it shines from."""
    azimuth, elevation = (math.radians(angle) for angle in way)
    source = Vector(
        (math.cos(azimuth) * math.cos(elevation), -math.sin(azimuth) * math.cos(elevation), math.sin(elevation))
    )
    lamp = bpy.data.lights.new("sun", "SUN")
    lamp.energy, lamp.angle, lamp.color = strength, math.radians(soft), m.linear(colour)[:3]
    thing = bpy.data.objects.new("sun", lamp)
    bpy.context.collection.objects.link(thing)
    thing.rotation_euler = source.to_track_quat("Z", "Y").to_euler()
    return source


def sky(colour: str, strength: float) -> None:
    """Light from everywhere."""
    world = bpy.data.worlds.new("sky")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs[0].default_value = m.linear(colour)
    world.node_tree.nodes["Background"].inputs[1].default_value = strength
    bpy.context.scene.world = world


def leaf_shadow(place: Place, source: Vector, far: float = 5.0) -> None:
    """Leaves between the sun and the subject, out of the picture."""
    k = place.size
    middle = source * far * k + Vector(
        (place.chance.uniform(-0.4, 0.4) * k, 0, place.high * 0.5 + place.chance.uniform(0.2, 0.7) * k)
    )
    for leaf in props.foliage(place.chance, 1.5 * k, 20):
        leaf.location += middle
        leaf.visible_camera = False


def window_bars(place: Place, source: Vector) -> None:
    """The frame of a window between the sun and the subject."""
    k = place.size
    frame = m.plain("#222222", 0.9)
    turn = source.to_track_quat("Z", "Y")
    middle = source * 7 * k + Vector((0, 0, place.high * 0.35))
    shift = place.chance.uniform(-0.5, 0.5) * k
    bars = [((x * 1.7 * k + shift, 0), (0.16 * k, 30 * k)) for x in (-1, 0, 1)] + [
        ((0, y * 2.1 * k), (30 * k, 0.14 * k)) for y in (-1, 0, 1)
    ]
    bars += [((x * 12 * k, 0), (16 * k, 40 * k)) for x in (-1, 1)]
    for (x, y), (wide, high) in bars:
        bar = box(wide, high, 0.02 * k, frame, 0.001, 1)
        bar.rotation_euler = turn.to_euler()
        bar.location = middle + turn @ Vector((x, y, 0))
        bar.visible_camera = False
