"""The nine settings a product is pictured in: ground, wall, props and light, built to the size of the product."""

from __future__ import annotations

import math
from collections.abc import Callable

import bpy
from mathutils import Vector, noise

from meadow.demo.artist import materials as m
from meadow.demo.artist import props
from meadow.demo.artist.fibre import sheet
from meadow.demo.artist.grounds import beside, floor, sweep, tabletop, wall
from meadow.demo.artist.lights import Place, leaf_shadow, shine, sky, sunlight, window_bars
from meadow.demo.artist.shapes import ball, box, lathe, moved

OAK = ("#c79f70", "#99703f")
WALNUT = ("#6f4a30", "#3f281a")


def studio(place: Place) -> None:
    """A seamless ground in the shop's colour and one large window of light."""
    side = place.chance.choice((-1, 1))
    sweep(place, m.plain(place.tint(place.chance.choice((0.0, 0.15, 0.3))), 0.9, 0.05, 12))
    sky("#dfe6ee", 0.42)
    shine(place, (90 + side * 62, 42), 5, 3.6, 1.05, "#fff6ea")
    shine(place, (90 - side * 140, 35), 6, 2.5, 0.35, "#e8f0ff")
    place.elevation = place.chance.uniform(8, 22)


def window(place: Place) -> None:
    """An oak table, a plaster wall and the sun through a window."""
    k, chance = place.size, place.chance
    back = place.deep / 2 + 3.4 * max(k, 0.8)
    tabletop(place, *chance.choice((OAK, OAK, ("#b98a5c", "#8a5f38"), WALNUT)), back=back)
    wall(
        place,
        m.plain(chance.choice(("#e8e0d2", "#dcd8cf", "#d9cdbb", place.tint(0.55))), 0.95, 0.25, 5 / max(k, 0.5)),
        back,
    )
    sky("#b9cbe6", 0.42)
    side = chance.choice((-1, 1))
    window_bars(place, sunlight(place, (90 + side * 58, chance.uniform(27, 38)), 4.2, "#ffdcae", 1.2))
    shine(place, (90 + side * 75, 30), 6, 4, 0.28, "#e6f0ff")
    kind = chance.randrange(4)
    if place.stance == "stand" and k > 0.35:
        tall = min(max(k * 1.5, 0.9), 4.5)
        if kind == 0:
            vase = props.bud_vase(place.tint(0.3), tall / 1.7)
            beside(
                place,
                -side,
                [
                    vase,
                    *[moved(part, (0, 0, tall * 0.6)) for part in props.branch(chance, tall * 0.9, 10, size=tall / 3)],
                ],
                0.9,
                2.2,
            )
        elif kind == 1:
            beside(place, -side, props.books(chance, [place.tint(), "#8b8f86", "#b9a58a"], 2), 1.9 / max(k, 0.8), 2.4)
        elif kind == 2:
            fruit = (
                [props.lemon(), moved(props.lemon("#dbb233", 0.3), (0.7, -0.25, 0))]
                if chance.random() < 0.6
                else props.pear()
            )
            beside(place, -side, fruit, 0.5, 0.5)
    place.elevation = chance.uniform(9, 20)


def linen(place: Place) -> None:
    """Rumpled linen seen from above."""
    k, chance = place.size, place.chance
    seed = chance.uniform(0, 99)
    flat = max(place.wide, place.deep) * 0.55

    def surface(u: float, v: float) -> tuple[float, float, float]:
        x, y = (u - 0.5) * 14 * k, (v - 0.5) * 14 * k
        away = min(max((math.hypot(x, y) - flat) / (1.6 * k), 0), 1)
        fold = noise.noise(Vector((x * 0.45 / k + 0.5 * y / k, y * 0.28 / k, seed)))
        ridge = (1 - abs(noise.noise(Vector((x * 0.33 / k - y * 0.2 / k, y * 0.5 / k, seed + 9))))) ** 5
        return (x, y, (fold * 0.22 + ridge * 0.24 - 0.3) * k * away - 0.012 * k)

    sheet(
        surface,
        m.cloth(chance.choice(("#e9e1d3", "#d8cfc0", place.tint(0.45), "#cdd0cb")), weave=max(9 / k, 5)),
        150,
        150,
    )
    sky("#cfdcec", 0.35)
    side = chance.choice((-1, 1))
    source = sunlight(place, (90 + side * 95, chance.uniform(28, 42)), 3.6, "#ffe9cc", 2.5)
    if chance.random() < 0.5:
        leaf_shadow(place, source, 4)
    shine(place, (90 - side * 60, 60), 6, 4, 0.25)
    if chance.random() < 0.7 and k > 0.3:
        twig = props.branch(chance, 2.0 * k, 12, chance.choice(("#6f8460", "#8a8f6a", "#a0694a")), k * 0.9)
        turn = chance.uniform(-25, 25)
        for part in twig:
            x, y, z = part.location
            part.location = (x, z, y + 0.12 * k)
            part.rotation_euler.x += math.radians(-90)
        hub = bpy.data.objects.new("twig", None)
        bpy.context.collection.objects.link(hub)
        for part in twig:
            part.parent = hub
        hub.location = (side * (place.wide / 2 + 0.55 * k), -1.1 * k, 0.1 * k)
        hub.rotation_euler.z = math.radians(turn)
    place.elevation = chance.uniform(48, 66) if place.stance == "stand" else chance.uniform(66, 84)


