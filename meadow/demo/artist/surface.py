"""A surface under construction: colours, and a small language for the renderer's node graphs."""

from __future__ import annotations

from typing import Any

import bpy

Colour = str


def linear(colour: Colour) -> tuple[float, float, float, float]:
    """A hex colour as scene-linear RGBA."""
    channels = [int(colour.lstrip("#")[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return (red, green, blue, 1.0)


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """The colour that lies `share` of the way from one to the other."""
    pairs = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


class Surface:
    """One material under construction: a principled shader and the nodes that feed it."""

    def __init__(self, name: str, colour: Colour, rough: float = 0.5, **inputs: Any) -> None:
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.shader = self.tree.nodes["Principled BSDF"]
        self.set(Base_Color=linear(colour), Roughness=rough, **inputs)
        self._object: Any = None

    def set(self, **inputs: Any) -> None:
        for name, value in inputs.items():
            self.shader.inputs[name.replace("_", " ")].default_value = value

    def node(self, kind: str, **properties: Any) -> Any:
        node = self.tree.nodes.new(f"ShaderNode{kind}")
        for name, value in properties.items():
            setattr(node, name, value)
        return node

    def link(self, source: Any, target: Any) -> None:
        self.tree.links.new(source, target)

    def place(self, scale: tuple[float, float, float] = (1, 1, 1)) -> Any:
        """Object coordinates, stretched."""
        if self._object is None:
            self._object = self.node("TexCoord").outputs["Object"]
        mapping = self.node("Mapping")
        mapping.inputs["Scale"].default_value = scale
        self.link(self._object, mapping.inputs["Vector"])
        return mapping.outputs["Vector"]

    def noise(self, scale: float, stretch: tuple[float, float, float] = (1, 1, 1), detail: float = 3) -> Any:
        noise = self.node("TexNoise")
        noise.inputs["Scale"].default_value = scale
        noise.inputs["Detail"].default_value = detail
        self.link(self.place(stretch), noise.inputs["Vector"])
        return noise.outputs["Fac"]

    def axis(self, name: str) -> Any:
        parts = self.node("SeparateXYZ")
        self.link(self.place(), parts.inputs[0])
        return parts.outputs[name]

    def sum(self, one: Any, other: Any, operation: str = "ADD") -> Any:
        node = self.node("Math", operation=operation)
        for socket, value in zip(node.inputs, (one, other), strict=False):
            if isinstance(value, (int, float)):
                socket.default_value = value
            else:
                self.link(value, socket)
        return node.outputs[0]

    def ramp(self, factor: Any, *stops: tuple[float, Colour], hard: bool = False) -> Any:
        ramp = self.node("ValToRGB")
        band = ramp.color_ramp
        if hard:
            band.interpolation = "CONSTANT"
        while len(band.elements) < len(stops):
            band.elements.new(0.5)
        for element, (position, colour) in zip(band.elements, stops, strict=True):
            element.position = position
            element.color = linear(colour)
        self.link(factor, ramp.inputs[0])
        return ramp.outputs[0]

    def mix(self, factor: Any, one: Any, other: Any, blend: str = "MIX") -> Any:
        node = self.node("MixRGB", blend_type=blend)
        for socket, value in zip(node.inputs, (factor, one, other), strict=True):
            if isinstance(value, (int, float)):
                socket.default_value = value
            elif isinstance(value, str):
                socket.default_value = linear(value)
            else:
                self.link(value, socket)
        return node.outputs[0]

    def paint(self, colour: Any) -> None:
        self.link(colour, self.shader.inputs["Base Color"])

    def bump(self, height: Any, strength: float = 0.3, distance: float = 0.02) -> None:
        bump = self.node("Bump")
        bump.inputs["Strength"].default_value = strength
        bump.inputs["Distance"].default_value = distance
        self.link(height, bump.inputs["Height"])
        self.link(bump.outputs[0], self.shader.inputs["Normal"])
