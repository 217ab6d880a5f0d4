"""Cells that are safe to open in a spreadsheet."""

# A spreadsheet runs a cell that begins with one of these as a formula
# (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object) -> str:
    """The value as text that no spreadsheet takes for a formula: such a text gets an apostrophe in front."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
