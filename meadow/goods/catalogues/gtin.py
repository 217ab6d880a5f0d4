"""Barcodes of GS1: GTIN-8, UPC-A, EAN-13 (with ISBN-13) and GTIN-14, told by their check digit."""

import re

LENGTHS = (8, 12, 13, 14)


def is_gtin(text: str) -> bool:
    """Whether the digits are as many as a GTIN has and the last one is the check digit of the others.

    General Specifications of GS1, section 7.9: from the right, the digits weigh 3 and 1 in turn.
    """
    if not re.fullmatch(r"[0-9]+", text, re.ASCII) or len(text) not in LENGTHS or not text.strip("0"):
        return False
    weighed = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(text[:-1])))
    return (10 - weighed % 10) % 10 == int(text[-1])


def plain_digits(text: str) -> str:
    """The digits of a barcode that is written with spaces or hyphens, as ISBNs are; otherwise the text itself."""
    digits = re.sub(r"[\s-]", "", text)
    return digits if digits.isdigit() and digits.isascii() else text
