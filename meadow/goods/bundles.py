"""What bundles come to: how many parts they take, and how many of them the parts allow. Arithmetic with no database."""

from collections.abc import Iterable, Mapping, Sequence

Quantities = Mapping[int, int]
Parts = Mapping[int, Sequence[tuple[int, int]]]
"""The variants that each bundle is made of, and how many of each, by the bundle's variant."""


def expand(quantities: Quantities, parts: Parts) -> dict[int, int]:
    """The same goods with every bundle replaced by its parts; a part that is wanted by itself too is wanted twice."""
    expanded: dict[int, int] = {}
    for variant, quantity in quantities.items():
        for part, times in parts.get(variant, ((variant, 1),)):
            expanded[part] = expanded.get(part, 0) + quantity * times
    return expanded


def allowed(parts: Iterable[tuple[int | None, int]]) -> int | None:
    """How many bundles can be made of parts of which so many (None: without limit) can be had and so many are taken.

    None is no limit. Nothing can be made of nothing.
    """
    parts = list(parts)
    if not parts:
        return 0
    return min((available // quantity for available, quantity in parts if available is not None), default=None)