def dusk(place: Place) -> None:
    """A dark room with something warm alight."""
    k, chance = place.size, place.chance
    back = place.deep / 2 + 2.6 * max(k, 0.7)
    tabletop(place, *chance.choice((WALNUT, OAK, ("#8a6a4a", "#5d4228"))), back=back)
    wall(
        place,
        m.plain(
            chance.choice(("#8a7a68", "#6d7468", "#7c6459", "#5f6b78", m.mixed(place.tint(), "#554a42", 0.45))),
            0.95,
            0.2,
            4 / max(k, 0.5),
        ),
        back,
    )
    sky("#56678a", 0.42)
    side = chance.choice((-1, 1))
    shine(place, (90 + side * 70, 25), 6, 3, 0.22, "#8fa6e0")
    if place.glowing:
        shine(place, (90, 78), 3, 1.2, 0.3, "#ffb066")
    if not place.glowing:
        shine(place, (90 - side * 105, 32), 3.4, 1.0, 0.75, "#ffb066")
        for number in range(2):
            glow = moved(
                ball(0.16 * k, m.opal("#ffe0b0", 9)),
                (-side * (1.5 + number * 0.7) * k, back - 0.4 * k, (0.9 + 0.7 * number) * k),
            )
            glow.visible_diffuse = False
    if place.stance == "stand":
        beside(place, side, props.books(chance, [place.tint(), "#4d5a5a", "#8c5b45"], 2), 1.6 / max(k, 0.8), 1.6)
    place.elevation = chance.uniform(4, 13)
    place.exposure = 0.25
    place.stop = 0.7


def plinth(place: Place) -> None:
    """Painted blocks and a coloured wall, as in a shop window."""
    k, chance = place.size, place.chance
    base, accent = place.tint(0.1), place.tint(0.35)
    sweep(place, m.plain(base, 0.92, 0.06, 10), 2.6)
    high = 0.55 * k
    reach = max(place.wide, place.deep) / 2 + 0.3 * k
    if chance.random() < 0.5:
        lathe(
            [(0, 0), (reach, 0), (reach, high - 0.03 * k), (reach - 0.03 * k, high), (0, high)],
            m.plain(accent, 0.8),
            96,
            smooth=False,
        )
    else:
        box(reach * 2, reach * 1.7, high, m.plain(accent, 0.8, 0.05, 12), 0.03 * k)
    side = chance.choice((-1, 1))
    other = m.plain(m.mixed(place.tint(), "#ffffff", 0.15), 0.8)
    if chance.random() < 0.5:
        moved(box(1.1 * k, 1.1 * k, 2.0 * k, other, 0.03 * k), (side * (reach + 0.75 * k), 1.4 * k, 0))
    else:
        moved(ball(0.62 * k, other), (side * (reach + 0.6 * k), 1.1 * k, 0))
    arch = lathe([(0, 0), (1.7 * k, 0), (1.7 * k, 0.2 * k), (0, 0.2 * k)], m.plain(accent, 0.9), 96, smooth=False)
    moved(arch, (-side * 1.0 * k, 2.9 * k, 1.9 * k), (90, 0, 0))
    sky("#e8e4e8", 0.42)
    sunlight(place, (90 + side * 48, 40), 2.9, "#fff2e0", 4)
    place.lift, place.elevation = high, chance.uniform(10, 20)


