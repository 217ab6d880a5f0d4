"""Stock, weights, dates and yes or no as catalogue files write them."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

QUANTITY_LIMIT = 10_000_000
GRAMS = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "lb": Decimal("453.59237"),
    "lbs": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}
MILLIMETRES = {
    "mm": Decimal(1),
    "cm": Decimal(10),
    "m": Decimal(1000),
    "in": Decimal("25.4"),
    "inch": Decimal("25.4"),
    "ft": Decimal("304.8"),
    "yd": Decimal("914.4"),
}
NET_UNITS = {
    **{unit: ("g", factor) for unit, factor in GRAMS.items() if unit not in ("g", "kg")},
    "mg": ("g", Decimal("0.001")),
    "g": ("g", Decimal(1)),
    "kg": ("kg", Decimal(1)),
    "ml": ("ml", Decimal(1)),
    "cl": ("ml", Decimal(10)),
    "dl": ("ml", Decimal(100)),
    "l": ("l", Decimal(1)),
    "cbm": ("l", Decimal(1000)),
    "m3": ("l", Decimal(1000)),
    "floz": ("ml", Decimal("29.5735295625")),
    "pt": ("ml", Decimal("473.176473")),
    "qt": ("ml", Decimal("946.352946")),
    "gal": ("l", Decimal("3.785411784")),
    "in": ("cm", Decimal("2.54")),
    "ft": ("cm", Decimal("30.48")),
    "yd": ("cm", Decimal("91.44")),
    "mm": ("cm", Decimal("0.1")),
    "cm": ("cm", Decimal(1)),
    "m": ("m", Decimal(1)),
    "sqft": ("m2", Decimal("0.09290304")),
    "ft2": ("m2", Decimal("0.09290304")),
    "sqm": ("m2", Decimal(1)),
    "m2": ("m2", Decimal(1)),
    "m²": ("m2", Decimal(1)),
    "ct": ("piece", Decimal(1)),
    "sheet": ("piece", Decimal(1)),
    "item": ("piece", Decimal(1)),
    "piece": ("piece", Decimal(1)),
    "pcs": ("piece", Decimal(1)),
    "stk": ("piece", Decimal(1)),
}
"""The unit that a net amount is kept in, and how many of it one is."""
NET_LIMIT = 1_000_000
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%m/%d/%y")
"""Magento writes American dates by default; the other two are what people and WooCommerce write."""

YES = frozenset({"1", "true", "yes", "y", "t"})
NO = frozenset({"0", "false", "no", "n", "f"})


def read_quantity(text: str) -> int | None:
    """A whole number, also when it is written as 100.0000; None if it is not one."""
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(?:[.,]0*)?", text):
        return None
    return int(re.split(r"[.,]", text)[0])


def read_grams(text: str, unit: str) -> int | None:
    """A weight in whole grams; None if it is not a weight or nobody ships such a thing."""
    try:
        grams = Decimal(text.replace(",", ".")) * GRAMS[unit]
    except InvalidOperation:
        return None
    return round(grams) if grams.is_finite() and 0 <= grams <= QUANTITY_LIMIT else None


def read_number(text: str) -> Decimal | None:
    """A number that is not negative, with a point or a comma before its decimals."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number >= 0 else None


def read_millimetres(text: str, unit: str) -> int | None:
    """A length in whole millimetres; None if it is not one, or longer than anybody ships."""
    number, factor = read_number(text), MILLIMETRES.get(unit.casefold())
    millimetres = number * factor if number is not None and factor else None
    return round(millimetres) if millimetres is not None and millimetres <= QUANTITY_LIMIT else None


def read_net(text: str, unit: str) -> tuple[Decimal, str] | None:
    """A net amount with at most three decimals, and the unit that it is kept in; None if it is not one."""
    number, kept = read_number(text), NET_UNITS.get(unit.strip().casefold().replace(" ", ""))
    if number is None or kept is None or number > NET_LIMIT:
        return None
    amount = (number * kept[1]).quantize(Decimal("0.001")).normalize()
    return (Decimal(f"{amount:f}"), kept[0]) if 0 < amount < NET_LIMIT else None


def split_measure(text: str) -> tuple[str, str]:
    """`1.5 kg` as the number and the unit; both are empty if it is not such a text."""
    match = re.fullmatch(r"([0-9]+(?:[.,][0-9]+)?)\s*([^\W\d_][\w² ]{0,15})", text.strip())
    return (match[1], match[2].strip().casefold()) if match else ("", "")


def read_date(text: str) -> date | None:
    """The day of a date with or without a time."""
    day = re.split(r"[ T]", text.strip(), maxsplit=1)[0]
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(day, form).date()
        except ValueError:
            continue
    return None


def read_yes(text: str) -> bool | None:
    """Yes or no; None if it says neither."""
    word = text.strip().casefold()
    return True if word in YES else False if word in NO else None
