"""Surfaces: glaze, glass, metal, wood, cloth, wax, paper, leather, leaf and stone."""

from __future__ import annotations

from typing import Any

from meadow.demo.artist.surface import Colour, Surface, linear, mixed


def plain(colour: Colour, rough: float = 0.5, grain: float = 0.0, fine: float = 30, **inputs: Any) -> Any:
    """One colour, with a fine grain in relief when asked."""
    surface = Surface("plain", colour, rough, **inputs)
    if grain:
        surface.bump(surface.noise(fine, detail=4), grain)
        tone = surface.noise(1.3)
        surface.paint(surface.ramp(tone, (0.3, mixed(colour, "#000000", 0.07)), (0.75, mixed(colour, "#ffffff", 0.06))))
    return surface.material


def glaze(
    colour: Colour, dip: Colour | None = None, at: float = 0.5, speck: Colour | None = None, rough: float = 0.28
) -> Any:
    """A fired glaze; `dip` is a second one above the height `at`, `speck` the iron that comes through."""
    surface = Surface("glaze", colour, rough, Coat_Weight=0.25, Coat_Roughness=0.12)
    tone = surface.noise(1.1, detail=2)
    paint = surface.ramp(tone, (0.3, mixed(colour, "#3a2c20", 0.10)), (0.7, mixed(colour, "#ffffff", 0.08)))
    if dip:
        edge = surface.sum(surface.sum(surface.noise(2.2, detail=1), 0.14, "MULTIPLY"), surface.axis("Z"))
        upper = surface.sum(edge, at + 0.07, "GREATER_THAN")
        paint = surface.mix(upper, paint, dip)
    if speck:
        spots = surface.ramp(surface.noise(17, detail=1), (0.0, "#000000"), (0.67, "#ffffff"), hard=True)
        paint = surface.mix(spots, paint, speck)
    surface.paint(paint)
    surface.bump(surface.noise(4, detail=1), 0.06, 0.05)
    return surface.material


def clay(colour: Colour, rough: float = 0.85) -> Any:
    """Unglazed clay, with the turning lines of the wheel."""
    surface = Surface("clay", colour, rough)
    surface.paint(
        surface.ramp(surface.noise(2.2), (0.25, mixed(colour, "#4a2a1a", 0.18)), (0.75, mixed(colour, "#ffffff", 0.14)))
    )
    surface.bump(surface.noise(9, (1, 1, 6), 3), 0.22, 0.03)
    return surface.material


def glass(colour: Colour = "#ffffff", rough: float = 0.0) -> Any:
    """Clear or coloured glass that lets light through to its own shadow."""
    surface = Surface("glass", colour, rough, Transmission_Weight=1.0, IOR=1.45)
    clear = surface.node("BsdfTransparent")
    clear.inputs[0].default_value = linear(mixed(colour, "#ffffff", 0.35))
    both = surface.node("MixShader")
    surface.link(surface.node("LightPath").outputs["Is Shadow Ray"], both.inputs[0])
    surface.link(surface.shader.outputs[0], both.inputs[1])
    surface.link(clear.outputs[0], both.inputs[2])
    surface.link(both.outputs[0], surface.tree.nodes["Material Output"].inputs["Surface"])
    return surface.material


def opal(colour: Colour, glow: float = 0.0) -> Any:
    """Milky glass; `glow` is how brightly it shines when it is lit, paler where one looks straight at it."""
    surface = Surface("opal", colour, 0.2, Coat_Weight=0.5, Emission_Strength=glow)
    facing = surface.node("LayerWeight")
    facing.inputs[0].default_value = 0.35
    warm = surface.ramp(
        facing.outputs["Facing"], (0.0, mixed(colour, "#ffd9a0", 0.4)), (0.9, mixed(colour, "#f08a30", 0.75))
    )
    surface.link(warm, surface.shader.inputs["Emission Color"])
    return surface.material


def metal(colour: Colour = "#c99b4f", rough: float = 0.25, hammered: float = 0.0) -> Any:
    """Brass, gold, silver or steel, by its colour."""
    surface = Surface("metal", colour, rough, Metallic=1.0)
    if hammered:
        cells = surface.node("TexVoronoi")
        cells.inputs["Scale"].default_value = hammered
        surface.link(surface.place(), cells.inputs["Vector"])
        surface.bump(cells.outputs["Distance"], 0.6, 0.02)
    return surface.material


def wood(light: Colour = "#c9a074", dark: Colour = "#9a6f45", along: str = "X", rough: float = 0.5) -> Any:
    """Planed wood whose grain runs along one axis."""
    surface = Surface("wood", light, rough)
    slow = {"X": (0.35, 3.2, 3.2), "Y": (3.2, 0.35, 3.2), "Z": (3.2, 3.2, 0.35)}[along]
    fast = {"X": (0.8, 22, 22), "Y": (22, 0.8, 22), "Z": (22, 22, 0.8)}[along]
    figure = surface.noise(1.4, slow, 5)
    pores = surface.noise(2.0, fast, 3)
    both = surface.mix(0.35, figure, pores)
    surface.paint(surface.ramp(both, (0.34, dark), (0.5, mixed(light, dark, 0.35)), (0.64, light)))
    surface.bump(pores, 0.12, 0.01)
    return surface.material


def end_grain(light: Colour = "#d2ae7f", dark: Colour = "#a67c4e") -> Any:
    """Wood cut across, with its rings."""
    surface = Surface("rings", light, 0.6)
    rings = surface.node("TexWave", wave_type="RINGS", rings_direction="Z")
    rings.inputs["Scale"].default_value = 3.2
    rings.inputs["Distortion"].default_value = 2.0
    surface.link(surface.place(), rings.inputs["Vector"])
    surface.paint(surface.ramp(rings.outputs["Fac"], (0.2, light), (0.8, dark)))
    return surface.material


