"""Cells that are safe to open in a spreadsheet."""

import re

_FORMULA = "[=+\\-@\t\r\n＝＋－＠]"
"""A spreadsheet runs a cell that begins with one of these as a formula
(https://owasp.org/www-community/attacks/CSV_Injection)."""
_TAKEN = re.compile(f"(?='*{_FORMULA})")
_GUARDED = re.compile(f"'(?='*{_FORMULA})")


def cell(value: object) -> str:
    """The value as text that no spreadsheet takes for a formula: such a text gets an apostrophe in front.

    So does one that has apostrophes there already, so that `plain` undoes exactly what was done.
    """
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and _TAKEN.match(text) else text


def plain(text: str) -> str:
    """The text that `cell` was given."""
    return text[1:] if _GUARDED.match(text) else text
