"""Folio Nine: bound, folded and printed paper."""

import math

from meadow.demo.artist import materials as m
from meadow.demo.artist.forms import Brush, Pose, form
from meadow.demo.artist.shapes import box, lathe, moved, ring, rounded, slab, tube

PAGE = "#f1e8d6"


def bound(colour: str, wide: float, deep: float, thick: float) -> list[object]:
    """A book lying down: cover, pages, and the thread along its spine."""
    cover = m.plain(colour, 0.75, 0.15, 40)
    parts = [
        slab(rounded(wide, deep, 0.06), 0.03, cover, 0.005, smooth=False),
        moved(slab(rounded(wide, deep, 0.06), 0.03, cover, 0.005, smooth=False), (0, 0, thick - 0.03)),
    ]
    leaves = max(int((thick - 0.06) / 0.022), 2)
    paper = m.plain(PAGE, 0.9)
    for leaf in range(leaves):
        parts.append(
            moved(
                slab(rounded(wide - 0.03 - 0.012 * (leaf % 2), deep - 0.03, 0.05), 0.016, paper, 0.002, smooth=False),
                (0, 0, 0.032 + leaf * (thick - 0.064) / leaves),
            )
        )
    for stitch in range(5):
        y = (stitch - 2) * deep / 6
        parts.append(
            tube(
                [(-wide / 2 - 0.012, y - deep / 16, thick / 2), (-wide / 2 - 0.012, y + deep / 16, thick / 2)],
                0.012,
                m.plain("#e8dcc4", 0.8),
                smooth=False,
            )
        )
    return parts


@form("sewn-notebook")
def sewn_notebook(b: Brush) -> Pose:
    colours = b.pick(("#b5654a",), ("#33405c", "#69744f"), ("#69744f", "#b5654a", "#33405c"))
    for number, colour in enumerate(colours):
        for part in bound(colour, 1.4, 2.0, 0.16):
            moved(part, (0.1 * number, 0.06 * number, 0.165 * number))
            part.rotation_euler.z = 0
    moved(
        slab(rounded(0.62, 0.3, 0.02), 0.006, m.plain(PAGE, 0.9), 0.001, smooth=False),
        (0.1 * (len(colours) - 1), 0.45 + 0.06 * len(colours), 0.165 * len(colours) - 0.004),
    )
    pencil = moved(
        lathe([(0, 0), (0.035, 0), (0.035, 1.5), (0.008, 1.68), (0, 1.7)], m.plain("#2f3d4a", 0.4), 6, smooth=False),
        (1.05, -0.8, 0.035),
        (-90, 0, -12),
    )
    pencil.name = "pencil"
    return Pose("flat", 30)


@form("pocket-trio")
def pocket_trio(b: Brush) -> Pose:
    for number, colour in enumerate(("#d6b25e", "#8fa9b5", "#c98f7c")):
        turn = (number - 1) * 16
        for part in bound(colour, 0.9, 1.4, 0.07):
            x, y = part.location.x + 0.3 * (number - 1), part.location.y
            part.location = (x, y, part.location.z + 0.075 * number)
            part.rotation_euler.z = math.radians(turn)
    return Pose("flat", 40)


@form("note-cards")
def note_cards(b: Brush) -> Pose:
    colour = b.pick("#d58f86", "#5d93a3", "#d3a442")
    flap = m.plain(m.mixed(colour, "#ffffff", 0.25), 0.85, 0.1, 50)
    moved(slab(rounded(1.7, 1.2, 0.01), 0.02, flap, 0.002, smooth=False), (-0.35, 0.3, 0), (0, 0, 12))
    moved(
        slab(
            [(-0.85, 0.6), (0.85, 0.6), (0, -0.15)],
            0.012,
            m.plain(m.mixed(colour, "#ffffff", 0.12), 0.85),
            0.002,
            smooth=False,
        ),
        (-0.35, 0.3, 0.021),
        (0, 0, 12),
    )
    card = m.plain("#f4eee0", 0.92, 0.25, 60)
    for number in range(3):
        moved(
            slab(rounded(1.1, 1.55, 0.012), 0.03, card, 0.003, smooth=False),
            (0.45, -0.35, 0.035 + 0.031 * number),
            (0, 0, -10 + 3 * number),
        )
    ink = m.plain(colour, 0.8)
    shapes = b.pick([(0, 0.15, 0.3), (0, -0.35, 0.14)], [(-0.1, 0, 0.34)], [(0, 0.3, 0.2), (0, -0.15, 0.26)])
    for x, y, r in shapes:
        moved(
            slab(
                [(r * math.cos(math.tau * i / 16), r * math.sin(math.tau * i / 16)) for i in range(16)],
                0.004,
                ink,
                0.001,
            ),
            (0.45 + x, -0.35 + y, 0.126),
        )
    return Pose("flat", 35)


