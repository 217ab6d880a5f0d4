"""What an import tells whoever keeps account of it, in the very transactions that write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from meadow.goods.catalogues.records import LeftOut, RowProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One product that was made or changed; `before` and `stock` as `texts_kept.Kept` has them, for its undoing."""

    product: int
    made: bool
    before: Mapping[str, Any]
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One photo that a product should show and that is to be fetched; `options` are those of the variants with it."""

    product: int
    address: str
    alt: str
    position: int
    options: tuple[tuple[str, ...], ...]
    row: int


@dataclass(slots=True, kw_only=True)
class Step:
    """Some products of the file, in its order, that are dealt with together.

    `products` counts those of the file from its beginning, `row` is the last row that they have. Every import has one
    step that `is_last`, and be it an empty one.
    """

    products: int
    row: int
    is_last: bool = False
    problems: list[RowProblem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    brought: list[Brought] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)


class Journal(Protocol):
    """Keeps account of an import."""

    def keep(self, step: Step, counts: Mapping[str, int]) -> None:
        """Note a step in its transaction; whatever this raises undoes the step and ends the import."""
