"""Article numbers as people type them: GTIN-8, -12, -13 and -14, and ISBN-10, with a word on what is wrong.

Arithmetic with no database; which digits make a GTIN is told at `catalogues.gtin`.
"""

import re

from meadow.goods.catalogues.gtin import LENGTHS, is_gtin
from meadow.plumbing.bad_input import BadInput, gettext_noop

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
    if is_gtin(digits):
        return digits
    if not (digits.isascii() and digits.isdecimal() and len(digits) in LENGTHS and digits.strip("0")):
        raise NotAnArticleNumber(text=text[:40])
    raise WrongCheckDigit(expected=check_digit(digits[:-1]))


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