def marbled(place: Place) -> None:
    """Pale stone in clean daylight."""
    k, chance = place.size, place.chance
    stone_top = chance.choice(
        (m.marble(), m.marble("#d9d4cc", "#8c8478"), m.terrazzo("#e6ded2", (place.tint(), "#8f8a80")))
    )
    floor(place, stone_top, 4)
    wall(place, m.plain(chance.choice(("#e7e3dc", place.tint(0.5), "#cfd5d2")), 0.9, 0.1, 6), 4 * k)
    sky("#e3ebf3", 0.5)
    side = chance.choice((-1, 1))
    source = sunlight(place, (90 + side * 60, chance.uniform(35, 48)), 3.0, "#fff1de", 2)
    if chance.random() < 0.6:
        leaf_shadow(place, source)
    if chance.random() < 0.5 and k > 0.3:
        beside(place, -side, props.pebbles(chance, "#b3aca2", 3, 0.28 * k), 0.5, 0.2)
    place.elevation = chance.uniform(18, 38)


def shelf(place: Place) -> None:
    """A plank on a wall, with books or a plant for company."""
    k, chance = place.size, place.chance
    back = place.deep / 2 + 0.55 * k + 0.4
    light, dark = chance.choice((OAK, WALNUT, ("#e4ddd0", "#d3cabb")))
    moved(
        box(60 * k, back + place.deep / 2 + 0.6 * k, 0.32 * max(k, 0.6), m.wood(light, dark), 0.03),
        (0, (back - place.deep / 2 - 0.6 * k) / 2, -0.32 * max(k, 0.6)),
    )
    wall(place, m.plain(chance.choice((place.tint(0.2), place.tint(0.45), "#d6cfc2", "#a9b0a2")), 0.95, 0.2, 5), back)
    sky("#dfe5ee", 0.4)
    side = chance.choice((-1, 1))
    shine(place, (90 + side * 45, 48), 5, 2.4, 0.85, "#fff2de")
    tall = min(max(1.6 * k, 1.2), 3.2)
    x = -side * (place.wide / 2 + 0.45 * k)
    for _ in range(chance.randrange(3, 6)):
        wide = chance.uniform(0.18, 0.36) * max(k * 0.7, 0.6)
        cover = m.cloth(chance.choice((place.tint(0.1), "#8c8f7a", "#c8b79c", "#55606a", "#a8674c")), weave=30)
        high = tall * chance.uniform(0.75, 1.0)
        x += -side * wide / 2
        moved(box(wide, min(back + place.deep / 2 - 0.2, tall * 0.7), high, cover, 0.02), (x, back * 0.45, 0))
        x += -side * (wide / 2 + 0.01)
    if chance.random() < 0.55:
        beside(place, side, [props.bud_vase(place.tint(0.4), min(max(k * 0.9, 0.5), 1.4))], 0.6, 0.0)
    place.elevation = chance.uniform(3, 12)


def sun(place: Place) -> None:
    """A rough wall and floor in strong sun, with the shadow of leaves."""
    k, chance = place.size, place.chance
    plaster = m.plain(
        chance.choice((place.tint(0.1), place.tint(0.3), "#d8b79a", "#e5dccb", "#c9cdb8")), 0.95, 0.35, 4 / max(k, 0.4)
    )
    floor(place, plaster, 6)
    wall(place, plaster, place.deep / 2 + 1.9 * k)
    sky("#a9c4ea", 0.5)
    side = chance.choice((-1, 1))
    source = sunlight(place, (90 + side * 48, chance.uniform(32, 46)), 4.6, "#ffe6c2", 0.8)
    leaf_shadow(place, source, 5)
    place.elevation = chance.uniform(8, 20)


def dark(place: Place) -> None:
    """A charcoal ground and a single light from the side."""
    chance = place.chance
    sweep(
        place,
        m.plain(
            chance.choice(("#2f3033", "#33302d", "#2b3432", m.mixed(place.tint(), "#1c1b1a", 0.78))), 0.75, 0.12, 9
        ),
    )
    sky("#8fa0bb", 0.12)
    side = chance.choice((-1, 1))
    shine(place, (90 + side * 88, 28), 4, 1.8, 1.35, "#fff0dc")
    shine(place, (90 - side * 140, 40), 5, 1.5, 0.5, "#cfe0ff")
    place.elevation = chance.uniform(8, 24)
    place.exposure = 0.45


SETTINGS: dict[str, Callable[[Place], None]] = {
    "studio": studio,
    "window": window,
    "linen": linen,
    "dusk": dusk,
    "plinth": plinth,
    "marble": marbled,
    "shelf": shelf,
    "sun": sun,
    "dark": dark,
}
