"""The options and attributes that every channel has a name for: colour, size, material, pattern, for whom."""

import unicodedata

NAMES = ("color", "size", "material", "pattern", "gender", "age_group")
"""Variants that differ in nothing else may be grouped (https://support.google.com/merchants/answer/6324507)."""
FURTHER = ("size_type", "size_system")
LONGEST = {"color": 100, "size": 100, "material": 200, "pattern": 100}
ALLOWED = {
    "gender": frozenset({"male", "female", "unisex"}),
    "age_group": frozenset({"newborn", "infant", "toddler", "kids", "adult"}),
    "size_type": frozenset({"regular", "petite", "maternity", "big", "tall", "plus"}),
    "size_system": frozenset({"AU", "BR", "CN", "DE", "EU", "FR", "IT", "JP", "MEX", "UK", "US"}),
}
"""Words that must be written in English, whatever the language of the feed."""

_OPTIONS = {
    "color": [
        "color",
        "colour",
        "farbe",
        "couleur",
        "coloris",
        "colore",
        "kleur",
        "färg",
        "cor",
        "颜色",
        "颜色分类",
        "色",
        "カラー",
    ],
    "size": [
        "size",
        "größe",
        "taille",
        "talla",
        "tamaño",
        "taglia",
        "maat",
        "storlek",
        "尺码",
        "尺寸",
        "大小",
        "サイズ",
    ],
    "material": ["material", "matériau", "matière", "materiale", "materiaal", "stoff", "材质", "材料", "面料", "素材"],
    "pattern": ["pattern", "muster", "motif", "motivo", "estampado", "patroon", "图案", "花纹", "柄"],
}
_BY_OPTION = {word.casefold(): trait for trait, words in _OPTIONS.items() for word in words}


def trait_of_option(name: str) -> str:
    """The trait that an option of this name tells, or nothing."""
    return _BY_OPTION.get(unicodedata.normalize("NFKC", name).strip().casefold(), "")


def allowed(trait: str, word: str) -> str:
    """The word as channels take it for this trait, or nothing where they know no such word."""
    words = ALLOWED.get(trait)
    if words is None:
        return word
    return next((known for known in words if known.casefold() == word.strip().casefold()), "")