@form("wrap-rolls")
def wrap_rolls(b: Brush) -> Pose:
    papers = [
        m.cloth("#e9dfc9", "#c98f7c", 0.35, weave=40),
        m.cloth("#d6b25e", "#f4ead2", 0.5, weave=40),
        m.plain("#b98f60", 0.85, 0.2, 40),
        m.plain("#8fa9b5", 0.8),
    ]
    for number, (x, y, z, turn) in enumerate(
        ((-0.6, 0, 0.26, 4), (0.0, 0.05, 0.26, -3), (-0.28, 0.05, 0.72, 1), (0.62, -0.1, 0.26, -8))
    ):
        moved(
            lathe([(0.13, -2), (0.26, -2), (0.26, 2), (0.13, 2)], papers[(number + b.version) % 4], smooth=False),
            (x, y, z),
            (90, 0, turn),
        )
    return Pose("low", 60, 0.82)


@form("pencil-set")
def pencil_set(b: Brush) -> Pose:
    cedar, lead = m.wood("#d9a77a", "#b9845a", "Z"), m.plain("#33312f", 0.35)
    for number, colour in enumerate(("#c4472f", "#d6a63a", "#3f6b5c", "#2f5a8a", "#d98f9a", "#2c2c30")):
        x = (number - 2.5) * 0.2
        turn = b.pick(0, (number - 2.5) * 13, 0)
        parts = [
            lathe(
                [(0, 0), (0.037, 0), (0.038, 0.01), (0.038, 1.45)],
                m.plain(colour, 0.3, Coat_Weight=0.4),
                24,
                smooth=False,
            ),
            lathe([(0.038, 1.45), (0.014, 1.65)], cedar, 24, smooth=False),
            lathe([(0.014, 1.65), (0, 1.7)], lead, 24, smooth=False),
        ]
        for part in parts:
            moved(part, (x, -0.8 + 0.06 * math.sin(number * 2.2), 0.04 + 0.002 * number), (-90, 0, -turn))
    return Pose("flat", 45)


@form("desk-blotter")
def desk_blotter(b: Brush) -> Pose:
    felt = m.plain(b.pick("#8d8f8f", "#a9573c"), 0.98, 0.6, 26, Sheen_Weight=0.4)
    slab(rounded(7, 4, 0.2), 0.08, felt, 0.03, smooth=False)
    moved(slab([(0, 0), (-1.1, 0), (0, 1.1)], 0.03, m.leather("#a8673a"), 0.008, smooth=False), (3.5, -2.0, 0.08))
    for part in bound("#33405c", 1.4, 2.0, 0.16):
        moved(part, (-1.2, 0.2, 0.09))
    moved(
        lathe([(0, 0), (0.037, 0), (0.038, 1.45), (0, 1.7)], m.plain("#d6a63a", 0.3), 24, smooth=False),
        (0.6, -0.8, 0.12),
        (-90, 0, 20),
    )
    moved(
        lathe([(0, 0), (0.4, 0), (0.42, 0.9), (0.38, 0.9), (0.36, 0.06), (0, 0.06)], m.glaze("#ece6da"), smooth=False),
        (2.3, 1.0, 0.08),
    )
    return Pose("flat", 20, 0.85)