def cloth(
    colour: Colour,
    stripe: Colour | None = None,
    every: float = 0.6,
    check: bool = False,
    weave: float = 26,
    rough: float = 0.92,
) -> Any:
    """Woven cloth; striped or checked in a second colour, `every` so many decimetres."""
    surface = Surface("cloth", colour, rough, Sheen_Weight=0.25)
    tone = surface.noise(14, (1, 6, 1), 3)
    paint = surface.ramp(tone, (0.25, mixed(colour, "#2a2018", 0.14)), (0.75, mixed(colour, "#ffffff", 0.10)))
    if stripe:
        axes = ("X", "Y") if check else ("X",)
        for name in axes:
            phase = surface.sum(surface.sum(surface.axis(name), 1 / every, "MULTIPLY"), 1.0, "FLOORED_MODULO")
            band = surface.sum(phase, 0.62, "GREATER_THAN")
            paint = surface.mix(surface.sum(band, 0.55 if check else 0.92, "MULTIPLY"), paint, stripe)
    surface.paint(paint)
    warp = surface.node("TexWave", bands_direction="X")
    weft = surface.node("TexWave", bands_direction="Y")
    for wave in (warp, weft):
        wave.inputs["Scale"].default_value = weave
        wave.inputs["Distortion"].default_value = 1.5
        surface.link(surface.place(), wave.inputs["Vector"])
    surface.bump(surface.sum(warp.outputs["Fac"], weft.outputs["Fac"], "MULTIPLY"), 0.5, 0.02)
    return surface.material


def wax(colour: Colour, glow: float = 0.0) -> Any:
    """Candle wax, which lets a little light in; it glows near a flame."""
    return Surface(
        "wax",
        colour,
        0.45,
        Subsurface_Weight=0.6,
        Subsurface_Radius=(0.25, 0.15, 0.08),
        Subsurface_Scale=0.5,
        Emission_Color=linear(mixed(colour, "#ff9a40", 0.5)),
        Emission_Strength=glow,
    ).material


def leather(colour: Colour) -> Any:
    """Tanned hide with fine pores."""
    surface = Surface("leather", colour, 0.48, Coat_Weight=0.1)
    surface.paint(
        surface.ramp(
            surface.noise(1.6, detail=4), (0.3, mixed(colour, "#1c0f08", 0.28)), (0.7, mixed(colour, "#ffe0b8", 0.10))
        )
    )
    cells = surface.node("TexVoronoi")
    cells.inputs["Scale"].default_value = 34
    surface.link(surface.place(), cells.inputs["Vector"])
    surface.bump(cells.outputs["Distance"], 0.22, 0.01)
    return surface.material


def straw(colour: Colour, band: Colour | None = None, low: float = 0.6, high: float = 1.0) -> Any:
    """Dried grass, uneven in colour, with a darker band between two heights when asked."""
    surface = Surface("straw", colour, 0.8)
    strands = surface.noise(16, (1, 1, 3), 2)
    paint = surface.ramp(strands, (0.3, mixed(colour, "#4a3013", 0.38)), (0.7, mixed(colour, "#fff2cf", 0.22)))
    if band:
        height = surface.axis("Z")
        inside = surface.sum(
            surface.sum(height, low, "GREATER_THAN"), surface.sum(height, high, "LESS_THAN"), "MULTIPLY"
        )
        paint = surface.mix(surface.sum(inside, 0.9, "MULTIPLY"), paint, band)
    surface.paint(paint)
    surface.bump(strands, 0.5, 0.03)
    return surface.material


def leaf(colour: Colour = "#4f6b45") -> Any:
    """A living leaf: light behind it shows through."""
    surface = Surface("leaf", colour, 0.42, Subsurface_Weight=0.15)
    surface.paint(
        surface.ramp(surface.noise(2.5), (0.3, mixed(colour, "#16240f", 0.4)), (0.7, mixed(colour, "#c8d69a", 0.22)))
    )
    return surface.material


def marble(colour: Colour = "#eae6e0", vein: Colour = "#9a948c") -> Any:
    """Polished stone with soft veins."""
    surface = Surface("marble", colour, 0.22)
    wave = surface.node("TexWave")
    wave.inputs["Scale"].default_value = 0.25
    wave.inputs["Distortion"].default_value = 14
    wave.inputs["Detail"].default_value = 5
    surface.link(surface.place((1, 0.6, 1)), wave.inputs["Vector"])
    surface.paint(
        surface.ramp(
            wave.outputs["Fac"], (0.0, mixed(colour, vein, 0.55)), (0.10, mixed(colour, vein, 0.2)), (0.4, colour)
        )
    )
    return surface.material


def terrazzo(ground: Colour, chips: tuple[Colour, Colour]) -> Any:
    """Stone chips cast in plaster."""
    surface = Surface("terrazzo", ground, 0.4)
    cells = surface.node("TexVoronoi")
    cells.inputs["Scale"].default_value = 5
    surface.link(surface.place(), cells.inputs["Vector"])
    inner = surface.sum(cells.outputs["Distance"], 0.36, "LESS_THAN")
    parts = surface.node("SeparateXYZ")
    surface.link(cells.outputs["Color"], parts.inputs[0])
    kind = surface.ramp(parts.outputs["X"], (0.0, ground), (0.45, chips[0]), (0.75, chips[1]), hard=True)
    surface.paint(surface.mix(inner, ground, kind))
    return surface.material
