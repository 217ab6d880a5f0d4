"""The price of a unit, told beside the price of what is sold by weight, volume or length (EU Directive 98/6/EC).

Arithmetic with no database. The unit is a kilogram, a litre, a metre, a square metre or a piece; for small amounts, up
to 250 g or ml, it is 100 g or 100 ml, which Art. 2(b) allows where it is customary.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SMALL = 250
# The unit that is told, and how many of what is measured in make one.
_LARGE = {"g": ("kg", 1000), "kg": ("kg", 1), "ml": ("l", 1000), "l": ("l", 1), "cm": ("m", 100), "m": ("m", 1)}
_SINGLE = {"m2": "m2", "piece": "piece"}
_IN_SMALL = {"g": ("g", 1), "kg": ("g", 1000), "ml": ("ml", 1), "l": ("ml", 1000)}


@dataclass(frozen=True)
class UnitPrice:
    """What so many of a unit cost, in minor units of the currency: 420 for 100 ml."""

    price: int
    amount: int
    unit: str


def unit_price(price: int, net_amount: Decimal | None, net_unit: str) -> UnitPrice | None:
    """What a unit costs of goods that hold so much; None where nothing is known, or where it is the price itself."""
    if not net_amount or net_amount <= 0 or net_unit not in {**_LARGE, **_SINGLE}:
        return None
    amount, unit, whole = 1, _SINGLE.get(net_unit, ""), net_amount
    if net_unit in _LARGE:
        unit, per = _LARGE[net_unit]
        whole = net_amount / per
        if net_unit in _IN_SMALL and net_amount * _IN_SMALL[net_unit][1] <= SMALL:
            unit, times = _IN_SMALL[net_unit]
            amount, whole = 100, net_amount * times / 100
    if whole == 1:
        return None
    return UnitPrice(int((price / whole).quantize(Decimal(1), ROUND_HALF_UP)), amount, unit)
