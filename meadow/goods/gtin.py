"""Article numbers: GTIN-8, -12, -13 and -14 with their check digit (GS1 General Specifications), and ISBN-10.

Arithmetic with no database. The check digit makes the digits, weighted 3 and 1 in turn from the right, sum to a
multiple of ten.
"""

import re

from meadow.plumbing.bad_input import BadInput, gettext_noop

LENGTHS = (8, 12, 13, 14)
_APART = re.compile(r"[\s\-\N{NON-BREAKING HYPHEN}\N{EN DASH}]")


class NotAnArticleNumber(BadInput):
    code = "not_an_article_number"
    message = gettext_noop("A barcode number has 8, 12, 13 or 14 digits; “%(text)s” has not.")


class WrongCheckDigit(BadInput):
    code = "wrong_check_digit"
    message = gettext_noop("The last digit does not fit the others: it should be %(expected)s. Is a digit mistyped?")


def read_gtin(text: str) -> str:
    """The digits of an article number, without spaces and hyphens; an ISBN-10 becomes the ISBN-13 of the same book.

    Raises NotAnArticleNumber or WrongCheckDigit.
    """
    digits = _APART.sub("", text).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        return _isbn_13(digits)
    if not (digits.isascii() and digits.isdecimal() and len(digits) in LENGTHS):
        raise NotAnArticleNumber(text=text[:40])
    if (expected := check_digit(digits[:-1])) != digits[-1]:
        raise WrongCheckDigit(expected=expected)
    return digits


def is_gtin(text: str) -> bool:
    """Whether this is an article number with the right check digit, written in digits alone."""
    try:
        return read_gtin(text) == text
    except BadInput:
        return False


def check_digit(digits: str) -> str:
    """The digit that follows these."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def _isbn_13(isbn: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(isbn[:9], range(10, 1, -1), strict=True))
    expected = "0123456789X"[-total % 11]
    if expected != isbn[9]:
        raise WrongCheckDigit(expected=expected)
    book = f"978{isbn[:9]}"
    return book + check_digit(book)
