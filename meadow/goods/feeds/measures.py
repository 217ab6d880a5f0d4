"""Weights, dimensions and contents as channels write them."""

from decimal import Decimal

_UNITS = {"g": "g", "kg": "kg", "ml": "ml", "l": "l", "cm": "cm", "m": "m", "m2": "sqm", "piece": "ct"}
_SMALL = {"g": 250, "ml": 250}
"""Up to so much, prices are told for 100 g or ml, above that for a kilogram or a litre."""


def weight(grams: int | None) -> str:
    return f"{grams} g" if grams and grams <= 1_000_000 else ""


def length(millimetres: int) -> str:
    """In centimetres; empty outside the 1 to 400 that Google takes."""
    return f"{_number(Decimal(millimetres) / 10)} cm" if 10 <= millimetres <= 4000 else ""


def content(measure: tuple[Decimal, str] | None) -> str:
    """What is in it, such as `250 ml`."""
    if measure is None or measure[1] not in _UNITS:
        return ""
    return f"{_number(measure[0])} {_UNITS[measure[1]]}"


def base(measure: tuple[Decimal, str] | None) -> str:
    """The amount whose price is told, such as `100 ml` (https://support.google.com/merchants/answer/6324490)."""
    if measure is None or measure[1] not in _UNITS:
        return ""
    amount, unit = measure
    if unit in _SMALL:
        return f"100 {unit}" if amount <= _SMALL[unit] else {"g": "1 kg", "ml": "1 l"}[unit]
    return {"cm": "1 m"}.get(unit, f"1 {_UNITS[unit]}")


def _number(amount: Decimal) -> str:
    """Without surplus zeros and without an exponent."""
    return f"{amount.normalize():f}"