@form("storage-boxes")
def storage_boxes(b: Brush) -> Pose:
    colours = b.pick(("#b5705a", "#d9b38c", "#e6d9c0"), ("#6d97a0", "#a9c4c4", "#e6e0d0"))
    height = 0.0
    for number, (wide, deep, high) in enumerate(((3.2, 2.4, 1.1), (2.4, 1.8, 0.9), (1.5, 1.2, 0.7))):
        paper = m.cloth(colours[number], weave=34)
        moved(box(wide, deep, high - 0.32, paper, 0.02), (0, 0, height), (0, 0, 5 * number))
        moved(box(wide + 0.06, deep + 0.06, 0.3, paper, 0.02), (0, 0, height + high - 0.3), (0, 0, 5 * number))
        moved(box(0.5, 0.02, 0.2, m.plain(PAGE, 0.9), 0.004), (0, -deep / 2 - 0.03, height + high * 0.2))
        height += high
    return Pose("stand", 32)


@form("wax-seal")
def wax_seal(b: Brush) -> Pose:
    moved(
        slab(rounded(2.2, 1.5, 0.01), 0.02, m.plain("#ece2cd", 0.9, 0.2, 50), 0.002, smooth=False), (0, 0, 0), (0, 0, 8)
    )
    red = m.plain("#9c2f28", 0.3)
    moved(
        lathe(
            [(0, 0), (0.26, 0), (0.29, 0.03), (0.26, 0.07), (0.2, 0.06), (0.18, 0.04), (0, 0.045)],
            red,
            wobble=0.06,
            smooth=False,
        ),
        (0, 0, 0.02),
    )
    moved(ring(0.09, 0.012, red), (0, 0, 0.07))
    lay = (90, 0, 60)
    moved(
        lathe([(0, 0), (0.16, 0), (0.17, 0.05), (0.1, 0.14), (0.08, 0.3)], m.metal("#c39a4e", 0.2), smooth=False),
        (-0.75, -0.55, 0.17),
        lay,
    )
    moved(
        lathe(
            [(0, 0.28), (0.1, 0.3), (0.14, 0.6), (0.16, 0.9), (0.1, 1.0), (0, 1.02)], m.wood("#b98552", "#8a5c34", "Z")
        ),
        (-0.75, -0.55, 0.17),
        lay,
    )
    for number, colour in enumerate(("#9c2f28", "#2f4a5c", "#c39a4e")):
        moved(box(0.14, 1.1, 0.12, m.plain(colour, 0.35), 0.03), (1.0 + 0.2 * number, 0.1, 0), (0, 0, -10))
    return Pose("flat", 30)


@form("paper-mobile")
def paper_mobile(b: Brush) -> Pose:
    wire = m.metal("#8a8a88", 0.3)
    tube([(-1.7, 0, 3.0), (0, 0, 3.2), (1.7, 0, 3.0)], 0.015, wire)
    tube([(-1.1, 0, 1.6), (-0.4, 0.2, 1.75), (0.4, 0.3, 1.6)], 0.012, wire)
    tube([(0, 0, 3.2), (0, 0, 16)], 0.008, wire, smooth=False).name = "aside"
    discs = (
        (-1.7, 2.4, 0.38, "#c4472f"),
        (-0.9, 2.2, 0.28, "#2f5a8a"),
        (-0.2, 2.35, 0.5, "#d6a63a"),
        (0.7, 2.1, 0.34, "#3f6b5c"),
        (1.65, 2.2, 0.44, "#d98f9a"),
        (-1.1, 0.95, 0.34, "#33312f"),
        (0.4, 0.9, 0.46, "#8fa9b5"),
    )
    for number, (x, z, r, colour) in enumerate(discs):
        disc = lathe(
            [(0, -0.008), (r, -0.008), (r, 0.008), (0, 0.008)], m.plain(colour, 0.85, 0.1, 40), 64, smooth=False
        )
        moved(disc, (x, 0.1 * math.sin(number), z), (90, 0, 40 * math.sin(number * 1.7)))
        top = 3.05 if z > 1.5 else 1.65
        tube([(x, 0.1 * math.sin(number), z + r), (x, 0, top)], 0.006, wire, smooth=False)
    return Pose("hang", 14, 0.8)
