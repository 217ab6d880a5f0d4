"""Taking the picture: measuring the subject, standing it in its setting, framing, rendering and saving the JPEG."""

from __future__ import annotations

import io
import math
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import bpy
from mathutils import Vector
from PIL import Image, ImageFilter

from meadow.demo.artist.forms import Pose
from meadow.demo.artist.sets import SETTINGS, Place
from meadow.demo.artist.shapes import scattered

SAMPLES = 3
SCALE = 0.75
LENS = 72.0
QUALITY = 80


def empty_scene() -> None:
    """Forget everything and set the renderer up."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.threads_mode, scene.render.threads = "FIXED", 2
    cycles = scene.cycles
    cycles.samples, cycles.use_adaptive_sampling, cycles.seed = SAMPLES, False, 7
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.denoising_quality, cycles.denoising_prefilter = "FAST", "ACCURATE"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 6, 2, 2
    cycles.transmission_bounces, cycles.transparent_max_bounces = 6, 6
    cycles.use_fast_gi, cycles.fast_gi_method, cycles.ao_bounces_render = True, "REPLACE", 1
    cycles.use_light_tree = False
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 4
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = "AgX - Medium High Contrast"


def corners(things: Iterable[Any]) -> list[Vector]:
    """The corners of everything's bounding boxes, in the world."""
    graph = bpy.context.evaluated_depsgraph_get()
    found = []
    for thing in things:
        if thing.type in {"MESH", "CURVE"}:
            seen = thing.evaluated_get(graph)
            found += [seen.matrix_world @ Vector(corner) for corner in seen.bound_box]
    return found


def frame(points: list[Vector], place: Place, width: int, height: int, fill: float, aside: float = 0.0) -> None:
    """Put the camera where the points fill so much of the picture."""
    low = Vector([min(point[i] for point in points) for i in range(3)])
    high = Vector([max(point[i] for point in points) for i in range(3)])
    middle = (low + high) / 2
    angle = math.radians(place.elevation)
    toward = Vector((0, -math.cos(angle), math.sin(angle)))
    up = Vector((0, math.sin(angle), math.cos(angle)))
    half = 18 / LENS
    tall = half * min(1.0, height / width)
    wide = half * min(1.0, width / height)
    far = max(
        max(abs((p - middle).x) / (wide * fill), abs((p - middle).dot(up)) / (tall * fill)) + (p - middle).dot(toward)
        for p in points
    )
    camera = bpy.data.cameras.new("camera")
    camera.lens, camera.clip_start, camera.clip_end = LENS, far / 50, far * 60
    camera.dof.use_dof = True
    camera.dof.focus_distance = max(far - place.deep * 0.25, far * 0.6)
    camera.dof.aperture_fstop = LENS / 1000 / (0.2 * place.size / place.stop)
    thing = bpy.data.objects.new("camera", camera)
    bpy.context.collection.objects.link(thing)
    drop = tall * far * (0.10 if place.elevation < 40 else 0.0)
    thing.location = middle + toward * far + up * drop + Vector((aside * wide * far, 0, 0))
    thing.rotation_euler = toward.to_track_quat("Z", "Y").to_euler()
    bpy.context.scene.camera = thing


def develop(width: int, height: int) -> bytes:
    """Render a little smaller than wanted, and turn what was seen into a JPEG of the size wanted."""
    scene = bpy.context.scene
    scene.render.resolution_x, scene.render.resolution_y = round(width * SCALE), round(height * SCALE)
    scene.render.image_settings.file_format = "PNG"
    with tempfile.TemporaryDirectory() as folder:
        scene.render.filepath = str(Path(folder) / "seen.png")
        bpy.ops.render.render(write_still=True)
        picture = Image.open(scene.render.filepath).convert("RGB")
    picture = picture.resize((width, height), Image.Resampling.LANCZOS).filter(ImageFilter.UnsharpMask(1.0, 30, 2))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return target.getvalue()


def picture(
    file: str,
    build: Callable[[], Pose],
    setting: str,
    colours: tuple[str, ...],
    width: int,
    height: int,
    fill: float | None = None,
) -> bytes:
    """Build a subject, stand it in a setting and take its picture."""
    chance = scattered(file)
    empty_scene()
    pose = build()
    subject = list(bpy.context.scene.objects)
    table = bpy.data.objects.new("turntable", None)
    bpy.context.collection.objects.link(table)
    for thing in subject:
        if thing.parent is None:
            thing.parent = table
    table.rotation_euler.z = math.radians(chance.uniform(-pose.spin, pose.spin))
    bpy.context.view_layer.update()
    shown = [thing for thing in subject if thing.name.split(".")[0] != "aside"]
    points = corners(shown)
    spread = [max(p[i] for p in points) - min(p[i] for p in points) for i in range(3)]
    place = Place(
        size=max(max(spread) / 2, 0.02),
        wide=spread[0],
        deep=spread[1],
        high=max(p.z for p in points),
        colours=colours,
        chance=chance,
        stance=pose.stance,
        glowing=pose.glowing,
    )
    SETTINGS[setting](place)
    if pose.stance == "flat" and place.elevation < 36:
        place.elevation = chance.uniform(36, 52)
    elif pose.stance == "low" and place.elevation < 26:
        place.elevation = chance.uniform(24, 34)
    elif pose.stance == "hang":
        place.elevation = chance.uniform(0, 5)
    table.location.z = place.lift + (place.high * 0.9 if pose.stance == "hang" else 0.0)
    bpy.context.view_layer.update()
    bpy.context.scene.view_settings.exposure = place.exposure
    frame(corners(shown), place, width, height, fill or pose.fill * chance.uniform(0.94, 1.06))
    return develop(width, height)
