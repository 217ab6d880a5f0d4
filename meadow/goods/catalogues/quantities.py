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
