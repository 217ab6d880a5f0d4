"""New prices out of old ones: by a per cent or an amount, rounded as people like to read them. No database."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal, Self

from meadow.plumbing.money import exponent

By = Literal["percent", "amount"]
Rounding = Literal["exact", "tenth", "whole", "just_under"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repricing:
    """How prices change. `value` is per cent, or minor units; less than nothing makes things cheaper.

    `rounding` goes to the nearest minor unit, tenth of a unit, unit, or to one minor unit below a unit (9.99). Where
    `shows_before` is set, what gets cheaper shows its old price as the price before.
    """

    by: By
    value: Decimal
    rounding: Rounding = "exact"
    shows_before: bool = False

    @classmethod
    def read(cls, terms: Mapping[str, Any]) -> Self:
        """What `terms` wrote."""
        return cls(**{**terms, "value": Decimal(terms["value"])})

    def terms(self) -> dict[str, Any]:
        """The same as JSON holds it."""
        return {**asdict(self), "value": str(self.value)}

    def price(self, old: int, currency: str) -> int:
        """The new price in minor units; refusing what nobody can ask for (nothing, less, too much) is the caller's."""
        new = old * (100 + self.value) / 100 if self.by == "percent" else old + self.value
        step = self._step(currency)
        rounded = int((new / step).quantize(Decimal(1), ROUND_HALF_UP)) * step
        return rounded - 1 if self.rounding == "just_under" else rounded

    def before(self, old: int, compare_at: int | None, new: int) -> int | None:
        """What the price before is when a price goes from `old` to `new`."""
        if self.shows_before and new < old:
            return max(old, compare_at or 0)
        return compare_at if compare_at is not None and compare_at > new else None

    def _step(self, currency: str) -> int:
        unit: int = 10 ** exponent(currency)
        if self.rounding == "exact":
            return 1
        if self.rounding == "tenth":
            return max(unit // 10, 1)
        return max(unit, 10) if self.rounding == "just_under" else unit
